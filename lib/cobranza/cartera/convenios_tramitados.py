"""Lo que los trámites dicen de los pagos a plazos y lo que dice la cuenta al corte: tienen que ser lo mismo."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.cartera.convenido import CADUCO, CUMPLIDO, REVOCADO, VIGENTE

if TYPE_CHECKING:
    from cobranza.cartera.convenios_al_corte import Convenios
    from cobranza.tramites.libro_de_pasos import Tramite

DICE = {
    **dict.fromkeys(("AUTORIZADO", "FIRMADO", "VIGENTE", "MODIFICADO"), (VIGENTE,)),
    "CUMPLIDO": (CUMPLIDO,),
    "INCUMPLIDO": (CADUCO,),
    # el acto que lo revoca llega después de que cayó solo
    "REVOCADO": (REVOCADO, CADUCO),
}
"""Estado del trámite → cómo debe decir la cuenta que está su convenio. En los demás todavía no hay convenio."""
_COLUMNAS = ["numero", "folios", "autorizado", "tramite", "cuenta", "convenido", "integrado", "difiere"]


def tramitados(tramites: Sequence[Tramite], hay: Convenios) -> pd.DataFrame:
    """Un renglón por trámite que autorizó un convenio, con lo suyo y lo de la cuenta; centavos.

    numero, folios, autorizado, tramite (su estado), cuenta (el de la cuenta; vacío si no lo tiene), convenido (lo que
    el trámite integró), integrado (lo de la cuenta) y difiere: en qué, o vacío. `indices`: sus renglones en
    `hay.todos`.
    """
    filas = [_renglon(t, hay.todos) for t in tramites if t.estado in DICE]
    return pd.DataFrame(filas, columns=[*_COLUMNAS, "indices"])


def sin_tramite(tramitado: pd.DataFrame, hay: Convenios) -> pd.DataFrame:
    """Los convenios que constan en la cartera y ningún trámite autorizó: entraron por archivo o anotados."""
    suyos = {indice for indices in tramitado["indices"] for indice in indices}
    return hay.todos[~hay.todos.index.isin(suyos)]


def _renglon(t: Tramite, todos: pd.DataFrame) -> dict[str, Any]:
    ultimo = t.de("MODIFICADO") or t.de("AUTORIZADO")
    assert ultimo is not None
    folios = [str(f) for f in t.datos["folios"]]
    del_credito = todos["folio"].isin(folios)
    suyos = todos[del_credito & (todos["autorizado"] == pd.Timestamp(ultimo.fecha))]
    # modificado, el de antes terminó al empezar el nuevo: también es de este trámite
    antes = t.de("AUTORIZADO")
    propios = del_credito & todos["autorizado"].isin([pd.Timestamp(p.fecha) for p in (antes, ultimo) if p])
    estados = sorted(set(suyos["estado"]))
    convenido, integrado = int(t.datos["saldo"]), int(suyos["integrado"].sum())
    return {
        "numero": t.numero,
        "folios": folios,
        "autorizado": pd.Timestamp(ultimo.fecha),
        "tramite": t.estado,
        "cuenta": ", ".join(estados),
        "convenido": convenido,
        "integrado": integrado,
        "difiere": _en_que(t.estado, estados, len(suyos) == len(folios), convenido == integrado),
        "indices": list(todos.index[propios]),
    }


def _en_que(estado: str, cuenta: Sequence[str], completo: bool, igual: bool) -> str:
    if not completo:
        return "la cuenta no tiene el convenio de todos sus créditos"
    if not {*cuenta} <= {*DICE[estado]}:
        return f"el trámite está {estado} y la cuenta lo da por {' y '.join(cuenta)}: ponlo al día"
    return "" if igual else "lo que integró el trámite no es lo que integra la cuenta"
