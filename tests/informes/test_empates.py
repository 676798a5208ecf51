"""Lo que se dice mayor lo es: con empate se nombran todos, y de uno solo no se dice que sea el mayor."""

from __future__ import annotations

import pandas as pd
import pytest

from cobranza.informes.convenios.cuadros import _el_mayor_exito
from cobranza.informes.verificacion_pae.cuadros import _tasas, la_tasa_mas_alta


@pytest.mark.parametrize(
    ("pares", "dice"),
    [
        ([("2021", 545), ("2022", 375)], "De los autorizados en 2021 ya terminados, 54.5 % se pagaron completos"),
        ([("2021", 545), ("2022", 545), ("2023", 375)], "De los autorizados en 2021 y 2022 ya terminados, 54.5 %"),
        ([("2021", 545), ("2022", 545)], "De los autorizados cada año, ya terminados, 54.5 %"),
    ],
)  # fmt: skip
def test_el_mayor_exito_con_empate_nombra_a_todos(pares: list[tuple[str, int]], dice: str) -> None:
    assert _el_mayor_exito(pares).startswith(dice)


def _cuadro(*renglones: tuple[str, int, int]) -> pd.DataFrame:
    cuadro = pd.DataFrame(renglones, columns=["nombre", "hallazgos", "creditos"])
    return cuadro.assign(tasa=cuadro["hallazgos"] * 1_000_000 // cuadro["creditos"])


def test_la_tasa_mas_alta_con_empate_en_lo_impreso_nombra_a_todas() -> None:
    assert la_tasa_mas_alta(_cuadro(("Uno", 30, 100), ("Dos", 20, 100))) == "Uno tiene la tasa más alta: 30.0"
    # 30.003 y 30.000: a quien lee le parecen la misma
    empate = _cuadro(("Uno", 30_003, 100_000), ("Dos", 30, 100), ("Tres", 1, 100))
    assert la_tasa_mas_alta(empate) == "Uno y Dos tienen la tasa más alta: 30.0"


def test_una_sola_delegacion_no_se_dibuja_como_la_mas_alta() -> None:
    assert _tasas(_cuadro(("Uno", 30, 100))) == []
