"""Libros de cada clase, escritos a mano byte por byte cuando ninguna biblioteca los escribe."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl
import xlsxwriter

Celdas = Sequence[Sequence[object]]


def con_openpyxl(ruta: Path, **hojas: Celdas) -> Path:
    libro = openpyxl.Workbook()
    libro.remove(libro.worksheets[0])
    for nombre, filas in hojas.items():
        hoja = libro.create_sheet(nombre)
        for fila in filas:
            hoja.append(list(fila))
    libro.save(ruta)
    return ruta


def con_xlsxwriter(ruta: Path, filas: Celdas) -> Path:
    with xlsxwriter.Workbook(ruta, {"default_date_format": "d mmm yyyy"}) as libro:
        hoja = libro.add_worksheet("Cartera")
        for i, fila in enumerate(filas):
            hoja.write_row(i, 0, list(fila))
    return ruta


def estricto(ruta: Path, filas: Celdas) -> Path:
    """El mismo libro con los nombres de la norma ISO estricta, como lo guarda Excel en «Strict Open XML»."""
    origen = con_openpyxl(ruta.with_suffix(".tmp.xlsx"), Cartera=filas)
    cambios = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    with zipfile.ZipFile(origen) as antes, zipfile.ZipFile(ruta, "w") as despues:
        for nombre in antes.namelist():
            parte = antes.read(nombre)
            for transicional, nuevo in cambios.items():
                parte = parte.replace(transicional, nuevo)
            despues.writestr(nombre, parte)
    origen.unlink()
    return ruta


def ods(ruta: Path, filas: Celdas) -> Path:
    def celda(dato: object) -> str:
        if isinstance(dato, date):
            return f'<table:table-cell office:value-type="date" office:date-value="{dato.isoformat()}"/>'
        if isinstance(dato, int | float):
            return f'<table:table-cell office:value-type="float" office:value="{dato}"/>'
        return f'<table:table-cell office:value-type="string"><text:p>{escape(str(dato))}</text:p></table:table-cell>'

    renglones = "".join(f"<table:table-row>{''.join(map(celda, fila))}</table:table-row>" for fila in filas)
    espacios = " ".join(
        f'xmlns:{nombre}="urn:oasis:names:tc:opendocument:xmlns:{nombre}:1.0"'
        for nombre in ("office", "table", "text")
    )
    contenido = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {espacios}><office:body><office:spreadsheet>'
        f'<table:table table:name="Cartera">{renglones}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(ruta, "w") as caja:
        caja.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        caja.writestr("META-INF/manifest.xml", "<manifest/>")
        caja.writestr("content.xml", contenido)
    return ruta


def _registro(tipo: int, cuerpo: bytes = b"") -> bytes:
    """Un registro de BIFF12: su tipo y su tamaño en base 128, y su cuerpo."""
    tipo_ = bytes([tipo]) if tipo < 0x80 else bytes([tipo & 0x7F | 0x80, tipo >> 7])
    largo, tamano = len(cuerpo), b""
    while True:
        tamano += bytes([largo & 0x7F | (0x80 if largo > 0x7F else 0)])
        largo >>= 7
        if not largo:
            return tipo_ + tamano + cuerpo


def _ancha(texto: str) -> bytes:
    return struct.pack("<I", len(texto)) + texto.encode("utf-16-le")


def xlsb(ruta: Path, filas: Celdas) -> Path:
    """Un libro binario con una hoja de textos y números."""
    celdas = b""
    for i, fila in enumerate(filas):
        celdas += _registro(0, struct.pack("<IIHBBBI", i, 0, 300, 0, 0, 0, 1) + struct.pack("<II", 0, len(fila)))
        for j, dato in enumerate(fila):
            if isinstance(dato, int | float):
                celdas += _registro(5, struct.pack("<IId", j, 0, float(dato)))
            else:
                celdas += _registro(6, struct.pack("<II", j, 0) + _ancha(str(dato)))
    dimension = struct.pack("<IIII", 0, len(filas) - 1, 0, max(map(len, filas)) - 1)
    hoja = _registro(129) + _registro(148, dimension) + _registro(145) + celdas + _registro(146) + _registro(130)
    hoja_del_libro = _registro(156, struct.pack("<II", 0, 1) + _ancha("rId1") + _ancha("Cartera"))
    libro = _registro(131) + _registro(143) + hoja_del_libro + _registro(144) + _registro(132)
    relaciones = "http://schemas.openxmlformats.org/package/2006/relationships"
    tipo = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    with zipfile.ZipFile(ruta, "w") as caja:
        caja.writestr("[Content_Types].xml", "<Types/>")
        caja.writestr("xl/workbook.bin", libro)
        caja.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{relaciones}"><Relationship Id="rId1" Type="{tipo}" '
            'Target="worksheets/sheet1.bin"/>'
            "</Relationships>",
        )
        caja.writestr("xl/worksheets/sheet1.bin", hoja)
    return ruta
