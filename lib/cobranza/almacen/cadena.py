"""La cadena de huellas de un libro: cada renglón lleva la del anterior, así que una alteración se nota y se ubica.

Versión 2: `huella = "2:" + sha256(libro, id, huella anterior, valores)`, con cada valor precedido de su clase y su
largo, escrito igual en cualquier motor: dos renglones distintos no pueden escribirse igual. Las huellas de la
versión 1 (sin prefijo, sin libro ni id) se comprueban como se escribieron; después de una 2 no vale una 1.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from operator import index
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Connection

INICIO = "0" * 64
"""Lo que va antes del primer renglón."""
PREFIJO = "2:"
"""Así empieza una huella de la versión 2."""
_SEPARADOR, _NULO = "\x1f", "\x00"


def eslabon(libro: str, identidad: int, anterior: str, valores: Sequence[Any]) -> str:
    """Huella de un renglón de un libro (sus columnas sin `id` ni huella) después de la anterior.

    Distingue nulo de vacío, un entero de su texto y dónde termina cada valor; una fecha y su texto ISO dan lo mismo.
    """
    escrito = "".join(
        [
            f"{len(v)}:{v}" if type(v) is str else "-" if v is None else f"i{v};" if type(v) is int else _valor(v)
            for v in valores
        ]
    )
    # el nombre de un libro no lleva «#» ni una huella «.»: esto también se lee de una sola manera
    return PREFIJO + hashlib.sha256(f"{libro}#{identidad}.{anterior}.{escrito}".encode()).hexdigest()


def _valor(valor: Any) -> str:
    if isinstance(valor, date):
        dicho = _fecha(valor)
        return f"{len(dicho)}:{dicho}"
    try:
        return f"i{index(valor)};"  # enteros de NumPy
    except TypeError:
        dicho = str(valor)
        return f"{len(dicho)}:{dicho}"


def _fecha(valor: date) -> str:
    """Como SQLite guarda una fecha y una marca de tiempo; PostgreSQL las devuelve como objetos."""
    return valor.isoformat(" ", "microseconds") if isinstance(valor, datetime) else valor.isoformat()


def eslabon_1(anterior: str, valores: Sequence[Any]) -> str:
    """Huella de la versión 1, para comprobar lo que se escribió con ella."""
    canonico = _SEPARADOR.join([_NULO if v is None else v if type(v) is str else _texto(v) for v in valores])
    return hashlib.sha256((anterior + canonico).encode()).hexdigest()


def _texto(valor: Any) -> str:
    return valor.isoformat() if isinstance(valor, date) else str(valor)


def alterado(libro: str, anterior: str, renglones: Iterable[Sequence[Any]]) -> tuple[int, str]:
    """(id del primer renglón que no sigue a la cadena, o 0; última huella buena).

    Cada renglón es `id, …columnas…, huella`, en orden de id.
    """
    for identidad, *valores, huella in renglones:
        if huella is not None and huella.startswith(PREFIJO):
            sigue = eslabon(libro, identidad, anterior, valores)
        else:
            sigue = "" if anterior.startswith(PREFIJO) else eslabon_1(anterior, valores)
        if sigue != huella:
            return int(identidad), anterior
        anterior = huella
    return 0, anterior


def explicacion(libro: str, identidad: int) -> str:
    """Cómo se le dice a una persona que un renglón no sigue a la cadena."""
    return (
        f"el renglón {identidad} de «{libro}» no corresponde a su huella: fue alterado, o alguien quitó o metió "
        "renglones antes de él. Restaura la base de un respaldo anterior; los renglones de antes están íntegros."
    )


def sellos_de(conexion: Connection) -> dict[str, str]:
    """Las tablas con cadena, leídas de la base misma: tabla → columna en que lleva su huella."""
    from sqlalchemy import inspect  # quien lee una foto no abre la base

    columnas = {tabla: {c["name"] for c in cs} for (_, tabla), cs in inspect(conexion).get_multi_columns().items()}
    return {
        tabla: "eslabon" if "eslabon" in suyas else "huella"
        for tabla, suyas in sorted(columnas.items())
        if "id" in suyas and suyas & {"eslabon", "huella"}
    }


def puntas(conexion: Connection, sellos: Mapping[str, str]) -> dict[str, tuple[int, str]]:
    """Hasta dónde llega cada cadena: libro → (último id, su huella); (0, `INICIO`) si está vacía.

    `sellos`: libro → columna en que lleva su huella.
    """
    from sqlalchemy import text  # quien lee una foto no abre la base

    llegan = {}
    for libro, sello in sorted(sellos.items()):
        fila = conexion.execute(text(f"SELECT id, {sello} FROM {libro} ORDER BY id DESC LIMIT 1")).first()
        llegan[libro] = (int(fila[0]), str(fila[1] or INICIO)) if fila else (0, INICIO)
    return llegan


def canonico(columnas: Sequence[str], valores: Sequence[Any]) -> str:
    """Un renglón como texto, siempre el mismo: JSON con sus columnas en su orden."""
    return _ESCRIBE({c: _simple(v) for c, v in zip(columnas, valores, strict=True)})


_ESCRIBE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _simple(valor: Any) -> Any:
    if valor is None or type(valor) in (str, int):
        return valor
    return _fecha(valor) if isinstance(valor, date) else index(valor)
