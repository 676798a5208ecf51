"""Cuándo no se exigen los gastos de ejecución: mientras se resuelve el recurso de revocación (CFF, art. 150, ¶5)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.historia import Historia
from cobranza.expediente.lapsos import lapsos, unidos
from cobranza.expediente.significado import que_detienen

Columna = NDArray[np.int64]


def pausas(h: Historia, lugar: Columna) -> Columna:
    """(desde, el primer día en que ya no) de cada pausa de esos créditos: matriz (n, m, 2) con `SIN_DIA` donde no
    hay."""
    quien, desde, fin = unidos([lapsos(h, marca.clave) for marca in que_detienen("gastos")])
    cuantas = np.bincount(quien, minlength=len(h.creditos))
    todas = np.full((len(h.creditos), int(cuantas.max(initial=0)), 2), SIN_DIA, dtype=np.int64)
    vuelta = np.arange(quien.size) - np.repeat(np.cumsum(cuantas) - cuantas, cuantas)
    todas[quien, vuelta] = np.stack([desde, fin], axis=1)
    return todas[lugar]
