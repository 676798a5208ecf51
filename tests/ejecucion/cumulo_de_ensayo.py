"""Un cúmulo de Dask de verdad, en la interfaz local y con sus procesos, para probar lo que en él se reparte."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

DASK = [sys.executable, "-m", "dask"]


@contextmanager
def encendido(*orden: str, **variables: str) -> Iterator[subprocess.Popen[bytes]]:
    # lo que se le pide nombra módulos de las pruebas
    rutas = os.pathsep.join([str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    entorno = {**os.environ, "PYTHONPATH": rutas, **variables}
    proceso = subprocess.Popen([*DASK, *orden], env=entorno, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield proceso
    finally:
        proceso.kill()
        proceso.wait()


@contextmanager
def coordinador(carpeta: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Un coordinador en la interfaz local, en un puerto libre, y su dirección."""
    aviso = carpeta / "coordinador.json"
    orden = ("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(aviso))
    with encendido(*orden) as proceso:
        limite = time.monotonic() + 120
        while not aviso.exists() and proceso.poll() is None and time.monotonic() < limite:
            time.sleep(0.05)
        yield proceso, json.loads(aviso.read_text(encoding="utf-8"))["address"]


def trabajador(direccion: str, *, que_vuelve: bool = False, **variables: str) -> Any:
    """Un proceso de un hilo que trabaja para ese coordinador; si muere, sólo el que vuelve se enciende otra vez."""
    nana = "--nanny" if que_vuelve else "--no-nanny"
    return encendido("worker", direccion, "--nthreads", "1", nana, "--no-dashboard", **variables)
