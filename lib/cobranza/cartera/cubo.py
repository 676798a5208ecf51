"""El cubo aditivo: de él sale todo cuadro de la cartera.

Una máquina lo calcula de una vez; varias, por partes que se suman. Sumar cubos es concatenar y volver a agrupar.
"""

from __future__ import annotations

import pandas as pd

DIMENSIONES = (
    *("delegacion", "ambito", "concepto", "etapa", "antiguedad", "clase", "situacion"),
    *("tramo_de_prescripcion", "programado", "principal_pagado"),
)
_SI_O_NO = ("programado", "principal_pagado")
MEDIDAS = (
    "creditos",
    "historico",
    "actualizacion",
    "recargos",
    "multas",
    "gastos",
    "honorarios",
    "indemnizacion",
    "total",
)


def cubo(cartera: pd.DataFrame) -> pd.DataFrame:
    """Cubo de los créditos vigentes de una cartera (`cartera_de`): dimensiones × número y centavos por concepto."""
    columnas = [*DIMENSIONES, *(medida for medida in MEDIDAS if medida != "creditos")]
    return _agrupar(cartera.loc[cartera["vida"] == "VIGENTE", columnas].assign(creditos=1))


def sumar(partes: list[pd.DataFrame]) -> pd.DataFrame:
    """El cubo de todas las partes: el mismo, al centavo, que si se hubiera calculado de una vez."""
    return _agrupar(pd.concat(partes, ignore_index=True))


def _agrupar(renglones: pd.DataFrame) -> pd.DataFrame:
    agrupado = renglones.groupby(list(DIMENSIONES), as_index=False, sort=True)[list(MEDIDAS)].sum()
    en_palabras = dict.fromkeys((d for d in DIMENSIONES if d not in _SI_O_NO), "str")
    return agrupado.astype(en_palabras | dict.fromkeys(MEDIDAS, "int64"))


def cuadro(del_cubo: pd.DataFrame, por: str | list[str]) -> pd.DataFrame:
    """Cuadro por una o más dimensiones, del saldo mayor al menor."""
    agrupado = del_cubo.groupby(por, as_index=False)[list(MEDIDAS)].sum()
    llaves = [por] if isinstance(por, str) else por
    return agrupado.sort_values(["total", *llaves], ascending=[False, *[True] * len(llaves)], ignore_index=True)
