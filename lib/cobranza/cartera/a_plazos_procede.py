"""Si un crédito se puede pagar a plazos: lo excluido, la garantía que falta y lo revocado hace poco, en palabras."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cobranza.base.catalogos import conceptos
from cobranza.base.dinero import pesos
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.norma import Norma
from cobranza.ley.plazo import ultimo_dia
from cobranza.ley.plazos_de_pago import impedimento

_SIN_INCISO_B = date(2026, 1, 1)
"""Desde cuándo rige la derogación del inciso b) (DOF 07-11-2025)."""
_CONTRIBUCIONES = ("impuesto", "derecho")


def excluido(
    norma: Norma, credito: pd.Series[Any], solicitud: date, *, retenida: bool, comercio_exterior: bool
) -> list[str]:
    """Por qué el crédito no admite pago a plazos, con su artículo (66-A, fr. VI); vacía si lo admite.

    La fracción VI habla de contribuciones: a una multa no la alcanza.
    """
    ficha = conceptos().set_index("clave").loc[str(credito["concepto"])]
    if ficha["naturaleza"] not in _CONTRIBUCIONES:
        return []
    dichos = []
    if comercio_exterior:
        articulo = "penúltimo párrafo" if solicitud >= _SIN_INCISO_B else "fr. VI, inciso b"
        dichos.append(f"Debió pagarse por importar o exportar bienes o servicios (CFF, art. 66-A, {articulo}).")
    if retenida:
        dichos.append("Contribución retenida, trasladada o recaudada (CFF, art. 66-A, fr. VI, inciso c).")
    debio = credito["vencimiento"].date() if isinstance(credito["vencimiento"], pd.Timestamp) else None
    if debio and (motivo := impedimento(norma, debio.replace(day=1), solicitud.replace(day=1))):
        dichos.append(motivo)
    return dichos


def garantia_que_falta(actos: pd.DataFrame, clave: str, exigida: int, al: date) -> str:
    """Qué le falta a una garantía para cubrir lo exigido (centavos) ese día; vacío si nada.

    `actos`: los de los créditos que se pagarían a plazos; la de otro crédito no está entre ellos.
    """
    if not clave:
        return f"No se dijo con qué se garantizan {pesos(exigida)} ni por qué se dispensan."
    suyos = actos[actos["clave"].eq(clave) & actos["tipo"].eq("GARANTIA")]
    if suyos.empty:
        return f"«{clave}» no es una garantía de estos créditos."
    acto = suyos.iloc[0]
    if not pd.isna(acto["hasta"]) and pd.Timestamp(acto["hasta"]).date() < al:
        return f"«{clave}» venció el {pd.Timestamp(acto['hasta']).date()}."
    monto = 0 if pd.isna(acto["monto"]) else int(acto["monto"])
    if monto < exigida:
        return f"«{clave}» garantiza {pesos(monto)} y se exigen {pesos(exigida)}."
    return ""


def revocado_hace_poco(norma: Norma, revocado: date, al: date) -> str:
    """Por qué una revocación aún estorba a otro convenio; vacío si no. El plazo es una meta interna, ilustrativa."""
    hasta = fecha_de(int(ultimo_dia(norma, "MET-CONVENIO-REVOCADO", np.array([dia(revocado)]))[0]))
    if al > hasta:
        return ""
    return f"se revocó el {revocado} y hasta el {hasta} no se autoriza otro (criterio ilustrativo, no oficial)"
