"""Quienes trabajan en un cúmulo de Dask: a cuál se le pide cada cosa, a cuál ya no y qué hacer si muere o se va todo.

Lo usan el lote (`cumulo`), que pide corridas, y la corrida (`reparto`), que pide partes de su informe.
"""

from __future__ import annotations

import pickle
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from typing import Any

from cobranza.base.errores import ErrorDeEjecucion, ErrorDeUso

AlApartar = Callable[[str, Sequence[str]], None]
Hacer = Callable[[], object]
"""Lo que se pide: una función de módulo o un `functools.partial` suyo. Si da una tupla de textos, no se hizo ahí:
dice en qué difiere esa máquina, y se pide a otra. Lo que da bien nunca es una tupla."""
_MIRAR_SEGUNDOS, _SIN_NADIE_SEGUNDOS = 1.0, 60.0
"""Cada cuánto se mira quién vive y cuánto se aguarda a que haya alguien."""
_MUERTES = 3
"""A cuántos puede matar una tarea antes de que ya no se le pida a nadie."""


class Cuadrilla:
    """Lo pedido a los trabajadores, y a cuáles ya no se les pide.

    `de_a_una`: a cada trabajador, sólo una a la vez; si no, se piden todas y Dask las reparte.
    Errores: `ErrorDeUso` si falta Dask o si nadie contesta en esa dirección.
    """

    def __init__(self, direccion: str, al_apartar: AlApartar | None = None, *, de_a_una: bool = False) -> None:
        self._cliente = _cliente(direccion)
        self._al_apartar = al_apartar
        self._de_a_una = de_a_una
        self._pendientes: dict[Any, tuple[int, tuple[str, ...]]] = {}
        self._muertes = Counter[int]()
        self._apartados: dict[str, tuple[str, ...]] = {}

    def __enter__(self) -> Cuadrilla:
        return self

    def __exit__(self, *_: object) -> None:
        # lo que aún se pidiera ya nadie lo espera; si el cúmulo se fue, no hay a quién decirle
        with suppress(Exception):
            self._cliente.cancel([*self._pendientes])
        self._cliente.close()

    def cuantos(self) -> int:
        """Cuántos trabajadores hay."""
        return len(self._trabajadores())

    def turnos(self) -> int:
        """Cuántas cosas pueden hacer a la vez entre todos."""
        return sum(int(de["nthreads"]) for de in self._trabajadores().values())

    def terminadas(self, pedidas: Sequence[Hacer]) -> Iterator[tuple[int, object]]:
        """(cuál, qué dio) según acaban; nada si murieron cuantos la intentaron. Errores: `ErrorDeEjecucion` si no hay
        trabajador que sirva."""
        faltan = deque(range(len(pedidas)))
        while faltan or self._pendientes:
            for numero in self._huerfanas():
                if self._muertes[numero] < _MUERTES:
                    faltan.appendleft(numero)
                else:
                    yield numero, None
            self._pedir(faltan, pedidas)
            for futuro in self._listas():
                numero, _ = self._pendientes.pop(futuro)
                quien, dicho = _resultado(futuro)
                if isinstance(dicho, tuple):
                    self._apartar(quien, dicho)
                    faltan.appendleft(numero)
                else:
                    yield numero, dicho

    def _pedir(self, faltan: deque[int], pedidas: Sequence[Hacer]) -> None:
        while faltan:
            sirven = self._los_que_sirven()
            pueden = sirven if self._apartados else []  # sin restricción entra también quien llegue después
            if self._de_a_una:
                ocupados = {quien for _, suyos in self._pendientes.values() for quien in suyos}
                pueden = [quien for quien in sirven if quien not in ocupados][:1]
                if not pueden:
                    return
            numero = faltan.popleft()
            hacer = _a_salvo(pickle.dumps(pedidas[numero]))
            futuro = self._cliente.submit(hacer, pure=False, workers=pueden or None)
            self._pendientes[futuro] = (numero, tuple(pueden))

    def _huerfanas(self) -> list[int]:
        """Las pedidas a quien ya no vive: Dask las guarda por si vuelve, y vuelve con otro nombre."""
        vivos = {*self._trabajadores()}
        suyas = [(f, n) for f, (n, pueden) in self._pendientes.items() if pueden and not vivos & {*pueden}]
        for futuro, numero in suyas:
            self._pendientes.pop(futuro)
            self._cliente.cancel([futuro])
            self._muertes[numero] += 1
        return [numero for _, numero in suyas]

    def _apartar(self, quien: str, difiere: tuple[str, ...]) -> None:
        if quien not in self._apartados and self._al_apartar:
            self._al_apartar(quien, difiere)
        self._apartados[quien] = difiere

    def _listas(self) -> list[Any]:
        """Las que ya acabaron; mientras ninguna, se mira si queda quien pueda."""
        from distributed import wait

        try:
            return list(wait([*self._pendientes], timeout=_MIRAR_SEGUNDOS, return_when="FIRST_COMPLETED").done)  # type: ignore[no-untyped-call]
        except TimeoutError:
            self._los_que_sirven()
            return []

    def _los_que_sirven(self) -> list[str]:
        """A quién se le puede pedir; si no hay nadie, espera un poco. Errores: `ErrorDeEjecucion`."""
        limite = time.monotonic() + _SIN_NADIE_SEGUNDOS
        while True:
            vivos = {*self._trabajadores()}
            if sirven := sorted(vivos - {*self._apartados}):
                return sirven
            if vivos:  # están, y ninguno sirve
                motivos = "; ".join(f"{quien}, {', '.join(de)}" for quien, de in sorted(self._apartados.items()))
                raise ErrorDeEjecucion(
                    f"Ningún trabajador del cúmulo tiene lo mismo que esta máquina: {motivos}. Ponlos al día y "
                    "repite el lote."
                )
            if time.monotonic() > limite:
                raise ErrorDeEjecucion(
                    "El cúmulo no tiene trabajadores. Enciende alguno con «dask worker DIRECCIÓN» y repite el lote."
                )
            time.sleep(0.2)

    def _trabajadores(self) -> dict[str, Any]:
        dichos: dict[str, Any] = self._cliente.scheduler_info(n_workers=-1)["workers"]
        return dichos


@contextmanager
def sin_perder_el_cumulo(direccion: str) -> Iterator[None]:
    """Si el coordinador se va a medio lote, lo dice; lo publicado sigue en su lugar. Errores: `ErrorDeEjecucion`."""
    try:
        yield
    except (CancelledError, OSError) as error:  # así lo dicen sus futuros y su conexión
        raise ErrorDeEjecucion(
            f"Se perdió el cúmulo de {direccion} a medio lote ({type(error).__name__}). Lo que ya se publicó está "
            "entero. Enciéndelo y repite la misma orden: corre sólo lo que falta."
        ) from error


def _cliente(direccion: str) -> Any:
    try:
        from distributed import Client
    except ImportError as error:
        raise ErrorDeUso("Falta Dask: instala «cobranza[cumulo]» o corre el lote sin --dask.") from error
    try:
        return Client(direccion, timeout=10)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ErrorDeUso(
            f"En «{direccion}» no contesta un cúmulo de Dask. Se esperaba la dirección que dice «dask scheduler» al "
            "encenderse, como tcp://servidor:8786; revisa que esté encendido y que desde aquí se llegue a él."
        ) from error


def _a_salvo(pedida: bytes) -> Callable[[], tuple[str, object]]:
    """Lo pedido, de modo que cualquier trabajador conteste quién es aunque su código sea otro y no lo pueda leer."""

    def en_el_trabajador() -> tuple[str, object]:  # anidada: así viaja su código y no sólo su nombre
        import pickle

        from distributed import get_worker

        quien = str(get_worker().address)
        try:
            return quien, pickle.loads(pedida)()  # lo escribió quien pide el lote, que ya puede correr ahí lo que sea
        except Exception as error:  # lo que le pase a una máquina no detiene a las demás
            return quien, (f"{type(error).__name__} al prepararse",)

    return en_el_trabajador


def _resultado(futuro: Any) -> tuple[str, object]:
    """(quién la hizo, qué dio); nada si murieron los que la intentaron."""
    from distributed.scheduler import KilledWorker

    try:
        quien, dicho = futuro.result()
    except KilledWorker:
        return "", None
    return quien, dicho
