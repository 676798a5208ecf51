"""Periodos del expediente que cambian el dinero: (desde, el primer día en que ya no) por crédito, en matrices."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.historia import Historia
from cobranza.expediente.lapsos import lapsos, unidos
from cobranza.expediente.pliegue import aperturas
from cobranza.expediente.significado import que_detienen

Columna = NDArray[np.int64]


def pausas(h: Historia, lugar: Columna) -> Columna:
    """Cuándo no se exigen los gastos: mientras se resuelve la revocación (CFF, art. 150, quinto párrafo).

    Matriz (n, m, 2) con `SIN_DIA` donde no hay.
    """
    return _en_matriz(len(h.creditos), *unidos([lapsos(h, marca.clave) for marca in que_detienen("gastos")]))[lugar]


def estimulos(h: Historia, lugar: Columna) -> Columna:
    """Entre qué días podía pagarse con el estímulo que se pidió (LIF 2026, transitorio 22.º); matriz (n, m, 2)."""
    quien, desde, fin, _ = aperturas(h, "estimulo")
    return _en_matriz(len(h.creditos), quien, desde, fin)[lugar]


def _en_matriz(creditos: int, quien: Columna, desde: Columna, fin: Columna) -> Columna:
    cuantas = np.bincount(quien, minlength=creditos)
    todas = np.full((creditos, int(cuantas.max(initial=0)), 2), SIN_DIA, dtype=np.int64)
    vuelta = np.arange(quien.size) - np.repeat(np.cumsum(cuantas) - cuantas, cuantas)
    todas[quien, vuelta] = np.stack([desde, fin], axis=1)
    return todas
