"""Un Chromium de verdad, sin cabeza y sin red, manejado por su protocolo; sólo lo que las pruebas preguntan."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

EJECUTABLE = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
_OPCIONES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--remote-debugging-port=0",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
_PLAZO_SEGUNDOS = 240


class Pestana:
    """Una página abierta. `sucesos` guarda lo que el navegador avisó: peticiones, mensajes de consola, errores."""

    def __init__(self, enlace: Any) -> None:
        self._enlace, self._numero, self._sesion = enlace, 0, ""
        self.sucesos: list[dict[str, Any]] = []
        blanco = self._llamar("Target.createTarget", url="about:blank")["targetId"]
        self._sesion = self._llamar("Target.attachToTarget", targetId=blanco, flatten=True)["sessionId"]
        for dominio in ("Page", "Network", "Runtime", "Log", "Inspector"):
            self._llamar(f"{dominio}.enable")

    def _llamar(self, metodo: str, **datos: Any) -> dict[str, Any]:
        self._numero += 1
        peticion = {"id": self._numero, "method": metodo, "params": datos}
        self._enlace.send(json.dumps(peticion | ({"sessionId": self._sesion} if self._sesion else {})))
        while True:
            mensaje = self._recibir()
            if mensaje.get("id") == self._numero:
                assert "error" not in mensaje, (metodo, mensaje["error"])
                resultado: dict[str, Any] = mensaje["result"]
                return resultado

    def _recibir(self) -> dict[str, Any]:
        mensaje: dict[str, Any] = json.loads(self._enlace.recv())
        assert mensaje.get("method") != "Inspector.targetCrashed", "la pestaña de Chromium se cayó"
        if "method" in mensaje:
            self.sucesos.append(mensaje)
        return mensaje

    def ver(self, ruta: Path, *, ancho: int = 1280, alto: int = 800, oscuro: bool = False, medio: str = "") -> None:
        """Abre un archivo con esa ventana (o como si se imprimiera, con `medio="print"`) y espera a que cargue."""
        self.ir(ruta.resolve().as_uri(), ancho=ancho, alto=alto, oscuro=oscuro, medio=medio)

    def ir(
        self, direccion: str, *, ancho: int = 1280, alto: int = 800, oscuro: bool = False, medio: str = ""
    ) -> None:
        """Lo mismo con una dirección."""
        movil = ancho < 600
        self._llamar(
            "Emulation.setDeviceMetricsOverride", width=ancho, height=alto, deviceScaleFactor=1, mobile=movil
        )
        esquema = {"name": "prefers-color-scheme", "value": "dark" if oscuro else "light"}
        self._llamar("Emulation.setEmulatedMedia", media=medio, features=[esquema])
        self.sucesos.clear()
        self._llamar("Page.navigate", url=direccion)
        while not any(s["method"] == "Page.loadEventFired" for s in self.sucesos):
            self._recibir()

    def evaluar(self, guion: str) -> Any:
        """El valor de una expresión de JavaScript en la página."""
        hecho = self._llamar("Runtime.evaluate", expression=guion, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in hecho, hecho["exceptionDetails"]
        return hecho["result"].get("value")

    def escribir(self, donde: str, texto: str) -> None:
        """Teclea en el primer elemento que ese selector halle, como una persona, y lo deja."""
        self.evaluar(f"document.querySelector({json.dumps(donde)})?.focus()")
        self._llamar("Input.insertText", text=texto)
        self.evaluar("document.activeElement.blur()")

    def esperar(self, guion: str) -> Any:
        """El valor de una expresión en cuanto diga algo."""
        fin = time.monotonic() + _PLAZO_SEGUNDOS
        while not (valor := self.evaluar(guion)):
            assert time.monotonic() < fin, f"no llegó: {guion}"
            time.sleep(0.05)
        return valor

    def con_programas(self, corren: bool) -> None:
        """Si las páginas que se abran después pueden correr los suyos."""
        self._llamar("Emulation.setScriptExecutionDisabled", value=not corren)

    def pdf(self, destino: Path) -> Path:
        """Imprime a PDF con el papel que pide la página."""
        hecho = self._llamar("Page.printToPDF", preferCSSPageSize=True, printBackground=False)
        destino.write_bytes(base64.b64decode(hecho["data"]))
        return destino

    def captura(self, destino: Path, *, entera: bool = True) -> Path:
        """Guarda lo que se ve, o la página entera, como PNG."""
        hecho = self._llamar("Page.captureScreenshot", captureBeyondViewport=entera)
        destino.write_bytes(base64.b64decode(hecho["data"]))
        return destino

    def pedidos(self) -> list[str]:
        """Las direcciones que la página pidió, sin contarse a sí misma."""
        urls = [s["params"]["request"]["url"] for s in self.sucesos if s["method"] == "Network.requestWillBeSent"]
        return [url for url in urls if not url.startswith("data:")][1:]

    def quejas(self) -> list[str]:
        """Errores y avisos de la consola, y lo que bloqueó la propia página."""
        textos = [s["params"]["entry"]["text"] for s in self.sucesos if s["method"] == "Log.entryAdded"]
        textos += [str(s["params"]["args"]) for s in self.sucesos if s["method"] == "Runtime.consoleAPICalled"]
        return textos + [str(s["params"]) for s in self.sucesos if s["method"] == "Runtime.exceptionThrown"]


@contextmanager
def navegador() -> Iterator[Pestana]:
    """Arranca Chromium con un perfil temporal, abre una pestaña y lo cierra al salir."""
    from websocket import create_connection

    assert EJECUTABLE
    with TemporaryDirectory(prefix="navegador-", ignore_cleanup_errors=True) as perfil:
        orden = [EJECUTABLE, *_OPCIONES, f"--user-data-dir={perfil}"]
        with subprocess.Popen(orden, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as proceso:
            try:
                puerto, ruta = _direccion(Path(perfil) / "DevToolsActivePort", proceso)
                enlace = create_connection(
                    f"ws://127.0.0.1:{puerto}{ruta}", timeout=_PLAZO_SEGUNDOS, suppress_origin=True
                )
                try:
                    yield Pestana(enlace)
                finally:
                    enlace.close()
            finally:
                proceso.terminate()


def _direccion(aviso: Path, proceso: subprocess.Popen[bytes]) -> tuple[str, str]:
    """El puerto y la ruta que Chromium deja escritos al quedar listo."""
    fin = time.monotonic() + _PLAZO_SEGUNDOS
    while not (aviso.is_file() and len(aviso.read_text().split()) == 2):
        assert proceso.poll() is None, f"Chromium terminó con {proceso.returncode}"
        assert time.monotonic() < fin, "Chromium no quedó listo"
        time.sleep(0.05)
    puerto, ruta = aviso.read_text().split()
    return puerto, ruta
