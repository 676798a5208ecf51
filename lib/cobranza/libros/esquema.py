"""Que las tablas de la base sean las de esta versión: ni falta ni sobra una tabla, una columna o una restricción."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any

from sqlalchemy import CheckConstraint, Connection, Table, UniqueConstraint, inspect
from sqlalchemy.engine import Dialect, Inspector
from sqlalchemy.exc import SAWarning

from cobranza.libros import tablas

_DE_ALEMBIC = "alembic_version"
Descripcion = dict[str, object]


def diferencias(conexion: Connection) -> Iterator[str]:
    """En qué difiere la base de las tablas del código, una frase por diferencia."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # lo que no se reconoce se dice aquí, y mejor
        yield from [*_diferencias(conexion)]


def _diferencias(conexion: Connection) -> Iterator[str]:
    base = inspect(conexion)
    hay, quiere = set(base.get_table_names()) - {_DE_ALEMBIC}, set(tablas.metadata.tables)
    yield from (f"falta la tabla «{tabla}»" for tabla in sorted(quiere - hay))
    yield from (f"sobra la tabla «{tabla}»" for tabla in sorted(hay - quiere))
    yield from (f"sobra la vista «{vista}»" for vista in sorted(base.get_view_names()))
    for nombre in sorted(hay & quiere):
        tabla = tablas.metadata.tables[nombre]
        espera, encuentra = _del_codigo(tabla, conexion.dialect), _de_la_base(base, tabla, conexion.dialect)
        for que in sorted({*espera, *encuentra}):
            if que not in encuentra:
                yield f"a «{nombre}» le falta {que}"
            elif que not in espera:
                yield f"a «{nombre}» le sobra {que}"
            elif espera[que] != encuentra[que]:
                yield f"en «{nombre}», {que} no es como debe"


def _del_codigo(tabla: Table, dialecto: Dialect) -> Descripcion:
    dicho: Descripcion = {f"la columna {c.name}": (_tipo(c.type, dialecto), bool(c.nullable)) for c in tabla.columns}
    dicho["la llave primaria"] = [c.name for c in tabla.primary_key]
    for foranea in tabla.foreign_key_constraints:
        destino = [e.column for e in foranea.elements]
        opciones = {o: v for o in _OPCIONES if (v := getattr(foranea, o)) is not None}
        dicho[f"la referencia {foranea.name}"] = (
            [c.name for c in foranea.columns], destino[0].table.name, [c.name for c in destino], opciones
        )  # fmt: skip
    for restriccion in tabla.constraints:
        if isinstance(restriccion, UniqueConstraint):
            dicho[f"la clave única de {', '.join(c.name for c in restriccion.columns)}"] = True
        elif isinstance(restriccion, CheckConstraint):
            dicho[f"la condición {restriccion.name}"] = _condicion(str(restriccion.sqltext))
    for indice in tabla.indexes:
        dicho[f"el índice de {', '.join(c.name for c in indice.columns)}"] = True
    return dicho


def _de_la_base(base: Inspector, tabla: Table, dialecto: Dialect) -> Descripcion:
    nombre = tabla.name
    dicho: Descripcion = {
        f"la columna {c['name']}": (_tipo(c["type"], dialecto), bool(c["nullable"])) for c in base.get_columns(nombre)
    }
    dicho["la llave primaria"] = list(base.get_pk_constraint(nombre)["constrained_columns"])
    for foranea in base.get_foreign_keys(nombre):
        dicho[f"la referencia {foranea['name']}"] = (
            list(foranea["constrained_columns"]), foranea["referred_table"], list(foranea["referred_columns"]),
            {o: v for o, v in foranea.get("options", {}).items() if v is not None},
        )  # fmt: skip
    for unica in base.get_unique_constraints(nombre):
        dicho[f"la clave única de {', '.join(unica['column_names'])}"] = True
    for c in base.get_check_constraints(nombre):
        # una que no se aplicó a lo que ya había no es la misma, aunque diga lo mismo
        dicho[f"la condición {c['name']}"] = _condicion(c["sqltext"]) if not c.get("dialect_options") else ""
    for indice in base.get_indexes(nombre):
        if "duplicates_constraint" in indice:
            continue  # el de una clave única, que ya se vio
        de_que = f"el índice de {', '.join(str(c) for c in indice['column_names'])}"
        # uno que sólo ayuda a buscar puede estar de más; uno que rechaza renglones, o los deja fuera, no
        entero = not any(opcion.endswith("_where") for opcion in indice.get("dialect_options", {}))
        if indice["unique"]:
            dicho[f"{de_que}, que no deja repetir"] = True
        elif entero and any(de_que == f"el índice de {', '.join(c.name for c in i.columns)}" for i in tabla.indexes):
            dicho[de_que] = True
    return dicho


_OPCIONES = ("ondelete", "onupdate", "deferrable", "initially", "match")
_DE_UNA_LISTA = re.compile(
    r"\(*(\w+)\)*\s*(?:IN\s*\(|=\s*ANY\s*\(+\s*ARRAY\s*\[)([^\])]*)[\])]+(?:::text\[\])?\)*", re.I
)


def _condicion(escrita: str) -> object:
    """Lo que dice una condición, la escriba como la escriba el motor: PostgreSQL vuelve `IN` un arreglo."""
    if lista := _DE_UNA_LISTA.fullmatch(escrita.strip()):
        return lista[1].lower(), sorted(valor.strip().removesuffix("::text") for valor in lista[2].split(","))
    return re.sub(r"[()\s]|::\w+", "", escrita)


def _tipo(tipo: Any, dialecto: Dialect) -> str:
    """Como se le dice a la base; PostgreSQL añade «sin zona» a sus marcas de tiempo."""
    from sqlalchemy.exc import CompileError

    try:
        return str(tipo.compile(dialecto)).removesuffix(" WITHOUT TIME ZONE")
    except CompileError:  # una columna que alguien agregó sin tipo
        return "sin tipo"
