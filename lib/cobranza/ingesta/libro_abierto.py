"""Abrir una hoja de cálculo ajena: antes se sabe que cabe, y lo que falle al leerla es un error de datos.

La biblioteca arma cada hoja entera en memoria y, si no le alcanza, tira el proceso. De un .xlsx y de un .ods se
cuenta antes lo que ocuparían; un .xls y un .xlsb, que son binarios, se abren primero en un
proceso aparte con poca memoria.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import ParseError
from xml.parsers import expat

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]  # no publica tipos
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from cobranza.base import topes
from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta import caja_zip, hoja_ods, hoja_xml
from cobranza.ingesta.especie import ODS, XLS, XLSX
from cobranza.ingesta.fuente import Estado, Fuente

_ERRORES = 2  # la salida de errores del proceso
_MAL_ABIERTO = 3
"""Con eso termina el proceso aparte si la biblioteca no lo entiende: aquí se abre otra vez, y se dice por qué."""
_EN_OTRO_PROCESO = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]),) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (int(sys.argv[3]),) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except ImportError:
    pass
from python_calamine import CalamineWorkbook
try:
    with open(sys.argv[1], "rb") as archivo:
        libro = CalamineWorkbook.from_filelike(archivo)
    for hoja in libro.sheets_metadata:
        libro.get_sheet_by_name(hoja.name)
except MemoryError:
    sys.exit(1)
except BaseException:
    sys.exit({_MAL_ABIERTO})
"""


class _LibroRotoError(Exception):
    """La biblioteca se topó con algo que no esperaba."""


@contextmanager
def en_silencio() -> Iterator[None]:
    """Con un libro roto la biblioteca entra en pánico: lo escribe en la pantalla, y lo lanza fuera de `Exception`."""
    pantalla, nada = os.dup(_ERRORES), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nada, _ERRORES)
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":
            raise _LibroRotoError(str(error)) from error
        raise
    finally:
        os.dup2(pantalla, _ERRORES)
        os.close(pantalla)
        os.close(nada)


ILEGIBLE = (
    CalamineError, _LibroRotoError, zipfile.BadZipFile, zlib.error, LookupError, ValueError, EOFError, OSError,
    NotImplementedError, RuntimeError, ParseError, expat.ExpatError, DefusedXmlException, ArithmeticError, TypeError,
    AttributeError, MemoryError,
)  # fmt: skip
"""Todo lo que se ha visto lanzar ante un libro dañado: mientras se lee lo ajeno, la culpa es de lo ajeno."""


def ilegible(fuente: Fuente) -> ErrorDeDatos:
    """El error de un libro que no se puede leer."""
    return ErrorDeDatos(
        f"{fuente.nombre} no es un libro legible (.{fuente.clase}): está dañado o incompleto. Ábrelo en Excel o "
        "LibreOffice y guárdalo de nuevo como .xlsx.",
        archivo=str(fuente.ruta),
    )


def abrir(fuente: Fuente) -> CalamineWorkbook:
    """El libro abierto, cuando ya se sabe que cabe. Errores: `ErrorDeDatos` si no cabe, o no se entiende."""
    try:
        _que_quepa(fuente)
        with fuente.ruta.open("rb") as archivo, en_silencio():
            libro = CalamineWorkbook.from_filelike(archivo)
    except PasswordError as error:
        raise ErrorDeDatos(
            f"{fuente.nombre} tiene contraseña; ábrelo, quítasela y guárdalo como .xlsx o CSV.",
            archivo=str(fuente.ruta),
        ) from error
    except ILEGIBLE as error:
        raise ilegible(fuente) from error
    if len(libro.sheet_names) > topes.HOJAS_DE_LIBRO:
        raise topes.pasado(
            f"{fuente.nombre} trae",
            len(libro.sheet_names),
            topes.HOJAS_DE_LIBRO,
            "Guarda en su archivo la que se carga",
            unidad="hojas",
        )
    return libro


def notas(fuente: Fuente, hoja: str) -> hoja_xml.Notas:
    """Lo anotado de una hoja de un .xlsx; de otra clase, nada. Errores: `ErrorDeDatos` si no cabe."""
    return _libro_xml(fuente.ruta, fuente.estado).notas(hoja) if fuente.clase == XLSX else hoja_xml.Notas()


@lru_cache(maxsize=2)
def _libro_xml(ruta: Path, _: Estado) -> hoja_xml.Libro:
    """Se guarda mientras el archivo no cambie: para reconocerlo y para cargarlo se recorre una sola vez."""
    return hoja_xml.Libro(ruta)


def _que_quepa(fuente: Fuente) -> None:
    if fuente.clase != XLS:
        caja_zip.que_quepa(fuente.ruta)
    if fuente.clase == ODS:
        hoja_ods.que_quepa(fuente.ruta)
    elif fuente.clase != XLSX:
        _probado(fuente.ruta, fuente.estado)


@lru_cache(maxsize=8)
def _probado(ruta: Path, _: Estado) -> None:
    """Abre el libro en un proceso aparte. Errores: `ErrorDeDatos` si no le alcanza la memoria o el tiempo."""
    orden = [sys.executable, "-I", "-c", _EN_OTRO_PROCESO, str(ruta)]
    limites = [str(topes.MEMORIA_DE_LIBRO), str(topes.SEGUNDOS_DE_LIBRO)]
    try:
        hecho = subprocess.run(
            [*orden, *limites],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=topes.SEGUNDOS_DE_LIBRO,
            check=False,
        )
        codigo = hecho.returncode
    except subprocess.TimeoutExpired:
        codigo = -1
    if codigo not in (0, _MAL_ABIERTO):
        raise ErrorDeDatos(
            f"{ruta.name} no se pudo abrir con {topes.MEMORIA_DE_LIBRO >> 20} MB de memoria en "
            f"{topes.SEGUNDOS_DE_LIBRO} segundos: trae un dato perdido lejos de la tabla, o es demasiado grande. "
            "Ábrelo en Excel o LibreOffice, borra lo que no sea la tabla y guárdalo como .xlsx o CSV.",
            archivo=str(ruta),
        )
