"""Los libros de sólo agregar: cada renglón lleva la huella del anterior, así que una alteración se nota y se ubica.

Sólo aquí se escribe en un libro. La cadena (`almacen.cadena`) se lee dentro de la misma transacción que escribe;
quien llega segundo espera.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, text

from cobranza.almacen import cadena
from cobranza.almacen.cadena import canonico, eslabon
from cobranza.libros import tablas

BLOQUE = 100_000
Renglon = tuple[Any, ...]


def agregar(conexion: Connection, tabla: str, filas: pd.DataFrame) -> int:
    """Agrega renglones al final de un libro, o a una tabla viva, en orden; devuelve cuántos.

    `filas`: columnas de la tabla, sin `id` ni `huella`; lo ausente va como nulo. Se trabaja por bloques. En un libro
    cada renglón lleva el número que sigue; el alta de lo vivo deja además su primera versión.
    """
    destino = tablas.metadata.tables[tabla]
    for desde in range(0, len(filas), BLOQUE):
        renglones = _renglones(filas.iloc[desde : desde + BLOQUE], propias(destino))
        if "libro" in destino.info:
            anexar(conexion, tabla, renglones)
        else:
            insertar(conexion, tabla, propias(destino), renglones)
            anotar_versiones(conexion, tabla, renglones)
    return len(filas)


def propias(tabla: Table) -> list[str]:
    """Las columnas de una tabla, en su orden, sin las que pone quien escribe: su número y su huella."""
    return [c.name for c in tabla.columns if c.name not in ("id", "huella")]


def anexar(conexion: Connection, libro: str, renglones: Iterable[Renglon]) -> None:
    """Escribe al final de un libro renglones completos (`propias`), cada uno con su número y su huella."""
    ultimo, anterior = punta(conexion, libro)
    encadenados = []
    for numero, renglon in enumerate(renglones, start=ultimo + 1):
        anterior = eslabon(libro, numero, anterior, renglon)
        encadenados.append((*renglon, numero, anterior))
    insertar(conexion, libro, [*propias(tablas.metadata.tables[libro]), "id", "huella"], encadenados)


def anotar_versiones(conexion: Connection, tabla: str, renglones: Iterable[Renglon]) -> None:
    """Anota en el libro `version` cómo quedó cada renglón, completo, de una tabla viva.

    Lo que no es vivo no lleva versiones.
    """
    destino = tablas.metadata.tables[tabla]
    if "viva" not in destino.info:
        return
    clave, *nombres = (c.name for c in destino.columns)
    assert destino.columns[clave].primary_key, "la clave de lo vivo es su primera columna"
    lote = nombres.index("lote")
    versiones = [(tabla, clave, canonico(nombres, valores), valores[lote]) for clave, *valores in renglones]
    anexar(conexion, "version", versiones)


def _renglones(filas: pd.DataFrame, columnas: list[str]) -> list[Renglon]:
    """Renglones de valores simples: enteros, textos, fechas ISO o None; lo que no viene, None."""
    ausente = [None] * len(filas)
    return list(zip(*(_valores(filas[c]) if c in filas.columns else ausente for c in columnas), strict=True))


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


def insertar(conexion: Connection, tabla: str, columnas: list[str], renglones: Iterable[Renglon]) -> None:
    """Escribe renglones ya formados (sin encadenar) por el camino más rápido de cada motor."""
    lista = ", ".join(columnas)
    if conexion.dialect.name == "postgresql":
        cursor = conexion.connection.cursor()
        with cursor.copy(f"COPY {tabla} ({lista}) FROM STDIN") as copia:
            for renglon in renglones:
                copia.write_row(renglon)
        return
    marcas = ", ".join("?" * len(columnas))
    if valores := list(renglones):
        conexion.exec_driver_sql(f"INSERT INTO {tabla} ({lista}) VALUES ({marcas})", valores)


def tomar_turno(conexion: Connection) -> None:
    """Un escritor a la vez: quien va a escribir espera al que está escribiendo, y lee lo que éste dejó.

    En SQLite la transacción ya es exclusiva; en PostgreSQL es un candado que se suelta al terminarla.
    """
    if conexion.dialect.name == "postgresql":
        conexion.execute(text("SELECT pg_advisory_xact_lock(hashtext('cobranza.libros'))"))


def punta(conexion: Connection, libro: str) -> tuple[int, str]:
    """(número, huella) del último renglón de un libro, con el turno tomado para escribir el que sigue."""
    tomar_turno(conexion)
    return cadena.puntas(conexion, {libro: tablas.SELLOS[libro]})[libro]


def puntas(conexion: Connection) -> dict[str, tuple[int, str]]:
    """Hasta dónde llega cada libro, y los lotes: nombre → (último número, su huella)."""
    return cadena.puntas(conexion, tablas.SELLOS)
