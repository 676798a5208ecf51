"""Fechas: texto ISO, días enteros para calcular y palabras para leer.

Un `Dia` es el número de días desde 1970-01-01, en un `int` o en una columna `int64`; así la misma fórmula
sirve a un crédito y a una columna. `SIN_DIA` marca la fecha ausente dentro de una columna.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.invisibles import a_la_vista

Dia = int | NDArray[np.int64]
SIN_DIA = int(np.iinfo(np.int64).min)
_EPOCA = date(1970, 1, 1)
_AAAA_MM_DD = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LARGO = 60
MESES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


def fecha(texto: str) -> date:
    """Texto `AAAA-MM-DD` → fecha.

    >>> fecha("2025-12-31")
    datetime.date(2025, 12, 31)
    """
    escrita = str(texto).strip()
    try:
        if not _AAAA_MM_DD.fullmatch(escrita):  # Python admite además «20250817», «2025-W33-7» y «２０２５-…»
            raise ValueError(escrita)
        return date.fromisoformat(escrita)
    except ValueError as error:
        texto = a_la_vista(escrita if len(escrita) <= _LARGO else f"{escrita[:_LARGO]}…")
        raise ErrorDeDatos(
            f"«{texto}» no es una fecha; se esperaba AAAA-MM-DD, por ejemplo 2025-12-31.", valor=texto
        ) from error


def fecha_pedida(texto: str, que: str = "La fecha") -> date:
    """Lo que alguien escribió en una orden o en un parámetro → fecha; si no lo es, el error es de uso.

    >>> fecha_pedida("2025-12-31")
    datetime.date(2025, 12, 31)
    """
    try:
        return fecha(texto)
    except ErrorDeDatos as error:
        dicho = a_la_vista(str(texto)[:_LARGO])
        raise ErrorDeUso(
            f"{que} es «{dicho}»; se esperaba AAAA-MM-DD y un día que exista, como 2025-12-31."
        ) from error


def ahora() -> datetime:
    """La hora de pared de la oficina, al segundo y sin zona: es la que se anota y se imprime.

    La zona la dicen `COBRANZA_ZONA` o `institucion.yaml`, no la máquina: un servidor en UTC no registra en el día
    siguiente lo que la oficina hizo por la tarde. Errores: `ErrorDeUso` si la zona no se conoce.
    """
    return datetime.now(_zona()).replace(microsecond=0, tzinfo=None)


def con_zona(de_pared: datetime) -> datetime:
    """Una hora de pared de la oficina, con su zona: como la esperan los formatos que salen de ella."""
    return de_pared.replace(tzinfo=_zona())


def _zona() -> ZoneInfo:
    from cobranza.base import ajustes, catalogos  # tardan: sólo si se pregunta la hora

    zona = ajustes.ajustes().zona or catalogos.zona()
    try:
        return ZoneInfo(zona)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ErrorDeUso(
            f"La zona horaria «{zona}» no se conoce; se esperaba como «America/Mexico_City». Corrige `zona` en "
            "params/catalogos/institucion.yaml o COBRANZA_ZONA."
        ) from error


def hoy() -> date:
    """El día de la oficina."""
    return ahora().date()


def dia(momento: date) -> int:
    """Fecha → día entero.

    >>> dia(date(1970, 1, 2))
    1
    """
    return (momento - _EPOCA).days


def fecha_de(numero: int) -> date:
    """Día entero → fecha.

    >>> fecha_de(1)
    datetime.date(1970, 1, 2)
    """
    return _EPOCA + timedelta(days=int(numero))


def dias(columna: Any) -> NDArray[np.int64]:
    """Columna de fechas (pandas o NumPy) → días `int64`; lo ausente queda en `SIN_DIA`."""
    return np.asarray(columna, dtype="datetime64[D]").astype(np.int64)


def columna_fecha(numeros: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Días `int64` → `datetime64[s]`; `SIN_DIA` queda como ausente."""
    return np.asarray(numeros, dtype=np.int64).astype("datetime64[D]").astype("datetime64[s]")


def fecha_corta(momento: date) -> str:
    """Fecha para tablas.

    >>> fecha_corta(date(2025, 12, 31))
    '31 dic 2025'
    """
    return f"{momento.day} {MESES[momento.month - 1][:3]} {momento.year}"


def de_corta(texto: str) -> date:
    """La fecha que dice un texto de tabla. Errores: `ValueError` si no es una.

    >>> de_corta("31 dic 2025")
    datetime.date(2025, 12, 31)
    """
    numero, mes, anio = texto.split()
    return date(int(anio), [m[:3] for m in MESES].index(mes) + 1, int(numero))


def fecha_larga(momento: date) -> str:
    """Fecha para títulos y oficios.

    >>> fecha_larga(date(2025, 12, 31))
    '31 de diciembre de 2025'
    """
    return f"{momento.day} de {MESES[momento.month - 1]} de {momento.year}"


def mes_largo(momento: date) -> str:
    """Mes con su año.

    >>> mes_largo(date(2025, 12, 31))
    'diciembre de 2025'
    """
    return f"{MESES[momento.month - 1]} de {momento.year}"
