"""A qué diligencia corresponde cada peso cobrado de gastos: primero la más antigua.

De aquí sale la llave con que la nómina liga el gasto cobrado con quien practicó la diligencia.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

DEVUELTO_SIN_EFECTOS = "GASTO_EJECUCION"
"""El que se devuelve si el crédito queda sin efectos (RCFF, art. 95). El extraordinario también, y no se nomina."""
COMPONENTES_LIGADOS = (DEVUELTO_SIN_EFECTOS, "HONORARIO_NOTIFICACION")


def repartir_entre_diligencias(movimientos: pd.DataFrame, gastos: pd.DataFrame) -> pd.DataFrame:
    """Parte los abonos a gastos por diligencia, de la más antigua a la más nueva, y anota su `referencia`.

    `movimientos`: los que forma `aplicacion`. `gastos`: folio, componente, referencia, importe (determinado),
    cubierto (lo ya abonado), en orden de antigüedad. Lo que una reactivación devuelve se vuelve a cubrir desde la
    misma diligencia. Lo que el ajuste a pesos sube o baja es de la última que el pago cubre. La suma por movimiento
    no cambia.
    """
    ligados = movimientos[movimientos["componente"].isin(COMPONENTES_LIGADOS)]
    if ligados.empty or gastos.empty:
        return movimientos
    abonos = _con_lo_cubierto(ligados)
    cruce = abonos.merge(_tramos_de_gasto(gastos), on=["folio", "componente"], suffixes=("", "_gasto"))
    parte = np.minimum(cruce["hasta"], cruce["fin"]) - np.maximum(cruce["desde"], cruce["inicio"])
    cruce = cruce.assign(importe=-parte, referencia=cruce["diligencia"])[parte > 0]
    cruce["importe"] -= cruce["sube"].where(~cruce.duplicated("lugar", keep="last"), 0)
    vuelta = cruce.groupby("lugar").cumcount()
    cruce["clave"] = cruce["clave"].where(vuelta == 0, cruce["clave"] + "-" + (vuelta + 1).astype(str))
    sin_diligencia = abonos[~abonos["lugar"].isin(cruce["lugar"])]
    resto = movimientos.drop(index=abonos.index).assign(lugar=lambda m: m.index)
    juntos = pd.concat([resto, cruce[resto.columns], sin_diligencia[resto.columns]])
    return juntos.sort_values("lugar", kind="stable", ignore_index=True).drop(columns="lugar")


def _con_lo_cubierto(ligados: pd.DataFrame) -> pd.DataFrame:
    """Los abonos con su `lugar`, lo cubierto del gasto antes y después de cada uno (`desde`, `hasta`) y lo que el
    ajuste le `sube`.

    Todo cuenta en lo cubierto: también el ajuste a pesos, que se anota antes de su pago, y lo que vuelve.
    """
    por_credito = [ligados["folio"], ligados["componente"]]
    importe, es_ajuste = ligados["importe"], ligados["tipo"].eq("AJUSTE")
    anterior = importe.where(es_ajuste, 0).groupby(por_credito).shift(fill_value=0)
    hecho = ligados["clave"].str.rsplit(":", n=1).str[0]
    suyo = anterior.where(hecho.groupby(por_credito).shift().eq(hecho), 0)
    sube = suyo.clip(lower=0)
    desde = (-importe).groupby(por_credito).cumsum() + importe + suyo
    con = ligados.assign(lugar=ligados.index, desde=desde, hasta=desde - importe - sube, sube=sube)
    return con[~es_ajuste & (importe < 0)]


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
