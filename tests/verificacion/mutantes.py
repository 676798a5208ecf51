"""Mutantes de una regla: la misma función con una condición invertida, corrida o sin una de sus partes.

Se mutan la función de la regla y las de su módulo que usa: cada comparación (al revés, y con el límite de más o de
menos), cada `&` o `|` (sin un lado, sin el otro), cada `~` (sin él) y cada `isin` o `between` (al revés).
"""

from __future__ import annotations

import ast
import copy
import inspect
import sys
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FunctionType
from typing import Any

from cobranza.verificacion.regla import Buscar, Regla

INVERSAS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.GtE, ast.GtE: ast.Lt, ast.Gt: ast.LtE, ast.LtE: ast.Gt,
}  # fmt: skip
LIMITES: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
}  # fmt: skip
AL_REVES = ("isin", "between")


@dataclass(frozen=True)
class Mutante:
    """Qué cambió, dicho con el código de antes y el de después, y la función cambiada."""

    que: str
    buscar: Buscar


def mutantes(regla: Regla) -> Iterator[Mutante]:
    """Todos los de una regla, en el orden del código."""
    espacio = vars(sys.modules[regla.buscar.__module__])
    funciones = _suyas(regla.buscar, espacio)
    for nombre, arbol in funciones.items():
        for numero, nodo in enumerate(ast.walk(arbol)):
            for cambio in _cambios(nodo):
                yield _mutante(regla, espacio, funciones, nombre, numero, nodo, cambio)


def _mutante(
    regla: Regla, espacio: dict[str, Any], funciones: dict[str, ast.FunctionDef], nombre: str, numero: int,
    nodo: ast.AST, cambio: ast.expr,
) -> Mutante:  # fmt: skip
    mutado = copy.deepcopy(funciones[nombre])
    viejo = list(ast.walk(mutado))[numero]
    mutado = _Cambiar(viejo, cambio).visit(mutado)
    propio = dict(espacio)
    for otra, arbol in (funciones | {nombre: mutado}).items():
        modulo = ast.fix_missing_locations(ast.Module([arbol], []))
        exec(compile(modulo, f"<{regla.clave}: {otra}>", "exec"), propio)
    return Mutante(f"{nombre}: {ast.unparse(nodo)} → {ast.unparse(cambio)}", propio[regla.buscar.__name__])


class _Cambiar(ast.NodeTransformer):
    def __init__(self, viejo: ast.AST, nuevo: ast.expr) -> None:
        self.viejo, self.nuevo = viejo, nuevo

    def visit(self, node: ast.AST) -> Any:
        return self.nuevo if node is self.viejo else super().visit(node)


def _suyas(funcion: Callable[..., Any], espacio: dict[str, Any]) -> dict[str, ast.FunctionDef]:
    """La función y las de su mismo módulo que llama, sin decorar."""
    pendientes, suyas = [funcion], dict[str, ast.FunctionDef]()
    while pendientes:
        esta = pendientes.pop()
        if esta.__name__ in suyas:
            continue
        (arbol,) = ast.parse(textwrap.dedent(inspect.getsource(esta))).body
        assert isinstance(arbol, ast.FunctionDef)
        arbol.decorator_list = []
        suyas[esta.__name__] = arbol
        nombres = [n.id for n in ast.walk(arbol) if isinstance(n, ast.Name)]
        del_modulo = (espacio.get(nombre) for nombre in nombres)
        pendientes += [f for f in del_modulo if isinstance(f, FunctionType) and f.__module__ == esta.__module__]
    return suyas


def _cambios(nodo: ast.AST) -> Iterator[ast.expr]:
    """Por qué otras expresiones se cambia un nodo."""
    if isinstance(nodo, ast.Compare) and len(nodo.ops) == 1:
        for tabla in (INVERSAS, LIMITES):
            if (otra := tabla.get(type(nodo.ops[0]))) is not None:
                yield ast.Compare(nodo.left, [otra()], nodo.comparators)
    elif isinstance(nodo, ast.BinOp) and isinstance(nodo.op, ast.BitAnd | ast.BitOr):
        yield nodo.left
        yield nodo.right
    elif isinstance(nodo, ast.UnaryOp) and isinstance(nodo.op, ast.Invert):
        yield nodo.operand
    elif isinstance(nodo, ast.Call) and isinstance(nodo.func, ast.Attribute) and nodo.func.attr in AL_REVES:
        yield ast.UnaryOp(ast.Invert(), nodo)
