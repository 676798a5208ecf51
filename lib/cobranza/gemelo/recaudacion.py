"""La recaudación anual ficticia: el denominador de los indicadores de la mora, a la medida de la cartera."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from cobranza.gemelo.textos import Textos

_EJERCICIOS = range(2019, 2026)
_RUBROS = (("ISN", "estatal", "Impuesto sobre nóminas", 42_000_000), ("DER", "estatal", "Derechos", 18_000_000),
           ("FED", "federal", "Impuestos federales coordinados", 40_000_000))  # fmt: skip
"""Clave, ámbito, rubro y centavos por crédito de la cartera en el primer ejercicio."""
_CRECE_PCT = 6


def recaudacion(creditos: int) -> dict[str, Textos | np.ndarray]:
    """Una fila por rubro y ejercicio, de 2019 a 2025; cada año recauda 6 % más."""
    filas = []
    for ejercicio in _EJERCICIOS:
        crecido, base = (100 + _CRECE_PCT) ** (ejercicio - _EJERCICIOS[0]), 100 ** (ejercicio - _EJERCICIOS[0])
        for clave, ambito, rubro, por_credito in _RUBROS:
            importe = por_credito * creditos * crecido // base
            filas.append((f"{ejercicio}-{clave}", str(ejercicio), ambito.upper(), rubro, importe))
    columnas = dict(zip(("clave", "ejercicio", "ambito", "rubro", "importe"), zip(*filas, strict=True), strict=True))
    return {
        **{campo: pa.array(columnas[campo], pa.string()) for campo in ("clave", "ejercicio", "ambito", "rubro")},
        "importe": np.array(columnas["importe"], dtype=np.int64),
        "fuente": pa.array(["Ficticia, para el ejemplo"] * len(filas), pa.string()),
    }
