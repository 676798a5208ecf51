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
            AND a.persona <> '' AND a.hora_inicio <> '' AND a.hora_fin <> ''
    ), rato AS (SELECT DISTINCT persona, fecha, desde, hasta, municipio FROM diligencia), encimado AS (
        SELECT DISTINCT d.* FROM rato d JOIN rato o ON o.persona = d.persona AND o.fecha = d.fecha
        WHERE d.municipio <> o.municipio AND d.desde < o.hasta AND o.desde < d.hasta
    )
    SELECT clave, credito, fecha || ' ' || persona AS cuando FROM diligencia
    JOIN encimado USING (persona, fecha, desde, hasta, municipio)
"""


def encimados(conexion: DuckDBPyConnection, corte: date) -> pd.DataFrame:
    """Las diligencias que coinciden con otra de la misma persona en otro municipio: clave, credito (su número) y la
    persona y el día en que coinciden (`cuando`)."""
    leidas: pd.DataFrame = conexion.execute(_ENCIMADOS, {"corte": corte}).df()
    return leidas


def coinciden_con(encimadas: pd.DataFrame, numeros: Columna) -> Columna:
    """Los números de los créditos que ese día y con esa persona tienen una encimada, si alguno de ésos también."""
    de_ellos = encimadas.loc[encimadas["credito"].isin(numeros), "cuando"]
    return np.unique(encimadas.loc[encimadas["cuando"].isin(de_ellos), "credito"].to_numpy(np.int64))
