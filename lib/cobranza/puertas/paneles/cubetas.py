"""Las barras del histograma de una columna: de lo contado en la tabla a lo que se lee debajo de su encabezado."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from cobranza.cartera.recorrible import POR_ANIO, POR_VALOR

BARRAS = 12
"""Las que se distinguen en el ancho de una columna corta; lo demás va junto."""
_ANIOS = 40
"""Con más entre el primero y el último, los de en medio sin créditos no se dibujan."""
_SIN_DATO = "Sin dato"

Cubetas = list[tuple[str, int]]


def en_cubetas(clave: str, cuentas: Sequence[tuple[Any, int]], nombrar: Callable[[str, Any], str]) -> Cubetas:
    """(qué, cuántos) en el orden en que se dibujan; lo que no se sabe, al final. La suma es la misma."""
    sabidas = [(valor, cuantos) for valor, cuantos in cuentas if valor is not None]
    sin_dato = [(_SIN_DATO, cuantos) for valor, cuantos in cuentas if valor is None]
    if clave in POR_ANIO:
        return _por_anio(sabidas) + sin_dato
    if clave in POR_VALOR:
        return _las_mayores([(nombrar(clave, valor), cuantos) for valor, cuantos in sabidas]) + sin_dato
    rotulo = _de_cifras if clave == "total" else str
    return [(rotulo(valor), cuantos) for valor, cuantos in sabidas] + sin_dato


def _por_anio(cuentas: Sequence[tuple[int, int]]) -> Cubetas:
    """Un año sin créditos también se ve: el hueco dice algo."""
    hay = {int(anio): cuantos for anio, cuantos in cuentas}
    seguidos = range(min(hay), max(hay) + 1) if hay else range(0)
    return [(str(anio), hay.get(anio, 0)) for anio in (seguidos if len(seguidos) <= _ANIOS else sorted(hay))]


def _las_mayores(cubetas: Cubetas) -> Cubetas:
    """Las que caben; de las demás, su suma.

    >>> _las_mayores([(str(k), 20 - k) for k in range(14)])[-2:]
    [('10', 10), ('Los demás', 24)]
    """
    if len(cubetas) <= BARRAS:
        return cubetas
    return [*cubetas[: BARRAS - 1], ("Los demás", sum(cuantos for _, cuantos in cubetas[BARRAS - 1 :]))]


def _de_cifras(cifras: int) -> str:
    """El importe de los que tienen esas cifras de pesos.

    >>> _de_cifras(0), _de_cifras(1), _de_cifras(5)
    ('Menos de $1', '$1 a $9', '$10,000 a $99,999')
    """
    if not cifras:
        return "Menos de $1"
    desde: int = 10 ** (cifras - 1)
    return f"${desde:,} a ${10 * desde - 1:,}"
