"""Las líneas que explican una liquidación: quien las escribe es uno, y cada operación impresa da su importe.

La línea de actualización multiplica por el factor menos uno: así `base × factor = importe`; el factor entero va en su
concepto. La de recargos dice cuántos meses transcurrieron y, si se llegó al tope de cinco años, cuántos se causan.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import cast

from cobranza.base.dinero import texto
from cobranza.base.fechas import fecha_corta, fecha_de
from cobranza.ley.actualizacion import UNO, fechas_del_inpc
from cobranza.ley.norma import Norma
from cobranza.ley.parametros import Valor
from cobranza.ley.recargos import detalle, meses
from cobranza.ley.renglon import Renglon, fuente_de


@dataclass(frozen=True, slots=True)
class Tramo:
    """Un periodo en que algo se causa: desde y hasta (días) y la base sobre la que se causa (centavos).

    `ya_causados`: las mensualidades que otros tramos del mismo adeudo gastaron del tope.
    """

    desde: int
    hasta: int
    base: int
    ya_causados: int = 0


def de_actualizacion(de: Norma, tramo: Tramo, factor: int, monto: int, *, de_multa: bool = False) -> Renglon:
    """Actualización de un tramo: su base por el factor menos uno. Fundamento: CFF, art. 17-A (y 70 si es multa).

    `factor` en diezmilésimas; `monto` en centavos, ya calculado.
    """
    fuente, calidad = "Mismo mes o en plazo: factor 1", "ley"
    numerador, denominador = fechas_del_inpc(de, tramo.desde, tramo.hasta)
    if factor != UNO or _es_otro_mes(tramo):
        fuente, calidad = fuente_de(de.valor("inpc", numerador), de.valor("inpc", denominador))
    concepto = "Actualización de la multa" if de_multa else "Actualización"
    cita = de.cita("actualizacion_de_multas" if de_multa else "actualizacion")
    concepto = f"{concepto} {_lapso(tramo)}, factor {texto(factor, 4)}"
    return Renglon(concepto, tramo.base, texto(factor - UNO, 4), monto, cita, fuente, calidad)


def de_recargos(de: Norma, tramo: Tramo, tasa: int, monto: int, *, tope: int | None = None) -> Renglon:
    """Recargos de mora de un tramo: lo actualizado por la suma de las tasas de sus meses. Fundamento: CFF, art. 21.

    `tasa` en centésimas de punto; `tope`, cuántas mensualidades se causan a lo más (las de la ley si no se dice).
    """
    transcurridos = cast(int, meses(de, tramo.desde, tramo.hasta))
    causados = detalle(de, tramo.desde, tramo.hasta, tope)
    fuente, calidad, por_mes = _por_mes(de, causados, tramo.hasta)
    cuantos = cuantos_meses(transcurridos)
    if transcurridos > len(causados):
        cual = f"con {tramo.ya_causados} anteriores, el tope" if tramo.ya_causados else "el tope"
        cuantos = f"{len(causados)} mensualidades, {cual} de ley; transcurrieron {transcurridos}"
    concepto = f"Recargos por mora {_lapso(tramo)} ({cuantos})"
    return Renglon(
        concepto, tramo.base, f"{texto(tasa)} %", monto, de.cita("recargos"), fuente, calidad, detalle=por_mes
    )


def de_prorroga(de: Norma, tasa: Valor, partes: list[tuple[int, int, int]], fechas: tuple[int, int]) -> Renglon:
    """Recargos por prórroga de un convenio: lo insoluto cada mes por la tasa de la solicitud, interés simple.

    `partes`: (vence el mes, insoluto, importe), una por mes o fracción; `fechas`: solicitud y día de la liquidación.
    Fundamento: CFF, arts. 66 y 66-A. Si lo insoluto no cambió, la operación es una sola.
    """
    assert tasa.numero is not None
    fuente, calidad = fuente_de(tasa)
    desde, al = (fecha_corta(fecha_de(d)) for d in fechas)
    concepto = f"Recargos por prórroga del {desde} al {al} ({cuantos_meses(len(partes))} al {tasa.texto} %)"
    insolutos = {insoluto for _, insoluto, _ in partes}
    una = len(insolutos) == 1
    por_mes = tuple(
        {"mes": str(k), "hasta": fecha_de(vence).isoformat(), "base": texto(insoluto), "tasa": tasa.texto}
        for k, (vence, insoluto, _) in enumerate(partes, start=1)
    )
    return Renglon(
        concepto,
        insolutos.pop() if una else None,
        f"{texto(tasa.numero * len(partes))} %" if una else "",
        sum(importe for *_, importe in partes),
        de.cita("prorroga"),
        fuente,
        calidad,
        detalle=por_mes,
    )


def cuantos_meses(cuantos: int) -> str:
    """«1 mes o fracción», «24 meses o fracción»."""
    return f"{'1 mes' if cuantos == 1 else f'{cuantos} meses'} o fracción"


def _lapso(tramo: Tramo) -> str:
    if tramo.hasta <= tramo.desde:
        return f"al {fecha_corta(fecha_de(tramo.hasta))}, en plazo"
    return f"del {fecha_corta(fecha_de(tramo.desde))} al {fecha_corta(fecha_de(tramo.hasta))}"


def _es_otro_mes(tramo: Tramo) -> bool:
    desde, hasta = fecha_de(tramo.desde), fecha_de(tramo.hasta)
    return (desde.year, desde.month) < (hasta.year, hasta.month)


def _por_mes(
    de: Norma, causados: list[tuple[int, date, date, int]], al: int
) -> tuple[str, str, tuple[dict[str, str], ...]]:
    """(fuente, calidad, detalle mes por mes) de unos recargos."""
    if not causados:
        return "Pago en plazo: no se causan", "", ()
    del_pago = de.interpretacion("recargos.tasa_del_mes") == "dia_de_pago"
    valores = [de.valor("recargos_mora", fecha_de(al) if del_pago else desde) for _, desde, _, _ in causados]
    fuente, calidad = fuente_de(*valores)
    por_mes = tuple(
        {"mes": str(k), "desde": d.isoformat(), "hasta": h.isoformat(), "tasa": texto(t)} for k, d, h, t in causados
    )
    return fuente, calidad or "ley", por_mes
