"""Lo que aún pesa sobre los bienes del deudor de un crédito: embargos, inscripciones, inmovilizaciones y garantías.

Al extinguirse el crédito se levanta todo (CFF, arts. 141, 171 y 195).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import dia
from cobranza.expediente.lapsos import lapsos_al
from cobranza.expediente.significado import vale

if TYPE_CHECKING:
    from cobranza.expediente.historia import Historia

GARANTIA = "GARANTIA"
_SOBRE_BIENES = ("EMBARGO", "REQ_Y_EMBARGO", "INSCRIPCION", "INMOVILIZACION")
SALEN = ("LIBERACION", "TRANSFERENCIA")
"""Con ellos sale de las cuentas lo inmovilizado: se devuelve o se cobra."""
_TODO = 10**15
"""Los centavos que cubren cualquier cuenta."""


@dataclass(frozen=True, slots=True)
class Gravamen:
    """Un acto que grava: su clave en el libro, cuál es, qué día y sobre qué (la forma con que se capturó)."""

    clave: str
    tipo: str
    fecha: date
    forma: str


def desocupadas(retenidas: pd.DataFrame, salidas: pd.DataFrame) -> NDArray[np.bool_]:
    """De cada inmovilización sin levantar, si lo que salió de las cuentas de su crédito suma lo de todas.

    De unas y otras, `credito` y `monto` en centavos; de lo que salió (liberaciones y transferencias), además, si fue
    `todo`: la liberación que no dice cuánto, cuando ya nada se debía.
    """
    salio = salidas["monto"].mask(salidas["todo"], _TODO).groupby(salidas["credito"]).sum()
    tenia = retenidas["monto"].groupby(retenidas["credito"]).sum()
    de_su_credito = [s.reindex(retenidas["credito"], fill_value=0).to_numpy(np.int64) for s in (salio, tenia)]
    libres: NDArray[np.bool_] = (de_su_credito[0] > 0) & (de_su_credito[0] >= de_su_credito[1])
    return libres


def por_liberar(
    h: Historia, tablas: Mapping[str, pd.DataFrame], al: date, extinguido_el: date | None = None
) -> list[Gravamen]:
    """Lo que ese día falta levantar en el único crédito de la historia, del primero al último.

    `extinguido_el`: desde qué día nada debe, si ya nada debe.
    """
    actos = tablas["acto"]
    fechas = pd.to_datetime(actos["fecha"])
    actos = actos.assign(dia=fechas)[fechas <= pd.Timestamp(al)]
    levantados = set(actos.loc[actos["tipo"].eq("LEVANTAMIENTO"), "referencia"])
    p = lapsos_al(h, "garantia", dia(al))
    garantias = set(h.actos["id"][p.cual[p.fin > dia(al)]].tolist())
    libres = _cuentas_libres(actos, levantados, extinguido_el)
    hallados: list[dict[str, Any]] = [
        {str(campo): valor for campo, valor in a.items()} for a in actos.sort_values(["dia", "id"]).to_dict("records")
    ]
    return [
        Gravamen(str(a["clave"]), str(a["tipo"]), a["dia"].date(), "" if pd.isna(a["forma"]) else str(a["forma"]))
        for a in hallados
        if a["id"] in garantias or (_grava_bienes(a) and a["clave"] not in levantados | libres)
    ]


def _cuentas_libres(actos: pd.DataFrame, levantados: set[str], extinguido_el: date | None) -> set[str]:
    """Las claves de las inmovilizaciones que ya no retienen nada."""
    resultados = actos["resultado"].fillna("").astype(str)
    vale_algo = [vale(str(t), r) == t for t, r in zip(actos["tipo"], resultados, strict=True)]
    actos = actos.assign(monto=actos["monto"].fillna(0).astype("int64"), credito=0)[vale_algo]
    retenidas = actos[actos["tipo"].eq("INMOVILIZACION") & ~actos["clave"].isin(levantados)]
    salidas = actos[actos["tipo"].isin(SALEN)]
    ya_nada_debia = pd.Timestamp(extinguido_el) <= salidas["dia"] if extinguido_el else False
    todo = salidas["tipo"].eq("LIBERACION") & salidas["monto"].eq(0) & ya_nada_debia
    return set(retenidas.loc[desocupadas(retenidas, salidas.assign(todo=todo)), "clave"])


def _grava_bienes(acto: Mapping[str, Any]) -> bool:
    """¿Se practicó un embargo, o se inscribió o se inmovilizó? Sin bienes, no hay qué levantar."""
    tipo, resultado = str(acto["tipo"]), acto["resultado"]
    return tipo in _SOBRE_BIENES and vale(tipo, "" if pd.isna(resultado) else str(resultado)) == tipo
