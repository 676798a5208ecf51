"""El mismo lote en muchas máquinas: cada corrida es una tarea de un cúmulo de Dask.

También lo es cada parte de un informe grande: ésas las reparte la propia corrida (`reparto`).
Cada trabajador corre con lo suyo (su base, su norma, su código) y antes de empezar da sus huellas: con una distinta
de las de quien pide el lote se le aparta, y la tarea va a otro. Matar a uno no pierde ni repite nada: lo publicado
ya está, entero, y lo que corría vuelve a pedirse.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from cobranza.base.errores import ErrorDeCobranza
from cobranza.ejecucion import reparto
from cobranza.ejecucion.cuadrilla import AlApartar, Cuadrilla, sin_perder_el_cumulo
from cobranza.ejecucion.lote import AlTerminar, caida, fijado, una
from cobranza.ejecucion.motor import Corrida, Entorno, comprobar, pedir

if TYPE_CHECKING:
    from cobranza.ejecucion.plan import Tarea

_T = TypeVar("_T")
HacerEntorno = Callable[[], Entorno]
AlPublicar = Callable[[Corrida, Entorno], Corrida]
_CON_MAS = "Da más memoria a los trabajadores o acota el informe."


def correr_en_cumulo(  # noqa: PLR0913 — lo que se corre, dónde, y a quién se le cuenta
    tareas: Sequence[Tarea],
    direccion: str,
    hacer_entorno: HacerEntorno,
    *,
    forzar: bool = False,
    al_publicar: AlPublicar | None = None,
    al_terminar: AlTerminar | None = None,
    al_apartar: AlApartar | None = None,
    al_contar: Callable[[int], None] | None = None,
) -> list[Corrida]:
    """Corre las tareas en el cúmulo de esa dirección; una corrida por tarea, en el mismo orden.

    `hacer_entorno` se llama aquí y en cada trabajador, con los ajustes de cada quien; `al_publicar`, en el
    trabajador, con cada corrida que terminó; `al_apartar(quién, en qué difiere)` y, cada vez que una termina,
    `al_contar(cuántos trabajan)`, aquí.

    Errores: `ErrorDeUso` si falta Dask, si nadie contesta ahí o si un parámetro no va; `ErrorDeEjecucion` si no hay
    trabajador que sirva o si el cúmulo se pierde.
    """
    entorno = fijado(hacer_entorno())
    cada_una = [
        partial(_en_el_trabajador, t, huellas_de(t, entorno), hacer_entorno, forzar, al_publicar) for t in tareas
    ]
    hechas: dict[int, Corrida] = {}
    # de a una: lo que falte lo toma quien se desocupe, y a nadie se le junta lo que perdería al morir
    with sin_perder_el_cumulo(direccion), Cuadrilla(direccion, al_apartar, de_a_una=True) as cuadrilla:
        for numero, dicha in cuadrilla.terminadas(cada_una):
            hechas[numero] = dicha if isinstance(dicha, Corrida) else caida(tareas[numero], entorno, "tres", _CON_MAS)
            if al_contar:
                al_contar(cuadrilla.cuantos())
            if al_terminar:
                al_terminar(tareas[numero], hechas[numero])
    return [hechas[numero] for numero in range(len(tareas))]


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
) -> Corrida | tuple[str, ...]:
    """La corrida, o en qué huellas difiere esta máquina: sólo corre si aquí saldría lo mismo."""
    from distributed import get_worker, secede

    direccion = str(get_worker().scheduler.address)
    # deja su turno: espera a un núcleo, que puede pedirle partes a este mismo trabajador
    secede()  # type: ignore[no-untyped-call]

    def corrida() -> Corrida | tuple[str, ...]:
        try:
            entorno = fijado(hacer_entorno())
            propias = huellas_de(tarea, entorno)
        except ErrorDeCobranza as error:  # aquí no hay esa base, esa norma o ese cuaderno
            return (error.mensaje,)
        if difiere := reparto.que_difiere(propias, esperadas):
            return difiere
        with reparto.anunciado(direccion):
            hecha = una(tarea, entorno, forzar)
        return al_publicar(hecha, entorno) if al_publicar and hecha.falla is None else hecha

    return _HILO.hacer(corrida)


class _Hilo:
    """El hilo en que un trabajador corre, de una en una: el nombre de la corrida va en el entorno del proceso.

    Uno solo mientras viva, y no el de la tarea, que se acaba con ella: con el hilo que lo encendió muere, por encargo
    del sistema, el padre de los núcleos.
    """

    def __init__(self) -> None:
        self._cola = SimpleQueue[tuple[Future[Any], Callable[[], Any]]]()
        self._encendido = threading.Lock()

    def hacer(self, que: Callable[[], _T]) -> _T:
        """Lo que da, cuando le toque. Errores: los suyos."""
        futuro = Future[_T]()
        self._cola.put((futuro, que))
        if self._encendido.acquire(blocking=False):
            threading.Thread(target=self._atender, daemon=True).start()
        return futuro.result()

    def _atender(self) -> None:
        while True:
            futuro, que = self._cola.get()
            try:
                futuro.set_result(que())
            except BaseException as error:  # es de quien espera
                futuro.set_exception(error)


_HILO = _Hilo()
