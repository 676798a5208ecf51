"""La evidencia de un hallazgo: una frase por renglón, escrita por columnas."""

from __future__ import annotations

from collections.abc import Callable
from string import Formatter

import numpy as np
import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta, fecha_de


def redactar(renglones: pd.DataFrame, plantilla: str) -> pd.DataFrame:
    """Los renglones con su `evidencia`; la plantilla nombra sus columnas.

    `{columna}` escribe el texto tal cual, `{columna:fecha}` un día («31 dic 2025») y `{columna:pesos}` centavos.
    """
    frase = pd.Series("", index=renglones.index, dtype="str")
    if renglones.empty:
        return renglones.assign(evidencia=frase)
    for texto, columna, forma, _ in Formatter().parse(plantilla):
        frase = frase + texto
        if columna:
            frase = frase + _FORMAS[forma or ""](renglones[columna])
    return renglones.assign(evidencia=frase)


def _una_vez_por_valor(columna: pd.Series[int], escribir: Callable[[int], str]) -> pd.Series[str]:
    """Escribe cada valor distinto una vez y lo reparte."""
    distintos, cual = np.unique(columna.to_numpy(np.int64), return_inverse=True)
    textos = np.array([escribir(int(valor)) for valor in distintos], dtype=object)
    return pd.Series(textos[cual], index=columna.index, dtype="str")


_FORMAS: dict[str, Callable[[pd.Series[int]], pd.Series[str]]] = {
    "": lambda columna: columna.astype("str"),
    "fecha": lambda columna: _una_vez_por_valor(columna, lambda d: fecha_corta(fecha_de(d))),
    "pesos": lambda columna: _una_vez_por_valor(columna, pesos),
}
