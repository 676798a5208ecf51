"""Archivos y casos mutados, siempre los mismos para la misma semilla: lo que llega roto, cortado o mal escrito."""

from __future__ import annotations

import copy
import json
import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

from ingesta.hostiles import xls_con
from ingesta.libros_de_prueba import con_openpyxl, con_xlsxwriter, ods, xlsb
from ingesta.test_ingesta import CARTERA, _csv

RARAS = (
    "\x00", "\u202e", "\u2066x\u2069", "\u061c", "\u200b", "\ufeff", "\ufffe", "\x1b[2J", "\x85", "\u2028", "\xad",
    "=1+1", "@SUM(1)", "'", '"', ",", ";", "\t", "\r", "\n", "9" * 5_000, "1e400", "-0", "NaN", "Infinity", "1_000",
    " 12 ", "٣٤٥", "１２３", "2025-W33-7", "20250817", "31/02/2020", "00/00/0000", "9999-12-31", "0001-01-01",
    "x" * 40_000, "Ñandú", "Ã±", "𝟙", "_xD800_", "_x0000_", "../../etc/passwd", "%00", "<b>", "{{7*7}}", "#REF!",
)  # fmt: skip
"""Lo que cabe en una celda y no debe caber en los libros."""


def creditos(azar: random.Random, cuantos: int) -> list[dict[str, str]]:
    return [
        CARTERA
        | {
            "Número de crédito": f"TGZ-2019-{k + 1:06d}",
            "Resolución": f"R-{k + 1}",
            "Importe histórico": f"{azar.randrange(1, 10**8) / 100:.2f}",
        }
        for k in range(cuantos)
    ]


def con_raras(azar: random.Random, filas: list[dict[str, str]]) -> list[dict[str, str]]:
    """Las mismas filas con algunas celdas cambiadas por lo que no debe entrar."""
    for _ in range(azar.randrange(1, 6)):
        fila = azar.choice(filas)
        campo = azar.choice(list(fila))
        fila[campo] = azar.choice((azar.choice(RARAS), fila[campo] + azar.choice(RARAS)))
    return filas


def archivo(azar: random.Random, carpeta: Path) -> Path:
    """Un archivo de cartera mutado, de una clase al azar."""
    filas = creditos(azar, azar.randrange(1, 8))
    clase = azar.choice(("csv", "csv", "xlsx", "xlsx", "xlsx", "ods", "xls", "xlsb"))
    if azar.random() < 0.6:
        filas = con_raras(azar, filas)
    ruta = carpeta / f"c.{clase}"
    crudo = _escrito(azar, clase, ruta, filas)
    if azar.random() < 0.75:
        crudo = _de_adentro(azar, crudo) if clase in ("xlsx", "ods", "xlsb") and azar.random() < 0.6 else crudo
        if azar.random() < 0.5:
            crudo = _bytes(azar, crudo)
    ruta.write_bytes(crudo)
    return ruta


def _escrito(azar: random.Random, clase: str, ruta: Path, filas: list[dict[str, str]]) -> bytes:
    celdas = [list(CARTERA), *(list(fila.values()) for fila in filas)]
    if clase == "csv":
        codificacion = azar.choice(("utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252", "utf-8"))
        _csv(ruta, filas, "utf-8")
        return ruta.read_bytes().decode("utf-8").encode(codificacion, "replace")
    limpias = [[_SIN_CONTROL.sub("", str(dato))[:32_000] for dato in fila] for fila in celdas]
    if clase == "xlsx":
        escribe: Callable[[], Any] = azar.choice(
            (lambda: con_openpyxl(ruta, Cartera=limpias), lambda: con_xlsxwriter(ruta, limpias))
        )
        escribe()
    elif clase == "ods":
        ods(ruta, limpias)
    elif clase == "xlsb":
        xlsb(ruta, limpias)
    else:
        xls_con(ruta, [[dato[:200] for dato in fila] for fila in limpias])
    return ruta.read_bytes()


_SIN_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def _de_adentro(azar: random.Random, crudo: bytes) -> bytes:
    """Cambia una parte del libro antes de volverlo a comprimir: el ZIP queda bien y lo de adentro, no."""
    with zipfile.ZipFile(BytesIO(crudo)) as caja:
        partes = {n: caja.read(n) for n in caja.namelist()}
    nombre = azar.choice(
        [n for n in partes if "sheet" in n or "workbook" in n or "content" in n or "styles" in n] or list(partes)
    )
    partes[nombre] = azar.choice((_bytes, _xml, _xml, _xml))(azar, partes[nombre])
    if azar.random() < 0.1:
        partes.pop(azar.choice(list(partes)))
    salida = BytesIO()
    with zipfile.ZipFile(salida, "w", azar.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))) as caja:
        for parte, contenido in partes.items():
            caja.writestr(parte, contenido)
    return salida.getvalue()


_COMBINADAS = b'</sheetData><mergeCells><mergeCell ref="%s"/></mergeCells>'
_REPETIDAS = b'table-cell table:number-columns-repeated="%d" '


def _xml(azar: random.Random, crudo: bytes) -> bytes:
    """Cambia un número, un atributo o una etiqueta por otro que sí es XML."""
    numeros = list(re.finditer(rb"\d+", crudo))
    cambios: list[Callable[[], bytes]] = [
        lambda: crudo.replace(b"<row", b'<row r="%d"' % azar.choice((0, 1, 500_000_000, 10**20)), 1),
        lambda: crudo.replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A5:A999999999"/></mergeCells>'
        ),
        lambda: crudo.replace(b"</sheetData>", _COMBINADAS % b"ZZ"),
        lambda: crudo.replace(b't="s"', azar.choice((b't="e"', b't="d"', b't="b"', b't="n"', b't="zz"')), 1),
        lambda: crudo.replace(b"<v>", b"<v>" + azar.choice((b"99999999", b"-1", b"1e400", b"NaN", b"x")), 1),
        lambda: crudo.replace(
            b"table-cell ", b'table-cell table:number-columns-repeated="%d" ' % azar.choice((0, -1, 10**9)), 1
        ),
        lambda: crudo.replace(b">", b">" + b"<a>" * azar.choice((5, 300)), 1),
        lambda: crudo.replace(b"?>", b'?><!DOCTYPE a [<!ENTITY b "c">]>', 1),
        lambda: crudo[: azar.randrange(len(crudo) or 1)],
    ]
    if numeros:
        suyo = azar.choice(numeros)
        otro = azar.choice((b"0", b"-1", b"4294967296", b"99999999999999999999", b"1e999", b""))
        cambios += [lambda: crudo[: suyo.start()] + otro + crudo[suyo.end() :]] * 4
    return azar.choice(cambios)()


def _bytes(azar: random.Random, crudo: bytes) -> bytes:
    """Corta, voltea, borra, repite o mete bytes."""
    if not crudo:
        return crudo
    copia = bytearray(crudo)
    donde = azar.randrange(len(copia))
    como = azar.randrange(6)
    if como == 0:
        return bytes(copia[:donde])
    if como == 1:
        for _ in range(azar.randrange(1, 20)):
            copia[azar.randrange(len(copia))] = azar.randrange(256)
    elif como == 2:
        del copia[donde : donde + azar.randrange(1, 200)]
    elif como == 3:
        copia[donde:donde] = copia[donde : donde + azar.randrange(1, 500)] * azar.randrange(1, 5)
    elif como == 4:
        copia[donde:donde] = azar.choice(RARAS).encode("utf-8", "replace")
    else:
        copia[donde] ^= 1 << azar.randrange(8)
    return bytes(copia)


_VALORES: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**18, 10**25, 1.5, "", " ", "\ud800", "a\u202eb", "\x00", "x" * 20_000, [], {}, [[]],
    {"a": None}, [None], *(r for r in RARAS), "2025-08-17", "1980-01-01", "2090-12-31", "2025-02-30", "2025-13",
    "2024-02-29T23:59", "2025-08-17T10:00:00.5", "2025-08-17T10:00+00:00", "0", "0.00", "-5", "9" * 18, "0.005",
    "federal", "estatal", "si", "no", [1, 2, 3], {"F-ISR": "100"}, ["2025-01-01", "100"],
)  # fmt: skip


def _valor(azar: random.Random) -> Any:
    return copy.deepcopy(azar.choice(_VALORES))


def caso(azar: random.Random, semilla: dict[str, Any], esquema: dict[str, Any]) -> str:
    """Un caso en JSON: el de muestra con hasta tres cambios, o algo que ni JSON es."""
    nuevo = json.loads(json.dumps(semilla))
    for _ in range(azar.randrange(4)):
        _cambiar(azar, nuevo, esquema)
    escrito = json.dumps(nuevo, ensure_ascii=azar.random() < 0.5)
    roto = azar.random()
    if roto < 0.04:
        return escrito[: azar.randrange(len(escrito))]
    if roto < 0.06:
        return escrito.replace(":", ":" + "[" * azar.choice((3, 40, 5_000)), 1)
    if roto < 0.08:
        return escrito.replace(":", azar.choice((": " + "9" * 6_000 + ",", ": NaN,", ": -Infinity,", ": 1e9999,")), 1)
    if roto < 0.09:
        return azar.choice(("", "null", "7", '"x"', "[]", "{}", "[[{}]]", "\x00", "{'a': 1}", '{"a": 1, "a": 2}'))
    return escrito


def _cambiar(azar: random.Random, objeto: dict[str, Any], esquema: dict[str, Any]) -> None:
    campos = list(esquema["properties"])
    que = azar.random()
    if que < 0.15 and objeto:
        objeto.pop(azar.choice(list(objeto)))
    elif que < 0.25:
        objeto[azar.choice(("otro", "\u202e", "", "importe ", *campos))] = _valor(azar)
    elif que < 0.45:
        for valor in objeto.values():  # adentro de una lista o de un objeto
            if isinstance(valor, list) and valor:
                valor[azar.randrange(len(valor))] = _valor(azar)
                return
            if isinstance(valor, dict) and valor:
                valor[azar.choice(list(valor))] = _valor(azar)
                return
        objeto[azar.choice(campos)] = _valor(azar)
    else:
        objeto[azar.choice(campos)] = _valor(azar)
