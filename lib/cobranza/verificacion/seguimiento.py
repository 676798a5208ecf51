"""En qué va cada hallazgo que se levantó, a un día: abierto, contestado, vencido, solventado, y si reincide.

Lo lee igual el trámite, la consola y el informe (PAE-08). Vence quien no contestó a tiempo, aunque nadie haya puesto
al día los trámites.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.plazo import ultimo_dia
from cobranza.tramites.libro_de_pasos import plegado

if TYPE_CHECKING:
    from cobranza.ley.norma import Norma, Normas
    from cobranza.tramites.libro_de_pasos import Tramite

TIPO = "hallazgo"
CERRADOS = ("SOLVENTADO", "NO_SOLVENTADO", "DESCARTADO")
NOTIFICA = ("NOTIFICADO", "REITERADO")
"""Los estados con que se hace saber a la delegación, y desde los que corre su plazo."""
PARA_CONTESTAR = "MET-SOLVENTAR"
CUENTA = {
    "por_notificar": "Por notificar",
    "en_plazo": "En plazo",
    "contestados": "Por revisar",
    "vencidos": "Vencidos",
    "solventados": "Solventados",
    "no_solventados": "No solventados",
    "descartados": "Descartados",
}
"""En qué puede estar un hallazgo, en su orden, y cómo se dice."""
_DE_ESTADO = {
    "LEVANTADO": "por_notificar", "NOTIFICADO": "en_plazo", "REITERADO": "en_plazo", "CONTESTADO": "contestados",
    "VENCIDO": "vencidos", "SOLVENTADO": "solventados", "NO_SOLVENTADO": "no_solventados",
    "DESCARTADO": "descartados",
}  # fmt: skip
_COLUMNAS = (
    *("numero", "folio", "regla", "severidad", "delegacion", "persona", "saldo", "cuenta", "levantado_el"),
    *("notificado_el", "dias", "reincide_de", "veces"),
)


def limite(norma: Norma, desde: date) -> date:
    """Último día para contestar lo que se hizo saber ese día (meta interna, en hábiles)."""
    return fecha_de(int(ultimo_dia(norma, PARA_CONTESTAR, np.array([dia(desde)], dtype=np.int64))[0]))


def seguimiento(tramites: Sequence[Tramite], al: date, normas: Normas) -> pd.DataFrame:
    """Un renglón por hallazgo levantado, como va ese día.

    Columnas: numero, folio, regla, severidad, delegacion, persona, saldo (centavos, al levantarse), cuenta (de
    `CUENTA`), levantado_el, notificado_el, dias (naturales, de notificado a solventado; nulo si no), reincide_de y
    veces (las que se ha hecho saber). Cuentan los pasos de hasta ese día.
    """
    de_entonces = ([p for p in t.pasos if p.fecha <= al] for t in tramites)
    return pd.DataFrame([_renglon(plegado(p), al, normas) for p in de_entonces if p], columns=[*_COLUMNAS])


def por_delegacion(seguidos: pd.DataFrame) -> list[dict[str, Any]]:
    """Por delegación, cuántos hay en cada cuenta y cuántos reinciden."""
    cuadro = []
    for delegacion, suyos in seguidos.groupby("delegacion"):
        cuentas = suyos["cuenta"].value_counts()
        cuadro.append(
            {"delegacion": str(delegacion)}
            | {cuenta: int(cuentas.get(cuenta, 0)) for cuenta in CUENTA}
            | {"reinciden": int((suyos["reincide_de"] != "").sum()), "hallazgos": len(suyos)}
        )
    return cuadro


def _renglon(t: Tramite, al: date, normas: Normas) -> Mapping[str, Any]:
    d, notificado = t.datos, next((p for p in t.pasos if p.estado == "NOTIFICADO"), None)
    cuenta = _DE_ESTADO[t.estado]
    if t.estado in NOTIFICA and al > limite(normas.de(str(d["ambito"])), t.pasos[-1].fecha):
        cuenta = "vencidos"
    solventado = t.estado == "SOLVENTADO" and notificado is not None
    return {
        "numero": t.numero, "folio": d["folio"], "regla": d["regla"], "severidad": d["severidad"],
        "delegacion": d["delegacion"], "persona": d["persona"], "saldo": int(d["saldo"]), "cuenta": cuenta,
        "levantado_el": t.abierto_el, "notificado_el": notificado.fecha if notificado else None,
        "dias": (t.pasos[-1].fecha - notificado.fecha).days if solventado and notificado else None,
        "reincide_de": d["reincide_de"], "veces": sum(p.estado in NOTIFICA for p in t.pasos),
    }  # fmt: skip
