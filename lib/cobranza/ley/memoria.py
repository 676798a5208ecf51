"""La línea que explica lo que un adeudo causa en un tramo: la misma cuenta de `devengo`, con su base y su factor."""

from __future__ import annotations

from datetime import date
from typing import cast

import numpy as np

from cobranza.base.dinero import texto
from cobranza.base.fechas import SIN_DIA, fecha_corta, fecha_de
from cobranza.ley.actualizacion import actualizado, fechas_del_inpc
from cobranza.ley.devengo import Tramos, en_tramos, por_devengar, prorroga
from cobranza.ley.norma import Norma
from cobranza.ley.parametros import Valor
from cobranza.ley.recargos import detalle, meses, tasa
from cobranza.ley.renglon import Renglon, fuente_de


def de_actualizacion(
    de: Norma, historico: int, asentada: int, fechas: tuple[int, int], *, de_multa: bool = False
) -> Renglon:
    """Actualización que falta asentar: lo histórico por el factor, menos lo ya asentado.

    `fechas`: vencimiento y día de la liquidación. Fundamento: CFF, art. 17-A (y 70 si es multa). Centavos y días.
    """
    vencimiento, al = fechas
    monto, _, f = _tramo(de, historico, asentada, (vencimiento, SIN_DIA), al)
    numerador, denominador = fechas_del_inpc(de, vencimiento, al)
    fuente, calidad = "Mismo mes o en plazo: factor 1", "ley"
    if numerador > denominador:
        fuente, calidad = fuente_de(de.valor("inpc", numerador), de.valor("inpc", denominador))
    concepto = "Actualización de la multa" if de_multa else "Actualización"
    if asentada:
        concepto += " (menos la ya asentada)"
    cita = de.cita("actualizacion_de_multas" if de_multa else "actualizacion")
    return Renglon(f"{concepto} al {fecha_corta(fecha_de(al))}", historico, texto(f, 4), monto, cita, fuente, calidad)


def de_actualizacion_en_tramos(
    de: Norma, historico: int, asentada: int, tramos: Tramos, *, de_multa: bool = False
) -> Renglon:
    """Como `de_actualizacion` cuando hubo convenio: un factor por tramo, cada uno sobre lo ya actualizado.

    Fundamento: CFF, arts. 17-A y 66-A, fr. IV, último párrafo, y último párrafo. `tramos`, como en `devengo`.
    """
    desde, hasta, _ = (matriz[0] for matriz in tramos)
    causados = en_tramos(de, np.array([historico]), tramos, hasta[-1:])
    monto = max(int(causados[-1].base[0]) - historico - asentada, 0)
    corren = [(d, h) for d, h in zip(desde.tolist(), hasta.tolist(), strict=True) if h > d]
    indices = [mes for d, h in corren for mes in fechas_del_inpc(de, d, h) if _cambia_el_mes(de, d, h)]
    fuente, calidad = fuente_de(*(de.valor("inpc", mes) for mes in indices)) if indices else ("", "ley")
    factores = [texto(int(c.factor[0]), 4) for c, d, h in zip(causados, desde, hasta, strict=True) if h > d]
    concepto = "Actualización de la multa" if de_multa else "Actualización"
    concepto += f" en los tramos sin convenio: {_en_palabras(corren)}" if corren else " detenida por el convenio"
    cita = de.cita("actualizacion_de_multas" if de_multa else "actualizacion")
    cita = f"{cita}; {de.cita('reanudacion')}"
    return Renglon(concepto, historico, " × ".join(factores) or "1.0000", monto, cita, fuente, calidad)


def _cambia_el_mes(de: Norma, desde: int, hasta: int) -> bool:
    numerador, denominador = fechas_del_inpc(de, desde, hasta)
    return numerador > denominador


def _en_palabras(tramos: list[tuple[int, int]]) -> str:
    return "; ".join(f"{fecha_corta(fecha_de(d))} a {fecha_corta(fecha_de(h))}" for d, h in tramos)


def de_recargos_en_tramos(de: Norma, historico: int, tramos: Tramos, ultimo: int) -> list[Renglon]:
    """Como `de_recargos` cuando hubo convenio: una línea por tramo que causa, con su base y sus meses.

    Fundamento: CFF, arts. 21 y 66-A, fr. IV, último párrafo. `ultimo` es el último devengo (`SIN_DIA` si ninguno).
    """
    desde, hasta, _ = (matriz[0].tolist() for matriz in tramos)
    causados = en_tramos(de, np.array([historico]), tramos, np.array([ultimo]))
    renglones = []
    for k, c in enumerate(causados):
        contados, cuantos, suma = int(c.contados[0]), int(c.meses[0]), int(c.tasa[0])
        if not suma:
            continue
        cita = de.cita("recargos") + (f"; {de.cita('reanudacion')}" if k else "")
        concepto = (
            f"Recargos por mora del {fecha_corta(fecha_de(desde[k]))} al {fecha_corta(fecha_de(hasta[k]))} "
            f"({_cuantos_meses(cuantos - contados)})"
        )
        meses_causados = [m for m in detalle(de, desde[k], hasta[k], cuantos) if m[0] > contados]
        fuente, calidad, por_mes = _por_mes(de, meses_causados, hasta[k])
        base, monto = int(c.base[0]), int(c.mora[0])
        renglones.append(Renglon(concepto, base, f"{texto(suma)} %", monto, cita, fuente, calidad, detalle=por_mes))
    return renglones


def de_prorroga(de: Norma, insoluto: int, tasa_mensual: Valor, fechas: tuple[int, int]) -> Renglon:
    """Recargos por prórroga de un convenio vigente: saldo insoluto por la tasa de los meses desde el último pago.

    `fechas`: último pago (o convenio) y día de la liquidación. Fundamento: CFF, arts. 66 y 66-A. Centavos y días.
    """
    desde, al = fechas
    cuantos = cast(int, meses(de, desde, al))
    assert tasa_mensual.numero is not None
    uno = [np.array([v], dtype=np.int64) for v in (insoluto, tasa_mensual.numero, desde, al)]
    monto = int(prorroga(de, insoluto=uno[0], tasa_mensual=uno[1], desde=uno[2], al=uno[3])[0])
    fuente, calidad = fuente_de(tasa_mensual)
    concepto = (
        f"Recargos por prórroga al {fecha_corta(fecha_de(al))} ({_cuantos_meses(cuantos)} al {tasa_mensual.texto} %)"
    )
    factor = f"{texto(tasa_mensual.numero * cuantos)} %"
    return Renglon(concepto, insoluto, factor, monto, de.cita("prorroga"), fuente, calidad)


def _cuantos_meses(cuantos: int) -> str:
    return f"{'1 mes' if cuantos == 1 else f'{cuantos} meses'} o fracción"


def _por_mes(
    de: Norma, causados: list[tuple[int, date, date, int]], al: int
) -> tuple[str, str, tuple[dict[str, str], ...]]:
    """(fuente, calidad, detalle mes por mes) de unos recargos."""
    del_pago = de.interpretacion("recargos.tasa_del_mes") == "dia_de_pago"
    valores = [de.valor("recargos_mora", fecha_de(al) if del_pago else desde) for _, desde, _, _ in causados]
    fuente, calidad = fuente_de(*valores)
    por_mes = tuple(
        {"mes": str(k), "desde": d.isoformat(), "hasta": h.isoformat(), "tasa": texto(t)} for k, d, h, t in causados
    )
    return fuente, calidad or "ley", por_mes


def de_recargos(de: Norma, historico: int, actualizacion: int, fechas: tuple[int, int], al: int) -> Renglon:
    """Recargos que faltan asentar: lo actualizado por las tasas de los meses iniciados tras el último devengo.

    `fechas`: vencimiento y último devengo (`SIN_DIA` si ninguno). Fundamento: CFF, art. 21. Centavos y días.
    """
    vencimiento, ultimo = fechas
    _, monto, f = _tramo(de, historico, actualizacion, fechas, al)
    contados = 0 if ultimo == SIN_DIA else cast(int, meses(de, vencimiento, ultimo))
    causados = [renglon for renglon in detalle(de, vencimiento, al) if renglon[0] > contados]
    antes = 0 if ultimo == SIN_DIA else cast(int, tasa(de, vencimiento, ultimo))
    suma = max(cast(int, tasa(de, vencimiento, al)) - antes, 0)
    fuente, calidad, por_mes = _por_mes(de, causados, al)
    base = max(cast(int, actualizado(historico, f)), historico + actualizacion)
    concepto = f"Recargos por mora al {fecha_corta(fecha_de(al))} ({_cuantos_meses(len(causados))})"
    return Renglon(concepto, base, f"{texto(suma)} %", monto, de.cita("recargos"), fuente, calidad, detalle=por_mes)


def _tramo(de: Norma, historico: int, actualizacion: int, fechas: tuple[int, int], al: int) -> tuple[int, int, int]:
    uno = [np.array([v], dtype=np.int64) for v in (historico, actualizacion, *fechas, al)]
    falta, mora, f = por_devengar(
        de, historico=uno[0], actualizacion=uno[1], vencimiento=uno[2], ultimo=uno[3], al=uno[4]
    )
    return int(falta[0]), int(mora[0]), int(f[0])
