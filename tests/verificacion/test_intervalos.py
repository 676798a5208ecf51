"""Los intervalos: los ejemplos publicados (indicadores de la Dirección, 8.5) y las distribuciones."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cobranza.base.errores import ErrorDeUso
from cobranza.verificacion.intervalos import binomial, esperado, hipergeometrico, tamano, wilson

COLA = Fraction(25, 1000)


def hiper(poblacion: int, con: int, muestra: int, k: int) -> Fraction:
    """La probabilidad, contada con combinaciones."""
    return Fraction(comb(con, k) * comb(poblacion - con, muestra - k), comb(poblacion, muestra))


def test_el_ejemplo_publicado() -> None:
    assert wilson(3, 50) == (206, 1622)
    assert hipergeometrico(578, 50, 3) == (8, 93), "de 1.38 a 16.09 %"
    assert [round(Fraction(10_000 * k, 578)) for k in (8, 93)] == [138, 1609]
    assert [tamano(578, error) for error in (5, 7, 10)] == [232, 147, 83]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_los_limites_hipergeometricos_son_los_ultimos_que_no_se_rechazan(data: st.DataObject) -> None:
    poblacion = data.draw(st.integers(1, 60))
    muestra = data.draw(st.integers(1, poblacion))
    casos = data.draw(st.integers(0, muestra))
    caben = range(casos, poblacion - muestra + casos + 1)
    arriba = {m: sum(hiper(poblacion, m, muestra, k) for k in range(casos, min(m, muestra) + 1)) for m in caben}
    abajo = {m: sum(hiper(poblacion, m, muestra, k) for k in range(casos + 1) if k <= m) for m in caben}
    esperados = min(m for m in caben if arriba[m] > COLA), max(m for m in caben if abajo[m] > COLA)
    assert hipergeometrico(poblacion, muestra, casos) == esperados


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_lo_esperado_deja_fuera_a_lo_mas_una_cola_de_cada_lado(data: st.DataObject) -> None:
    poblacion = data.draw(st.integers(1, 60))
    con, volumen = data.draw(st.integers(0, poblacion)), data.draw(st.integers(0, poblacion))
    centro, desde, hasta = esperado(poblacion, con, volumen)
    assert centro == Fraction(con * volumen, poblacion) and desde <= hasta
    assert sum(hiper(poblacion, con, volumen, k) for k in range(desde)) <= COLA
    assert sum(hiper(poblacion, con, volumen, k) for k in range(hasta + 1, volumen + 1)) <= COLA
    if desde < hasta:
        assert sum(hiper(poblacion, con, volumen, k) for k in range(desde + 1)) > COLA, "no se ensancha de más"


@pytest.mark.parametrize(("casos", "de"), [(0, 10), (3, 50), (10, 10), (7, 40)])
def test_el_exacto_encierra_la_tasa_y_cada_limite_es_el_ultimo(casos: int, de: int) -> None:
    desde, hasta = binomial(casos, de)

    def cola(centesimas: int, ks: range) -> Fraction:
        p = Fraction(centesimas, 10_000)
        return sum((comb(de, k) * p**k * (1 - p) ** (de - k) for k in ks), Fraction(0))

    assert desde <= 10_000 * casos // de <= hasta
    if casos:
        assert cola(desde, range(casos, de + 1)) < COLA <= cola(desde + 1, range(casos, de + 1))
    if casos < de:
        assert cola(hasta, range(casos + 1)) < COLA <= cola(hasta - 1, range(casos + 1))


def test_lo_que_no_se_entiende_se_dice() -> None:
    for que in (lambda: wilson(4, 3), lambda: tamano(10, 0), lambda: esperado(5, 6, 1)):
        with pytest.raises(ErrorDeUso, match="se esperaba"):
            que()


def test_revisar_todo_no_deja_duda() -> None:
    assert hipergeometrico(30, 30, 4) == (4, 4) and tamano(0, 5) == 0 and esperado(0, 0, 0) == (0, 0, 0)
