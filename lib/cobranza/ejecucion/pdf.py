"""El informe en PDF, con el Chromium que haya en la máquina: la misma página, como la imprimiría una persona.

Carta, con los encabezados de cada cuadro repetidos, la corrida al pie y «página x de y»: todo eso lo dice la hoja de
estilo del informe. Chromium es opcional; corre sin red y sin perfil de nadie.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from cobranza.base import restos
from cobranza.base.errores import ErrorDeDatos, ErrorDeEjecucion, ErrorDeUso
from cobranza.ejecucion import manifiesto, sello

VARIABLE = "COBRANZA_CHROMIUM"
PLAZO_SEGUNDOS = 120
_PROGRAMAS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
_OPCIONES = (
    "--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-extensions", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer", "--generate-pdf-document-outline",
)  # fmt: skip


def hacer(informe: Path, destino: Path, *, nominativo: bool = False) -> Path:
    """Imprime un informe de la casa en `destino`; con `nominativo`, sólo lo lee quien lo hizo.

    Errores: `ErrorDeUso` si no hay Chromium o `destino` cae en la carpeta de una corrida, que dejaría de cuadrar;
    `ErrorDeDatos` si el informe no es uno de la casa o lo cambiaron; `ErrorDeEjecucion` si Chromium no pudo.
    """
    _que_sea_de_la_casa(informe)
    if (destino.parent / manifiesto.ARCHIVO).exists():
        raise ErrorDeUso(
            f"{destino.parent} es la carpeta de una corrida y ahí no se agrega nada; di otra con --salida."
        )
    programa = _chromium()
    with TemporaryDirectory(prefix="cobranza-pdf-") as carpeta:
        hecho = Path(carpeta) / "informe.pdf"
        _imprimir([programa, *_de_la_cuenta(), *_OPCIONES], informe, hecho, Path(carpeta) / "perfil")
        contenido = hecho.read_bytes() if hecho.is_file() else b""
    if not contenido.startswith(b"%PDF-"):
        raise ErrorDeEjecucion(
            f"{programa} no dejó un PDF; casi siempre es falta de memoria o de espacio en TMPDIR. Revísalos y "
            "repite, o abre el informe en un navegador e imprímelo a PDF."
        )
    restos.escribir(destino, contenido)
    if nominativo:
        destino.chmod(0o600)
    return destino


def _que_sea_de_la_casa(informe: Path) -> None:
    """Sólo lo sellado: la página de otro podría correr programas en el navegador."""
    if not informe.is_file():
        raise ErrorDeUso(f"No existe {informe}; se esperaba el informe.html de una corrida.")
    estado = sello.dictaminar(informe.read_bytes(), []).estado
    if estado in (sello.SIN_SELLO, sello.ALTERADO):
        que = "lo cambiaron" if estado == sello.ALTERADO else "no es un informe de cobranza"
        raise ErrorDeDatos(f"{informe} {que}: no se hace su PDF. Vuelve a correrlo o pide el original.")


def _chromium() -> str:
    dicho = os.environ.get(VARIABLE, "")
    hallado = shutil.which(dicho) if dicho else next(filter(None, map(shutil.which, _PROGRAMAS)), None)
    if hallado is None:
        falta = f"{VARIABLE} dice «{dicho}» y no se puede usar" if dicho else "No hay Chromium en esta máquina"
        raise ErrorDeUso(
            f"{falta}. Instálalo (en Debian: apt-get install chromium) o di dónde está en {VARIABLE}. Mientras, abre "
            "el informe en cualquier navegador e imprímelo a PDF: sale igual."
        )
    return hallado


def _de_la_cuenta() -> list[str]:
    """Chromium no acepta su propio encierro si lo corre root (un contenedor); la página sólo deja correr su guion."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _imprimir(orden: list[str], informe: Path, hecho: Path, perfil: Path) -> None:
    mas = [f"--user-data-dir={perfil}", f"--print-to-pdf={hecho}", informe.resolve().as_uri()]
    proceso = subprocess.Popen(
        [*orden, *mas], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        proceso.wait(PLAZO_SEGUNDOS)
    except BaseException as error:
        with suppress(OSError):  # el navegador son varios procesos: todos o ninguno
            os.killpg(proceso.pid, signal.SIGKILL)
        proceso.wait()
        if isinstance(error, subprocess.TimeoutExpired):
            raise ErrorDeEjecucion(
                f"Chromium pasó de {PLAZO_SEGUNDOS} s y se detuvo. Cierra otros programas y repite, o abre el "
                "informe en un navegador e imprímelo a PDF."
            ) from None
        raise
