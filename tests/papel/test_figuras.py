"""Las gráficas: título y descripción que se oyen, escala desde cero, y texto que cabe."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations
from typing import Any

import pytest
from bs4 import BeautifulSoup

from cobranza.papel.cinta import Carril, cinta
from cobranza.papel.figuras import barras, calor, cascada, columnas, linea
from cobranza.papel.formato import entero
from cobranza.papel.lienzo import Figura

PARES = [("Tapachula", 400), ("San Cristóbal de las Casas", 100), ("Tonalá <1>", 0)]
PASOS = [("Inicial", 100, True), ("Altas", 50, False), ("Pagos", -30, False), ("Final", 120, True)]

CARRILES = [Carril("Actos <1>", (), [18_000, 20_500]), Carril("Suspensión", [(18_200, 18_200), (19_000, 25_000)])]


def _calor() -> Figura:
    return calor("Título", ["Norte", "Sur"], ["Ene", "Feb"], [[0, 5], [10, 1234]])


TODAS: dict[str, Callable[[], Figura]] = {
    "barras": lambda: barras("Título", PARES, entero),
    "columnas": lambda: columnas("Título", PARES, entero),
    "cascada": lambda: cascada("Título", PASOS, entero),
    "calor": _calor,
    "linea": lambda: linea("Título", PARES, entero),
    "cinta": lambda: cinta("Título", CARRILES, 20_454, "Dos carriles."),
}


def _bajada(rotulo: Any) -> str:
    """La `y` que un rótulo toma de su renglón."""
    return rotulo.parent["transform"].removeprefix("translate(0 ").removesuffix(")")


def _vista(figura: Figura) -> BeautifulSoup:
    return BeautifulSoup(figura.html(), "html.parser")


def _anchos(dibujo: Any) -> list[int]:
    return [int(r["width"]) for r in dibujo.find_all("rect")]


@pytest.fixture(params=TODAS, ids=str)
def figura(request: pytest.FixtureRequest) -> Figura:
    return TODAS[request.param]()


def test_se_oye_su_titulo_y_su_descripcion(figura: Figura) -> None:
    vista = _vista(figura)
    assert vista.figcaption.text == "Título"
    for dibujo in vista.find_all("svg"):
        assert dibujo["role"] == "img"
        titulo, descripcion = (vista.find(id=clave).text for clave in dibujo["aria-labelledby"].split())
        assert titulo == "Título"
        assert descripcion == figura.descripcion != ""


def test_las_claves_de_accesibilidad_no_se_repiten(figura: Figura) -> None:
    claves = re.findall(r' id="(\w+)"', figura.html())
    assert len(claves) == len(set(claves))


def test_todo_cabe_en_el_dibujo(figura: Figura) -> None:
    for dibujo in _vista(figura).find_all("svg"):
        _, _, ancho, alto = map(int, dibujo["viewbox"].split())
        for rect in dibujo.find_all("rect"):
            assert 0 <= int(rect["x"]) <= int(rect["x"]) + int(rect["width"]) <= ancho
            assert 0 <= int(rect["y"]) <= int(rect["y"]) + int(rect["height"]) <= alto
        for rotulo in dibujo.find_all("text"):
            assert 0 <= int(rotulo["x"]) <= ancho
            assert 0 < int(rotulo.get("y") or _bajada(rotulo)) <= alto
        for trazo in dibujo.select(".calor path"):
            grueso = int(trazo.parent["stroke-width"])
            for x, y, largo in re.findall(r"M(\d+) (\d+)h(\d+)", trazo["d"]):
                assert int(x) + int(largo) <= ancho
                assert 0 <= int(y) - grueso // 2 <= int(y) + grueso // 2 <= alto


def test_lleva_sus_datos_en_una_tabla_plegada(figura: Figura) -> None:
    tabla = _vista(figura).details.table
    assert tabla["aria-label"] == "Título"
    assert all(th.has_attr("scope") for th in tabla.find_all("th"))
    assert len(tabla.tbody.find_all("tr")) >= 2


def test_sin_hoja_de_estilo_solo_se_ve_el_dibujo_ancho(figura: Figura) -> None:
    visibles = [s for s in _vista(figura).find_all("svg") if "display:none" not in s.get("style", "")]
    assert len(visibles) == 1


@pytest.mark.parametrize("hacer", [barras, columnas, linea])
def test_sin_datos_tambien_hay_figura(hacer: Callable[..., Figura]) -> None:
    assert "<figure>" in hacer("Título", [], entero).html()


def test_las_barras_arrancan_de_cero_y_son_proporcionales() -> None:
    for dibujo in _vista(barras("x", PARES, entero)).find_all("svg"):
        mayor, menor, nada = _anchos(dibujo)
        assert mayor // 4 == menor
        assert nada == 1, "un cero se ve como una raya"


def test_los_nombres_no_traen_html() -> None:
    assert "Tonalá &lt;1&gt;" in barras("x", PARES, entero).html()


def test_en_la_cascada_lo_que_baja_se_distingue_sin_color_y_el_final_llega_al_saldo() -> None:
    ancha = _vista(cascada("x", PASOS, entero)).find("svg", class_="ancha")
    inicial, altas, pagos, final = ancha.find_all("rect")
    assert [t.text for t in ancha.find_all("text")][1::2] == ["100", "+50", "−30", "120"]
    assert pagos.has_attr("stroke"), "lo que baja va hueco"
    assert not altas.has_attr("stroke")
    orilla = [int(r["x"]) + int(r["width"]) for r in (inicial, altas, pagos, final)]
    assert orilla[1] == orilla[2], "los pagos parten de donde llegaron las altas"
    assert int(pagos["x"]) == orilla[3], "y dejan el saldo final"


def test_el_calor_escribe_la_cifra_y_no_pasa_del_tope_legible() -> None:
    vista = _vista(_calor())
    assert [t.text for t in vista.svg.find_all("text")][-4:] == ["0", "5", "10", "1,234"]
    (pintada,) = vista.select(".calor path")
    assert pintada["stroke-opacity"] == ".60", "5 y 10 entre 1,234 no llegan a verse: no se pintan"
    x, y, ancho = (int(n) for n in re.fullmatch(r"M(\d+) (\d+)h(\d+)", pintada["d"]).groups())
    (escrita,) = [t for t in vista.svg.find_all("text") if t.text == "1,234"]
    assert x < int(escrita["x"]) < x + ancho
    assert abs(y - int(_bajada(escrita))) < int(pintada.parent["stroke-width"]) // 2, "el color, bajo su cifra"


def test_las_celdas_de_una_intensidad_son_un_trazo_y_cada_una_cae_en_su_lugar() -> None:
    valores = [[7, 0, 14], [14, 7, 0]]
    vista = _vista(calor("Título", ["Norte", "Sur"], ["Ene", "Feb", "Mar"], valores))
    pintadas = {
        (int(x), int(y)): trazo["stroke-opacity"]
        for trazo in vista.select(".calor path")
        for x, y in re.findall(r"M(\d+) (\d+)h", trazo["d"])
    }
    assert len(vista.select(".calor path")) == 2
    equis, yes = sorted({x for x, _ in pintadas}), sorted({y for _, y in pintadas})
    hallado = [[pintadas.get((x, y), "") for x in equis] for y in yes]
    assert hallado == [[".30", "", ".60"], [".60", ".30", ""]]


def test_los_nombres_de_las_columnas_se_parten_sin_perder_palabras() -> None:
    nombre = "Créditos con más de diez años de antigüedad"
    ancha = _vista(columnas("x", [(nombre, 1)] * 8, entero)).find("svg", class_="ancha")
    assert " ".join(t.text for t in ancha.find_all("text")[1:]).startswith(nombre)


def test_lo_negativo_va_hueco_y_al_otro_lado_del_eje() -> None:
    """Un aumento y una reducción iguales no se dibujan iguales."""
    html = barras("Diferencia por causa", [("Sube", 50), ("Baja", -50)], entero).html()
    ancha = html.split('class="angosta"')[0]
    (sube, baja) = re.findall(r'<rect x="(\d+)" y="\d+" width="(\d+)" height="\d+" ([^/]*)/>', ancha)
    (eje,) = re.findall(r'<line x1="(\d+)" x2="\d+" y1="0"', ancha)
    assert int(sube[0]) == int(eje) == int(baja[0]) + int(baja[1])
    assert "stroke=" in baja[2]
    assert "stroke=" not in sube[2]
    assert "−50" in ancha


@pytest.mark.parametrize("cola", [".5", "70,775.00"])
def test_las_cifras_de_las_columnas_nunca_se_enciman(cola: str) -> None:
    """Doce meses en pesos no caben uno junto a otro: van en renglones, en su orden."""
    figura = columnas("x", [(f"mes {k}", 10 + k) for k in range(12)], lambda v: f"{v}{cola}")
    ancha = _vista(figura).find("svg", class_="ancha")
    cajas = [_caja(t) for t in ancha.find_all("text") if cola in t.text]
    assert len(cajas) == 12
    assert not [(a, b) for a, b in combinations(cajas, 2) if _se_enciman(a, b)]


def _caja(cifra: Any) -> tuple[int, int, int]:
    """(de dónde, a dónde, a qué altura) va una cifra escrita en letra de 13."""
    ancho, x = 7 * len(cifra.text), int(cifra["x"])
    desde = x - ancho // 2 if cifra.get("text-anchor") == "middle" else x
    return desde, desde + ancho, int(cifra["y"])


def _se_enciman(una: tuple[int, int, int], otra: tuple[int, int, int]) -> bool:
    return una[0] < otra[1] and otra[0] < una[1] and abs(una[2] - otra[2]) < 13
