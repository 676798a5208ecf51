"""La carátula, los trámites y el cuadre por causa: lo informado es lo que canceló el libro."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cancelados import descuadre
from cobranza.cartera.cifras import CAN
from cobranza.informes.cancelacion.datos import Datos
from cobranza.informes.glosario import cifra
from cobranza.informes.glosario import significado as significado_de
from cobranza.informes.procedencia import procedencia_de, tabla_de_parametros
from cobranza.informes.sumado_por import importe_callado
from cobranza.informes.tramitando import por_estado
from cobranza.papel.definiciones import Definiciones
from cobranza.papel.formato import entero
from cobranza.papel.palabras import cartera_vacia, creditos, cuantos, periodo
from cobranza.papel.piezas import Aviso, Caratula, Procedencia, Sello
from cobranza.papel.tabla import Tabla

if TYPE_CHECKING:
    import pandas as pd


def caratula(datos: Datos) -> Caratula:
    """Qué se puede proponer, qué sigue cancelado, qué se canceló y qué volvió; la primera frase, al índice."""
    c, monto = datos.cancelados, datos.escala.monto
    vivos = datos.con_credito(c.neto[c.neto["importe"] > 0])
    hechas, vueltas = (datos.con_credito(c.de_tipo(t)) for t in ("CANCELACION", "REACTIVACION"))

    def suman(filas: pd.DataFrame, columna: str = "importe") -> str:
        return importe_callado(datos, filas, monto(int(filas[columna].sum())))

    return Caratula(
        pregunta="¿Qué se cancela y qué se canceló?",
        cifras=[
            cifra("candidatos_a_cancelar", entero(len(datos.candidatos)), "créditos",
                  f"{suman(datos.candidatos, 'total')} de saldo"),
            cifra("cancelado_al_corte", entero(vivos["folio"].nunique()), "créditos",
                  f"{suman(vivos)}; se sigue debiendo"),
            cifra("cancelado_en_el_periodo", entero(hechas["folio"].nunique()), "créditos", f"por {suman(hechas)}"),
            cifra("reactivado", entero(vueltas["folio"].nunique()), "créditos", f"por {suman(vueltas)}"),
        ],
        hallazgos=_frases(datos),
        sello=_sello(datos),
    )  # fmt: skip


def _frases(datos: Datos) -> list[str]:
    if datos.creditos.empty:
        return [cartera_vacia(datos.corte)]
    c, hechas = datos.candidatos, datos.cancelados.de_tipo("CANCELACION")
    deudores = cuantos(int(c["rfc"].nunique()), "deudor", "deudores")
    monto = importe_callado(datos, c, datos.escala.monto(int(c["total"].sum())))
    frases = [
        f"Se {'puede' if len(c) == 1 else 'pueden'} proponer {creditos(len(c))} de {deudores} por {monto}."
        if len(c)
        else f"Al {fecha_corta(datos.corte)} no hay a quién proponer la cancelación.",
    ]
    if sin_tramite := int(hechas.loc[hechas["de_archivo"], "folio"].nunique()):
        dichas = "cancelación entró" if sin_tramite == 1 else "cancelaciones entraron"
        frases.append(
            f"{entero(sin_tramite)} {dichas} por archivo {_cuando(datos)}: no hay aquí trámite que la respalde."
        )
    if pendientes := int((datos.lotes["muestra"] - datos.lotes["revisados"]).sum()):
        frases.append(
            f"De las muestras de los lotes {'falta' if pendientes == 1 else 'faltan'} por revisar "
            f"{cuantos(pendientes, 'expediente', 'expedientes')}."
        )
    abiertos = [t for t in datos.tramites if t.estado not in ("CANCELADO", "REACTIVADO", "VIGENTE", "NO_PROCEDE")]
    if abiertos:
        verbo = "está" if len(abiertos) == 1 else "están"
        frases.append(f"{cuantos(len(abiertos), 'propuesta', 'propuestas')} {verbo} en trámite.")
    return frases


def _cuando(datos: Datos) -> str:
    dicho = periodo(datos.desde, datos.corte)
    return dicho if dicho.startswith("del ") else f"en {dicho}"


def tramites(datos: Datos) -> Tabla | Aviso:
    """En qué estado están los trámites de cancelación."""
    if not datos.tramites:
        return Aviso("nota", f"Al {fecha_corta(datos.corte)} no hay trámites de cancelación.")
    return por_estado(datos.tramites, "cancelacion", datos.corte)


def significado() -> Definiciones:
    """Qué quiere decir cada cifra de este informe."""
    return significado_de(CAN)


def parametros(datos: Datos) -> Tabla:
    """Con qué norma se calculó."""
    return tabla_de_parametros(datos.entrada.normas, datos.corte)


def _sello(datos: Datos) -> Sello:
    if faltas := _descuadres(datos):
        return Sello(False, " ".join(faltas))
    c = datos.cancelados
    vivos = c.neto[c.neto["importe"] > 0]
    informados = datos.creditos[datos.creditos["folio"].isin([f for f, _ in c.informado])]
    suman = importe_callado(datos, informados, f"${pesos(sum(c.informado.values()))}")
    return Sello(
        True,
        f"Causa por causa, los trámites informan lo que el libro canceló por ellos: {creditos(len(c.informado))} por "
        f"{suman}; y los {creditos(len(vivos))} que el libro tiene cancelados son los "
        "que la cartera da por cancelados.",
    )


def _descuadres(datos: Datos) -> list[str]:
    difieren = {**datos.cuadre["difieren"], **descuadre(datos.cancelados, datos.creditos)}
    faltas = [f"{que}: {como}." for que, como in list(difieren.items())[:5]]
    if len(difieren) > len(faltas):
        faltas.append(f"Y {entero(len(difieren) - len(faltas))} más.")
    return faltas


def cuadrar(datos: Datos) -> Sello:
    """El sello, si todo dice lo mismo. Errores: `ErrorDeDatos` con lo que difiere y qué hacer."""
    if faltas := _descuadres(datos):
        raise ErrorDeDatos(
            f"No cuadra. {' '.join(faltas)} Revisa cada uno con «cobranza explica FOLIO» y «cobranza tramite cuadre "
            "cancelacion» antes de informarlo."
        )
    return _sello(datos)


def procedencia(datos: Datos) -> Procedencia:
    """Base, foto, huellas y versión."""
    return procedencia_de(datos.entrada, desde=datos.desde)
