"""El crédito que nadie mueve: sin acción o ya prescrito. El hallazgo es del crédito, no de un acto."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.catalogos import actos as catalogo_de_actos
from cobranza.base.fechas import SIN_DIA, dia, dias
from cobranza.verificacion.cruces import plazo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae


@regla(
    "PAE014",
    severidad=Severidad.MEDIA,
    fundamento="Manual de Organización, verificación del PAE; plazo ilustrativo",
    titulo="Sin acción en 60 días con cartera factible",
    corto="Sin acción en 60 días",
    que_hacer="Programar la diligencia que sigue y asignarla a un ejecutor.",
)
def sin_accion(pae: Pae) -> pd.DataFrame:
    """Crédito vigente, factible y no prescrito sin diligencia alguna en 60 días naturales.

    Se cuentan desde que fue exigible o desde su última diligencia, de cualquier tipo y resultado.
    """
    diligencias = [tipo for tipo, ficha in catalogo_de_actos().items() if "diligencias" in ficha["captura"]]
    ultima = np.full(len(pae.creditos), SIN_DIA, dtype=np.int64)
    por_credito = pae.de_tipo(*diligencias).groupby("credito")["dia"].max()
    ultima[por_credito.index] = por_credito
    desde = np.maximum(dias(pae.creditos["exigible"]), ultima)
    c = pae.creditos.assign(dia=desde)
    c = c[(c["vida"] == "VIGENTE") & (c["clase"] == "FACTIBLE") & ~c["consumada"]]
    c = c.assign(plazo=plazo_de(pae.historia.normas, c["ambito"], "MET-ACCION", c["dia"].to_numpy()))
    malos = c[c["dia"] + c["plazo"] < dia(pae.corte)]
    return redactar(malos, "No hay acción desde el {dia:fecha}: pasaron más de {plazo} días.")


@regla(
    "PAE015",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 146",
    titulo="Prescripción consumada sin dictamen",
    corto="Prescrito sin dictamen",
    que_hacer="Dictaminar la prescripción y, si procede, declararla; no practicar más gestiones de cobro.",
)
def prescrito_sin_dictamen(pae: Pae) -> pd.DataFrame:
    """Crédito vigente cuya prescripción ya se consumó al corte y nadie ha declarado."""
    malos = pae.creditos[pae.creditos["consumada"]]
    malos = malos.assign(dia=dias(malos["prescribe"]))
    return redactar(malos, "Prescribió el {dia:fecha} y sigue vigente en la cartera.")
