"""La misma persona en dos lugares a la vez: lo único que una regla mira en créditos que no son el suyo.

Por eso se busca aparte, en toda la foto, y se pasa hecho a quien lee una parte de ella (`pae.leer`).
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

_ENCIMADOS = """
    WITH diligencia AS (
        SELECT a.clave, a.credito, a.persona, a.fecha, a.hora_inicio AS desde, a.hora_fin AS hasta, c.municipio
        FROM acto a JOIN credito c ON c.id = a.credito
        WHERE a.tipo IN ('CITATORIO', 'REQUERIMIENTO', 'EMBARGO', 'REQ_Y_EMBARGO') AND a.fecha <= $corte
            AND a.persona <> '' AND a.hora_inicio <> '' AND a.hora_fin <> '' {y}
    )
    SELECT DISTINCT d.clave, d.credito FROM diligencia d
    JOIN diligencia o ON o.persona = d.persona AND o.fecha = d.fecha
    WHERE d.municipio <> o.municipio AND d.desde < o.hasta AND o.desde < d.hasta
"""
_CON_ESOS_CREDITOS = (
    "AND (a.persona, a.fecha) IN (SELECT persona, fecha FROM acto WHERE credito IN (FROM numeros) AND persona <> '')"
)


def encimados(conexion: DuckDBPyConnection, corte: date) -> frozenset[str]:
    """Las claves de las diligencias que coinciden con otra de la misma persona en otro municipio."""
    leidas = conexion.execute(_ENCIMADOS.format(y=""), {"corte": corte}).fetchall()
    return frozenset(clave for clave, _ in leidas)


def encimados_de(conexion: DuckDBPyConnection, corte: date, numeros: Columna) -> tuple[frozenset[str], Columna]:
    """Lo mismo, de esos créditos (números) y los días y personas de sus actos; y los números de los que coinciden."""
    conexion.register("numeros", pd.DataFrame({"numero": numeros}))
    leidas = conexion.execute(_ENCIMADOS.format(y=_CON_ESOS_CREDITOS), {"corte": corte}).fetchall()
    conexion.unregister("numeros")
    return frozenset(clave for clave, _ in leidas), np.unique(np.array([n for _, n in leidas], dtype=np.int64))
