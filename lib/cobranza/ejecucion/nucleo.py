"""El núcleo de cada corrida: este mismo Python, sin puertos de red y sin la configuración de quien lo corre."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager


class NucleoAislado(AsyncKernelManager):
    """Un ipykernel del intérprete en uso, por sockets de archivo en una carpeta privada (TCP donde no los hay).

    Un núcleo «python3» instalado aparte podría ser otro Python; y en una máquina compartida el puerto TCP va
    sin cifrar. `PYTHONHASHSEED` fijo: dos corridas iguales dan los mismos bytes.
    """

    def __init__(self, **opciones: Any) -> None:
        super().__init__(**opciones)
        self._carpeta = Path(tempfile.mkdtemp(prefix="cobranza-"))
        if sys.platform != "win32":
            self.transport = "ipc"
        self.connection_file = str(self._carpeta / "nucleo.json")
        self.shutdown_wait_time = 5.0

    @property
    def kernel_spec(self) -> KernelSpec:
        """Siempre el intérprete que corre la casa."""
        orden = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=orden, display_name="Python 3", language="python")

    async def start_kernel(self, **opciones: Any) -> None:  # type: ignore[override]  # la clase lo declara ambiguo
        """Arranca con un entorno sin perfil personal de IPython."""
        opciones["env"] = {
            **os.environ,
            **opciones.get("env", {}),
            "IPYTHONDIR": str(self._carpeta),
            "PYTHONHASHSEED": "0",
            "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        }
        # al cerrarse, el núcleo escribe avisos en inglés que no dicen nada; lo que el cuaderno avisa va en su salida
        await super().start_kernel(**{"stderr": subprocess.DEVNULL, **opciones})

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]  # ídem
        """Borra también la carpeta privada."""
        await super().cleanup_resources(restart=restart)
        if not restart:
            shutil.rmtree(self._carpeta, ignore_errors=True)
