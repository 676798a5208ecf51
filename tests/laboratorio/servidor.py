"""Un JupyterLab de verdad, el mismo que abre `make cuadernos`, visto en un Chromium de verdad."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from navegador.chromium import Pestana, navegador
from nbformat.v4 import new_code_cell, new_notebook
from websocket import WebSocketException

from cobranza.base.ajustes import ajustes
from cobranza.ejecucion.abrir import orden_de_jupyterlab, puerto_libre
from cobranza.puertas.cuadernos import del_agendador

_PLAZO_SEGUNDOS = 240
_LLAVE = "llave-de-la-prueba"
# qué celdas de código siguen esperando, y si el núcleo ya terminó
_COMO_VA = """(() => {
  const p = window.jupyterapp?.shell?.currentWidget, n = p?.content, s = p?.context?.sessionContext;
  if (!n?.widgets?.length || !s?.session?.kernel) return {listo: false};
  const celdas = n.widgets.filter(c => c.model.type === 'code');
  return {listo: true, ocupado: s.session.kernel.status !== 'idle',
    corridas: celdas.filter(c => c.model.executionCount).length, de: celdas.length,
    fallo: celdas.some(c => c.model.outputs.toJSON().some(o => o.output_type === 'error'))};
})()"""

_PARAMETROS_Y_LA_QUE_LOS_USA = (1, 2)
_PARAMETROS = (
    "window.jupyterapp.shell.currentWidget.content.widgets"
    ".find(c => c.model.getMetadata('tags')?.includes('parameters'))"
)


class Laboratorio:
    """Un servidor con su carpeta de cuadernos y la pestaña en que se mira."""

    def __init__(self, pestana: Pestana, carpeta: Path, puerto: int) -> None:
        self.pestana, self.carpeta, self.direccion = pestana, carpeta, f"http://127.0.0.1:{puerto}"
        self._ya_cargo, self._parametros = False, ""

    def abrir(self, cuaderno: str) -> None:
        """Abre un cuaderno recién copiado, con su núcleo nuevo; cierra lo que hubiera abierto."""
        self._cerrar_nucleos()
        shutil.copy(ajustes().cuadernos / f"{cuaderno}.ipynb", self.carpeta)
        if self._ya_cargo:
            # sin volver a cargar JupyterLab: lo abierto se deja sin guardar y sin que pregunte
            self.pestana.evaluar("[...window.jupyterapp.shell.widgets('main')].forEach(w => w.dispose())")
            self.orden("docmanager:open", path=f"{cuaderno}.ipynb")
        else:
            self.ir_a(cuaderno)
        self._esperar(lambda va: va["listo"] and not va["ocupado"], "abrió el cuaderno")
        self._parametros = self.pestana.evaluar(f"{_PARAMETROS}?.model.sharedModel.getSource() ?? ''")

    def ir_a(self, cuaderno: str) -> None:
        """Carga JupyterLab con un cuaderno de su carpeta y espera su núcleo."""
        self.pestana.ir(f"{self.direccion}/lab/tree/{cuaderno}.ipynb?token={_LLAVE}&reset", ancho=1400, alto=900)
        self._ya_cargo = True
        self._esperar(lambda va: va["listo"] and not va["ocupado"], "abrió el cuaderno")

    def solo_el_documento(self, cuaderno: str) -> None:
        """Lo abre como `cobranza cuadernos --panel`; el siguiente cuaderno vuelve a cargar JupyterLab."""
        self._cerrar_nucleos()
        shutil.copy(ajustes().cuadernos / f"{cuaderno}.ipynb", self.carpeta)
        self.pestana.ir(f"{self.direccion}/doc/tree/{cuaderno}.ipynb?token={_LLAVE}&reset", ancho=1400, alto=900)
        # con un núcleo a medio arrancar el servidor no sabe cerrarse
        self._esperar(lambda va: va["listo"] and not va["ocupado"], "abrió el documento")
        self._ya_cargo = False

    def poner(self, **parametros: str) -> None:
        """Deja la celda de los parámetros como venía, con estos renglones de más, y la corre con la que los usa."""
        fuente = self._parametros + "".join(f"\n{nombre} = {valor}" for nombre, valor in parametros.items())
        self.pestana.evaluar(f"{_PARAMETROS}.model.sharedModel.setSource({json.dumps(fuente)})")
        for celda in _PARAMETROS_Y_LA_QUE_LOS_USA:
            self.correr_celda(celda)

    def correr(self) -> dict[str, Any]:
        """Ejecutar todas las celdas, como desde el menú, y esperar a que termine o falle."""
        self.orden("notebook:run-all-cells")
        return self._esperar(
            lambda va: not va["ocupado"] and (va["fallo"] or va["corridas"] == va["de"]), "terminó de correr"
        )

    def exportar(self, cuaderno: str) -> bytes:
        """Lo guarda y baja su informe, como «Guardar y exportar cuaderno como»."""
        self.orden("docmanager:save")
        return self._pedir("GET", f"/nbconvert/cobranza/{cuaderno}.ipynb?download=true")

    def orden(self, clave: str, **datos: str) -> None:
        """Una orden de JupyterLab, hasta que termina."""
        self.pestana.evaluar(f"window.jupyterapp.commands.execute({clave!r}, {json.dumps(datos)}).then(() => null)")

    def correr_celda(self, lugar: int) -> None:
        """Una sola celda, por su lugar."""
        self.pestana.evaluar(f"window.jupyterapp.shell.currentWidget.content.activeCellIndex = {lugar}")
        self.orden("notebook:run-cell")

    def tema(self, nombre: str) -> None:
        """Cambia de tema, como desde el menú."""
        self.orden("apputils:change-theme", theme=nombre)

    def _cerrar_nucleos(self) -> None:
        for sesion in json.loads(self._pedir("GET", "/api/sessions")):
            self._pedir("DELETE", f"/api/sessions/{sesion['id']}")

    def _pedir(self, metodo: str, ruta: str) -> bytes:
        peticion = urllib.request.Request(
            f"{self.direccion}{ruta}", method=metodo, headers={"Authorization": f"token {_LLAVE}"}
        )
        with urllib.request.urlopen(peticion, timeout=_PLAZO_SEGUNDOS) as respuesta:
            contenido: bytes = respuesta.read()
            return contenido

    def _esperar(self, basta: Any, que: str) -> dict[str, Any]:
        fin = time.monotonic() + _PLAZO_SEGUNDOS
        va: dict[str, Any] = {}
        while time.monotonic() < fin:
            va = self.pestana.evaluar(_COMO_VA)
            if va["listo"] and basta(va):
                return va
            time.sleep(0.1)
        raise AssertionError(f"JupyterLab no {que}: {va}")


def por_que_no_se_puede(carpeta: Path) -> str:
    """Vacío si en esta máquina un JupyterLab cualquiera, sin nada de la casa, abre y corre «1 + 1»."""
    cuadernos = carpeta / "cuadernos"
    cuadernos.mkdir()
    nucleo = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=[new_code_cell("1 + 1")], metadata=nucleo), cuadernos / "uno.ipynb")
    try:
        with navegador() as pestana, _servidor(carpeta, cuadernos, {}) as puerto:
            abierto = Laboratorio(pestana, cuadernos, puerto)
            abierto.ir_a("uno")
            abierto.correr()
    except (AssertionError, OSError, WebSocketException) as error:
        return f"{type(error).__name__}: {error}"
    return ""


@contextmanager
def laboratorio(pestana: Pestana, carpeta: Path, entorno: dict[str, str]) -> Iterator[Laboratorio]:
    """Copia los cuadernos a la carpeta, abre JupyterLab en ella y lo cierra al salir."""
    cuadernos = carpeta / "cuadernos"
    shutil.copytree(ajustes().cuadernos, cuadernos)
    with _servidor(carpeta, cuadernos, entorno, *del_agendador()) as puerto:
        yield Laboratorio(pestana, cuadernos, puerto)


@contextmanager
def _servidor(carpeta: Path, cuadernos: Path, entorno: dict[str, str], *mas: str) -> Iterator[int]:
    """El puerto de un JupyterLab abierto en esa carpeta de cuadernos."""
    puerto = puerto_libre()
    orden = [
        *orden_de_jupyterlab(cuadernos, puerto, con_navegador=False),
        "--LabApp.expose_app_in_browser=True",
        f"--LabApp.user_settings_dir={carpeta / 'usuario'}",
        f"--LabApp.workspaces_dir={carpeta / 'espacios'}",
        *mas,
    ]
    propio = {
        **os.environ,
        **entorno,
        "JUPYTER_TOKEN": _LLAVE,
        "JUPYTER_CONFIG_DIR": str(carpeta / "config"),
        "JUPYTER_RUNTIME_DIR": str(carpeta / "nucleos"),
        "JUPYTER_DATA_DIR": str(carpeta / "datos"),
        "IPYTHONDIR": str(carpeta / "ipython"),
    }
    with (
        (carpeta / "servidor.txt").open("w") as bitacora,
        subprocess.Popen(orden, env=propio, stdout=bitacora, stderr=bitacora) as servidor,
    ):
        try:
            _esperar_al_servidor(puerto, servidor, carpeta / "servidor.txt")
            yield puerto
        finally:
            servidor.terminate()


def _esperar_al_servidor(puerto: int, servidor: subprocess.Popen[bytes], bitacora: Path) -> None:
    fin = time.monotonic() + _PLAZO_SEGUNDOS
    while True:
        assert servidor.poll() is None, bitacora.read_text()
        assert time.monotonic() < fin, "JupyterLab no quedó listo"
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{puerto}/api", timeout=5).close()
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
