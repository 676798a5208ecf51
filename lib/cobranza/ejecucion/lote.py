"""Varios cuadernos a la vez, cada uno en su proceso: lo que falla en uno no toca a los demás.

Volver a correr un lote sólo hace lo pendiente: lo terminado con los mismos datos, norma y código se reutiliza. Lo que
falla de algo que pasa (la base ocupada, un núcleo que murió) se intenta otra vez, con tope.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from cobranza.almacen.partes import nucleos
from cobranza.base.errores import ErrorDeCobranza, ErrorDeEjecucion
from cobranza.ejecucion import precalentado, semillero, vida
from cobranza.ejecucion.documento import Falla
from cobranza.ejecucion.motor import Corrida, Entorno, comprobar, correr
from cobranza.ejecucion.plan import Tarea

AlTerminar = Callable[[Tarea, Corrida], None]
MAS_NO = 8
"""Informes a la vez si nadie dice cuántos: cada uno ocupa unos 400 MB con su núcleo."""


def a_la_vez() -> int:
    """Cuántos informes a la vez si nadie lo dice: uno más que los núcleos, que mientras uno arranca no trabaja."""
    return min(nucleos() + 1, MAS_NO)


@dataclass(frozen=True, slots=True)
class _HuellaFija:
    """La huella de los datos, tomada una vez: todo el lote sale de la misma foto."""

    huella: str

    def __call__(self) -> str:
        return self.huella


def correr_lote(
    tareas: Sequence[Tarea],
    *,
    entorno: Entorno,
    trabajadores: int | None = None,
    forzar: bool = False,
    al_terminar: AlTerminar | None = None,
) -> list[Corrida]:
    """Corre las tareas con varios procesos; devuelve una corrida por tarea, en el mismo orden.

    Los parámetros de todas se comprueban antes de empezar (`ErrorDeUso`). `al_terminar` se llama con cada una
    según acaba, desde este proceso.
    """
    # se encienden primero: mientras aquí se comprueba todo, cargan lo suyo
    semillero.contexto()
    with precalentado.padre(sorted({Path(tarea.cuaderno).stem for tarea in tareas})):
        for tarea in tareas:
            comprobar(tarea.cuaderno, tarea.parametros, entorno)
        fijo = fijado(entorno)
        hechas = _ronda(dict(enumerate(tareas)), fijo, trabajadores or a_la_vez(), forzar, al_terminar)
    for numero in sorted(set(range(len(tareas))) - set(hechas)):
        # un proceso murió y se llevó a otros: cada uno otra vez, solo y de cero, para saber cuál fue
        hechas |= _ronda({numero: tareas[numero]}, fijo, 1, forzar, al_terminar)
        if numero not in hechas:
            hechas[numero] = caida(tareas[numero], fijo)
            if al_terminar:
                al_terminar(tareas[numero], hechas[numero])
    return [hechas[numero] for numero in range(len(tareas))]


def fijado(entorno: Entorno) -> Entorno:
    """Ese entorno con los datos de este momento: todo lo que se corra con él sale de la misma foto."""
    return replace(
        entorno, huella_de_datos=_HuellaFija(entorno.huella_de_datos()), base=partial(dict, entorno.base())
    )


def _ronda(
    tareas: dict[int, Tarea], entorno: Entorno, trabajadores: int, forzar: bool, al_terminar: AlTerminar | None
) -> dict[int, Corrida]:
    """Las que se pudieron correr; faltan las que perdió un trabajador al morir."""
    hechas: dict[int, Corrida] = {}
    cuantos = max(1, min(trabajadores, len(tareas)))
    with ProcessPoolExecutor(
        cuantos, mp_context=semillero.contexto(), initializer=semillero.nacer, initargs=(dict(os.environ),)
    ) as grupo:
        futuros: dict[Future[Corrida], int] = {
            grupo.submit(una, tarea, entorno, forzar): numero for numero, tarea in tareas.items()
        }
        try:
            for futuro in as_completed(futuros):
                numero = futuros[futuro]
                try:
                    hechas[numero] = futuro.result()
                except BrokenProcessPool:
                    continue
                if al_terminar:
                    al_terminar(tareas[numero], hechas[numero])
        except BaseException:
            _detener(grupo)
            raise
    return hechas


def _detener(grupo: ProcessPoolExecutor) -> None:
    """Pide terminar a los trabajadores: la señal que detuvo a la orden no siempre les llega a ellos."""
    trabajadores = list((grupo._processes or {}).values())
    grupo.shutdown(wait=False, cancel_futures=True)
    for trabajador in trabajadores:
        trabajador.terminate()


def una(tarea: Tarea, entorno: Entorno, forzar: bool) -> Corrida:
    """Corre una tarea dentro de un trabajador, otra vez si falló de algo que pasa; ningún error se escapa."""
    suyo = replace(entorno, plazos=tarea.plazos)
    for intento, espera in enumerate(_ESPERAS_SEGUNDOS, start=1):
        hecha = replace(_un_intento(tarea, suyo, forzar), intentos=intento)
        if hecha.falla is None or intento >= _intentos_de(hecha.falla):
            break
        time.sleep(espera)
    return hecha


_ESPERAS_SEGUNDOS = (1.0, 4.0, 0.0)
"""Lo que se espera después de cada intento, hasta el último."""
_MURIO_SU_NUCLEO = {"DeadKernelError", "RuntimeError"}
"""Cómo lo dicen nbclient, a media celda, y jupyter_client, si aún no había contestado. Si fue porque murió el padre
que los prepara, el siguiente nace de cero."""
_OCUPADA = re.compile(r"database is locked|tiene ocupada la base|deadlock|lock timeout", re.IGNORECASE)


def _intentos_de(falla: Falla) -> int:
    """Cuántas veces, en total, vale la pena intentar lo que falló así: uno, si volvería a fallar."""
    if _OCUPADA.search(falla.mensaje):
        return len(_ESPERAS_SEGUNDOS)
    return 2 if falla.nombre in _MURIO_SU_NUCLEO else 1


def _un_intento(tarea: Tarea, entorno: Entorno, forzar: bool) -> Corrida:
    inicio = time.perf_counter()
    try:
        with vida.EnTarea():
            return correr(tarea.cuaderno, tarea.parametros, entorno=entorno, forzar=forzar)
    except vida.Interrumpida as interrupcion:
        vida.terminar(interrupcion)
    except ErrorDeCobranza as error:
        falla = Falla(0, "", type(error).__name__, error.mensaje, error.codigo)
    except Exception as error:
        mensaje = f"{tarea.cuaderno} no llegó a correr: {type(error).__name__}: {error}."
        falla = Falla(0, "", type(error).__name__, mensaje, ErrorDeEjecucion.codigo)
    return _sin_carpeta(tarea, entorno, falla, time.perf_counter() - inicio)


_CON_UNO = "Corre el lote con --trabajadores 1 o acota el informe."


def caida(tarea: Tarea, entorno: Entorno, veces: str = "dos", que_hacer: str = _CON_UNO) -> Corrida:
    """La que no se pudo correr porque murió quien la corría, y quien la volvió a intentar."""
    mensaje = f"El proceso que corría {tarea} murió {veces} veces; casi siempre es falta de memoria. {que_hacer}"
    return _sin_carpeta(tarea, entorno, Falla(0, "", "ProcesoMuerto", mensaje, ErrorDeEjecucion.codigo), 0)


def _sin_carpeta(tarea: Tarea, entorno: Entorno, falla: Falla, segundos: float) -> Corrida:
    corte = str(tarea.parametros.get("corte", ""))
    return Corrida(
        tarea.cuaderno, tarea.parametros, corte, "", entorno.salidas, falla=falla, segundos=round(segundos, 2)
    )
