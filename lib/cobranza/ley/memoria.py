"""La línea que explica lo que un adeudo causa en un tramo: la misma cuenta de `devengo`, con su base y su factor."""

from __future__ import annotations

from typing import cast

import numpy as np

from cobranza.base.dinero import texto
from cobranza.base.fechas import SIN_DIA, fecha_corta, fecha_de
from cobranza.ley.actualizacion import actualizado, fechas_del_inpc
from cobranza.ley.devengo import por_devengar
from cobranza.ley.norma import Norma
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
    del_pago = de.interpretacion("recargos.tasa_del_mes") == "dia_de_pago"
    valores = [de.valor("recargos_mora", fecha_de(al) if del_pago else desde) for _, desde, _, _ in causados]
    fuente, calidad = fuente_de(*valores)
    base = max(cast(int, actualizado(historico, f)), historico + actualizacion)
    por_mes = tuple(
        {"mes": str(k), "desde": d.isoformat(), "hasta": h.isoformat(), "tasa": texto(t)} for k, d, h, t in causados
    )
    cuantos = "1 mes" if len(causados) == 1 else f"{len(causados)} meses"
    concepto = f"Recargos por mora al {fecha_corta(fecha_de(al))} ({cuantos} o fracción)"
    return Renglon(
        concepto, base, f"{texto(suma)} %", monto, de.cita("recargos"), fuente, calidad or "ley", detalle=por_mes
    )


def _tramo(de: Norma, historico: int, actualizacion: int, fechas: tuple[int, int], al: int) -> tuple[int, int, int]:
    uno = [np.array([v], dtype=np.int64) for v in (historico, actualizacion, *fechas, al)]
    falta, mora, f = por_devengar(
        de, historico=uno[0], actualizacion=uno[1], vencimiento=uno[2], ultimo=uno[3], al=uno[4]
    )
    return int(falta[0]), int(mora[0]), int(f[0])
