"""El aprovisionador de núcleos de la casa: los pide a un padre precalentado y, si no lo hay, los abre como siempre.

Es el punto de extensión de `jupyter_client`, así que papermill, nbclient, nbmake, jupyter-scheduler y JupyterLab lo
usan con nombrarlo en su *kernelspec* o en `JUPYTER_DEFAULT_PROVISIONER_NAME`. Interrumpir y reiniciar son lo mismo.
"""

from __future__ import annotations

import asyncio
import json
import os
import select
import signal
import socket
from pathlib import Path
from typing import Any, cast

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from cobranza.ejecucion import precalentado

NOMBRE = "cobranza-precalentado"
METADATOS = {"kernel_provisioner": {"provisioner_name": NOMBRE}}
"""Lo que un *kernelspec* dice para usarlo."""


class Precalentado(LocalProvisioner):
    """Un núcleo bifurcado del padre; con las mismas señales, la misma espera y el mismo fin que uno de cero."""

    async def launch_kernel(self, cmd: list[str], **opciones: Any) -> KernelConnectionInfo:
        """Lo pide al padre; si nadie contesta, o la orden no es la de un ipykernel, lo abre de cero."""
        argumentos = _argumentos(cmd)
        donde = precalentado.enchufe() if argumentos else None
        bifurcado = await asyncio.to_thread(_pedir, donde, argumentos, opciones) if donde else None
        if bifurcado is None:
            return await super().launch_kernel(cmd, **opciones)
        self.process = cast("Any", bifurcado)
        self.pid = self.pgid = bifurcado.pid
        return self.connection_info

    async def wait(self) -> int | None:
        """Como el de siempre, sin dormir una décima entre vistazo y vistazo."""
        if not isinstance(self.process, Bifurcado):
            return await super().wait()
        while self.process.poll() is None:
            await asyncio.sleep(0.004)
        codigo, self.process = self.process.poll(), None
        return codigo

    async def kill(self, restart: bool = False) -> None:
        """Como el de siempre, y espera a que muera: quien lo pide, si no, mira una décima después."""
        await super().kill(restart=restart)
        for _ in range(250):
            if self.process is None or self.process.poll() is not None:
                return
            await asyncio.sleep(0.004)


class Bifurcado:
    """Un hijo del padre, con la cara de `subprocess.Popen` que el aprovisionador espera."""

    stdin = stdout = stderr = None

    def __init__(self, enchufe: socket.socket, pid: int) -> None:
        self.pid = pid
        self._enchufe = enchufe
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Su código de salida, o nada si sigue vivo. Si el padre murió, él también: lo mató el sistema."""
        if self.returncode is None and select.select([self._enchufe], [], [], 0)[0]:
            self.returncode = _leer(self._enchufe).get("fin", -signal.SIGKILL)
            self._enchufe.close()
        return self.returncode

    def wait(self) -> int | None:
        """Espera su código de salida."""
        if self.returncode is None:
            select.select([self._enchufe], [], [])
        return self.poll()

    def send_signal(self, senal: int) -> None:
        """Le manda una señal, si vive."""
        if self.poll() is None:
            os.kill(self.pid, senal)

    def kill(self) -> None:
        """Lo mata."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Le pide terminar."""
        self.send_signal(signal.SIGTERM)


def _argumentos(cmd: list[str]) -> list[str]:
    """Los argumentos con que se abriría ipykernel, o nada si la orden es de otro núcleo."""
    return cmd[cmd.index("-f") :] if "-m" in cmd and "-f" in cmd else []


def _pedir(donde: Path, argumentos: list[str], opciones: dict[str, Any]) -> Bifurcado | None:
    """Pide el núcleo; nada si el padre ya no está."""
    entorno = opciones.get("env")
    pedido = {
        "argumentos": argumentos,
        "entorno": dict(os.environ if entorno is None else entorno),
        "carpeta": str(opciones.get("cwd") or Path.cwd()),
    }
    enchufe = socket.socket(socket.AF_UNIX)
    try:
        enchufe.connect(str(donde))
        enchufe.sendall(json.dumps(pedido).encode() + b"\n")
        return Bifurcado(enchufe, _leer(enchufe)["pid"])
    except (OSError, KeyError):
        enchufe.close()
        return None


def _leer(enchufe: socket.socket) -> dict[str, int]:
    """Un renglón de JSON del padre, de letra en letra para no tomar del siguiente; vacío si se fue."""
    renglon = b""
    try:
        while not renglon.endswith(b"\n"):
            letra = enchufe.recv(1)
            if not letra:
                return {}
            renglon += letra
    except OSError:
        return {}
    leido: dict[str, int] = json.loads(renglon)
    return leido
