"""Una columna del bloque mientras se revisa."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from cobranza.ingesta.columnas import Enteros, Mascara, Textos, igual, lista, tomar
from cobranza.ingesta.layouts import Columna, Layout
from cobranza.ingesta.reparos import Reparos
from cobranza.ingesta.tapado import titulos

Valor = Textos | Enteros
"""Textos, o enteros (centavos, números, días)."""
SIN_NUMERO = -1
"""Importe o número ausente; un importe de archivo nunca es negativo."""


@dataclass(frozen=True, slots=True)
class Celda:
    """Una columna del bloque mientras se revisa: qué se espera, qué trae y dónde se anotan los reparos."""

    campo: str
    columna: Columna
    textos: Textos
    reparos: Reparos
    layout: Layout

    def anotar(self, donde: Mascara, motivo: str, mensaje: str | Callable[[int], str]) -> None:
        """Reparo de esta columna en las filas marcadas; `{}` en el mensaje es el valor."""
        cuales = np.flatnonzero(donde)
        if cuales.size == 0:
            return
        valores = dict(zip(cuales.tolist(), lista(tomar(self.textos, cuales)), strict=True))
        self.reparos.anotar(
            donde,
            self.columna.titulo,
            motivo,
            valores,
            mensaje if callable(mensaje) else lambda i: mensaje.replace("{}", valores[i][:80]),
        )

    def avisar(self, motivo: str, que_hacer: str, valores: Mapping[int, str]) -> None:
        """Aviso de esta columna: la fila entra, y se dice qué se vio en ella; de una persona, sólo en qué línea."""
        if valores:
            de_quien = self.columna.titulo in titulos()
            self.reparos.avisar(motivo, que_hacer, dict.fromkeys(valores, "") if de_quien else valores)

    @property
    def vacias(self) -> Mascara:
        """Filas sin valor en esta columna."""
        return igual(self.textos, "")
