"""Un CSV fila por fila, con el renglón físico en que empieza cada una y sin perder las mal formadas."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import TextIO

from cobranza.base import topes
from cobranza.ingesta.reparos import Reparo

Fila = tuple[int, list[str], str, Reparo | None]
"""Línea física, celdas, texto crudo y, si la fila no se pudo partir en celdas, por qué."""
MAXIMO_DE_RENGLONES = 50


_TROZO = 1 << 16


class _SinCerrarError(Exception):
    """Una fila abarca demasiados renglones: unas comillas quedaron abiertas."""


class _EnormeError(Exception):
    """Un renglón pasa de `LETRAS_DE_RENGLON`: no se guarda entero."""


def renglones(archivo: TextIO) -> Iterator[str]:
    """Los renglones físicos del archivo. Del que pasa de `LETRAS_DE_RENGLON` sale sólo su principio, sin terminar.

    Errores: `ErrorDeDatos` si hay millones en blanco.
    """
    en_blanco = 0
    while renglon := archivo.readline(topes.LETRAS_DE_RENGLON + 1):
        if len(renglon) > topes.LETRAS_DE_RENGLON:
            resto = renglon
            while resto and not resto.endswith(("\n", "\r")):
                resto = archivo.readline(_TROZO)
            renglon = renglon[: topes.LETRAS_DE_RENGLON + 1]
        elif renglon.isspace():
            en_blanco += 1
            if en_blanco > topes.RENGLONES_EN_BLANCO:
                raise topes.pasado(
                    "El archivo trae",
                    None,
                    topes.RENGLONES_EN_BLANCO,
                    "Bórralos y vuelve a exportarlo",
                    unidad="renglones en blanco",
                )
        yield renglon


class _Renglones:
    """Entrega renglones físicos al lector y guarda los de la fila en curso por si hay que devolverlos."""

    def __init__(self, archivo: TextIO) -> None:
        self._origen = renglones(archivo)
        self._devueltos: deque[str] = deque()
        self.fila: list[str] = []
        self.numero = 1
        self._letras = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.fila) >= MAXIMO_DE_RENGLONES:
            raise _SinCerrarError
        renglon = self._devueltos.popleft() if self._devueltos else next(self._origen)
        self.fila.append(renglon)
        self._letras += len(renglon)
        if self._letras > topes.LETRAS_DE_RENGLON:
            raise _EnormeError
        return renglon

    def cerrar_fila(self) -> tuple[int, str]:
        """Línea en que empezó la fila y su texto; la siguiente empieza donde ésta termina."""
        fila, linea = self.fila, self.numero
        self.fila, self._letras = [], 0
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
    csv.field_size_limit(topes.LETRAS_DE_CELDA)
    por_leer = _Renglones(archivo)
    while True:
        lector = csv.reader(por_leer, delimiter=separador, strict=True)
        try:
            for celdas in lector:
                linea, cruda = por_leer.cerrar_fila()
                if celdas:
                    yield linea, celdas, cruda, None
        except (csv.Error, _SinCerrarError, _EnormeError) as error:
            linea, cruda = por_leer.soltar_primero()
            yield linea, [], cruda, _mal_formada(linea, error)
            continue
        if not por_leer.fila:
            return
        linea, cruda = por_leer.soltar_primero()
        yield linea, [], cruda, _mal_formada(linea, _SinCerrarError())


def _mal_formada(linea: int, error: Exception) -> Reparo:
    if "field limit" in str(error):
        return celda_enorme(linea, "Una celda")
    if isinstance(error, _EnormeError):
        mensaje = (
            f"La fila pasa de {topes.LETRAS_DE_RENGLON:,} letras, que es lo que se admite; seguramente faltan saltos "
            "de renglón o unas comillas quedaron abiertas. Corrige el renglón."
        )
    else:
        mensaje = "Las comillas están mal cerradas y no se distinguen las celdas; ciérralas o quítalas."
    return Reparo(linea, "", "", mensaje, "Fila mal formada")


def celda_enorme(linea: int, cual: str) -> Reparo:
    """El reparo de una celda que no es un dato."""
    mensaje = (
        f"{cual} pasa de {topes.LETRAS_DE_CELDA:,} letras, que es lo que se admite; seguramente sobra o falta un "
        "separador. Corrige el renglón."
    )
    return Reparo(linea, "", "", mensaje, "Fila mal formada")
