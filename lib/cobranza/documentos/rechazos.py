"""Por qué unos datos no sirven para un documento, en español y sin repetir lo que traían (CFF, art. 69)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_CUANTOS = 6
"""Cuántos reparos se dicen de una vez: con seis se corrige, con sesenta no se lee."""
_DE_LA_CASA = re.compile(r"[a-z][a-z_0-9]{0,39}")
"""Cómo se llama un dato: ni un RFC ni un nombre tienen esa forma."""
_SE_ESPERABA = {
    "string_type": "un texto entre comillas",
    "string_unicode": "letras que existan",
    "int_type": "un entero",
    "bool_type": "true o false",
    "list_type": "una lista",
    "model_type": "un objeto con sus datos",
    "model_attributes_type": "un objeto con sus datos",
    "greater_than_equal": "un entero de cero en adelante",
    "less_than_equal": "un entero más chico",
    "string_pattern_mismatch": "mayúsculas, cifras y guiones, como CONV-2026-000001",
    "too_short": "al menos un elemento",
}
_ES = {str: "un texto", bool: "true o false", int: "un número", float: "un número con decimales", list: "una lista"}


def dichos(errores: Iterable[ErrorDetails]) -> str:
    """Los reparos en una línea: qué dato, qué se encontró y qué se esperaba; nunca el valor."""
    todos = [_dicho(error) for error in errores]
    resto = f" (y {len(todos) - _CUANTOS} más)" if len(todos) > _CUANTOS else ""
    return "; ".join(todos[:_CUANTOS]) + resto


def _dicho(error: ErrorDetails) -> str:
    donde, clase, contexto = _donde(error["loc"]), error["type"], error.get("ctx") or {}
    if clase == "missing":
        return f"falta «{donde}»"
    if clase == "extra_forbidden":
        return f"sobra «{donde}»"
    if clase == "value_error":
        return f"«{donde}» {contexto.get('error')}"
    return f"«{donde}» es {_que_es(error.get('input'))}; se esperaba {_esperado(clase, contexto)}"


def _esperado(clase: str, contexto: Mapping[str, Any]) -> str:
    if clase == "literal_error":
        return f"uno de {str(contexto.get('expected', '')).replace(' or ', ' o ')}"
    if clase in ("string_too_long", "too_long"):
        return f"de {contexto.get('max_length')} a lo más"
    return _SE_ESPERABA.get(clase, "otra cosa: mira --esquema")


def _donde(lugar: tuple[int | str, ...]) -> str:
    """`("parcialidades", 2, "vence")` → «parcialidades[3].vence»: se cuenta desde uno, como en el papel."""
    dicho = ""
    for paso in lugar:
        dicho += f"[{paso + 1}]" if isinstance(paso, int) else f".{_nombre(paso)}"
    return dicho.removeprefix(".")


def _nombre(paso: str) -> str:
    """El nombre de un dato; el de uno que sobra lo escribió otro, y podría traer lo que no se repite."""
    return paso if _DE_LA_CASA.fullmatch(paso) else "…"


def _que_es(valor: object) -> str:
    if valor is None:
        return "nada (null)"
    return _ES.get(type(valor), "un objeto")
