"""La carátula: lo que el director lee, escrito desde los mismos cuadros que siguen."""

from __future__ import annotations

from cobranza.base.fechas import fecha_corta
from cobranza.cartera.cubo import cuadro
from cobranza.expediente.situacion import CONSUMADA, URGENTE
from cobranza.informes.glosario import cifra
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.movimiento import sello
from cobranza.informes.informe_cartera.prescripcion import del_tramo, tramo_callado
from cobranza.informes.informe_cartera.quienes import por_cobrabilidad
from cobranza.informes.informe_cartera.saldos import SE_PUEDE_COBRAR
from cobranza.papel import palabras
from cobranza.papel.formato import entero
from cobranza.papel.piezas import Caratula

_POCOS = "pocos contribuyentes o un renglón con que se deducirían"


def caratula(datos: Datos) -> Caratula:
    """Las cifras del director, sus hallazgos en frases y el sello del cuadre."""
    saldo, inicial = datos.saldo, int(datos.total["importe"]["inicial"])
    urgente = del_tramo(datos, URGENTE)
    escala = datos.escala
    callado = tramo_callado(datos, URGENTE)
    prescriben = "" if callado else f"{palabras.creditos(int(urgente['creditos'].sum()))}; "
    return Caratula(
        pregunta="¿Cómo se comporta la cartera de créditos fiscales?",
        cifras=[
            cifra("saldo", escala.corta(saldo), escala.unidad, _variacion(datos, inicial, saldo)),
            cifra("creditos_con_saldo", entero(datos.vigentes), "créditos", _cambio_en_numero(datos)),
            cifra("cobrado", escala.corta(_cobrado(datos)), escala.unidad, _recuperacion(datos)),
            cifra(
                "prescribe_en_90_dias",
                "Reservado" if callado else escala.corta(int(urgente["total"].sum())),
                "pocos contribuyentes" if callado else escala.unidad,
                f"{prescriben}meta interna: ninguno sin acto programado",
            ),
        ],
        hallazgos=hallazgos(datos),
        sello=sello(datos),
    )


def hallazgos(datos: Datos) -> list[str]:
    """Frases completas con su cifra; la primera es la que va al índice."""
    if not datos.vigentes:
        return _sin_saldo(datos)
    c, total = por_cobrabilidad(datos.cubo), datos.saldo
    clases = {SE_PUEDE_COBRAR: "se puede cobrar hoy", "CONTROVERTIDO": "está en litigio"}
    partes = [
        f"{palabras.de_cada_cien(int(c['total'][c['clase'] == clase].sum()), total)} {que}"
        for clase, que in clases.items()
        if not datos.callar("clase", [clase])[0]
    ]
    frases = [
        f"{datos.escala.monto(total)} de saldo en {palabras.creditos(datos.vigentes)}"
        f"{': ' if partes else ''}{' y '.join(partes)}.",
        _sobre_la_prescripcion(datos),
        *_sobre_lo_prescrito(datos),
        *_sobre_la_mora(datos),
    ]
    visibles = datos.cubo[~datos.cubo["delegacion"].isin(datos.delegaciones_calladas)]
    if not datos.delegacion and len(visibles):
        mayor = cuadro(visibles, "delegacion").iloc[0]
        nombre = palabras.delegaciones().get(str(mayor["delegacion"]), str(mayor["delegacion"]))
        frases.append(f"{nombre} concentra {palabras.de_cada_cien(int(mayor['total']), total)} del saldo.")
    return frases


def _sin_saldo(datos: Datos) -> list[str]:
    """Lo que se dice cuando nadie debe nada: que no hay créditos, o que los hay y todos se pagaron o cancelaron."""
    al = fecha_corta(datos.corte)
    if not datos.suma.creditos:
        return [palabras.cartera_vacia(datos.corte)]
    hay = palabras.cuantos(datos.suma.creditos, "crédito registrado", "créditos registrados")
    return [
        f"Nadie debe nada al {al}: {hay}, sin saldo por pago, extinción o cancelación.",
        *([f"En el periodo se cobraron {datos.escala.monto(_cobrado(datos))}."] if _cobrado(datos) else []),
    ]


def _sobre_lo_prescrito(datos: Datos) -> list[str]:
    consumada = del_tramo(datos, CONSUMADA)
    if not len(consumada):
        return []
    if tramo_callado(datos, CONSUMADA):
        return ["Hay créditos cuya prescripción ya se consumó y nadie la ha declarado: no admiten gestión de cobro."]
    cuantos = int(consumada["creditos"].sum())
    return [
        f"La prescripción de {palabras.creditos(cuantos)} por {datos.escala.monto(int(consumada['total'].sum()))} ya "
        f"se consumó y nadie la ha declarado: no {'admite' if cuantos == 1 else 'admiten'} gestión de cobro."
    ]


def _sobre_la_mora(datos: Datos) -> list[str]:
    calificacion = next(i for i in datos.indicadores if i.clave == "ACV-04")
    if calificacion.valor is None:
        return []
    letras = ", ".join(i.letra for i in datos.indicadores[:3])
    return [
        f"La mora califica {calificacion.letra} con la metodología TADAT ({letras} en sus tres dimensiones, media de "
        "tres años; autoevaluación)."
    ]


def _sobre_la_prescripcion(datos: Datos) -> str:
    urgente = del_tramo(datos, URGENTE)
    if urgente.empty:
        return "Ningún crédito prescribe en los próximos 90 días."
    if tramo_callado(datos, URGENTE):
        return f"Hay créditos que prescriben en 90 días; cuánto suman es reservado ({_POCOS})."
    cuantos, sin_acto = int(urgente["creditos"].sum()), int(urgente["creditos"][~urgente["programado"]].sum())
    return (
        f"{'Prescribe' if cuantos == 1 else 'Prescriben'} {datos.escala.monto(int(urgente['total'].sum()))} en 90 "
        f"días, en {palabras.creditos(cuantos)}; {_cuantos_sin_acto(cuantos, sin_acto)} acto programado."
    )


def _cuantos_sin_acto(cuantos: int, sin_acto: int) -> str:
    if cuantos == 1:
        return "no tiene" if sin_acto else "ya tiene"
    if sin_acto == cuantos:
        return "ninguno tiene"
    if not sin_acto:
        return "todos tienen"
    return f"{entero(sin_acto)} no {'tiene' if sin_acto == 1 else 'tienen'}"


def _cobrado(datos: Datos) -> int:
    return -int(datos.total["importe"].get("pagos", 0))


def _variacion(datos: Datos, antes: int, ahora: int) -> str:
    desde = f"desde el {fecha_corta(datos.vispera)}"
    if antes == 0:
        return f"sin saldo al {fecha_corta(datos.vispera)}"
    if antes == ahora:
        return f"sin cambio {desde}"
    return f"{'+' if ahora > antes else '−'}{palabras.de_cada_cien(abs(ahora - antes), antes)} {desde}"


def _cambio_en_numero(datos: Datos) -> str:
    cambio = int(datos.total["numero"]["final"] - datos.total["numero"]["inicial"])
    desde = f"desde el {fecha_corta(datos.vispera)}"
    return f"{'+' if cambio > 0 else ''}{entero(cambio)} {desde}" if cambio else f"los mismos {desde}"


def _recuperacion(datos: Datos) -> str:
    cuando = palabras.periodo(datos.desde, datos.corte)
    base = int(datos.total["importe"]["inicial"] + datos.total["importe"].get("altas", 0))
    if datos.total["numero"]["inicial"] + datos.total["numero"].get("altas", 0) < palabras.MINIMO_PARA_PORCENTAJE:
        return f"{cuando}; {palabras.POCOS_CREDITOS}: sin porcentaje"
    return f"{cuando}; {palabras.de_cada_cien(_cobrado(datos), base)} de saldo inicial más altas"
