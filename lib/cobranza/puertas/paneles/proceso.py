"""Una corrida en otro proceso: la misma orden de la consola, contada celda por celda, que se puede cancelar.

El panel no se detiene mientras corre, y lo que le pase a la corrida no le pasa al panel. Si el panel se cierra, la
corrida termina y queda en el índice.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

_ORDEN = "import sys; from cobranza.puertas.cli import main; main(sys.argv[1:])"
_PREFIJO = "panel-de-cobranza-"
"""No empieza como las carpetas de los núcleos: una corrida recoge las que nadie tiene tomadas."""
_CADA_SEGUNDOS, _PLAZO_SEGUNDOS = 0.1, 30.0
"""Cada cuánto se mira cómo va, y cuánto se espera a que una cancelada recoja lo suyo."""


@dataclass(frozen=True, slots=True)
class Terminada:
    """Cómo terminó: su código, dónde quedó el informe (vacío si no dejó), si ya estaba y, si falló, por qué."""

    codigo: int
    informe: str = ""
    corrida: str = ""
    reutilizada: bool = False
    mensaje: str = ""
    cancelada: bool = False


class EnCurso:
    """Una corrida que empieza al crearse. `al_avanzar(celda, celdas)` y `al_terminar` se llaman desde otro hilo."""

    def __init__(
        self,
        cuaderno: str,
        valores: Mapping[str, Any],
        al_avanzar: Callable[[int, int], None],
        al_terminar: Callable[[Terminada], None],
    ) -> None:
        self._al_avanzar, self._al_terminar, self._cancelada = al_avanzar, al_terminar, False
        self._carpeta = TemporaryDirectory(prefix=_PREFIJO)
        aqui = Path(self._carpeta.name)
        # JSON es YAML; en un archivo propio, que los argumentos de un proceso los ve cualquiera
        (aqui / "parametros.yaml").write_text(json.dumps(dict(valores), ensure_ascii=False), encoding="utf-8")
        self._dicho, self._quejas = aqui / "avance.jsonl", aqui / "quejas.txt"
        orden = [sys.executable, "-u", "-c", _ORDEN, "corre", cuaderno, "-f", str(aqui / "parametros.yaml"), "--json"]
        with self._dicho.open("wb") as salida, self._quejas.open("wb") as errores:
            self._proceso = subprocess.Popen(
                orden, stdin=subprocess.DEVNULL, stdout=salida, stderr=errores, start_new_session=True
            )
        self.hilo = threading.Thread(target=self._seguir, daemon=True)
        self.hilo.start()

    def cancelar(self) -> None:
        """Pide que se detenga: recoge lo que iba a medias y no deja nada."""
        self._cancelada = True
        with suppress(ProcessLookupError):
            self._proceso.terminate()
        plazo = threading.Timer(_PLAZO_SEGUNDOS, self._matar)
        plazo.daemon = True
        plazo.start()

    def _matar(self) -> None:
        if self._proceso.poll() is None:
            with suppress(OSError):
                os.killpg(self._proceso.pid, signal.SIGKILL)

    def _seguir(self) -> None:
        ultimo: dict[str, Any] = {}
        with self._dicho.open(encoding="utf-8") as dicho:
            while True:
                termino = self._espera()
                ultimo = self._leer(dicho) or ultimo
                if termino:
                    break
        quejas = self._quejas.read_text(encoding="utf-8", errors="replace").strip()
        self._carpeta.cleanup()
        self._al_terminar(self._como_termino(ultimo, quejas))

    def _espera(self) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._proceso.wait(_CADA_SEGUNDOS)
        return self._proceso.returncode is not None

    def _leer(self, dicho: IO[str]) -> dict[str, Any]:
        """Lo que haya dicho desde la última vez; devuelve cómo terminó, si ya lo dijo."""
        final: dict[str, Any] = {}
        while True:
            aqui, renglon = dicho.tell(), dicho.readline()
            if not renglon.endswith("\n"):  # va a la mitad
                dicho.seek(aqui)
                return final
            contado = json.loads(renglon)
            if "celda" in contado:
                self._al_avanzar(int(contado["celda"]), int(contado["de"]))
            else:
                final = contado

    def _como_termino(self, ultimo: Mapping[str, Any], quejas: str) -> Terminada:
        if not ultimo:
            ultima = quejas.splitlines()[-1].removeprefix("error: ") if quejas else "No dijo por qué terminó."
            return Terminada(self._proceso.returncode, mensaje=ultima, cancelada=self._cancelada)
        return Terminada(
            int(ultimo["codigo"]), ultimo["informe"], ultimo["corrida"], bool(ultimo["reutilizada"]), ultimo["falla"]
        )
