"""Fechas: texto ISO, días enteros para calcular y palabras para leer.

Un `Dia` es el número de días desde 1970-01-01, en un `int` o en una columna `int64`; así la misma fórmula
sirve a un crédito y a una columna. `SIN_DIA` marca la fecha ausente dentro de una columna.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
from numpy.typing import NDArray

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso

Dia = int | NDArray[np.int64]
SIN_DIA = int(np.iinfo(np.int64).min)
_EPOCA = date(1970, 1, 1)
MESES = (
    *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
    *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
)


def fecha(texto: str) -> date:
    """Texto `AAAA-MM-DD` → fecha.

    >>> fecha("2025-12-31")
    datetime.date(2025, 12, 31)
    """
    try:
        return date.fromisoformat(str(texto).strip())
    except ValueError as error:
        raise ErrorDeDatos(
            f"«{texto}» no es una fecha; se esperaba AAAA-MM-DD, por ejemplo 2025-12-31.", valor=texto
        ) from error


def ahora() -> datetime:
    """La hora de pared de la oficina, al segundo y sin zona: es la que se anota y se imprime.

    La zona la dicen `COBRANZA_ZONA` o `institucion.yaml`, no la máquina: un servidor en UTC no registra en el día
    siguiente lo que la oficina hizo por la tarde. Errores: `ErrorDeUso` si la zona no se conoce.
    """
    from cobranza.base import ajustes, catalogos  # tardan: sólo si se pregunta la hora

    zona = ajustes.ajustes().zona or catalogos.zona()
    try:
        return datetime.now(ZoneInfo(zona)).replace(microsecond=0, tzinfo=None)
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
