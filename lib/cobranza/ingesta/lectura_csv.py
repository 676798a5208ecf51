"""Un CSV fila por fila, con el renglón físico en que empieza cada una y sin perder las mal formadas."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import TextIO

from cobranza.ingesta.reparos import Reparo

Fila = tuple[int, list[str], str, Reparo | None]
"""Línea física, celdas, texto crudo y, si la fila no se pudo partir en celdas, por qué."""
MAXIMO_DE_RENGLONES = 50


class _SinCerrarError(Exception):
    """Una fila abarca demasiados renglones: unas comillas quedaron abiertas."""


class _Renglones:
    """Entrega renglones físicos al lector y guarda los de la fila en curso por si hay que devolverlos."""

    def __init__(self, archivo: TextIO) -> None:
        self._origen = iter(archivo)
        self._devueltos: deque[str] = deque()
        self.fila: list[str] = []
        self.numero = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.fila) >= MAXIMO_DE_RENGLONES:
            raise _SinCerrarError
        renglon = self._devueltos.popleft() if self._devueltos else next(self._origen)
        self.fila.append(renglon)
        return renglon

    def cerrar_fila(self) -> tuple[int, str]:
        """Línea en que empezó la fila y su texto; la siguiente empieza donde ésta termina."""
        fila, linea = self.fila, self.numero
        self.fila = []
        self.numero += len(fila)
        return linea, fila[0] if len(fila) == 1 else "".join(fila)

    def soltar_primero(self) -> tuple[int, str]:
        """Cierra sólo el primer renglón y devuelve los demás, para leerlos de nuevo."""
        primero, *resto = self.fila
        self._devueltos.extendleft(reversed(resto))
        self.fila = [primero]
        return self.cerrar_fila()


def filas(archivo: TextIO, separador: str) -> Iterator[Fila]:
    """Las filas del CSV, encabezado incluido; los renglones en blanco no cuentan.

    Unas comillas mal cerradas sólo cuestan su renglón: los siguientes se vuelven a leer.
    """
    renglones = _Renglones(archivo)
    while True:
        lector = csv.reader(renglones, delimiter=separador, strict=True)
        try:
            for celdas in lector:
                linea, cruda = renglones.cerrar_fila()
                if celdas:
                    yield linea, celdas, cruda, None
        except (csv.Error, _SinCerrarError) as error:
            linea, cruda = renglones.soltar_primero()
            yield linea, [], cruda, _mal_formada(linea, error)
            continue
        if not renglones.fila:
            return
        linea, cruda = renglones.soltar_primero()
        yield linea, [], cruda, _mal_formada(linea, _SinCerrarError())


def _mal_formada(linea: int, error: Exception) -> Reparo:
    if "field limit" in str(error):
        mensaje = "Una celda pasa de 128 KB; seguramente sobra o falta un separador. Corrige el renglón."
    else:
        mensaje = "Las comillas están mal cerradas y no se distinguen las celdas; ciérralas o quítalas."
    return Reparo(linea, "", "", mensaje, "Fila mal formada")
