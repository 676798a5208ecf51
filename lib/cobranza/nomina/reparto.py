"""Repartir centavos sin perder ni inventar uno: el método del resto mayor, por columnas."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import por
from cobranza.base.errores import ErrorDeDatos

Columna = NDArray[np.int64]


def por_resto_mayor(total: Columna, *, peso: Columna, grupo: Columna) -> Columna:
    """La parte de cada renglón en el total de su grupo, en proporción a su peso; cada grupo suma exacto.

    Forma: tres columnas int64 del mismo largo; `total` repite el de su grupo y `grupo` va de 0 en adelante.
    Redondeo: hacia abajo, y los centavos que faltan van a los restos mayores; en empate, al renglón que va antes.
    Errores: `ErrorDeDatos` si un grupo con total no tiene peso.

    >>> por_resto_mayor(np.array([100] * 3), peso=np.array([1, 1, 1]), grupo=np.array([0, 0, 0])).tolist()
    [34, 33, 33]
    """
    if not grupo.size:
        return np.zeros(0, dtype=np.int64)
    pesos = _suma(peso, grupo)
    if ((pesos[grupo] == 0) & (total != 0)).any():
        raise ErrorDeDatos("Hay un importe por repartir y ningún peso con qué repartirlo; revisa las reglas.")
    entero, resto = np.divmod(por(total, peso), np.maximum(pesos, 1)[grupo])
    faltan = total - _suma(entero, grupo)[grupo]
    orden = np.lexsort((-resto, grupo))
    tamanos = np.bincount(grupo)
    lugar = np.empty_like(grupo)
    lugar[orden] = np.arange(grupo.size) - np.repeat(np.cumsum(tamanos) - tamanos, tamanos)
    parte: Columna = entero + (lugar < faltan)
    return parte


def _suma(valores: Columna, grupo: Columna) -> Columna:
    """Suma exacta por grupo (con pesos, `bincount` pasaría por coma flotante)."""
    suma = np.zeros(int(grupo.max()) + 1, dtype=np.int64)
    np.add.at(suma, grupo, valores)
    return suma
