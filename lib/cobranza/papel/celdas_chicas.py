"""Las celdas que señalarían a alguien y las que hay que callar con ellas para que no se deduzcan.

Un cuadro suma: de un total y sus otros renglones sale el que falta. Por eso un renglón de pocos contribuyentes nunca
se calla solo (supresión complementaria). Los totales no se tocan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from cobranza.papel.formato import Reservada


def renglones_por_reservar(contribuyentes: Sequence[int], minimo: int, ya: Sequence[bool] = ()) -> list[bool]:
    """Qué renglones se callan, dado cuántos contribuyentes hay en cada uno.

    Los de menos de `minimo` y, con ellos, los menores que hagan falta para que sean dos y junten a `minimo`. Si sólo
    un renglón tiene a alguien, él es el total y no hay con qué taparlo. Los de `ya` se callan y también tapan.

    >>> renglones_por_reservar([9, 1, 5, 0], 3), renglones_por_reservar([9, 5, 0], 3), renglones_por_reservar([1], 3)
    ([False, True, True, False], [False, False, False], [False])
    >>> renglones_por_reservar([9, 1, 5], 3, [False, False, True]), renglones_por_reservar([9, 5], 3, [False, True])
    ([False, True, True], [True, True])
    """
    callar = [0 < n < minimo or a for n, a in zip(contribuyentes, ya or [False] * len(contribuyentes), strict=True)]
    con_alguien = [k for k, n in enumerate(contribuyentes) if n]
    if not any(callar) or len(con_alguien) < 2:
        return [False] * len(callar)
    for k in sorted(con_alguien, key=lambda k: (contribuyentes[k], -k)):
        if sum(callar) >= 2 and sum(n for n, c in zip(contribuyentes, callar, strict=True) if c) >= minimo:
            break
        callar[k] = True
    return callar


def desgloses_por_reservar(
    renglones: Sequence[bool], partes: Sequence[Sequence[int]], contribuyentes: Sequence[int], minimo: int
) -> list[bool]:
    """De qué renglones se calla el desglose y se deja el total: `partes`, los contribuyentes de cada columna suya.

    Callar una sola de las columnas no sirve, porque el total del renglón la da; ni un solo desglose, porque lo da el
    de la columna: los que ya se callan enteros (`renglones`) cuentan. Y lo callado de cada columna junta a `minimo`:
    su total menos lo que se dice es de todos ellos.

    >>> desgloses_por_reservar([False, False, False], [(9, 1), (4, 4), (0, 0)], [10, 8, 0], 3)
    [True, True, False]
    >>> desgloses_por_reservar([True, True, False, False], [(1, 2), (0, 2), (4, 4), (5, 5)], [3, 2, 8, 9], 3)
    [False, False, True, False]
    """
    callar = [not r and any(0 < n < minimo for n in suyas) for r, suyas in zip(renglones, partes, strict=True)]
    if not any(callar) and not any(renglones):
        return callar
    otros = [k for k, n in enumerate(contribuyentes) if n and not callar[k] and not renglones[k]]
    if any(callar) and sum(callar) + sum(renglones) < 2:
        if not otros:
            return [False] * len(callar)
        callar[min(otros, key=lambda k: (contribuyentes[k], -k))] = True
    for columna in zip(*partes, strict=True):
        while 0 < sum(n for n, c, r in zip(columna, callar, renglones, strict=True) if c or r) < minimo:
            otros = [k for k, n in enumerate(columna) if n and not callar[k] and not renglones[k]]
            if not otros:
                break
            callar[min(otros, key=lambda k: (contribuyentes[k], -k))] = True
    return callar


def calladas(filas: pd.DataFrame, cuales: Iterable[bool], columnas: Sequence[str], minimo: int) -> pd.DataFrame:
    """Las filas con «res.» en esas columnas de esos renglones."""
    donde = pd.Series(list(cuales), index=filas.index, dtype=bool)
    if not donde.any():
        return filas
    return filas.assign(**{c: filas[c].astype(object).mask(donde, reservada(minimo)) for c in columnas})


def al_final(filas: pd.DataFrame, cuales: Iterable[bool], por: str) -> pd.DataFrame:
    """Los renglones callados al final y por su nombre: su lugar entre los demás diría cuánto son."""
    callar = pd.Series(list(cuales), index=filas.index, dtype=bool)
    if not callar.any():
        return filas
    return pd.concat([filas[~callar], filas[callar].sort_values(por)], ignore_index=True)


def reservada(minimo: int) -> Reservada:
    """Una celda callada; el motivo es el mismo en la que tiene pocos y en la que la tapa: no se sabe cuál es cuál."""
    return Reservada(f"menos de {minimo} contribuyentes, o un renglón con que se deduciría (CFF, art. 69)")
