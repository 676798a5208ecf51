"""Qué es un archivo por lo que trae dentro, diga lo que diga su extensión."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from cobranza.base import topes
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.invisibles import a_la_vista
from cobranza.ingesta import caja_zip

TEXTO, XLSX, XLS, XLSB, ODS = "texto", "xlsx", "xls", "xlsb", "ods"
HOJAS = (XLSX, XLS, XLSB, ODS)
_GUARDALO = "ábrelo en Excel o LibreOffice y guárdalo como .xlsx o CSV"
_LARGO_DEL_TIPO = 200
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARCA_DE_ORDEN = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_EMPIEZAN = (
    (b"%PDF", "un PDF", "pide los datos en Excel o CSV; de un PDF no se leen columnas de fiar"),
    (b"\x1f\x8b", "un archivo comprimido (gzip)", "descomprímelo y carga el archivo que trae"),
    (b"BZh", "un archivo comprimido (bzip2)", "descomprímelo y carga el archivo que trae"),
    (b"\xfd7zXZ", "un archivo comprimido (xz)", "descomprímelo y carga el archivo que trae"),
    (b"7z\xbc\xaf\x27\x1c", "un archivo comprimido (7-Zip)", "descomprímelo y carga el archivo que trae"),
    (b"Rar!\x1a", "un archivo comprimido (RAR)", "descomprímelo y carga el archivo que trae"),
    (b"\x28\xb5\x2f\xfd", "un archivo comprimido (Zstandard)", "descomprímelo y carga el archivo que trae"),
    (b"PK\x05\x06", "un ZIP vacío", "pide que te lo envíen de nuevo"),
    (b"\x89PNG", "una imagen", "pide los datos en Excel o CSV"),
    (b"\xff\xd8\xff", "una imagen", "pide los datos en Excel o CSV"),
    (b"GIF8", "una imagen", "pide los datos en Excel o CSV"),
    (b"II*\x00", "una imagen", "pide los datos en Excel o CSV"),
    (b"MM\x00*", "una imagen", "pide los datos en Excel o CSV"),
    (b"{\\rtf", "un documento de texto (RTF)", "copia la tabla a una hoja de cálculo y guárdala como .xlsx o CSV"),
    (b"SQLite format 3", "una base de datos SQLite", "exporta la tabla como CSV"),
    (b"PAR1", "un archivo Parquet", "exporta la tabla como CSV"),
    (b"ID;P", "una hoja en formato SYLK (.slk)", _GUARDALO),
    (b"TABLE\r\n0,1", "una hoja en formato DIF", _GUARDALO),
    (b"MIME-Version:", "una página web guardada (.mht)", _GUARDALO),
    (b"From: ", "un correo", "guarda el archivo adjunto y carga ése"),
)  # fmt: skip
_CONTIENEN = (
    (re.compile(rb"^MZ.{0,60}\x00", re.DOTALL), "un programa de Windows", "revisa que sea el que querías cargar"),
    (
        re.compile(rb"\x00\x01\x00\x00Standard (?:Jet|ACE) DB"),
        "una base de datos de Access",
        "exporta la tabla como CSV",
    ),
    (re.compile(rb"^RIFF....WEBP", re.DOTALL), "una imagen", "pide los datos en Excel o CSV"),
    (re.compile(rb"^....ftyp(?:hei|mif|avi)", re.DOTALL), "una imagen", "pide los datos en Excel o CSV"),
    (re.compile(rb"^\x09[\x00\x02\x04\x08][\x00-\x08]\x00"), "un Excel anterior a 1997", _GUARDALO),
)
_MARCADO = (
    (re.compile(r"urn:schemas-microsoft-com:office:spreadsheet"), "una hoja de cálculo XML 2003", _GUARDALO),
    (re.compile(r"<office:document\b"), "una hoja de LibreOffice en XML (.fods)", _GUARDALO),
    (
        re.compile(r"<cfdi:|cfd/[34]"),
        "un CFDI (factura electrónica)",
        "aquí va una relación en Excel o CSV, no la factura",
    ),
    (
        re.compile(r"<(?:!doctype html|html|head|body|table|meta|style|div)\b", re.IGNORECASE),
        "una página HTML",
        _GUARDALO,
    ),
    (re.compile(r"^\s*<\?xml|^\s*<[A-Za-z][\w:.-]*[\s>/]"), "un archivo XML", _GUARDALO),
)
_JSON = re.compile(r"^\s*(?:\{\s*(?:\"|\})|\[\s*(?:\{|\[|\"|\]))")


@dataclass(frozen=True, slots=True)
class _Otra:
    que_es: str
    que_hacer: str


def especie(ruta: Path, primero: bytes) -> str:
    """`texto` o la clase de hoja de cálculo; `primero` son los primeros bytes.

    Errores: `ErrorDeDatos`, con qué es y cómo guardarlo, si es otra cosa.
    """
    reconocida = _reconocida(ruta, primero)
    if isinstance(reconocida, str):
        return reconocida
    disfraz = f" con extensión {ruta.suffix}" if ruta.suffix else ""
    raise ErrorDeDatos(
        f"{ruta.name} es {reconocida.que_es}{disfraz}; se esperaba una hoja de cálculo (.xlsx, .xls, .ods, .xlsb) "
        f"o un CSV. Qué hacer: {reconocida.que_hacer}.",
        archivo=str(ruta),
    )


def _reconocida(ruta: Path, primero: bytes) -> str | _Otra:
    if primero.startswith(_ZIP):
        return _de_zip(ruta)
    if primero.startswith(_OLE[:4]):
        return _de_ole(ruta)
    for firma, que_es, que_hacer in _EMPIEZAN:
        if primero.startswith(firma):
            return _Otra(que_es, que_hacer)
    for patron, que_es, que_hacer in _CONTIENEN:
        if patron.search(primero[:64]):
            return _Otra(que_es, que_hacer)
    if _es_dbf(primero):
        return _Otra("una tabla de dBase o FoxPro (.dbf)", _GUARDALO)
    return _de_texto(primero) or TEXTO


def _de_texto(primero: bytes) -> _Otra | None:
    principio = _como_texto(primero[:4096]).lstrip("\ufeff \t\r\n\x00")
    if principio.startswith("<"):
        for patron, que_es, que_hacer in _MARCADO:
            if patron.search(principio):
                return _Otra(que_es, que_hacer)
    if _JSON.match(principio):
        return _Otra("un archivo JSON", "pide los datos en Excel o CSV")
    return None


def _como_texto(principio: bytes) -> str:
    if principio.startswith(_MARCA_DE_ORDEN[1:]) or principio[1:64:2].count(0) > 16:
        return principio.decode("utf-16" if principio.startswith(_MARCA_DE_ORDEN[1:]) else "utf-16-le", "replace")
    return principio.removeprefix(_MARCA_DE_ORDEN[0]).decode("latin-1")


def _es_dbf(primero: bytes) -> bool:
    """La versión, una fecha posible, y un encabezado de renglones de 32 bytes que acaba en 0x0D."""
    if len(primero) < 68 or primero[0] not in (
        0x02,
        0x03,
        0x30,
        0x31,
        0x32,
        0x43,
        0x63,
        0x83,
        0x8B,
        0xCB,
        0xF5,
        0xFB,
    ):
        return False
    if b"\x00" not in primero[12:32]:  # un texto no trae nulos
        return False
    largo = int.from_bytes(primero[8:10], "little")
    return 1 <= primero[2] <= 12 and 1 <= primero[3] <= 31 and largo >= 65 and primero[43] in b"CNDLMFBIYT@+OGPQVW"


def _de_zip(ruta: Path) -> str | _Otra:
    try:
        with caja_zip.abrir(ruta) as caja:
            nombres = caja.namelist()
            tipo = ""
            if "mimetype" in nombres:
                with caja.open("mimetype") as parte:
                    tipo = parte.read(_LARGO_DEL_TIPO).decode("ascii", "replace")
    except caja_zip.ROTO:
        return _Otra("un libro de Excel o un ZIP dañado, que no se puede abrir", "pide que te lo envíen de nuevo")
    nombres_ = [nombre.replace("\\", "/").lstrip("/").casefold() for nombre in nombres]
    if "opendocument.spreadsheet" in tipo:
        return ODS
    for interno, clase in (("xl/workbook.bin", XLSB), ("xl/workbook.xml", XLSX)):
        if interno in nombres_:
            return clase
    if any(nombre.startswith("xl/") for nombre in nombres_):
        return XLSX
    if "opendocument" in tipo or any(nombre.startswith(("word/", "ppt/")) for nombre in nombres_):
        return _Otra("un documento de texto o una presentación", "copia la tabla a una hoja de cálculo y guárdala")
    if any(nombre.endswith(".iwa") for nombre in nombres_):
        return _Otra("una hoja de Numbers (Mac)", "ábrela en Numbers y expórtala a Excel o CSV")
    dentro = [nombre for nombre in nombres if not nombre.endswith("/")]
    trae = f" con {len(dentro)} archivos ({a_la_vista(', '.join(dentro[:3])[:200])}{'…' if len(dentro) > 3 else ''})"
    return _Otra(f"un ZIP{trae}", "descomprímelo y carga el archivo que trae")


def _de_ole(ruta: Path) -> str | _Otra:
    """El contenedor de los programas de Office de antes y de los libros con contraseña: lo dice su directorio."""
    pesa = ruta.stat().st_size
    if pesa > topes.BYTES_DE_LIBRO:
        raise topes.pasado(
            f"{ruta.name} pesa",
            pesa >> 20,
            topes.BYTES_DE_LIBRO >> 20,
            "Guárdalo como .xlsx o CSV",
            unidad="MB",
            archivo=str(ruta),
        )
    contenido = ruta.read_bytes()

    def trae(nombre: str) -> bool:
        return nombre.encode("utf-16-le") in contenido

    if trae("EncryptedPackage") or trae("EncryptionInfo"):
        return _Otra("un libro de Excel con contraseña", "ábrelo, quítale la contraseña y guárdalo como .xlsx o CSV")
    if trae("Workbook") or trae("Book"):
        return XLS
    if trae("WordDocument"):
        return _Otra("un documento de Word", "copia la tabla a una hoja de cálculo y guárdala como .xlsx o CSV")
    if trae("__properties_version1.0"):
        return _Otra("un correo de Outlook", "guarda el archivo adjunto y carga ése")
    return _Otra("un Excel antiguo (.xls) dañado o de otro programa", _GUARDALO)
