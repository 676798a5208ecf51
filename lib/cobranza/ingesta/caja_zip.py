"""Un libro (.xlsx, .xlsb, .ods) es un ZIP: se comprueba que quepa desplegado, y que esté entero, antes de leerlo.

Lo que el ZIP declara puede mentir: se descomprime contando, sin guardar, y se compara con su suma de comprobación.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from cobranza.base import topes
from cobranza.base.errores import ErrorDeDatos

_TROZO = 1 << 18
_LOCAL = struct.Struct("<4s5H3I2H")
_FICHA = b"PK\x01\x02"
_COMO_CSV = "Guarda la hoja como CSV, que no tiene ese tope"
_ADMITIDAS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_GRANDES = re.compile(r"sheet|hoja|sharedstrings|content\.xml|media/|pictures/|pivot")
_CIFRADA = 0x1
ROTO = (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, EOFError, ValueError, LookupError)
"""Lo que `zipfile` lanza ante un ZIP que no se deja abrir: cortado, o con un índice que no es suyo."""


def abrir(ruta: Path) -> zipfile.ZipFile:
    """El ZIP abierto, cuando ya se sabe que su índice cabe.

    Errores: `ErrorDeDatos` si pesa de más o trae demasiadas partes; los de `zipfile` si está dañado.
    """
    pesa = ruta.stat().st_size
    if pesa > topes.BYTES_DE_LIBRO:
        raise topes.pasado(
            f"{ruta.name} pesa", pesa >> 20, topes.BYTES_DE_LIBRO >> 20, _COMO_CSV, unidad="MB", archivo=str(ruta)
        )
    partes = ruta.read_bytes().count(_FICHA)
    if partes > topes.PARTES_DE_LIBRO:
        raise topes.pasado(
            f"{ruta.name} trae", partes, topes.PARTES_DE_LIBRO, _COMO_CSV, unidad="archivos dentro", archivo=str(ruta)
        )
    return zipfile.ZipFile(ruta)


def que_quepa(ruta: Path) -> None:
    """Errores: `ErrorDeDatos` si desplegado pesa de más, una parte crece como una bomba, está cifrado o dañado."""
    with abrir(ruta) as caja, ruta.open("rb") as archivo:
        partes = caja.infolist()
        declarado = sum(parte.file_size for parte in partes)
        _que_pese_menos(ruta, declarado)
        for parte in partes:
            _que_no_sea_bomba(ruta, parte)
        if len({parte.filename.casefold() for parte in partes}) < len(partes):
            raise zipfile.BadZipFile("dos partes con el mismo nombre")
        total = 0
        for parte in partes:
            total += _desplegada(archivo, parte, ruta, topes.BYTES_DESPLEGADOS - total)


def _que_pese_menos(ruta: Path, pesa: int) -> None:
    if pesa > topes.BYTES_DESPLEGADOS:
        raise topes.pasado(
            f"{ruta.name} desplegado pesa",
            pesa >> 20,
            topes.BYTES_DESPLEGADOS >> 20,
            _COMO_CSV,
            unidad="MB",
            archivo=str(ruta),
        )


def _que_no_sea_bomba(ruta: Path, parte: zipfile.ZipInfo) -> None:
    pesa = parte.file_size
    if pesa > topes.BYTES_DE_PARTE and not _GRANDES.search(parte.filename.casefold()):
        raise topes.pasado(
            f"Una parte de {ruta.name} que no es una hoja pesa",
            pesa >> 20,
            topes.BYTES_DE_PARTE >> 20,
            _COMO_CSV,
            unidad="MB",
            archivo=str(ruta),
        )
    if pesa > topes.BYTES_SIN_MIRAR_LA_RAZON and pesa > topes.VECES_DE_COMPRESION * max(parte.compress_size, 1):
        raise topes.pasado(
            f"Una parte de {ruta.name} crece",
            pesa // max(parte.compress_size, 1),
            topes.VECES_DE_COMPRESION,
            "Trae millones de renglones o celdas en blanco: borra lo que no sea la tabla, o guárdala como CSV",
            unidad="veces al descomprimirse",
            archivo=str(ruta),
        )


def _desplegada(archivo: BinaryIO, parte: zipfile.ZipInfo, ruta: Path, cabe: int) -> int:
    """Cuánto pesa de verdad una parte. Errores: los de arriba; `BadZipFile` si no es lo que declara."""
    if parte.flag_bits & _CIFRADA or parte.compress_type not in _ADMITIDAS:
        como = "cifrada" if parte.flag_bits & _CIFRADA else "comprimida de una forma que no se admite"
        raise ErrorDeDatos(
            f"{ruta.name} trae una parte {como}; ábrelo en Excel o LibreOffice y guárdalo de nuevo como .xlsx, sin "
            "contraseña.",
            archivo=str(ruta),
        )
    archivo.seek(parte.header_offset)
    crudo = archivo.read(_LOCAL.size)
    if len(crudo) < _LOCAL.size or not crudo.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile("sin encabezado local")
    *_, nombre, de_mas = _LOCAL.unpack(crudo)
    archivo.seek(nombre + de_mas, 1)
    suma = pesa = 0
    abre = zlib.decompressobj(-zlib.MAX_WBITS) if parte.compress_type == zipfile.ZIP_DEFLATED else None
    faltan = parte.compress_size
    while faltan > 0 and (trozo := archivo.read(min(_TROZO, faltan))):
        faltan -= len(trozo)
        while trozo:
            claro = abre.decompress(trozo, _TROZO * 4) if abre else trozo
            trozo = abre.unconsumed_tail if abre else b""
            suma, pesa = zlib.crc32(claro, suma), pesa + len(claro)
            if pesa > min(cabe, parte.file_size):
                _que_pese_menos(ruta, max(pesa, topes.BYTES_DESPLEGADOS + 1) if pesa > cabe else pesa)
                raise zipfile.BadZipFile("pesa más de lo que declara")
        if abre and abre.eof:
            break
    if pesa != parte.file_size or suma != parte.CRC:
        raise zipfile.BadZipFile("incompleto o dañado")
    return pesa
