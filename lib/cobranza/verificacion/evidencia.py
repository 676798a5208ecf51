"""La evidencia de un hallazgo: una frase por renglón, escrita por columnas."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from string import Formatter

import numpy as np
import pandas as pd

from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta, fecha_de


def redactar(renglones: pd.DataFrame, plantilla: str) -> pd.DataFrame:
    """Los renglones con su `evidencia`; la plantilla nombra sus columnas.

    `{columna}` escribe el texto tal cual, `{columna:fecha}` un día («31 dic 2025») y `{columna:pesos}` centavos.
    """
    partes = list[Sequence[str]]()
    for texto, columna, forma, _ in Formatter().parse(plantilla) if len(renglones) else ():
        partes.append([texto] * len(renglones))
        if columna:
            partes.append(_FORMAS[forma or ""](renglones[columna]))
    frases = ["".join(parte) for parte in zip(*partes, strict=True)]
    return renglones.assign(evidencia=pd.array(frases, dtype="str"))


def _una_vez_por_valor(columna: pd.Series[int], escribir: Callable[[int], str]) -> Sequence[str]:
    """Escribe cada valor distinto una vez y lo reparte."""
    distintos, cual = np.unique(columna.to_numpy(np.int64), return_inverse=True)
    textos = [escribir(valor) for valor in distintos.tolist()]
    return [textos[k] for k in cual.tolist()]


_FORMAS: dict[str, Callable[[pd.Series[int]], Sequence[str]]] = {
    "": lambda columna: [str(valor) for valor in columna],
    "fecha": lambda columna: _una_vez_por_valor(columna, lambda d: fecha_corta(fecha_de(d))),
    "pesos": lambda columna: _una_vez_por_valor(columna, pesos),
}
