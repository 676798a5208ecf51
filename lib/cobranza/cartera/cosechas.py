"""Cómo madura la cartera: cuánto paga cada cosecha de créditos y de qué tramo a cuál pasan (REC-03 y REC-09)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MESES = (3, 6, 12, 24, 36)
"""A cuántos meses de registrada se mide lo pagado de una cosecha."""

_COSECHAS = f"""
    WITH alta AS (
        SELECT folio, ambito, fecha_registro AS nace, YEAR(fecha_registro) AS cosecha, importe + multa AS determinado
        FROM credito WHERE fecha_registro <= $corte AND folio IN (SELECT folio FROM propios)
    ), pagado AS (
        SELECT folio, fecha_efecto, -importe AS importe FROM movimiento
        WHERE tipo = 'PAGO' AND fecha_efecto <= $corte AND folio IN (SELECT folio FROM propios)
    ), por_credito AS (
        SELECT alta.folio, {
    ", ".join(f"SUM(p.importe) FILTER (p.fecha_efecto <= nace + INTERVAL {k} MONTH) AS a{k}" for k in MESES)
} FROM alta JOIN pagado p USING (folio) GROUP BY alta.folio
    )
    SELECT cosecha, CAST(COUNT(*) AS BIGINT) AS creditos, CAST(SUM(determinado) AS BIGINT) AS determinado,
        {", ".join(f"CAST(COALESCE(SUM(a{k}), 0) AS BIGINT) AS a{k}" for k in MESES)}
    FROM alta LEFT JOIN por_credito USING (folio) GROUP BY cosecha ORDER BY cosecha
"""


def cosechas(conexion: DuckDBPyConnection, folios: pd.Series[str], corte: date) -> pd.DataFrame:
    """Por año de registro: creditos, determinado y pagado acumulado a 3, 6, 12, 24 y 36 meses (`a3`…), en centavos.

    Una cosecha que al corte no ha cumplido k meses completos lleva ausente su `ak`: todavía no se sabe.
    """
    conexion.register("propios", pd.DataFrame({"folio": folios.to_numpy()}))
    c = conexion.execute(_COSECHAS, {"corte": corte}).df()
    conexion.unregister("propios")
    for k in MESES:
        fin = pd.to_datetime(c["cosecha"].astype(str) + "-12-31") + pd.DateOffset(months=k)
        c[f"a{k}"] = c[f"a{k}"].astype("Int64").where(fin <= pd.Timestamp(corte))
    return c


def transiciones(inicial: pd.DataFrame, final: pd.DataFrame) -> pd.DataFrame:
    """De qué estado a cuál pasó cada crédito vivo al inicio: `de`, `a`, `creditos` y `saldo` inicial en centavos.

    El estado es el tramo de antigüedad o, si dejó de estar en cobro, pagado, cancelado o en convenio. Cada crédito
    del inicio cuenta una vez, así que cada renglón `de` suma exactamente sus créditos.
    """
    vivos = inicial[inicial["vida"] == "VIGENTE"]
    junto = pd.DataFrame({"folio": vivos["folio"], "de": _estado(vivos), "saldo": vivos["total"]}).merge(
        pd.DataFrame({"folio": final["folio"], "a": _estado(final)}), on="folio", how="left"
    )
    junto["a"] = junto["a"].fillna("traspasado")
    agrupado = junto.groupby(["de", "a"], as_index=False).agg(creditos=("folio", "size"), saldo=("saldo", "sum"))
    return agrupado.astype({"creditos": np.int64, "saldo": np.int64})


def _estado(c: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    casos = [c["vida"] == "CANCELADO", c["vida"] == "BAJA", c["situacion"] == "EN_CONVENIO"]
    return np.select(casos, ["cancelado", "pagado o extinguido", "en convenio"], c["antiguedad"])
