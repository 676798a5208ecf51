"""La tabla: título con unidad, encabezados con alcance, total, y cero, «—» y «n. c.» que no se confunden."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from cobranza.papel import mime
from cobranza.papel.formato import NoCalculable, Reservada
from cobranza.papel.tabla import Columna, Tabla

COLUMNAS = (
    Columna("nombre", "Delegación"),
    Columna("creditos", "Créditos", "entero"),
    Columna("saldo", "Saldo", "pesos"),
    Columna("vence", "Vence", "fecha"),
)
FILAS: list[dict[str, Any]] = [
    {"nombre": "Tapachula", "creditos": 1204, "saldo": -12_345_678_90, "vence": date(2025, 12, 31)},
    {"nombre": "Tonalá", "creditos": 0, "saldo": 50, "vence": None},
    {"nombre": "Comitán <b>", "creditos": NoCalculable("falta su archivo"), "saldo": 100, "vence": "2026-01-01"},
]


def _tabla(**opciones: Any) -> Tabla:
    return Tabla("Saldo por delegación, pesos", COLUMNAS, FILAS, hoja="saldo", **opciones)


def _vista(tabla: Tabla) -> BeautifulSoup:
    return BeautifulSoup(tabla.html(), "html.parser")


def _celdas(tabla: Tabla, parte: str = "tbody") -> list[list[str]]:
    return [[c.text for c in fila.find_all(["th", "td"])] for fila in _vista(tabla).find(parte).find_all("tr")]


def test_se_lee_con_lector_de_pantalla() -> None:
    vista = _vista(_tabla())
    assert vista.caption.text == "Saldo por delegación, pesos"
    assert [th["scope"] for th in vista.thead.find_all("th")] == ["col"] * len(COLUMNAS)
    assert [th["scope"] for th in vista.tbody.find_all("th")] == ["row"] * len(FILAS)
    region = vista.find(class_="tabla")
    assert (region["role"], region["tabindex"], region["aria-label"]) == ("region", "0", vista.caption.text)


def test_un_cuadro_va_entero_en_su_hoja_por_lo_que_ocupa_impreso_y_no_por_cuantos_renglones_tiene() -> None:
    """Quince créditos con dos frases cada uno no caben en lo que queda de una hoja: dejaban otra con un renglón."""
    columnas = [Columna("folio", "Crédito"), Columna("por_que", "Por qué"), Columna("sigue", "Qué sigue")]
    frase = "Exigible desde el 1 de enero de 2021, sin gestión que lo interrumpa"
    cortos, largos = (
        Tabla("Créditos", columnas, [{"folio": f"F{k}", "por_que": dicho, "sigue": dicho} for k in range(15)])
        for dicho in ("Requerir", frase)
    )
    assert "breve" in _vista(cortos).div["class"]
    assert "breve" not in _vista(largos).div["class"]
    assert (
        "breve"
        in _vista(Tabla("Créditos", columnas, [{"folio": "F", "por_que": frase, "sigue": frase}])).div["class"]
    )


def test_el_signo_de_pesos_solo_va_en_el_primer_renglon_y_en_el_total() -> None:
    tabla = _tabla(total={"nombre": "Total", "saldo": 150})
    assert [fila[2] for fila in _celdas(tabla)] == ["−$12,345,678.90", "0.50", "1.00"]
    assert _celdas(tabla, "tfoot") == [["Total", "", "$1.50", ""]]


def test_cero_ausente_y_no_calculable_se_distinguen() -> None:
    tabla = _tabla()
    assert [fila[1] for fila in _celdas(tabla)] == ["1,204", "0", "n. c."]
    assert [fila[3] for fila in _celdas(tabla)] == ["31 dic 2025", "—", "1 ene 2026"]
    assert _vista(tabla).abbr["title"] == "no calculable; por qué, en la nota"
    assert "n. c., no calculable: falta su archivo." in _vista(tabla).find(class_="nota").text


def test_si_hay_varios_motivos_o_ninguno_en_la_nota_cada_celda_dice_el_suyo() -> None:
    columnas = [Columna("a", "A"), Columna("n", "N", "entero"), Columna("m", "M", "entero")]
    filas = [{"a": "x", "n": NoCalculable("falta uno"), "m": Reservada("son pocos")}, {"a": "y", "n": 1, "m": 2}]
    otra = {"a": "z", "n": NoCalculable("falta otro"), "m": Reservada("son pocos")}
    tabla = Tabla("T", columnas, [*filas, otra], total={"a": "Total", "n": NoCalculable("no se suman")})
    assert [a["title"] for a in _vista(tabla).find_all("abbr")] == [
        "falta uno",
        "reservado; por qué, en la nota",
        "falta otro",
        "reservado; por qué, en la nota",
        "no se suman",
    ]


def test_las_cifras_van_a_la_derecha_y_la_primera_columna_a_la_izquierda() -> None:
    fila = _vista(_tabla()).tbody.tr
    assert [c.get("class") for c in fila.find_all(["th", "td"])] == [None, ["n"], ["n", "p"], ["f"]]


def test_lo_que_sobra_va_al_excel_y_se_dice_cuanto_y_donde() -> None:
    tabla = _tabla(maximo=1)
    assert len(_celdas(tabla)) == 1
    assert "Se muestran 1; 2 más en la hoja «saldo» del Excel." in _vista(tabla).find(class_="nota").text
    assert len(tabla.datos()["filas"]) == len(FILAS)


def test_la_barra_de_la_celda_es_proporcional_al_mayor() -> None:
    columnas = [Columna("n", "N"), Columna("v", "V", "entero")]
    vista = _vista(Tabla("x", columnas, [{"n": "a", "v": 50}, {"n": "b", "v": 200}], barra="v"))
    assert [td["style"] for td in vista.tbody.find_all("td")] == ["--largo:25", "--largo:100"]


def test_lo_ilustrativo_se_rotula() -> None:
    assert "ilustrativo" in _vista(_tabla(ilustrativo=True)).caption.text
    assert "ilustrativo" not in _vista(_tabla()).caption.text


def test_lo_que_viene_de_los_datos_no_es_html() -> None:
    assert not _vista(_tabla()).tbody.find_all("b")
    assert _celdas(_tabla())[2][0] == "Comitán <b>"


def test_una_tabla_que_no_cabe_en_vertical_se_imprime_apaisada() -> None:
    def clases(columnas: int, valor: int) -> list[str]:
        muchas = [Columna(str(k), str(k), "pesos") for k in range(columnas)]
        return list(_vista(Tabla("x", muchas, [{str(k): valor for k in range(columnas)}])).div["class"])

    assert "ancho" in clases(12, 123_456_789_00)
    assert "ancho" not in clases(12, 100)
    assert "ancho" not in clases(5, 123_456_789_00)


def test_sin_renglones_lo_dice() -> None:
    assert Tabla("Créditos", COLUMNAS, []).html() == '<p class="vacio">Créditos: no hay renglones que mostrar.</p>'


def test_los_datos_van_en_centavos_y_fechas_iso() -> None:
    datos = _tabla(total={"nombre": "Total", "saldo": 150})._repr_mimebundle_()[mime.TABLA]
    assert datos["filas"][0] == ["Tapachula", 1204, -12_345_678_90, "2025-12-31"]
    assert datos["filas"][2] == ["Comitán <b>", "n. c.", 100, "2026-01-01"]
    assert datos["total"] == ["Total", "", 150, ""]


def test_un_cuadro_de_pandas_da_lo_mismo_que_una_lista() -> None:
    vence = pd.to_datetime(["2025-12-31", None])
    cuadro = pd.DataFrame({"nombre": ["a", None], "creditos": [1, 2], "saldo": [10**17, -1], "vence": vence})
    datos = Tabla("x", COLUMNAS, cuadro, total={"saldo": cuadro["saldo"].sum()}).datos()
    assert datos["filas"] == [["a", 1, 10**17, "2025-12-31"], [None, 2, -1, None]]
    assert type(datos["total"][2]) is int


def test_en_texto_las_columnas_se_alinean() -> None:
    lineas = _tabla(total={"nombre": "Total", "saldo": 150}).texto().splitlines()
    assert lineas[0] == "Saldo por delegación, pesos"
    assert lineas[1] == "Delegación   Créditos           Saldo  Vence"
    assert lineas[2] == "Tapachula       1,204  −12,345,678.90  31 dic 2025"
    assert lineas[5] == "Total                            1.50"


def test_una_opcion_desconocida_no_se_ignora() -> None:
    with pytest.raises(TypeError, match="maxima"):
        _tabla(maxima=3)


def test_la_columna_fija_es_dinero_y_un_conteo_no_tapa_los_textos() -> None:
    """En un teléfono la columna fija tapa la que pasa debajo: un «1» fijo escondía de quién es cada renglón."""
    quien, cuantos, debe = (
        Columna("quien", "Contribuyente"),
        Columna("n", "Créditos", "entero"),
        Columna("d", "Saldo", "pesos"),
    )
    folio = Columna("folio", "Crédito")
    assert Tabla("T", [folio, quien, cuantos], []).principal is None
    assert Tabla("T", [folio, quien, debe, cuantos], []).principal == "d"
    assert Tabla("T", [folio, cuantos], []).principal == "n"
