"""Carátula, sello y demás piezas: lo que se ve, lo que se lee en texto y lo que viaja al manifiesto."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from cobranza.papel import mime
from cobranza.papel.piezas import Aviso, Caratula, Cifra, Ficha, Frase, Pieza, Procedencia, Sello, Varias
from cobranza.papel.tabla import Columna, Tabla

CUADRA = Sello(True, "Todo suma.")
NO_CUADRA = Sello(False, "No cuadra por $5.00.")


def _vista(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def _caratula(sello: Sello = CUADRA) -> Caratula:
    return Caratula("¿?", [Cifra("Saldo", "1.5", "millones", "+2 %", "1.0")], ["Primero.", "Segundo <i>."], sello)


def test_la_caratula_lleva_cifras_hallazgos_y_sello() -> None:
    vista = _vista(_caratula().html())
    assert vista.dt.text == "Saldo"
    assert vista.dd.get_text(" ", strip=True) == "1.5 millones +2 % Meta: 1.0"
    assert [li.text for li in vista.find_all("li")] == ["Primero.", "Segundo <i>."]
    assert "✓ Cuadra. Todo suma." in vista.text
    assert _caratula().texto().splitlines() == [
        "Saldo: 1.5 millones (+2 %; Meta: 1.0)",
        "- Primero.",
        "- Segundo <i>.",
        "✓ Todo suma.",
    ]


def test_una_cifra_sin_nota_no_deja_parentesis_vacios() -> None:
    assert Cifra("Saldo", "1.5", "millones").texto() == "Saldo: 1.5 millones"


def test_el_manifiesto_recibe_los_hallazgos_y_el_sello() -> None:
    extras = _caratula(NO_CUADRA).extras()
    assert extras[mime.HALLAZGOS] == {"hallazgos": ["Primero.", "Segundo <i>."]}
    assert extras[mime.CUADRE] == {"cuadra": False, "texto": "No cuadra por $5.00."}


@pytest.mark.parametrize(
    ("sello", "dice", "papel"),
    [(CUADRA, "✓ Cuadra. Todo suma.", None), (NO_CUADRA, "✗ No cuadra por $5.00.", "alert")],
)
def test_el_sello_no_depende_del_color_ni_se_repite(sello: Sello, dice: str, papel: str | None) -> None:
    parrafo = _vista(sello.html()).p
    assert parrafo.text == dice
    assert parrafo.get("role") == papel
    assert sello._repr_mimebundle_()["text/plain"] == f"{dice[0]} {sello.texto}"


@pytest.mark.parametrize(
    ("tipo", "palabra"), [("nota", "Nota."), ("atencion", "Atención."), ("ilustrativo", "Valores ilustrativos.")]
)
def test_un_aviso_dice_de_que_clase_es(tipo: str, palabra: str) -> None:
    assert _vista(Aviso(tipo, "algo").html()).text == f"{palabra} algo"


@pytest.mark.parametrize(
    "pieza",
    [
        _caratula(),
        Frase("a <b>"),
        Aviso("nota", "a <b>"),
        Ficha("a <b>", [("c", "d <b>")]),
        Ficha("a <b>", [("c", "d <b>")], plegada=False),
        Procedencia([("a <b>", "c")]),
    ],
    ids=lambda p: type(p).__name__,
)
def test_ninguna_pieza_deja_pasar_html_y_todas_se_leen_en_texto(pieza: Pieza) -> None:
    assert not [b for b in _vista(pieza.html()).find_all(["b", "i"]) if not b.text]
    assert "<b>" not in pieza.html().replace("<b>Nota.</b>", "").replace("<b>1.5</b>", "").replace(
        "<b>✓ Cuadra</b>", ""
    )
    assert pieza._repr_mimebundle_()["text/plain"] == pieza.texto() != ""


def test_la_procedencia_viaja_al_manifiesto() -> None:
    assert Procedencia([("Foto", "abc")]).extras() == {mime.PROCEDENCIA: {"Foto": "abc"}}


class TestVariasPiezas:
    def test_se_ven_una_tras_otra(self) -> None:
        varias = Varias([Frase("Una."), CUADRA])
        assert _vista(varias.html()).get_text(" ") == "Una. ✓ Cuadra . Todo suma."
        assert varias.texto() == "Una.\n\n✓ Todo suma."

    def test_juntan_las_tablas_de_todas_aunque_vayan_anidadas(self) -> None:
        una, otra = (Tabla(t, [Columna("a", "A")], [{"a": "x"}]) for t in ("una", "otra"))
        assert [t["titulo"] for t in Varias([una, Varias([otra])]).extras()[mime.TABLA]] == ["una", "otra"]

    def test_lo_que_no_cuadra_manda(self) -> None:
        assert Varias([CUADRA, NO_CUADRA, CUADRA]).extras()[mime.CUADRE]["cuadra"] is False
        assert Varias([CUADRA]).extras()[mime.CUADRE]["cuadra"] is True
        assert Varias([Frase("x")]).extras() == {}
