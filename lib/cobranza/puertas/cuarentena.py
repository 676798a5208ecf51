"""Las filas que no entraron (`cuarentena`): se listan, o se exportan para devolverlas a quien las remitió."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobranza.puertas import consola
from cobranza.puertas.carga import abrir_al_dia

if TYPE_CHECKING:
    from cobranza.cartera.apartadas import Apartada

_A_LA_VISTA = 50
_ENCABEZADO = ("Lote", "Archivo", "Línea", "Columna", "Valor", "Motivo", "Qué hacer", "Motivo de devolución", "Fila")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cuarentena(
    lote: Annotated[int | None, typer.Option("--lote", metavar="N", help="Sólo la de ese lote.")] = None,
    archivo: Annotated[
        Path | None, typer.Option("--csv", metavar="ARCHIVO", help="La escribe completa, con los datos de cada fila.")
    ] = None,
) -> None:
    """Lista las filas que no entraron: archivo, línea, columna, valor y motivo.

    Con --csv salen todas, cada una con sus datos y, si es de cartera, con el motivo para devolverla a su emisora.

    \b
    Ejemplo:  cobranza cuarentena --lote 12 --csv devolucion.csv
    """
    from cobranza.almacen.sesion import instante
    from cobranza.cartera.apartadas import apartadas

    with instante(abrir_al_dia()) as conexion:
        filas = apartadas(conexion, lote)
        if archivo is not None:
            cuantas = consola.cuantos(_escribir(archivo, filas), "fila", "filas")
            consola.decir(f"{cuantas} en {consola.corta(archivo)}")
            return
        vistas = list(islice(filas, _A_LA_VISTA))
        for fila in vistas:
            donde = f"lote {fila.lote} {fila.archivo}:{fila.linea}"
            consola.decir(f"{donde}  {fila.columna or 'fila'} «{fila.valor}»  {fila.motivo}")
        if mas := sum(1 for _ in filas):
            consola.decir(f"y {consola.numero(mas)} más; --csv ARCHIVO las da todas")
        elif not vistas:
            consola.decir("No hay filas en cuarentena.")


def _escribir(archivo: Path, filas: Iterable[Apartada]) -> int:
    """El CSV que se devuelve, con la marca que Excel necesita para leer los acentos; cuántas filas lleva."""
    cuantas = 0
    with archivo.open("w", encoding="utf-8-sig", newline="") as salida:
        escritor = csv.writer(salida)
        escritor.writerow(_ENCABEZADO)
        for f in filas:
            escritor.writerow(
                [f.lote, *map(_inerte, (f.archivo, str(f.linea), f.columna, f.valor, f.motivo, f.mensaje)),
                 f.devolucion, _inerte(f.fila)]
            )  # fmt: skip
            cuantas += 1
    return cuantas


def _inerte(texto: str) -> str:
    """Un dato ajeno que una hoja de cálculo no debe ejecutar como fórmula."""
    return f"'{texto}" if texto.startswith(_FORMULA) else texto
