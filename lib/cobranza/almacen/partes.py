"""Una foto grande se recorre por partes, en varios procesos: ninguna máquina necesita tenerla entera en memoria.

Quien corre en un cúmulo pone en su lugar otro modo de repartirlas (`repartir_con`); lo que dan es lo mismo.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, TypeVar

from cobranza.almacen.foto import Foto
from cobranza.base.errores import ErrorDeUso

CREDITOS_POR_PARTE = 200_000
"""Recorrer una parte así ocupa unos 650 MB, con todo y proceso; más chicas, se tarda más en total."""
TOPE = "COBRANZA_CREDITOS_POR_PARTE"
"""La variable de entorno que las hace más chicas: para máquinas con poca memoria, o para repartir entre más."""
Reparto = Callable[[Foto, int, Callable[[Foto], Any]], list[Any]]
"""(la foto, créditos por parte, tarea) → lo que da la tarea con cada parte, en orden."""
_T = TypeVar("_T")


class _Puesto:
    """El modo de repartir de este proceso, si no es el de siempre."""

    reparto: Reparto | None = None


def repartir_con(reparto: Reparto | None) -> None:
    """Desde ahora las partes de este proceso se calculan así; con None, otra vez en sus núcleos."""
    _Puesto.reparto = reparto


def por_partes(foto: Foto, tarea: Callable[[Foto], _T], maximo: int | None = None) -> list[_T]:
    """Lo que da `tarea` con cada parte de la foto, en orden; si cabe en una parte, en este mismo proceso.

    `tarea` viaja a otros procesos: una función de módulo o un `functools.partial` suyo. Su error llega como vino.
    Errores: `ErrorDeUso` si `COBRANZA_CREDITOS_POR_PARTE` no es un número de créditos.
    """
    maximo = _con_tope(maximo or CREDITOS_POR_PARTE)
    partes = foto.partes(maximo)
    if len(partes) > 1 and _Puesto.reparto:
        return _Puesto.reparto(foto, maximo, tarea)
    trabajadores = min(len(partes), nucleos())
    if trabajadores == 1:
        return [tarea(parte) for parte in partes]
    # se importan sólo cuando hacen falta; «spawn» porque bifurcar un proceso con hilos (un núcleo los tiene) lo traba
    from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
    from multiprocessing import get_context

    faltan, hechas = [*enumerate(partes)][::-1], dict[int, _T]()

    def mientras_falten(calcular: Callable[[Foto], _T]) -> None:
        try:
            while turno := _siguiente(faltan):
                hechas[turno[0]] = calcular(turno[1])
        except BaseException:
            faltan.clear()  # si una falla, las que no han empezado ya no se calculan
            raise

    # este proceso también calcula: uno menos que arrancar y que guardar en memoria
    with (
        ProcessPoolExecutor(trabajadores - 1, mp_context=get_context("spawn")) as procesos,
        ThreadPoolExecutor(trabajadores - 1) as hilos,
    ):
        ajenas = [
            hilos.submit(mientras_falten, lambda parte: procesos.submit(tarea, parte).result())
            for _ in range(trabajadores - 1)
        ]
        mientras_falten(tarea)
        for ajena in ajenas:
            ajena.result()
    return [hechas[cual] for cual in range(len(partes))]


def _con_tope(maximo: int) -> int:
    dicho = os.environ.get(TOPE, "")
    if not dicho:
        return maximo
    if not dicho.isascii() or not dicho.isdigit() or not int(dicho):
        raise ErrorDeUso(f"{TOPE} es «{dicho}»; se esperaba un número de créditos, como 100000. Corrígela o quítala.")
    return min(maximo, int(dicho))


def _siguiente(faltan: list[tuple[int, Foto]]) -> tuple[int, Foto] | None:
    try:
        return faltan.pop()  # de un solo paso: dos hilos nunca toman la misma
    except IndexError:
        return None


def nucleos() -> int:
    """Cuántos procesadores puede usar este proceso."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
