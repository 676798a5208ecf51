"""Abrir la base: SQLite embebida por omisión, PostgreSQL cuando se comparte."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from cobranza.base.errores import ErrorDeUso

ESPERA_SEGUNDOS = 60
"""Cuánto espera una escritura a que otra termine antes de rendirse."""


def abrir(url: str) -> Engine:
    """Motor listo para usarse; en SQLite cada transacción de escritura es exclusiva desde que empieza.

    Errores: `ErrorDeUso` si la URL no se entiende, el motor no está o la base no responde.
    """
    if url.startswith("foto:"):
        raise ErrorDeUso(
            f"COBRANZA_BD es una foto ({url.removeprefix('foto:')}), que sólo se lee; para capturar o comprobar se "
            "esperaba una base: sqlite:///outputs/cobranza.db o postgresql+psycopg://usuario@servidor/base."
        )
    try:
        destino = make_url(url)
        if destino.get_backend_name() == "sqlite":
            return _sqlite(url, destino.database)
        motor = create_engine(destino, pool_pre_ping=True)
        with motor.connect():
            return motor
    except (ArgumentError, ImportError, ValueError) as error:
        raise ErrorDeUso(
            f"COBRANZA_BD no se entiende ({error}); se esperaba algo como sqlite:///outputs/cobranza.db "
            "o postgresql+psycopg://usuario@servidor/base."
        ) from error
    except OperationalError as error:
        raise ErrorDeUso(
            f"La base no responde: {str(error.orig).splitlines()[0]}. "
            "Revisa COBRANZA_BD y que el servidor esté encendido."
        ) from error


@contextmanager
def instante(motor: Engine) -> Iterator[Connection]:
    """Conexión de sólo lectura que ve un solo instante de la base y no estorba a quien escribe."""
    opciones: dict[str, Any] = {"solo_lectura": True}
    if motor.dialect.name == "postgresql":
        opciones |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with motor.connect().execution_options(**opciones) as conexion:
        yield conexion


def _sqlite(url: str, archivo: str | None) -> Engine:
    if archivo and archivo != ":memory:":
        Path(archivo).parent.mkdir(parents=True, exist_ok=True)
    motor = create_engine(url, connect_args={"timeout": ESPERA_SEGUNDOS})

    @event.listens_for(motor, "connect")
    def _al_conectar(conexion: Any, _: Any) -> None:
        conexion.isolation_level = None  # las transacciones las abre SQLAlchemy, con BEGIN IMMEDIATE
        conexion.execute("PRAGMA journal_mode = WAL")
        conexion.execute("PRAGMA synchronous = NORMAL")
        conexion.execute("PRAGMA foreign_keys = ON")

    @event.listens_for(motor, "begin")
    def _al_empezar(conexion: Any) -> None:
        lectura = conexion.get_execution_options().get("solo_lectura")
        conexion.exec_driver_sql("BEGIN" if lectura else "BEGIN IMMEDIATE")

    return motor
