"""El padre de los núcleos: carga una vez las bibliotecas ajenas y se bifurca por cada núcleo que le piden.

Abrir un núcleo de cero cuesta más de un segundo de procesador, casi todo en importar; bifurcarlo, centésimas. Cada
núcleo sigue siendo su propio proceso. El padre de un lote carga además los informes que va a correr (`de_antemano`);
ninguno corre código ni norma de antes. Nada queda abierto antes de bifurcar: ni hilos, ni conexiones, ni azar.

Se habla con él por un enchufe de archivo, en renglones de JSON: llega `{argumentos, entorno, carpeta}`, sale `{pid}`
y, cuando el núcleo termina, `{fin}`. Si quien lo pidió cierra el enchufe, su núcleo muere; si muere el padre, todos.
Sólo en Linux.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from cobranza.ejecucion.de_antemano import DeAntemano
from cobranza.ejecucion.vida import morir_con_el_padre

PRECARGA = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.oinspect",
    "tornado.platform.asyncio",
    "numpy",
    "pandas",
    "pandas.core.indexers.objects",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pyarrow",
    "pyarrow.parquet",
    "pyarrow.compute",
    "pyarrow.dataset",
    "duckdb",
    "yaml",
    "pydantic",
    "sqlalchemy.dialects.sqlite",
    "stdnum.mx.rfc",
    "babel.numbers",
    "babel.dates",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "multiprocessing.pool",
    "concurrent.futures.process",
)
"""Lo que los cuadernos acaban importando. Polars no: ya usado, se bloquea en el hijo."""
_DE_LOTE = ("ipykernel.debugger",)
"""Lo que todo núcleo importa al arrancar y en JupyterLab se usa de veras: ahí, que nazca en él."""
_ATENDIDAS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def servir(oidor: socket.socket, quien: int, informes: Sequence[str]) -> None:
    """Atiende los pedidos que lleguen a ese enchufe, que ya oye, hasta que muera quien lo abrió (`quien`)."""
    morir_con_el_padre(signal.SIGKILL, quien)
    for senal in _ATENDIDAS:  # Ctrl+C llega a todo el grupo: decide quien lo abrió
        signal.signal(senal, signal.SIG_IGN)
    _Padre(oidor, _precargar(informes)).atender()


def _precargar(informes: Sequence[str]) -> DeAntemano:
    for nombre in (*PRECARGA, *(_DE_LOTE if informes else ())):
        with suppress(ImportError):
            importlib.import_module(nombre)
    casa = DeAntemano(informes)
    if threading.active_count() != 1:
        raise SystemExit("hay hilos antes de bifurcar")
    gc.collect()
    gc.freeze()  # lo cargado no se vuelve a recorrer, y sus páginas se comparten
    return casa


class _Padre:
    """Los núcleos vivos y el enchufe de quien pidió cada uno."""

    def __init__(self, oidor: socket.socket, casa: DeAntemano) -> None:
        self._oidor, self._casa = oidor, casa
        self._hijos: dict[int, socket.socket] = {}
        self._timbre, self._timbrado = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(self._timbrado, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def atender(self) -> None:
        """Una vuelta por cada pedido, cada núcleo que termina y cada quien que se va."""
        while True:
            por_numero = {enchufe.fileno(): pid for pid, enchufe in self._hijos.items()}
            oidor = self._oidor.fileno()
            for listo in select.select([oidor, self._timbre, *por_numero], [], [])[0]:
                if listo == oidor:
                    self._nuevo(self._oidor.accept()[0])
                elif listo == self._timbre:
                    os.read(self._timbre, 4096)
                else:  # quien lo pidió no dice nada más: si hay qué leer, es que se fue
                    self._matar(por_numero[listo])
            self._enterrar()

    def _nuevo(self, enchufe: socket.socket) -> None:
        renglon = enchufe.makefile("r", encoding="utf-8").readline()
        if not renglon.strip():
            enchufe.close()
            return
        padre = os.getpid()
        pid = os.fork()
        if pid == 0:
            morir_con_el_padre(signal.SIGKILL, padre)
            self._ser_nucleo(enchufe, json.loads(renglon))
        self._hijos[pid] = enchufe
        _decir(enchufe, {"pid": pid})

    def _ser_nucleo(self, enchufe: socket.socket, pedido: dict[str, Any]) -> None:
        """En el hijo: suelta lo del padre y se vuelve el núcleo; de aquí no se regresa."""
        codigo = 1
        try:
            signal.set_wakeup_fd(-1)
            for senal in (*_ATENDIDAS, signal.SIGCHLD):
                signal.signal(senal, signal.SIG_DFL)
            for suyo in (self._oidor, enchufe, *self._hijos.values()):
                suyo.close()
            os.close(self._timbre)
            os.close(self._timbrado)
            os.setsid()
            self._casa.olvidar_si_cambio()
            ser_nucleo(pedido)
            codigo = 0
        except SystemExit as salida:
            codigo = salida.code if isinstance(salida.code, int) else int(salida.code is not None)
        finally:
            os._exit(codigo)

    @staticmethod
    def _matar(pid: int) -> None:
        with suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)

    def _enterrar(self) -> None:
        while self._hijos:
            pid, estado = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            if enchufe := self._hijos.pop(pid, None):
                _decir(enchufe, {"fin": os.waitstatus_to_exitcode(estado)})
                enchufe.close()


def ser_nucleo(pedido: dict[str, Any]) -> None:
    """Vuelve este proceso un núcleo de Jupyter con el entorno y la carpeta de quien lo pidió."""
    os.environ.clear()
    os.environ.update(pedido["entorno"])
    os.chdir(pedido["carpeta"])
    if not sys.flags.safe_path:
        sys.path[0] = pedido["carpeta"]
    _barajar()
    gc.enable()
    sys.argv = ["ipykernel_launcher", *pedido["argumentos"]]
    from ipykernel.kernelapp import IPKernelApp

    from cobranza.ejecucion.huesped import enganchar

    enganchar()
    IPKernelApp.launch_instance()


def _barajar() -> None:
    """El azar global de NumPy saldría igual en todos los hijos; los demás ya se rebarajan solos."""
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(int.from_bytes(os.urandom(4), "little"))


def _decir(enchufe: socket.socket, que: dict[str, Any]) -> None:
    with suppress(OSError):
        enchufe.sendall(json.dumps(que).encode() + b"\n")


if __name__ == "__main__":
    servir(socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), sys.argv[3:])
