"""La agenda de cada ejecutor: nadie practica dos diligencias a la vez en municipios distintos."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cobranza.gemelo.personas import NADIE
from cobranza.gemelo.sorteo import Columna
from cobranza.gemelo.trama import SIN_HORA

_ABRE, _CIERRA = 8 * 60, 18 * 60


def sin_encimar(hechos: pd.DataFrame, persona: Columna, municipio: Columna) -> tuple[Columna, Columna]:
    """(hora, fin) de cada hecho, recorridas una tras otra las diligencias que a una persona se le enciman ese día.

    Sólo se recorren las del horario de oficina; las de a deshora son vicios o habilitaciones y se quedan.
    """
    hora, fin = hechos["hora"].to_numpy().copy(), hechos["fin"].to_numpy().copy()
    cual = np.flatnonzero((persona != NADIE) & (hora >= _ABRE) & (fin != SIN_HORA) & (fin <= _CIERRA + 100))
    d = pd.DataFrame({"persona": persona[cual], "dia": hechos["fecha"].to_numpy()[cual], "lugar": cual})
    d = d[d.duplicated(["persona", "dia"], keep=False)]
    for _, suyas in d.groupby(["persona", "dia"]):
        lugar = suyas["lugar"].to_numpy()
        lugar = lugar[np.argsort(hora[lugar], kind="stable")]
        encima = hora[lugar][1:] < fin[lugar][:-1]
        if not encima.any() or len(np.unique(municipio[lugar])) == 1:
            continue
        dura = np.minimum(fin[lugar] - hora[lugar], (_CIERRA - _ABRE) // len(lugar) - 1)
        hora[lugar] = _ABRE + np.concatenate([[0], np.cumsum(dura + 1)[:-1]])
        fin[lugar] = hora[lugar] + dura
    return hora, fin
