"""Lo cobrado de gastos en un periodo y lo reversado de periodos anteriores, renglón por renglón."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.errores import ErrorDeDatos
from cobranza.cuenta.diligencias_pagadas import COMPONENTES_LIGADOS, DEVUELTO_SIN_EFECTOS
from cobranza.cuenta.reversas import DEJA_SIN_EFECTOS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_CONCEPTOS = "(" + ", ".join(f"'{c}'" for c in COMPONENTES_LIGADOS) + ")"
_SIN_NOMINAR = "m.clave NOT IN (SELECT clave FROM nominado)"
# un periodo que ya se envió a pagar no se vuelve a abrir: lo que llegó después es del siguiente
_TARDE = """(m.fecha_efecto < $desde
    AND EXISTS (SELECT 1 FROM periodo_nominado p WHERE m.fecha_efecto BETWEEN p.desde AND p.hasta))"""
_TOCA = f"""{_SIN_NOMINAR}
    AND (m.fecha_efecto BETWEEN $desde AND $hasta OR {_TARDE})"""
# la resolución que deja sin efectos el crédito devuelve lo cobrado antes de ella (RCFF, art. 95): cada pago de gastos
# tiene entonces su reversa, y si ese pago ya había caído o cae después, el contrario de ella
_DEL_GASTO = f"""
    pagado AS (
        SELECT clave, folio, componente, importe, fecha_efecto, causa, documento, referencia, reversa_de
        FROM movimiento WHERE tipo = 'PAGO' AND componente IN {_CONCEPTOS}
    ), sin_efectos AS (
        SELECT p.clave, MIN(a.fecha) AS fecha FROM pagado p JOIN acto a ON a.folio = p.folio
        WHERE p.reversa_de IS NULL AND p.componente = '{DEVUELTO_SIN_EFECTOS}' AND a.tipo = 'RESOLUCION'
            AND a.resultado = '{DEJA_SIN_EFECTOS}' AND a.fecha > p.fecha_efecto
        GROUP BY p.clave
    ), del_gasto AS (
        SELECT * FROM pagado UNION ALL
        SELECT m.clave || ':devuelto', m.folio, m.componente, -m.importe, GREATEST(d.fecha, m.fecha_efecto),
            '{DEJA_SIN_EFECTOS}', m.documento, m.referencia, d.clave
        FROM sin_efectos d JOIN pagado m ON d.clave = COALESCE(m.reversa_de, m.clave)
    )"""
# lo reversado que toca a esta nómina: si el cobro también le toca, sale de la base; si es de antes, se descuenta
_COBROS = f"""
    WITH {_DEL_GASTO}, reversado AS (
        SELECT m.reversa_de AS clave, CAST(SUM(m.importe) AS BIGINT) AS importe, MAX(m.fecha_efecto) AS fecha,
            MIN(m.causa) AS causa
        FROM del_gasto m WHERE m.reversa_de IS NOT NULL AND {_TOCA}
        GROUP BY m.reversa_de
    ), cobrado AS (
        SELECT m.*, {_TOCA} AS toca, {_TARDE} AS es_tarde FROM del_gasto m
        WHERE m.reversa_de IS NULL AND m.fecha_efecto <= $hasta
    )
    SELECT m.clave, m.documento AS recibo, m.folio, m.componente AS concepto, m.fecha_efecto AS ingreso,
        m.referencia AS diligencia, c.ambito, c.rfc, c.nombre AS contribuyente, c.delegacion,
        -m.importe AS cobrado, COALESCE(r.importe, 0) AS reversado,
        r.fecha AS fecha_reversa, r.causa AS causa_reversa,
        NOT m.toca AS es_anterior, m.toca AND m.es_tarde AS es_tardio
    FROM cobrado m JOIN credito c ON c.folio = m.folio LEFT JOIN reversado r ON r.clave = m.clave
    WHERE m.toca OR r.importe <> 0
    ORDER BY m.clave
"""
_MOVIMIENTOS = f"""
    WITH {_DEL_GASTO}
    SELECT m.clave, CASE WHEN m.reversa_de IS NULL THEN 'COBRO' ELSE 'REVERSA' END AS clase,
        COALESCE(m.documento, '') AS recibo, m.folio, m.componente AS concepto, m.fecha_efecto AS fecha, m.importe
    FROM del_gasto m WHERE {_TOCA} ORDER BY m.clave
"""


@dataclass(frozen=True)
class Nominado:
    """Lo que nóminas anteriores ya enviaron a pagar: la clave de cada movimiento y sus periodos."""

    claves: pd.DataFrame
    periodos: pd.DataFrame


def nada_nominado() -> Nominado:
    """Sin memoria: nada se ha nominado (así calcula quien sólo quiere ver)."""
    dias = np.zeros(0, dtype="datetime64[s]")
    return Nominado(pd.DataFrame({"clave": pd.array([], dtype="str")}), pd.DataFrame({"desde": dias, "hasta": dias}))


@contextmanager
def recordando(conexion: DuckDBPyConnection, nominado: Nominado) -> Iterator[None]:
    """Mientras dura, las consultas de cobros saben qué se nominó ya."""
    conexion.register("nominado", nominado.claves)
    conexion.register("periodo_nominado", nominado.periodos)
    try:
        yield
    finally:
        conexion.unregister("nominado")
        conexion.unregister("periodo_nominado")


def cobros(conexion: DuckDBPyConnection, desde: date, hasta: date, nominado: Nominado | None = None) -> pd.DataFrame:
    """Renglones de gasto u honorario con su `importe` por repartir, en orden de clave; centavos y fechas.

    Son los cobrados en [desde, hasta] menos lo reversado en el mismo periodo (`es_anterior` falso) y, por lo
    reversado, los de periodos anteriores cuya reversa cayó en éste (`es_anterior` verdadero). Un renglón pertenece
    al periodo de su fecha de ingreso; si llegó a los libros cuando ese periodo ya se había enviado a pagar, al que
    sigue (`es_tardio`). `compensado`: lo que un cobro nuevo repone de otro reversado de la misma diligencia, que no
    se paga ni se descuenta otra vez. Errores: `ErrorDeDatos` si uno aparece dos veces.
    """
    with recordando(conexion, nominado or nada_nominado()):
        renglones = conexion.execute(_COBROS, {"desde": desde, "hasta": hasta}).df()
    comprobar_unicos(renglones)
    bruto = np.where(renglones["es_anterior"], renglones["reversado"], renglones["cobrado"] - renglones["reversado"])
    renglones["importe"] = bruto.astype(np.int64)
    renglones = _sin_negativos(renglones)
    renglones["compensado"] = _compensado(renglones)
    renglones["importe"] -= renglones["compensado"]
    return renglones


def movimientos(
    conexion: DuckDBPyConnection, desde: date, hasta: date, nominado: Nominado | None = None
) -> pd.DataFrame:
    """Los renglones del libro que tocan a la nómina del periodo: clave, clase (`COBRO` o `REVERSA`), recibo, folio,
    concepto, fecha e importe en centavos, con su signo. Lo que se anota como ya nominado es esto.
    """
    with recordando(conexion, nominado or nada_nominado()):
        tabla: pd.DataFrame = conexion.execute(_MOVIMIENTOS, {"desde": desde, "hasta": hasta}).df()
    return tabla


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


def auxiliar(conexion: DuckDBPyConnection, desde: date, hasta: date, nominado: Nominado | None = None) -> int:
    """Accesorios cobrados menos reversados según el libro, en centavos: la suma sin pasar por el reparto."""
    return -int(movimientos(conexion, desde, hasta, nominado)["importe"].sum())
