"""Un bloque revisado y las filas que de él se aceptan: columna por columna, con el tipo que guardan los libros."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from cobranza.base.fechas import columna_fecha
from cobranza.ingesta.celda import SIN_NUMERO, Celda, Valor
from cobranza.ingesta.columnas import Enteros, Mascara, Textos, o_nulo, objetos, tomar
from cobranza.ingesta.layouts import Layout
from cobranza.ingesta.lectura import Bloque
from cobranza.ingesta.reparos import Reparos
from cobranza.ley.norma import Normas


@dataclass
class Revisado:
    """Un bloque revisado: un valor exacto por campo y los reparos de las filas que no entran."""

    layout: Layout
    bloque: Bloque
    valores: dict[str, Valor]
    reparos: Reparos
    normas: Normas
    confirmado: bool = False
    """¿Alguien ya vio lo que parece absurdo y dijo que es cierto?"""
    por_confirmar: int = 0
    """Filas en que se vio algo así."""

    def pedir_confirmacion(self, campo: str, donde: Mascara, que: str, mensaje: str | Callable[[int], str]) -> None:
        """Lo absurdo pero posible: va a cuarentena «por confirmar», o entra si ya se confirmó."""
        self.por_confirmar += int((donde & self.reparos.en_pie).sum())
        if not self.confirmado:
            self.celda(campo).anotar(donde, f"Por confirmar: {que}", mensaje)

    def texto(self, campo: str) -> Textos:
        """Una columna de texto."""
        columna = self.valores[campo]
        assert not isinstance(columna, np.ndarray)
        return columna

    def entero(self, campo: str) -> Enteros:
        """Una columna de centavos, números o días."""
        columna = self.valores[campo]
        assert isinstance(columna, np.ndarray)
        return columna

    def celda(self, campo: str) -> Celda:
        """La columna como venía escrita, para anotarle reparos."""
        columna = self.layout.columnas[campo]
        return Celda(campo, columna, self.bloque.campos[campo], self.reparos, self.layout)

    def sobreviviente(self, cuales: Sequence[int] | Enteros) -> dict[str, Valor]:
        """Los valores de algunas filas."""
        indices = np.asarray(cuales, dtype=np.int64)
        return {
            campo: columna[indices] if isinstance(columna, np.ndarray) else tomar(columna, indices)
            for campo, columna in self.valores.items()
        }


class Filas:
    """Algunas filas aceptadas de un bloque, columna por columna."""

    def __init__(self, revisado: Revisado, cuales: Enteros) -> None:
        self.layout = revisado.layout
        self.lineas = revisado.bloque.lineas[cuales]
        self.cuantas = len(cuales)
        self._valores: dict[str, Valor] = revisado.sobreviviente(cuales)

    def texto(self, campo: str) -> Textos:
        """Una columna de texto, tal cual."""
        columna = self._valores[campo]
        assert not isinstance(columna, np.ndarray)
        return columna

    def entero(self, campo: str) -> Enteros:
        """Una columna de centavos, números o días."""
        columna = self._valores[campo]
        assert isinstance(columna, np.ndarray)
        return columna

    def guardable(self, campo: str) -> object:
        """Una columna como se guarda: texto o nulo, fecha o nula, entero o nulo."""
        columna = self._valores[campo]
        if not isinstance(columna, np.ndarray):
            return objetos(columna) if self.layout.columnas[campo].obligatoria else o_nulo(columna)
        if self.layout.columnas[campo].tipo == "fecha":
            return columna_fecha(columna)
        if (columna == SIN_NUMERO).any():
            guardable = columna.astype(object)
            guardable[columna == SIN_NUMERO] = None
            return guardable
        return columna
