"""Quien opera no es quien manda: en PostgreSQL, un rol que agrega a los libros y no puede cambiarlos.

La dueña de las tablas migra y nada más; el rol operador lee todo, agrega a los libros, cierra sus lotes y cambia lo
vivo (que deja su versión). No es dueño: no puede quitar un disparador, ni cambiar una tabla, ni vaciarla.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from cobranza.base.errores import ErrorDeUso

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_QUIEN = """
    SELECT r.rolsuper OR r.rolbypassrls OR r.rolcreaterole, r.rolname = current_user,
        EXISTS (SELECT 1 FROM pg_tables t WHERE t.schemaname = current_schema()
                AND pg_has_role(r.rolname, t.tableowner, 'MEMBER'))
    FROM pg_roles r WHERE r.rolname = :rol
"""


_DUENA = """
    SELECT tableowner FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'alembic_version'
    AND NOT pg_has_role(tableowner, 'MEMBER')
"""


def que_pueda_migrar(conexion: Connection) -> None:
    """Errores: `ErrorDeUso` si la base hay que llevarla al día y quien lo pide no es la dueña de sus tablas."""
    if conexion.dialect.name != "postgresql":
        return
    if duena := conexion.exec_driver_sql(_DUENA).scalar():
        raise ErrorDeUso(
            "La base es de otra versión y el rol con que entras no puede llevarla al día. Pide a la dueña de "
            f"sus tablas ({duena}) que corra: cobranza migrar --operador {conexion.engine.url.username or 'ROL'}"
        )


def permitir(motor: Engine, rol: str, permisos: Mapping[str, Iterable[str]]) -> None:
    """Deja a un rol exactamente esos permisos sobre las tablas, y ninguno más; los que tuviera se quitan.

    `permisos`: tabla → lo que puede («SELECT», «UPDATE (eslabon)»…). Errores: `ErrorDeUso` si la base no es de
    PostgreSQL, el rol no existe, manda sobre las tablas o quien lo pide no puede darlos.
    """
    if motor.dialect.name != "postgresql":
        raise ErrorDeUso(
            "Los roles son de PostgreSQL y esta base es un archivo de SQLite, donde quien abre el archivo puede "
            "todo; protégela con los permisos de su carpeta."
        )
    from sqlalchemy.exc import ProgrammingError

    try:
        with motor.begin() as conexion:
            _que_no_mande(conexion, rol)
            _dar(conexion, rol, permisos)
    except ProgrammingError as error:
        raise ErrorDeUso(
            f"No se pudieron dar sus permisos al rol «{rol}»: quien corre esta orden no es la dueña de las tablas. "
            "Repítela con el usuario que creó la base en COBRANZA_BD."
        ) from error


def _que_no_mande(conexion: Connection, rol: str) -> None:
    from sqlalchemy import text

    quien = conexion.execute(text(_QUIEN), {"rol": rol}).first()
    if quien is None:
        raise ErrorDeUso(f"El rol «{rol}» no existe en el servidor; créalo antes: createuser {rol}")
    if any(quien):
        raise ErrorDeUso(
            f"El rol «{rol}» manda sobre las tablas: es su dueño, pertenece a él o administra el servidor. Se "
            "esperaba uno que no pueda cambiarlas; crea otro: createuser --no-superuser --no-createrole NOMBRE"
        )


def _dar(conexion: Connection, rol: str, permisos: Mapping[str, Iterable[str]]) -> None:
    entre_comillas = conexion.dialect.identifier_preparer.quote_identifier
    quien = entre_comillas(rol)
    esquema = entre_comillas(str(conexion.exec_driver_sql("SELECT current_schema()").scalar()))
    base = entre_comillas(str(conexion.exec_driver_sql("SELECT current_database()").scalar()))
    for orden in (
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {esquema} FROM PUBLIC, {quien}",
        f"REVOKE CREATE ON SCHEMA {esquema} FROM PUBLIC, {quien}",
        f"GRANT USAGE ON SCHEMA {esquema} TO {quien}",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {base} TO {quien}",
        *(f"GRANT {', '.join(puede)} ON {tabla} TO {quien}" for tabla, puede in permisos.items()),
    ):
        conexion.exec_driver_sql(orden)


_DUENOS = """
    SELECT c.relname, pg_get_userbyid(c.relowner), pg_get_userbyid(a.relowner)
    FROM pg_class c JOIN pg_class a ON a.relnamespace = c.relnamespace AND a.relname = 'alembic_version'
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND c.relowner <> a.relowner
"""
_FUNCIONES = """
    SELECT DISTINCT c.relname FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc f ON f.oid = t.tgfoid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal AND f.proowner <> c.relowner
"""
_DADOS = """
    SELECT c.relname, '', p.privilege_type, p.is_grantable, COALESCE(r.rolname, ''),
        r.rolname IS NOT NULL AND pg_has_role(r.oid, c.relowner, 'MEMBER')
    FROM pg_class c CROSS JOIN aclexplode(c.relacl) p LEFT JOIN pg_roles r ON r.oid = p.grantee
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND p.grantee <> c.relowner
    UNION ALL
    SELECT c.relname, a.attname, p.privilege_type, p.is_grantable, COALESCE(r.rolname, ''),
        r.rolname IS NOT NULL AND pg_has_role(r.oid, c.relowner, 'MEMBER')
    FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid CROSS JOIN aclexplode(a.attacl) p
        LEFT JOIN pg_roles r ON r.oid = p.grantee
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND p.grantee <> c.relowner
"""


def dados_de_mas(conexion: Connection, permisos: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Tabla → qué dueño o permiso tiene que `permitir` no deja; ninguna fuera de PostgreSQL.

    Quien sólo lee no es de más; sí lo es dar algo a todos (PUBLIC), o a quien pertenece al dueño de las tablas.
    """
    if conexion.dialect.name != "postgresql":
        return {}
    mal = dict.fromkeys(
        conexion.exec_driver_sql(_FUNCIONES).scalars(), "es de uno, y la función de su disparador, de otro"
    )
    for tabla, columna, permiso, puede_darlo, quien, manda in conexion.exec_driver_sql(_DADOS):
        if tabla not in permisos:
            continue
        deja = _permitidos(permisos[tabla])
        if not quien:
            mal[tabla] = f"da {permiso} a todos (PUBLIC)"
        elif puede_darlo or not {permiso, f"{permiso} {columna}"} & deja:
            mal[tabla] = f"da {permiso}{f' de {columna}' if columna else ''} a «{quien}», que no le toca"
        elif manda and permiso == "INSERT":
            mal[tabla] = f"la opera «{quien}», que pertenece a su dueño o administra el servidor"
    for tabla, suyo, duena in conexion.exec_driver_sql(_DUENOS):
        if tabla in permisos:
            mal[tabla] = f"es de «{suyo}» y no de la dueña de las demás, «{duena}»"
    return mal


def _permitidos(dichos: Iterable[str]) -> set[str]:
    """«UPDATE (a, b)» deja «UPDATE a» y «UPDATE b»; lo demás, entero. Leer se deja siempre."""
    deja = {"SELECT"}
    for dicho in dichos:
        permiso, _, columnas = dicho.partition(" (")
        deja |= {f"{permiso} {c.strip()}" for c in columnas.rstrip(")").split(",")} if columnas else {permiso}
    return deja
