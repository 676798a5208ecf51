"""Cuadros que suman lo de unos créditos por renglón; en lo que se comparte, sin los que señalarían a alguien."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.papel.celdas_chicas import al_final, calladas, renglones_por_reservar
from cobranza.papel.palabras import delegaciones, nombradas

if TYPE_CHECKING:
    from cobranza.papel.tabla import Tabla


class ConReserva(Protocol):
    """Los datos de un informe que dicen si salen nombres."""

    @property
    def nominativo(self) -> bool:
        """¿Salen nombres?"""


def sumadas(
    datos: ConReserva, filas: pd.DataFrame, por: str, medidas: Sequence[str], orden: Sequence[str] = ()
) -> tuple[pd.DataFrame, dict[str, int]]:
    """(un renglón por valor de `por` con `casos` y sus medidas, sus totales exactos).

    `filas` trae rfc. Van en `orden` o, sin él, de más a menos en la última medida; los callados, al final.
    """
    juntas = filas.groupby(por, observed=True)
    cuadro = juntas[list(medidas)].sum().assign(casos=juntas.size(), _quienes=juntas["rfc"].nunique()).reset_index()
    medida = ["casos", *medidas]
    total = {m: int(cuadro[m].sum()) for m in medida}
    if orden:
        hay = [*cuadro[por]]
        lugares = [o for o in orden if o in hay] + sorted(v for v in hay if v not in orden)
        cuadro = cuadro.set_index(por).reindex(lugares).reset_index()
    else:
        cuadro = cuadro.sort_values([medida[-1], por], ascending=[False, True], ignore_index=True)
    minimo = minimo_de_contribuyentes()
    callar = [False] * len(cuadro) if datos.nominativo else renglones_por_reservar([*cuadro["_quienes"]], minimo)
    cuadro = calladas(cuadro.drop(columns="_quienes"), callar, medida, minimo)
    return (cuadro if orden else al_final(cuadro, callar, por)), total


def con_delegacion(filas: pd.DataFrame) -> pd.DataFrame:
    """Con el nombre corto de su delegación en `donde`."""
    return filas.assign(donde=nombradas(filas["delegacion"].astype("str"), delegaciones()))


def importe_callado(datos: ConReserva, creditos: pd.DataFrame, dicho: str) -> str:
    """Lo que suman unos créditos, ya dicho; si son de pocos contribuyentes y se comparte, que es reservado."""
    pocos = 0 < creditos["rfc"].nunique() < minimo_de_contribuyentes()
    return "un importe reservado" if pocos and not datos.nominativo else dicho


def total_de(tabla: Tabla) -> Mapping[str, Any]:
    """El renglón de total de una tabla, para cuadrarla con otra."""
    return tabla.total or {}
