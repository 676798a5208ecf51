"""Candados entre procesos y entre personas: los suelta el sistema cuando muere quien los tiene.

Un candado es un `flock` sobre un archivo o una carpeta. Se abre sin truncar y con los permisos de su carpeta
(`base.permisos`): donde trabaja un grupo, el que dejó una persona lo toma la siguiente.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from cobranza.base import permisos
from cobranza.base.errores import ErrorDeUso

try:
    import fcntl
except ImportError:  # Windows: sin candado entre procesos; lo que se escribe sigue siendo aparte y de un golpe
    fcntl = None  # type: ignore[assignment]


@contextmanager
def candado(ruta: Path, *, espera: bool = True, borrar: bool = False) -> Iterator[None]:
    """Uno a la vez. Sin `espera`, `BlockingIOError` si otro lo tiene; con `borrar`, el archivo se va al soltarlo.

    Errores: `ErrorDeUso` si el archivo es de otra persona y no se puede abrir.
    """
    if fcntl is None:
        yield
        return
    modo = fcntl.LOCK_EX if espera else fcntl.LOCK_EX | fcntl.LOCK_NB
    while True:
        descriptor = _abrir(ruta)
        try:
            fcntl.flock(descriptor, modo)
            if es_el_mismo(descriptor, ruta):
                break
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # otro lo borró al terminar: se toma el nuevo
    try:
        yield
    finally:
        if borrar:
            with suppress(OSError):  # en una carpeta ajena se puede tomar y no borrar
                ruta.unlink(missing_ok=True)
        os.close(descriptor)


def _abrir(ruta: Path) -> int:
    banderas = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(ruta, banderas, permisos.modo(ruta.parent).archivo)
    except PermissionError as error:
        raise ErrorDeUso(
            f"No hay permiso de escribir en {ruta}. {permisos.como_compartir(ruta.parent)}", ruta=ruta
        ) from error
    permisos.ajustar(ruta)  # la máscara de quien corre pudo quitarle al grupo lo que la carpeta le da
    return descriptor


def tomado(ruta: Path) -> int | None:
    """Toma, sin esperar, un archivo o una carpeta que ya existe y devuelve su descriptor; None si alguien lo tiene.

    Sirve a las dos partes de lo provisional: quien lo hace lo toma mientras viva, y quien recoge sólo borra lo que
    pudo tomar. Donde no hay candados nada se puede tomar: no se borra lo que podría estar vivo.
    """
    if fcntl is None:
        return None
    try:
        descriptor = os.open(ruta, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:  # ya no está, o es ajeno
        return None
    with suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if es_el_mismo(descriptor, ruta):
            return descriptor
    os.close(descriptor)
    return None


def es_el_mismo(descriptor: int, ruta: Path) -> bool:
    """¿Ese archivo abierto sigue siendo el de la ruta?"""
    try:
        return os.path.samestat(os.fstat(descriptor), ruta.stat())
    except FileNotFoundError:
        return False
