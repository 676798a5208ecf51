"""Un módulo por layout, con el mismo nombre que su YAML: la `ENTRADA` dice en qué se vuelven sus filas.

Agregar un layout es escribir su YAML (`params/catalogos/layouts`) y su módulo aquí; nada más lo nombra.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from cobranza.base.errores import ErrorDeUso
from cobranza.ingesta.contrato import Entrada


def nombres() -> tuple[str, ...]:
    """Los layouts que tienen su módulo."""
    return tuple(sorted(modulo.name for modulo in iter_modules(__path__)))


def entrada(nombre: str) -> Entrada:
    """La entrada de un layout. Errores: `ErrorDeUso` si no tiene módulo."""
    if nombre not in nombres():
        raise ErrorDeUso(
            f"El layout «{nombre}» tiene su YAML y no se sabe en qué se vuelven sus filas; se esperaba el módulo "
            f"cobranza.ingesta.entradas.{nombre}."
        )
    encontrada = import_module(f"{__name__}.{nombre}").ENTRADA
    assert isinstance(encontrada, Entrada)
    return encontrada


def da_altas(nombre: str) -> bool:
    """¿Las cargas de ese layout dan de alta créditos?"""
    return nombre in nombres() and bool(entrada(nombre).alta)
