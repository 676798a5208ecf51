"""Reconocer un archivo antes de leerlo: su huella, qué clase de archivo es y con qué letras está escrito.

Y, al terminar de leerlo, si sigue siendo el mismo: un lote lleva la huella de lo que se cargó o no hay lote.
"""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from cobranza.base import topes
from cobranza.base.ajeno import que_sea_archivo
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.invisibles import a_la_vista
from cobranza.base.motivos import motivo_de
from cobranza.ingesta.codificacion import pagina, trae_raras, vecinos_de_letra
from cobranza.ingesta.columnas import Enteros
from cobranza.ingesta.especie import HOJAS, TEXTO, especie

MEZCLA = "cobranza-mezcla"
_TROZO = 1 << 20
_PERMITIDOS = bytes(b for b in range(256) if b in (9, 10, 13) or (b >= 32 and b != 127))
_SIN_CP1252 = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
_ESCAPE = re.compile(rb"=[C-F][0-9A-F]|%[89A-Fa-f][0-9A-Fa-f]|\\[uUxX][0-9A-Fa-f]{2}")
_ENTIDAD = re.compile(rb"&#?[A-Za-z0-9]{2,8};")
_INTERROGACION = re.compile(rb"\?")


Estado = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Fuente:
    """Lo que se sabe de un archivo sin haberlo leído como tabla."""

    ruta: Path
    huella: str
    clase: str = TEXTO
    """`texto`, o la clase de hoja de cálculo (`especie`)."""
    codificacion: str = "utf-8"
    errores: str = "strict"
    es_sospechosa: bool = True
    """¿Puede traer caracteres de control o letras rotas? Si no, no hace falta buscarlas fila por fila."""
    avisos: tuple[str, ...] = ()
    leida: str = ""
    """La huella de los bytes que se reconocieron; `huella` puede además decir con qué mapeo se leen."""
    estado: Estado = ()

    @property
    def nombre(self) -> str:
        """El nombre del archivo, sin lo que una base no admite o una pantalla no enseña."""
        return a_la_vista(self.ruta.name)

    def que_no_haya_cambiado(self) -> None:
        """Errores: `ErrorDeDatos` si el archivo ya no es el que se reconoció: alguien lo seguía escribiendo.

        Se compara lo que el sistema dice de él (nadie regresa la hora de su último cambio) y otra vez su huella.
        """
        try:
            es_el_mismo = estado(self.ruta) == self.estado and _huella(self.ruta) == self.leida
        except OSError:
            es_el_mismo = False
        if not es_el_mismo:
            raise ErrorDeDatos(
                f"{self.nombre} cambió mientras se leía y no se cargó nada: no se sabría de qué archivo es la carga. "
                "Espera a que termine de copiarse o de guardarse, ciérralo y vuelve a cargarlo.",
                archivo=str(self.ruta),
            )


def estado(ruta: Path) -> Estado:
    """Disco, inodo, tamaño y las horas (en ns) del último cambio al contenido y a la ficha del archivo."""
    de = ruta.stat()
    return de.st_dev, de.st_ino, de.st_size, de.st_mtime_ns, de.st_ctime_ns


def _del_otro(error: UnicodeError) -> tuple[str, int]:
    """Un byte que no es UTF-8 dentro de un archivo UTF-8 se lee como Windows-1252."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    trozo = error.object[error.start : error.end]
    return "".join(bytes([b]).decode("cp1252" if b not in _SIN_CP1252 else "latin-1") for b in trozo), error.end


codecs.register_error(MEZCLA, _del_otro)


def reconocer(ruta: Path) -> Fuente:
    """Huella sha256, clase y codificación del archivo, en una sola pasada.

    Errores: `ErrorDeDatos` si no existe, está vacío o no es un texto ni una hoja de cálculo que se pueda leer.
    """
    try:
        antes = estado(ruta)
        que_sea_archivo(ruta)
        primero = _primer_trozo(ruta)
        clase = especie(ruta, primero)
        if clase not in HOJAS and antes[2] > topes.BYTES_DE_TEXTO:
            raise topes.pasado(
                f"{ruta.name} pesa",
                antes[2] >> 20,
                topes.BYTES_DE_TEXTO >> 20,
                "Pártelo en varios archivos, cada uno con su encabezado, y cárgalos uno por uno",
                unidad="MB",
                archivo=str(ruta),
            )
        fuente = Fuente(ruta, _huella(ruta), clase) if clase in HOJAS else _de_texto(ruta, primero)
        return replace(fuente, leida=fuente.huella, estado=antes)
    except OSError as error:
        raise ErrorDeDatos(
            f"No se pudo leer {ruta.name}: {motivo_de(error)}. Revisa la ruta y los permisos: {ruta}.",
            archivo=str(ruta),
        ) from error


def _primer_trozo(ruta: Path) -> bytes:
    with ruta.open("rb") as archivo:
        trozo = archivo.read(_TROZO)
    if not trozo.strip(b"\xef\xbb\xbf\xfe\xff \t\r\n\x00\x1a"):
        raise ErrorDeDatos(
            f"{ruta.name} está vacío; se esperaba un encabezado y al menos una fila. Vuelve a exportarlo.",
            archivo=str(ruta),
        )
    return trozo


def _huella(ruta: Path) -> str:
    with ruta.open("rb") as archivo:
        return hashlib.file_digest(archivo, "sha256").hexdigest()


@dataclass
class _Letras:
    """Lo que se va viendo de las letras de un archivo mientras se lee por trozos."""

    decodificador: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))
    es_utf8: bool = True
    control: bool = False
    multibyte: bool = False
    raras: bool = False
    sin_cp1252: bool = False
    veces: Enteros = field(default_factory=lambda: np.zeros(256, dtype=np.int64))
    cola: bytes = b""

    def mirar(self, trozo: bytes) -> None:
        """Un trozo más; las letras partidas entre dos se miran en el segundo."""
        self.control = self.control or bool(trozo.translate(None, _PERMITIDOS))
        self.raras = (
            self.raras or _ENTIDAD.search(trozo) is not None or _tiene_escapes(trozo) or _tiene_perdidas(trozo)
        )
        if trozo.isascii() and not self.cola:
            return
        self.es_utf8 = self.es_utf8 and _es_utf8(self.decodificador, trozo)
        junto = self.cola + trozo
        self.multibyte = self.multibyte or _tiene_acentos_utf8(junto)
        self.raras = self.raras or trae_raras(junto, es_utf8=self.es_utf8)
        self.veces += vecinos_de_letra(trozo)
        self.sin_cp1252 = self.sin_cp1252 or len(trozo.translate(None, _SIN_CP1252)) < len(trozo)
        self.cola = trozo[-2:] if trozo[-1] >= 0x80 else b""


def _de_texto(ruta: Path, primero: bytes) -> Fuente:
    if primero.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Fuente(ruta, _huella(ruta), codificacion="utf-16", errores="replace")
    for orden, de_cada_par in (("utf-16-le", primero[1:400:2]), ("utf-16-be", primero[0:400:2])):
        if de_cada_par.count(0) * 2 > len(de_cada_par):  # letras latinas de dos bytes, sin la marca que lo diga
            aviso = "El archivo está en UTF-16 sin la marca que lo dice; se leyó así."
            return Fuente(ruta, _huella(ruta), codificacion=orden, errores="replace", avisos=(aviso,))
    huella, letras = hashlib.sha256(), _Letras()
    with ruta.open("rb") as archivo:
        while trozo := archivo.read(_TROZO):
            huella.update(trozo)
            letras.mirar(trozo)
    return _segun_sus_letras(Fuente(ruta, huella.hexdigest(), codificacion="utf-8-sig"), letras)


def _segun_sus_letras(fuente: Fuente, letras: _Letras) -> Fuente:
    if letras.es_utf8 and _es_utf8(letras.decodificador, b"", ultimo=True):
        return replace(fuente, es_sospechosa=letras.control or letras.raras)
    otra, nombre = pagina(letras.veces)
    if nombre:
        aviso = f"El archivo está escrito con las letras de {nombre}, y así se leyó; revisa los acentos y las eñes."
        return replace(fuente, codificacion=otra, avisos=(aviso,))
    if letras.multibyte:
        aviso = "El archivo mezcla UTF-8 y Latin-1; cada letra se leyó según la suya."
        return replace(fuente, errores=MEZCLA, avisos=(aviso,))
    otra = "latin-1" if letras.sin_cp1252 else "cp1252"
    return replace(fuente, codificacion=otra, es_sospechosa=letras.control or letras.raras or letras.sin_cp1252)


def _tiene_escapes(trozo: bytes) -> bool:
    """¿Hay letras escapadas por un correo, una dirección o un JSON («=E1», «%C3%A1», «\\u00e1»)?"""
    hay = any(signo in trozo for signo in (b"=", b"%", b"\\"))
    return hay and _ESCAPE.search(trozo) is not None


def _tiene_perdidas(trozo: bytes) -> bool:
    """¿Hay un «?» junto a una letra? Es lo que escribe quien no pudo guardar un acento."""
    return b"?" in trozo and any(
        trozo[m.start() - 1 : m.start()].isalpha() or trozo[m.end() : m.end() + 1].isalpha()
        for m in _INTERROGACION.finditer(trozo)
    )


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
