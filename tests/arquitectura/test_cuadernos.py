"""El cuaderno cuenta, la biblioteca calcula: el árbol sintáctico de cada cuaderno lo demuestra."""

from __future__ import annotations

import ast
import importlib
import json
import re
import tokenize
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from cobranza.ejecucion import parametros

CUADERNOS = Path(__file__).resolve().parents[2] / "notebooks"
MAXIMO_DE_CELDAS = 42
MAXIMO_DE_LINEAS = 6
# la puerta: enseña qué hay y qué se escribe; no informa de un corte, así que no pide parámetros ni tiene qué cuadrar
SIN_CIFRAS = {"inicio"}
# lo único que un cuaderno puede escribir: importar, asignar, llamar y mostrar
ADMITIDOS = (
    ast.Module, ast.ImportFrom, ast.alias, ast.Assign, ast.AnnAssign, ast.Expr, ast.Call, ast.keyword,
    ast.Name, ast.Attribute, ast.Constant, ast.Load, ast.Store,
)  # fmt: skip


def _cuadernos() -> list[Path]:
    return [ruta for ruta in sorted(CUADERNOS.glob("*.ipynb")) if not parametros.es_panel(ruta)]


def _paneles() -> list[Path]:
    return [ruta for ruta in sorted(CUADERNOS.glob("*.ipynb")) if parametros.es_panel(ruta)]


def _celdas(ruta: Path, clase: str = "") -> list[dict[str, Any]]:
    celdas: list[dict[str, Any]] = json.loads(ruta.read_text(encoding="utf-8"))["cells"]
    return [c for c in celdas if c["cell_type"] == clase or not clase]


def _texto(celda: dict[str, Any]) -> str:
    return "".join(celda["source"])


def _faltas(codigo: str, tocayo: str) -> list[str]:
    """Lo que una celda de código hace y no debería."""
    faltas = []
    for nodo in ast.walk(ast.parse(codigo)):
        if not isinstance(nodo, ADMITIDOS):
            faltas.append(f"{type(nodo).__name__}: {ast.unparse(nodo) if isinstance(nodo, ast.expr) else codigo}")
        elif isinstance(nodo, ast.Constant) and isinstance(nodo.value, float):
            faltas.append(f"coma flotante: {nodo.value}")
        elif isinstance(nodo, ast.ImportFrom):
            nombres = [(a.name, a.asname) for a in nodo.names]
            if nodo.module != "cobranza.informes" or nombres != [(tocayo, "informe")]:
                faltas.append(f"importa algo más que su tocayo: {ast.unparse(nodo)}")
    return faltas


def test_hay_cuadernos() -> None:
    assert _cuadernos()


@pytest.mark.parametrize("ruta", _cuadernos(), ids=lambda r: r.stem)
class TestCadaCuaderno:
    def test_no_lleva_logica_y_solo_importa_su_tocayo(self, ruta: Path) -> None:
        faltas = [f for celda in _celdas(ruta, "code") for f in _faltas(_texto(celda), ruta.stem)]
        assert not faltas, "\n".join(faltas)

    def test_es_corto(self, ruta: Path) -> None:
        assert len(_celdas(ruta)) <= MAXIMO_DE_CELDAS
        for celda in _celdas(ruta, "code"):
            if "parameters" not in celda["metadata"].get("tags", []):
                # pasar un parámetro con su propio nombre no es programar
                lineas = [x for x in _texto(celda).splitlines() if not re.fullmatch(r"\s+(\w+)=\1,", x)]
                assert len(lineas) <= MAXIMO_DE_LINEAS, _texto(celda)

    def test_cuenta_mas_de_lo_que_programa(self, ruta: Path) -> None:
        prosa = sum(len(_texto(c)) for c in _celdas(ruta, "markdown"))
        codigo = sum(
            len(_texto(c)) for c in _celdas(ruta, "code") if "parameters" not in c["metadata"].get("tags", [])
        )
        assert prosa > codigo

    def test_se_guarda_sin_salidas_ni_numeros(self, ruta: Path) -> None:
        for celda in _celdas(ruta, "code"):
            assert celda["outputs"] == []
            assert celda["execution_count"] is None
        assert "widgets" not in json.loads(ruta.read_text(encoding="utf-8"))["metadata"]

    def test_empieza_por_la_pregunta(self, ruta: Path) -> None:
        primera = _celdas(ruta)[0]
        assert primera["cell_type"] == "markdown"
        assert _texto(primera).startswith("# ")

    def test_sus_parametros_tienen_tipo_y_ayuda(self, ruta: Path) -> None:
        if ruta.stem in SIN_CIFRAS:
            assert not parametros.leer(ruta)
            return
        (celda,) = [c for c in _celdas(ruta, "code") if "parameters" in c["metadata"].get("tags", [])]
        for sentencia in ast.parse(_texto(celda)).body:
            assert isinstance(sentencia, ast.AnnAssign), f"sin tipo: {ast.unparse(sentencia)}"
        declarados = parametros.leer(ruta)
        comentarios = [
            t for t in tokenize.generate_tokens(StringIO(_texto(celda)).readline) if t.type == tokenize.COMMENT
        ]
        assert len(declarados) == len(ast.parse(_texto(celda)).body) == len(comentarios)
        assert all(p.ayuda for p in declarados.values())
        assert "corte" in declarados or "hasta" in declarados

    def test_pasa_a_preparar_cada_parametro_por_su_nombre(self, ruta: Path) -> None:
        """Así el informe sabe cuáles hay, y los comprueba aunque nadie lo haya hecho antes."""
        llamadas = [
            n for c in _celdas(ruta, "code") for n in ast.walk(ast.parse(_texto(c))) if isinstance(n, ast.Call)
        ]
        (preparar,) = [n for n in llamadas if ast.unparse(n.func) == "informe.preparar"]
        assert not preparar.args
        assert {k.arg: ast.unparse(k.value) for k in preparar.keywords} == {p: p for p in parametros.leer(ruta)}
        informe = importlib.import_module(f"cobranza.informes.{ruta.stem}")
        assert informe.preparar.__module__.startswith(informe.__name__)
        assert "comprobado" in informe.preparar.__code__.co_qualname, "sin quien compruebe sus parámetros"

    def test_tiene_su_tocayo_en_informes(self, ruta: Path) -> None:
        informes = CUADERNOS.parent / "lib" / "cobranza" / "informes"
        assert (informes / f"{ruta.stem}.py").is_file() or (informes / ruta.stem / "__init__.py").is_file()

    def test_cuadra_y_dice_de_donde_sale(self, ruta: Path) -> None:
        llamadas = [
            ast.unparse(n.func)
            for c in _celdas(ruta, "code")
            for n in ast.walk(ast.parse(_texto(c)))
            if isinstance(n, ast.Call)
        ]
        assert llamadas[0] == "informe.preparar", "nada se hace antes de comprobar los parámetros"
        if ruta.stem in SIN_CIFRAS:
            return
        assert "informe.cuadrar" in llamadas
        assert llamadas[-1] == "informe.procedencia"


@pytest.mark.parametrize("ruta", _paneles(), ids=lambda r: r.stem)
def test_un_panel_solo_se_abre_y_no_ensena_su_codigo(ruta: Path) -> None:
    """No informa de un corte ni se corre con papermill: una pregunta, una celda de dos renglones y nada más."""
    primera, celda = _celdas(ruta)
    assert primera["cell_type"] == "markdown" and _texto(primera).startswith("# ¿")
    assert celda["metadata"]["jupyter"]["source_hidden"] is True
    assert celda["outputs"] == [] and celda["execution_count"] is None
    importa, llama = ast.parse(_texto(celda)).body
    assert isinstance(importa, ast.ImportFrom) and importa.module == "cobranza.puertas.paneles"
    (de,) = importa.names
    assert isinstance(llama, ast.Expr) and ast.unparse(llama.value) == f"{de.name}.abrir()"


@pytest.mark.parametrize(
    "codigo",
    [
        "for x in y: pass", "a = 1 + 1", "a > b", "f'{a}'", "a[0]", "def f(): pass", "import os", "a if b else c",
        "from cobranza.ley import norma", "[x for x in y]", "tasa = 0.5",
        "from cobranza.informes import otro as informe",
        "a and b", "lambda: 1", "not a", "-a",
    ],
)  # fmt: skip
def test_la_guardia_ve_la_logica(codigo: str) -> None:
    assert _faltas(codigo, "informe_cartera")


@pytest.mark.parametrize(
    "codigo",
    [
        "from cobranza.informes import informe_cartera as informe",
        "datos = informe.preparar(corte=corte, nominativo=False)",
        "informe.hallazgos(datos)",
        'corte: str = "2025-12-31"',
    ],
)
def test_la_guardia_deja_contar(codigo: str) -> None:
    assert not _faltas(codigo, "informe_cartera")
