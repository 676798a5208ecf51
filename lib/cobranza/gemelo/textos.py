"""Columnas de texto: las de una lista y las que la oficina escribe con números (fechas, horas, importes).

Lo ausente es nulo.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.gemelo.sorteo import Columna, Mascara

pc: Any = pyarrow.compute  # sus tipos publicados no admiten escalares de Python, que es como se usa aquí
Textos = pa.StringArray
_PRIMER_DIA, _ULTIMO_DIA = dia(date(1980, 1, 1)), dia(date(2040, 1, 1))


def tomar(textos: Sequence[str] | Textos, cuales: Columna, falta: Mascara | None = None) -> Textos:
    """Los textos de esas posiciones; nulo donde `falta`."""
    lista: Any = textos if isinstance(textos, pa.Array) else pa.array(textos, pa.string())
    return lista.take(pa.array(cuales, mask=falta))  # type: ignore[no-any-return]  # columna de texto


def fechas(d: Columna) -> Textos:
    """Días → «dd/mm/aaaa»."""
    falta = d == SIN_DIA
    return tomar(_todas_las_fechas(), np.where(falta, 0, d - _PRIMER_DIA), falta)


def horas(minutos: Columna) -> Textos:
    """Minutos del día → «HH:MM»."""
    return tomar(_todas_las_horas(), minutos, minutos < 0)


def importes(centavos: Columna, hay: Mascara | None = None) -> Textos:
    """Centavos → «1,234.56» donde `hay`."""
    presentes = np.ones(len(centavos), dtype=bool) if hay is None else hay
    return pa.array(
        [f"{v // 100:,}.{v % 100:02d}" if si else None for v, si in zip(centavos.tolist(), presentes, strict=True)],
        pa.string(),
    )


def pegados(*partes: Textos | str, con: str = "") -> Textos:
    """Textos pegados por renglón, con algo en medio; una palabra suelta va en todos."""
    return pc.binary_join_element_wise(*partes, con)  # type: ignore[no-any-return]  # columna de texto


def numerados(numeros: Columna, ancho: int) -> Textos:
    """Números con ceros a la izquierda."""
    return pc.utf8_lpad(pa.array(numeros).cast(pa.string()), ancho, "0")  # type: ignore[no-any-return]


def donde(condicion: Mascara, si: Textos | str, no: Textos | str | None) -> Textos:
    """Un texto u otro por renglón."""
    otro = pa.scalar(None, pa.string()) if no is None else no
    return pc.if_else(pa.array(condicion), si, otro)  # type: ignore[no-any-return]  # columna de texto


@cache
def _todas_las_fechas() -> Textos:
    iso = np.datetime_as_string(np.arange(_PRIMER_DIA, _ULTIMO_DIA).astype("datetime64[D]"))
    return pa.array([f"{f[8:]}/{f[5:7]}/{f[:4]}" for f in iso.tolist()])


@cache
def _todas_las_horas() -> Textos:
    return pa.array([f"{m // 60:02d}:{m % 60:02d}" for m in range(24 * 60)])
