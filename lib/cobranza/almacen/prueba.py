"""La foto contra los libros, renglón por renglón.

Los sellos prueban que la foto es la que se escribió; un manifiesto y unos segmentos rehechos a la par también los
llevarían buenos. Que lo escrito sea lo que la base dice sólo se sabe comparando: es lo que hace `comprobar`.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Literal

import pyarrow as pa

from cobranza.almacen.fichas import Ficha
from cobranza.almacen.foto import Foto
from cobranza.almacen.inventario import CARGAS
from cobranza.almacen.segmentos import bloques_de

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlalchemy import Connection


def difieren(foto: Foto, conexion: Connection) -> list[str]:
    """Las tablas cuyos renglones en la foto no son los de la base; de los libros, hasta donde llega la foto.

    Si mientras tanto entró otra carga, lo suelto ya es otro y no se compara: se comparará con la foto siguiente.
    """
    from sqlalchemy import text

    with closing(foto.conexion()) as abierta:
        ultima = conexion.execute(text(f"SELECT MAX(id) FROM {CARGAS}")).scalar()
        misma_carga = abierta.execute(f"SELECT MAX(id) FROM {CARGAS}").fetchall()[0][0] == ultima
        return [
            ficha.nombre
            for ficha in foto.fichas.values()
            if (ficha.libro or misma_carga)
            and not (_libro_igual if ficha.libro else _suelta_igual)(ficha, abierta, conexion)
        ]


def _libro_igual(ficha: Ficha, abierta: DuckDBPyConnection, conexion: Connection) -> bool:
    """Bloque por bloque, en orden de número: ninguno de los dos lados se tiene entero en memoria."""
    cuantos, hasta = abierta.execute(f"SELECT COUNT(*), COALESCE(MAX(id), 0) FROM {ficha.nombre}").fetchall()[0]
    for bloque in bloques_de(conexion, ficha, hasta):
        cuantos -= bloque.num_rows
        if bloque.num_rows:
            numeros = bloque["id"].to_numpy()
            suyo = f"WHERE id BETWEEN {numeros[0]} AND {numeros[-1]} ORDER BY id"
            if not _iguales(bloque, _de_la_foto(abierta, ficha, bloque, suyo)):
                return False
    return bool(cuantos == 0)


def _suelta_igual(ficha: Ficha, abierta: DuckDBPyConnection, conexion: Connection) -> bool:
    en_la_base = pa.concat_tables(list(bloques_de(conexion, ficha)))
    en_la_foto = _de_la_foto(abierta, ficha, en_la_base, "")
    # cada motor ordena los textos a su modo: se ordenan aquí
    orden: list[tuple[str, Literal["ascending", "descending"]]] = [(c, "ascending") for c in en_la_base.column_names]
    return _iguales(en_la_base.sort_by(orden), en_la_foto.sort_by(orden))


def _de_la_foto(abierta: DuckDBPyConnection, ficha: Ficha, como: pa.Table, cuales: str) -> pa.Table:
    columnas = ", ".join(como.column_names)
    leida: pa.Table = abierta.sql(f"SELECT {columnas} FROM {ficha.nombre} {cuales}").to_arrow_table()
    return leida.cast(como.schema)


def _iguales(uno: pa.Table, otro: pa.Table) -> bool:
    return bool(uno.combine_chunks().equals(otro.combine_chunks()))
