"""Lo que aún pesa sobre los bienes del deudor de un crédito: embargos, inscripciones, inmovilizaciones y garantías.

Al extinguirse el crédito se levanta todo (CFF, arts. 141, 171 y 195).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.fechas import dia
from cobranza.expediente.lapsos import lapsos_al
from cobranza.expediente.significado import vale

if TYPE_CHECKING:
    from cobranza.expediente.historia import Historia

GARANTIA = "GARANTIA"
_SOBRE_BIENES = ("EMBARGO", "REQ_Y_EMBARGO", "INSCRIPCION", "INMOVILIZACION")


@dataclass(frozen=True, slots=True)
class Gravamen:
    """Un acto que grava: su clave en el libro, cuál es, qué día y sobre qué (la forma con que se capturó)."""

    clave: str
    tipo: str
    fecha: date
    forma: str


def por_liberar(h: Historia, tablas: Mapping[str, pd.DataFrame], al: date) -> list[Gravamen]:
    """Lo que ese día falta levantar en el único crédito de la historia, del primero al último."""
    actos = tablas["acto"]
    fechas = pd.to_datetime(actos["fecha"])
    actos = actos.assign(dia=fechas)[fechas <= pd.Timestamp(al)]
    levantados = set(actos.loc[actos["tipo"].eq("LEVANTAMIENTO"), "referencia"])
    p = lapsos_al(h, "garantia", dia(al))
    garantias = set(h.actos["id"][p.cual[p.fin > dia(al)]].tolist())
    hallados: list[dict[str, Any]] = [
        {str(campo): valor for campo, valor in a.items()} for a in actos.sort_values(["dia", "id"]).to_dict("records")
    ]
    return [
        Gravamen(str(a["clave"]), str(a["tipo"]), a["dia"].date(), "" if pd.isna(a["forma"]) else str(a["forma"]))
        for a in hallados
        if a["id"] in garantias or (_grava_bienes(a) and a["clave"] not in levantados)
    ]


def _grava_bienes(acto: Mapping[str, Any]) -> bool:
    """¿Se practicó un embargo, o se inscribió o se inmovilizó? Sin bienes, no hay qué levantar."""
    tipo, resultado = str(acto["tipo"]), acto["resultado"]
    return tipo in _SOBRE_BIENES and vale(tipo, "" if pd.isna(resultado) else str(resultado)) == tipo
