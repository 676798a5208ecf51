"""Lo que un adeudo causa de una fecha a otra: accesorios por tramos, nunca saldos parchados.

El libro guarda lo ya devengado y lo pagado; aquí se calcula lo que falta asentar a un día. Un crédito sin
movimientos posteriores a su alta da exactamente lo que da `liquidar`.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import Centavos
from cobranza.base.fechas import SIN_DIA, Dia
from cobranza.ley.actualizacion import actualizado, factor
from cobranza.ley.norma import Norma
from cobranza.ley.recargos import recargos, tasa

Columna = NDArray[np.int64]


def por_devengar(  # noqa: PLR0913 — cada argumento es una columna de la fórmula
    de: Norma, *, historico: Columna, actualizacion: Columna, vencimiento: Columna, ultimo: Columna, al: Dia
) -> tuple[Columna, Columna, Columna]:
    """(actualización que falta asentar, recargos que faltan, factor) de cada adeudo al día `al`.

    Fundamento: CFF, arts. 17-A y 21. El insoluto histórico se actualiza desde su vencimiento original; los
    recargos del tramo son lo actualizado por las tasas de los meses que empezaron después del `último` devengo,
    de modo que ninguna fracción se cobra dos veces y las 60 mensualidades se cuentan desde el vencimiento.
    Columnas `int64` del mismo largo; `ultimo` es `SIN_DIA` donde nada se ha devengado. Centavos; factor en
    diezmilésimas. Nada es negativo: lo devengado no se deshace.
    """
    del_dia = factor(de, vencimiento, al)
    insoluto = actualizado(historico, del_dia)
    falta = np.maximum(insoluto - historico - actualizacion, 0)
    base = np.maximum(insoluto, historico + actualizacion)
    hasta_hoy = tasa(de, vencimiento, al)
    antes = tasa(de, vencimiento, np.where(ultimo == SIN_DIA, vencimiento, ultimo))
    mora = recargos(base, np.maximum(np.asarray(hasta_hoy) - antes, 0))
    return falta, cast(Columna, mora), np.broadcast_to(del_dia, historico.shape)


def aplicar_en_orden(pago: Centavos, saldos: list[Columna]) -> list[Columna]:
    """Reparte un pago entre saldos en el orden en que vienen; lo que sobra no se reparte.

    Fundamento: CFF, art. 20, octavo párrafo. Columnas o enteros; salen tantas columnas como saldos.

    >>> [int(c) for c in aplicar_en_orden(100, [np.int64(30), np.int64(90), np.int64(5)])]
    [30, 70, 0]
    """
    resto = np.asarray(pago, dtype=np.int64)
    aplicado = []
    for saldo in saldos:
        parte = np.minimum(resto, saldo)
        aplicado.append(parte)
        resto = resto - parte
    return aplicado
