"""Qué tan bien detectan las reglas, contra la verdad que escribe la cartera de ejemplo al sembrar sus anomalías."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.fechas import fecha
from cobranza.verificacion.regla import reglas

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

LLAVE = ["regla", "folio", "acto"]
TOTAL = "Total"


def leer_verdad(ruta: Path, pae: Pae) -> pd.DataFrame:
    """Las anomalías sembradas que existen al corte en esos créditos: regla, folio, acto (vacío si es del crédito).

    Una anomalía existe en todo corte con desde ≤ corte y, si tiene hasta, corte < hasta.
    """
    verdad = pd.read_csv(ruta, dtype=str, keep_default_na=False)
    existe = [
        fecha(desde) <= pae.corte and (hasta == "" or pae.corte < fecha(hasta))
        for desde, hasta in zip(verdad["desde"], verdad["hasta"], strict=True)
    ]
    verdad = verdad[existe]
    return verdad[verdad["folio"].isin(pae.creditos["folio"])][LLAVE].reset_index(drop=True)


def comparar(hallazgos: pd.DataFrame, verdad: pd.DataFrame) -> pd.DataFrame:
    """La unión de lo hallado y lo sembrado: regla, folio, acto y `donde` (ambos, hallado, sembrado)."""
    junto = verdad.merge(hallazgos[LLAVE], on=LLAVE, how="outer", indicator="donde")
    rotulos = {"both": "ambos", "right_only": "hallado", "left_only": "sembrado"}
    return junto.assign(donde=junto["donde"].astype("str").map(rotulos))


def exactitud(hallazgos: pd.DataFrame, verdad: pd.DataFrame) -> pd.DataFrame:
    """Por regla y en total: sembradas, halladas, aciertos, omitidas y de_mas.

    La cobertura es aciertos entre sembradas; la precisión, aciertos entre halladas.
    """
    donde = comparar(hallazgos, verdad)
    cuenta = pd.crosstab(donde["regla"], donde["donde"]).reindex(
        index=[r.clave for r in reglas()], columns=["ambos", "hallado", "sembrado"], fill_value=0
    )
    cuenta.loc[TOTAL] = cuenta.sum()
    return pd.DataFrame(
        {
            "regla": cuenta.index,
            "sembradas": (cuenta["ambos"] + cuenta["sembrado"]).to_numpy(),
            "halladas": (cuenta["ambos"] + cuenta["hallado"]).to_numpy(),
            "aciertos": cuenta["ambos"].to_numpy(),
            "omitidas": cuenta["sembrado"].to_numpy(),
            "de_mas": cuenta["hallado"].to_numpy(),
        }
    )
