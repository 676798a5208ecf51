"""Lo que se comparte sin señalar a nadie: quién, en seudónimo, y cuánto debe, en un rango que comparte con otros.

Se protege al contribuyente y no al renglón: quien tenga un padrón conoce su delegación y sus importes, y de dos
renglones con el mismo seudónimo sabría dos cosas. Por eso se mira todo lo que la lista diría de cada uno, y sólo se
dice si de otros se dice lo mismo.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from cobranza.papel.formato import Reservada

_CENTAVOS = 100
_LIMITES = tuple(n * 10**k * _CENTAVOS for k in range(3, 13) for n in (1, 2, 5))
"""Los límites de los rangos, en centavos: 1,000, 2,000, 5,000, 10,000…"""
_UNIDADES = ((10**9, "mil millones"), (10**6, "millones"), (10**3, "mil"))

Perfil = tuple[tuple[str, int], ...]


def resguardada(renglones: pd.DataFrame, minimo: int, seudonimo: Callable[[str], str]) -> pd.DataFrame:
    """Por folio: `seudonimo` y `rango` de su saldo como se pueden compartir, y `nivel` para ordenar sin decir cuánto.

    `renglones`: folio, rfc, delegacion y total (centavos). Un rango junta a `minimo` contribuyentes de la delegación.
    De quien debe varios créditos, sólo se dice si otros deben lo mismo; si no, va sin seudónimo ni rango, y junto con
    otros hasta que en su delegación haya `minimo` así.
    """
    quien, donde = renglones["rfc"].astype(str).to_numpy(), renglones["delegacion"].astype(str).to_numpy()
    tramo = np.array([bisect_right(_LIMITES, int(t)) for t in renglones["total"]], dtype=np.int64)
    banda, rotulos = _bandas(quien, donde, tramo, minimo)
    callados = _callados(_perfiles(quien, donde, banda), minimo)
    tapado = np.array([q in callados for q in quien], dtype=bool)
    reservada = _reservada(minimo)
    nombres = {q: seudonimo(q) for q in {*quien} - callados}
    return pd.DataFrame(
        {
            "seudonimo": _objetos(nombres.get(q, reservada) for q in quien),
            "rango": _objetos(
                reservada if callado else rotulos[lugar, nivel]
                for lugar, nivel, callado in zip(donde, banda, tapado, strict=True)
            ),
            "nivel": np.where(tapado, -1, banda),
        },
        index=pd.Index(renglones["folio"].astype(str)),
    )


def _bandas(quien: Any, donde: Any, tramo: Any, minimo: int) -> tuple[Any, dict[tuple[str, int], str]]:
    """El rango de cada renglón (el número de su tramo mayor) y cómo se dice cada uno, por delegación."""
    por_lugar: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for q, lugar, t in zip(quien, donde, tramo, strict=True):
        por_lugar[lugar][int(t)].add(q)
    de: dict[tuple[str, int], int] = {}
    rotulos: dict[tuple[str, int], str] = {}
    for lugar, gente in por_lugar.items():
        for tramos in _juntos(gente, minimo):
            de |= {(lugar, t): tramos[0] for t in tramos}
            rotulos[lugar, tramos[0]] = _rotulo(tramos[-1], tramos[0])
    banda = np.array([de[lugar, int(t)] for lugar, t in zip(donde, tramo, strict=True)], dtype=np.int64)
    return banda, rotulos


def _juntos(gente: Mapping[int, set[str]], minimo: int) -> list[list[int]]:
    """Los tramos con alguien, del mayor al menor, en grupos con al menos `minimo` contribuyentes cada uno."""
    grupos: list[list[int]] = []
    actual: list[int] = []
    quienes: set[str] = set()
    for tramo in sorted(gente, reverse=True):
        actual.append(tramo)
        quienes |= gente[tramo]
        if len(quienes) >= minimo:
            grupos.append(actual)
            actual, quienes = [], set()
    if actual and grupos:
        grupos[-1] += actual
    elif actual:
        grupos.append(actual)
    return grupos


def _perfiles(quien: Any, donde: Any, banda: Any) -> dict[str, Perfil]:
    """Todo lo que la lista diría de cada contribuyente: en qué delegación y rango está cada uno de sus créditos."""
    perfiles: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for q, lugar, nivel in zip(quien, donde, banda, strict=True):
        perfiles[q].append((lugar, int(nivel)))
    return {q: tuple(sorted(suyos)) for q, suyos in perfiles.items()}


def _callados(perfiles: Mapping[str, Perfil], minimo: int) -> set[str]:
    """De quiénes no se dice nada: los de perfil raro y, con ellos, los que hagan falta para que se confundan."""
    clases: dict[Perfil, set[str]] = defaultdict(set)
    for quien, perfil in perfiles.items():
        clases[perfil].add(quien)
    callados: set[str] = set()
    for perfil in [p for p, suyos in clases.items() if len(suyos) < minimo]:
        callados |= clases.pop(perfil)
    while True:
        por_lugar: dict[str, set[str]] = defaultdict(set)
        for quien in callados:
            for lugar, _ in perfiles[quien]:
                por_lugar[lugar].add(quien)
        faltos = {lugar for lugar, suyos in por_lugar.items() if len(suyos) < minimo}
        posibles = [p for p in clases if any(lugar in faltos for lugar, _ in p)]
        if not posibles:
            return callados
        callados |= clases.pop(min(posibles, key=lambda p: (len(clases[p]), p)))


def _rotulo(menor: int, mayor: int) -> str:
    """Un rango como se imprime.

    >>> _rotulo(0, 0), _rotulo(1, 1), _rotulo(8, 9), _rotulo(9, 10), _rotulo(11, 19)
    ('Menos de 1 mil', '1 a 2 mil', '200 mil a 1 millón', '500 mil a 2 millones', '2 millones a 2 mil millones')
    """
    if mayor >= len(_LIMITES):
        return f"{_cantidad(_LIMITES[menor - 1])} o más" if menor else "De cualquier importe"
    hasta = _cantidad(_LIMITES[mayor])
    if not menor:
        return f"Menos de {hasta}"
    desde = _cantidad(_LIMITES[menor - 1])
    cuantos, _, unidad = desde.partition(" ")
    return f"{cuantos if hasta.partition(' ')[2] == unidad else desde} a {hasta}"


def _cantidad(centavos: int) -> str:
    pesos = centavos // _CENTAVOS
    unidad, nombre = next((u, n) for u, n in _UNIDADES if pesos >= u)
    cuantos = pesos // unidad
    return f"{cuantos} {'millón' if (cuantos, nombre) == (1, 'millones') else nombre}"


def _reservada(minimo: int) -> Reservada:
    return Reservada(f"menos de {minimo} contribuyentes serían iguales a éste (CFF, art. 69)")


def _objetos(valores: Iterable[Any]) -> Any:
    lista = list(valores)
    columna = np.empty(len(lista), dtype=object)
    columna[:] = lista
    return columna
