"""A qué diligencia corresponde cada peso cobrado de gastos: primero la más antigua.

De aquí sale la llave con que la nómina liga el gasto cobrado con quien practicó la diligencia.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

COMPONENTES_LIGADOS = ("GASTO_EJECUCION", "HONORARIO_NOTIFICACION")


def repartir_entre_diligencias(movimientos: pd.DataFrame, gastos: pd.DataFrame) -> pd.DataFrame:
    """Parte los abonos a gastos por diligencia, de la más antigua a la más nueva, y anota su `referencia`.

    `movimientos`: los que forma `aplicacion`. `gastos`: folio, componente, referencia, importe (determinado),
    cubierto (lo ya abonado), en orden de antigüedad. Lo que excede a lo determinado (el ajuste a pesos) queda en
    la última diligencia. La suma por movimiento no cambia.
    """
    ligados = movimientos["componente"].isin(COMPONENTES_LIGADOS) & (movimientos["tipo"] != "AJUSTE")
    abonos = movimientos[ligados & (movimientos["importe"] < 0)]
    if abonos.empty or gastos.empty:
        return movimientos
    tramos = _tramos_de_gasto(gastos)
    abonos = abonos.assign(
        lugar=abonos.index, hasta=(-abonos["importe"]).groupby([abonos["folio"], abonos["componente"]]).cumsum()
    )
    abonos["desde"] = abonos["hasta"] + abonos["importe"]
    cruce = abonos.merge(tramos, on=["folio", "componente"], suffixes=("", "_gasto"))
    parte = np.minimum(cruce["hasta"], cruce["fin"]) - np.maximum(cruce["desde"], cruce["inicio"])
    cruce = cruce.assign(importe=-parte, referencia=cruce["diligencia"])[parte > 0]
    vuelta = cruce.groupby("lugar").cumcount()
    cruce["clave"] = cruce["clave"].where(vuelta == 0, cruce["clave"] + "-" + (vuelta + 1).astype(str))
    sin_diligencia = abonos[~abonos["lugar"].isin(cruce["lugar"])]
    resto = movimientos.drop(index=abonos.index).assign(lugar=lambda m: m.index)
    juntos = pd.concat([resto, cruce[resto.columns], sin_diligencia[resto.columns]])
    return juntos.sort_values("lugar", kind="stable", ignore_index=True).drop(columns="lugar")


def _tramos_de_gasto(gastos: pd.DataFrame) -> pd.DataFrame:
    """Cada gasto como tramo [inicio, fin) sobre lo abonado de su crédito, descontando lo ya cubierto."""
    por_credito = gastos.groupby(["folio", "componente"], sort=False)
    fin = por_credito["importe"].cumsum() - gastos["cubierto"]
    inicio = fin - gastos["importe"]
    ultimo = ~gastos.duplicated(["folio", "componente"], keep="last")
    return pd.DataFrame(
        {
            "folio": gastos["folio"],
            "componente": gastos["componente"],
            "diligencia": gastos["referencia"],
            "inicio": inicio,
            "fin": fin.where(~ultimo, np.iinfo(np.int64).max),
        }
    )
