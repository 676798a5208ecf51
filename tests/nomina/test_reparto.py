"""El resto mayor: ni un centavo de más ni de menos, en cualquier orden."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.base.errores import ErrorDeDatos
from cobranza.nomina.reparto import por_resto_mayor

importes = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)
pesos = st.lists(st.integers(1, 10_000), min_size=1, max_size=8)


def _repartido(importes: list[int], pesos: list[int]) -> np.ndarray:
    """Un renglón por importe y una columna por peso."""
    grupo = np.repeat(np.arange(len(importes)), len(pesos))
    total = np.array(importes, dtype=np.int64)[grupo]
    peso = np.tile(np.array(pesos, dtype=np.int64), len(importes))
    return por_resto_mayor(total, peso=peso, grupo=grupo).reshape(len(importes), len(pesos))


@given(importes, pesos)
def test_las_partes_suman_el_importe_al_centavo(importes: list[int], pesos: list[int]) -> None:
    assert _repartido(importes, pesos).sum(axis=1).tolist() == importes


@given(importes, pesos)
def test_ninguna_parte_se_aleja_un_centavo_de_su_proporcion(importes: list[int], pesos: list[int]) -> None:
    suma = sum(pesos)
    for importe, partes in zip(importes, _repartido(importes, pesos).tolist(), strict=True):
        for peso, parte in zip(pesos, partes, strict=True):
            assert abs(parte * suma - importe * peso) < suma


@given(importes, pesos, st.randoms(use_true_random=False))
def test_el_orden_de_los_recibos_no_cambia_la_parte_de_nadie(importes: list[int], pesos: list[int], azar) -> None:
    orden = list(range(len(importes)))
    azar.shuffle(orden)
    revuelto = _repartido([importes[k] for k in orden], pesos)
    assert (revuelto == _repartido(importes, pesos)[orden]).all()


def test_en_empate_el_centavo_va_al_que_esta_antes() -> None:
    assert _repartido([100], [1, 1, 1]).tolist() == [[34, 33, 33]]


def test_el_centavo_va_al_resto_mayor_aunque_este_despues() -> None:
    # diez centavos: con 15 y 85 % tocan 1.5 y 8.5, empate; con 14 y 86 % tocan 1.4 y 8.6, resto mayor el segundo
    assert _repartido([10], [15, 85]).tolist() == [[2, 8]]
    assert _repartido([10], [14, 86]).tolist() == [[1, 9]]


def test_un_importe_sin_pesos_es_un_error() -> None:
    with pytest.raises(ErrorDeDatos, match="ningún peso"):
        por_resto_mayor(np.array([5]), peso=np.array([0]), grupo=np.array([0]))
