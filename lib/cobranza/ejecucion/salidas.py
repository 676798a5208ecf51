"""Salida atómica: se trabaja en una carpeta oculta y se cambia de lugar cuando está completa y en el disco.

`<salidas>/.corridas/<clave>.parcial` es la obra y `<clave>.candado` quien la cuida. Matar el proceso a la mitad
sólo deja la obra oculta; la siguiente corrida la recoge. Dos corridas iguales a la vez se esperan una a la otra.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from cobranza.base import permisos, restos
from cobranza.base.candado import candado
from cobranza.base.durable import sincronizar
from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import publicadas

_OBRAS, _INDICE = ".corridas", "index.html"
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2


@contextmanager
def obra(salidas: Path, destino: Path) -> Iterator[Path]:
    """Carpeta vacía y oculta para trabajar en lo que irá a `destino`; al salir no queda nada de ella.

    Errores: `ErrorDeUso` si ahí no se puede escribir.
    """
    taller = _taller(salidas)
    recoger(salidas)
    clave = _clave(salidas, destino)
    with candado(taller / f"{clave}.candado", borrar=True), permisos.mascara(salidas):
        carpeta = taller / f"{clave}.parcial"
        shutil.rmtree(carpeta, ignore_errors=True)
        try:
            carpeta.mkdir()
        except FileExistsError as error:
            raise ErrorDeUso(
                f"En {carpeta} quedó algo de otra persona que no se puede borrar. {permisos.como_compartir(salidas)}"
            ) from error
        permisos.ajustar(carpeta)
        try:
            yield carpeta
        finally:
            shutil.rmtree(carpeta, ignore_errors=True)


def obra_de(salidas: Path, destino: Path) -> Path:
    """La carpeta en que se trabaja lo que irá a `destino`."""
    return salidas / _OBRAS / f"{_clave(salidas, destino)}.parcial"


def _clave(salidas: Path, destino: Path) -> str:
    return "__".join(destino.relative_to(salidas).parts)


def publicar(carpeta: Path, destino: Path) -> None:
    """Pone la obra terminada en su lugar de un solo golpe; si había otra, cambian de lugar y la de antes se borra.

    Quien lea ve la de antes o la nueva, nunca ninguna. Al volver, la nueva ya está en el disco. Donde el sistema no
    sabe cambiar dos carpetas a la vez, la de antes se aparta un instante y `recoger` la devuelve si el proceso muere.
    """
    permisos.ajustar_todo(carpeta)
    _sincronizar_todo(carpeta)
    permisos.carpeta(destino.parent)
    if not destino.exists():
        carpeta.replace(destino)
    elif not _cambiados(carpeta, destino):
        anterior = carpeta.with_name("__".join(destino.relative_to(carpeta.parents[1]).parts) + ".anterior")
        shutil.rmtree(anterior, ignore_errors=True)
        destino.replace(anterior)
        carpeta.replace(destino)
        shutil.rmtree(anterior, ignore_errors=True)
    sincronizar(destino.parent)


def apartar(salidas: Path, carpeta: Path) -> Path:
    """Quita de la vista una carpeta de un solo golpe, para borrarla después; dice dónde quedó.

    Si el proceso muere antes de borrarla, la siguiente corrida la recoge y no la devuelve.
    """
    aparte = _taller(salidas) / f"{'__'.join(carpeta.relative_to(salidas).parts)}.quitada"
    shutil.rmtree(aparte, ignore_errors=True)
    return carpeta.replace(aparte)


def recoger(salidas: Path) -> None:
    """Borra las obras que dejó un proceso muerto y devuelve a su lugar lo que éste hubiera apartado.

    La que ya estaba anotada en el registro se termina de publicar.

    Las vivas tienen candado y no se tocan; el candado que dejó un muerto también se borra. Lo de otra persona que no
    se puede tocar se salta: ella lo recogerá.
    """
    for abandonada in sorted((salidas / _OBRAS).glob("*.*")):
        with suppress(OSError, ErrorDeUso), candado(abandonada.with_suffix(".candado"), espera=False, borrar=True):
            destino = salidas.joinpath(*abandonada.stem.split("__"))
            if abandonada.suffix == ".anterior" and abandonada.exists() and not destino.exists():
                abandonada.replace(destino)
            suyo = publicadas.por_publicar(salidas, abandonada) if abandonada.suffix == ".parcial" else None
            if suyo:
                publicar(abandonada, suyo)
                (salidas / _INDICE).unlink(missing_ok=True)  # es de antes: la orden que sigue lo escribe
            shutil.rmtree(abandonada, ignore_errors=True)


def escribir(ruta: Path, texto: str) -> None:
    """Escribe un archivo de una vez: quien lo lea ve el anterior o el nuevo, nunca uno a medias."""
    restos.escribir(ruta, texto.encode())


def _taller(salidas: Path) -> Path:
    try:
        return permisos.carpeta(salidas / _OBRAS)
    except PermissionError as error:
        raise ErrorDeUso(
            f"No hay permiso de escribir en {error.filename or salidas}. {permisos.como_compartir(salidas)}"
        ) from error


def _sincronizar_todo(carpeta: Path) -> None:
    for ruta in carpeta.rglob("*"):
        sincronizar(ruta)
    sincronizar(carpeta)


def _cambiados(una: Path, otra: Path) -> bool:
    """Cambia de lugar dos carpetas en un solo paso; False si este sistema o este disco no lo saben hacer."""
    funcion = _de_cambiar()
    return funcion is not None and funcion(os.fsencode(una), os.fsencode(otra)) == 0


@cache
def _de_cambiar() -> Any:
    """La función del sistema que cambia dos nombres entre sí; None donde no la hay."""
    with suppress(OSError, AttributeError):
        if sys.platform.startswith("linux"):
            cambia = ctypes.CDLL(None).renameat2
            return lambda una, otra: cambia(_AT_FDCWD, una, _AT_FDCWD, otra, _RENAME_EXCHANGE)
        if sys.platform == "darwin":
            nombra = ctypes.CDLL(None).renamex_np
            return lambda una, otra: nombra(una, otra, _RENAME_EXCHANGE)
    return None
