"""Cuánto garantizaban un día las garantías de cada crédito, juntas, con sus ampliaciones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.verificacion.cruces import NUNCA, termina_el, ultimo_de

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

Columna = NDArray[np.int64]
_SIN_DECIR = 10**15
"""Los centavos que se le suponen a la que no dice por cuánto: los que cubren cualquier cuenta."""


def garantizado_el(pae: Pae, actos: pd.DataFrame) -> Columna:
    """Lo que el día de cada acto cubrían las garantías de su crédito; sin tope si una no dice cuánto."""
    todas = pae.de_tipo("GARANTIA")
    return cubren(actos.assign(al=actos["dia"]), dichas_por(pae, todas.assign(termina=terminan(pae, todas))))


def terminan(pae: Pae, garantias: pd.DataFrame) -> Columna:
    """El primer día en que cada una ya no garantiza; el fin que no dice cuál es de la última abierta."""
    fines = pae.de_tipo("FIN_GARANTIA")
    citada = termina_el(garantias, fines)
    sin_cita = fines[fines["referencia"] == ""]
    ultima = ultimo_de(sin_cita, garantias[citada == NUNCA], mismo_dia=True, mas=("clave",))["clave"]
    suelta = garantias["clave"].map(sin_cita["dia"].groupby(ultima).min()).fillna(SIN_DIA).to_numpy(np.int64)
    vence = np.where(garantias["hasta"] == SIN_DIA, NUNCA, garantias["hasta"] + 1)
    suelta = np.where(suelta == SIN_DIA, NUNCA, suelta)
    termina: Columna = np.minimum(np.minimum(citada, suelta), vence)
    return termina


def dichas_por(pae: Pae, garantias: pd.DataFrame) -> pd.DataFrame:
    """Por cuánto fue cada garantía y desde cuándo: al otorgarse y en cada ampliación."""
    columnas = ["credito", "clave", "dia", "monto", "termina"]
    ampliadas = pae.de_tipo("AMPLIACION_GARANTIA")[["credito", "dia", "monto", "referencia"]]
    ampliadas = ampliadas.rename(columns={"referencia": "clave"})
    ampliadas = ampliadas.merge(garantias[["clave", "termina"]], on="clave")
    juntas = pd.concat([garantias[columnas], ampliadas[columnas]], ignore_index=True)
    return juntas.sort_values("dia", kind="stable", ignore_index=True)


def cubren(actos: pd.DataFrame, dichas: pd.DataFrame) -> Columna:
    """Lo que el día `al` de cada acto cubrían las garantías de su crédito; sin tope si una no dice cuánto."""
    pares = actos[["credito", "clave", "al"]].merge(dichas, on="credito", suffixes=("", "_otra"))
    pares = pares[(pares["dia"] <= pares["al"]) & (pares["termina"] > pares["al"])]
    pares = pares.drop_duplicates(["clave", "clave_otra"], keep="last")
    pares["monto"] = pares["monto"].where(pares["monto"] > 0, _SIN_DECIR)
    suma: Columna = pares.groupby("clave")["monto"].sum().reindex(actos["clave"], fill_value=0).to_numpy(np.int64)
    return suma
