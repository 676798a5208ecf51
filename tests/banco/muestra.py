"""Banco de la muestra: cuántas veces acierta lo que extrapola, en carteras de las que se sabe la verdad."""

from __future__ import annotations

import random
import time

from banco.medida import Medida, Meta

from cobranza.verificacion.muestra import extrapolado, por_etapa

TAMANOS = {"A": 420, "B": 180, "C": 90, "D": 45, "E": 18}
ETAPAS = {"REQ": 40, "EMB": 25, "AVA": 20, "MAN": 10, "REM": 5}
"""Por ciento de cada delegación que está en cada etapa."""
TASAS = ((6,) * 5, (2, 10, 25, 5, 40), (1,) * 5, (0, 0, 0, 0, 50), (30,) * 5, (50, 1, 1, 1, 1))
"""Por ciento que no cumple en cada delegación: parejas, dispares, raras y todas en una."""
SORTEOS, MENOS = 2_000, 94


def medir(*, corto: bool) -> list[Medida]:
    """Sortea dos mil veces de cada cartera y cuenta cuántas encierra la verdad el intervalo."""
    return [_medida(puntos, tasas, 100 if corto else SORTEOS) for puntos in (5, 8, 10) for tasas in TASAS]


def _medida(puntos: int, tasas: tuple[int, ...], veces: int) -> Medida:
    azar, reloj, procesador = random.Random(7), time.perf_counter(), time.process_time()
    tasa = dict(zip(TAMANOS, tasas, strict=True))
    poblacion = {(d, e): n * p // 100 for d, n in TAMANOS.items() for e, p in ETAPAS.items()}
    reparto = por_etapa({k: n for k, n in poblacion.items() if n}, puntos=puntos, minimo=10)
    malos = {k: round(n * tasa[k[0]] / 100) for k, (n, _) in reparto.items()}
    partes = [[*reparto], *([k for k in reparto if k[0] == d] for d in TAMANOS),
              *([k for k in reparto if k[1] == e] for e in ETAPAS)]  # fmt: skip
    aciertos = [0] * len(partes)
    for _ in range(veces):
        visto = {k: (n, m, sum(j < malos[k] for j in azar.sample(range(n), m))) for k, (n, m) in reparto.items()}
        for cual, suyos in enumerate(partes):
            x = extrapolado({k: visto[k] for k in suyos})
            aciertos[cual] += x.desde <= sum(malos[k] for k in suyos) <= x.hasta
    todo, de_delegacion, de_etapa = aciertos[0], aciertos[1 : 1 + len(TAMANOS)], aciertos[1 + len(TAMANOS) :]
    nota = (
        f"{_por_ciento(todo, veces)} % en todo; {_por_ciento(sum(de_delegacion), veces * len(TAMANOS))} % por "
        f"delegación; {_por_ciento(sum(de_etapa), veces * len(ETAPAS))} % por etapa"
    )
    nombre = f"±{puntos}: {'-'.join(map(str, tasas))}"
    return Medida(_cuadro(veces), nombre, time.perf_counter() - reloj, time.process_time() - procesador, nota=nota)


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
