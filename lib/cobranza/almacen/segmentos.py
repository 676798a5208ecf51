"""Escribir renglones de la base como segmentos Parquet por delegación, por bloques y sin archivos a medias."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Connection, MetaData, Table, text

BLOQUE = 100_000
_CON_CREDITO = ("movimiento", "acto")
TODAS = "_"
"""Carpeta de las tablas que no se parten por delegación."""


def escribir_tabla(
    conexion: Connection, carpeta: Path, tabla: str, desde: int | None, hasta: int
) -> list[dict[str, Any]]:
    """Segmentos nuevos de una tabla: renglones con `desde < id ≤ hasta`, o la tabla entera si `desde` es None.

    Devuelve, por segmento, su ruta relativa, filas y sha256. Una tabla sin renglones deja un segmento vacío la
    primera vez, para que la vista exista.
    """
    reflejada = Table(tabla, MetaData(), autoload_with=conexion)
    esquema = _esquema(reflejada)
    escritores: dict[str, tuple[Path, Path, pq.ParquetWriter]] = {}
    nombre = "todo" if desde is None else f"{desde + 1:012d}-{hasta:012d}"
    if desde is not None and desde >= hasta and desde > 0:
        return []
    for bloque in _bloques(conexion, tabla, esquema, desde, hasta):
        for delegacion, parte in _por_delegacion(bloque, tabla):
            if delegacion not in escritores:
                final = carpeta / tabla / delegacion / f"{nombre}.parquet"
                final.parent.mkdir(parents=True, exist_ok=True)
                provisional = final.with_suffix(f".{os.getpid()}.tmp")
                escritores[delegacion] = (
                    final,
                    provisional,
                    pq.ParquetWriter(provisional, parte.schema, compression="zstd"),
                )
            escritores[delegacion][2].write_table(parte)
    return [_cerrar(carpeta, *escritor) for _, escritor in sorted(escritores.items())]


def _cerrar(carpeta: Path, final: Path, provisional: Path, escritor: pq.ParquetWriter) -> dict[str, Any]:
    escritor.close()
    with provisional.open("rb") as archivo:
        huella = hashlib.file_digest(archivo, "sha256").hexdigest()
    if final.stem == "todo":
        final = final.with_stem(f"todo-{huella[:16]}")
    provisional.replace(final)
    return {
        "ruta": str(final.relative_to(carpeta)),
        "filas": pq.read_metadata(final).num_rows,
        "huella": huella,
    }


def _esquema(tabla: Table) -> pa.Schema:
    """Tipos exactos: enteros int64, fechas date32, marcas de tiempo timestamp, lo demás texto."""
    tipos: dict[str, pa.DataType] = {
        "DATE": pa.date32(),
        "DATETIME": pa.timestamp("s"),
        "TIMESTAMP": pa.timestamp("s"),
    }
    campos: list[pa.Field[Any]] = []
    for columna in tabla.columns:
        tipo = str(columna.type).upper()
        campos.append(pa.field(columna.name, tipos.get(tipo, pa.int64() if "INT" in tipo else pa.string())))
    return pa.schema(campos)


def _bloques(
    conexion: Connection, tabla: str, esquema: pa.Schema, desde: int | None, hasta: int
) -> Iterator[pa.Table]:
    columnas = ", ".join(f"t.{c}" for c in esquema.names)
    extra, union = (", c.delegacion", " JOIN credito c ON c.folio = t.folio") if tabla in _CON_CREDITO else ("", "")
    donde = "" if desde is None else f" WHERE t.id > {desde} AND t.id <= {hasta} ORDER BY t.id"
    if tabla in _CON_CREDITO:
        esquema = esquema.append(pa.field("delegacion", pa.string()))
    cursor = conexion.execution_options(yield_per=BLOQUE).exec_driver_sql(
        str(text(f"SELECT {columnas}{extra} FROM {tabla} t{union}{donde}"))
    )
    vacio = True
    for filas in cursor.partitions(BLOQUE):
        vacio = False
        columnas_arrow = [_columna(v, campo.type) for v, campo in zip(zip(*filas, strict=True), esquema, strict=True)]
        yield pa.Table.from_arrays(columnas_arrow, schema=esquema)
    if vacio:
        yield esquema.empty_table()


def _columna(valores: tuple[Any, ...], tipo: pa.DataType) -> pa.Array[Any]:
    """SQLite da las fechas como texto; PostgreSQL, como fechas: ambas llegan al mismo tipo."""
    if (pa.types.is_date(tipo) or pa.types.is_timestamp(tipo)) and any(isinstance(v, str) for v in valores[:1000]):
        return pa.array([None if v is None else v[:19] for v in valores], pa.string()).cast(tipo)
    if pa.types.is_date(tipo) and all(v is None or isinstance(v, str) for v in valores):
        return pa.array(valores, pa.string()).cast(tipo)
    return pa.array(valores, tipo)


def _por_delegacion(bloque: pa.Table, tabla: str) -> Iterator[tuple[str, pa.Table]]:
    if tabla != "credito" and tabla not in _CON_CREDITO:
        yield TODAS, bloque
        return
    delegaciones = sorted(str(d) for d in pc.unique(bloque["delegacion"]).to_pylist())
    if not delegaciones:
        yield TODAS, bloque
    for delegacion in delegaciones:
        yield delegacion, bloque.filter(pc.equal(bloque["delegacion"], pa.scalar(delegacion)))
