"""¿Se deduce una celda callada? Hay otro cuadro que publica exactamente lo mismo y en él vale otra cosa.

Álgebra exacta: las direcciones en que las calladas pueden moverse sin tocar nada publicado. Si alguna mueve la celda
y a las que valen cero no las vuelve negativas, no está determinada.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from fractions import Fraction

Celda = Hashable
Ecuacion = Mapping[Celda, int]
"""Coeficiente de cada celda en una suma publicada; las que se ven no importan: no se mueven."""
Direccion = dict[Celda, Fraction]


def determinadas(calladas: Mapping[Celda, int], ecuaciones: Sequence[Ecuacion]) -> set[Celda]:
    """De las calladas (con su valor verdadero), las que quedan determinadas por lo publicado."""
    faltan = set(calladas)
    for direccion in _direcciones(list(calladas), ecuaciones):
        negativas = [c for c, v in direccion.items() if v < 0 and calladas[c] == 0]
        if not negativas:
            faltan -= {c for c, v in direccion.items() if v}
    return faltan


def _direcciones(celdas: list[Celda], ecuaciones: Sequence[Ecuacion]) -> Iterator[Direccion]:
    """Base del espacio nulo, sus opuestas, y las sumas y restas de dos: bastan para estos cuadros."""
    base = _nulo(celdas, ecuaciones)
    dobles = [_suma(a, b, s) for k, a in enumerate(base) for b in base[:k] for s in (1, -1)]
    for direccion in (*base, *dobles):
        yield direccion
        yield {c: -v for c, v in direccion.items()}


def _suma(a: Direccion, b: Direccion, signo: int) -> Direccion:
    juntas = {c: a.get(c, Fraction(0)) + signo * b.get(c, Fraction(0)) for c in {*a, *b}}
    return {c: v for c, v in juntas.items() if v}


def _nulo(celdas: list[Celda], ecuaciones: Sequence[Ecuacion]) -> list[Direccion]:
    filas = [[Fraction(e.get(c, 0)) for c in celdas] for e in ecuaciones]
    filas = [f for f in filas if any(f)]
    pivotes: list[int] = []
    for columna in range(len(celdas)):
        lugar = len(pivotes)
        con = next((k for k in range(lugar, len(filas)) if filas[k][columna]), None)
        if con is None:
            continue
        filas[lugar], filas[con] = filas[con], filas[lugar]
        divisor = filas[lugar][columna]
        filas[lugar] = [v / divisor for v in filas[lugar]]
        for k in range(len(filas)):
            if k != lugar and filas[k][columna]:
                veces = filas[k][columna]
                filas[k] = [a - veces * b for a, b in zip(filas[k], filas[lugar], strict=True)]
        pivotes.append(columna)
    libres = [k for k in range(len(celdas)) if k not in pivotes]
    return [
        {
            celdas[libre]: Fraction(1),
            **{celdas[p]: -filas[k][libre] for k, p in enumerate(pivotes) if filas[k][libre]},
        }
        for libre in libres
    ]
