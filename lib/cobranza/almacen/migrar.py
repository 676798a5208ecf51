"""Llevar la base al día con las migraciones numeradas (Alembic), y saber si lo está."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from cobranza.almacen.fallas import CREALA
from cobranza.almacen.identidad import nombre_de
from cobranza.almacen.operador import que_pueda_migrar
from cobranza.base.errores import ErrorDeDatos

CARPETA = Path(__file__).parent / "migraciones"
CABEZA = "0006"
"""Última migración; si la base ya está ahí no se carga Alembic."""
_DESDE_LA_PRIMERA = "lote"
"""Una tabla que toda base de cobranza tiene."""


def version(conexion: Connection) -> str | None:
    """Migración en que está la base; None si no lo dice."""
    if not inspect(conexion).has_table("alembic_version"):
        return None
    return conexion.execute(text("SELECT version_num FROM alembic_version")).scalar()


DE_ANTES = (
    "La base es de la versión 0.1, cuyos libros asentaban como definitivos accesorios que la ley vuelve a calcular; "
    "se esperaba una base de esta versión. Consérvala, da otra en COBRANZA_BD y vuelve a cargar en ella tus "
    "archivos, en su orden (cobranza ingerir --layouts)."
)


def exigir_al_dia(conexion: Connection) -> None:
    """Errores: `ErrorDeDatos`, con qué hacer, si la base no es de la versión de este programa."""
    encontrada = version(conexion)
    if encontrada == CABEZA:
        return
    nombre = nombre_de(conexion.engine.url)
    if encontrada is None and not _tiene_lo_nuestro(conexion):
        raise ErrorDeDatos(f"La base «{nombre}» no tiene tablas; revisa COBRANZA_BD. {CREALA}.")
    _que_se_pueda_migrar(conexion, encontrada)
    raise ErrorDeDatos(
        f"La base «{nombre}» es de la versión {encontrada} y este programa usa la {CABEZA}; no se tocó nada. "
        "Respáldala y llévala al día con: cobranza migrar"
    )


def _tiene_lo_nuestro(conexion: Connection) -> bool:
    return inspect(conexion).has_table(_DESDE_LA_PRIMERA)


def _que_se_pueda_migrar(conexion: Connection, encontrada: str | None) -> None:
    """Errores: `ErrorDeDatos` si es de la 0.1, de un programa más nuevo, o no dice de cuándo es lo que tiene."""
    nombre = nombre_de(conexion.engine.url)
    if encontrada == "0001":
        raise ErrorDeDatos(DE_ANTES)
    if encontrada is None and _tiene_lo_nuestro(conexion):
        raise ErrorDeDatos(
            f"La base «{nombre}» no dice de qué versión es y ya tiene tablas: alguien borró o vació su tabla "
            "alembic_version. No se tocó nada; restaura el último respaldo."
        )
    if encontrada is not None and encontrada not in _conocidas():
        raise ErrorDeDatos(
            f"La base «{nombre}» es de la versión «{encontrada}» y este programa conoce hasta la {CABEZA}: el "
            "programa es viejo para esta base. No se tocó nada; actualízalo y repite la orden."
        )


def _conocidas() -> set[str]:
    return {archivo.name[:4] for archivo in (CARPETA / "versiones").glob("0*.py")}


def migrar(motor: Engine) -> bool:
    """Pone la base en la última migración; devuelve si hizo falta. Dos procesos a la vez no se estorban.

    Errores: `ErrorDeDatos` si no se sabe cómo llegar desde donde está; queda como estaba.
    """
    with motor.connect().execution_options(solo_lectura=True) as conexion:
        if (encontrada := version(conexion)) == CABEZA:
            return False
        _que_se_pueda_migrar(conexion, encontrada)
    from alembic import command
    from alembic.config import Config

    try:
        with motor.begin() as conexion:
            if conexion.dialect.name == "postgresql":
                conexion.execute(text("SELECT pg_advisory_xact_lock(hashtext('cobranza.migrar'))"))
            if version(conexion) == CABEZA:
                return False
            que_pueda_migrar(conexion)
            ajustes = Config()
            ajustes.set_main_option("script_location", str(CARPETA).replace("%", "%%"))
            ajustes.set_main_option("version_locations", str(CARPETA / "versiones").replace("%", "%%"))
            ajustes.set_main_option("path_separator", "os")
            ajustes.attributes["connection"] = conexion
            command.upgrade(ajustes, "head")
    except DBAPIError as error:
        raise ErrorDeDatos(
            f"La base «{nombre_de(motor.url)}» dice ser de la versión {encontrada or 'inicial'} y no se pudo llevar "
            f"a la {CABEZA}: ya tiene algo de lo nuevo, le falta algo de lo anterior, o su usuario no puede crear "
            "tablas. "
            "Quedó como estaba; restaura el último respaldo o pide el permiso. El detalle sale con --rastro."
        ) from error
    return True
