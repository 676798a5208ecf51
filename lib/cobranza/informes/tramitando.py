"""Los trámites de un informe: cuántos hay en cada estado, desde cuándo esperan y en qué lugar caen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from cobranza.papel.tabla import Columna, Tabla
from cobranza.tramites.definicion import tipo as tipo_de

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from cobranza.tramites.libro_de_pasos import Tramite


def de_la_cartera(tramites: Sequence[Tramite], cartera: pd.DataFrame) -> list[Tramite]:
    """Los que tratan de algún crédito de esa cartera: con una delegación pedida, los suyos."""
    folios = {*cartera["folio"]}
    return [t for t in tramites if {*t.datos["folios"]} & folios]


def por_estado(tramites: Sequence[Tramite], tipo: str, corte: date) -> Tabla:
    """En qué estado está cada trámite de un tipo y cuánto lleva esperando el más viejo."""
    definido, filas = tipo_de(tipo), []
    for estado in definido.estados.values():
        suyos = [t for t in tramites if t.estado == estado.clave]
        filas += [_fila(estado.clave, suyos, corte, definido.es_final(estado.clave))] if suyos else []
    return Tabla(
        f"{definido.titulo}: trámites por estado",
        [
            Columna("estado", "Estado"),
            Columna("tramites", "Trámites", "entero"),
            Columna("creditos", "Créditos", "entero"),
            Columna("dias", "Días del que más lleva", "entero"),
            Columna("numero", "Cuál es"),
        ],
        filas,
        total={"estado": "Total", "tramites": len(tramites), "creditos": sum(f["creditos"] for f in filas),
               "dias": None, "numero": ""} if filas else None,
        hoja="tramites",
        nota="Los días son desde su último paso; en lo ya terminado no corren. «cobranza tramite ver NÚMERO» dice "
        "qué sigue, quién puede darlo y qué lo impide.",
    )  # fmt: skip


_CON_ACENTO = {"revision": "revisión", "investigacion": "investigación"}


def dicho(estado: str) -> str:
    """Un estado como se lee.

    >>> dicho("EN_REVISION"), dicho("NO_PROCEDE")
    ('En revisión', 'No procede')
    """
    return " ".join(_CON_ACENTO.get(p, p) for p in estado.lower().split("_")).capitalize()


def _fila(estado: str, suyos: Sequence[Tramite], corte: date, final: bool) -> Mapping[str, Any]:
    viejo = min(suyos, key=lambda t: (t.pasos[-1].fecha, t.numero))
    return {
        "estado": dicho(estado),
        "tramites": len(suyos),
        "creditos": sum(len(t.datos["folios"]) for t in suyos),
        "dias": None if final else (corte - viejo.pasos[-1].fecha).days,
        "numero": "" if final else viejo.numero,
    }
