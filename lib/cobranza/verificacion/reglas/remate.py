"""Vender lo embargado: avalúo vigente y los plazos de la convocatoria."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.fechas import SIN_DIA
from cobranza.verificacion.cruces import antes_de, despues_de, plazo_de, ultimo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

CONVOCAR, REMATAR = "REM-08", "REM-07"
_EVIDENCIA = "Se convocó el {convocado:fecha} y se remató el {dia:fecha}, "


@regla(
    "PAE011",
    severidad=Severidad.ALTA,
    fundamento="RCFF, vigencia del avalúo (artículo por cotejar)",
    titulo="Avalúo vencido",
    corto="Avalúo vencido",
    que_hacer="Suspender el remate y actualizar el avalúo antes de convocar de nuevo.",
)
def avaluo_vencido(pae: Pae) -> pd.DataFrame:
    """Convocatoria o remate posterior al fin de vigencia del último avalúo del crédito."""
    actos = pae.de_tipo("CONVOCATORIA", "REMATE")
    actos = actos.assign(vence=ultimo_de(actos, pae.de_tipo("AVALUO"), mismo_dia=True)["hasta"])
    malos = actos[(actos["vence"] != SIN_DIA) & (actos["dia"] > actos["vence"])]
    return redactar(malos, "Es del {dia:fecha} y el avalúo valía hasta el {vence:fecha}.")


@regla(
    "PAE012",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 176",
    titulo="Convocatoria con menos de 10 días",
    corto="Convocatoria apresurada",
    que_hacer="Dejar sin efectos el remate y convocar de nuevo con la anticipación debida.",
)
def convocatoria_corta(pae: Pae) -> pd.DataFrame:
    """Remate antes del décimo día hábil siguiente a la última convocatoria; el décimo exacto cumple."""
    remates = _convocados(pae)
    convocado = remates["convocado"].to_numpy()
    remates = remates.assign(plazo=plazo_de(pae.historia.normas, remates["ambito"], CONVOCAR, convocado))
    malos = remates[antes_de(pae.historia.normas, remates["ambito"], convocado, CONVOCAR, remates["dia"].to_numpy())]
    return redactar(malos, _EVIDENCIA + "antes de {plazo} días hábiles.")


@regla(
    "PAE013",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 176",
    titulo="Remate fuera de los 20 días",
    corto="Remate fuera de plazo",
    que_hacer="Convocar de nuevo: la convocatoria anterior dejó de servir.",
)
def remate_tardio(pae: Pae) -> pd.DataFrame:
    """Remate después del vigésimo día hábil siguiente a la última convocatoria; el vigésimo exacto cumple."""
    remates = _convocados(pae)
    convocado = remates["convocado"].to_numpy()
    remates = remates.assign(plazo=plazo_de(pae.historia.normas, remates["ambito"], REMATAR, convocado))
    malos = remates[despues_de(pae.historia.normas, remates["ambito"], convocado, REMATAR, remates["dia"].to_numpy())]
    return redactar(malos, _EVIDENCIA + "después de {plazo} días hábiles.")


def _convocados(pae: Pae) -> pd.DataFrame:
    """Los remates que tienen una convocatoria anterior, con la fecha de la última (`convocado`)."""
    remates = pae.de_tipo("REMATE")
    remates = remates.assign(convocado=ultimo_de(remates, pae.de_tipo("CONVOCATORIA"), mismo_dia=False)["dia"])
    return remates[remates["convocado"] != SIN_DIA]
