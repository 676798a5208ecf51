"""Qué es un tema de `cobranza calcular` y cómo se registra con sus campos."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cobranza.base.errores import ErrorDeDatos
from cobranza.ley.norma import Norma
from cobranza.ley.renglon import Renglon
from cobranza.temas.campos import Campo, leer_campos, opcional, uno_de

Calculo = tuple[Mapping[str, object], list[Renglon]]
Formula = Callable[[Norma, dict[str, Any]], Calculo]
AMBITO = opcional("ambito", uno_de("federal", "estatal"), "Qué ordenamiento rige; federal si no se dice.")


@dataclass(frozen=True, slots=True)
class Tema:
    """Un cálculo con nombre: qué entra, qué alternativas de entrada admite y qué campo suma su memoria."""

    clave: str
    titulo: str
    campos: tuple[Campo, ...]
    formula: Formula
    alternativas: tuple[tuple[str, ...], ...] = ()
    suma: str | None = None

    def __str__(self) -> str:
        return f"{self.clave:<22} {self.titulo}"

    def leer(self, caso: dict[str, Any]) -> dict[str, Any]:
        """El caso convertido y comprobado. Errores: `ErrorDeDatos` si falta, sobra o no se entiende un campo."""
        try:
            leido = leer_campos(self.campos, caso)
        except ErrorDeDatos as error:
            raise ErrorDeDatos(f"{self.clave}: {error.mensaje}", **error.datos) from error
        if self.alternativas and not any(all(leido[n] is not None for n in grupo) for grupo in self.alternativas):
            pedidas = " · o ".join(", ".join(grupo) for grupo in self.alternativas)
            dados = ", ".join(n for n, v in leido.items() if v is not None) or "ningún campo"
            raise ErrorDeDatos(f"{self.clave}: se encontró {dados}; se esperaba {pedidas}.")
        return leido

    def esquema(self) -> dict[str, Any]:
        """JSON Schema de la entrada."""
        esquema: dict[str, Any] = {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": self.clave,
            "description": self.titulo,
            "type": "object",
            "properties": {c.nombre: {**c.tipo.esquema, "description": c.ayuda} for c in self.campos},
            "required": [c.nombre for c in self.campos if c.obligatorio],
            "additionalProperties": False,
        }
        if self.alternativas:
            esquema["anyOf"] = [{"required": list(grupo)} for grupo in self.alternativas]
        return esquema


REGISTRO: dict[str, Tema] = {}
"""Los temas en el orden en que se registran."""


def tema(
    clave: str,
    titulo: str,
    *campos: Campo,
    alternativas: tuple[tuple[str, ...], ...] = (),
    suma: str | None = None,
) -> Callable[[Formula], Formula]:
    """Registra una fórmula como tema; todas admiten `ambito`."""

    def registra(formula: Formula) -> Formula:
        REGISTRO[clave] = Tema(clave, titulo, (*campos, AMBITO), formula, alternativas, suma)
        return formula

    return registra
