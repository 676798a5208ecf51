"""RFC y nombres tapados para compartir un informe: lo bastante para distinguir renglones, no para identificar."""

from __future__ import annotations

_TAPADO = "•"
_PARTICULAS = frozenset({"de", "del", "la", "las", "los", "y", "e"})
_PALABRAS = 3


def enmascarado(rfc: str) -> str:
    """RFC con las dos primeras y las dos últimas posiciones a la vista.

    >>> enmascarado("XEXX010101000")
    'XE•••••••••00'
    """
    return f"{rfc[:2]}{_TAPADO * (len(rfc) - 4)}{rfc[-2:]}"


def enmascarado_nombre(nombre: str) -> str:
    """La inicial de cada palabra, sin decir cuán larga es; las partículas se omiten y sólo van tres.

    >>> enmascarado_nombre("María de los Ángeles Pérez Gómez")
    'M••• Á••• P•••'
    """
    palabras = [palabra for palabra in nombre.split() if palabra.lower() not in _PARTICULAS]
    return " ".join(f"{palabra[0]}{_TAPADO * 3}" for palabra in palabras[:_PALABRAS])
