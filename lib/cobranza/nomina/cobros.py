"""Lo cobrado de gastos en un periodo y lo reversado de periodos anteriores, renglón por renglón."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.errores import ErrorDeDatos
from cobranza.cuenta.diligencias_pagadas import COMPONENTES_LIGADOS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CONCEPTOS = "(" + ", ".join(f"'{c}'" for c in COMPONENTES_LIGADOS) + ")"
# lo reversado dentro del periodo: si el cobro también es del periodo, sale de la base; si es anterior, se descuenta
_COBROS = f"""
    WITH reversado AS (
        SELECT reversa_de AS clave, CAST(SUM(importe) AS BIGINT) AS importe, MAX(fecha_efecto) AS fecha,
            MIN(causa) AS causa
        FROM movimiento WHERE tipo = 'PAGO' AND reversa_de IS NOT NULL
            AND componente IN {_CONCEPTOS} AND fecha_efecto BETWEEN $desde AND $hasta
        GROUP BY reversa_de
    )
    SELECT m.clave, m.documento AS recibo, m.folio, m.componente AS concepto, m.fecha_efecto AS ingreso,
        m.referencia AS diligencia, c.ambito, c.rfc, c.nombre AS contribuyente, c.delegacion,
        -m.importe AS cobrado, COALESCE(r.importe, 0) AS reversado,
        r.fecha AS fecha_reversa, r.causa AS causa_reversa,
        m.fecha_efecto < $desde AS es_anterior
    FROM movimiento m JOIN credito c ON c.folio = m.folio LEFT JOIN reversado r ON r.clave = m.clave
    WHERE m.tipo = 'PAGO' AND m.reversa_de IS NULL AND m.componente IN {_CONCEPTOS}
        AND (m.fecha_efecto BETWEEN $desde AND $hasta OR (m.fecha_efecto < $desde AND r.importe <> 0))
    ORDER BY m.clave
"""
_AUXILIAR = f"""
    SELECT CAST(COALESCE(-SUM(importe), 0) AS BIGINT) FROM movimiento
    WHERE tipo = 'PAGO' AND componente IN {_CONCEPTOS} AND fecha_efecto BETWEEN $desde AND $hasta
"""


def cobros(conexion: DuckDBPyConnection, desde: date, hasta: date) -> pd.DataFrame:
    """Renglones de gasto u honorario con su `importe` por repartir, en orden de clave; centavos y fechas.

    Son los cobrados en [desde, hasta] menos lo reversado en el mismo periodo (`es_anterior` falso) y, por lo
    reversado, los de periodos anteriores cuya reversa cayó en éste (`es_anterior` verdadero). Un renglón pertenece
    al periodo de su fecha de ingreso y a ningún otro. `compensado`: lo que un cobro nuevo repone de otro reversado
    de la misma diligencia, que no se paga ni se descuenta otra vez. Errores: `ErrorDeDatos` si uno aparece dos veces.
    """
    renglones = conexion.execute(_COBROS, {"desde": desde, "hasta": hasta}).df()
    comprobar_unicos(renglones)
    bruto = np.where(renglones["es_anterior"], renglones["reversado"], renglones["cobrado"] - renglones["reversado"])
    renglones["importe"] = bruto.astype(np.int64)
    renglones = _sin_negativos(renglones)
    renglones["compensado"] = _compensado(renglones)
    renglones["importe"] -= renglones["compensado"]
    return renglones


def _sin_negativos(renglones: pd.DataFrame) -> pd.DataFrame:
    """Lo que un recibo ya caído resultó cubrir de menos, porque otro llegó tarde, se descuenta de su mismo cobro."""
    if (renglones["importe"] >= 0).all():
        return renglones
    llave = ["recibo", "folio", "concepto", "diligencia", "es_anterior"]
    suma = renglones.groupby(llave, dropna=False)["importe"].transform("sum")
    return renglones.assign(importe=suma)[~renglones.duplicated(llave)].reset_index(drop=True)


def _compensado(renglones: pd.DataFrame) -> pd.Series[int]:
    """Lo que se compensa en cada renglón: el menor de lo cobrado y lo reversado de su diligencia, en orden de clave.

    Cuando un recibo cae, otro del mismo crédito pasa a cubrir ese gasto: el gasto sigue cobrado y ya se nominó.
    """
    llave = ["folio", "concepto", "diligencia"]
    importe, es_anterior = renglones["importe"], renglones["es_anterior"].astype(bool)
    grupos = [renglones[c].fillna("") for c in llave]
    cobrado = importe.where(~es_anterior, 0).groupby(grupos).transform("sum")
    reversado = importe.where(es_anterior, 0).groupby(grupos).transform("sum")
    acumulado = importe.groupby([*grupos, es_anterior]).cumsum() - importe
    por_cubrir = (cobrado.clip(upper=reversado) - acumulado).clip(lower=0)
    return importe.clip(upper=por_cubrir)


def comprobar_unicos(renglones: pd.DataFrame) -> None:
    """La llave recibo y renglón se nomina una sola vez (función F01, paso 1)."""
    repetidos = renglones[renglones["clave"].duplicated()]
    if len(repetidos):
        primero = repetidos.iloc[0]
        raise ErrorDeDatos(
            f"El recibo {primero['recibo']} del crédito {primero['folio']} aparece dos veces en la base; cada "
            "renglón se nomina una sola vez. Revisa el libro de movimientos.",
            folio=primero["folio"],
        )


def auxiliar(conexion: DuckDBPyConnection, desde: date, hasta: date) -> int:
    """Accesorios cobrados menos reversados según el libro, en centavos: la suma sin pasar por el reparto."""
    renglon = conexion.execute(_AUXILIAR, {"desde": desde, "hasta": hasta}).fetchone()
    assert renglon is not None
    return int(renglon[0])
