"""Los cuadros de un informe se ordenan y se buscan en un Chromium de verdad; sin el guion, la página es la misma."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from ejecucion.muestra import RENGLONES_DE_LA_LARGA, ficha
from navegador.accesible import reparos
from navegador.chromium import Pestana
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from cobranza.ejecucion.html import a_html
from cobranza.papel.formato import NoCalculable, Reservada
from cobranza.papel.tabla import Columna, Tabla

pytestmark = pytest.mark.lenta

TELEFONO, PANTALLA = 390, 1280
MALO = '<img src=x onerror="window.corrio=1">'
AJENO = (
    "<script>window.corrio=1</script><scr<script></script>ipt>window.corrio=1</script><svg onload='window.corrio=1'>"
    "</svg><script src='data:text/javascript,window.corrio=1'></script><p id=ajeno onclick='window.corrio=1'>x</p>"
    "<a id=liga href='javascript:window.corrio=1'>x</a>"
)
ORDENABLES, BUSCABLES = "document.querySelectorAll('.ordena').length", "document.querySelectorAll('.busca').length"


def _mixta() -> Tabla:
    """Cifras con signo, lo que no las tiene, fechas, rangos y un renglón que sigue al de arriba."""
    dichos: list[tuple[Any, ...]] = [
        ("Ángel", 1_234_56, date(2025, 2, 9), "10 a 50 mil", "(3)", 9),
        ("", 9_99, date(2025, 2, 8), "res.", "", 3),
        ("banco", -50_00, date(2024, 12, 31), "2 mil a 20 millones", "1,000.5", 10),
        ("Zócalo", NoCalculable("faltan actas"), None, "Menos de 5 mil", "—", 2),
        ("Ñandú", 99_999_99, date(2025, 11, 30), "Más de 50 millones", "12", 100),
        (MALO, Reservada("son menos de tres"), date(2025, 2, 10), "50 a 100 mil", "−7", 1),
    ]
    claves = ("quien", "saldo", "dia", "rango", "razon", "numero")
    columnas = [
        Columna("quien", "Quién"),
        Columna("saldo", "Saldo", "pesos"),
        Columna("dia", "Día", "fecha"),
        Columna("rango", "Rango, pesos"),
        Columna("razon", "Razón", "razon"),
        Columna("numero", "Número", "entero"),
    ]
    filas = [dict(zip(claves, dicho, strict=True)) for dicho in dichos]
    return Tabla(f"Mixta {MALO}", columnas, filas, total={"quien": "Total", "saldo": 1_01})


def _larga() -> Tabla:
    filas = [{"folio": f"F-2019-{k:05d}", "de": "San Cristóbal" if k % 3 else "Tonalá", "n": k} for k in range(30)]
    columnas = [Columna("folio", "Crédito"), Columna("de", "Delegación"), Columna("n", "Créditos", "entero")]
    return Tabla("Larga", columnas, filas, maximo=30, total={"folio": "Total", "n": 435})


def _fija() -> Tabla:
    filas = [{"que": q, "n": 1} for q in ("Saldo inicial", "Altas", "Pagos", "Saldo final")]
    return Tabla("Fija", [Columna("que", "Qué"), Columna("n", "Número", "entero")], filas, fija=True)


@pytest.fixture(scope="module")
def pagina(tmp_path_factory: pytest.TempPathFactory) -> Path:
    celdas = [new_markdown_cell("# ¿Qué hay?"), new_markdown_cell("## Cuadros"), new_code_cell("x")]
    piezas = [pieza._repr_mimebundle_() for pieza in (_mixta(), _larga(), _fija())]
    ajena = {"text/html": f'<div class="cuadro"><table><tr><td>de otro</td></tr></table></div>{AJENO}'}
    definida = {
        "text/html": '<dl class="pares"><div id="cifra-numero"><dt>Número</dt><dd>Lo que cuenta.</dd></div></dl>'
    }
    celdas[2].outputs = [new_output("display_data", data=d) for d in (*piezas, ajena, definida)]
    nodo = new_notebook(cells=celdas)
    ruta = tmp_path_factory.mktemp("cuadros") / "informe.html"
    ruta.write_text(a_html(nodo, contexto=ficha(nodo, procedencia={})), encoding="utf-8")
    return ruta


@pytest.fixture
def sin_programas(pestana: Pestana) -> Iterator[None]:
    pestana.con_programas(False)
    yield
    pestana.con_programas(True)


def _columna(pestana: Pestana, cuadro: int, k: int) -> list[str]:
    """Lo que se ve en una columna de un cuadro, en orden, sin el total."""
    return list(
        pestana.evaluar(
            f"[...document.querySelectorAll('.cuadro')[{cuadro}].querySelectorAll('tbody tr')]"
            f".filter(f => f.checkVisibility()).map(f => f.cells[{k}].textContent.trim())"
        )
    )


def _ordenar(pestana: Pestana, cuadro: int, k: int, veces: int = 1) -> str | None:
    """Oprime el botón de esa columna y dice cómo quedó su `aria-sort`."""
    th = f"document.querySelectorAll('.cuadro')[{cuadro}].querySelectorAll('thead th')[{k}]"
    for _ in range(veces):
        pestana.evaluar(f"{th}.querySelector('.ordena').click()")
    dicho: str | None = pestana.evaluar(f"{th}.getAttribute('aria-sort')")
    return dicho


def _buscar(pestana: Pestana, cuadro: int, texto: str) -> str:
    """Escribe en la caja de ese cuadro como una persona y lee la cuenta."""
    caja = f"document.querySelectorAll('.cuadro')[{cuadro}].querySelector('.busca')"
    pestana.evaluar(
        f"(() => {{ const c = {caja}.querySelector('input'); c.value = {texto!r}; "
        "c.dispatchEvent(new Event('input', {bubbles: true})); })()"
    )
    return str(pestana.evaluar(f"{caja}.querySelector('.cuenta').textContent"))


class TestOrdenar:
    @pytest.mark.parametrize(
        ("k", "mayor_primero", "menor_primero"),
        [
            (1, ["$99,999.99", "1,234.56", "9.99", "−50.00", "n. c.", "res."], ["−$50.00", "1,234.56"]),
            (2, ["30 nov 2025", "10 feb 2025", "9 feb 2025"], ["31 dic 2024", "9 feb 2025"]),
            (3, ["Más de 50 millones", "50 a 100 mil", "10 a 50 mil"], ["Menos de 5 mil", "2 mil a 20 millones"]),
            (4, ["1,000.5", "12", "(3)", "", "−7", "—"], ["−7", "(3)", "", "12", "1,000.5", "—"]),
            (5, ["100", "10", "9", "3", "2", "1"], ["1", "2", "9", "3", "10", "100"]),
        ],
        ids=["importes", "fechas", "rangos", "razones", "cuentas"],
    )
    def test_va_por_su_valor_y_no_por_su_texto_y_lo_que_no_lo_tiene_al_final(
        self, pestana: Pestana, pagina: Path, k: int, mayor_primero: list[str], menor_primero: list[str]
    ) -> None:
        pestana.ver(pagina)
        original = _columna(pestana, 0, k)
        assert _ordenar(pestana, 0, k) == "descending"
        assert _columna(pestana, 0, k)[: len(mayor_primero)] == mayor_primero
        assert _ordenar(pestana, 0, k) == "ascending"
        assert _columna(pestana, 0, k)[: len(menor_primero)] == menor_primero
        assert _ordenar(pestana, 0, k) is None, "a la tercera vuelve a su orden"
        assert _columna(pestana, 0, k) == original

    def test_los_nombres_van_como_en_el_diccionario_y_el_que_sigue_a_otro_no_se_le_separa(
        self, pestana: Pestana, pagina: Path
    ) -> None:
        pestana.ver(pagina)
        assert _ordenar(pestana, 0, 0) == "ascending"
        assert _columna(pestana, 0, 0) == [MALO, "Ángel", "", "banco", "Ñandú", "Zócalo"]
        assert _ordenar(pestana, 0, 0) == "descending"
        assert _columna(pestana, 0, 0)[-3:] == ["Ángel", "", MALO]

    def test_el_total_se_queda_abajo_y_el_signo_de_pesos_en_el_primer_renglon(
        self, pestana: Pestana, pagina: Path
    ) -> None:
        pestana.ver(pagina)
        _ordenar(pestana, 0, 5)
        assert [d for d in _columna(pestana, 0, 1) if "$" in d] == ["$99,999.99"]
        pie = pestana.evaluar("document.querySelector('.cuadro tbody').nextElementSibling.textContent")
        assert pie.startswith("Total$1.01")

    def test_quien_no_ve_la_pagina_oye_por_que_se_ordeno(self, pestana: Pestana, pagina: Path) -> None:
        pestana.ver(pagina)
        _ordenar(pestana, 1, 2)
        assert pestana.evaluar("document.querySelector('[role=status]').textContent") == (
            "Larga: por Créditos, de mayor a menor"
        )
        _ordenar(pestana, 1, 1)
        assert pestana.evaluar("document.querySelector('[role=status]').textContent").endswith("de la A a la Z")
        _ordenar(pestana, 1, 1, veces=2)
        assert pestana.evaluar("document.querySelector('[role=status]').textContent").endswith("en su orden original")

    def test_el_encabezado_que_lleva_a_su_definicion_sigue_llevando(self, pestana: Pestana, pagina: Path) -> None:
        pestana.ver(pagina)
        assert pestana.evaluar("document.querySelector('.cuadro th a').hash") == "#cifra-numero"
        dicho = pestana.evaluar("document.querySelector('.cuadro th a + .ordena').getAttribute('aria-label')")
        assert dicho == "Ordenar por Número"

    def test_lo_que_se_lee_en_su_orden_y_lo_ajeno_no_se_reordenan(self, pestana: Pestana, pagina: Path) -> None:
        pestana.ver(pagina)
        con = "[...document.querySelectorAll('.cuadro')].map(c => c.querySelectorAll('.ordena').length)"
        assert pestana.evaluar(con) == [6, 3, 0, 0, 0]


class TestBuscar:
    def test_solo_hay_caja_en_los_cuadros_largos(self, pestana: Pestana, pagina: Path) -> None:
        pestana.ver(pagina)
        assert pestana.evaluar(BUSCABLES) == 1

    @pytest.mark.parametrize("dicho", ["tonala", "  TONALÁ ", "f-2019 Toná"])
    def test_no_distingue_acentos_ni_mayusculas_y_pide_todas_las_palabras(
        self, pestana: Pestana, pagina: Path, dicho: str
    ) -> None:
        pestana.ver(pagina)
        assert _buscar(pestana, 1, dicho) == "10 de 30 renglones · el total es el de todos"
        assert set(_columna(pestana, 1, 1)) == {"Tonalá"}
        assert pestana.evaluar("document.querySelector('[role=status]').textContent") == "10 de 30 renglones"

    def test_sin_hallarlo_no_queda_ninguno_y_sin_texto_vuelven_todos(self, pestana: Pestana, pagina: Path) -> None:
        pestana.ver(pagina)
        assert _buscar(pestana, 1, "no está").startswith("0 de 30")
        assert _columna(pestana, 1, 0) == []
        assert _buscar(pestana, 1, "") == ""
        assert len(_columna(pestana, 1, 0)) == 30

    def test_dice_cuantos_van_solo_en_el_excel(self, pestana: Pestana, paginas: dict[str, Path]) -> None:
        pestana.ver(paginas["informe"])
        (larga,) = pestana.evaluar(
            "[...document.querySelectorAll('.cuadro')].flatMap((c, k) => c.querySelector('[data-mas]') ? [k] : [])"
        )
        assert (
            _buscar(pestana, larga, "F-2019-00007")
            == f"1 de {RENGLONES_DE_LA_LARGA} renglones · 122 más sólo en el Excel"
        )


class TestLoDemasNoCambia:
    def test_axe_no_encuentra_nada_ordenado_y_buscado(self, pestana: Pestana, pagina: Path) -> None:
        for ancho, oscuro in ((TELEFONO, False), (PANTALLA, True)):
            pestana.ver(pagina, ancho=ancho, oscuro=oscuro)
            # lo ajeno que trae la página para probar que no corre no es de la casa
            pestana.evaluar(
                "document.querySelectorAll('#ajeno, #liga, .cuadro:has(td:only-child)').forEach(e => e.remove())"
            )
            _ordenar(pestana, 0, 1)
            _buscar(pestana, 1, "tonala")
            assert reparos(pestana) == []
            assert pestana.evaluar("document.documentElement.scrollWidth") <= ancho

    def test_sin_programas_se_lee_lo_mismo_y_no_hay_botones(
        self, pestana: Pestana, pagina: Path, sin_programas: None
    ) -> None:
        pestana.ver(pagina)
        assert pestana.evaluar(f"[{ORDENABLES}, {BUSCABLES}]") == [0, 0]
        assert len(_columna(pestana, 1, 0)) == 30

    def test_en_papel_va_en_su_orden_completo_y_sin_cajas(
        self, pestana: Pestana, paginas: dict[str, Path], tmp_path: Path
    ) -> None:
        if not shutil.which("pdftotext"):
            pytest.skip("no hay pdftotext (poppler-utils): no se compara lo impreso")
        pestana.con_programas(False)
        try:
            pestana.ver(paginas["informe"])
            sin = pestana.pdf(tmp_path / "sin.pdf")
        finally:
            pestana.con_programas(True)
        pestana.ver(paginas["informe"])
        con = pestana.evaluar(
            "[...document.querySelectorAll('.cuadro')].flatMap((c, k) => c.querySelector('.ordena') ? [k] : [])"
        )
        for cuadro in con:
            _ordenar(pestana, cuadro, 1)
        (larga,) = [
            k for k in con if pestana.evaluar(f"!!document.querySelectorAll('.cuadro')[{k}].querySelector('.busca')")
        ]
        _buscar(pestana, larga, "F-2019-00007")
        antes = [_columna(pestana, cuadro, 0) for cuadro in con]
        impreso = pestana.pdf(tmp_path / "con.pdf")
        assert _texto(impreso) == _texto(sin)
        assert [_columna(pestana, cuadro, 0) for cuadro in con] == antes, "en pantalla se queda como estaba"


class TestNadaInyectadoCorre:
    def test_ni_lo_que_traiga_una_salida_ni_lo_que_digan_los_datos(self, pestana: Pestana, pagina: Path) -> None:
        pestana.ver(pagina)
        _ordenar(pestana, 0, 0)
        _buscar(pestana, 1, MALO)
        pestana.evaluar("document.getElementById('ajeno').click(), document.getElementById('liga').click()")
        pestana.evaluar("new Promise(r => setTimeout(r))")
        assert pestana.evaluar("typeof window.corrio") == "undefined"
        assert pestana.evaluar("document.querySelectorAll('.cuadro img').length") == 0
        bloqueado = [q for q in pestana.quejas() if "Content Security Policy" in q]
        assert len(bloqueado) >= 4, "lo bloquea la política, no la casualidad"
        assert pestana.pedidos() == []

    def test_el_guion_cambiado_en_una_letra_no_corre(self, pestana: Pestana, pagina: Path, tmp_path: Path) -> None:
        otra = tmp_path / "informe.html"
        otra.write_text(
            pagina.read_text(encoding="utf-8").replace("const POCOS = 3", "const POCOS = 2"), encoding="utf-8"
        )
        pestana.ver(otra)
        assert pestana.evaluar(ORDENABLES) == 0


def _texto(pdf: Path) -> str:
    hecho = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    return re.sub(r"[ \t]+", " ", hecho.stdout)
