"""Un PostgreSQL de verdad, privado y de usar y tirar: sólo en esta máquina y sólo mientras dura la prueba.

Corre en la interfaz local, en un puerto libre, con sus datos en una carpeta temporal. Vale para cualquier usuario;
como root, que PostgreSQL no admite, corre con el usuario del paquete. Si quien lo pidió muere, su tubería se cierra y
el servidor termina solo.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

VARIABLE = "COBRANZA_PRUEBAS_PG"
COMO_TENERLO = (
    "no hay PostgreSQL: instálalo (en Debian: apt-get install postgresql) y corre `make prueba`, que lo arranca "
    f"solo; o da en {VARIABLE} la URL de una base donde se puedan crear otras"
)
_PLAZO_SEGUNDOS = 240
_DE_SOBRA = 4 << 30
"""Lo que debe quedar libre en memoria para poner ahí el servidor."""
_VIGIA = '"$@" & servidor=$!; cat >/dev/null; kill -INT $servidor; wait $servidor'


def programas() -> Path | None:
    """La carpeta con `initdb` y `postgres`, la versión más nueva; None si no están."""
    en_ruta = shutil.which("initdb")
    if en_ruta:
        return Path(en_ruta).resolve().parent
    versiones = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((p.parent for p in versiones), key=lambda bin_: int(bin_.parent.name.split(".")[0]), default=None)


@contextmanager
def servidor(bin_: Path) -> Iterator[str]:
    """La URL de SQLAlchemy de un servidor recién nacido, que termina al salir."""
    usuario = _usuario()
    carpeta = Path(tempfile.mkdtemp(prefix="pruebas-pg-", dir=_en_memoria()))
    if usuario:
        shutil.chown(carpeta, usuario)
    datos, puerto = carpeta / "datos", _puerto_libre()
    inicio = [bin_ / "initdb", "-D", datos, "-U", "cobranza", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
    subprocess.run(inicio, check=True, stdout=subprocess.DEVNULL, cwd=carpeta, user=usuario)
    opciones = (
        f"listen_addresses=127.0.0.1 port={puerto} unix_socket_directories={carpeta} fsync=off max_connections=100"
    )
    postgres = [bin_ / "postgres", "-D", datos, *(parte for o in opciones.split() for parte in ("-c", o))]
    with (carpeta / "registro").open("wb") as registro:
        proceso = subprocess.Popen(
            ["sh", "-c", _VIGIA, "vigia", *postgres],
            stdin=subprocess.PIPE,
            stdout=registro,
            stderr=registro,
            cwd=carpeta,
            user=usuario,
            start_new_session=True,  # Ctrl-C es para pytest; el servidor termina cuando se cierra su tubería
        )
    try:
        _esperar(proceso, puerto, carpeta / "registro")
        yield f"postgresql+psycopg://cobranza@127.0.0.1:{puerto}/postgres"
    finally:
        proceso.communicate()
        shutil.rmtree(carpeta, ignore_errors=True)


def _en_memoria() -> Path | None:
    """Donde crear una base cuesta centésimas y no un tercio de segundo, si hay lugar de sobra."""
    memoria = Path("/dev/shm")
    cabe = memoria.is_dir() and os.access(memoria, os.W_OK) and shutil.disk_usage(memoria).free > _DE_SOBRA
    return memoria if cabe else None


def _usuario() -> str | None:
    if os.geteuid() != 0:
        return None
    conocidos = {u.pw_name for u in pwd.getpwall()}
    return next(nombre for nombre in ("postgres", "nobody") if nombre in conocidos)


def _puerto_libre() -> int:
    with socket.socket() as enchufe:
        enchufe.bind(("127.0.0.1", 0))
        puerto: int = enchufe.getsockname()[1]
        return puerto


def _esperar(proceso: subprocess.Popen[bytes], puerto: int, registro: Path) -> None:
    """Hasta que el servidor acepte una conexión de verdad (mientras arranca, las rechaza)."""
    import psycopg

    fin = time.monotonic() + _PLAZO_SEGUNDOS
    while time.monotonic() < fin:
        if proceso.poll() is not None:
            break
        try:
            psycopg.connect(f"host=127.0.0.1 port={puerto} user=cobranza dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"PostgreSQL no quedó listo: {registro.read_text(errors='replace')[-500:]}")
