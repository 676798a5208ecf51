"""Correr una orden aparte y saber cuánto costó: reloj, procesador y memoria de ella y de todos sus procesos."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

CADA_SEGUNDOS = 0.05


@dataclass(frozen=True, slots=True)
class Costo:
    """Segundos de reloj, segundos de procesador y el pico de memoria en MB."""

    segundos: float
    procesador: float
    memoria: int


def cobranza(*argumentos: str, **entorno: str) -> Costo:
    """Corre la consola; si falla, dice por qué y termina."""
    return costo([str(Path(sys.executable).with_name("cobranza")), *argumentos], entorno)


def costo(orden: list[str], entorno: dict[str, str]) -> Costo:
    """Lo que costó una orden con esas variables de entorno; la memoria compartida se cuenta en cada proceso."""
    inicio = time.perf_counter()
    # como en la oficina: lo compilado una vez se guarda
    de_aqui = {nombre: valor for nombre, valor in os.environ.items() if nombre != "PYTHONDONTWRITEBYTECODE"}
    proceso = subprocess.Popen(
        orden, env={**de_aqui, **entorno}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    pico, termino = [0], threading.Event()
    vigia = threading.Thread(target=_vigilar, args=(proceso.pid, pico, termino))
    vigia.start()
    assert proceso.stderr
    dicho = proceso.stderr.read()
    _, estado, uso = os.wait4(proceso.pid, 0)
    termino.set()
    vigia.join()
    if estado:
        raise SystemExit(f"{' '.join(orden)}: {dicho.strip()}")
    return Costo(time.perf_counter() - inicio, uso.ru_utime + uso.ru_stime, pico[0] >> 20)


def _vigilar(pid: int, pico: list[int], termino: threading.Event) -> None:
    while not termino.wait(CADA_SEGUNDOS):
        total = 0
        try:
            raiz = psutil.Process(pid)
            for proceso in (raiz, *raiz.children(recursive=True)):
                total += proceso.memory_info().rss
        except psutil.NoSuchProcess:
            continue  # alguno terminó mientras se sumaba
        pico[0] = max(pico[0], total)
