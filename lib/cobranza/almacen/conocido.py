"""Qué se sabía un día: lo que este sistema ya había registrado, según su propio reloj.

Los archivos traen la fecha en que la oficina registró cada cosa (`fecha_registro`), y este sistema anota cuándo cargó
cada archivo (`lote.registrado`, en la hora de la oficina). Desde la primera carga manda la segunda; de antes sólo hay
lo que los archivos afirman de sí.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from cobranza.almacen.inventario import CARGAS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from upath import UPath

    from cobranza.almacen.fichas import Ficha

    Ruta = Path | UPath


def con_carga(conexion: DuckDBPyConnection, tablas: Sequence[str]) -> list[str]:
    """De esas tablas, las que dicen en qué carga llegó cada renglón.

    Se le pregunta a cada una: `duckdb_columns()` arma antes todo el catálogo de DuckDB, y cuesta como abrirlo.
    """
    columnas = {t: conexion.execute(f"DESCRIBE {t}").fetchall() for t in tablas}
    return [tabla for tabla in tablas if any(columna == "lote" for columna, *_ in columnas[tabla])]


def primera_carga(conexion: DuckDBPyConnection) -> date | None:
    """El día de la primera carga."""
    dia = conexion.execute(f"SELECT CAST(MIN(registrado) AS DATE) FROM {CARGAS}").fetchall()[0][0]
    return dia if isinstance(dia, date) else None


def registrado(conexion: DuckDBPyConnection, al: date) -> str:
    """La condición de lo que el reloj del sistema dice que ya se había registrado; vacía antes de la primera."""
    primera = primera_carga(conexion)
    if primera is None or al < primera:
        return ""
    consulta = f"SELECT id, CAST(registrado AS DATE) <= DATE '{al}' FROM {CARGAS} ORDER BY id"
    cargas = conexion.execute(consulta).fetchall()
    ya, aun_no = [n for n, entonces in cargas if entonces], [n for n, entonces in cargas if not entonces]
    if not aun_no or max(ya) < min(aun_no):
        return f"lote <= {max(ya)}"  # casi siempre: las cargas se numeran como llegan
    return f"lote IN ({', '.join(map(str, ya))})"


def registrado_desde(conexion: DuckDBPyConnection, fichas: Sequence[Ficha], desde: date) -> dict[str, str]:
    """De cada tabla, la condición de lo que la víspera de ese día aún no se había registrado.

    Es lo contrario de lo que deja ver `Foto.conexion(conocido_al=…)`: entre los dos está todo, sin repetir. Salvo el
    día de la primera carga: ese día este sistema lo registró todo. Lo que no es libro (un recibo, una persona) sólo
    dice en qué carga quedó como está; de antes de la primera, nada: «FALSE».
    """
    vispera = desde - timedelta(days=1)
    cargado, de_una_carga = registrado(conexion, vispera), con_carga(conexion, [f.nombre for f in fichas])
    if desde == primera_carga(conexion):
        cargado = "FALSE"
    condiciones = {}
    for tabla in fichas:
        dichas = [f"fecha_registro > DATE '{vispera}'"] if tabla.libro else []
        if cargado and tabla.nombre in de_una_carga:
            dichas.append(f"NOT ({cargado})")
        condiciones[tabla.nombre] = " OR ".join(dichas) or "FALSE"
    return condiciones


def decir_lo_importado(conexion: DuckDBPyConnection, libros: list[str]) -> None:
    """La vista de los renglones que, según su archivo, se registraron antes de que este sistema los cargara."""
    todos = " UNION ALL ".join(
        f"SELECT '{libro}' AS libro, id, lote, fecha_registro FROM {libro}" for libro in libros
    )
    conexion.execute(
        f"CREATE VIEW importado AS SELECT i.libro, i.id FROM ({todos}) i JOIN {CARGAS} c ON c.id = i.lote "
        "WHERE i.fecha_registro < CAST(c.registrado AS DATE)"
    )


def cuando_se_cargo(cargas: Sequence[Ruta]) -> str:
    """Huella del número y el día de cada carga."""
    dias: list[tuple[int, str]] = []
    for segmento in cargas:
        with segmento.open("rb") as archivo:
            # `read_table` importa además todo pandas: un cuarto de segundo en cada orden
            for fila in pq.ParquetFile(archivo).read(columns=["id", "registrado"]).to_pylist():
                dias.append((fila["id"], str(fila["registrado"])[:10]))
    return hashlib.sha256(str(sorted(dias)).encode()).hexdigest()[:12]
