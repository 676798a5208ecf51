"""Cuadros que suman lo de unos créditos por renglón; en lo que se comparte, sin los que señalarían a alguien."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.papel.celdas_chicas import al_final, calladas, renglones_por_reservar, reservada
from cobranza.papel.palabras import delegaciones, nombradas

if TYPE_CHECKING:
    pass


class ConReserva(Protocol):
    """Los datos de un informe que dicen si salen nombres."""

    @property
    def nominativo(self) -> bool:
        """¿Salen nombres?"""


def sumadas(
    datos: ConReserva, filas: pd.DataFrame, por: str, medidas: Sequence[str], orden: Sequence[str] = ()
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """(un renglón por valor de `por` con `casos` y sus medidas, sus totales exactos).

    `filas` trae rfc. Van en `orden` o, sin él, de más a menos en la última medida; los callados, al final. Si en
    todas hay menos contribuyentes que el mínimo, se callan los renglones y, del total, todo menos cuántos son.
    """
    juntas = filas.groupby(por, observed=True)
    cuadro = juntas[list(medidas)].sum().assign(casos=juntas.size(), _quienes=juntas["rfc"].nunique()).reset_index()
    medida = ["casos", *medidas]
    total: dict[str, Any] = {m: int(cuadro[m].sum()) for m in medida}
    if orden:
        hay = [*cuadro[por]]
        lugares = [o for o in orden if o in hay] + sorted(v for v in hay if v not in orden)
        cuadro = cuadro.set_index(por).reindex(lugares).reset_index()
    else:
        cuadro = cuadro.sort_values([medida[-1], por], ascending=[False, True], ignore_index=True)
    minimo = minimo_de_contribuyentes()
    if datos.nominativo:
        callar = [False] * len(cuadro)
    elif son_pocos(filas):
        callar = [True] * len(cuadro)
        total |= {m: reservada(minimo) for m in medidas}
    else:
        callar = renglones_por_reservar([*cuadro["_quienes"]], minimo)
    cuadro = calladas(cuadro.drop(columns="_quienes"), callar, medida, minimo)
    return (cuadro if orden else al_final(cuadro, callar, por)), total


def con_delegacion(filas: pd.DataFrame) -> pd.DataFrame:
    """Con el nombre corto de su delegación en `donde`."""
    return filas.assign(donde=nombradas(filas["delegacion"].astype("str"), delegaciones()))


def importe_callado(datos: ConReserva, creditos: pd.DataFrame, dicho: str) -> str:
    """Lo que suman unos créditos, ya dicho; si son de pocos contribuyentes y se comparte, que es reservado."""
    return "un importe reservado" if son_pocos(creditos) and not datos.nominativo else dicho


def son_pocos(creditos: pd.DataFrame) -> bool:
    """¿Son de menos contribuyentes que el mínimo? De ninguno no hay a quién señalar."""
    return 0 < creditos["rfc"].nunique() < minimo_de_contribuyentes()
