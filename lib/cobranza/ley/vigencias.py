"""El valor que rige cada día, no cada mes: una cantidad o una tasa puede empezar a regir a mitad de mes."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cobranza.base.fechas import Dia, fecha_de
from cobranza.ley.norma import SIN_VALOR, Norma

Columna = NDArray[np.int64]


def al_dia(de: Norma, clave: str, dias: Dia, hace_falta: bool | NDArray[np.bool_] = True) -> Columna:
    """El valor de un parámetro en cada día, escalado a entero; `SIN_VALOR` donde no hay y no hace falta.

    Forma: un día o una columna; sale la misma. Errores: `ErrorDeLey` si a un día que hace falta le falta el valor.

    >>> from cobranza.ley.norma import norma
    >>> from cobranza.base.fechas import dia
    >>> from datetime import date
    >>> int(al_dia(norma("federal"), "plazo_para_pagar_dias", dia(date(2013, 12, 31))))
    45
    """
    valores = buscar(de, clave, dias)
    faltan = (valores == SIN_VALOR) & hace_falta
    if np.any(faltan):
        raise de.serie(clave).sin_valor(fecha_de(int(np.broadcast_to(dias, faltan.shape)[faltan].flat[0])))
    return valores


def buscar(de: Norma, clave: str, dias: Dia) -> Columna:
    """Como `al_dia`, pero `SIN_VALOR` donde no hay: para preguntar si un día tiene valor."""
    desde, hasta, numeros = de.por_vigencia(clave)
    columna = np.asarray(dias, dtype=np.int64)
    if columna.size:
        de.anotar(clave, int(columna.min()), int(columna.max()))
    primera = int(np.searchsorted(desde, columna.min(), side="right")) - 1 if columna.size else -1
    if primera >= 0 and columna.max() <= hasta[primera]:  # lo común: toda la columna cae en la misma vigencia
        return np.broadcast_to(numeros[primera], columna.shape)
    lugar = np.searchsorted(desde, columna, side="right")  # cero: antes de la primera vigencia
    termino = columna > np.insert(hasta, 0, 0)[lugar]
    return np.where(termino, SIN_VALOR, np.insert(numeros, 0, SIN_VALOR)[lugar])
