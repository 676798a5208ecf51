"""Reconocer un archivo antes de leerlo: su huella, si es hoja de cálculo y con qué letras está escrito."""

from __future__ import annotations

import codecs
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cobranza.base.errores import ErrorDeDatos

MEZCLA = "cobranza-mezcla"
_TROZO = 1 << 20
_PERMITIDOS = bytes(b for b in range(256) if b in (9, 10, 13) or (b >= 32 and b != 127))
_SIN_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_DOBLE = (b"\xc3\x83", b"\xc3\x82", b"\xc3\xa2", b"\xef\xbf\xbd")
_FIRMA_ZIP, _FIRMA_OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True, slots=True)
class Fuente:
    """Lo que se sabe de un archivo sin haberlo leído como tabla."""

    ruta: Path
    huella: str
    es_xlsx: bool
    codificacion: str = "utf-8"
    errores: str = "strict"
    es_sospechosa: bool = True
    """¿Puede traer caracteres de control o letras rotas? Si no, no hace falta buscarlas fila por fila."""
    avisos: tuple[str, ...] = ()


def _del_otro(error: UnicodeError) -> tuple[str, int]:
    """Un byte que no es UTF-8 dentro de un archivo UTF-8 se lee como Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    trozo = error.object[error.start : error.end]
    return "".join(bytes([b]).decode("cp1252" if b not in _SIN_CP1252 else "latin-1") for b in trozo), error.end


codecs.register_error(MEZCLA, _del_otro)


def reconocer(ruta: Path) -> Fuente:
    """Huella sha256, formato y codificación del archivo, en una sola pasada.

    Errores: `ErrorDeDatos` si no existe, está vacío o es un Excel antiguo o con contraseña.
    """
    try:
        primero = _primer_trozo(ruta)
        if primero.startswith(_FIRMA_ZIP):
            return Fuente(ruta, _huella(ruta), es_xlsx=True)
        return _de_texto(ruta, primero)
    except OSError as error:
        raise ErrorDeDatos(
            f"No se pudo leer {ruta.name}: {error.strerror}. Revisa la ruta y los permisos: {ruta}.",
            archivo=str(ruta),
        ) from error


def _primer_trozo(ruta: Path) -> bytes:
    with ruta.open("rb") as archivo:
        trozo = archivo.read(_TROZO)
    if not trozo.strip(b"\xef\xbb\xbf\xfe\xff \t\r\n\x00"):
        raise ErrorDeDatos(
            f"{ruta.name} está vacío; se esperaba un encabezado y al menos una fila. Vuelve a exportarlo.",
            archivo=str(ruta),
        )
    if trozo.startswith(_FIRMA_OLE):
        raise ErrorDeDatos(
            f"{ruta.name} es un Excel antiguo (.xls) o con contraseña; se esperaba .xlsx sin contraseña o CSV. "
            "Guárdalo como .xlsx.",
            archivo=str(ruta),
        )
    return trozo


def _huella(ruta: Path) -> str:
    with ruta.open("rb") as archivo:
        return hashlib.file_digest(archivo, "sha256").hexdigest()


def _de_texto(ruta: Path, primero: bytes) -> Fuente:
    if primero.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Fuente(ruta, _huella(ruta), es_xlsx=False, codificacion="utf-16", errores="replace")
    for orden, de_cada_par in (("utf-16-le", primero[1:400:2]), ("utf-16-be", primero[0:400:2])):
        if de_cada_par.count(0) * 2 > len(de_cada_par):  # letras latinas de dos bytes, sin la marca que lo diga
            return Fuente(ruta, _huella(ruta), es_xlsx=False, codificacion=orden, errores="replace")
    huella, decodificador = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    es_utf8, tiene_control, tiene_multibyte, tiene_doble, sin_cp1252 = True, False, False, False, False
    cola = b""
    with ruta.open("rb") as archivo:
        while trozo := archivo.read(_TROZO):
            huella.update(trozo)
            tiene_control = tiene_control or bool(trozo.translate(None, _PERMITIDOS))
            if trozo.isascii() and not cola:
                continue
            es_utf8 = es_utf8 and _es_utf8(decodificador, trozo)
            junto = cola + trozo
            tiene_multibyte = tiene_multibyte or _tiene_acentos_utf8(junto)
            tiene_doble = tiene_doble or any(par in junto for par in _DOBLE)
            sin_cp1252 = sin_cp1252 or len(trozo.translate(None, _SIN_CP1252)) < len(trozo)
            cola = trozo[-2:] if trozo[-1] >= 0x80 else b""
    es_utf8 = es_utf8 and _es_utf8(decodificador, b"", ultimo=True)
    fuente = Fuente(ruta, huella.hexdigest(), es_xlsx=False, codificacion="utf-8-sig")
    if es_utf8:
        return replace(fuente, es_sospechosa=tiene_control or tiene_doble)
    if tiene_multibyte:
        aviso = "El archivo mezcla UTF-8 y Latin-1; cada letra se leyó según la suya."
        return replace(fuente, errores=MEZCLA, avisos=(aviso,))
    otra = "latin-1" if sin_cp1252 else "cp1252"
    return replace(fuente, codificacion=otra, es_sospechosa=tiene_control or sin_cp1252)


def _tiene_acentos_utf8(trozo: bytes) -> bool:
    """¿Trae letras latinas escritas en UTF-8? En Latin-1, Ã o Â seguidas de un signo no se dan en español."""
    letras = np.frombuffer(trozo, dtype=np.uint8)
    primera, segunda = letras[:-1], letras[1:]
    return bool(((primera & 0xFE == 0xC2) & (segunda & 0xC0 == 0x80)).any())


def _es_utf8(decodificador: codecs.IncrementalDecoder, trozo: bytes, *, ultimo: bool = False) -> bool:
    try:
        decodificador.decode(trozo, ultimo)
    except UnicodeDecodeError:
        return False
    return True


def es_letra_rota(texto: str) -> bool:
    """¿Parece UTF-8 leído como Latin-1 («RamÃ³n») o con letras perdidas (�)?

    >>> es_letra_rota("RamÃ³n"), es_letra_rota("Ramón"), es_letra_rota("SÃO JOÃO")
    (True, False, False)
    """
    if "\N{REPLACEMENT CHARACTER}" in texto:
        return True
    for codificacion in ("cp1252", "latin-1"):
        try:
            if texto.encode(codificacion).decode("utf-8") != texto:
                return True
        except UnicodeError:
            continue
    return False
