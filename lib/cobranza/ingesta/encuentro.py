"""Preguntar al almacén por todas las llaves de un bloque de una sola vez."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pandas as pd
from sqlalchemy import Connection, text

from cobranza.base.fechas import SIN_DIA
from cobranza.ingesta.celda import SIN_NUMERO, Valor
from cobranza.ingesta.columnas import lista


def encontradas(
    conexion: Connection, tabla: str, llaves: Sequence[str], valores: Sequence[Sequence[object]], leer: Sequence[str]
) -> pd.DataFrame:
    """Renglones de `tabla` cuyas `llaves` son alguna de `valores`: columna `i` (cuál) y las de `leer`, como texto."""
    if not valores:
        return pd.DataFrame({columna: pd.Series(dtype=object) for columna in ("i", *leer)})
    if conexion.dialect.name == "sqlite":
        origen, parte = "json_each(:valores) AS j", "json_extract(j.value, '$[{}]')"
    else:
        origen = "jsonb_array_elements(CAST(:valores AS jsonb)) WITH ORDINALITY AS j(value, key)"
        parte = "j.value ->> {}"
    cruce = " AND ".join(
        f"t.{llave} = " + (f"CAST({parte.format(k)} AS BIGINT)" if llave == "importe" else parte.format(k))
        for k, llave in enumerate(llaves)
    )
    columnas = ", ".join(f"t.{columna}" for columna in leer)
    consulta = text(f"SELECT j.key, {columnas} FROM {origen} JOIN {tabla} t ON {cruce}")
    renglones = conexion.execute(consulta, {"valores": json.dumps(valores)}).all()
    marco = pd.DataFrame([tuple(r) for r in renglones], columns=["i", *leer], dtype=object)
    marco["i"] = marco["i"].astype("int64") - (0 if conexion.dialect.name == "sqlite" else 1)
    for columna in leer:
        marco[columna] = ["" if dato is None else str(dato) for dato in marco[columna]]
    return marco


def como_texto(columna: Valor, *, es_fecha: bool) -> list[str]:
    """Una columna como la devuelve `encontradas`, para comparar."""
    if isinstance(columna, np.ndarray):
        if not es_fecha:
            return ["" if numero == SIN_NUMERO else str(numero) for numero in columna.tolist()]
        vistas = np.datetime_as_string(np.where(columna == SIN_DIA, 0, columna).astype("datetime64[D]"))
        return np.where(columna == SIN_DIA, "", vistas).tolist()  # type: ignore[no-any-return]  # lista de str
    return lista(columna)
