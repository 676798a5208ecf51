"""Los renglones de movimiento que se van formando al asentar hechos; al final se ordenan por hecho y paso.

Mientras se forman son columnas de enteros: los textos de cada hecho (folio, documento, causa…) se ponen una vez, al
final.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
_DEL_HECHO = {
    **{c: c for c in ("clave", "folio", "fecha_registro", "causa", "documento", "usuario")},
    "fecha_efecto": "fecha",
}
"""Columnas de un renglón que son las de su hecho."""


@dataclass(frozen=True)
class Hechos:
    """Unos hechos por columnas: a qué adeudo tocan (`lugar`), su día, tipo, importe y su número (`orden`)."""

    lugar: Columna
    al: Columna
    tipo: NDArray[np.str_]
    importe: Columna
    orden: Columna

    def de(self, cual: Columna | NDArray[np.bool_]) -> Hechos:
        """Los de esas posiciones."""
        return Hechos(self.lugar[cual], self.al[cual], self.tipo[cual], self.importe[cual], self.orden[cual])


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
        self._partes: list[_Parte] = []

    def asentar(self, orden: Columna, tipo: str, asiento: Asiento) -> None:
        """Los renglones de un asiento de esos hechos: lo que se causa, el ajuste y lo que se retira."""
        for componente, causa in asiento.causa.items():
            hasta: NDArray[np.str_] | None = None
            if componente == "RECARGO" and asiento.cubre is not None and asiento.hasta is not None:
                hasta = np.where(asiento.cubre, np.datetime_as_string(asiento.hasta.astype("datetime64[D]")), "")
            de_devengo = TIPO_DE_DEVENGO[componente]
            self._anotar(
                orden, _Parte(f"devengo-{componente.lower()}", componente, de_devengo, causa, None, None, hasta)
            )
        for componente, retira in asiento.retira.items():
            ajuste = asiento.ajuste.get(componente, np.zeros_like(retira))
            self._anotar(orden, _Parte(f"ajuste-{componente.lower()}", componente, "AJUSTE", -ajuste))
            exacto = recargos = None
            if componente in PRINCIPALES:
                exacto = -(asiento.exacto.get(componente, retira * FINO) - ajuste * FINO)
            if componente == "HISTORICO":
                recargos = asiento.recargos
            self._anotar(orden, _Parte(componente.lower(), componente, tipo, -(retira - ajuste), exacto, recargos))

    def anotar(self, orden: Columna, componente: str, tipo: str, importe: Columna, rotulo: str) -> None:
        """Un renglón por hecho con algo distinto de cero."""
        self._anotar(orden, _Parte(rotulo, componente, tipo, importe))

    def _anotar(self, orden: Columna, parte: _Parte) -> None:
        hay = parte.importe != 0
        for columna in (parte.exacto, parte.recargos):
            hay = hay if columna is None else hay | (columna != 0)
        if hay.any():
            self._partes.append(parte.de(hay, orden[hay]))

    def en_orden(self, hechos: pd.DataFrame) -> pd.DataFrame:
        """Todos los renglones en el orden en que ocurrieron los hechos; `hechos`, por su número."""
        partes = self._partes
        if not partes:
            return pd.DataFrame(columns=[*COLUMNAS])
        cuantos = [p.importe.size for p in partes]
        orden = np.concatenate([p.orden for p in partes])
        renglones = hechos.iloc[orden][list(_DEL_HECHO.values())].set_axis(list(_DEL_HECHO), axis=1)
        for columna in ("rotulo", "componente", "tipo"):
            renglones[columna] = np.repeat(np.array([getattr(p, columna) for p in partes], dtype=object), cuantos)
        renglones["clave"] += ":" + renglones.pop("rotulo")
        renglones["importe"] = np.concatenate([p.importe for p in partes])
        for columna in ("exacto", "recargos"):
            dicho = np.repeat([getattr(p, columna) is not None for p in partes], cuantos)
            valores = np.concatenate([p.importe if (c := getattr(p, columna)) is None else c for p in partes])
            renglones[columna] = pd.array(valores, "Int64")
            renglones.loc[~dicho, columna] = pd.NA
        hasta = [np.full(p.importe.size, "", dtype=object) if p.hasta is None else p.hasta for p in partes]
        renglones["referencia"], renglones["reversa_de"] = np.concatenate(hasta), None
        paso = np.repeat(np.arange(len(partes)), cuantos)
        return renglones.iloc[np.lexsort((paso, orden))][[*COLUMNAS]].reset_index(drop=True)


@dataclass(frozen=True)
class _Parte:
    """Renglones de un mismo rótulo, componente y tipo: uno por hecho (`orden`, cuando ya se anotaron)."""

    rotulo: str
    componente: str
    tipo: str
    importe: Columna
    exacto: Columna | None = None
    recargos: Columna | None = None
    hasta: NDArray[np.str_] | None = None
    orden: Columna = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def de(self, hay: NDArray[np.bool_], orden: Columna) -> _Parte:
        dichas = {c: getattr(self, c) for c in ("importe", "exacto", "recargos", "hasta")}
        columnas: dict[str, Any] = {c: valores[hay] for c, valores in dichas.items() if valores is not None}
        return replace(self, **columnas, orden=orden)
