"""Lo cobrado en un periodo: cuánto, por qué causa y de qué ejercicio venía cada crédito."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def pagos_del_periodo(conexion: DuckDBPyConnection, cartera: pd.DataFrame, desde: date, corte: date) -> pd.DataFrame:
    """Cobrado en [desde, corte] por ámbito, causa y ejercicio del crédito: `recibos` e `importe` en centavos.

    El pago es del periodo por su fecha de efecto; nunca se suman los de otro periodo (REC-02). Lo pagado de más
    (saldo a favor) no es cobro.
    """
    pagos = conexion.execute(
        """
        SELECT folio, causa, COUNT(DISTINCT documento) AS recibos, CAST(-SUM(importe) AS BIGINT) AS importe
        FROM movimiento WHERE tipo = 'PAGO' AND componente <> 'SALDO_A_FAVOR' AND fecha_efecto BETWEEN ? AND ?
        GROUP BY folio, causa
        """,
        [desde, corte],
    ).df()
    junto = pagos.merge(cartera[["folio", "ambito", "ejercicio"]], on="folio")
    agrupado = junto.groupby(["ambito", "causa", "ejercicio"], as_index=False)[["recibos", "importe"]].sum()
    return agrupado.astype({"recibos": np.int64, "importe": np.int64})


def recaudacion_anual(conexion: DuckDBPyConnection) -> dict[int, int]:
    """Recaudación de cada ejercicio, estatal y federal coordinada, como la capturó la oficina; centavos."""
    filas = conexion.execute(
        "SELECT ejercicio, CAST(SUM(importe) AS BIGINT) FROM recaudacion GROUP BY ejercicio HAVING SUM(importe) > 0"
    ).fetchall()
    return {int(ejercicio): int(importe) for ejercicio, importe in filas}
