"""Qué significa cada cifra de un informe: su definición, con el ancla a la que llevan sus vínculos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cobranza.papel.formato import escapar
from cobranza.papel.piezas import Pieza


@dataclass(frozen=True, slots=True)
class Entrada:
    """Una cifra definida: ancla, nombre y lo que se dice de ella, en orden."""

    ancla: str
    nombre: str
    dichos: Sequence[str]


@dataclass(frozen=True)
class Definiciones(Pieza):
    """La lista de cifras de un informe con lo que quiere decir cada una."""

    entradas: Sequence[Entrada]

    def html(self) -> str:
        """Lista de definiciones; cada una con su ancla."""
        contenido = "".join(
            f'<div id="{escapar(e.ancla)}"><dt>{escapar(e.nombre)}</dt><dd>{escapar(" ".join(e.dichos))}</dd></div>'
            for e in self.entradas
        )
        return f'<dl class="pares">{contenido}</dl>'

    def texto(self) -> str:
        """Una definición por renglón."""
        return "\n".join(f"{e.nombre}: {' '.join(e.dichos)}" for e in self.entradas)
