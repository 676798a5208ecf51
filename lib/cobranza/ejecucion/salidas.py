"""Salida atómica: se trabaja en una carpeta oculta y se cambia de lugar cuando está completa.

`<salidas>/.corridas/<clave>.parcial` es la obra y `<clave>.candado` quien la cuida. Matar el proceso a la mitad
sólo deja la obra oculta; la siguiente corrida la recoge. Dos corridas iguales a la vez se esperan una a la otra.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: sin candado entre procesos; la obra sigue siendo oculta y atómica
    fcntl = None  # type: ignore[assignment]

_OBRAS = ".corridas"


@contextmanager
def obra(salidas: Path, destino: Path) -> Iterator[Path]:
    """Carpeta vacía y oculta para trabajar en lo que irá a `destino`; al salir no queda nada de ella."""
    taller = salidas / _OBRAS
    taller.mkdir(parents=True, exist_ok=True)
    recoger(salidas)
    clave = "__".join(destino.relative_to(salidas).parts)
    with _candado(taller / f"{clave}.candado"):
        carpeta = taller / f"{clave}.parcial"
        shutil.rmtree(carpeta, ignore_errors=True)
        carpeta.mkdir()
        try:
            yield carpeta
        finally:
            shutil.rmtree(carpeta, ignore_errors=True)


def publicar(carpeta: Path, destino: Path) -> None:
    """Pone la obra terminada en su lugar de un solo golpe; si había otra, la aparta y luego la borra."""
    destino.parent.mkdir(parents=True, exist_ok=True)
    anterior = carpeta.with_name("__".join(destino.relative_to(carpeta.parents[1]).parts) + ".anterior")
    shutil.rmtree(anterior, ignore_errors=True)
    if destino.exists():
        destino.replace(anterior)
    carpeta.replace(destino)
    shutil.rmtree(anterior, ignore_errors=True)


def recoger(salidas: Path) -> None:
    """Borra las obras que dejó un proceso muerto y devuelve a su lugar lo que éste hubiera apartado.

    Las vivas tienen candado y no se tocan; el candado que dejó un muerto también se borra.
    """
    for abandonada in sorted((salidas / _OBRAS).glob("*.*")):
        with suppress(BlockingIOError), _candado(abandonada.with_suffix(".candado"), espera=False):
            destino = salidas.joinpath(*abandonada.stem.split("__"))
            if abandonada.suffix == ".anterior" and abandonada.exists() and not destino.exists():
                abandonada.replace(destino)
            shutil.rmtree(abandonada, ignore_errors=True)


def escribir(ruta: Path, texto: str) -> None:
    """Escribe un archivo de una vez: quien lo lea ve el anterior o el nuevo, nunca uno a medias."""
    ruta.parent.mkdir(parents=True, exist_ok=True)
    temporal = ruta.with_name(f".{ruta.name}.{os.getpid()}")
    temporal.write_text(texto, encoding="utf-8", newline="\n")
    temporal.replace(ruta)


@contextmanager
def _candado(ruta: Path, *, espera: bool = True) -> Iterator[None]:
    """Candado entre procesos que el sistema suelta si el proceso muere. Con `espera=False`, `BlockingIOError`."""
    if fcntl is None:
        yield
        return
    modo = fcntl.LOCK_EX if espera else fcntl.LOCK_EX | fcntl.LOCK_NB
    while True:
        descriptor = os.open(ruta, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, modo)
            if _es_el_mismo(descriptor, ruta):
                break
        except BaseException:
            os.close(descriptor)
            raise
        os.close(descriptor)  # otro lo borró al terminar: se toma el nuevo
    try:
        yield
    finally:
        ruta.unlink(missing_ok=True)
        os.close(descriptor)


def _es_el_mismo(descriptor: int, ruta: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), ruta.stat())
    except FileNotFoundError:
        return False
