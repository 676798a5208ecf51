"""Los libros de sólo agregar: cada renglón lleva la huella del anterior, así que una alteración se nota y se ubica.

`huella = sha256(huella anterior + renglón)`. La cadena se lee dentro de la misma transacción que escribe; quien
llega segundo espera.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, select, text

from cobranza.cartera import tablas

INICIO = "0" * 64
BLOQUE = 100_000
_SEPARADOR, _NULO = "\x1f", "\x00"


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
        _insertar(conexion, tabla, [*columnas, *(["huella"] if encadenada else [])], renglones)
    return len(filas)


def _renglones(filas: pd.DataFrame, columnas: list[str]) -> list[list[Any]]:
    """Renglones de valores simples: enteros, textos, fechas ISO o None."""
    return [list(r) for r in zip(*(_valores(filas[c]) for c in columnas), strict=True)]


def _valores(columna: pd.Series[Any]) -> list[Any]:
    if columna.dtype.kind == "M":
        textos = np.datetime_as_string(columna.to_numpy().astype("datetime64[D]")).tolist()
        return [None if t == "NaT" else t for t in textos]
    if columna.dtype.kind in "iub":
        return list(columna.tolist())
    return [None if v is None or v is pd.NA or v is pd.NaT or v != v else _simple(v) for v in columna.tolist()]


def _simple(valor: Any) -> Any:
    if isinstance(valor, date):
        return valor.isoformat()
    return int(valor) if isinstance(valor, float) else valor


def _orden(destino: Table, columnas: list[str], faltan: list[str]) -> list[int | None]:
    """Lugar de cada columna de la tabla dentro del renglón; None si no viene (se guarda nula)."""
    nombres = [c.name for c in destino.columns if c.name not in ("id", "huella")]
    return [None if n in faltan else columnas.index(n) for n in nombres]


def _encadenar(renglones: list[list[Any]], orden: list[int | None], anterior: str) -> str:
    sha = hashlib.sha256
    for renglon in renglones:
        canonico = _canonico([None if k is None else renglon[k] for k in orden])
        anterior = sha((anterior + canonico).encode()).hexdigest()
        renglon.append(anterior)
    return anterior


def _canonico(valores: list[Any]) -> str:
    """Texto único de un renglón: distingue nulo de vacío y no depende del motor."""
    return _SEPARADOR.join([_NULO if v is None else str(v) for v in valores])


def _insertar(conexion: Connection, tabla: str, columnas: list[str], renglones: list[list[Any]]) -> None:
    if not renglones:
        return
    lista = ", ".join(columnas)
    if conexion.dialect.name == "postgresql":
        cursor = conexion.connection.cursor()
        with cursor.copy(f"COPY {tabla} ({lista}) FROM STDIN") as copia:
            for renglon in renglones:
                copia.write_row(renglon)
        return
    marcas = ", ".join("?" * len(columnas))
    conexion.exec_driver_sql(f"INSERT INTO {tabla} ({lista}) VALUES ({marcas})", [tuple(r) for r in renglones])


def cabeza(conexion: Connection, tabla: str) -> str:
    """Huella del último renglón de un libro; ceros si está vacío."""
    if conexion.dialect.name == "postgresql":
        conexion.execute(text("SELECT pg_advisory_xact_lock(hashtext(:libro))"), {"libro": tabla})
    libro = tablas.metadata.tables[tabla]
    huella = conexion.execute(select(libro.c.huella).order_by(libro.c.id.desc()).limit(1)).scalar()
    return huella or INICIO


def comprobar_cadena(conexion: Connection, tabla: str) -> tuple[int, str] | None:
    """Recorre un libro y devuelve (id, explicación) del primer renglón alterado; None si la cadena está íntegra."""
    anterior = INICIO
    for renglon in _recorrer(conexion, tablas.metadata.tables[tabla]):
        identidad, *valores, huella = renglon
        calculada = hashlib.sha256((anterior + _canonico([_simple(v) for v in valores])).encode()).hexdigest()
        if calculada != huella:
            return (
                identidad,
                f"El renglón {identidad} de «{tabla}» no corresponde a su huella: fue alterado o falta el anterior.",
            )
        anterior = huella
    return None


def _recorrer(conexion: Connection, libro: Table) -> Iterator[Any]:
    columnas = [libro.c.id, *(c for c in libro.columns if c.name not in ("id", "huella")), libro.c.huella]
    consulta = select(*columnas).order_by(libro.c.id).execution_options(yield_per=20_000)
    yield from conexion.execute(consulta)
