"""El gasto de ejecución: que sea el que la ley manda y que se cobre una vez."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.cartera.consultas import credito_exigido
from cobranza.ley.gastos import INMOVILIZACION, causa_gasto, con_limites, gasto_ejecucion
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import COBRO
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae


@regla(
    "PAE007",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 150; RCFF, art. 95",
    titulo="Gasto de ejecución mal calculado o duplicado",
    corto="Gasto mal calculado",
    mide="diferencia",
    que_hacer="Corregir el gasto y, si ya se cobró, devolver o compensar la diferencia.",
)
def gasto_indebido(pae: Pae) -> pd.DataFrame:
    """Gasto distinto del 2 % de lo exigido ese día, con su mínimo y su máximo; o segundo gasto de una misma acta.

    El monto sólo se comprueba en fechas con límites publicados; la inmovilización causa el del embargo o ninguno,
    según `gastos.inmovilizacion`. Dos cobros del mismo crédito, día y acta son una
    sola diligencia: el hallazgo va en el segundo.
    """
    actos = pae.actos[pae.actos["gasto"] > 0]
    cobros = actos[actos["tipo"].isin(COBRO) & (actos["documento"] != "")].sort_values("clave", kind="stable")
    repetidos = cobros[cobros.duplicated(["credito", "dia", "documento"])]
    repetidos = redactar(
        repetidos.assign(importe=repetidos["gasto"]),
        "Segundo gasto del acta {documento}: ${gasto:pesos} por una sola diligencia.",
    )
    mal_calculados = _mal_calculados(pae, actos[~actos.index.isin(repetidos.index)])
    return pd.concat([mal_calculados, repetidos])


def _mal_calculados(pae: Pae, actos: pd.DataFrame) -> pd.DataFrame:
    partes = [actos.iloc[:0].assign(legal=0)]
    for ambito, parte in actos.groupby("ambito"):
        norma = pae.historia.normas.de(str(ambito))
        inmoviliza = parte["tipo"].eq(INMOVILIZACION.upper())
        if inmoviliza.any() and not causa_gasto(norma, INMOVILIZACION):
            partes.append(parte[inmoviliza].assign(legal=0))
            parte = parte[~inmoviliza]
        comprobables = parte[con_limites(norma, parte["dia"].to_numpy())]
        exigido = credito_exigido(pae.historia, comprobables[["folio", "fecha"]])
        legal = gasto_ejecucion(norma, credito=exigido, al=comprobables["dia"].to_numpy())
        partes.append(comprobables.assign(legal=legal))
    revisados = pd.concat(partes)
    malos = revisados[revisados["gasto"] != revisados["legal"]]
    return redactar(
        malos.assign(importe=np.abs(malos["gasto"] - malos["legal"])),
        "Se determinó ${gasto:pesos} y corresponde ${legal:pesos}.",
    )
