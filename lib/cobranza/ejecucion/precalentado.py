"""De dónde nacen los núcleos de este proceso: de un padre ya cargado, si lo hay; si no, de cero.

`with padre():` lo enciende mientras dura un lote, y sus trabajadores lo hallan por el entorno. Un proceso que vive
mucho (JupyterLab) enciende el suyo al abrir su segundo núcleo: quien sólo abre uno no gana nada.
"""

from __future__ import annotations

import atexit
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cobranza.base.restos import recoger, soltar_carpeta, tomar_carpeta

ENCHUFE = "COBRANZA_NUCLEOS"
"""La variable de entorno con el enchufe del padre encendido; con `no`, todos los núcleos nacen de cero."""
APAGADO = "no"
SIN_HILOS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
"""El ambiente de quien se bifurca: una biblioteca con hilos no se bifurca bien."""
LARGO_DE_UN_ENCHUFE = 85
"""Lo más largo que puede ser su carpeta: el sistema no admite enchufes de archivo de más de 107 letras."""
_PREFIJO, _PADRE = "cobranza-padre-", "cobranza.ejecucion.padre"


class Encendido:
    """Un padre encendido y la carpeta privada de su enchufe."""

    def __init__(self, informes: Sequence[str] = ()) -> None:
        donde = carpeta_corta(_PREFIJO)
        recoger(donde, f"{_PREFIJO}*")
        self._carpeta, self._candado = tomar_carpeta(donde, _PREFIJO)
        self.enchufe = self._carpeta / "padre"
        with socket.socket(socket.AF_UNIX) as oidor:
            oidor.bind(str(self.enchufe))
            oidor.listen(64)
            # ya se le puede pedir: contesta cuando acabe de cargar, y si muere antes el enchufe se cierra
            self.proceso = subprocess.Popen(
                [sys.executable, "-m", _PADRE, str(oidor.fileno()), str(os.getpid()), *informes],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                pass_fds=[oidor.fileno()],
                # el azar de las huellas, como en los núcleos de cero
                env={**os.environ, "PYTHONHASHSEED": "0", **SIN_HILOS},
            )

    def apagar(self) -> None:
        """Con él mueren los núcleos que aún tenga."""
        self.proceso.kill()
        self.proceso.wait()
        soltar_carpeta(self._carpeta, self._candado)


class _Propio:
    """El padre de un proceso que vive mucho; uno por proceso."""

    abiertos = 0
    encendido: Encendido | None = None


def por_que_no() -> str:
    """Por qué aquí los núcleos nacen de cero; vacío si se pueden bifurcar."""
    if not sys.platform.startswith("linux"):
        return "este sistema no permite bifurcar procesos sin riesgo (sólo Linux)"
    if os.environ.get(ENCHUFE) == APAGADO:
        return f"{ENCHUFE}={APAGADO}"
    return ""


@contextmanager
def padre(informes: Sequence[str] = ()) -> Iterator[Encendido | None]:
    """Enciende un padre mientras dura, con esos informes ya importados.

    Si no se puede, los núcleos nacen de cero y lo demás no cambia.
    """
    if por_que_no() or os.environ.get(ENCHUFE):
        yield None
        return
    try:
        encendido = Encendido(informes)
    except OSError:  # sin procesos, sin descriptores o sin una carpeta de ruta corta: se nace de cero
        yield None
        return
    try:
        os.environ[ENCHUFE] = str(encendido.enchufe)
        yield encendido
    finally:
        os.environ.pop(ENCHUFE, None)
        encendido.apagar()


def enchufe() -> Path | None:
    """El del padre que sirve a este proceso, o nada si el núcleo que se va a abrir debe nacer de cero."""
    _Propio.abiertos += 1
    if por_que_no():
        return None
    if heredado := os.environ.get(ENCHUFE):
        return Path(heredado)
    if _Propio.abiertos == 2:
        _Propio.encendido = Encendido()
        atexit.register(_Propio.encendido.apagar)
    propio = _Propio.encendido
    return propio.enchufe if propio and propio.proceso.poll() is None else None


def carpeta_corta(prefijo: str) -> Path:
    """La carpeta provisional del sistema o, si su ruta es muy larga para un enchufe, otra de las de siempre."""
    propia = Path(tempfile.gettempdir())
    for otra in (propia, Path(os.environ.get("XDG_RUNTIME_DIR") or "/tmp"), Path("/tmp"), Path("/var/tmp")):
        if len(str(otra)) < LARGO_DE_UN_ENCHUFE - len(prefijo) - 8 and os.access(otra, os.W_OK | os.X_OK):
            return otra
    return propia
