"""Quién podía actuar cada día: el nombramiento vigente, con sus facultades, en su delegación.

Un nombramiento vale de su primer a su último día, y nunca después de la baja de la persona: el día de la baja es el
último de servicio. Una facultad es una palabra entera de la lista del nombramiento («REQUERIR; EMBARGAR»), sin
distinguir mayúsculas. La misma definición sirve a la verificación, a la asignación y a la nómina.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import dias

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
VIGENCIA = """
    SELECT n.numero_empleado, n.puesto, n.delegacion, n.oficio, n.facultades, n.desde,
        LEAST(COALESCE(n.hasta, DATE '9999-12-31'), COALESCE(p.baja, DATE '9999-12-31')) AS hasta
    FROM nombramiento n JOIN persona p ON p.numero_empleado = n.numero_empleado
"""
"""Cada nombramiento con su último día de servicio en `hasta`, como consulta de la foto."""


def nombramientos(conexion: DuckDBPyConnection) -> pd.DataFrame:
    """Los de la foto, por oficio: persona, puesto, delegacion, facultades, desde y hasta (días, ambos incluidos)."""
    leidos: pd.DataFrame = conexion.sql(f"SELECT * FROM ({VIGENCIA}) ORDER BY oficio").df()
    leidos = leidos.rename(columns={"numero_empleado": "persona"})
    for limite in ("desde", "hasta"):
        leidos[limite] = dias(leidos[limite].astype("datetime64[s]"))
    return leidos


def facultado(
    quienes: pd.DataFrame,
    quien: pd.Series[Any],
    al: Columna,
    *facultades: str,
    delegacion: pd.Series[Any] | None = None,
) -> Mascara:
    """¿Tenía cada persona, ese día, un nombramiento vigente con todas esas facultades (y en esa delegación)?

    `quienes`: los `nombramientos`; `quien`, `al` y `delegacion`: una por renglón. Sin facultades, basta el
    nombramiento; sin persona, no.
    """
    suya, pedida = quienes["persona"].astype(object).to_numpy(), quien.astype(object).to_numpy()
    donde = None if delegacion is None else delegacion.astype(object).to_numpy()
    en = quienes["delegacion"].astype(object).to_numpy()
    desde, hasta = (quienes[c].to_numpy(np.int64) for c in ("desde", "hasta"))
    con_todas = np.flatnonzero(tiene(quienes["facultades"], *facultades)) if facultades else np.arange(len(suya))
    # pocas personas y pocos nombramientos cada una: se busca a cada quien y se mira el primero, el segundo…
    codigos, personas = pd.factorize(suya[con_todas])
    orden = con_todas[np.argsort(codigos, kind="stable")]
    primero = np.concatenate([[0], np.cumsum(np.bincount(codigos[codigos >= 0], minlength=len(personas)))])
    orden = orden[int((codigos < 0).sum()) :]
    cual = pd.Index(personas, dtype=object).get_indexer(pd.Index(pedida, dtype=object))
    puede = np.zeros(len(pedida), dtype=bool)
    for k in range(int(np.diff(primero).max(initial=0))):
        lugar = np.flatnonzero((cual >= 0) & ~puede)
        lugar = lugar[primero[cual[lugar]] + k < primero[cual[lugar] + 1]]
        n = orden[primero[cual[lugar]] + k]
        si = (desde[n] <= al[lugar]) & (al[lugar] <= hasta[n])
        puede[lugar] = si if donde is None else si & (en[n] == donde[lugar])
    return puede


def tiene(dichas: pd.Series[str], *facultades: str) -> Mascara:
    """¿Están todas esas facultades en cada lista?

    >>> tiene(pd.Series(["Requerir; embargar", "REQUERIR INFORMES"]), "REQUERIR").tolist()
    [True, False]
    """
    listas = [{f.strip().upper() for f in texto.split(";")} for texto in dichas.fillna("")]
    return np.array([set(facultades) <= lista for lista in listas], dtype=bool)
