"""Qué cambió de un informe que ya se dio: los créditos cuyo saldo a esa fecha hoy se sabe distinto, y por qué.

Nada se reescribe: lo que cambia es lo que se capturó después con fecha de antes. Comparar lo que se sabía con lo que
se sabe explica cada peso de la revisión.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from cobranza.base.fechas import dia
from cobranza.cartera.consultas import cartera_de
from cobranza.expediente.historia import Historia


def revisiones(h: Historia, cartera: pd.DataFrame, al: date) -> pd.DataFrame:
    """Créditos revisados: folio, rfc, delegacion, ambito, `antes` (saldo a `al` como se sabía ese día) y `ahora`.

    `cartera`: la de esa historia a ese día, con lo que hoy se sabe. Además `diferencia` (centavos), `vida_antes`,
    `vida` y `motivo`. Sólo salen los que cambiaron de saldo o de vida.
    """
    tardios = h.tardios(dia(al))
    entonces = cartera_de(h.conocida(tardios, dia(al)), al)
    columnas = ["folio", "total", "pagado", "vida", "clase"]
    c = cartera.loc[cartera["lugar"].isin(tardios), ["lugar", "delegacion", "ambito", *columnas[1:]]]
    de_quien = {k: h.creditos[k].take(c["lugar"].to_numpy()).to_numpy() for k in ("folio", "rfc")}
    c = c.assign(**de_quien).astype({"folio": "str", "rfc": "str"})
    c = c.merge(entonces[columnas], on="folio", how="left", suffixes=("", "_antes"))
    c["antes"], c["ahora"] = c["total_antes"].fillna(0).astype(np.int64), c["total"]
    c["diferencia"] = c["ahora"] - c["antes"]
    c["motivo"] = _motivo(c)
    cambiados = c[(c["diferencia"] != 0) | (c["vida"].astype("str") != c["vida_antes"].astype("str"))]
    columnas = [
        "folio",
        "rfc",
        "delegacion",
        "ambito",
        "antes",
        "ahora",
        "diferencia",
        "vida_antes",
        "vida",
        "motivo",
    ]
    return por_importe(cambiados[columnas])


def por_importe(revisados: pd.DataFrame) -> pd.DataFrame:
    """Los créditos revisados, del que más cambió al que menos."""
    tamano = revisados["diferencia"].abs()
    return revisados.assign(tamano=tamano).sort_values(
        ["tamano", "folio"], ascending=[False, True], ignore_index=True
    )[list(revisados.columns)]


def _motivo(c: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    casos = [
        (c["total_antes"].isna(), "Alta capturada después"),
        (c["vida"].astype("str") != c["vida_antes"].astype("str"), "Baja o reactivación capturada después"),
        (c["pagado"] > c["pagado_antes"].fillna(0), "Pago capturado después"),
        (c["pagado"] < c["pagado_antes"].fillna(0), "Pago revertido después"),
    ]
    return np.select([k for k, _ in casos], [v for _, v in casos], "Gasto o accesorio capturado después")
