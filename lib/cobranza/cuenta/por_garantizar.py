"""Lo que debe cubrir la garantía de cada adeudo a su día: lo mismo al verificarla que al escribir la de ejemplo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cobranza.cuenta.liquidacion import liquidar_cartera
from cobranza.ley.garantia import requeridos

if TYPE_CHECKING:
    from cobranza.cuenta.adeudos import Adeudos

Columna = NDArray[np.int64]


def por_garantizar(adeudos: Adeudos, al: Columna) -> Columna:
    """Lo actualizado, los accesorios y los recargos de doce meses de cada adeudo a su día, en centavos.

    Lo que no causa recargos (una multa) no crece con ellos. Fundamento: CFF, art. 141, segundo párrafo.
    """
    debe = liquidar_cartera(adeudos, al)
    principal = (debe["historico"] + debe["actualizacion"]).to_numpy(np.int64)
    contribuciones = np.where(adeudos.causa_recargos, principal, 0)
    otros = (debe["recargos"] + debe["indemnizacion"] + debe["multas"]).to_numpy(np.int64)
    accesorios, gastos = principal - contribuciones + otros, (debe["gastos"] + debe["honorarios"]).to_numpy(np.int64)
    total = np.zeros(len(debe), dtype=np.int64)
    for ambito in np.unique(adeudos.ambito.astype(str)):
        cual = np.flatnonzero(adeudos.ambito == ambito)
        partes = (c[cual] for c in (al, contribuciones, accesorios, gastos))
        total[cual] = requeridos(adeudos.normas.de(str(ambito)), *partes)
    return total
