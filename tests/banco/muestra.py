"""Banco de la muestra: cuántas veces acierta lo que extrapola, en carteras de las que se sabe la verdad."""

from __future__ import annotations

import random
import time
from functools import cache

from banco.medida import Medida, Meta

from cobranza.verificacion.muestra import extrapolado, por_estrato, repartida

TAMANOS = {"A": 420, "B": 180, "C": 90, "D": 45, "E": 18}
TASAS = ((6,) * 5, (2, 10, 25, 5, 40), (1,) * 5, (0, 0, 0, 0, 50), (30,) * 5, (50, 1, 1, 1, 1))
"""Por ciento que no cumple en cada delegación: parejas, dispares, raras y todas en una."""
SORTEOS, MENOS = 2_000, 94


def medir(*, corto: bool) -> list[Medida]:
    """Sortea dos mil veces de cada cartera y cuenta cuántas encierra la verdad el intervalo."""
    return [_medida(puntos, tasas, 100 if corto else SORTEOS) for puntos in (5, 8, 10) for tasas in TASAS]


def _medida(puntos: int, tasas: tuple[int, ...], veces: int) -> Medida:
    azar, reloj, procesador = random.Random(7), time.perf_counter(), time.process_time()
    malos = {d: n * t // 100 for (d, n), t in zip(TAMANOS.items(), tasas, strict=True)}
    reparto, verdad, aciertos, exactos = repartida(TAMANOS, puntos=puntos, minimo=10), sum(malos.values()), 0, 0
    for _ in range(veces):
        e = {d: (n, m, sum(k < malos[d] for k in azar.sample(range(n), m))) for d, (n, m) in reparto.items()}
        x = extrapolado(e, (0, 0))
        aciertos += x.desde <= verdad <= x.hasta
        exactos += sum(a <= malos[d] <= b for d, (a, b) in ((d, _exacto(*suyo)) for d, suyo in e.items()))
    nota = f"{_por_ciento(aciertos, veces)} % en todo; {_por_ciento(exactos, veces * len(TAMANOS))} % por delegación"
    nombre = f"±{puntos}: {'-'.join(map(str, tasas))}"
    return Medida(_cuadro(veces), nombre, time.perf_counter() - reloj, time.process_time() - procesador, nota=nota)


@cache
def _exacto(poblacion: int, revisados: int, casos: int) -> tuple[int, int]:
    return por_estrato(poblacion, revisados, casos)


def _cuadro(veces: int) -> str:
    return f"Cobertura de la muestra al 95 %, por error y tasas por delegación, {veces:,} sorteos"


def _por_ciento(parte: int, de: int) -> str:
    return f"{1000 * parte // de / 10:.1f}"


def metas(medidas: list[Medida]) -> list[Meta]:
    """Que ninguna cartera baje de 94 % en todo (95 %, menos lo que el azar de dos mil sorteos mueve)."""
    if medidas[0].cuadro != _cuadro(SORTEOS):
        return []
    peor = min((float(m.nota.partition(" ")[0]), m.nombre) for m in medidas)
    return [Meta(f"muestra: acierta {MENOS} % o más en todas", f"{peor[0]} % en {peor[1]}", peor[0] >= MENOS)]
