"""Archivos chicos que quieren tumbar la máquina: cada uno es de una clase de ataque, escrito con lo mínimo."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from functools import reduce
from pathlib import Path

import openpyxl
from ingesta.libros_de_prueba import _ancha, _registro

from cobranza.base import topes

_NS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TITULOS = ("Número de crédito", "RFC", "Nombre o razón social", "Importe histórico")


def con_partes(ruta: Path, partes: dict[str, str | bytes], compresion: int = zipfile.ZIP_DEFLATED) -> Path:
    """Un libro de openpyxl con esas partes cambiadas o agregadas."""
    libro = openpyxl.Workbook()
    hoja = libro.worksheets[0]
    hoja.title = "Cartera"
    hoja.append(list(TITULOS))
    origen = io.BytesIO()
    libro.save(origen)
    with zipfile.ZipFile(origen) as antes, zipfile.ZipFile(ruta, "w", compresion) as despues:
        for nombre in [n for n in antes.namelist() if n not in partes]:
            despues.writestr(nombre, antes.read(nombre))
        for nombre, contenido in partes.items():
            despues.writestr(nombre, contenido)
    return ruta


def con_hoja(ruta: Path, datos: str, despues: str = "", **partes: str | bytes) -> Path:
    hoja = f'<worksheet xmlns="{_NS}"><sheetData>{datos}</sheetData>{despues}</worksheet>'
    return con_partes(ruta, {"xl/worksheets/sheet1.xml": hoja, **{f"xl/{k}.xml": v for k, v in partes.items()}})


def en_blanco(ruta: Path, bytes_de_mas: int) -> Path:
    """Una celda de puros espacios que no cabe desplegada: un bloque comprimido y repetido, sin tenerla en memoria."""
    antes = f'<worksheet xmlns="{_NS}"><sheetData>{renglon(TITULOS)}<row><c t="str"><v>'.encode()
    despues, blanco = b"</v></c></row></sheetData></worksheet>", b" " * (1 << 20)
    trozos = [antes, *([blanco] * (bytes_de_mas >> 20)), despues]
    hechos: dict[bytes, bytes] = {}
    for trozo in set(trozos):
        comprime = zlib.compressobj(9, zlib.DEFLATED, -15)
        hechos[trozo] = comprime.compress(trozo) + comprime.flush(zlib.Z_FULL_FLUSH)
    dentro = b"".join(hechos[t] for t in trozos) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    con_partes(ruta, {"xl/worksheets/sheet1.xml": ""})
    with zipfile.ZipFile(ruta) as caja:
        partes = {nombre: caja.read(nombre) for nombre in caja.namelist() if "worksheets/" not in nombre}
    with zipfile.ZipFile(ruta, "w", zipfile.ZIP_DEFLATED) as caja:
        for nombre, contenido in partes.items():
            caja.writestr(nombre, contenido)
        hoja = zipfile.ZipInfo("xl/worksheets/sheet1.xml")
        hoja.compress_type, hoja.header_offset = zipfile.ZIP_DEFLATED, caja.start_dir
        hoja.CRC, hoja.compress_size = reduce(lambda crc, t: zlib.crc32(t, crc), trozos, 0), len(dentro)
        hoja.file_size = sum(map(len, trozos))
        caja.fp.seek(caja.start_dir)  # type: ignore[union-attr]
        caja.fp.write(hoja.FileHeader(zip64=False) + dentro)  # type: ignore[union-attr]
        caja.filelist.append(hoja)
        caja.start_dir, caja._didModify = caja.fp.tell(), True  # type: ignore[union-attr, attr-defined]
    return ruta


def renglon(valores: Iterable[object]) -> str:
    celdas = "".join(f'<c t="inlineStr"><is><t>{valor}</t></is></c>' for valor in valores)
    return f"<row>{celdas}</row>"


def ods_con(ruta: Path, tabla: str) -> Path:
    espacios = " ".join(
        f'xmlns:{nombre}="urn:oasis:names:tc:opendocument:xmlns:{nombre}:1.0"'
        for nombre in ("office", "table", "text")
    )
    contenido = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {espacios}><office:body><office:spreadsheet>'
        f'<table:table table:name="Cartera">{tabla}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(ruta, "w", zipfile.ZIP_DEFLATED) as caja:
        caja.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        caja.writestr("META-INF/manifest.xml", "<manifest/>")
        caja.writestr("content.xml", contenido)
    return ruta


def xlsb_lejos(ruta: Path) -> Path:
    """Un libro binario con una celda en la primera esquina y otra en la última que cabe en 32 bits."""
    celdas = b""
    for fila, columna in ((0, 0), (1_048_575, 16_383)):
        celdas += _registro(0, struct.pack("<IIHBBBI", fila, 0, 300, 0, 0, 0, 1) + struct.pack("<II", 0, 1))
        celdas += _registro(5, struct.pack("<IId", columna, 0, 1.0))
    dimension = struct.pack("<IIII", 0, 1_048_575, 0, 16_383)
    hoja = _registro(129) + _registro(148, dimension) + _registro(145) + celdas + _registro(146) + _registro(130)
    libro = _registro(131) + _registro(143) + _registro(156, struct.pack("<II", 0, 1) + _ancha("rId1") + _ancha("C"))
    relaciones = "http://schemas.openxmlformats.org/package/2006/relationships"
    tipo = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    with zipfile.ZipFile(ruta, "w") as caja:
        caja.writestr("[Content_Types].xml", "<Types/>")
        caja.writestr("xl/workbook.bin", libro + _registro(144) + _registro(132))
        caja.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{relaciones}"><Relationship Id="rId1" Type="{tipo}" '
            'Target="worksheets/sheet1.bin"/></Relationships>',
        )
        caja.writestr("xl/worksheets/sheet1.bin", hoja)
    return ruta


def xls_con(ruta: Path, filas: Iterable[Iterable[object]], lejos: tuple[int, int] | None = None) -> Path:
    """Un .xls (BIFF8 dentro de OLE2) mínimo, con textos y números; `lejos`, una celda más en ese lugar."""

    def registro(tipo: int, cuerpo: bytes = b"") -> bytes:
        return struct.pack("<HH", tipo, len(cuerpo)) + cuerpo

    def celda(i: int, j: int, dato: object) -> bytes:
        if isinstance(dato, int | float):
            return registro(0x203, struct.pack("<HHHd", i, j, 0, float(dato)))
        ancho = str(dato).encode("utf-16-le")
        return registro(0x204, struct.pack("<HHHHB", i, j, 0, len(ancho) // 2, 1) + ancho)

    celdas = b"".join(celda(i, j, dato) for i, fila in enumerate(filas) for j, dato in enumerate(fila))
    if lejos is not None:
        celdas += celda(*lejos, 1.0)
    inicio = registro(0x809, struct.pack("<HHHHII", 0x600, 5, 0x0DBB, 0x07CC, 0, 6))
    de_hoja = registro(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6)) + celdas + registro(0x0A)
    nombre = b"Cartera"

    def hoja_en(donde: int) -> bytes:
        return registro(0x85, struct.pack("<IBBBB", donde, 0, 0, len(nombre), 0) + nombre)

    largo = len(inicio) + len(hoja_en(0)) + len(registro(0x0A))
    flujo = inicio + hoja_en(largo) + registro(0x0A) + de_hoja
    flujo += b"\0" * (max(4096, -(-len(flujo) // 512) * 512) - len(flujo))
    ruta.write_bytes(_ole(flujo))
    return ruta


def _ole(flujo: bytes) -> bytes:
    """El contenedor de los programas de Office de antes, con un solo flujo «Workbook»."""
    sectores = len(flujo) // 512
    nada, fin, tabla = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    fat = [tabla, fin, *(k + 1 for k in range(2, 2 + sectores - 1)), fin]
    assert len(fat) <= 128, "sólo libros chicos"
    fat += [nada] * (128 - len(fat))

    def ficha(nombre: str, clase: int, hijo: int, donde: int, pesa: int) -> bytes:
        ancho = nombre.encode("utf-16-le")
        cabeza = ancho.ljust(64, b"\0") + struct.pack("<HBBIII", len(ancho) + 2, clase, 1, nada, nada, hijo)
        return cabeza + b"\0" * 36 + struct.pack("<IQ", donde, pesa)

    directorio = ficha("Root Entry", 5, 1, fin, 0) + ficha("Workbook", 2, nada, 2, len(flujo))
    directorio = directorio.ljust(512, b"\0")
    cabeza = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    cabeza += b"\0" * 6 + struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, fin, 0, fin, 0)
    cabeza += struct.pack("<109I", 0, *[nada] * 108)
    return cabeza + struct.pack("<128I", *fat) + directorio + flujo


def mentiroso(ruta: Path, megas: int) -> Path:
    """Un libro cuya hoja declara pesar cien bytes y se despliega en `megas`."""
    con_hoja(ruta, "<row/>" * (megas << 17))
    crudo = bytearray(ruta.read_bytes())
    with zipfile.ZipFile(ruta) as caja:
        parte = caja.getinfo("xl/worksheets/sheet1.xml")
    crudo[parte.header_offset + 22 : parte.header_offset + 26] = struct.pack("<I", 100)
    nombre = b"xl/worksheets/sheet1.xml"
    en_el_indice = crudo.rindex(nombre) - 46
    crudo[en_el_indice + 24 : en_el_indice + 28] = struct.pack("<I", 100)
    ruta.write_bytes(crudo)
    return ruta


def _diez(k: int) -> str:
    return f"&r{k};" * 10


def risas(ruta: Path) -> Path:
    """Mil millones de risas: entidades que se citan unas a otras."""
    entidades = "".join(f'<!ENTITY r{k} "{_diez(k - 1)}">' for k in range(1, 10))
    dtd = f'<!DOCTYPE x [<!ENTITY r0 "ja">{entidades}]>'
    hoja = f'{dtd}<worksheet xmlns="{_NS}"><sheetData><row><c t="str"><v>&r9;</v></c></row></sheetData></worksheet>'
    return con_partes(ruta, {"xl/worksheets/sheet1.xml": hoja})


LIBROS: dict[str, Callable[[Path], Path]] = {
    "combinadas_sin_fin.xlsx": lambda r: con_hoja(
        r, renglon(TITULOS) + renglon("abcd"), '<mergeCells><mergeCell ref="A5:A999999999"/></mergeCells>'
    ),
    "renglon_lejano_vacio.xlsx": lambda r: con_hoja(r, renglon(TITULOS) + '<row r="500000000"/>'),
    "renglon_lejano.xlsx": lambda r: con_hoja(
        r, renglon(TITULOS) + '<row r="500000000"><c r="A500000000"><v>1</v></c></row>'
    ),
    "esquina.xlsx": lambda r: con_hoja(r, renglon(TITULOS) + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
    "renglones_vacios.xlsx": lambda r: con_hoja(r, "<row/>" * 20_000_000),
    "blancos.xlsx": lambda r: en_blanco(r, topes.BYTES_DESPLEGADOS + (1 << 20)),
    "texto_repetido.xlsx": lambda r: con_hoja(
        r,
        renglon(TITULOS) + ("<row>" + '<c t="s"><v>0</v></c>' * 20 + "</row>") * 2_000,
        sharedStrings=f'<sst xmlns="{_NS}"><si><t>{"ñandú " * 20_000}</t></si></sst>',
    ),
    "anidado.xlsx": lambda r: con_hoja(r, "<row>" * 50_000 + "</row>" * 50_000),
    "risas.xlsx": risas,
    "mentiroso.xlsx": lambda r: mentiroso(r, 64),
    "muchas_hojas.xlsx": lambda r: con_partes(
        r,
        {
            "xl/workbook.xml": f'<workbook xmlns="{_NS}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/'
            '2006/relationships"><sheets>'
            + "".join(f'<sheet name="H{k}" sheetId="{k}" r:id="rId1"/>' for k in range(1, 5001))
            + "</sheets></workbook>"
        },
    ),
    "estilos.xlsx": lambda r: con_partes(
        r, {"xl/styles.xml": f'<styleSheet xmlns="{_NS}"><cellXfs>{"<xf/>" * (40 << 17)}</cellXfs></styleSheet>'}
    ),
    "columnas_repetidas.ods": lambda r: ods_con(
        r,
        "<table:table-row table:number-rows-repeated='1000000'><table:table-cell office:value-type='float' "
        "office:value='1' table:number-columns-repeated='16384'/></table:table-row>",
    ),
    "hueco_lejano.ods": lambda r: ods_con(
        r,
        "<table:table-row table:number-rows-repeated='900000000'><table:table-cell/></table:table-row>"
        "<table:table-row><table:table-cell table:number-columns-repeated='900000000'/><table:table-cell "
        "office:value-type='float' office:value='1'/></table:table-row>",
    ),
    "espacios.ods": lambda r: ods_con(
        r,
        "<table:table-row><table:table-cell office:value-type='string'><text:p><text:s text:c='4000000000'/></text:p>"
        "</table:table-cell></table:table-row>",
    ),
    "esquina.xlsb": xlsb_lejos,
    "esquina.xls": lambda r: xls_con(r, [TITULOS, list("abcd")], lejos=(65_535, 65_535)),
}
"""Nombre → cómo se escribe: ninguno pasa de unos cuantos cientos de kB, y cada uno pide GB o no termina."""
