"""La garantía que se ofrece para liberar las cuentas: que se resuelva y se avise a tiempo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.verificacion.cruces import (
    que_cita,
    se_supo,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.depositos import fuera_de_plazo

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

RESOLVER_GARANTIA, AVISAR_A_LA_ENTIDAD = "INM-06", "INM-07"


@regla(
    "PAE055",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 156-Bis, penúltimo párrafo",
    titulo="Garantía ofrecida sin resolver en cinco días",
    corto="Garantía sin resolver",
    que_hacer="Resolver la garantía ofrecida y comunicar el sentido a la entidad.",
    etapa="cuentas",
    efecto="D",
    por_que="Quien ofrece garantía tiene derecho a que se resuelva pronto y se liberen sus cuentas.",
    ambito="F",
    sobre=("OFRECIMIENTO_GARANTIA", "INMOVILIZACION"),
    requiere=("OFRECIMIENTO_GARANTIA",),
    rompe="""
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-10 OFRECIMIENTO_GARANTIA #o !
        2025-03-20 RESOLUCION_GARANTIA ref=o
    """,
    tambien=("""
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-10 OFRECIMIENTO_GARANTIA #o !
        2025-03-14 RESOLUCION_GARANTIA #r ref=o
        2025-04-14 AVISO_ENTIDAD ref=r
    """, """
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-10 OFRECIMIENTO_GARANTIA #o !
        2025-03-14 RESOLUCION_GARANTIA #r ref=o notificado=2025-03-20
        2025-03-21 AVISO_ENTIDAD ref=r
    """, """
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-10 OFRECIMIENTO_GARANTIA #o !
        2025-04-14 PREVENCION_GARANTIA ref=o
    """,),
    cumple="""
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-10 OFRECIMIENTO_GARANTIA #o
        2025-03-14 RESOLUCION_GARANTIA #r ref=o notificado=2025-03-18
        2025-03-25 AVISO_ENTIDAD ref=r
    """,
    salvo=((
        "Se le requirió a tiempo que completara requisitos",
        """
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-10 OFRECIMIENTO_GARANTIA #o
        2025-03-13 PREVENCION_GARANTIA ref=o
        """,
    ),),
)  # fmt: skip
def garantia_sin_resolver(pae: Pae) -> pd.DataFrame:
    """Garantía ofrecida que no se resolvió y notificó en cinco días hábiles, o sin aviso a la entidad en otros cinco.

    Requerir a tiempo lo que falte también la atiende. El aviso se cuenta desde que la resolución se notificó; si no
    consta cuándo, desde su fecha.
    """
    actos = pae.de_tipo("OFRECIMIENTO_GARANTIA")
    contesta = que_cita(actos, _como_se_supo(pae, "RESOLUCION_GARANTIA", "PREVENCION_GARANTIA"))["dia"].to_numpy()
    tarde = fuera_de_plazo(pae, actos, actos["dia"].to_numpy(), contesta, RESOLVER_GARANTIA)
    resuelve = que_cita(actos, _como_se_supo(pae, "RESOLUCION_GARANTIA"), "clave")
    resuelta = resuelve["dia"].to_numpy()
    avisos = pae.de_tipo("AVISO_ENTIDAD")
    aviso = que_cita(actos.assign(clave=resuelve["clave"].fillna("~")), avisos)["dia"].to_numpy()
    desde = np.where(resuelta == SIN_DIA, dia(pae.corte), resuelta)
    sin_aviso = (resuelta != SIN_DIA) & fuera_de_plazo(pae, actos, desde, aviso, AVISAR_A_LA_ENTIDAD)
    return redactar(
        actos[tarde | sin_aviso], "La garantía se ofreció el {dia:fecha} y no se resolvió o avisó en plazo."
    )


def _como_se_supo(pae: Pae, *tipos: str) -> pd.DataFrame:
    """Esos actos, fechados el día en que se hicieron saber si consta."""
    actos = pae.de_tipo(*tipos)
    return actos.assign(dia=se_supo(actos))
