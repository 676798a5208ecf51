"""Hasta qué día alcanza la norma capturada: el que se toma cuando nadie dijo uno."""

from __future__ import annotations

from datetime import date

import numpy as np

from cobranza.base.ambitos import AMBITOS
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.actualizacion import meses_del_inpc
from cobranza.ley.norma import Norma, Normas
from cobranza.ley.parametros import Serie

_HACIA_ATRAS = 3660
"""Cuántos días se busca: diez años."""


def ultimo_dia_con_saldo(normas: Normas, tope: date) -> date:
    """El último día, sin pasar de `tope`, con INPC y tasa de mora (CFF, arts. 17-A y 21); si no hay, el tope.

    Forma: una fecha.
    """
    dias = dia(tope) - np.arange(_HACIA_ATRAS, dtype=np.int64)
    alcanza = np.ones(dias.size, dtype=bool)
    for norma in (normas.de(ambito) for ambito in AMBITOS):
        alcanza &= dias <= dia(_ultimo(norma.serie("recargos_mora")))
        alcanza &= np.asarray(meses_del_inpc(norma, dias, dias)[0]) <= _mes(norma)
    return fecha_de(int(dias[alcanza.argmax()]))


def _mes(norma: Norma) -> int:
    ultimo = _ultimo(norma.serie("inpc"))
    return ultimo.year * 12 + ultimo.month - 1


def _ultimo(serie: Serie) -> date:
    """El último día del último valor que sí se capturó."""
    return max((v.hasta for v in serie.valores if v.numero is not None), default=date.min)
