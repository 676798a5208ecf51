"""El mismo lote en muchas máquinas: cada corrida es una tarea de un cúmulo de Dask.

Cada trabajador corre con lo suyo (su base, su norma, su código) y antes de empezar da sus huellas: con una distinta
de las de quien pide el lote se le aparta, y la tarea va a otro. Matar a uno no pierde ni repite nada: lo publicado
ya está, entero, y lo que corría vuelve a pedirse.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from cobranza.base.errores import ErrorDeCobranza, ErrorDeEjecucion, ErrorDeUso
from cobranza.ejecucion.lote import AlTerminar, caida, fijado, una
from cobranza.ejecucion.motor import Corrida, Entorno, comprobar, pedir

if TYPE_CHECKING:
    from cobranza.ejecucion.plan import Tarea

HacerEntorno = Callable[[], Entorno]
AlPublicar = Callable[[Corrida, Entorno], Corrida]
AlApartar = Callable[[str, Sequence[str]], None]
_Dicho = Corrida | tuple[str, ...] | None
_Hacer = Callable[[], tuple[str, _Dicho]]
_MIRAR_SEGUNDOS, _SIN_NADIE_SEGUNDOS = 5.0, 60.0
"""Cada cuánto se mira quién vive y cuánto se aguarda a que haya alguien."""
_UNA_A_LA_VEZ = threading.Lock()
"""El nombre de la corrida va en el entorno del proceso: un trabajador con varios hilos las corre de una en una."""


def correr_en_cumulo(  # noqa: PLR0913 — lo que se corre, dónde, y a quién se le cuenta
    tareas: Sequence[Tarea],
    direccion: str,
    hacer_entorno: HacerEntorno,
    *,
    forzar: bool = False,
    al_publicar: AlPublicar | None = None,
    al_terminar: AlTerminar | None = None,
    al_apartar: AlApartar | None = None,
) -> list[Corrida]:
    """Corre las tareas en el cúmulo de esa dirección; una corrida por tarea, en el mismo orden.

    `hacer_entorno` se llama aquí y en cada trabajador, con los ajustes de cada quien; `al_publicar`, en el
    trabajador, con cada corrida que terminó; `al_apartar(quién, en qué difiere)`, aquí.

    Errores: `ErrorDeUso` si falta Dask, si nadie contesta ahí o si un parámetro no va; `ErrorDeEjecucion` si no hay
    trabajador que sirva.
    """
    entorno = fijado(hacer_entorno())
    cada_una = [
        partial(_en_el_trabajador, t, huellas_de(t, entorno), hacer_entorno, forzar, al_publicar) for t in tareas
    ]
    hechas: dict[int, Corrida] = {}
    with _Cumulo(direccion, al_apartar) as cumulo, _sin_perder_el_cumulo(direccion):
        for numero, hacer in enumerate(cada_una):
            cumulo.pedir(numero, hacer)
        for numero, dicho in cumulo.terminadas():
            hechas[numero] = dicho or caida(tareas[numero], entorno)
            if al_terminar:
                al_terminar(tareas[numero], hechas[numero])
    return [hechas[numero] for numero in range(len(tareas))]


@contextmanager
def _sin_perder_el_cumulo(direccion: str) -> Iterator[None]:
    """Si el coordinador se va a medio lote, lo dice; lo publicado sigue en su lugar. Errores: `ErrorDeEjecucion`."""
    try:
        yield
    except (CancelledError, OSError) as error:  # así lo dicen sus futuros y su conexión
        raise ErrorDeEjecucion(
            f"Se perdió el cúmulo de {direccion} a medio lote ({type(error).__name__}). Lo que ya se publicó está "
            "entero. Enciéndelo y repite la misma orden: corre sólo lo que falta."
        ) from error


class _Cumulo:
    """Lo pedido a los trabajadores, y a cuáles ya no se les pide."""

    def __init__(self, direccion: str, al_apartar: AlApartar | None) -> None:
        self._cliente = _cliente(direccion)
        self._al_apartar = al_apartar
        self._pendientes: dict[Any, tuple[int, _Hacer, list[str]]] = {}
        self._apartados: dict[str, tuple[str, ...]] = {}

    def __enter__(self) -> _Cumulo:
        return self

    def __exit__(self, *_: object) -> None:
        # lo que aún se pidiera ya nadie lo espera; si el cúmulo se fue, no hay a quién decirle
        with suppress(Exception):
            self._cliente.cancel([*self._pendientes])
        self._cliente.close()

    def pedir(self, numero: int, hacer: _Hacer) -> None:
        """Pide una a cualquiera de los que sirven."""
        sirven = self._los_que_sirven()
        futuro = self._cliente.submit(hacer, pure=False, workers=sirven, allow_other_workers=False)
        self._pendientes[futuro] = (numero, hacer, sirven)

    def terminadas(self) -> Iterator[tuple[int, Corrida | None]]:
        """(cuál, cómo terminó) según acaban; nada si murieron cuantos la intentaron."""
        while self._pendientes:
            for futuro in self._listas():
                numero, hacer, _ = self._pendientes.pop(futuro)
                quien, dicho = _resultado(futuro)
                if isinstance(dicho, tuple):
                    self._apartar(quien, dicho)
                    self.pedir(numero, hacer)
                else:
                    yield numero, dicho

    def _apartar(self, quien: str, difiere: tuple[str, ...]) -> None:
        if quien not in self._apartados and self._al_apartar:
            self._al_apartar(quien, difiere)
        self._apartados[quien] = difiere

    def _listas(self) -> list[Any]:
        """Las que ya acabaron. Mientras ninguna, se mira si vive alguien de los que podían con cada una."""
        from distributed import wait

        try:
            return list(wait([*self._pendientes], timeout=_MIRAR_SEGUNDOS, return_when="FIRST_COMPLETED").done)  # type: ignore[no-untyped-call]
        except TimeoutError:
            vivos = self._vivos()
            huerfanas = [f for f, (_, _, podian) in self._pendientes.items() if not vivos & {*podian}]
            for futuro in huerfanas:  # quien murió vuelve con otro nombre
                numero, hacer, _ = self._pendientes.pop(futuro)
                self._cliente.cancel([futuro])
                self.pedir(numero, hacer)
            return []

    def _vivos(self) -> set[str]:
        return {*self._cliente.scheduler_info(n_workers=-1)["workers"]}

    def _los_que_sirven(self) -> list[str]:
        """A quién se le puede pedir; si no hay nadie, espera un poco. Errores: `ErrorDeEjecucion`."""
        limite = time.monotonic() + _SIN_NADIE_SEGUNDOS
        while True:
            vivos = self._vivos()
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


def _resultado(futuro: Any) -> tuple[str, _Dicho]:
    """(quién la corrió, qué dio); nada si murieron los que la intentaron."""
    from distributed.scheduler import KilledWorker

    try:
        quien, dicho = futuro.result()
    except KilledWorker:
        return "", None
    return quien, dicho


# ---- en el trabajador ----


def huellas_de(tarea: Tarea, entorno: Entorno) -> Mapping[str, str]:
    """Con qué huellas correría esa tarea quien tenga ese entorno. Errores: `ErrorDeUso` si un parámetro no va."""
    ruta, valores = comprobar(tarea.cuaderno, tarea.parametros, entorno)
    return pedir(ruta, valores, entorno).huellas


def _en_el_trabajador(
    tarea: Tarea,
    esperadas: Mapping[str, str],
    hacer_entorno: HacerEntorno,
    forzar: bool,
    al_publicar: AlPublicar | None,
) -> tuple[str, _Dicho]:
    """(quién es, la corrida o en qué huellas difiere). Sólo corre si en esta máquina saldría lo mismo."""
    from distributed import get_worker

    quien = str(get_worker().address)
    with _UNA_A_LA_VEZ:
        try:
            entorno = fijado(hacer_entorno())
            propias = huellas_de(tarea, entorno)
        except ErrorDeCobranza as error:  # aquí no hay esa base, esa norma o ese cuaderno
            return quien, (error.mensaje,)
        except Exception as error:  # lo que le pase a una máquina no detiene a las demás
            return quien, (f"{type(error).__name__} al prepararse",)
        if difiere := tuple(sorted(c for c in {*propias, *esperadas} if propias.get(c) != esperadas.get(c))):
            return quien, tuple(f"otra huella de {que}" for que in difiere)
        hecha = una(tarea, entorno, forzar)
        if al_publicar and hecha.falla is None:
            hecha = al_publicar(hecha, entorno)
        return quien, hecha
