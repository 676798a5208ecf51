"""Un vistazo a un archivo que todavía no se sabe leer: dónde está su encabezado y qué traen sus columnas.

Sólo propone: la carga lo lee después con todo el cuidado (`lectura`).
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.base import topes
from cobranza.base.ajeno import que_sea_archivo
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.invisibles import a_la_vista
from cobranza.base.motivos import motivo_de
from cobranza.ingesta import layouts
from cobranza.ingesta.fuente import Fuente, reconocer
from cobranza.ingesta.layouts import normalizado

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_LIBROS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_HASTA_EL_ENCABEZADO, _FILAS, _LETRAS = 30, 5_000, 2_000_000
_SEPARADORES = (",", ";", "\t", "|")
Renglon = list[str]


@dataclass(frozen=True, slots=True)
class Vistazo:
    """Los títulos de un archivo y sus primeras filas, como texto y sin espacios de más."""

    ruta: Path
    titulos: tuple[str, ...]
    filas: list[Renglon]

    def valores(self, titulo: str) -> list[str]:
        """Los valores no vacíos de una columna, en su orden."""
        k = self.titulos.index(titulo)
        return [fila[k] for fila in self.filas if k < len(fila) and fila[k]]


def mirar(ruta: Path) -> Vistazo:
    """Los títulos y las primeras filas. Errores: `ErrorDeDatos` si no se puede leer o no trae encabezado."""
    hojas = _hojas(ruta)
    conocidos = {texto for nombre in layouts.nombres() for texto in layouts.leer(nombre).encabezados}
    mejores = [(*_encabezado(hoja, conocidos), hoja) for hoja in hojas]
    puntos, cual, hoja = max(mejores, key=lambda opcion: opcion[0], default=(0, 0, []))
    if puntos < 2:
        raise ErrorDeDatos(
            f"En {ruta.name} no se encontró un renglón con los nombres de las columnas; se esperaba entre los "
            f"primeros {_HASTA_EL_ENCABEZADO}. Agrégalo y vuelve a intentarlo.",
            archivo=str(ruta),
        )
    titulos = hoja[cual]
    while titulos and not titulos[-1]:
        titulos = titulos[:-1]
    filas = [fila for fila in hoja[cual + 1 :] if any(fila)]
    return Vistazo(ruta, tuple(titulos), filas)


def _encabezado(hoja: Sequence[Renglon], conocidos: set[str]) -> tuple[int, int]:
    """(puntos, renglón) del que más parece encabezado: títulos distintos, en letras, y mejor si ya se conocen."""

    def puntos(renglon: Renglon) -> int:
        nombres = {normalizado(celda) for celda in renglon if celda}
        return sum(1 + 2 * (n in conocidos) for n in nombres if any(letra.isalpha() for letra in n))

    primeros = [puntos(renglon) for renglon in hoja[:_HASTA_EL_ENCABEZADO]]
    mayor = max(primeros, default=0)
    return mayor, primeros.index(mayor) if primeros else 0


def _hojas(ruta: Path) -> list[list[Renglon]]:
    que_sea_archivo(ruta)
    try:
        with ruta.open("rb") as archivo:
            inicio = archivo.read(4)
    except OSError as error:
        raise ErrorDeDatos(f"No se pudo leer {ruta}: {motivo_de(error)}. Revisa la ruta y los permisos.") from error
    return _de_libro(ruta) if inicio.startswith(_LIBROS) else _de_texto(ruta)


def _de_libro(ruta: Path) -> list[list[Renglon]]:
    from cobranza.ingesta import libro_abierto  # tarda: sólo si es una hoja de cálculo

    fuente = reconocer(ruta)
    libro = libro_abierto.abrir(fuente)
    try:
        return [_de_hoja(libro, fuente, nombre) for nombre in libro.sheet_names]
    except libro_abierto.ILEGIBLE as error:
        raise libro_abierto.ilegible(fuente) from error


def _de_hoja(libro: CalamineWorkbook, fuente: Fuente, nombre: str) -> list[Renglon]:
    """Los primeros renglones con datos de una hoja; vacía si no es de celdas."""
    from cobranza.ingesta import libro_abierto

    libro_abierto.notas(fuente, nombre)  # antes de armarla en memoria, que quepa
    with libro_abierto.en_silencio():
        hoja = libro.get_sheet_by_name(nombre)
    if hoja.start is None:
        return []
    vistas = islice(hoja.iter_rows(), hoja.start[0], hoja.start[0] + _FILAS)
    return [[_texto(celda) for celda in fila[hoja.start[1] : topes.COLUMNAS]] for fila in vistas]


def _texto(valor: object) -> str:
    if isinstance(valor, float):
        return str(int(valor)) if valor.is_integer() else repr(valor)
    if isinstance(valor, datetime):
        return valor.date().isoformat()
    if isinstance(valor, date | time):
        return valor.isoformat()
    return a_la_vista(" ".join(str(valor)[: topes.LETRAS_DE_CELDA].split()))


def _de_texto(ruta: Path) -> list[list[Renglon]]:
    """El texto partido con cada separador; el verdadero es el que da el mejor encabezado."""
    fuente = reconocer(ruta)
    with ruta.open(encoding=fuente.codificacion, errors=fuente.errores, newline="") as archivo:
        texto = archivo.read(_LETRAS)
    return [_partido(texto, separador) for separador in _SEPARADORES]


def _partido(texto: str, separador: str) -> list[Renglon]:
    filas: list[Renglon] = []
    with suppress(csv.Error):
        for fila in islice(csv.reader(StringIO(texto), delimiter=separador), _FILAS):
            filas.append([a_la_vista(" ".join(celda.split())) for celda in fila[: topes.COLUMNAS]])
    return filas
