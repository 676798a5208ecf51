"""Los renglones de movimiento que se van formando al asentar hechos; al final se ordenan por hecho y paso."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.cuenta.adeudos import PRINCIPALES, TIPO_DE_DEVENGO
from cobranza.ley.devengo import FINO

Columna = NDArray[np.int64]
COLUMNAS = (
    *("clave", "folio", "componente", "tipo", "importe", "exacto", "recargos", "fecha_efecto", "fecha_registro"),
    *("causa", "documento", "referencia", "usuario", "reversa_de"),
)


@dataclass
class Asiento:
    """Lo que un hecho cambia, por componente y en centavos: cuánto se causa y cuánto se retira.

    `exacto`: de lo retirado al principal y a la multa, en diezmilésimas de centavo. `recargos`: los que corresponden,
    hasta ese día, a lo que se extinguió. `ajuste`: de lo retirado, lo que no se cobra por ajustar a pesos. `cubre`:
    ¿pagó todos los recargos y desde `hasta` se cuentan de nuevo? (`recargos.pago_parcial = por_tramo`).
    """

    causa: dict[str, Columna]
    retira: dict[str, Columna]
    exacto: dict[str, Columna]
    recargos: Columna
    ajuste: dict[str, Columna] = field(default_factory=dict)
    cubre: NDArray[np.bool_] | None = None
    hasta: Columna | None = None


class Libreta:
    """Renglones en el orden en que se anotan."""

    def __init__(self) -> None:
        self.partes: list[pd.DataFrame] = []

    def asentar(self, hechos: pd.DataFrame, tipo: str, asiento: Asiento) -> None:
        """Los renglones de un asiento: lo que se causa, el ajuste y lo que se retira de cada componente."""
        for componente, causa in asiento.causa.items():
            hasta: str | NDArray[np.str_] = ""
            if componente == "RECARGO" and asiento.cubre is not None and asiento.hasta is not None:
                hasta = np.where(asiento.cubre, np.datetime_as_string(asiento.hasta.astype("datetime64[D]")), "")
            de_devengo = TIPO_DE_DEVENGO[componente]
            self.anotar(hechos, componente, de_devengo, causa, f"devengo-{componente.lower()}", referencia=hasta)
        for componente, retira in asiento.retira.items():
            ajuste = asiento.ajuste.get(componente, np.zeros_like(retira))
            self.anotar(hechos, componente, "AJUSTE", -ajuste, f"ajuste-{componente.lower()}")
            de_mas: dict[str, Columna] = {}
            if componente in PRINCIPALES:
                de_mas["exacto"] = -(asiento.exacto.get(componente, retira * FINO) - ajuste * FINO)
            if componente == "HISTORICO":
                de_mas["recargos"] = asiento.recargos
            self.anotar(hechos, componente, tipo, -(retira - ajuste), componente.lower(), **de_mas)

    def anotar(
        self, hechos: pd.DataFrame, componente: str, tipo: str, importe: Columna, rotulo: str, **de_mas: Any
    ) -> None:
        """Un renglón por hecho con algo distinto de cero."""
        hay = importe != 0
        for columna in ("exacto", "recargos"):
            hay = hay | (de_mas.get(columna, 0) != 0)
        if not hay.any():
            return
        tramo = hechos[hay]
        renglones: dict[str, Any] = {
            "orden": tramo["orden"].to_numpy(),
            "paso": len(self.partes),
            "clave": tramo["clave"].to_numpy() + f":{rotulo}",
            "folio": tramo["folio"].to_numpy(),
            "componente": componente,
            "tipo": tipo,
            "importe": importe[hay],
            "fecha_efecto": tramo["fecha"].to_numpy(),
            "fecha_registro": tramo["fecha_registro"].to_numpy(),
            "causa": tramo["causa"].to_numpy(),
            "documento": tramo["documento"].to_numpy(),
            "referencia": "",
            "usuario": tramo["usuario"].to_numpy(),
            "reversa_de": None,
        }
        for columna, valores in de_mas.items():
            renglones[columna] = valores[hay] if isinstance(valores, np.ndarray) else valores
        marco = pd.DataFrame(renglones)
        for columna in ("exacto", "recargos"):
            marco[columna] = (
                marco[columna].astype("Int64") if columna in marco else pd.array([pd.NA] * len(marco), "Int64")
            )
        self.partes.append(marco)

    def en_orden(self) -> pd.DataFrame:
        """Todos los renglones en el orden en que ocurrieron los hechos."""
        if not self.partes:
            return pd.DataFrame(columns=[*COLUMNAS])
        juntos = pd.concat(self.partes, ignore_index=True)
        return juntos.sort_values(["orden", "paso"], kind="stable", ignore_index=True)[[*COLUMNAS]]
