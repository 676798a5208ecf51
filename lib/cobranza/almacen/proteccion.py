"""Lo que impide cambiar un libro por dentro: los disparadores de la base, definidos una sola vez.

De aquí salen los que crea la migración y los que `comprobar` espera encontrar, letra por letra. Un *libro* rechaza
cambiar y borrar; una tabla que se *cierra* (los lotes) lo rechaza en cuanto el renglón lleva su eslabón.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection


@dataclass(frozen=True, slots=True)
class Protegida:
    """Una tabla por proteger: sus claves (cada una, sus columnas) y, si se cierra, la columna que lo dice."""

    tabla: str
    claves: tuple[tuple[str, ...], ...]
    cierra: str = ""


@dataclass(frozen=True, slots=True)
class Disparador:
    """Un disparador: en qué tabla va y su definición; en PostgreSQL, además la de su función."""

    nombre: str
    tabla: str
    definicion: str
    funcion: str = ""


def disparadores(dialecto: str, esquema: str, protegidas: Iterable[Protegida]) -> list[Disparador]:
    """Los disparadores de esas tablas, escritos como el motor los devuelve cuando se le preguntan."""
    hace = _de_postgres if dialecto == "postgresql" else _de_sqlite
    return [disparador for protegida in protegidas for disparador in hace(protegida, esquema)]


def _motivo(protegida: Protegida) -> str:
    if protegida.cierra:
        return f"{protegida.tabla} ya se cerró y no se cambia: corrige con otra carga"
    return f"el libro {protegida.tabla} es de solo agregar: corrige con otro renglón"


def _de_sqlite(protegida: Protegida, _: str) -> Iterator[Disparador]:
    tabla, motivo = protegida.tabla, _motivo(protegida)
    cuando = f"WHEN OLD.{protegida.cierra} IS NOT NULL " if protegida.cierra else ""
    for accion, condicion in (("UPDATE", cuando), ("DELETE", "")):
        nombre = f"{tabla}_sin_{accion.lower()}"
        rechaza = f"BEGIN SELECT RAISE(ABORT, '{motivo}'); END"
        yield Disparador(nombre, tabla, f"CREATE TRIGGER {nombre} BEFORE {accion} ON {tabla} {condicion}{rechaza}")
    # REPLACE borra sin disparar DELETE: lo que ya está se rechaza antes de que lo reemplace
    repetidos = " ".join(
        f"SELECT RAISE(ABORT, '{tabla}.{clave[0]} ya existe: {motivo}') WHERE EXISTS (SELECT 1 FROM {tabla} WHERE "
        f"{' AND '.join(f'{columna} = NEW.{columna}' for columna in clave)});"
        for clave in protegida.claves
    )
    nombre = f"{tabla}_sin_reemplazo"
    yield Disparador(nombre, tabla, f"CREATE TRIGGER {nombre} BEFORE INSERT ON {tabla} BEGIN {repetidos} END")


def _de_postgres(protegida: Protegida, esquema: str) -> Iterator[Disparador]:
    tabla, motivo = protegida.tabla, _motivo(protegida)
    rechaza = f"RAISE EXCEPTION '{motivo}';"
    if not protegida.cierra:
        yield _con_funcion(esquema, tabla, f"{tabla}_solo_agregar", "DELETE OR UPDATE OR TRUNCATE", rechaza)
        return
    cerrado = f"IF TG_OP = 'UPDATE' AND OLD.{protegida.cierra} IS NULL THEN RETURN NEW; END IF; {rechaza}"
    yield _con_funcion(esquema, tabla, f"{tabla}_cerrado", "DELETE OR UPDATE", cerrado, por="ROW")
    yield _con_funcion(esquema, tabla, f"{tabla}_sin_truncate", "TRUNCATE", rechaza)


def _con_funcion(  # noqa: PLR0913 — son las partes de la orden
    esquema: str, tabla: str, nombre: str, acciones: str, cuerpo: str, *, por: str = "STATEMENT"
) -> Disparador:
    return Disparador(
        nombre,
        tabla,
        f"CREATE TRIGGER {nombre} BEFORE {acciones} ON {esquema}.{tabla} FOR EACH {por} EXECUTE FUNCTION {nombre}()",
        f"CREATE OR REPLACE FUNCTION {esquema}.{nombre}()\n RETURNS trigger\n LANGUAGE plpgsql\n"
        f"AS $function$ BEGIN {cuerpo} END $function$\n",
    )


def proteger(conexion: Connection, protegidas: Iterable[Protegida]) -> None:
    """Deja en esas tablas estos disparadores y ningún otro; en PostgreSQL se disparan siempre (`ENABLE ALWAYS`)."""
    es_postgres, por_proteger = conexion.dialect.name == "postgresql", list(protegidas)
    suyas = {protegida.tabla for protegida in por_proteger}
    for puesto in (p for p in puestos(conexion) if p.tabla in suyas):
        conexion.exec_driver_sql(f"DROP TRIGGER {puesto.nombre}{f' ON {puesto.tabla}' if es_postgres else ''}")
    for nuevo in disparadores(conexion.dialect.name, esquema_de(conexion), por_proteger):
        if nuevo.funcion:
            conexion.exec_driver_sql(nuevo.funcion)
        conexion.exec_driver_sql(nuevo.definicion)
        if es_postgres:
            conexion.exec_driver_sql(f"ALTER TABLE {nuevo.tabla} ENABLE ALWAYS TRIGGER {nuevo.nombre}")


def esquema_de(conexion: Connection) -> str:
    """El esquema de PostgreSQL en que se trabaja; vacío en SQLite."""
    if conexion.dialect.name != "postgresql":
        return ""
    return str(conexion.exec_driver_sql("SELECT current_schema()").scalar())


def puestos(conexion: Connection) -> list[Disparador]:
    """Los disparadores que hay en la base, con su definición."""
    consulta = _DE_POSTGRES if conexion.dialect.name == "postgresql" else _DE_SQLITE
    return [Disparador(*fila) for fila in conexion.exec_driver_sql(consulta)]


_DE_SQLITE = "SELECT name, tbl_name, sql, '' FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
_DE_POSTGRES = """
    SELECT t.tgname, c.relname, pg_get_triggerdef(t.oid), pg_get_functiondef(t.tgfoid)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal ORDER BY t.tgname
"""
_APAGADOS = """
    SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace
    AND t.tgenabled <> CASE WHEN t.tgisinternal THEN 'O' ELSE 'A' END
"""
_DESVIADAS = """
    SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p')
    AND (relhasrules OR relrowsecurity OR relispartition OR relpersistence <> 'p')
"""
_HEREDADAS = """
    SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid IN (i.inhparent, i.inhrelid)
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
"""


def desprotegidas(conexion: Connection, protegidas: Iterable[Protegida]) -> dict[str, str]:
    """Tabla → qué le pasa.

    Disparadores que faltan, que sobran, que dicen otra cosa o que están apagados; reglas que desvían lo que se hace.
    """
    quiere = {d.nombre: d for d in disparadores(conexion.dialect.name, esquema_de(conexion), protegidas)}
    hay = {d.nombre: d for d in puestos(conexion)}
    mal = {d.tabla: f"tiene de más el disparador {n}" for n, d in hay.items() if n not in quiere}
    for nombre, esperado in quiere.items():
        if nombre not in hay:
            mal[esperado.tabla] = f"le falta el disparador {nombre}"
        elif hay[nombre] != esperado:
            mal[esperado.tabla] = f"su disparador {nombre} no dice lo que debe"
    if conexion.dialect.name == "postgresql":
        mal |= dict.fromkeys(conexion.exec_driver_sql(_APAGADOS).scalars(), "tiene un disparador apagado")
        mal |= dict.fromkeys(conexion.exec_driver_sql(_DESVIADAS).scalars(), "tiene reglas que la desvían")
        mal |= dict.fromkeys(
            conexion.exec_driver_sql(_HEREDADAS).scalars(),
            "hereda de otra tabla, o le da renglones otra que la hereda",
        )
    return dict(sorted(mal.items()))
