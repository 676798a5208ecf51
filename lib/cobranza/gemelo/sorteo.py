"""Sorteos con enteros: qué toca a cada renglón, repetible con la misma semilla."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
Azar = np.random.Generator


def entre(azar: Azar, desde: Columna | int, hasta: Columna | int, cuantos: int | None = None) -> Columna:
    """Un entero en [desde, hasta] por renglón; si el tramo está vacío, su principio."""
    ancho = np.maximum(np.asarray(hasta, dtype=np.int64) - desde + 1, 1)
    return np.asarray(desde + azar.integers(0, ancho, size=cuantos if ancho.ndim == 0 else ancho.shape))


def por_peso(azar: Azar, pesos: Sequence[int] | Columna, cuantos: int) -> Columna:
    """Posiciones de `pesos`, cada una con su probabilidad relativa."""
    acumulado = np.cumsum(np.asarray(pesos, dtype=np.int64))
    return np.searchsorted(acumulado, azar.integers(0, acumulado[-1], cuantos), side="right").astype(np.int64)


def algunos(azar: Azar, cuantos: int, milesimas: int) -> Mascara:
    """Qué renglones tocan, a razón de `milesimas` de cada mil."""
    return azar.integers(0, 1_000, cuantos) < milesimas


def en_cuotas(azar: Azar, milesimas: Sequence[int], cuantos: int) -> Columna:
    """Posiciones de `milesimas` en su proporción exacta, revueltas: ninguna falta por mala suerte."""
    limites = np.cumsum(np.asarray(milesimas, dtype=np.int64))
    cuotas = np.searchsorted(limites * cuantos, np.arange(cuantos) * limites[-1], side="right")
    return azar.permutation(cuotas).astype(np.int64)
