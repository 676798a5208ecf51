"""Lo que un adeudo causa de una fecha a otra: accesorios por tramos, nunca saldos parchados.

El libro guarda lo ya devengado y lo pagado; aquí se calcula lo que falta asentar a un día. Un crédito sin
movimientos posteriores a su alta da exactamente lo que da `liquidar`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import Centavos
from cobranza.base.fechas import SIN_DIA, Dia
from cobranza.ley.actualizacion import actualizado, factor
from cobranza.ley.norma import Norma
from cobranza.ley.recargos import meses, recargos, tasa, tope_de_meses

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


def por_devengar_en_tramos(
    de: Norma, *, historico: Columna, actualizacion: Columna, tramos: Tramos, ultimo: Columna
) -> tuple[Columna, Columna, Columna]:
    """Como `por_devengar`, cuando hubo pago a plazos: actualización y recargos sólo corren en unos tramos.

    Fundamento: CFF, art. 66-A, último párrafo (durante el convenio no hay actualización: la tasa la incluye) y fr.
    IV, último párrafo (revocado, el saldo se actualiza y causa recargos desde el último pago). Lo actualizado en un
    tramo es la base del siguiente. Las 60 mensualidades son del adeudo (art. 21, segundo párrafo: «hasta por cinco
    años»), así que se suman las de todos los tramos. Los factores salen en matriz, uno por tramo.
    """
    causados = en_tramos(de, historico, tramos, ultimo)
    factores = np.stack([c.factor for c in causados], axis=1)
    falta = np.maximum(causados[-1].base - historico - actualizacion, 0)
    return falta, np.sum([c.mora for c in causados], axis=0), factores


Tramos = tuple[Columna, Columna, Columna]
"""(desde, hasta, sin causar antes de): matrices en días, un renglón por adeudo y una columna por tramo."""


@dataclass(frozen=True, slots=True)
class Causado:
    """Lo de un tramo: factor, lo actualizado a su fin, tasa que falta asentar y sus meses (ya contados, hasta)."""

    factor: Columna
    base: Columna
    tasa: Columna
    contados: Columna
    meses: Columna

    @property
    def mora(self) -> Columna:
        """Recargos que faltan asentar del tramo."""
        return cast(Columna, recargos(self.base, self.tasa))


def en_tramos(de: Norma, historico: Columna, tramos: Tramos, ultimo: Columna) -> list[Causado]:
    """Lo que causa cada tramo, en orden; `ultimo` es el último devengo asentado (`SIN_DIA` si ninguno)."""
    inicio, fin = tramos[0][:, 0], tramos[1][:, 0]
    tope = tope_de_meses(de, inicio, fin > inicio)
    base, causados = historico, []
    for desde, hasta, antes_no in zip(*(matriz.T for matriz in tramos), strict=True):
        del_tramo = factor(de, desde, hasta)
        base = cast(Columna, actualizado(base, del_tramo))
        devengado = np.where(ultimo < antes_no, desde, np.maximum(np.minimum(ultimo, hasta), desde))
        cuantos = np.minimum(meses(de, desde, hasta), tope)
        contados = np.minimum(meses(de, desde, devengado), tope)
        falta = np.asarray(tasa(de, desde, hasta, cuantos)) - tasa(de, desde, devengado, contados)
        causados.append(Causado(np.asarray(del_tramo), base, np.maximum(falta, 0), contados, cuantos))
        tope = tope - cuantos
    return causados


def prorroga(de: Norma, *, insoluto: Columna, tasa_mensual: Columna, desde: Columna, al: Columna) -> Columna:
    """Recargos por prórroga: saldo insoluto × tasa × meses o fracción, interés simple desde el último pago.

    Fundamento: CFF, arts. 66, 66-A, frs. I y II, y 21, octavo párrafo; los meses, de día a día (art. 12). Centavos;
    tasa en centésimas de punto al mes. Redondeo: a centavos, medio hacia arriba, una sola vez.

    >>> from cobranza.ley.norma import norma
    >>> columna = lambda n: np.array([n])
    >>> prorroga(norma("federal"), insoluto=columna(8_000_000), tasa_mensual=columna(142),
    ...          desde=columna(0), al=columna(31)).tolist()
    [113600]
    """
    return cast(Columna, recargos(insoluto, tasa_mensual * meses(de, desde, al)))


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
