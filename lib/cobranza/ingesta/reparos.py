"""Por qué una fila no entra: los reparos de un bloque, por columna, y la cuarentena que resulta."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from cobranza.base.invisibles import a_la_vista
from cobranza.ingesta.avisos import Avisos
from cobranza.ingesta.columnas import Enteros, Mascara, marca

_LARGO_MAXIMO = 4_000


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
    avisadas: dict[tuple[str, str], dict[int, str]] = field(default_factory=dict)
    """(motivo, qué hacer) → fila → valor: lo que entra, pero se avisa."""

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
            reparo = Reparo(int(self.lineas[i]), campo, legible(valores[i]), legible(texto), motivo)
            suyos = self.por_fila.setdefault(i, [])
            if reparo not in suyos:  # una columna se puede revisar dos veces
                suyos.append(reparo)

    def avisar(self, motivo: str, que_hacer: str, valores: Mapping[int, str]) -> None:
        """Lo que no impide que la fila entre y conviene decir: `valores` por fila."""
        self.avisadas.setdefault((motivo, que_hacer), {}).update({i: legible(v) for i, v in valores.items()})

    def contar_avisos(self, avisos: Avisos) -> None:
        """Suma los avisos de las filas que siguen en pie; de las otras ya se dice por qué no entraron."""
        for (motivo, que_hacer), valores in self.avisadas.items():
            de_pie = {int(self.lineas[i]): valor for i, valor in sorted(valores.items()) if i not in self.por_fila}
            if de_pie:
                avisos.contar(motivo, que_hacer, de_pie)


def legible(texto: str) -> str:
    """El texto sin caracteres que una base de datos o una pantalla no admiten, y de largo razonable."""
    limpio = a_la_vista(texto)
    return limpio if len(limpio) <= _LARGO_MAXIMO else limpio[:_LARGO_MAXIMO] + "…"


def resumido(reparos: Sequence[Reparo]) -> Reparo:
    """Los reparos de una fila en uno: el primero manda y los demás se agregan a su mensaje."""
    primero, *otros = reparos
    if not otros:
        return primero
    demas = " Además, ".join(f"{r.campo}: {r.mensaje}" for r in otros)
    return Reparo(primero.linea, primero.campo, primero.valor, f"{primero.mensaje} Además, {demas}", primero.motivo)
