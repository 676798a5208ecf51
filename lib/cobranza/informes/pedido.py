"""Lo que se le pide a un informe, comprobado por el propio cuaderno: con o sin consola, en JupyterLab o en Papermill.

Va delante de cada `preparar`. Ahí se normaliza cada parámetro, se detiene lo que no va antes de leer ningún dato y
queda anotado lo que va a salir con nombres. Ante la duda, no hay nombres.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from typing import Any, ParamSpec, TypeVar

from cobranza.base import dominios, nominativas
from cobranza.base.catalogos import quietos

_INYECTADA = "# Parameters"
"""Así empieza la celda con que Papermill da los parámetros; no avisa si el cuaderno no los tiene."""

P = ParamSpec("P")
D = TypeVar("D")


def comprobado(preparar: Callable[P, D]) -> Callable[P, D]:
    """Un `preparar` que recibe sus parámetros ya comprobados y en su forma.

    Errores: `ErrorDeUso` con el primero que no se entiende, que el cuaderno no tiene o que contradice a otro;
    `ErrorDeEjecucion` si sale con nombres y no se pudo anotar.
    """
    firma = signature(preparar)
    cuaderno = preparar.__module__.split(".")[2]
    hacer: Callable[..., D] = preparar
    sueltos = next((p.name for p in firma.parameters.values() if p.kind is Parameter.VAR_KEYWORD), "")

    @wraps(preparar)
    def con_lo_comprobado(*args: P.args, **kwargs: P.kwargs) -> D:
        dado = firma.bind(*args, **kwargs)
        dado.apply_defaults()
        dados: dict[str, Any] = dict(dado.arguments)
        dados |= dados.pop(sueltos, {})
        dominios.sin_desconocidos(inyectados(), {nombre: nombre for nombre in dados})
        valores: dict[str, Any] = dict(dominios.valores(dados))
        with quietos():
            datos = hacer(**valores)
        if valores.get("nominativo"):
            nominativas.registrar(cuaderno, valores)
        return datos

    return con_lo_comprobado


def inyectados() -> dict[str, object]:
    """Los nombres que Papermill le dio a este cuaderno; ninguno fuera de un núcleo o si no dio."""
    ipython = sys.modules.get("IPython")
    nucleo = ipython.get_ipython() if ipython else None
    corridas = nucleo.user_ns.get("In", []) if nucleo else []
    celda = next((c for c in reversed(corridas) if c.lstrip().startswith(_INYECTADA)), "")
    sentencias = ast.parse(celda).body
    return {
        destino.id: None
        for sentencia in sentencias
        if isinstance(sentencia, ast.Assign)
        for destino in sentencia.targets
        if isinstance(destino, ast.Name)
    }
