"""Qué cambió de un informe que ya se dio: los créditos cuyo saldo a esa fecha hoy se sabe distinto, y por qué.

Nada se reescribe: lo que cambia es lo que se capturó después con fecha de antes. Comparar lo que se sabía con lo que
se sabe explica cada peso de la revisión.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from cobranza.almacen.foto import Foto
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.historia import historia_de

_TARDIOS = """
    SELECT DISTINCT folio FROM (
        SELECT folio, fecha_efecto AS efecto, fecha_registro FROM movimiento
        UNION ALL SELECT folio, fecha, fecha_registro FROM acto
    ) WHERE efecto <= $al AND fecha_registro > $al ORDER BY folio
"""


def revisiones(foto: Foto, al: date) -> pd.DataFrame:
    """Créditos revisados: folio, delegacion, ambito, `antes` (saldo a `al` como se sabía ese día) y `ahora`.

    Además `diferencia` (centavos), `vida_antes`, `vida` y `motivo`. Sólo salen los que cambiaron de saldo o de vida.
    """
    hoy = foto.conexion()
    tardios = hoy.execute(_TARDIOS, {"al": al}).df()["folio"]
    ahora = cartera_de(historia_de(hoy, tardios), al)
    entonces = cartera_de(historia_de(foto.conexion(conocido_al=al), tardios), al)
    columnas = ["folio", "total", "pagado", "vida", "clase"]
    c = ahora[["delegacion", "ambito", *columnas]].merge(
        entonces[columnas], on="folio", how="left", suffixes=("", "_antes")
    )
    c["antes"], c["ahora"] = c["total_antes"].fillna(0).astype(np.int64), c["total"]
    c["diferencia"] = c["ahora"] - c["antes"]
    c["motivo"] = _motivo(c)
    cambiados = c[(c["diferencia"] != 0) | (c["vida"] != c["vida_antes"])]
    orden = cambiados["diferencia"].abs().sort_values(ascending=False, kind="stable").index
    return cambiados.loc[
        orden, ["folio", "delegacion", "ambito", "antes", "ahora", "diferencia", "vida_antes", "vida", "motivo"]
    ].reset_index(drop=True)


def _motivo(c: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    casos = [
        (c["total_antes"].isna(), "Alta capturada después"),
        (c["vida"] != c["vida_antes"], "Baja o reactivación capturada después"),
        (c["pagado"] > c["pagado_antes"].fillna(0), "Pago capturado después"),
        (c["pagado"] < c["pagado_antes"].fillna(0), "Pago revertido después"),
    ]
    return np.select([k for k, _ in casos], [v for _, v in casos], "Gasto o accesorio capturado después")
