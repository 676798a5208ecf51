"""La misma persona en dos lugares a la vez: como `deudas`, lo que una regla mira en créditos que no son el suyo.

Por eso los ratos encimados se buscan aparte, en toda la foto, y se pasan hechos a quien lee una parte (`pae.leer`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

Columna = NDArray[np.int64]

_DILIGENCIA = """
    SELECT a.credito, a.persona, a.fecha, a.hora_inicio AS desde, a.hora_fin AS hasta{mas} FROM acto a
    WHERE (a.tipo IN ('CITATORIO', 'REQUERIMIENTO', 'EMBARGO', 'REQ_Y_EMBARGO')
            OR a.tipo = 'NOTIFICACION' AND a.forma = 'PERSONAL') AND a.fecha <= $corte
        AND a.persona <> '' AND a.hora_inicio <> '' AND a.hora_fin <> ''
"""
_ENCIMADOS = """
    WITH diligencia AS ({diligencia}), rato AS (
        SELECT DISTINCT d.persona, d.fecha, d.desde, d.hasta, c.municipio FROM diligencia d
        JOIN credito c ON c.id = d.credito {de_quienes}
    )
    SELECT DISTINCT r.* FROM rato r JOIN rato o ON o.persona = r.persona AND o.fecha = r.fecha
    WHERE r.municipio <> o.municipio AND r.desde < o.hasta AND o.desde < r.hasta
"""
_SUS_DIAS = "SEMI JOIN (SELECT persona, fecha FROM diligencia WHERE credito IN (FROM estos)) s USING (persona, fecha)"
_EN_ELLOS = """
    SELECT {que} FROM ({diligencia}) d JOIN credito c ON c.id = d.credito
    JOIN encimado r USING (persona, fecha, desde, hasta, municipio)
"""


def encimados(conexion: DuckDBPyConnection, corte: date, de: Columna | None = None) -> pd.DataFrame:
    """Los ratos en que una persona tiene diligencias en dos municipios: persona, fecha, desde, hasta y municipio.

    `de`: sólo los de los días en que alguna de sus diligencias es de esos créditos.
    """
    dicho = _ENCIMADOS.format(diligencia=_DILIGENCIA.format(mas=""), de_quienes=_SUS_DIAS if de is not None else "")
    if de is not None:
        conexion.register("estos", pd.DataFrame({"numero": de}))
    leidos: pd.DataFrame = conexion.execute(dicho, {"corte": corte}).df()
    return leidos


def con_los_que_coinciden(
    conexion: DuckDBPyConnection, corte: date, numeros: Columna
) -> tuple[Columna, pd.DataFrame]:
    """Esos créditos y los que ese día y con esa persona tienen una diligencia encimada, si alguno de ellos también;
    y los ratos encimados de los días de todos."""
    ratos = encimados(conexion, corte, numeros)
    hay = _en(conexion, corte, ratos, "credito, d.fecha || ' ' || d.persona AS cuando")
    coinciden = hay["cuando"].isin(hay.loc[hay["credito"].isin(numeros), "cuando"])
    todos = np.union1d(numeros, hay.loc[coinciden, "credito"].to_numpy(np.int64))
    return todos, ratos if todos.size == numeros.size else encimados(conexion, corte, todos)


def claves(conexion: DuckDBPyConnection, corte: date, ratos: pd.DataFrame) -> frozenset[str]:
    """Las claves de las diligencias que caen en esos ratos."""
    return frozenset(_en(conexion, corte, ratos, "d.clave", ", a.clave")["clave"])


def _en(conexion: DuckDBPyConnection, corte: date, ratos: pd.DataFrame, que: str, mas: str = "") -> pd.DataFrame:
    conexion.register("encimado", ratos)
    consulta = _EN_ELLOS.format(que=que, diligencia=_DILIGENCIA.format(mas=mas))
    leidas: pd.DataFrame = conexion.execute(consulta, {"corte": corte}).df()
    return leidas
