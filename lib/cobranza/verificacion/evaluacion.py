"""Correr las reglas sobre toda la cartera y dejar los hallazgos en una sola tabla."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import columna_fecha
from cobranza.verificacion.regla import Regla, Severidad, reglas

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

COLUMNAS = (
    *("regla", "severidad", "folio", "acto", "tipo", "delegacion"),
    *("fecha", "persona", "importe", "evidencia"),
)


def evaluar(pae: Pae, claves: Iterable[str] | None = None) -> pd.DataFrame:
    """Un renglón por hallazgo de las reglas pedidas (o de todas), de lo más grave a lo menos y por folio.

    Columnas: regla, severidad, folio, acto (clave; vacía si es del crédito), tipo del acto, delegacion (la que hoy lo
    tiene), fecha, persona (número de empleado: quien practicó o, si es del crédito, quien lo tiene asignado),
    importe en juego en centavos (el saldo del crédito, salvo que la regla diga otro) y evidencia. Evaluar por
    delegaciones y juntar da lo mismo que evaluar de una vez.
    """
    return ordenar([_completar(regla, regla.buscar(pae), pae) for regla in reglas(claves)])


def ordenar(partes: list[pd.DataFrame]) -> pd.DataFrame:
    """Hallazgos de varias reglas o delegaciones en una tabla, en el orden de siempre."""
    juntos = pd.concat(partes, ignore_index=True)[[*COLUMNAS]]
    gravedad = juntos["severidad"].map({s.value: k for k, s in enumerate(Severidad)}).astype("int64")
    en_orden = juntos.assign(gravedad=gravedad).sort_values(["gravedad", "regla", "folio", "acto"], kind="stable")
    return en_orden.drop(columns="gravedad").reset_index(drop=True)


def _completar(regla: Regla, halladas: pd.DataFrame, pae: Pae) -> pd.DataFrame:
    """De los renglones que una regla señala, la forma común de un hallazgo."""
    de_acto = "clave" in halladas
    lugar = halladas["credito"].to_numpy(np.int64) if de_acto else halladas.index.to_numpy(np.int64)
    creditos = pae.creditos[["folio", "delegacion", "ejecutor", "total"]].take(lugar)
    importe = halladas["importe"] if de_acto and "importe" in halladas else creditos["total"]
    asignado = creditos["ejecutor"].astype("str").fillna("")
    return pd.DataFrame(
        {
            "regla": regla.clave,
            "severidad": regla.severidad.value,
            "folio": creditos["folio"].to_numpy(),
            "acto": halladas["clave"].to_numpy() if de_acto else "",
            "tipo": halladas["tipo"].to_numpy() if de_acto else "",
            "delegacion": creditos["delegacion"].to_numpy(),
            "fecha": columna_fecha(halladas["dia"].to_numpy(np.int64)),
            "persona": halladas["persona"].to_numpy() if de_acto else asignado.to_numpy(),
            "importe": importe.to_numpy(np.int64),
            "evidencia": halladas["evidencia"].to_numpy(),
        }
    ).astype(
        dict.fromkeys(("regla", "severidad", "folio", "acto", "tipo", "delegacion", "persona", "evidencia"), "str")
    )
