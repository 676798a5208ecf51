"""Quién puede leer lo que el programa escribe: nadie más, salvo el grupo que se pida. Nunca los demás.

Lo que se escribe lleva datos de contribuyentes (CFF, art. 69). Por omisión, 0600 y 0700. Con `COBRANZA_GRUPO`, ese
grupo lo lee: 0640 y 2750. En una carpeta que ya es de un grupo y él puede escribir (`chgrp GRUPO outputs; chmod 2770
outputs`) trabajan todos los del grupo: 0660 y 2770, y así lo que cuelgue de ella.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cobranza.base.errores import ErrorDeUso

VARIABLE = "COBRANZA_GRUPO"
_DE_LOS_DEMAS = 0o007
_DE_DIRECCION = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")
"""Lo que queda del principio de una dirección cuando se toma por ruta; «C:» es un disco de Windows."""
_DEL_SISTEMA = hasattr(os, "getuid")
"""En Windows los permisos los da la carpeta del usuario: aquí no se toca nada."""


@dataclass(frozen=True, slots=True)
class Modo:
    """Con qué permisos nace un archivo y una carpeta, y de qué grupo (None: el que le toque)."""

    archivo: int
    carpeta: int
    grupo: int | None = None

    @property
    def mascara(self) -> int:
        """La máscara de proceso (`umask`) que da esos permisos a lo que otros programas escriban."""
        return 0o777 & ~self.carpeta


_PRIVADO = Modo(0o600, 0o700)


def modo(carpeta: Path) -> Modo:
    """Los permisos de lo que nazca en esa carpeta, o en la primera de sus madres que ya exista.

    Errores: `ErrorDeUso` si `COBRANZA_GRUPO` nombra un grupo que no existe.
    """
    pedido = _grupo_pedido()
    de_quien = _del_grupo(carpeta)
    if de_quien is not None:
        return Modo(0o660, 0o2770, pedido if pedido is not None else de_quien)
    return _PRIVADO if pedido is None else Modo(0o640, 0o2750, pedido)


def carpeta(ruta: Path) -> Path:
    """Hace una carpeta y las que le falten arriba, con los permisos de la que las contiene; la devuelve.

    Errores: `ErrorDeUso` si es una dirección (s3://…): se haría aquí una carpeta «s3:» y parecería que llegó allá.
    """
    if not ruta.is_dir():
        if _DE_DIRECCION.fullmatch(ruta.name):
            raise ErrorDeUso(
                f"Se encontró una dirección ({ruta.name}//…); ahí se esperaba una carpeta de esta máquina. Para "
                "llevar los informes a otro lugar: cobranza lote PLAN --llevar s3://…"
            )
        carpeta(ruta.parent)
        with suppress(FileExistsError):
            ruta.mkdir(mode=0o700)
            ajustar(ruta)
    return ruta


def archivo(ruta: Path) -> Path:
    """Hace el archivo vacío si falta; al que ya estaba se lo cierra a los demás y al grupo sólo le agrega."""
    carpeta(ruta.parent)
    try:
        os.close(os.open(ruta, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        with suppress(OSError):  # es de otra persona, o está en un disco de sólo lectura
            es = ruta.stat()
            tiene = stat.S_IMODE(es.st_mode)
            quiere = tiene & ~_DE_LOS_DEMAS | modo(ruta.parent).archivo & 0o070
            if _DEL_SISTEMA and stat.S_ISREG(es.st_mode) and tiene != quiere:
                ruta.chmod(quiere)
    else:
        ajustar(ruta)
    return ruta


def ajustar(ruta: Path) -> None:
    """Le pone a un archivo o a una carpeta los permisos que da la que lo contiene; lo ajeno se queda como está."""
    if not _DEL_SISTEMA:
        return
    da = modo(ruta.parent)
    with suppress(FileNotFoundError):
        es = ruta.lstat()
        if stat.S_ISLNK(es.st_mode) or es.st_uid != os.geteuid():
            return
        if da.grupo is not None and es.st_gid != da.grupo:
            with suppress(PermissionError):  # no es de ese grupo quien corre: queda con el suyo
                os.chown(ruta, -1, da.grupo)
        quiere = da.carpeta if stat.S_ISDIR(es.st_mode) else da.archivo
        if stat.S_IMODE(ruta.lstat().st_mode) != quiere:
            ruta.chmod(quiere)


def ajustar_todo(raiz: Path) -> None:
    """`ajustar` a una carpeta y a todo lo que tiene, de arriba abajo."""
    ajustar(raiz)
    for ruta in sorted(raiz.rglob("*")):
        ajustar(ruta)


@contextmanager
def mascara(donde: Path) -> Iterator[None]:
    """Mientras dura, lo que este proceso y sus hijos escriban nace con los permisos de esa carpeta."""
    antes = os.umask(modo(donde).mascara)
    try:
        yield
    finally:
        os.umask(antes)


def como_compartir(ruta: Path | str) -> str:
    """Qué hacer cuando falta permiso en una carpeta donde trabajan varias personas."""
    return (
        f"Si varias personas usan {ruta}, que su dueño la comparta con su grupo: "
        f"chgrp -R GRUPO {ruta} && chmod -R g+rwX {ruta} && chmod g+s {ruta}"
    )


def _del_grupo(carpeta: Path) -> int | None:
    """El grupo que comparte la carpeta (o la primera de sus madres que existe); None si es de una sola persona.

    Que el grupo pueda escribir no basta: con la máscara 002 toda carpeta queda así para el grupo de una sola persona.
    """
    if not _DEL_SISTEMA:
        return None
    try:
        while not carpeta.is_dir():
            if carpeta == carpeta.parent:
                return None
            carpeta = carpeta.parent
        es = carpeta.stat()
    except OSError:  # no se llega a ella (una madre no deja pasar): de nadie más; quien la use dirá qué pasa
        return None
    if not es.st_mode & stat.S_IWGRP:
        return None
    return es.st_gid if es.st_mode & stat.S_ISGID or not _de_una_persona(es.st_gid) else None


def _de_una_persona(grupo: int) -> bool:
    """¿Es el grupo que el sistema da a cada quien: con el nombre de una cuenta, o el propio si no tiene nombre?"""
    import grp
    import pwd

    try:
        nombre = grp.getgrgid(grupo).gr_name
    except KeyError:
        return grupo == os.getegid()
    try:
        return bool(pwd.getpwnam(nombre))
    except KeyError:
        return False


def _grupo_pedido() -> int | None:
    dicho = os.environ.get(VARIABLE, "").strip()
    if not dicho or not _DEL_SISTEMA:
        return None
    import grp

    try:
        return int(dicho) if dicho.isascii() and dicho.isdigit() else grp.getgrnam(dicho).gr_gid
    except KeyError:
        raise ErrorDeUso(
            f"{VARIABLE} es «{dicho}» y ese grupo no existe en esta máquina; se esperaba uno de «getent group», o "
            "vacía para que sólo lo lea quien corre."
        ) from None
