"""Que nada siga vivo cuando debe terminar: la orden atiende a quien la detiene y sus procesos mueren con ella.

- SIGTERM y SIGHUP (lo que mandan systemd, cron, un contenedor o la terminal que se cierra) son como Ctrl+C: se deja
  lo que iba a medias y se termina con 128 más el número de la señal.
- Un trabajador muere con su padre de dos maneras: el sistema le avisa (Linux, `PR_SET_PDEATHSIG`) y un hilo vigila la
  tubería que `multiprocessing` tiene con él, que se cierra en cualquier plataforma aunque al padre lo maten.
- Un núcleo muere con su trabajador: el sistema lo mata (Linux) o se da cuenta solo (`ipykernel` vigila a su padre).
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import NoReturn

PLAZO_SEGUNDOS, PLAZO_DE_TRABAJADOR_SEGUNDOS = 20.0, 3.0
"""Cuánto se espera a que lo que iba a medias se recoja antes de terminar sin más: todo aguanta una muerte súbita."""
_PR_SET_PDEATHSIG = 1
_DETIENEN = tuple(s for s in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, s))
_nucleos: set[int] = set()


class Interrumpida(KeyboardInterrupt):
    """Pidieron terminar; `senal` dice con cuál."""

    def __init__(self, senal: int) -> None:
        super().__init__()
        self.senal = senal


class _Estado:
    """Lo que pasa en este proceso; uno por proceso."""

    senal = 0
    en_tarea = True
    plazo = PLAZO_SEGUNDOS
    sin_partir = 0
    pendiente = False


def atender() -> None:
    """Que SIGTERM y SIGHUP detengan esta orden como Ctrl+C. Lo que ya se ignoraba (`nohup`) se sigue ignorando."""
    for nombre in _DETIENEN:
        numero = getattr(signal, nombre)
        if signal.getsignal(numero) is not signal.SIG_IGN:
            signal.signal(numero, _al_recibir)


def atar_trabajador() -> None:
    """Se llama al nacer un trabajador: atiende las señales y muere con su padre."""
    _Estado.en_tarea, _Estado.plazo = False, PLAZO_DE_TRABAJADOR_SEGUNDOS
    atender()
    morir_con_el_padre(signal.SIGTERM)
    padre = multiprocessing.parent_process()
    if padre is not None:
        threading.Thread(target=_vigilar, args=(padre.sentinel,), daemon=True).start()


def morir_con_el_padre(senal: int, padre: int = 0) -> None:
    """Pide al sistema esa señal cuando muera el padre; donde no se puede, no hace nada.

    El sistema no avisa de quien ya había muerto: si se dice cuál era el padre y ya no es, la señal se manda aquí.
    """
    if not sys.platform.startswith("linux"):
        return
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(senal), 0, 0, 0)
    if padre and os.getppid() != padre:
        os.kill(os.getpid(), senal)


class EnTarea:
    """`with EnTarea():` un trabajador ocupado se detiene recogiendo lo suyo; uno ocioso, en el acto."""

    def __enter__(self) -> None:
        _Estado.en_tarea = True

    def __exit__(self, *_: object) -> None:
        _Estado.en_tarea = False


class SinPartir:
    """`with SinPartir():` lo que se anota y se hace a la vez: si piden terminar, se termina al salir de aquí."""

    def __enter__(self) -> None:
        _Estado.sin_partir += 1

    def __exit__(self, *_: object) -> None:
        _Estado.sin_partir -= 1
        if _Estado.pendiente and not _Estado.sin_partir:
            _Estado.pendiente = False
            raise Interrumpida(_Estado.senal)


def nucleo_vivo(pid: int) -> None:
    """Apunta un núcleo de este proceso, para matarlo si hay que terminar."""
    _nucleos.add(pid)


def nucleo_terminado(pid: int) -> None:
    """Ya no es de este proceso: su número puede ser de otro."""
    _nucleos.discard(pid)


def matar(pid: int) -> None:
    """Mata un proceso propio, si lo hay."""
    if pid > 0:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)


def codigo(interrupcion: BaseException) -> int:
    """El código de salida de una interrupción: 130 con Ctrl+C, 143 con SIGTERM, 129 con SIGHUP."""
    return 128 + (interrupcion.senal if isinstance(interrupcion, Interrumpida) else _Estado.senal or signal.SIGINT)


def terminar(interrupcion: Interrumpida) -> NoReturn:
    """Termina un trabajador que ya recogió lo suyo, sin volver a la cola donde nadie lo espera."""
    os._exit(codigo(interrupcion))


def _al_recibir(numero: int, _: FrameType | None) -> None:
    repetida, _Estado.senal = bool(_Estado.senal), _Estado.senal or numero
    if not _Estado.en_tarea:
        os._exit(128 + numero)
    _matar_nucleos()
    if repetida:
        if numero == signal.SIGINT:  # quien insiste con Ctrl+C ya no quiere esperar
            raise KeyboardInterrupt
        return
    threading.Thread(target=_no_esperar_mas, args=(128 + numero, _Estado.plazo), daemon=True).start()
    if _Estado.sin_partir:
        _Estado.pendiente = True
        return
    raise Interrumpida(numero)


def _matar_nucleos() -> None:
    """Un núcleo no tiene nada que recoger, y esperar a que se despida tarda segundos."""
    for pid in list(_nucleos):
        matar(pid)


def _no_esperar_mas(codigo: int, plazo: float) -> None:
    time.sleep(plazo)
    _matar_nucleos()
    os._exit(codigo)


def _vigilar(padre: int) -> None:
    """Espera a que se cierre la tubería del padre; entonces se detiene como si lo hubieran pedido."""
    from multiprocessing.connection import wait

    wait([padre])
    if hasattr(signal, "pthread_kill"):
        with suppress(OSError):
            os.kill(os.getpid(), signal.SIGTERM)
    else:
        _matar_nucleos()
        os._exit(128 + signal.SIGTERM)
