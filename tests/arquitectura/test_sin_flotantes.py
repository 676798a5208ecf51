"""El dinero nunca pasa por coma flotante: se mira el árbol sintáctico de los pisos que hacen cuentas."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CASA = Path(__file__).resolve().parents[2] / "lib" / "cobranza"
CUARTOS = ("base", "ley", "cartera", "nomina", "verificacion", "documentos")
# archivo, texto exacto de la expresión → por qué se permite
PERMITIDO: dict[tuple[str, str], str] = {}


def _expresiones(archivo: Path) -> Iterator[tuple[str, int]]:
    """Literales con punto, llamadas a float y divisiones verdaderas (no las de rutas) de un archivo."""
    arbol = ast.parse(archivo.read_text(encoding="utf-8"))
    for nodo in ast.walk(arbol):
        es_literal = isinstance(nodo, ast.Constant) and isinstance(nodo.value, float | complex)
        es_llamada = isinstance(nodo, ast.Call) and _nombre(nodo.func) in {
            "float",
            "float64",
            "float32",
            "fsum",
            "to_numeric",
        }
        es_division = isinstance(nodo, ast.BinOp | ast.AugAssign) and isinstance(nodo.op, ast.Div)
        if es_division and _es_ruta(nodo):
            continue
        if es_literal or es_llamada or es_division:
            yield ast.unparse(nodo), nodo.lineno  # type: ignore[attr-defined]


def _nombre(funcion: ast.expr) -> str:
    return funcion.attr if isinstance(funcion, ast.Attribute) else getattr(funcion, "id", "")


def _es_ruta(nodo: ast.AST) -> bool:
    """Una diagonal con un texto de un lado, o que empieza en una carpeta, arma una ruta; no divide."""
    if isinstance(nodo, ast.AugAssign):
        return False
    assert isinstance(nodo, ast.BinOp)
    primero: ast.expr = nodo
    while isinstance(primero, ast.BinOp):
        if _es_texto(primero.right):
            return True
        primero = primero.left
    if _es_texto(primero):
        return True
    return any(pista in ast.unparse(primero) for pista in ("carpeta", "ruta", "params", "raiz", "salidas", "Path("))


def _es_texto(nodo: ast.expr) -> bool:
    return isinstance(nodo, ast.JoinedStr) or (isinstance(nodo, ast.Constant) and isinstance(nodo.value, str))


def _archivos() -> list[Path]:
    return sorted(archivo for cuarto in CUARTOS for archivo in (CASA / cuarto).rglob("*.py"))


@pytest.mark.parametrize("archivo", _archivos(), ids=lambda a: str(a.relative_to(CASA)))
def test_las_cuentas_no_usan_flotantes(archivo: Path) -> None:
    relativo = archivo.relative_to(CASA).as_posix()
    halladas = [
        f"{relativo}:{linea}: {texto}" for texto, linea in _expresiones(archivo) if (relativo, texto) not in PERMITIDO
    ]
    assert not halladas, "coma flotante donde hay dinero:\n" + "\n".join(halladas)


def test_cada_permiso_sigue_haciendo_falta() -> None:
    usados = {(a.relative_to(CASA).as_posix(), texto) for a in _archivos() for texto, _ in _expresiones(a)}
    assert set(PERMITIDO) <= usados
    assert all(PERMITIDO.values())


@pytest.mark.parametrize(
    ("codigo", "cuantas"),
    [
        ("a = 0.5", 1),
        ("a = float(b)", 1),
        ("a = b / c", 1),
        ("a /= b", 1),
        ("a = b // c", 0),
        ("a = carpeta / nombre", 0),
        ("a = b / 'x.csv' / c", 0),
    ],
)
def test_la_guardia_ve_lo_que_debe(codigo: str, cuantas: int, tmp_path: Path) -> None:
    archivo = tmp_path / "ensayo.py"
    archivo.write_text(codigo, encoding="utf-8")
    assert len(list(_expresiones(archivo))) == cuantas
