"""Lo que viene escrito de otro modo: se lee celda por celda, y sólo las que no están en la forma de siempre.

La mayoría de las celdas casa con la forma de siempre y se convierte por columnas; las demás pasan por aquí, una vez
por texto distinto, y salen en esa forma o con el motivo cierto por el que no se pueden leer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cobranza.ingesta.celda import Celda
from cobranza.ingesta.columnas import Mascara, Textos, cambiadas, lista, marca, tomar


@dataclass(frozen=True, slots=True)
class Leido:
    """Un valor en la forma de siempre; con `aviso`, el motivo por el que conviene decirlo."""

    texto: str
    aviso: str = ""
    que_hacer: str = ""
    dicho: str = ""
    """Cómo se dice lo leído junto a lo escrito, si no es evidente."""


@dataclass(frozen=True, slots=True)
class Dudoso:
    """Por qué no se puede leer; `{}` en el mensaje es el valor."""

    motivo: str
    mensaje: str


Lectura = Leido | Dudoso


def reescritos(celda: Celda, raras: Mascara, leer: Callable[[str], Lectura]) -> Textos:
    """La columna con las `raras` en la forma de siempre; vacías, y con su reparo, las que no se pudieron leer."""
    filas = np.flatnonzero(raras)
    if filas.size == 0:
        return celda.textos
    escritos = lista(tomar(celda.textos, filas))
    lecturas = {escrito: leer(escrito) for escrito in dict.fromkeys(escritos)}
    por_fila = {i: lecturas[escrito] for i, escrito in zip(filas.tolist(), escritos, strict=True)}
    _anotar(celda, por_fila)
    _avisar(celda, por_fila, dict(zip(filas.tolist(), escritos, strict=True)))
    return cambiadas(celda.textos, filas, [le.texto if isinstance(le, Leido) else "" for le in por_fila.values()])


def _anotar(celda: Celda, por_fila: dict[int, Lectura]) -> None:
    dudosas = {i: lectura for i, lectura in por_fila.items() if isinstance(lectura, Dudoso)}
    for motivo in dict.fromkeys(dudosa.motivo for dudosa in dudosas.values()):
        suyas = [i for i, dudosa in dudosas.items() if dudosa.motivo == motivo]
        for mensaje in dict.fromkeys(dudosas[i].mensaje for i in suyas):
            iguales = [i for i in suyas if dudosas[i].mensaje == mensaje]
            celda.anotar(marca(len(celda.textos), iguales), motivo, mensaje)


def _avisar(celda: Celda, por_fila: dict[int, Lectura], escritos: dict[int, str]) -> None:
    avisos: dict[tuple[str, str], dict[int, str]] = {}
    for i, lectura in por_fila.items():
        if isinstance(lectura, Leido) and lectura.aviso:
            dicho = f"{escritos[i]} → {lectura.dicho}" if lectura.dicho else escritos[i]
            avisos.setdefault((lectura.aviso, lectura.que_hacer), {})[i] = dicho
    for (motivo, que_hacer), valores in avisos.items():
        celda.avisar(motivo, que_hacer, valores)
