"""Los actos que otro dejó sin efectos (`deshace` en `actos.yaml`): están en el libro y ya no valen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cobranza.expediente.historia import numero_de_acto
from cobranza.expediente.significado import con

if TYPE_CHECKING:
    from cobranza.expediente.historia import Historia

Mascara = NDArray[np.bool_]


def deshechos(h: Historia, al: int | None = None) -> Mascara:
    """Por renglón de `Historia.actos`, si otro acto (hasta el día `al`, si se dice) lo dejó sin efectos."""
    (de, a), deshace = h.referencias, con("deshace")
    ya_no: Mascara = np.zeros(h.actos["id"].size, dtype=bool)
    que = h.actos_de(*deshace) if de.size else np.zeros(0, dtype=np.int64)
    if al is not None:
        que = que[h.actos["dia"][que] <= al]
    if not que.size:
        return ya_no
    numero = numero_de_acto()
    for tipo, deshecho in deshace.items():
        suyos = h.actos["id"][que[h.actos["tipo"][que] == numero[tipo]]]
        dichos = a[np.isin(de, suyos)]
        ya_no |= (h.actos["tipo"] == numero[deshecho]) & np.isin(h.actos["id"], dichos)
    return ya_no
