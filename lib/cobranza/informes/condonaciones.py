"""Las condonaciones autorizadas, agregadas para publicarse: sin folios, nombres ni RFC (CFF, art. 69)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.cartera.multas import CAUSALES
from cobranza.tramites.facultados import titulo_de

if TYPE_CHECKING:
    from cobranza.tramites.libro_de_pasos import Tramite


def publicas(tramites: Sequence[Tramite], desde: date, hasta: date) -> list[dict[str, Any]]:
    """Lo autorizado en [desde, hasta], agregado por ejercicio, causal, quien autoriza y estado; centavos.

    Sin folios, nombres ni RFC (CFF, art. 69). `reducido` es lo que se autorizó y `aplicado`, lo que valió.
    """
    filas = [_publicada(t) for t in tramites if (paso := t.de("AUTORIZADA")) and desde <= paso.fecha <= hasta]
    if not filas:
        return []
    por = ["ejercicio", "causal", "autoriza", "estado"]
    juntas = pd.DataFrame(filas).groupby(por, sort=True)
    sumadas = juntas[["multa", "reducido", "a_pagar", "aplicado"]].sum()
    dichas = sumadas.assign(condonaciones=juntas.size()).reset_index().to_dict("records")
    return [{str(c): valor if isinstance(valor, str) else int(valor) for c, valor in f.items()} for f in dichas]


def _publicada(tramite: Tramite) -> dict[str, Any]:
    paso, datos = tramite.de("AUTORIZADA"), tramite.datos
    assert paso is not None
    return {
        "ejercicio": paso.fecha.year,
        "causal": CAUSALES[datos["causal"]],
        "autoriza": titulo_de(paso.rol),
        "estado": tramite.estado,
        **{campo: int(datos[campo]) for campo in ("multa", "reducido", "a_pagar")},
        "aplicado": int(datos.get("aplicado", 0)),
    }
