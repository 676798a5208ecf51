"""Pago a plazos (CFF, arts. 66 y 66-A): parcialidades iguales, pago diferido y cuándo procede.

Aritmética entera exacta: la anualidad se calcula con enteros de cualquier tamaño y se redondea una sola vez.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import dividir_redondeando
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import SIN_DIA, dia
from cobranza.ley.norma import Norma
from cobranza.ley.parametros import Valor
from cobranza.ley.proporciones import proporcion
from cobranza.ley.recargos import meses
from cobranza.ley.vigencias import al_dia

Columna = NDArray[np.int64]
UNIDAD = 10_000
"""Una tasa de 1.42 % es 142 en diezmilésimas."""
_TRAMOS = ("parcialidades_hasta_12", "parcialidades_13_a_24", "parcialidades_mas_de_24")
_LIMITES = (12, 24)


@dataclass(frozen=True, slots=True)
class Pago:
    """Un renglón de la tabla de pagos: lo que se paga, cuánto es recargo, cuánto capital y qué queda. Centavos."""

    numero: int
    parcialidad: int
    recargo: int
    capital: int
    saldo: int


def tasa_por_plazo(de: Norma, parcialidades: int, solicitud: date) -> Valor:
    """Tasa mensual de la Ley de Ingresos vigente a la solicitud, según el número de parcialidades."""
    return de.valor(_TRAMOS[int(np.searchsorted(_LIMITES, parcialidades))], solicitud)


def plazo_en_meses(de: Norma, desde: Columna, hasta: Columna) -> Columna:
    """Meses o fracción de cada plazo; donde no se dijo hasta cuándo (`SIN_DIA`), los que suponga el ordenamiento."""
    sin_fecha = hasta == SIN_DIA
    supuesto = int(de.interpretacion("prorroga.plazo_sin_fecha"))
    return np.where(sin_fecha, supuesto, meses(de, desde, np.where(sin_fecha, desde, hasta)))


def tasas_por_plazo(de: Norma, parcialidades: Columna, solicitud: Columna, diferido: NDArray[np.bool_]) -> Columna:
    """Tasa de muchos: la de su número de parcialidades o, donde se difiere, `tasa_del_diferido`.

    Centésimas de punto al mes. `ErrorDeLey` si falta la tasa de una solicitud.
    """
    tasas = np.zeros(solicitud.shape, dtype=np.int64)
    tramo = np.where(diferido, len(_LIMITES), np.searchsorted(_LIMITES, parcialidades))
    for k in np.unique(tramo):
        tasas[tramo == k] = al_dia(de, _TRAMOS[k], solicitud[tramo == k])
    return tasas


def tasa_del_diferido(de: Norma, solicitud: date) -> Valor:
    """Tasa mensual del pago diferido: la Ley de Ingresos le fija la de los plazos de más de 24 meses."""
    return de.valor("parcialidades_mas_de_24", solicitud)


def parcialidad(saldo: int, tasa: int, parcialidades: int) -> int:
    """Pago mensual igual: `S·i / (1 − (1+i)^−n)`, a centavos, medio hacia arriba.

    Fundamento: CFF, art. 66-A, fr. I, segundo párrafo. Unidades: centavos; tasa mensual en centésimas de punto
    (1.42 % = 142).

    >>> parcialidad(8_000_000, 142, 12), parcialidad(100, 0, 4)
    (729790, 25)
    """
    if tasa == 0:
        return _entero(dividir_redondeando(saldo, parcialidades))
    crecido = (UNIDAD + tasa) ** parcialidades
    return _entero(dividir_redondeando(saldo * tasa * crecido, UNIDAD * (crecido - UNIDAD**parcialidades)))


def tabla(saldo: int, tasa: int, pago: int, parcialidades: int, *, ultima_ajusta: bool) -> list[Pago]:
    """Tabla de pagos; el capital suma el saldo y el último renglón lo deja en cero.

    Con `ultima_ajusta`, la última parcialidad es lo que falta más su recargo; si no, todas son iguales y los
    centavos del redondeo se acomodan en el recargo del último renglón.
    """
    pagos = []
    for numero in range(1, parcialidades + 1):
        recargo = _entero(dividir_redondeando(saldo * tasa, UNIDAD))
        capital = pago - recargo
        if numero == parcialidades:
            capital = saldo
            recargo = recargo if ultima_ajusta else pago - capital
        saldo -= capital
        pagos.append(Pago(numero, capital + recargo, recargo, capital, saldo))
    return pagos


def meses_de_prorroga(de: Norma, solicitud: date, liquidacion: date) -> int:
    """Meses o fracción entre la solicitud y la fecha elegida para liquidar (art. 66-A, fr. II, segundo párrafo)."""
    inicio, fin = dia(solicitud), dia(liquidacion)
    if fin <= inicio:
        raise ErrorDeDatos(f"fecha_liquidacion {liquidacion} debe ser posterior a la solicitud ({solicitud}).")
    cuantos = 12 * (liquidacion.year - solicitud.year) + liquidacion.month - solicitud.month + 1
    while cuantos > 1 and fin <= int(de.calendario.mas_meses(inicio, cuantos - 1)):
        cuantos -= 1
    return cuantos


def recargo_diferido(monto: int, tasa: int, meses: int) -> int:
    """Recargo del pago diferido: monto × tasa × meses, interés simple, redondeado una vez.

    Fundamento: CFF, art. 66-A, fr. II, segundo párrafo. Centavos; tasa en centésimas de punto.

    >>> recargo_diferido(8_000_000, 197, 12)
    1891200
    """
    return _entero(dividir_redondeando(monto * tasa * meses, UNIDAD))


def impedimento(
    de: Norma, debio_pagarse: date, solicitud: date, *, retenida: bool = False, seguridad_social: bool = False
) -> str | None:
    """Por qué no procede el pago a plazos; None si procede. Las fechas son el primer día de su mes.

    Fundamento: CFF, art. 66-A, fr. VI.
    """
    if retenida:
        return "Contribución retenida, trasladada o recaudada (CFF, art. 66-A, fr. VI, inciso c)."
    if seguridad_social:
        return None
    if debio_pagarse.year >= solicitud.year:
        return "Debió pagarse en el año de calendario en curso (CFF, art. 66-A, fr. VI, inciso a)."
    excluidos = proporcion(de, "plazos_meses_excluidos", solicitud).entero
    antes = 12 * (solicitud.year - debio_pagarse.year) + solicitud.month - debio_pagarse.month
    if antes <= excluidos:
        return (
            f"Debió pagarse en los {excluidos} meses anteriores al mes de la solicitud "
            "(CFF, art. 66-A, fr. VI, inciso a)."
        )
    return None


def causal_de_revocacion(de: Norma, parcialidades: int, incumplidas: Collection[int]) -> str | None:
    """Por qué se revoca un convenio en parcialidades; None si sigue. `incumplidas` son sus números.

    Fundamento: CFF, art. 66-A, fr. IV, inciso c): tres no cubiertas en tiempo y monto, o la última.
    """
    if parcialidades in incumplidas:
        return "La última parcialidad no se cumplió en tiempo y monto (CFF, art. 66-A, fr. IV, inciso c)."
    limite = proporcion(de, "plazos_incumplidas")
    if len(set(incumplidas)) >= limite.entero:
        return f"{limite.impreso} sin cumplir en tiempo y monto ({limite.fundamento})."
    return None


def factor_isr_anual(tasa: int, parcialidades: int) -> int:
    """Factor de la RMF para las parcialidades del ISR anual, en diezmilésimas: anualidad de n − 1 pagos, truncada.

    >>> [factor_isr_anual(126, n) for n in range(2, 7)]
    [9875, 19628, 29259, 38771, 48164]
    """
    pagos = parcialidades - 1
    crecido = (UNIDAD + tasa) ** pagos
    return _entero(UNIDAD * UNIDAD * (crecido - UNIDAD**pagos) // (tasa * crecido))


def _entero(numero: object) -> int:
    assert isinstance(numero, int)
    return numero
