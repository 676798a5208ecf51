"""Por qué una fila no entra: los reparos de un bloque, por columna, y la cuarentena que resulta."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cobranza.ingesta.columnas import Enteros, Mascara, marca

_LARGO_MAXIMO = 4_000
_CONTROL = {
    c: "\N{SYMBOL FOR NULL}" if c == 0 else "\N{REPLACEMENT CHARACTER}" for c in range(32) if c not in (9, 10, 13)
}


@dataclass(frozen=True, slots=True)
class Reparo:
    """Por qué una fila no entra, dicho para quien la puede corregir; `motivo` es la forma corta, para contar."""

    linea: int
    campo: str
    valor: str
    mensaje: str
    motivo: str


@dataclass
class Reparos:
    """Los reparos de un bloque: qué filas siguen en pie y qué se dijo de las otras."""

    lineas: Enteros
    por_fila: dict[int, list[Reparo]] = field(default_factory=dict)

    @property
    def en_pie(self) -> Mascara:
        """Las filas sin reparos."""
        return ~marca(len(self.lineas), list(self.por_fila))

    def anotar(
        self, donde: Mascara, campo: str, motivo: str, valores: Mapping[int, str], mensaje: str | Callable[[int], str]
    ) -> None:
        """Anota el mismo reparo en todas las filas marcadas; `mensaje` puede depender de la fila."""
        for i in np.flatnonzero(donde).tolist():
            texto = mensaje if isinstance(mensaje, str) else mensaje(i)
            reparo = Reparo(int(self.lineas[i]), campo, legible(valores[i]), texto, motivo)
            self.por_fila.setdefault(i, []).append(reparo)


def legible(texto: str) -> str:
    """El texto sin caracteres que una base de datos o una pantalla no admiten, y de largo razonable."""
    limpio = texto.translate(_CONTROL)
    return limpio if len(limpio) <= _LARGO_MAXIMO else limpio[:_LARGO_MAXIMO] + "…"


def resumido(reparos: Sequence[Reparo]) -> Reparo:
    """Los reparos de una fila en uno: el primero manda y los demás se agregan a su mensaje."""
    primero, *otros = reparos
    if not otros:
        return primero
    demas = " Además, ".join(f"{r.campo}: {r.mensaje}" for r in otros)
    return Reparo(primero.linea, primero.campo, primero.valor, f"{primero.mensaje} Además, {demas}", primero.motivo)
