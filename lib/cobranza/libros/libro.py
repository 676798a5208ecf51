"""Los libros de sólo agregar: cada renglón lleva la huella del anterior, así que una alteración se nota y se ubica.

La cadena (`almacen.cadena`) se lee dentro de la misma transacción que escribe; quien llega segundo espera.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, select, text

from cobranza.almacen.cadena import INICIO, alterado, eslabon, explicacion
from cobranza.libros import tablas

BLOQUE = 100_000


def agregar(conexion: Connection, tabla: str, filas: pd.DataFrame) -> int:
    """Agrega renglones al final de un libro (o de una tabla sin cadena), en orden; devuelve cuántos.

    `filas`: columnas de la tabla, sin `id` ni `huella`; lo ausente va como nulo. Se trabaja por bloques.
    """
    destino = tablas.metadata.tables[tabla]
    encadenada = "huella" in destino.c
    columnas = [c.name for c in destino.columns if c.name in filas.columns and c.name not in ("id", "huella")]
    anterior = cabeza(conexion, tabla) if encadenada else ""
    for desde in range(0, len(filas), BLOQUE):
        renglones = _renglones(filas.iloc[desde : desde + BLOQUE], columnas)
        if encadenada:
            faltan = [c.name for c in destino.columns if c.name not in (*columnas, "id", "huella")]
            anterior = _encadenar(renglones, _orden(destino, columnas, faltan), anterior)
        insertar(conexion, tabla, [*columnas, *(["huella"] if encadenada else [])], renglones)
    return len(filas)


def _renglones(filas: pd.DataFrame, columnas: list[str]) -> list[list[Any]]:
    """Renglones de valores simples: enteros, textos, fechas ISO o None."""
    return [list(r) for r in zip(*(_valores(filas[c]) for c in columnas), strict=True)]


def _valores(columna: pd.Series[Any]) -> list[Any]:
    if columna.dtype.kind == "M":
        textos = np.datetime_as_string(columna.to_numpy().astype("datetime64[D]")).tolist()
        return [None if t == "NaT" else t for t in textos]
    if columna.dtype.kind in "iub" and not columna.hasnans:
        return list(columna.tolist())
    if isinstance(columna.dtype, pd.StringDtype | pd.Int64Dtype):
        return list((columna.astype(object).where(columna.notna(), None) if columna.hasnans else columna).tolist())
    return [None if v is None or v is pd.NA or v is pd.NaT or v != v else _simple(v) for v in columna.tolist()]


def _simple(valor: Any) -> Any:
    if isinstance(valor, date):
        return valor.isoformat()[:10]
    return int(valor) if isinstance(valor, float) else valor


def _orden(destino: Table, columnas: list[str], faltan: list[str]) -> list[int | None]:
    """Lugar de cada columna de la tabla dentro del renglón; None si no viene (se guarda nula)."""
    nombres = [c.name for c in destino.columns if c.name not in ("id", "huella")]
    return [None if n in faltan else columnas.index(n) for n in nombres]


def _encadenar(renglones: list[list[Any]], orden: list[int | None], anterior: str) -> str:
    for renglon in renglones:
        anterior = eslabon(anterior, [None if k is None else renglon[k] for k in orden])
        renglon.append(anterior)
    return anterior


def insertar(conexion: Connection, tabla: str, columnas: list[str], renglones: Iterable[list[Any]]) -> None:
    """Escribe renglones ya formados (sin encadenar) por el camino más rápido de cada motor."""
    lista = ", ".join(columnas)
    if conexion.dialect.name == "postgresql":
        cursor = conexion.connection.cursor()
        with cursor.copy(f"COPY {tabla} ({lista}) FROM STDIN") as copia:
            for renglon in renglones:
                copia.write_row(renglon)
        return
    marcas = ", ".join("?" * len(columnas))
    if valores := [tuple(r) for r in renglones]:
        conexion.exec_driver_sql(f"INSERT INTO {tabla} ({lista}) VALUES ({marcas})", valores)


def tomar_turno(conexion: Connection) -> None:
    """Un escritor a la vez: quien va a escribir espera al que está escribiendo, y lee lo que éste dejó.

    En SQLite la transacción ya es exclusiva; en PostgreSQL es un candado que se suelta al terminarla.
    """
    if conexion.dialect.name == "postgresql":
        conexion.execute(text("SELECT pg_advisory_xact_lock(hashtext('cobranza.libros'))"))


def cabeza(conexion: Connection, tabla: str) -> str:
    """Huella del último renglón de un libro; ceros si está vacío."""
    tomar_turno(conexion)
    libro = tablas.metadata.tables[tabla]
    huella = conexion.execute(select(libro.c.huella).order_by(libro.c.id.desc()).limit(1)).scalar()
    return huella or INICIO


def comprobar_cadena(conexion: Connection, tabla: str) -> tuple[int, str] | None:
    """Recorre un libro y devuelve (id, explicación) del primer renglón alterado; None si la cadena está íntegra."""
    libro = tablas.metadata.tables[tabla]
    columnas = ["id", *(c.name for c in libro.columns if c.name not in ("id", "huella")), "huella"]
    consulta = f"SELECT {', '.join(columnas)} FROM {tabla} ORDER BY id"
    with conexion.exec_driver_sql(consulta, execution_options={"yield_per": 20_000}) as renglones:
        roto, _ = alterado(INICIO, renglones)
    return (roto, explicacion(tabla, roto)) if roto else None
