"""El núcleo de cada corrida: este mismo Python, sin puertos de red y sin la configuración de quien lo corre."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from cobranza.base.quien import SIN_CASA
from cobranza.base.restos import recoger, soltar_carpeta, tomar_carpeta
from cobranza.ejecucion import huesped, vida
from cobranza.ejecucion.aprovisionador import METADATOS
from cobranza.ejecucion.precalentado import LARGO_DE_UN_ENCHUFE, carpeta_corta

_PREFIJO = "cobranza-nucleo-"
_vivos: list[NucleoAislado] = []


class _Cliente(AsyncKernelClient):
    """Quien le habla al núcleo. El de siempre espera además dos décimas a que nadie diga nada: nadie más habla."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Vuelve en cuanto el núcleo contestó y se oye lo que publica.

        Errores: los del de siempre, con sus palabras (`base.caidas` las traduce): `RuntimeError` si murió antes de
        contestar o si pasaron `timeout` segundos.
        """
        hasta = time.monotonic() + (float("inf") if timeout is None else timeout)
        while True:
            self.kernel_info()
            try:
                respuesta = await self.shell_channel.get_msg(timeout=1)
                if respuesta["msg_type"] == "kernel_info_reply":
                    await self.iopub_channel.get_msg(timeout=0.2)
                    self._handle_kernel_info_reply(respuesta)
                    return
            except Empty:
                pass  # aún no contesta, o todavía no se le oye publicar: se le vuelve a preguntar
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > hasta:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


class NucleoAislado(AsyncKernelManager):
    """Un ipykernel del intérprete en uso, por sockets de archivo en una carpeta privada (TCP donde no los hay).

    Un núcleo «python3» instalado aparte podría ser otro Python; y en una máquina compartida el puerto TCP va
    sin cifrar. `PYTHONHASHSEED` fijo: dos corridas iguales dan los mismos bytes.
    """

    def __init__(self, **opciones: Any) -> None:
        super().__init__(**opciones)
        donde = carpeta_corta(_PREFIJO)
        recoger(donde, f"{_PREFIJO}*")
        self._carpeta, self._candado = tomar_carpeta(donde, _PREFIJO)
        _vivos.append(self)
        self._pid, self._hilo = 0, threading.get_ident()
        if sys.platform != "win32" and len(str(self._carpeta)) < LARGO_DE_UN_ENCHUFE:
            self.transport = "ipc"
        self.connection_file = str(self._carpeta / "nucleo.json")
        self.client_factory = _Cliente
        self.shutdown_wait_time = 5.0

    @property
    def kernel_spec(self) -> KernelSpec:
        """Siempre el intérprete que corre la casa."""
        orden = [sys.executable, "-m", huesped.__name__, "-f", "{connection_file}"]
        return KernelSpec(argv=orden, display_name="Python 3", language="python", metadata=METADATOS)

    async def start_kernel(self, **opciones: Any) -> None:  # type: ignore[override]  # la clase lo declara ambiguo
        """Arranca con un entorno sin perfil personal de IPython."""
        opciones["env"] = {
            **os.environ,
            **self._casa(),
            **opciones.get("env", {}),
            huesped.PADRE: str(os.getpid()),
            "IPYTHONDIR": str(self._carpeta),
            "PYTHONHASHSEED": "0",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        # al cerrarse, el núcleo escribe avisos en inglés que no dicen nada; lo que el cuaderno avisa va en su salida
        await super().start_kernel(**{"stderr": subprocess.DEVNULL, **opciones})
        self._pid = getattr(self.provisioner, "pid", 0) or 0
        vida.nucleo_vivo(self._pid)

    def _casa(self) -> dict[str, str]:
        """Donde no hay casa, la carpeta privada lo es: hay bibliotecas que escriben ahí."""
        return {"HOME": str(self._carpeta)} if os.environ.get("HOME") == SIN_CASA else {}

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]  # ídem
        """Borra también la carpeta privada."""
        await super().cleanup_resources(restart=restart)
        if not restart:
            self.soltar()

    def soltar(self) -> None:
        """Olvida el núcleo, que ya terminó, y borra su carpeta; la segunda vez no hace nada."""
        if self in _vivos:
            _vivos.remove(self)
            vida.nucleo_terminado(self._pid)
            soltar_carpeta(self._carpeta, self._candado)


def soltar_todos() -> None:
    """Mata los núcleos que este hilo dejó, si a medio arranque se pidió terminar, y borra sus carpetas."""
    for nucleo in [n for n in _vivos if n._hilo == threading.get_ident()]:
        vida.matar(nucleo._pid)
        nucleo.soltar()
