"""JupyterLab en los cuadernos, como lo quiere la oficina: en español, sin avisos de fuera y sólo en esta máquina.

Lo que aquí se fija son omisiones: quien prefiera otro idioma u otro tema lo cambia en su JupyterLab y se respeta.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from cobranza.base.errores import ErrorDeUso

NUCLEOS_PRECALENTADOS = {"JUPYTER_DEFAULT_PROVISIONER_NAME": "cobranza-precalentado"}
"""Con esto en su entorno, quien abra núcleos con jupyter_client los pide precalentados (`aprovisionador`)."""
_AJUSTES = Path(__file__).parent / "laboratorio"
PRIMER_CUADERNO, PRIMER_PANEL = "inicio.ipynb", "panel.ipynb"
_PRIMER_PUERTO, _PUERTOS = 8888, 50


def abrir_cuadernos(
    carpeta: Path,
    *,
    con_navegador: bool,
    avisar: Callable[[str], None],
    sencillo: bool = False,
    mas: Sequence[str] = (),
) -> int:
    """Abre JupyterLab y espera a que se cierre; `avisar` recibe la dirección. Devuelve su código de salida.

    `sencillo`: empieza por los paneles y con un solo documento a la vista, sin pestañas ni código. `mas`: opciones
    para lo que esté instalado además.
    """
    puerto, llave = puerto_libre(), secrets.token_hex(16)
    lugar = lugar_de(sencillo=sencillo)
    avisar(f"http://127.0.0.1:{puerto}{lugar}?token={llave}")
    orden = [*orden_de_jupyterlab(carpeta, puerto, con_navegador=con_navegador, lugar=lugar), *mas]
    with subprocess.Popen(orden, env={**os.environ, "JUPYTER_TOKEN": llave, **NUCLEOS_PRECALENTADOS}) as servidor:
        try:
            return servidor.wait()
        except KeyboardInterrupt:  # el Ctrl+C también le llegó a él: se le deja cerrar sus núcleos
            servidor.wait()
            return 0


def lugar_de(*, sencillo: bool) -> str:
    """Por dónde se entra: JupyterLab entero en el primer cuaderno, o su modo de un solo documento en el panel."""
    return f"/doc/tree/{PRIMER_PANEL}" if sencillo else f"/lab/tree/{PRIMER_CUADERNO}"


def orden_de_jupyterlab(
    carpeta: Path, puerto: int, *, con_navegador: bool, lugar: str = f"/lab/tree/{PRIMER_CUADERNO}"
) -> list[str]:
    """La orden completa. Root (un contenedor) se admite porque sólo escucha en esta máquina y pide la llave."""
    opciones = [
        f"--ServerApp.root_dir={carpeta}",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={puerto}",
        "--ServerApp.port_retries=0",
        f"--LabApp.default_url={lugar}",
        f"--LabApp.app_settings_dir={_AJUSTES}",
        "--LabApp.news_url=None",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--log-level=ERROR",
        "-y",  # sin preguntar en inglés si de veras se cierra
    ]
    if not con_navegador:
        opciones.append("--no-browser")
    if es_root():
        opciones.append("--allow-root")
    return [sys.executable, "-m", "jupyterlab", *opciones]


def es_root() -> bool:
    """¿Se corre como administrador? En Windows no se sabe y no importa."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def hay_pantalla(entorno: Mapping[str, str]) -> bool:
    """¿Tiene caso abrir un navegador aquí? En un contenedor o una terminal remota, no."""
    if sys.platform in ("win32", "darwin"):
        return True
    return not es_root() and bool(entorno.get("DISPLAY") or entorno.get("WAYLAND_DISPLAY"))


def puerto_libre() -> int:
    """El primero que nadie usa en esta máquina. Errores: `ErrorDeUso` si no hay."""
    for puerto in range(_PRIMER_PUERTO, _PRIMER_PUERTO + _PUERTOS):
        with socket.socket() as enchufe:
            try:
                enchufe.bind(("127.0.0.1", puerto))
            except OSError:
                continue
            return puerto
    raise ErrorDeUso(
        f"No hay un puerto libre entre {_PRIMER_PUERTO} y {_PRIMER_PUERTO + _PUERTOS - 1}; cierra los JupyterLab "
        "que ya no uses."
    )
