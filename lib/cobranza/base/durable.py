"""Que lo publicado siga ahí después de un corte de luz: archivo y carpeta llegan al disco antes de darse por hechos.

Escribir y renombrar no basta: sin `fsync` el nombre puede quedar apuntando a un archivo de 0 bytes. Aquí está también
cómo se llama lo que va a medias (`provisional`) y cómo se recoge lo que dejó quien murió (`recoger`).
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from cobranza.base import permisos

_A_MEDIAS = re.compile(r"\.(\d+)\.(?:tmp|orden)\Z")
_SIN_FSYNC = {errno.EINVAL, errno.ENOTSUP, errno.EBADF, errno.EACCES}
"""Hay carpetas de red que no admiten sincronizarse: ahí se queda como lo deje el sistema."""


def sincronizar(ruta: Path) -> None:
    """Espera a que un archivo, o los nombres que hay en una carpeta, estén en el disco.

    Errores: `OSError` si el disco no pudo guardarlo; entonces lo escrito no se publica.
    """
    descriptor = os.open(ruta, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if not (ruta.is_dir() and error.errno in _SIN_FSYNC):
            raise
    finally:
        os.close(descriptor)


def publicar(provisional: Path, final: Path) -> None:
    """Da a un archivo (o a una carpeta) ya completo su nombre definitivo, y no vuelve hasta que está en el disco."""
    if provisional.is_file():
        sincronizar(provisional)
    provisional.replace(final)
    sincronizar(final.parent)


def provisional(final: Path) -> Path:
    """Junto a `final`, el nombre de lo que este proceso lleva a medias; dice de quién es para poder recogerlo."""
    return final.with_name(f"{final.name}.{os.getpid()}.tmp")


def escribir(final: Path, contenido: bytes, modo: int = 0o600) -> None:
    """Publica un archivo chico: completo o nada. Si no se puede, lo que había sigue y no quedan restos."""
    aparte = provisional(final)
    try:
        with os.fdopen(os.open(aparte, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, modo), "wb") as archivo:
            archivo.write(contenido)
        permisos.ajustar(aparte)
        publicar(aparte, final)
    except BaseException:
        aparte.unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def de_una_vez(final: Path, modo: int = 0o600) -> Iterator[Path]:
    """Dónde escribir un archivo que se hace por partes: al salir toma su nombre; si algo falla, lo que había sigue.

    Lo que no es un archivo (`/dev/stdout`, una tubería) no se puede sustituir y se escribe ahí mismo.
    """
    if final.exists() and not final.is_file():
        yield final
        return
    final = final.resolve()  # una liga sigue siendo liga
    aparte = provisional(final)
    try:
        os.close(os.open(aparte, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, modo))
        permisos.ajustar(aparte)
        yield aparte
        publicar(aparte, final)
    except BaseException:
        aparte.unlink(missing_ok=True)
        raise


def recoger(rutas: Iterable[Path]) -> int:
    """Borra, de esas rutas, lo que dejaron a medias procesos que ya no viven; devuelve cuántas.

    Lo de un proceso vivo, lo de otro usuario y lo que no se llama como `provisional` no se tocan.
    """
    recogidas = 0
    for ruta in rutas:
        nombre = _A_MEDIAS.search(ruta.name)
        if nombre is None or esta_vivo(int(nombre[1])):
            continue
        with contextlib.suppress(OSError):  # ajena, o ya la recogió otro
            shutil.rmtree(ruta) if ruta.is_dir() else ruta.unlink()
            recogidas += 1
    return recogidas


def esta_vivo(proceso: int) -> bool:
    """¿Hay en esta máquina un proceso con ese número? El de otro usuario también cuenta."""
    try:
        os.kill(proceso, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
