"""El proceso de un núcleo: ipykernel, que además muere en el acto si muere quien lo arrancó."""

from __future__ import annotations

import os
import runpy
import signal

from cobranza.ejecucion import reparto
from cobranza.ejecucion.vida import morir_con_el_padre

PADRE = "COBRANZA_PADRE"
"""Quién lo arrancó: si ya no es su padre, murió antes de que se le pudiera atar."""


def main() -> None:
    """Ata el proceso a su padre y se vuelve un núcleo de Jupyter."""
    padre = os.environ.pop(PADRE, "")
    if hasattr(signal, "SIGKILL"):
        morir_con_el_padre(signal.SIGKILL)
        if padre and padre != str(os.getppid()):
            raise SystemExit(1)
    reparto.enganchar()
    runpy.run_module("ipykernel_launcher", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
