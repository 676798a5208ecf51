"""Las barras de una columna: ningún crédito se pierde, lo que no se sabe se dice y un hueco de años se ve."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cobranza.puertas.paneles.cubetas import BARRAS, en_cubetas


def _nombre(_: str, valor: object) -> str:
    return f"«{valor}»"


def test_los_anios_van_seguidos_y_lo_que_no_se_sabe_al_final() -> None:
    cubetas = en_cubetas("prescribe", [(2026, 3), (2029, 1), (None, 2)], _nombre)
    assert cubetas == [("2026", 3), ("2027", 0), ("2028", 0), ("2029", 1), ("Sin dato", 2)]
    assert en_cubetas("prescribe", [(None, 2)], _nombre) == [("Sin dato", 2)]


def test_un_anio_mal_capturado_no_dibuja_siglos() -> None:
    assert en_cubetas("exigible", [(1020, 1), (2020, 5)], _nombre) == [("1020", 1), ("2020", 5)]


@given(st.lists(st.integers(1, 1000), max_size=30), st.integers(0, 50))
def test_la_suma_no_cambia_y_las_barras_caben(cuentas: list[int], sin_dato: int) -> None:
    dadas = [(f"D{k}", n) for k, n in enumerate(sorted(cuentas, reverse=True))]
    con_nada = [*dadas, *([(None, sin_dato)] if sin_dato else [])]
    cubetas = en_cubetas("delegacion", con_nada, _nombre)
    assert sum(n for _, n in cubetas) == sum(cuentas) + sin_dato
    assert len(cubetas) <= BARRAS + 1
