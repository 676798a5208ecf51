"""Llevar la base al día con las migraciones numeradas (Alembic)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

CARPETA = Path(__file__).parent / "migraciones"
CABEZA = "0001"
"""Última migración; si la base ya está ahí no se carga Alembic."""


def version(conexion: Connection) -> str | None:
    """Migración en que está la base; None si está vacía."""
    if not inspect(conexion).has_table("alembic_version"):
        return None
    return conexion.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrar(motor: Engine) -> bool:
    """Pone la base en la última migración; devuelve si hizo falta. Dos procesos a la vez no se estorban."""
    with motor.connect() as conexion:
        if version(conexion) == CABEZA:
            return False
    from alembic import command
    from alembic.config import Config

    with motor.begin() as conexion:
        if conexion.dialect.name == "postgresql":
            conexion.execute(text("SELECT pg_advisory_xact_lock(hashtext('cobranza.migrar'))"))
        if version(conexion) == CABEZA:
            return False
        ajustes = Config()
        ajustes.set_main_option("script_location", str(CARPETA))
        ajustes.set_main_option("version_locations", str(CARPETA / "versiones"))
        ajustes.set_main_option("path_separator", "os")
        ajustes.attributes["connection"] = conexion
        command.upgrade(ajustes, "head")
    return True
