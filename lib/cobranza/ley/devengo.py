"""Lo que un adeudo causa a un día, por la fórmula de la ley: nunca un saldo congelado.

Lo insoluto se lleva en *diezmilésimas de centavo* («fino»): un pago sobre lo actualizado extingue `pago / factor` de
histórico, que rara vez es un centavo cerrado. Un *tramo* es un periodo en que corren actualización y recargos: uno
solo desde el vencimiento, o varios si hubo pago a plazos.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import Centavos
from cobranza.ley.actualizacion import actualizado, factor
from cobranza.ley.norma import Norma
from cobranza.ley.recargos import meses, recargos, tasa, tope_de_meses

Columna = NDArray[np.int64]
FINO = 10_000
"""Diezmilésimas de centavo que hay en un centavo."""
Tramos = tuple[Columna, Columna]
"""(desde, hasta): matrices en días, un renglón por adeudo y una columna por tramo; vacío donde son iguales."""


def en_centavos(fino: Columna) -> Columna:
    """Diezmilésimas de centavo → centavos, medio hacia arriba.

    >>> en_centavos(np.array([15_000, 14_999]))
    array([2, 1])
    """
    return (fino + FINO // 2) // FINO


def por_razon(fino: Columna, razon: Columna) -> Columna:
    """`fino × razón` en centavos, medio hacia arriba; la razón en diezmilésimas (factor) o centésimas de punto
    (tasa).

    Se multiplica por partes: el producto de cualquier crédito que quepa en los libros cabe en 64 bits.

    >>> por_razon(np.array([64_383_154_910]), np.array([12_193]))
    array([7850238])
    """
    entero, resto = np.divmod(fino, FINO)
    return (entero * razon + resto * razon // FINO + FINO // 2) // FINO


def extinguido(pago: Columna, factores: Sequence[Columna]) -> Columna:
    """El principal histórico que extingue un pago sobre lo actualizado, en fino; se deshace un tramo a la vez.

    Fundamento: CFF, arts. 17-A y 21, cuarto párrafo. `pago` en centavos, `factores` del primero al último tramo.

    >>> extinguido(np.array([4_019_005]), [np.array([11_284])])
    array([35616846863])
    """
    parte = pago * FINO
    for del_tramo in reversed(factores):
        entero, resto = np.divmod(parte, del_tramo)
        parte = entero * FINO + (resto * FINO + del_tramo // 2) // del_tramo
    return parte


def bases(fino: Columna, factores: Sequence[Columna]) -> list[Columna]:
    """Lo insoluto actualizado al fin de cada tramo, en centavos: lo de uno es la base del siguiente."""
    al_fin = [por_razon(fino, factores[0])]
    for del_tramo in factores[1:]:
        al_fin.append(cast(Columna, actualizado(al_fin[-1], del_tramo)))
    return al_fin


def mora_extinguida(fino: Columna, queda: Columna, factores: Sequence[Columna], tasas: Sequence[Columna]) -> Columna:
    """Los recargos, hasta hoy, de lo que se extingue de `fino` para que sólo quede `queda`, en centavos.

    Son los de todo menos los de lo que queda: pagar no cambia lo ya causado, y el redondeo lo absorbe lo extinguido
    (CFF, art. 21, cuarto párrafo: sobre la diferencia).

    >>> mora_extinguida(*(np.array([f]) for f in (1_000_000, 490_000)), [np.array([10_000])], [np.array([150])])
    array([1])
    """

    def de(insoluto: Columna) -> Columna:
        de_cada_tramo = zip(bases(insoluto, factores), tasas, strict=True)
        return cast(Columna, sum(recargos(base, del_tramo) for base, del_tramo in de_cada_tramo))

    return de(fino) - de(queda)


@dataclass(frozen=True, slots=True)
class Causado:
    """Lo de un tramo: factor, lo actualizado a su fin (centavos), tasa de mora y meses transcurridos y causados."""

    factor: Columna
    base: Columna
    tasa: Columna
    meses: Columna
    meses_causados: Columna

    @property
    def mora(self) -> Columna:
        """Recargos del tramo, en centavos."""
        return cast(Columna, recargos(self.base, self.tasa))


def en_tramos(de: Norma, fino: Columna, tramos: Tramos, cubiertos: Columna) -> list[Causado]:
    """Lo que causa lo insoluto en cada tramo, en orden.

    Fundamento: CFF, arts. 17-A, 21 y 66-A, fr. IV, último párrafo. Lo actualizado en un tramo es la base del
    siguiente; las mensualidades de todos suman para el tope de cinco años (art. 21, segundo párrafo). `cubiertos` es
    el día hasta el que los recargos ya se pagaron del todo si `recargos.pago_parcial` es `por_tramo` (`SIN_DIA` si
    no).
    """
    tope = tope_de_meses(de, tramos[0][:, 0], np.any(tramos[1] > tramos[0], axis=1))
    causados: list[Causado] = []
    periodos = list(zip(*(matriz.T for matriz in tramos), strict=True))
    factores = [np.asarray(factor(de, *periodo)) for periodo in periodos]
    for (desde, hasta), del_tramo, base in zip(periodos, factores, bases(fino, factores), strict=True):
        transcurridos = cast(Columna, meses(de, desde, hasta))
        cuantos = np.minimum(transcurridos, tope)
        suma = np.asarray(tasa(de, desde, hasta, cuantos))
        pagados = np.clip(cubiertos, desde, hasta)
        if np.any(pagados > desde):
            suma = suma - tasa(de, desde, pagados, np.minimum(cast(Columna, meses(de, desde, pagados)), tope))
        causados.append(Causado(del_tramo, base, suma, transcurridos, cuantos))
        tope = tope - cuantos
    return causados


def aplicar_en_orden(pago: Centavos, saldos: list[Columna]) -> list[Columna]:
    """Reparte un pago entre saldos en el orden en que vienen; lo que sobra no se reparte y un saldo negativo no
    cuenta.

    Fundamento: CFF, art. 20, octavo párrafo. Columnas o enteros; salen tantas columnas como saldos.

    >>> [int(c) for c in aplicar_en_orden(100, [np.int64(30), np.int64(-4), np.int64(90), np.int64(5)])]
    [30, 0, 70, 0]
    """
    resto = np.asarray(pago, dtype=np.int64)
    aplicado = []
    for saldo in saldos:
        parte = np.minimum(resto, np.maximum(saldo, 0))
        aplicado.append(parte)
        resto = resto - parte
    return aplicado
