"""Lo que se mide de una nómina (función F01) según los libros: cuánto se cobra, cuánto cuesta y qué falta."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.cuenta.diligencias_pagadas import COMPONENTES_LIGADOS
from cobranza.expediente import significado

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from duckdb import DuckDBPyConnection

    from cobranza.nomina.calculo import Nomina

_DEL_2_POR_CIENTO = frozenset({"A-GE1", "A-GE2"})
"""Los gastos que causa cada diligencia; el extraordinario sólo se causa si se eroga."""
_CONCEPTOS = "(" + ", ".join(f"'{c}'" for c in COMPONENTES_LIGADOS) + ")"
_DETERMINADO = f"""
    SELECT CAST(COALESCE(SUM(importe), 0) AS BIGINT) FROM movimiento
    WHERE componente IN {_CONCEPTOS} AND tipo = componente AND fecha_efecto BETWEEN $desde AND $hasta
"""
# lo que entró en el periodo de créditos a los que ya se les había practicado alguna diligencia de ejecución
_DEL_PAE = """
    SELECT CAST(COALESCE(-SUM(m.importe), 0) AS BIGINT) FROM movimiento m
    WHERE m.tipo = 'PAGO' AND m.fecha_efecto BETWEEN $desde AND $hasta AND EXISTS (
        SELECT 1 FROM acto a WHERE a.folio = m.folio AND list_contains($tipos, a.tipo) AND a.fecha <= m.fecha_efecto)
"""
# requerimiento y embargo de un mismo día causan un solo gasto (RCFF, art. 95, segundo párrafo)
_SIN_GASTO = """
    SELECT a.clave, a.folio, a.tipo, COALESCE(a.resultado, '') AS resultado, c.delegacion
    FROM acto a JOIN credito c ON c.folio = a.folio
    WHERE a.fecha BETWEEN $desde AND $hasta AND list_contains($tipos, a.tipo) AND NOT EXISTS (
        SELECT 1 FROM acto b JOIN movimiento m ON m.folio = b.folio AND m.referencia = b.clave
        WHERE b.folio = a.folio AND b.fecha = a.fecha AND m.componente = 'GASTO_EJECUCION')
    ORDER BY c.delegacion, a.fecha, a.clave
"""


@dataclass(frozen=True, slots=True)
class Indicadores:
    """Centavos y cuentas del periodo; `dias` y los rechazos, sólo de una nómina guardada (None si no lo es).

    `determinado`: gastos y honorarios causados; `del_pae`: lo que entró de créditos ya ejecutados.
    """

    cobrado: int
    determinado: int
    a_personas: int
    del_pae: int
    sin_asignar: int
    reversado: int
    ejecutores: int
    de_ejecutores: int
    dias: int | None
    rechazados: int | None
    dispersados: int | None


def indicadores(
    nomina: Nomina, conexion: DuckDBPyConnection, tramite: Mapping[str, Any] | None = None
) -> Indicadores:
    """Los de una nómina; `tramite`: los datos del suyo, si es guardada."""
    valores = {"desde": nomina.desde, "hasta": nomina.hasta}
    ejecutores = nomina.personas[(nomina.personas["puesto"] == "EJECUTOR") & (nomina.personas["bruto"] > 0)]
    pagos = int((nomina.personas["neto"] > 0).sum())
    respuesta = (tramite or {}).get("respuesta")
    return Indicadores(
        cobrado=nomina.base,
        determinado=_suma(conexion, _DETERMINADO, valores),
        a_personas=nomina.bruto,
        del_pae=_suma(conexion, _DEL_PAE, valores | {"tipos": [*_que_causan()]}),
        sin_asignar=nomina.sin_asignar,
        reversado=int(nomina.reversas["importe"].sum()),
        ejecutores=len(ejecutores),
        de_ejecutores=int(ejecutores["bruto"].sum()),
        dias=None if tramite is None else (nomina.fecha_pago - nomina.hasta).days,
        rechazados=None if respuesta is None else sum(r["resultado"] == "rechazado" for r in respuesta),
        dispersados=None if respuesta is None else pagos,
    )


def diligencias_sin_gasto(conexion: DuckDBPyConnection, desde: date, hasta: date) -> pd.DataFrame:
    """Las practicadas en [desde, hasta] que causan gasto (CFF, art. 150) y no lo tienen en el libro.

    Columnas clave, folio, tipo, resultado y delegacion.
    """
    causan = _que_causan()
    filas = conexion.execute(_SIN_GASTO, {"desde": desde, "hasta": hasta, "tipos": [*causan]}).df()
    valen = [
        significado.vale(str(t), str(r)) in causan for t, r in zip(filas["tipo"], filas["resultado"], strict=True)
    ]
    return filas[np.array(valen, dtype=bool)].reset_index(drop=True)


def _que_causan() -> frozenset[str]:
    return frozenset(t for t, concepto in significado.con("concepto_gasto").items() if concepto in _DEL_2_POR_CIENTO)


def _suma(conexion: DuckDBPyConnection, consulta: str, valores: Mapping[str, Any]) -> int:
    return int(conexion.execute(consulta, valores).fetchall()[0][0])
