"""La carátula, los trámites y el cuadre: lo que los trámites dicen es lo que la cuenta dice al corte."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cifras import CON
from cobranza.cartera.convenido import CADUCO, CUMPLIDO, REVOCADO, VIGENTE
from cobranza.cartera.convenios_al_corte import SEMANA
from cobranza.cartera.convenios_tramitados import sin_tramite
from cobranza.informes.convenios.cuadros import NOMBRES, exito
from cobranza.informes.convenios.datos import Datos
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.procedencia import procedencia_de, tabla_de_parametros
from cobranza.informes.sumado_por import importe_callado, son_pocos
from cobranza.informes.tramitando import dicho, por_estado
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.formato import entero
from cobranza.papel.palabras import cartera_vacia, cuantos
from cobranza.papel.piezas import Aviso, Caratula, Procedencia, Sello, Varias
from cobranza.papel.tabla import Columna, Tabla

if TYPE_CHECKING:
    import pandas as pd

_CONVENIO, _CONVENIOS = "convenio", "convenios"
_INTEGRAN = ("Integró el trámite", "Integra la cuenta")


def caratula(datos: Datos) -> Caratula:
    """Cuántos rigen, qué éxito tienen, qué vence y cuáles están por caducar; la primera frase es la del índice."""
    v, semana, avisos = datos.vigentes, datos.convenios.vencen(), datos.convenios.por_caducar
    terminados = int((datos.todos["estado"] != VIGENTE).sum())
    return Caratula(
        pregunta="¿Cómo van los pagos a plazos?",
        cifras=[
            cifra("convenios_vigentes", entero(len(v)), _CONVENIOS, f"{_suman(datos, v, 'total')} de saldo"),
            cifra("exito_de_convenios", exito(datos), "pagados completos",
                  f"de {cuantos(terminados, 'terminado', 'terminados')}"),
            cifra("vencen_en_la_semana", entero(len(semana)), "parcialidades",
                  f"por {_suman(datos, semana, 'importe')}"),
            cifra("por_caducar", entero(len(avisos)), _CONVENIOS, f"por pagar, {_suman(datos, avisos, 'por_pagar')}"),
        ],
        hallazgos=_frases(datos),
        sello=_sello(datos),
    )  # fmt: skip


def _suman(datos: Datos, filas: pd.DataFrame, columna: str) -> str:
    return importe_callado(datos, filas, datos.escala.monto(int(filas[columna].sum())))


def _frases(datos: Datos) -> list[str]:
    if not datos.registrados:
        return [cartera_vacia(datos.corte)]
    if datos.todos.empty:
        return [
            f"Al {fecha_corta(datos.corte)} ningún crédito se ha pagado ni se paga a plazos.",
            *_en_tramite(datos),
        ]
    v = datos.vigentes
    estado = datos.todos["estado"].value_counts()
    rigen = "Rige" if len(v) == 1 else "Rigen"
    saldo, integrado, abonado = (_suman(datos, v, c) for c in ("total", "integrado", "abonado"))
    importes = (
        "sus importes van en la versión reservada"
        if son_pocos(v) and not datos.nominativo
        else f"deben {saldo}; de lo integrado, {integrado}, se han pagado {abonado}"
    )
    frases = [
        f"{rigen} {cuantos(len(v), _CONVENIO, _CONVENIOS)}: {importes}."
        if len(v)
        else f"Al {fecha_corta(datos.corte)} no rige ningún convenio.",
    ]
    cayeron = int(estado.get(CADUCO, 0) + estado.get(REVOCADO, 0))
    if cumplidos := int(estado.get(CUMPLIDO, 0)) + cayeron:
        pagados, caducos = cumplidos - cayeron, int(estado.get(CADUCO, 0))
        completos = (
            cuantos(pagados, "se pagó completo", "se pagaron completos") if pagados else "ninguno se pagó completo"
        )
        solos = f", {cuantos(caducos, 'caducó solo', 'caducaron solos')}" if caducos else ""
        frases.append(
            f"De {cuantos(cumplidos, 'convenio terminado', 'convenios terminados')}, {completos}; "
            f"{cuantos(cayeron, 'cayó', 'cayeron') if cayeron else 'ninguno cayó'}{solos}."
        )
    return [*frases, *_por_atender(datos), *_en_tramite(datos)]


def _por_atender(datos: Datos) -> list[str]:
    semana, avisos = datos.convenios.vencen(), datos.convenios.por_caducar
    frases = []
    if len(semana):
        vence = "Vence" if len(semana) == 1 else "Vencen"
        frases.append(
            f"{vence} {cuantos(len(semana), 'parcialidad', 'parcialidades')} en los {SEMANA} días que siguen."
        )
    if len(avisos):
        verbo = "está" if len(avisos) == 1 else "están"
        frases.append(
            f"{cuantos(len(avisos), _CONVENIO, _CONVENIOS)} {verbo} a una parcialidad de caducar: avisa antes de que "
            "venza la siguiente."
        )
    return frases


def _en_tramite(datos: Datos) -> list[str]:
    abiertos = [t for t in datos.tramites if t.estado in ("SOLICITADO", "EN_REVISION", "PREVENIDO", "DICTAMINADO")]
    if not abiertos:
        return []
    verbo = "espera" if len(abiertos) == 1 else "esperan"
    return [f"{cuantos(len(abiertos), 'solicitud', 'solicitudes')} {verbo} resolución."]


def tramites(datos: Datos) -> Tabla | Aviso:
    """En qué estado están los trámites de convenio."""
    if not datos.tramites:
        return Aviso("nota", f"Al {fecha_corta(datos.corte)} no hay trámites de convenio: los que hay constan por "
                             "archivo." if len(datos.todos) else "No hay trámites de convenio.")  # fmt: skip
    return por_estado(datos.tramites, "convenio", datos.corte)


def tramitado(datos: Datos) -> Varias | Aviso:
    """De cada trámite que autorizó un convenio, lo que dice y lo que dice la cuenta."""
    fuera = sin_tramite(datos.tramitado, datos.convenios)
    sueltos = Aviso(
        "nota",
        f"{cuantos(len(fuera), _CONVENIO, _CONVENIOS)} de la cartera no {'salió' if len(fuera) == 1 else 'salieron'} "
        "de un trámite: consta su acto por archivo o anotado, y su cuenta se lleva igual.",
    )
    if datos.tramitado.empty:
        return sueltos if len(fuera) else Aviso("nota", "Ningún trámite ha autorizado un convenio.")
    filas = datos.tramitado.assign(
        creditos=[len(f) for f in datos.tramitado["folios"]],
        estado=datos.tramitado["tramite"].map(dicho),
        cuenta=datos.tramitado["cuenta"].map(lambda e: NOMBRES.get(e, e)),
        difiere=datos.tramitado["difiere"].mask(datos.tramitado["difiere"] == "", "No"),
    )
    dinero = ("convenido", "integrado") if datos.nominativo else ()
    tabla = Tabla(
        f"Lo que dice cada trámite y lo que dice la cuenta al {fecha_corta(datos.corte)}"
        f"{', pesos' if dinero else ''}",
        [
            Columna("numero", "Trámite"),
            Columna("autorizado", "Autorizado", "fecha"),
            Columna("creditos", "Créditos", "entero"),
            Columna("estado", "Estado del trámite"),
            Columna("cuenta", "Según la cuenta"),
            *(Columna(c, t, "pesos") for c, t in zip(dinero, _INTEGRAN[: len(dinero)], strict=True)),
            Columna("difiere", "¿Difieren?"),
        ],
        filas,
        total={"numero": "Total", "creditos": int(filas["creditos"].sum()), "autorizado": None,
               **{c: int(filas[c].sum()) for c in dinero}},
        hoja="tramitado",
        nota="La cuenta sigue lo pagado día a día; el trámite cambia de estado con «cobranza tramite al-dia».",
    )  # fmt: skip
    return Varias([tabla, sueltos] if len(fuera) else [tabla])


def significado() -> Definiciones:
    """Qué quiere decir cada cifra de este informe."""
    return significado_de(CON)


def parametros(datos: Datos) -> Tabla:
    """Con qué norma se calculó."""
    return tabla_de_parametros(datos.entrada.normas, datos.corte)


def _sello(datos: Datos) -> Sello:
    if faltas := _descuadres(datos):
        return Sello(False, " ".join(faltas))
    v = datos.vigentes
    deben = importe_callado(datos, v, f"${pesos(int(v['total'].sum()))}")
    tramitados = cuantos(len(datos.tramitado), "trámite dice", "trámites dicen")
    return Sello(
        True,
        f"Los créditos en convenio de la cartera son los {entero(len(v))} que rigen según la cuenta, y lo que deben, "
        f"{deben}, es lo convenido que falta más su mora y sus gastos posteriores"
        f"{f'; {tramitados} lo mismo que la cuenta' if len(datos.tramitado) else ''}.",
    )


def _descuadres(datos: Datos) -> list[str]:
    v, faltas = datos.vigentes, []
    if sobran := {*v["folio"]} ^ datos.en_convenio:
        faltas.append(
            f"La cartera y la cuenta difieren en {cuantos(len(sobran), 'crédito', 'créditos')} en convenio: "
            f"{', '.join(sorted(sobran)[:5])}."
        )
    debe, explicado = int(v["total"].sum()), int((v["por_pagar"] + v["aparte"]).sum())
    if debe != explicado:
        faltas.append(f"Lo que deben los convenios es ${pesos(debe)} y lo convenido explica ${pesos(explicado)}.")
    for t in datos.tramitado[datos.tramitado["difiere"] != ""].head(5).to_dict("records"):
        faltas.append(f"{t['numero']}: {t['difiere']}.")
    return faltas


def cuadrar(datos: Datos) -> Sello:
    """El sello, si todo dice lo mismo. Errores: `ErrorDeDatos` con lo que difiere y qué hacer."""
    if faltas := _descuadres(datos):
        raise ErrorDeDatos(
            f"No cuadra. {' '.join(faltas)} Pon los trámites al día («cobranza tramite al-dia») y repite el informe."
        )
    return _sello(datos)


def procedencia(datos: Datos) -> Procedencia:
    """Base, foto, huellas y versión."""
    return procedencia_de(datos.entrada)
