"""Dónde queda cada corrida: en las salidas lo que se comparte; aparte, en carpeta cerrada, lo que lleva nombres."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from cobranza.base import permisos
from cobranza.base.nominativas import RESERVADO

ARCHIVO = "archivo"
"""La carpeta de las corridas que ya no están en el índice."""


def es_reservada(parametros: Mapping[str, object]) -> bool:
    """¿Esa corrida sale con nombres?"""
    return parametros.get("nominativo") is True


def estante(salidas: Path, parametros: Mapping[str, object]) -> Path:
    """La carpeta donde va una corrida con esos parámetros, con su propio índice."""
    return reservado(salidas) if es_reservada(parametros) else salidas


def estante_de(salidas: Path, carpeta: Path) -> Path:
    """La carpeta donde está una corrida que ya existe: la de lo reservado o la de lo que se comparte."""
    aparte = reservado(salidas)
    return aparte if carpeta.is_relative_to(aparte) else salidas


def reservado(salidas: Path) -> Path:
    """La carpeta de lo reservado."""
    return salidas / RESERVADO


def cerrar(carpeta: Path) -> None:
    """Deja una carpeta y lo que tiene sólo para quien la hizo, o para el grupo con que la comparte."""
    permisos.ajustar_todo(carpeta)


def abrir_reservado(salidas: Path) -> Path:
    """La carpeta de lo reservado, hecha y cerrada a los demás."""
    carpeta = permisos.carpeta(reservado(salidas))
    permisos.ajustar(carpeta)
    return carpeta
