"""Abrir la base: SQLite embebida por omisión, PostgreSQL cuando se comparte.

`abrir` es de quien escribe y puede crear; `abrir_existente`, de quien escribe en la que ya está; `para_leer`, de
quien sólo lee: no crea, no migra y no pide el turno de escribir.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import NullPool

from cobranza.almacen.direccion import COMO, archivo_de, entendida, es_archivo
from cobranza.almacen.fallas import CREALA, de_la_lectura, de_sqlite, no_abre, repite_la_clave
from cobranza.base import permisos
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.secretos import a_la_vista

ESPERA_SEGUNDOS = 60
"""Cuánto espera una escritura a que otra termine antes de rendirse."""


def abrir(url: str) -> Engine:
    """Motor para escribir; en SQLite cada transacción es exclusiva desde que empieza.

    Una base de SQLite que no existe se crea. Errores: `ErrorDeUso` si la URL no se entiende, el motor no está o el
    servidor no responde; `ErrorDeDatos` si no está esa base, está dañada u ocupada, o no hay permiso o espacio.
    """
    return _abierta(entendida(url), solo_lectura=False)


def abrir_existente(url: str) -> Engine:
    """Como `abrir`, pero no crea nada. Errores: además, `ErrorDeDatos` si la base no existe o es de 0 bytes."""
    return _abierta(_que_este(entendida(url)), solo_lectura=False)


def para_leer(url: str) -> Engine:
    """Motor que sólo lee una base que ya está y es de esta versión; no crea ni migra nada ni estorba a quien escribe.

    Errores: los de `abrir_existente` y `ErrorDeDatos` si es de otra versión (dice qué hacer).
    """
    from cobranza.almacen.migrar import exigir_al_dia

    motor = _abierta(_que_este(entendida(url)), solo_lectura=True)
    with instante(motor) as conexion:
        exigir_al_dia(conexion)
    return motor


def por_crear(url: str) -> str:
    """La base de SQLite que habría que crear, si su carpeta ya está o es la de datos; vacía si no hay que crearla."""
    destino = entendida(url)
    if not es_archivo(destino) or archivo_de(destino).exists():
        return ""
    archivo = archivo_de(destino)
    return _corta(archivo) if archivo.parent.exists() or archivo.parent == ajustes().raiz / "datos" else ""


@contextmanager
def instante(motor: Engine) -> Iterator[Connection]:
    """Conexión de sólo lectura que ve un solo instante de la base y no estorba a quien escribe.

    Errores: `ErrorDeDatos` si la base no contesta lo que se le pregunta: está dañada o no son ésas sus tablas.
    """
    opciones: dict[str, Any] = {"solo_lectura": True}
    if motor.dialect.name == "postgresql":
        opciones |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        with motor.connect().execution_options(**opciones) as conexion:
            yield conexion
    except (DBAPIError, sqlite3.Error) as error:
        raise de_la_lectura(motor.url, _nombrada(motor.url), error) from error


def _que_este(destino: URL) -> URL:
    """La misma, si hay de dónde leerla: un archivo que falta o que quedó en 0 bytes no se toma por una base nueva."""
    if not es_archivo(destino):
        return destino
    archivo = archivo_de(destino)
    try:
        vacia = archivo.stat().st_size == 0
    except (FileNotFoundError, NotADirectoryError):
        raise ErrorDeDatos(
            f"La base {_corta(archivo)} no existe; revisa COBRANZA_BD. {CREALA}.{_la_de_antes(archivo)}"
        ) from None
    except OSError as error:
        raise no_abre(destino, _nombrada(destino), error) from error
    if vacia:
        raise ErrorDeDatos(
            f"La base {_corta(archivo)} está en 0 bytes: se perdió lo que tenía, o nunca se creó. Restaura el último "
            "respaldo; si de verdad es nueva, créala con: cobranza migrar"
        )
    return destino


def _abierta(destino: URL, *, solo_lectura: bool) -> Engine:
    try:
        if destino.get_backend_name() == "sqlite":
            motor = _sqlite(destino, solo_lectura)
        else:
            motor = create_engine(destino, pool_pre_ping=True)
        with motor.connect():
            return motor
    except (ArgumentError, ImportError):
        raise ErrorDeUso(
            f"Falta con qué llegar a una base «{destino.drivername}», o no existe de esa clase; se esperaba {COMO}."
        ) from None
    except (DBAPIError, OSError) as error:
        raise no_abre(destino, _nombrada(destino), error) from (None if repite_la_clave(destino, error) else error)


def _sqlite(destino: URL, solo_lectura: bool) -> Engine:
    modo = "rw" if solo_lectura else "rwc"
    opciones: dict[str, Any] = {"connect_args": {"timeout": ESPERA_SEGUNDOS}}
    if es_archivo(destino):
        archivo = archivo_de(destino).absolute()
        if not solo_lectura:
            permisos.archivo(archivo)  # nace cerrada a los demás; -wal y -shm toman sus permisos
        # SQLAlchemy descifraría la ruta: se abre la escrita, sin que nada en ella signifique otra cosa
        como = f"file:{quote(str(archivo))}?mode={modo}"
        opciones = {
            "creator": lambda: sqlite3.connect(como, uri=True, timeout=ESPERA_SEGUNDOS, check_same_thread=False)
        }
    if solo_lectura and es_archivo(destino):
        opciones["poolclass"] = NullPool  # quien lee suelta el archivo en cuanto acaba de preguntar
    motor = create_engine(destino, **opciones)

    @event.listens_for(motor, "connect")
    def _al_conectar(conexion: Any, _: Any) -> None:
        conexion.isolation_level = None  # las transacciones las abre SQLAlchemy
        if solo_lectura:
            # y no con mode=ro: dejaría sin recoger el -wal y el -shm que SQLite abre hasta para leer
            conexion.execute("PRAGMA query_only = ON")
            return
        conexion.execute("PRAGMA journal_mode = WAL")
        conexion.execute(
            "PRAGMA synchronous = FULL"
        )  # con NORMAL un corte de luz puede llevarse una carga confirmada
        conexion.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(motor, "begin")
    def _al_empezar(conexion: Any) -> None:
        lectura = solo_lectura or conexion.get_execution_options().get("solo_lectura")
        conexion.exec_driver_sql("BEGIN" if lectura else "BEGIN IMMEDIATE")

    @event.listens_for(motor, "handle_error")
    def _en_espanol(contexto: Any) -> None:
        if dicho := de_sqlite(_nombrada(destino), contexto.original_exception):
            raise dicho from contexto.original_exception

    return motor


def _nombrada(destino: URL) -> str:
    return _corta(archivo_de(destino)) if es_archivo(destino) else "de SQLite"


def _corta(archivo: Path) -> str:
    """La ruta de un archivo, desde la raíz del proyecto si está en él."""
    raiz = ajustes().raiz
    return a_la_vista(archivo.relative_to(raiz) if archivo.is_relative_to(raiz) else archivo)


def _la_de_antes(archivo: Path) -> str:
    """La base vivía entre las salidas: si ahí sigue, cómo traerla."""
    antes = ajustes().raiz / "outputs" / archivo.name
    if archivo.parent.name != "datos" or not antes.exists():
        return ""
    return (
        f" La de antes sigue en {_corta(antes)}; para usarla: mkdir -p {_corta(archivo.parent)} && "
        f"mv {_corta(antes)}* {_corta(archivo.parent)}/"
    )
