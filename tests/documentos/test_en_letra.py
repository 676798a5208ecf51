"""Importes y fechas en palabras: los casos que se equivocan quienes las escriben a mano."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cobranza.documentos import en_letra


@pytest.mark.parametrize(
    ("centavos", "dicho"),
    [
        (0, "(CERO PESOS 00/100 M.N.)"),
        (1, "(CERO PESOS 01/100 M.N.)"),
        (99, "(CERO PESOS 99/100 M.N.)"),
        (100, "(UN PESO 00/100 M.N.)"),
        (199, "(UN PESO 99/100 M.N.)"),
        (2_100, "(VEINTIÚN PESOS 00/100 M.N.)"),
        (3_100, "(TREINTA Y UN PESOS 00/100 M.N.)"),
        (10_000, "(CIEN PESOS 00/100 M.N.)"),
        (10_100, "(CIENTO UN PESOS 00/100 M.N.)"),
        (100_050, "(UN MIL PESOS 50/100 M.N.)"),
        (100_100, "(UN MIL UN PESOS 00/100 M.N.)"),
        (2_100_000, "(VEINTIÚN MIL PESOS 00/100 M.N.)"),
        (3_102_100, "(TREINTA Y UN MIL VEINTIÚN PESOS 00/100 M.N.)"),
        (100_000_000, "(UN MILLÓN DE PESOS 00/100 M.N.)"),
        (100_000_100, "(UN MILLÓN UN PESOS 00/100 M.N.)"),
        (100_100_000, "(UN MILLÓN MIL PESOS 00/100 M.N.)"),
        (2_100_000_000, "(VEINTIÚN MILLONES DE PESOS 00/100 M.N.)"),
        (99_999_900, "(NOVECIENTOS NOVENTA Y NUEVE MIL NOVECIENTOS NOVENTA Y NUEVE PESOS 00/100 M.N.)"),
        (100_000_000_000_000, "(UN BILLÓN DE PESOS 00/100 M.N.)"),
        (-100_050, "(MENOS UN MIL PESOS 50/100 M.N.)"),
    ],
)  # fmt: skip
def test_un_importe_con_letra(centavos: int, dicho: str) -> None:
    assert en_letra.importe(centavos) == dicho


_DICHOS = {
    0: "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete "
    "dieciocho diecinueve veinte veintiún veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete "
    "veintiocho veintinueve",
    30: "treinta cuarenta cincuenta sesenta setenta ochenta noventa cien",
    100: "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos",
}
_PASO = {0: 1, 30: 10, 100: 100}
_VALE = {
    palabra: desde + k * _PASO[desde] for desde, dichas in _DICHOS.items() for k, palabra in enumerate(dichas.split())
}


def _leido(palabras: str) -> int:
    """El número que dicen unas palabras, leído por su cuenta: lo que debe volver de la ida y vuelta."""
    total, millares, grupo = 0, 0, 0
    for palabra in palabras.replace(" y ", " ").split():
        if palabra in ("millón", "millones"):
            total, millares, grupo = total + (millares + grupo) * 10**6, 0, 0
        elif palabra == "mil":
            millares, grupo = millares + max(grupo, 1) * 1000, 0
        elif palabra not in ("de", "peso", "pesos"):
            grupo += _VALE[palabra]
    return total + millares + grupo


@given(st.integers(0, 10**12 - 1), st.integers(0, 99))
def test_lo_que_dice_la_letra_es_la_cifra(pesos: int, centavos: int) -> None:
    dicho = en_letra.importe(pesos * 100 + centavos)
    palabras, fraccion = dicho.removeprefix("(").removesuffix("/100 M.N.)").lower().rsplit(" ", 1)
    assert (_leido(palabras), int(fraccion)) == (pesos, centavos)


@pytest.mark.parametrize(
    ("dia", "dicho"),
    [
        (date(2026, 1, 1), "primero de enero de dos mil veintiséis"),
        (date(2021, 12, 21), "veintiuno de diciembre de dos mil veintiuno"),
        (date(2000, 2, 29), "veintinueve de febrero de dos mil"),
    ],
)
def test_una_fecha_en_palabras(dia: date, dicho: str) -> None:
    assert en_letra.fecha(dia) == dicho
