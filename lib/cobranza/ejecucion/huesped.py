"""El proceso de un núcleo: ipykernel, que además muere en el acto si muere quien lo arrancó."""

from __future__ import annotations

import os
import runpy
import signal

from cobranza.ejecucion.vida import morir_con_el_padre

PADRE = "COBRANZA_PADRE"
"""Quién lo arrancó: si ya no es su padre, murió antes de que se le pudiera atar."""
CUMULO = "COBRANZA_CUMULO"
"""En qué cúmulo está el trabajador que lo arrancó: ahí reparte las partes de su informe."""


def enganchar() -> None:
    """Si lo arrancó un trabajador de un cúmulo, sus partes se calculan ahí; si no, aquí no se carga nada."""
    if direccion := os.environ.get(CUMULO):
        from cobranza.ejecucion import reparto

        reparto.enganchar(direccion)


def main() -> None:
    """Ata el proceso a su padre y se vuelve un núcleo de Jupyter."""
    padre = int(os.environ.pop(PADRE, "0"))
    if hasattr(signal, "SIGKILL"):
        morir_con_el_padre(signal.SIGKILL, padre)
    enganchar()
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
