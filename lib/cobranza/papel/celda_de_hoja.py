"""Una celda del Excel: con qué formato se escribe cada valor y cuánto mide de alto."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from cobranza.base.dinero import texto as decimal
from cobranza.papel.formato import DINERO, NO_APLICA, NUMERICOS, numero_escrito

ALTO = 15
"""Puntos de un renglón de letra 11; el alto se fija: no todos los programas lo calculan al abrir."""
BASE = {"font_name": "Calibri", "font_size": 11, "valign": "top"}
_LETRAS_QUE_CABEN = 32_767
_FORMATOS = {
    "entero": "#,##0",
    "pesos": "#,##0.00",
    "millones": "#,##0.00",
    "porcentaje": "0.0%",
    "fecha": "[$-80A]d mmm yyyy",
    "razon": "General",
    "ordinal": "0",  # un año o un número de renglón: número, pero no cantidad
    "texto": "@",
}


class _Exacto(Decimal):
    """Se escribe con todos sus dígitos: xlsxwriter recorta a 16, y hay importes de más."""

    def __format__(self, _forma: str, /) -> str:  # type: ignore[override]  # sólo la llama xlsxwriter
        return str(self)


class Celdas:
    """Los formatos de un libro, cada uno una vez, y cómo se escribe un valor con el suyo."""

    def __init__(self, libro: Any) -> None:
        self._libro = libro
        self._hechos: dict[tuple[str, str, bool], Any] = {}

    def escribir(self, en: Any, lugar: tuple[int, int], tipo: str, valor: Any, *, total: bool = False) -> None:
        """Un valor según el tipo de su columna; lo que no sea del tipo («n. c.», un rótulo) va como texto."""
        estilo = self._formato(tipo, _FORMATOS[tipo], total=total)
        escrito = numero_escrito(valor) if tipo == "razon" and isinstance(valor, str) else None
        if escrito:  # una cifra que llegó ya escrita: número, con sus mismos decimales
            en.write_number(*lugar, _Exacto(escrito[0]), self._formato(tipo, escrito[1], total=total))
        elif tipo == "fecha" and _es_fecha(valor):
            en.write_datetime(*lugar, date.fromisoformat(valor), estilo)
        elif isinstance(valor, dict):  # un por ciento con la parte y el total de que sale: la razón exacta
            en.write_number(*lugar, _Exacto(Decimal(valor["parte"]) / valor["total"]), estilo)
        elif isinstance(valor, bool):
            en.write_string(*lugar, "sí" if valor else "no", estilo)
        elif isinstance(valor, int) and (tipo in NUMERICOS or tipo == "ordinal"):
            escala = 2 if tipo in DINERO else 3 if tipo == "porcentaje" else 0
            en.write_number(*lugar, _Exacto(decimal(valor, escala)), estilo)
        elif valor != "":
            en.write_string(*lugar, (NO_APLICA if valor is None else str(valor))[:_LETRAS_QUE_CABEN], estilo)

    def _formato(self, tipo: str, numero: str, *, total: bool) -> Any:
        clave = (tipo, numero, total)
        if clave not in self._hechos:
            forma = {**BASE, "num_format": numero, "align": "right" if tipo in NUMERICOS else "left"}
            self._hechos[clave] = self._libro.add_format(forma | ({"bold": True, "top": 1} if total else {}))
        return self._hechos[clave]


def alto(textos: Sequence[str], anchos: Sequence[int]) -> int:
    """Puntos que ocupa un renglón cuyos textos se parten a esos anchos."""
    partes = [len(textwrap.wrap(t, max(a - 2, 4))) for t, a in zip(textos, anchos, strict=True)]
    return ALTO * max([1, *partes]) + 1


def _es_fecha(valor: Any) -> bool:
    return isinstance(valor, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", valor) is not None and valor >= "1900-03-01"
