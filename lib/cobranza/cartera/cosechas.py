"""Cómo madura la cartera: cuánto paga cada cosecha de créditos y de qué tramo a cuál pasan (REC-03 y REC-09)."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import dia, dias
from cobranza.expediente.historia import TIPOS, Historia

Columna = NDArray[np.int64]

MESES = (3, 6, 12, 24, 36)
"""A cuántos meses de registrada se mide lo pagado de una cosecha."""


def cosechas(h: Historia, cartera: pd.DataFrame, corte: date) -> pd.DataFrame:
    """Por año de registro: creditos, determinado y pagado acumulado a 3, 6, 12, 24 y 36 meses (`a3`…), en centavos.

    `cartera`: la de esa historia al corte. Una cosecha que al corte no ha cumplido k meses completos lleva ausente su
    `ak`: todavía no se sabe.
    """
    nace = cartera["fecha_registro"]
    quien, renglon = h.movimientos.de(cartera["lugar"].to_numpy())
    momento = h.movimientos["dia"][renglon]
    pago = (h.movimientos["tipo"][renglon] == TIPOS["PAGO"]) & (momento <= dia(corte))
    quien, momento, importe = quien[pago], momento[pago], h.movimientos["importe"][renglon][pago]
    determinado = cartera["importe"] + cartera["multa"]
    medidas = {"cosecha": nace.dt.year, "creditos": 1, "determinado": determinado}
    for k in MESES:
        a_tiempo = momento <= dias(nace + pd.DateOffset(months=k))[quien]
        pagado = np.zeros(len(cartera), dtype=np.int64)
        np.subtract.at(pagado, quien[a_tiempo], importe[a_tiempo])
        medidas[f"a{k}"] = pagado
    c = pd.DataFrame(medidas, index=cartera.index).groupby("cosecha", as_index=False).sum()
    for k in MESES:
        fin = pd.to_datetime(c["cosecha"].astype(str) + "-12-31") + pd.DateOffset(months=k)
        c[f"a{k}"] = c[f"a{k}"].astype("Int64").where(fin <= pd.Timestamp(corte))
    return c


def transiciones(inicial: pd.DataFrame, final: pd.DataFrame) -> pd.DataFrame:
    """De qué estado a cuál pasó cada crédito vivo al inicio: `de`, `a`, `creditos` y `saldo` inicial en centavos.

    Dos carteras de la misma historia. El estado es el tramo de antigüedad o, si dejó de estar en cobro, pagado,
    cancelado o en convenio. Cada crédito del inicio cuenta una vez, así que cada renglón `de` suma exactamente sus
    créditos.
    """
    vivos = inicial.loc[inicial["vida"] == "VIGENTE", ["lugar", "vida", "situacion", "antiguedad", "total"]]
    (salen, palabras), (llegan, _) = _estado(vivos), _estado(final)
    lugares = np.concatenate([vivos["lugar"], final["lugar"]])
    numero = np.full(1 + int(lugares.max(initial=-1)), -1)
    numero[final["lugar"]] = llegan
    junto = pd.DataFrame({"de": salen, "a": numero[vivos["lugar"]], "creditos": 1, "saldo": vivos["total"]})
    agrupado = junto.groupby(["de", "a"], as_index=False).sum()
    for columna in ("de", "a"):
        agrupado[columna] = [palabras[k] if k >= 0 else "traspasado" for k in agrupado[columna]]
    agrupado = agrupado.sort_values(["de", "a"], ignore_index=True)
    return agrupado.astype({"de": "str", "a": "str", "creditos": np.int64, "saldo": np.int64})


def _estado(c: pd.DataFrame) -> tuple[Columna, list[str]]:
    """(número del estado de cada crédito, las palabras): el tramo de antigüedad o por qué dejó de estar en cobro."""
    fuera = ["cancelado", "pagado o extinguido", "en convenio"]
    casos = [c["vida"] == "CANCELADO", c["vida"] == "BAJA", c["situacion"] == "EN_CONVENIO"]
    numero = np.select(casos, [np.int64(k) for k in range(3)], c["antiguedad"].cat.codes.to_numpy(np.int64) + 3)
    return numero, [*fuera, *c["antiguedad"].cat.categories]
