"""Quién corre el programa: su cuenta en la máquina o, si el sistema no le da nombre (un contenedor), su número."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

SIN_CASA = "/nonexistent"


def con_casa() -> None:
    """A una cuenta sin nombre en el sistema y sin HOME le da una casa que no existe.

    Jupyter se niega a empezar sin saber dónde buscar sus ajustes; en una carpeta que otros escriban, como /tmp, los
    tomaría de quien quisiera ponérselos.
    """
    try:
        Path.home()
    except RuntimeError:
        os.environ["HOME"] = SIN_CASA


def quien() -> str:
    """La cuenta con que se entró a la máquina; «uid 1234» si ese número no tiene nombre en el sistema."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # sin renglón en passwd; en Windows, sin la variable
        return f"uid {os.getuid()}" if hasattr(os, "getuid") else "sin nombre"
