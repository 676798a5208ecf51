"""Lo que preguntan casi todas las reglas: ¿hay otro renglón que…?, ¿cuál fue el último?, ¿ya pasó el plazo?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.ley.norma import Norma, Normas
from cobranza.ley.plazo import cantidades

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]


def tienen(
    actos: pd.DataFrame,
    otros: pd.DataFrame,
    condicion: Callable[[pd.DataFrame], Any],
    por: str = "credito",
) -> Mascara:
    """De cada acto, si algún renglón de `otros` con el mismo `por` cumple la condición sobre la pareja.

    La pareja lleva dia y ambito del acto y, del otro renglón, dia_otro, desde_otro y hasta_otro.
    """
    izquierda = actos[[por, "dia", "ambito"]].assign(lugar=np.arange(len(actos)))
    derecha = otros[[c for c in (por, "dia", "desde", "hasta") if c in otros]]
    parejas = izquierda.merge(derecha.rename(columns=lambda c: c if c == por else f"{c}_otro"), on=por)
    cumplen = np.zeros(len(actos), dtype=bool)
    cumplen[parejas.loc[np.asarray(condicion(parejas), dtype=bool), "lugar"]] = True
    return cumplen


def ultimo_de(actos: pd.DataFrame, otros: pd.DataFrame, *, mismo_dia: bool) -> pd.DataFrame:
    """De cada acto, el último renglón de `otros` de su crédito; con `mismo_dia` cuentan los de esa fecha.

    Sale con el índice de `actos`: tipo, dia y hasta de ese renglón; si no hubo, nulo y `SIN_DIA`.
    """
    columnas = ["credito", "dia", "tipo", "hasta"]
    derecha = otros[columnas].sort_values("dia", kind="stable").assign(cuando=lambda o: o["dia"])
    izquierda = actos[["credito", "dia"]].assign(lugar=np.arange(len(actos))).sort_values("dia", kind="stable")
    pares = pd.merge_asof(izquierda, derecha, on="dia", by="credito", allow_exact_matches=mismo_dia)
    pares = pares.sort_values("lugar").set_axis(actos.index)
    pares[["dia", "hasta"]] = pares[["cuando", "hasta"]].fillna(SIN_DIA).astype("int64")
    return pares[["tipo", "dia", "hasta"]]


def es_habil(normas: Normas, ambito: pd.Series[str], d: Columna) -> Mascara:
    """¿Es hábil cada día, en el calendario de su ámbito?"""
    return _por_ambito(normas, ambito, lambda norma, cual: norma.calendario.es_habil(d[cual])).astype(bool)


def habiles_entre(normas: Normas, ambito: pd.Series[str], desde: Columna, hasta: Columna) -> Columna:
    """Días hábiles en (desde, hasta] de cada renglón, en el calendario de su ámbito."""
    return _por_ambito(normas, ambito, lambda norma, cual: norma.calendario.entre(desde[cual], hasta[cual]))


def plazo_de(normas: Normas, ambito: pd.Series[str], clave: str, desde: Columna) -> Columna:
    """Cuántos días da el plazo (`plazos.yaml`) que empieza cada día, en el ordenamiento de su ámbito."""
    return _por_ambito(normas, ambito, lambda norma, cual: cantidades(norma, clave, desde[cual]))


def despues_de(normas: Normas, ambito: pd.Series[str], desde: Columna, clave: str, al: Columna) -> Mascara:
    """¿Cae `al` después del último día del plazo, en hábiles, que empieza con `desde`?

    Se cuenta hacia atrás desde `al`, así que nunca hace falta el calendario de años por venir.
    """
    return habiles_entre(normas, ambito, desde, al - 1) >= plazo_de(normas, ambito, clave, desde)


def antes_de(normas: Normas, ambito: pd.Series[str], desde: Columna, clave: str, al: Columna) -> Mascara:
    """¿Cae `al` antes del último día del plazo, en hábiles, que empieza con `desde`?"""
    return habiles_entre(normas, ambito, desde, al) < plazo_de(normas, ambito, clave, desde)


def _por_ambito(normas: Normas, ambito: pd.Series[str], funcion: Callable[[Norma, Columna], Any]) -> Columna:
    resultado = np.zeros(len(ambito), dtype=np.int64)
    for clave in ambito.unique():
        cual = np.flatnonzero(ambito.eq(clave))
        resultado[cual] = funcion(normas.de(str(clave)), cual)
    return resultado
