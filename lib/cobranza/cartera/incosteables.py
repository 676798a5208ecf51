"""Lo que debe un deudor por todos sus créditos y quién sería candidato a que se le cancelen (CFF, art. 146-A).

Lo cancelado se sigue debiendo: cuenta en la suma, o cancelar de a poco cabría siempre en el tope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.errores import ErrorDeLey
from cobranza.ley.incosteabilidad import Topes, causal, topes
from cobranza.libros.vocabulario import RFC_GENERICOS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas

_DECIMALES_UDI = 6
IMPIDEN = {
    "controvertido": "tiene un medio de defensa sin resolver",
    "suspendido": "está suspendido",
    "en_convenio": "se paga a plazos",
    "garantizado": "está garantizado",
    "consumada": "ya prescribió: es baja por prescripción y no cancelación (art. 146)",
    "cancelado": "ya está cancelado",
}
"""Columna de la cartera → por qué, con ella, un crédito no se cancela."""
_CANCELADO = (
    "SELECT folio, -SUM(importe) AS importe FROM movimiento WHERE tipo IN ('CANCELACION', 'REACTIVACION') "
    "AND fecha_efecto <= ? GROUP BY folio"
)


@dataclass(frozen=True, slots=True)
class Deuda:
    """Lo que un deudor debe por todos sus créditos a un día (centavos; lo cancelado cuenta) y con qué se compara."""

    al: date
    importes: Mapping[str, int]
    udi: int
    topes: Topes

    @property
    def total(self) -> int:
        """La suma."""
        return sum(self.importes.values())

    def causal(self, costo: int = 0) -> str | None:
        """La de incosteabilidad que se cumple (`ley.incosteabilidad.causal`); None si ninguna."""
        return causal(self.total, costo, self.topes)


def deudores(c: pd.DataFrame) -> pd.Series[str]:
    """De quién es cada crédito: su RFC o, si es genérico, también su nombre."""
    return c["rfc"].where(~c["rfc"].isin(RFC_GENERICOS), c["rfc"] + "|" + c["nombre"])


def deuda(c: pd.DataFrame, cancelado: Mapping[str, int], normas: Normas, al: date) -> Deuda:
    """La de los créditos de un deudor (`cartera.creditos_en_curso`); `cancelado`: folio → centavos."""
    udi, limites = _udi(normas, al)
    importes = {
        str(f): int(t) + max(cancelado.get(str(f), 0), 0) for f, t in zip(c["folio"], c["total"], strict=True)
    }
    return Deuda(al, {f: i for f, i in importes.items() if i > 0}, udi, limites)


def cancelado_de(tablas: Mapping[str, pd.DataFrame], al: date) -> dict[str, int]:
    """Folio → lo que tiene cancelado ese día, en centavos, de las tablas de sus libros."""
    m = tablas["movimiento"]
    m = m[m["tipo"].isin(("CANCELACION", "REACTIVACION"))]
    m = m[pd.to_datetime(m["fecha_efecto"]) <= pd.Timestamp(al)]
    folio = m["credito"].map(tablas["credito"].set_index("id")["folio"])
    return {str(f): -int(importe) for f, importe in m["importe"].groupby(folio).sum().items()}


def por_que_no(credito: Mapping[Any, Any]) -> list[str]:
    """Lo que impide cancelar un crédito de la cartera; vacía si nada."""
    motivos = [dicho for columna, dicho in IMPIDEN.items() if credito[columna]]
    return motivos or ([] if credito["total"] > 0 else ["no debe nada"])


def candidatos(
    conexion: DuckDBPyConnection, cartera: pd.DataFrame, normas: Normas, al: date, costo: int = 0
) -> list[dict[str, Any]]:
    """De cada deudor que podría cancelarse: sus folios, la causal, cuánto debe por todo y lo que no se le cancela.

    `costo`: lo que costaría recuperar lo de cada uno, en centavos; con 0 sólo se proponen los de hasta 200 UDI, los
    insolventes y los no localizados. Sin nombres ni RFC. Sale primero el que debe menos.
    """
    cancelado = {str(f): int(i) for f, i in conexion.execute(_CANCELADO, [al]).fetchall()}
    c = cartera[(cartera["total"] > 0) | cartera["cancelado"]]
    if c.empty:
        return []
    c = c.assign(quien=deudores(c).to_numpy(), debe=c["total"] + c["folio"].map(cancelado).fillna(0).clip(lower=0))
    c = c.assign(suma=c["debe"].groupby(c["quien"]).transform("sum").astype("int64"))
    estorba = c[list(IMPIDEN)].any(axis=1) | (c["total"] <= 0)
    _, limites = _udi(normas, al)
    libres = c[~estorba]
    investigados = libres.groupby("quien")[["insolvente", "no_localizado"]].transform("all").any(axis=1)
    libres = libres[(libres["suma"] <= limites.menor) | investigados | bool(costo)]
    hallados = []
    for quien, suyos in libres.groupby("quien", sort=False):
        total = int(suyos["suma"].iloc[0])
        if por := _causal(suyos, causal(total, costo, limites)):
            hallados.append(
                (quien, {"folios": sorted(map(str, suyos["folio"])), "causal": por[0], "por": por[1]}, total)
            )
    otros = c[estorba & c["quien"].isin({quien for quien, *_ in hallados})]
    fuera = {quien: {str(r["folio"]): por_que_no(r)[0] for r in suyos.to_dict("records")}
             for quien, suyos in otros.groupby("quien", sort=False)}  # fmt: skip
    dichos = [h | {"total": total, "no_se_cancelan": fuera.get(quien, {})} for quien, h, total in hallados]
    return sorted(dichos, key=lambda h: (h["total"], h["folios"]))


def _causal(libres: pd.DataFrame, incosteable: str | None) -> tuple[str, str] | None:
    if incosteable:
        return "incosteabilidad", incosteable
    for marca, causa in (("insolvente", "insolvencia"), ("no_localizado", "no_localizado")):
        if libres[marca].all():
            return causa, marca
    return None


@lru_cache(maxsize=4_096)
def topes_de_incosteable(normas: Normas, al: date) -> Topes | None:
    """Los de 200 y 20,000 UDI de ese día; None si la UDI aún no se publica."""
    try:
        return _udi(normas, al)[1]
    except ErrorDeLey:
        return None


def _udi(normas: Normas, al: date) -> tuple[int, Topes]:
    de = normas.de("federal")
    udi = de.valor("udi", al).numero
    assert udi is not None, "sin la UDI de ese día, `valor` se niega"
    return udi, topes(de, al, udi, _DECIMALES_UDI)
