"""Lo provisional: se hace aparte, se toma mientras viva quien lo hizo y, si murió, el siguiente lo recoge.

Quien hace una carpeta o un archivo provisional le pone un candado (`base.candado`), que el sistema suelta aunque al
proceso lo maten. Recoger es borrar lo que se pudo tomar: lo de un vivo no se puede, y lo ajeno se salta.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cobranza.base import permisos
from cobranza.base.candado import es_el_mismo, tomado


@contextmanager
def provisional(donde: Path, prefijo: str) -> Iterator[Path]:
    """Una carpeta vacía de nombre nuevo, que se borra al salir; antes recoge las que otros dejaron."""
    recoger(donde, f"{prefijo}*")
    ruta, descriptor = tomar_carpeta(donde, prefijo)
    try:
        yield ruta
    finally:
        soltar_carpeta(ruta, descriptor)


def tomar_carpeta(donde: Path, prefijo: str) -> tuple[Path, int | None]:
    """Una carpeta provisional y el candado que la guarda, para quien no la puede abrir y cerrar con `with`."""
    while True:
        ruta = Path(tempfile.mkdtemp(dir=donde, prefix=prefijo))
        permisos.ajustar(ruta)
        descriptor = tomado(ruta)
        if descriptor is not None or ruta.is_dir():  # si no, alguien la recogió antes de que se tomara
            return ruta, descriptor


def soltar_carpeta(ruta: Path, descriptor: int | None) -> None:
    """La borra y suelta su candado."""
    shutil.rmtree(ruta, ignore_errors=True)
    if descriptor is not None:
        os.close(descriptor)


def recoger(donde: Path, patron: str) -> None:
    """Borra lo provisional de ese patrón cuyo dueño ya murió. Nunca falla: lo que no se puede tomar se queda."""
    for resto in list(donde.glob(patron)):
        descriptor = tomado(resto)
        if descriptor is None:
            continue
        try:
            if not resto.is_dir():
                with suppress(OSError):
                    resto.unlink()
            else:
                shutil.rmtree(resto, ignore_errors=True)
        finally:
            os.close(descriptor)


def escribir(ruta: Path, contenido: bytes) -> None:
    """Escribe un archivo de una vez: quien lo lea ve el anterior o el nuevo, y el nuevo ya está en el disco."""
    permisos.carpeta(ruta.parent)
    recoger(ruta.parent, f".{ruta.name}.*")
    while True:
        descriptor, nombre = tempfile.mkstemp(dir=ruta.parent, prefix=f".{ruta.name}.")
        aparte = Path(nombre)
        try:
            with os.fdopen(descriptor, "wb") as abierto:
                propio = tomado(aparte)
                if not es_el_mismo(descriptor, aparte):
                    continue  # alguien lo recogió antes de que se tomara
                try:
                    abierto.write(contenido)
                    abierto.flush()
                    os.fsync(descriptor)
                    permisos.ajustar(aparte)
                    aparte.replace(ruta)
                finally:
                    if propio is not None:
                        os.close(propio)
            return
        finally:
            with suppress(OSError):
                aparte.unlink(missing_ok=True)
