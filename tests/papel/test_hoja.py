"""El Excel: números exactos como números, fechas como fechas, nada que se ejecute y los mismos bytes cada vez."""

from __future__ import annotations

import json
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cobranza.papel import hoja
from cobranza.papel.formato import decimas
from cobranza.papel.hoja import escribir_xlsx
from cobranza.papel.tabla import Columna, Tabla

PORTADA = {"Informe": "¿Cuánto hay por cobrar?", "Corte": "Corte al 31 de diciembre de 2025"}
TIPOS = ("texto", "pesos", "millones", "porcentaje", "entero", "fecha")
FILA = ["a", 123_456_789, -5, 123, 7, "2025-12-31"]
ENCABEZADO, PRIMERA = 3, 4


def _tabla(filas: list[list[Any]], **cambios: Any) -> dict[str, Any]:
    columnas = [{"clave": t, "titulo": t.title(), "tipo": t} for t in TIPOS]
    base = {"hoja": "saldo", "titulo": "Saldo, millones de pesos", "nota": "Una nota.", "ilustrativo": False}
    return {**base, "columnas": columnas, "filas": filas, "total": None, **cambios}


@pytest.fixture
def ruta(tmp_path: Path) -> Path:
    return tmp_path / "informe.xlsx"


def _libro(ruta: Path, *tablas: dict[str, Any]) -> Any:
    escribir_xlsx(ruta, PORTADA, tablas)
    return openpyxl.load_workbook(ruta)


def _xml(ruta: Path, numero: int) -> str:
    with zipfile.ZipFile(ruta) as zip_:
        return zip_.read(f"xl/worksheets/sheet{numero}.xml").decode()


def test_lleva_portada_indice_notas_y_una_hoja_por_tabla(ruta: Path) -> None:
    libro = _libro(ruta, _tabla([FILA]), _tabla([FILA], hoja="otra"))
    assert libro.sheetnames == ["Portada", "Índice", "Notas", "saldo", "otra"]
    assert [[c.value for c in fila] for fila in libro["Portada"]["A1:B2"]] == [list(p) for p in PORTADA.items()]
    assert [libro["Índice"].cell(f, 1).hyperlink.location for f in (4, 5)] == ["'saldo'!A1", "'otra'!A1"]
    assert libro["Índice"]["C4"].value == 1
    assert "Una nota." in [c.value for c in libro["Notas"]["B"]]


def test_los_numeros_son_numeros_y_las_fechas_fechas(ruta: Path) -> None:
    celdas = _libro(ruta, _tabla([FILA]))["saldo"][PRIMERA]
    assert [c.value for c in celdas] == ["a", 1_234_567.89, -0.05, 0.123, 7, datetime(2025, 12, 31)]
    assert [c.number_format for c in celdas[1:5]] == ["#,##0.00", "#,##0.00", "0.0%", "#,##0"]
    assert "d mmm yyyy" in celdas[5].number_format


@pytest.mark.parametrize(
    ("centavos", "escrito"),
    [
        (9_007_199_254_740_993, "90071992547409.93"),  # 2**53 + 1: el primer entero que un flotante no guarda
        (999_999_999_999_999, "9999999999999.99"),
        (-9_223_372_036_854_775_807, "-92233720368547758.07"),  # el mayor de 64 bits
        (10, "0.10"),
    ],
)
def test_el_dinero_se_escribe_con_todos_sus_digitos(ruta: Path, centavos: int, escrito: str) -> None:
    escribir_xlsx(ruta, PORTADA, [_tabla([["a", centavos, 0, 0, 0, None]])])
    assert f"<v>{escrito}</v>" in _xml(ruta, 4)


def test_las_unidades_se_dicen_como_estan_en_la_hoja(ruta: Path) -> None:
    libro = _libro(ruta, _tabla([FILA]))
    assert libro["saldo"]["A1"].value == "Saldo, pesos", "en el informe van en millones; aquí, en pesos"
    assert any("pesos y centavos" in str(c.value) for c in libro["Notas"]["B"])


def test_cero_ausente_y_no_calculable_se_distinguen(ruta: Path) -> None:
    celdas = _libro(ruta, _tabla([["a", 0, None, "n. c.", 0, None]]))["saldo"][PRIMERA]
    assert [c.value for c in celdas] == ["a", 0, "—", "n. c.", 0, "—"]


def test_el_encabezado_queda_fijo_y_se_filtra_sin_el_total(ruta: Path) -> None:
    en = _libro(ruta, _tabla([FILA, FILA], total=["Total", 10, 20, 1000, 3, ""]))["saldo"]
    assert en.freeze_panes == f"B{PRIMERA}"
    assert en.auto_filter.ref == f"A{ENCABEZADO}:F{PRIMERA + 1}"
    assert en.print_title_rows == f"${ENCABEZADO}:${ENCABEZADO}"
    total = en[PRIMERA + 2]
    assert [c.value for c in total] == ["Total", 0.1, 0.2, 1, 3, None]
    assert all(c.font.bold for c in total[:5])
    assert not en.merged_cells.ranges


@pytest.mark.parametrize(
    "malicia", ["=1+1", "@SUM(A1)", "+1", "-1", "http://ejemplo.mx", "{=A1}", "=cmd|' /C calc'!A0"]
)
def test_nada_de_los_datos_se_vuelve_formula_ni_vinculo(ruta: Path, malicia: str) -> None:
    tabla = _tabla([[malicia, 1, 1, 1, 1, malicia]], titulo=malicia, nota=malicia)
    escribir_xlsx(ruta, {"Informe": malicia}, [tabla])
    en = openpyxl.load_workbook(ruta)["saldo"]
    celdas = [en["A1"], en["A2"], en.cell(PRIMERA, 1), en.cell(PRIMERA, 6)]
    assert [c.value for c in celdas] == [malicia] * 4
    assert [c.data_type for c in celdas] == ["s"] * 4
    assert not any(c.hyperlink for c in celdas)
    assert "<f>" not in _xml(ruta, 1) + _xml(ruta, 4)


def test_los_nombres_de_hoja_son_validos_y_no_chocan(ruta: Path) -> None:
    pedidos = ["a/b:c*[d]?", "x" * 40, "X" * 40, "'saldo'", "SALDO", "Portada", "history", ""]
    nombres = _libro(ruta, *(_tabla([FILA], hoja=p) for p in pedidos)).sheetnames[3:]
    assert nombres[:2] == ["a b c  d", "x" * 31]
    assert nombres[2] == f"{'X' * 29} 2"
    assert nombres[3:] == ["saldo", "SALDO 2", "Portada 2", "history 2", "tabla"]


def test_lo_ilustrativo_se_rotula(ruta: Path) -> None:
    libro = _libro(ruta, _tabla([FILA], ilustrativo=True))
    assert libro["saldo"]["A2"].value == "Valores ilustrativos: no provienen de una norma confirmada. Una nota."
    assert libro["saldo"]["A2"].value in [c.value for c in libro["Notas"]["B"]]


def test_si_no_caben_los_renglones_se_dice_cuantos_faltan(ruta: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    caben = 10
    monkeypatch.setattr(hoja, "FILAS_QUE_CABEN", caben)
    libro = _libro(ruta, _tabla([FILA] * 20, total=["Total", 1, 1, 1, 1, ""]))
    assert libro["saldo"].max_row == caben
    assert libro["saldo"].cell(caben, 1).value == "Total"
    assert "faltan 14 de 20 renglones" in libro["saldo"]["A2"].value


def test_lo_mismo_da_los_mismos_bytes(tmp_path: Path) -> None:
    una, otra = tmp_path / "una.xlsx", tmp_path / "otra.xlsx"
    for ruta in (una, otra):
        escribir_xlsx(ruta, PORTADA, [_tabla([FILA] * 3)])
    assert una.read_bytes() == otra.read_bytes()


def test_nada_en_el_archivo_dice_cuando_se_escribio(ruta: Path) -> None:
    escribir_xlsx(ruta, PORTADA, [_tabla([FILA])])
    with zipfile.ZipFile(ruta) as archivo:
        assert {parte.date_time for parte in archivo.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        propiedades = archivo.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}", propiedades)) == {"2000-01-01"}


def test_un_texto_con_letras_de_control_o_enorme_no_rompe_el_archivo(ruta: Path) -> None:
    en = _libro(ruta, _tabla([["a\x00b", 1, 1, 1, 1, "x" * 40_000]]))["saldo"]
    assert len(en.cell(PRIMERA, 6).value) == 32_767


def test_lo_ya_escrito_que_es_un_numero_va_como_numero(ruta: Path) -> None:
    """«45.3», «12.30 %», un valor de parámetro: con sus mismos decimales; lo demás, como texto a la derecha."""
    columnas = [{"clave": "c", "titulo": "Qué", "tipo": "texto"}, {"clave": "v", "titulo": "Valor", "tipo": "razon"}]
    filas = [["a", "45.3"], ["b", "12.30 %"], ["c", "86,460.00"], ["d", "−1.5"], ["e", "n. c."], ["f", "tabla"]]
    en = _libro(ruta, _tabla(filas, columnas=columnas))["saldo"]
    celdas = [en.cell(PRIMERA + k, 2) for k in range(len(filas))]
    assert [c.value for c in celdas] == [45.3, 0.123, 86_460, -1.5, "n. c.", "tabla"]
    assert [c.number_format for c in celdas[:4]] == ["#,##0.0", "0.00%", "#,##0.00", "#,##0.0"]


def test_un_por_ciento_lleva_su_razon_exacta(ruta: Path) -> None:
    """58.6 % en el informe; en la hoja, la parte entre el total, que se puede volver a multiplicar."""
    tabla = Tabla(
        "Parte", [Columna("n", "Clase"), Columna("p", "Parte", "porcentaje")], [{"n": "a", "p": decimas(1, 3)}]
    )
    escribir_xlsx(ruta, PORTADA, [json.loads(json.dumps(tabla.datos()))])
    celda = openpyxl.load_workbook(ruta)["tabla"].cell(PRIMERA, 2)
    assert celda.value == pytest.approx(1 / 3, abs=1e-15)
    assert celda.number_format == "0.0%"
    assert "33.3 %" in tabla.texto()


def test_las_cifras_de_la_caratula_van_en_su_hoja(ruta: Path) -> None:
    cifras = [{"etiqueta": "Saldo", "valor": "1,489.6", "unidad": "millones de pesos", "nota": "+3.2 %", "meta": "9"}]
    escribir_xlsx(ruta, PORTADA, [_tabla([FILA])], cifras)
    en = openpyxl.load_workbook(ruta)["Cifras"]
    assert [c.value for c in en[4]] == ["Saldo", 1489.6, "millones de pesos", "+3.2 %; Meta: 9"]


def test_cada_hoja_lleva_el_numero_de_su_cuadro(ruta: Path) -> None:
    """El informe numera los cuadros que enseña; lo que sólo va en el Excel no lleva número."""
    tablas = [_tabla([FILA], numerado=True), _tabla([FILA], hoja="anexo"), _tabla([FILA], hoja="z", numerado=True)]
    libro = _libro(ruta, *tablas)
    titulos = [libro[h]["A1"].value for h in ("saldo", "anexo", "z")]
    assert titulos == ["Cuadro 1. Saldo, pesos", "Saldo, pesos", "Cuadro 2. Saldo, pesos"]


def test_la_nota_larga_se_parte_y_nada_se_encima(ruta: Path) -> None:
    nota = "Una nota que dice mucho de cómo se calculó esta tabla y por qué. " * 6
    columnas = [{"clave": t, "titulo": "Un título de tres o cuatro renglones", "tipo": t} for t in TIPOS]
    en = _libro(ruta, _tabla([FILA], nota=nota, columnas=columnas))["saldo"]
    notas = [en.cell(f, 1).value for f in range(2, en.freeze_panes and int(en.freeze_panes[1:]) - 1)]
    assert " ".join(notas).split() == nota.split()
    assert max(map(len, notas)) <= 90
    cabeza = int(en.freeze_panes[1:]) - 1
    assert en.row_dimensions[cabeza].height >= 45, "tres renglones de letra 11"
    libro = openpyxl.load_workbook(ruta)
    assert max(f.height or 0 for f in libro["Notas"].row_dimensions.values()) >= 45
    assert en.print_area.endswith(f"${cabeza + 1}")


def test_de_los_millones_solo_se_habla_si_los_hay(ruta: Path) -> None:
    columnas = [{"clave": "p", "titulo": "Pesos", "tipo": "pesos"}]
    assert "millones" not in str(
        _libro(ruta, _tabla([[1]], columnas=columnas, titulo="Neto, pesos"))["Notas"]["B3"].value
    )
    assert "millones" in str(_libro(ruta, _tabla([FILA]))["Notas"]["B3"].value)


def test_sin_tablas_tambien_hay_libro(ruta: Path) -> None:
    assert _libro(ruta).sheetnames == ["Portada", "Índice", "Notas"]
