"""Llevar la base al día con las migraciones numeradas (Alembic)."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from cobranza.base.errores import ErrorDeDatos

CARPETA = Path(__file__).parent / "migraciones"
CABEZA = "0002"
"""Última migración; si la base ya está ahí no se carga Alembic."""


def version(conexion: Connection) -> str | None:
    """Migración en que está la base; None si está vacía."""
    if not inspect(conexion).has_table("alembic_version"):
        return None
    return conexion.execute(text("SELECT version_num FROM alembic_version")).scalar()


DE_ANTES = (
    "La base es de la versión 0.1, cuyos libros asentaban como definitivos accesorios que la ley vuelve a calcular; "
    "se esperaba una base de esta versión. Consérvala, da otra en COBRANZA_BD y vuelve a cargar en ella tus archivos "
    "en su orden (cobranza ingerir --layouts)."
)


def migrar(motor: Engine) -> bool:
    """Pone la base en la última migración; devuelve si hizo falta. Dos procesos a la vez no se estorban."""
    with motor.connect() as conexion:
        if (encontrada := version(conexion)) == CABEZA:
            return False
    if encontrada == "0001":
        raise ErrorDeDatos(DE_ANTES)
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
