"""Abrir los cuadernos para trabajar en ellos: JupyterLab en español, en esta máquina."""

from __future__ import annotations

import os
from importlib.util import find_spec
from typing import Annotated

import typer

from cobranza.base.ajustes import ajustes
from cobranza.puertas import consola

_EXTENSIONES = {"jupyter_scheduler": False, "cobranza.puertas.trabajos": True}
"""La del agendador que comprueba, en lugar de la suya."""


def cuadernos(
    sin_navegador: Annotated[
        bool, typer.Option("--sin-navegador", help="Sólo dice la dirección; no abre el navegador.")
    ] = False,
    panel: Annotated[
        bool, typer.Option("--panel", help="Empieza por los paneles, con un solo documento y sin código a la vista.")
    ] = False,
) -> int:
    """Abre JupyterLab en los cuadernos, en español y sin avisos de fuera. Empieza por inicio.ipynb.

    Los paneles (panel, tramites, explorar) se trabajan sin escribir órdenes ni ver código.

    Sólo se puede entrar desde esta máquina y con la dirección completa, que lleva una llave. Se cierra con Ctrl+C.

    \b
    Ejemplo:  cobranza cuadernos --panel
    """
    from cobranza.ejecucion.abrir import abrir_cuadernos, es_root, hay_pantalla

    def avisar(direccion: str) -> None:
        if es_root():
            consola.decir("Corre como administrador (un contenedor): se admite; sólo se entra desde esta máquina.")
        consola.decir(f"JupyterLab queda en\n  {direccion}\nPara cerrarlo: Ctrl+C en esta terminal.")

    con_navegador = hay_pantalla(os.environ) and not sin_navegador
    return abrir_cuadernos(
        ajustes().cuadernos, con_navegador=con_navegador, avisar=avisar, sencillo=panel, mas=del_agendador()
    )


def del_agendador() -> list[str]:
    """Con qué corre «Create job», si está instalado jupyter-scheduler; si no, nada."""
    if not find_spec("jupyter_scheduler"):
        return []
    return [f"--ServerApp.jpserver_extensions={nombre}={si}" for nombre, si in _EXTENSIONES.items()]
