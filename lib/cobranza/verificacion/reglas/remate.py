"""Vender lo embargado: avalúo vigente y los plazos de la convocatoria."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from cobranza.base.fechas import SIN_DIA
from cobranza.verificacion.cruces import antes_de, despues_de, ultimo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

DIAS_DE_CONVOCATORIA = 10
"""Días hábiles que la convocatoria debe publicarse antes del remate (CFF, art. 176)."""
DIAS_PARA_REMATAR = 20
"""Días hábiles dentro de los que debe verificarse el remate (CFF, art. 176)."""
_EVIDENCIA = "Se convocó el {convocado:fecha} y se remató el {dia:fecha}, "


@regla(
    "PAE011",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 175",
    titulo="Avalúo vencido",
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
    que_hacer="Dejar sin efectos el remate y convocar de nuevo con la anticipación debida.",
)
def convocatoria_corta(pae: Pae) -> pd.DataFrame:
    """Remate antes del décimo día hábil siguiente a la última convocatoria; el décimo exacto cumple."""
    remates = _convocados(pae)
    malos = remates[
        antes_de(
            pae.historia.normas,
            remates["ambito"],
            remates["convocado"].to_numpy(),
            DIAS_DE_CONVOCATORIA,
            remates["dia"].to_numpy(),
        )
    ]
    return redactar(malos, _EVIDENCIA + f"antes de {DIAS_DE_CONVOCATORIA} días hábiles.")


@regla(
    "PAE013",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 176",
    titulo="Remate fuera de los 20 días",
    que_hacer="Convocar de nuevo: la convocatoria anterior dejó de servir.",
)
def remate_tardio(pae: Pae) -> pd.DataFrame:
    """Remate después del vigésimo día hábil siguiente a la última convocatoria; el vigésimo exacto cumple."""
    remates = _convocados(pae)
    malos = remates[
        despues_de(
            pae.historia.normas,
            remates["ambito"],
            remates["convocado"].to_numpy(),
            DIAS_PARA_REMATAR,
            remates["dia"].to_numpy(),
        )
    ]
    return redactar(malos, _EVIDENCIA + f"después de {DIAS_PARA_REMATAR} días hábiles.")


def _convocados(pae: Pae) -> pd.DataFrame:
    """Los remates que tienen una convocatoria anterior, con la fecha de la última (`convocado`)."""
    remates = pae.de_tipo("REMATE")
    remates = remates.assign(convocado=ultimo_de(remates, pae.de_tipo("CONVOCATORIA"), mismo_dia=False)["dia"])
    return remates[remates["convocado"] != SIN_DIA]
