"""Todo lo que decide una nómina, reunido antes de calcular: con lo mismo se vuelve a calcular lo mismo, siempre."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import dia
from cobranza.ley.isr import DelMes, del_mes
from cobranza.nomina.cobros import Nominado, cobros, movimientos
from cobranza.nomina.norma_habilitante import NormaHabilitante, norma_por_dia
from cobranza.nomina.norma_habilitante import normas as habilitantes
from cobranza.nomina.participantes import Participantes, participantes

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas

PENSION, OTRA = "PENSION", "OTRA"
PRELACION = (PENSION, OTRA)
"""En qué orden se descuenta de lo que queda después del ISR: los alimentos, antes que nada."""
_PREVIOS = {"numero_empleado": "str", "adeudo": "int64", "bruto_mes": "int64"}
_DEDUCCIONES = {
    "numero_empleado": "str",
    "clase": "str",
    "porcentaje": "int64",
    "importe": "int64",
    "documento": "str",
}


@dataclass(frozen=True)
class Insumos:
    """Lo leído de los libros y de la norma para la nómina de [desde, hasta], pagada en `fecha_pago`.

    `cobros`, `quienes` y `plantilla`: como los dan sus módulos. `movimientos`: los del libro que se nominan.
    `previos`: por persona, lo que quedó a deber de nóminas anteriores y lo que otras le pagaron en el mes de pago.
    `deducciones`: por persona, clase (`PENSION` u `OTRA`), porcentaje en centésimas de punto sobre lo que queda
    después del ISR, o importe fijo en centavos. `maximo`: lo más que se descuenta por reversas, igual.
    `varios_meses`: si el ISR se retiene como de un pago de varios meses, con qué interpretación; vacío, como del mes.
    """

    desde: date
    hasta: date
    fecha_pago: date
    cobros: pd.DataFrame
    movimientos: pd.DataFrame
    quienes: Participantes
    plantilla: pd.DataFrame
    previos: pd.DataFrame
    deducciones: pd.DataFrame
    registradas: tuple[NormaHabilitante, ...]
    isr: DelMes
    maximo: int
    varios_meses: str = ""


@dataclass(frozen=True)
class DeAntes:
    """Lo que una nómina recibe de las anteriores y de quien la calcula; vacío, si no hay memoria.

    `varios_meses`: retener como de un pago que corresponde a todos los días del periodo (RLISR, art. 163).
    """

    nominado: Nominado | None = None
    previos: pd.DataFrame | None = None
    deducciones: pd.DataFrame | None = None
    varios_meses: bool = False


def sin_previos() -> pd.DataFrame:
    """Nadie debe nada ni cobró antes en el mes."""
    return _vacia(_PREVIOS)


def deducciones(dichas: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Las deducciones dichas en un trámite, como tabla."""
    filas = [
        {"numero_empleado": d["persona"], "clase": str(d["clase"]).upper()}
        | {c: d[c] for c in ("porcentaje", "importe", "documento")}
        for d in dichas
    ]
    return pd.DataFrame(filas, columns=[*_DEDUCCIONES]).astype(_DEDUCCIONES) if filas else _vacia(_DEDUCCIONES)


def _vacia(columnas: dict[str, str]) -> pd.DataFrame:
    return pd.DataFrame(columns=[*columnas]).astype(columnas)


def reunir(  # noqa: PLR0913 — el periodo, el pago y sus normas van por nombre
    conexion: DuckDBPyConnection,
    *,
    normas: Normas,
    desde: date,
    hasta: date,
    fecha_pago: date | None = None,
    registradas: Sequence[NormaHabilitante] | None = None,
    de_antes: DeAntes | None = None,
) -> Insumos:
    """Lee lo que decide la nómina. Errores: los de `calculo.calcular`."""
    if desde > hasta:
        raise ErrorDeUso(f"El periodo empieza el {desde}, después de terminar ({hasta}); se esperaba desde ≤ corte.")
    registradas = tuple(habilitantes() if registradas is None else registradas)
    antes = de_antes or DeAntes()
    todos = cobros(conexion, desde, hasta, antes.nominado)
    comprobar_cobertura(todos, registradas, desde, hasta)
    pago = hasta if fecha_pago is None else fecha_pago
    plantilla = conexion.execute(
        "SELECT numero_empleado, nombre, rfc, curp, clabe, puesto, delegacion, sueldo_mensual, alta FROM persona "
        "ORDER BY numero_empleado"
    ).df()
    return Insumos(
        desde=desde,
        hasta=hasta,
        fecha_pago=pago,
        cobros=todos,
        movimientos=movimientos(conexion, desde, hasta, antes.nominado),
        quienes=participantes(conexion, todos, registradas),
        plantilla=plantilla,
        previos=sin_previos() if antes.previos is None else antes.previos,
        deducciones=_vacia(_DEDUCCIONES) if antes.deducciones is None else antes.deducciones,
        registradas=registradas,
        isr=del_mes(normas.de("federal"), pago),
        maximo=normas.de("estatal").numero("nomina_descuento_maximo", pago),
        varios_meses=normas.de("federal").interpretacion("isr.varios_meses") if antes.varios_meses else "",
    )


def comprobar_cobertura(
    todos: pd.DataFrame, registradas: Sequence[NormaHabilitante], desde: date, hasta: date
) -> None:
    """Todas las fechas del periodo, no sólo las que tuvieron cobros, deben tener norma en cada ámbito."""
    periodo = np.arange(dia(desde), dia(hasta) + 1, dtype=np.int64)
    for ambito in sorted(todos.loc[~todos["es_anterior"].astype(bool), "ambito"].unique()):
        norma_por_dia(registradas, ambito, periodo)
