"""Cuentas bancarias: no se toma más de lo que se debe y lo que sobra se libera."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import dia
from cobranza.verificacion.cruces import despues_de, tienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

PLAZO_PARA_LIBERAR = "INM-04"


@regla(
    "PAE017",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 156-Ter",
    titulo="Transferencia mayor al crédito",
    corto="Transferencia de más",
    mide="diferencia",
    que_hacer="Devolver al contribuyente el exceso transferido, con su actualización.",
)
def transferencia_excesiva(pae: Pae) -> pd.DataFrame:
    """Transferencia de lo inmovilizado por más de lo que el crédito debía ese día."""
    return _excesos(pae, pae.de_tipo("TRANSFERENCIA"), "se transfirieron")


@regla(
    "PAE018",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 151 y 156-Bis",
    titulo="Exceso no liberado en 3 días",
    corto="Exceso no liberado",
    mide="diferencia",
    que_hacer="Ordenar de inmediato a la institución que libere el exceso.",
)
def exceso_sin_liberar(pae: Pae) -> pd.DataFrame:
    """Inmovilización por más de lo que el crédito debía ese día, sin liberación en los 3 días hábiles siguientes."""
    actos = pae.de_tipo("INMOVILIZACION")
    corte = np.full(len(actos), dia(pae.corte))
    vencido = despues_de(pae.historia.normas, actos["ambito"], actos["dia"].to_numpy(), PLAZO_PARA_LIBERAR, corte)
    actos = actos[vencido]
    return _excesos(
        pae, actos[~tienen(actos, pae.de_tipo("LIBERACION"), partial(_a_tiempo, pae))], "se inmovilizaron"
    )


def _a_tiempo(pae: Pae, p: pd.DataFrame) -> pd.Series[bool]:
    tarde = despues_de(
        pae.historia.normas, p["ambito"], p["dia"].to_numpy(), PLAZO_PARA_LIBERAR, p["dia_otro"].to_numpy()
    )
    return (p["dia_otro"] >= p["dia"]) & ~tarde


def _excesos(pae: Pae, actos: pd.DataFrame, que: str) -> pd.DataFrame:
    """Los que pasan de lo debido; en juego está el exceso."""
    debido = pae.debido(actos)
    malos = actos.assign(debido=debido)[actos["monto"].to_numpy() > debido]
    return redactar(
        malos.assign(importe=malos["monto"] - malos["debido"]),
        f"El {{dia:fecha}} {que} ${{monto:pesos}} y se debían ${{debido:pesos}}.",
    )
