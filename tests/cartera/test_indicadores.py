"""Los casos de frontera del catálogo de indicadores y la propiedad de que toda razón recibe exactamente una letra."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.base.catalogos import indicadores
from cobranza.base.errores import ErrorDeDatos
from cobranza.cartera.indicadores import Acervo, evaluar, letra, puntos_sigma

TRES_ANIOS = [Acervo(1, 1000, 95, 42, 40), Acervo(2, 1050, 110, 48, 50), Acervo(3, 1120, 130, 66, 61)]


def test_el_ejemplo_completo_da_b_mas() -> None:
    uno, dos, tres, total, pefa, _ = evaluar(TRES_ANIOS)
    assert (uno.letra, dos.letra, tres.letra, total.letra, pefa.letra) == ("B", "A", "B", "B+", "B")
    assert [round(100 * i.valor, 4) for i in (uno, dos, tres) if i.valor] == [
        Fraction("10.5278"), Fraction("4.8881"), Fraction("44.8276"),
    ]  # fmt: skip
    assert total.valor == 10


def test_cada_letra_trae_las_razones_de_las_que_sale() -> None:
    uno, *_, pefa, sigma = evaluar(TRES_ANIOS)
    assert uno.periodo == "media de 1, 2 y 3"
    assert [r.valor for r in uno.razones] == [Fraction(95, 1000), Fraction(110, 1050), Fraction(130, 1120)]
    assert pefa.periodo == sigma.periodo == "año 3"
    assert pefa.valores == (Fraction(130, 1120), Fraction(61, 130)), (
        "PEFA decide con dos razones y se enseñan las dos"
    )


def test_la_mora_total_no_se_obtiene_sumando_sus_partes() -> None:
    sumando = [Acervo(c.ejercicio, c.recaudacion, c.cobrable + c.de_mas_de_un_anio, c.cobrable, c.de_mas_de_un_anio)
               for c in TRES_ANIOS]  # fmt: skip
    assert evaluar(sumando)[0].letra == "A", "así se equivoca quien suma"
    assert evaluar(TRES_ANIOS)[0].letra == "B"


def test_las_partes_no_pueden_superar_al_total() -> None:
    with pytest.raises(ErrorDeDatos, match="supera a la total"):
        Acervo(2025, 1000, 100, 101, 50)


@pytest.mark.parametrize(
    ("clave", "porcentaje", "esperada"),
    [
        ("ACV-01", "9.999999", "A"), ("ACV-01", "10", "B"), ("ACV-01", "19.999999", "B"), ("ACV-01", "20", "C"),
        ("ACV-01", "20.4", "C"), ("ACV-01", "39.999999", "C"), ("ACV-01", "40", "D"), ("ACV-02", "4.999999", "A"),
        ("ACV-02", "5", "B"), ("ACV-02", "10", "C"), ("ACV-02", "10.7", "C"), ("ACV-02", "20", "D"),
        ("ACV-03", "24.999999", "A"), ("ACV-03", "25", "B"), ("ACV-03", "50", "C"), ("ACV-03", "50.6", "C"),
        ("ACV-03", "72", "C"), ("ACV-03", "75", "D"),
    ],
)  # fmt: skip
def test_cada_frontera_cae_en_su_letra(clave: str, porcentaje: str, esperada: str) -> None:
    assert letra(clave, Fraction(porcentaje) / 100) == esperada


@given(st.sampled_from(["ACV-01", "ACV-02", "ACV-03"]), st.fractions(min_value=0, max_value=1000))
def test_toda_razon_recibe_exactamente_una_letra(clave: str, razon: Fraction) -> None:
    bandas = indicadores()["umbrales"][clave]["bandas"]
    caen = [n for n, b in bandas.items() if b[0] <= 100 * razon and (len(b) == 1 or 100 * razon < b[1])]
    assert caen == [letra(clave, razon)]


def test_el_metodo_m2_convierte_todas_las_sumas_posibles() -> None:
    bandas = indicadores()["umbrales"]["ACV-04"]["m2"]
    dadas = {s: [n for n, (a, b) in bandas.items() if a <= s < b] for s in range(3, 13)}
    assert [d for (d,) in dadas.values()] == ["D", "D+", "D+", "C", "C+", "B", "B", "B+", "A", "A"]


@pytest.mark.parametrize(("acervo", "puntos"), [(8, "5"), (10, "5"), (25, "5/2"), (40, "0"), (45, "0")])
def test_los_puntos_sigma_bajan_en_linea_recta(acervo: int, puntos: str) -> None:
    assert puntos_sigma(acervo) == Fraction(puntos)


def test_sin_recaudacion_no_se_califica_y_se_dice_que_falta() -> None:
    sin_uno = [Acervo(2023, None, 95, 42, 40), *TRES_ANIOS[1:]]
    uno, _, tres, total, pefa, sigma = evaluar(sin_uno)
    assert (uno.letra, uno.valor, total.letra) == ("D*", None, "D*")
    assert "2023" in uno.motivo
    assert tres.letra == "B", "la dimensión 3 no necesita recaudación"
    assert pefa.letra == "B" and sigma.valor is not None, "sólo miran el último año"
