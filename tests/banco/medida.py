"""Medir lado a lado: los pares se turnan, vuelta por vuelta, y de cada uno cuenta su mejor tiempo."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Medida:
    """Un tiempo medido: en qué cuadro va, quién, cuánto tardó, con cuántos hilos y qué más conviene decir.

    `segundos` es lo que se espera; `procesador`, lo que trabajaron todos los núcleos. `contra` nombra la medida del
    mismo cuadro con la que se compara (razón = este tiempo entre aquél).
    """

    cuadro: str
    nombre: str
    segundos: float
    procesador: float
    hilos: int = 1
    contra: str = ""
    nota: str = ""


@dataclass(frozen=True, slots=True)
class Meta:
    """Lo que se prometió, lo que se midió y si se cumple."""

    texto: str
    medido: str
    cumple: bool


@dataclass(frozen=True, slots=True)
class Par:
    """Quien compite: qué hace, con cuántos hilos y, si se mide sólo una parte, cuántas veces cabe en el todo."""

    nombre: str
    corre: Callable[[], object]
    hilos: int = 1
    nota: str = ""
    veces: float = 1.0


def lado_a_lado(cuadro: str, pares: list[Par], *, contra: str = "", vueltas: int = 7) -> list[Medida]:
    """Turna a los pares para que el ruido de la máquina toque a todos; una vuelta previa, sin medir, calienta."""
    mejores = {par.nombre: (float("inf"), float("inf")) for par in pares}
    for vuelta in range(-1, vueltas):
        for par in pares:
            reloj, procesador = time.perf_counter(), time.process_time()
            par.corre()
            tardo = (time.perf_counter() - reloj) * par.veces
            trabajo = (time.process_time() - procesador) * par.veces
            if vuelta >= 0:
                mejor, menor = mejores[par.nombre]
                mejores[par.nombre] = min(mejor, tardo), min(menor, trabajo)
    return [Medida(cuadro, par.nombre, *mejores[par.nombre], par.hilos, contra, par.nota) for par in pares]


def memoria_extra(corre: Callable[[], object]) -> int:
    """Bytes que pidió de más, en su momento más alto, quien corre."""
    tracemalloc.start()
    corre()
    _, pico = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return pico
