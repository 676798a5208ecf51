"""Después de embargar bienes: depositario, inscripción y avalúo."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import dia
from cobranza.verificacion.cruces import despues_de, plazo_de, tienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

CON_DEPOSITARIO = ("MUEBLES", "VEHICULO", "INMUEBLE", "NEGOCIACION")
"""Bienes que se dejan en guarda y se valúan; el embargo de depósitos sigue otro camino (CFF, art. 156-Bis)."""
PARA_INSCRIBIR, PARA_VALUAR = "MET-INSCRIBIR", "MET-VALUAR"


def _embargos(pae: Pae, *formas: str) -> pd.DataFrame:
    """Embargos practicados de esas formas."""
    actos = pae.practicados("EMBARGO", "REQ_Y_EMBARGO")
    return actos[actos["forma"].isin(formas)]


def _vigentes(pae: Pae, actos: pd.DataFrame) -> pd.Series[bool]:
    """¿El crédito de cada acto sigue con saldo al corte?"""
    return pae.del_credito(actos, "vida") == "VIGENTE"


@regla(
    "PAE009",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 153",
    titulo="Embargo sin depositario",
    corto="Embargo sin depositario",
    que_hacer="Nombrar depositario y levantar acta de entrega de los bienes.",
)
def sin_depositario(pae: Pae) -> pd.DataFrame:
    """Embargo practicado de muebles, vehículo, inmueble o negociación sin depositario del crédito ese mismo día."""
    actos = _embargos(pae, *CON_DEPOSITARIO)
    malos = actos[~tienen(actos, pae.de_tipo("DEPOSITARIO"), lambda p: p["dia_otro"] == p["dia"])]
    return redactar(_en_minusculas(malos), "Se embargó ({forma}) el {dia:fecha} y ese día no se nombró depositario.")


def _en_minusculas(actos: pd.DataFrame) -> pd.DataFrame:
    return actos.assign(forma=actos["forma"].str.lower())


@regla(
    "PAE010",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 151; plazo ilustrativo",
    titulo="Inmueble sin inscripción en 15 días",
    corto="Inmueble sin inscribir",
    que_hacer="Solicitar la inscripción en el registro público y verificar gravámenes.",
)
def sin_inscripcion(pae: Pae) -> pd.DataFrame:
    """Embargo practicado de un inmueble sin inscripción dentro de los 15 días hábiles siguientes.

    Se señala cuando el plazo ya venció y el crédito sigue vigente.
    """
    actos = _embargos(pae, "INMUEBLE")
    cuando = actos["dia"].to_numpy()
    actos = actos.assign(plazo=plazo_de(pae.historia.normas, actos["ambito"], PARA_INSCRIBIR, cuando))
    vencido = despues_de(
        pae.historia.normas, actos["ambito"], cuando, PARA_INSCRIBIR, np.full(len(actos), dia(pae.corte))
    )
    actos = actos[vencido & _vigentes(pae, actos)]
    malos = actos[~tienen(actos, pae.de_tipo("INSCRIPCION"), partial(_a_tiempo, pae))]
    return redactar(malos, "El inmueble se embargó el {dia:fecha} y no se inscribió en {plazo} días hábiles.")


def _a_tiempo(pae: Pae, p: pd.DataFrame) -> pd.Series[bool]:
    tarde = despues_de(
        pae.historia.normas, p["ambito"], p["dia"].to_numpy(), PARA_INSCRIBIR, p["dia_otro"].to_numpy()
    )
    return (p["dia_otro"] >= p["dia"]) & ~tarde


@regla(
    "PAE016",
    severidad=Severidad.MEDIA,
    fundamento="CFF, arts. 174 y 175; plazo ilustrativo",
    titulo="Bienes embargados sin avalúo en 90 días",
    corto="Embargado sin avalúo",
    que_hacer="Ordenar el avalúo y notificarlo, o sustituir los bienes.",
)
def sin_avaluo(pae: Pae) -> pd.DataFrame:
    """Embargo practicado de bienes sin avalúo del crédito en los 90 días naturales siguientes.

    Se señala cuando el plazo ya venció y el crédito sigue vigente.
    """
    actos = _embargos(pae, *CON_DEPOSITARIO)
    actos = actos.assign(plazo=plazo_de(pae.historia.normas, actos["ambito"], PARA_VALUAR, actos["dia"].to_numpy()))
    actos = actos[(actos["dia"] + actos["plazo"] < dia(pae.corte)) & _vigentes(pae, actos)]
    malos = actos[~tienen(actos, pae.de_tipo("AVALUO"), partial(_valuado_a_tiempo, pae))]
    return redactar(_en_minusculas(malos), "Se embargó ({forma}) el {dia:fecha} y no hay avalúo en {plazo} días.")


def _valuado_a_tiempo(pae: Pae, p: pd.DataFrame) -> pd.Series[bool]:
    limite = p["dia"] + plazo_de(pae.historia.normas, p["ambito"], PARA_VALUAR, p["dia"].to_numpy())
    return p["dia_otro"].between(p["dia"], limite)
