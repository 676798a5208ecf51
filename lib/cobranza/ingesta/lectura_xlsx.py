"""Una hoja de cálculo fila por fila, con cada celda vuelta el texto exacto que representa."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta.lectura_csv import Fila
from cobranza.ingesta.reparos import Reparo

_ILEGIBLE = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ElementTree.ParseError, EOFError)
_DIGITOS_EXACTOS = 15


def filas(ruta: Path) -> Iterator[Fila]:
    """Las filas de la única hoja con datos, encabezado incluido; las vacías no cuentan.

    Errores: `ErrorDeDatos` si no es un libro legible, si hay varias hojas con datos
    o si el encabezado está combinado.
    """
    try:
        libro = load_workbook(ruta, read_only=True, data_only=False)
    except _ILEGIBLE as error:
        raise _ilegible(ruta) from error
    with closing(libro):
        hoja = _unica_hoja(libro, ruta)
        combinadas = _combinadas(ruta, hoja._worksheet_path)  # no hay otra forma de saberlo en modo lectura
        yield from _de_hoja(hoja, combinadas, ruta)


def _ilegible(ruta: Path) -> ErrorDeDatos:
    return ErrorDeDatos(
        f"{ruta.name} no es un libro de Excel legible (.xlsx); está dañado o es otra cosa. Ábrelo "
        "y guárdalo de nuevo.",
        archivo=str(ruta),
    )


def _unica_hoja(libro: Any, ruta: Path) -> Any:
    con_datos = []
    for hoja in libro.worksheets:
        hoja.reset_dimensions()
        if any(any(celda is not None for celda in fila) for fila in hoja.iter_rows(values_only=True)):
            con_datos.append(hoja)
    if len(con_datos) != 1:
        hallado = f"{len(con_datos)} hojas con datos ({', '.join(h.title for h in con_datos) or 'ninguna'})"
        raise ErrorDeDatos(
            f"{ruta.name} tiene {hallado}; se esperaba una sola. Deja sólo la hoja que se carga.", archivo=str(ruta)
        )
    return con_datos[0]


def _combinadas(ruta: Path, interna: str) -> dict[int, str]:
    """Fila → rango combinado que la toca."""
    por_fila: dict[int, str] = {}
    with zipfile.ZipFile(ruta) as libro, libro.open(interna.lstrip("/")) as xml:
        for _, nodo in ElementTree.iterparse(xml):
            if nodo.tag.endswith("}mergeCell"):
                rango = nodo.attrib["ref"]
                _, arriba, _, abajo = range_boundaries(rango)
                por_fila |= dict.fromkeys(range(int(arriba or 1), int(abajo or 1) + 1), rango)
            elif nodo.tag.endswith("}row"):
                nodo.clear()
    return por_fila


def _de_hoja(hoja: Any, combinadas: dict[int, str], ruta: Path) -> Iterator[Fila]:
    ancho = 0
    for numero, celdas in enumerate(hoja.iter_rows(), start=1):
        valores = [_texto(celda) for celda in celdas]
        while valores and not valores[-1]:
            valores.pop()
        if not valores:
            continue
        rango = combinadas.get(numero)
        if not ancho and rango:
            raise ErrorDeDatos(
                f"El encabezado de {ruta.name} tiene celdas combinadas ({rango}); sepáralas.", archivo=str(ruta)
            )
        ancho = ancho or len(valores)
        valores += [""] * (ancho - len(valores))
        yield numero, valores, "\t".join(valores), _reparo(numero, celdas, rango)


def _reparo(numero: int, celdas: Any, rango: str | None) -> Reparo | None:
    if rango:
        return Reparo(
            numero,
            "",
            rango,
            f"La fila toca celdas combinadas ({rango}); sepáralas y llena cada celda.",
            "Celdas combinadas",
        )
    for celda in celdas:
        valor = celda.value
        donde = getattr(celda, "coordinate", "")
        if celda.data_type == "f":
            mensaje = f"La celda {donde} trae una fórmula; pega el valor («pegado especial, valores»)."
            return Reparo(numero, donde, str(valor), mensaje, "Fórmula en lugar de valor")
        if celda.data_type == "e":
            mensaje = f"La celda {donde} trae un error de Excel ({valor}); escribe el valor."
            return Reparo(numero, donde, str(valor), mensaje, "Error de Excel")
        if isinstance(valor, int | float) and len(re.sub(r"\D", "", _texto(celda))) > _DIGITOS_EXACTOS:
            mensaje = f"La celda {donde} pasa de 15 dígitos y Excel pierde los últimos; captúrala como texto."
            return Reparo(numero, donde, _texto(celda), mensaje, "Número con más dígitos de los que Excel guarda")
    return None


def _texto(celda: Any) -> str:
    """El valor de una celda como texto: fechas ISO, números sin notación científica ni ceros de más."""
    valor = celda.value
    if valor is None:
        return ""
    if isinstance(valor, datetime):
        return valor.date().isoformat() if valor.time() == time() else valor.isoformat(sep=" ")
    if isinstance(valor, date):
        return valor.isoformat()
    if isinstance(valor, time):
        return valor.strftime("%H:%M") if not valor.second else valor.isoformat()
    if isinstance(valor, bool):
        return "VERDADERO" if valor else "FALSO"
    if isinstance(valor, float):
        return f"{Decimal(int(valor)) if valor.is_integer() else Decimal(repr(valor)):f}"
    return str(valor).strip()
