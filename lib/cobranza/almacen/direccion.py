"""Lo que se escribió en `COBRANZA_BD`, entendido al pie de la letra y repetido sin secretos.

La ruta de una base de SQLite es la que se escribió: ni «%25», ni «?», ni «#» significan otra cosa. De un servidor o
de un lugar de fsspec sólo se repite lo que no puede ser una contraseña.
"""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import URL, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from cobranza.base.errores import ErrorDeUso
from cobranza.base.secretos import a_la_vista

COMO = "sqlite:///datos/cobranza.db o postgresql+psycopg://usuario@servidor/base"
_DE_SQLITE = re.compile(r"(sqlite(?:\+\w+)?)://(/?)(.*)", re.DOTALL)
_CONSULTA = re.compile(r"\?\w+=")
_NOMBRE = re.compile(r"[\w. \-]*|/[\w./ \-]*|[0-9a-fA-F:]+")
"""Un servidor, la carpeta de su enchufe o una base: nada de eso lleva «@»; si la lleva, es de una contraseña."""
_CON_ARROBA = (
    "COBRANZA_BD trae más de una «@» o un signo fuera de lugar: si es de la contraseña, escríbelo con su clave (@ es "
    "%40, / es %2F, : es %3A, ? es %3F y # es %23). No se repite aquí para no enseñarla."
)


def entendida(url: str) -> URL:
    """La dirección de una base. Errores: `ErrorDeUso` si no se entiende; no se repite, que puede traer la clave."""
    if url.startswith("foto:"):
        raise ErrorDeUso(
            f"COBRANZA_BD es una foto ({a_la_vista(url.removeprefix('foto:'))}), que sólo se lee; para capturar o "
            f"comprobar se esperaba una base: {COMO}."
        )
    if de_sqlite := _DE_SQLITE.fullmatch(url):
        return _archivo(*de_sqlite.groups())
    try:
        destino = make_url(url)
    except (ArgumentError, ValueError):
        # sin la causa: también ella repite lo escrito, y con --rastro se vería
        raise ErrorDeUso(f"COBRANZA_BD no se entiende; se esperaba algo como {COMO}.") from None
    if not all(_NOMBRE.fullmatch(parte or "") for parte in (destino.host, destino.database)):
        raise ErrorDeUso(_CON_ARROBA)
    return destino


def _archivo(motor: str, diagonal: str, ruta: str) -> URL:
    if not diagonal and ruta:
        raise ErrorDeUso(
            "COBRANZA_BD dice un servidor y una base de SQLite es un archivo; se esperaban tres diagonales antes de "
            f"su ruta (cuatro si es absoluta): {COMO}."
        )
    if ruta.startswith("file:") or "\0" in ruta:
        raise ErrorDeUso(f"COBRANZA_BD no nombra un archivo por su ruta; se esperaba algo como {COMO}.")
    if _CONSULTA.search(Path(ruta).name) and not Path(ruta).exists():
        raise ErrorDeUso(
            "COBRANZA_BD trae «?» y opciones después de la ruta; una base de SQLite no las lleva: se esperaba sólo "
            "la ruta de su archivo, tal cual."
        )
    return URL.create(motor, database=ruta or None)


def es_archivo(destino: URL) -> bool:
    """¿Es una base de SQLite que vive en un archivo?"""
    return destino.get_backend_name() == "sqlite" and (destino.database or ":memory:") != ":memory:"


def archivo_de(destino: URL) -> Path:
    """El archivo de una base de SQLite."""
    return Path(str(destino.database))


def escrita(motor: Engine) -> str:
    """La dirección de una base abierta, como se escribe en `COBRANZA_BD`: con su contraseña, para no decirla."""
    if motor.url.get_backend_name() == "sqlite":
        return f"{motor.url.drivername}:///{motor.url.database or ''}"
    return motor.url.render_as_string(hide_password=False)
