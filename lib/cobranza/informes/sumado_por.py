"""Cuadros que suman lo de unos créditos por renglón; en lo que se comparte, sin los que señalarían a alguien."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from cobranza.base.catalogos import minimo_de_contribuyentes
from cobranza.papel.celdas_chicas import al_final, calladas, renglones_por_reservar, reservada
from cobranza.papel.palabras import delegaciones, nombradas


class ConReserva(Protocol):
    """Los datos de un informe que dicen si salen nombres."""

    @property
    def nominativo(self) -> bool:
        """¿Salen nombres?"""


def sumadas(
    datos: ConReserva,
    filas: pd.DataFrame,
    por: str,
    medidas: Sequence[str] | Mapping[str, str],
    orden: Sequence[str] = (),
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """(un renglón por valor de `por` con `casos` y sus medidas, sus totales exactos).

    `filas` trae rfc. Van en `orden` o, sin él, de más a menos en la última medida; los callados, al final. Si en
    todas hay menos contribuyentes que el mínimo, se callan los renglones y, del total, todo menos cuántos son.
    Si alguna medida sólo suma unas filas, `medidas` dice de cada una qué columna las marca con 1 («», todas): sus
    contribuyentes son los de las marcadas, y la delegación de muchos convenios puede tener uno solo que rija.
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
        return cuadro.drop(columns="_quienes"), total
    if son_pocos(filas):
        callar = [True] * len(cuadro)
        total |= {m: reservada(minimo) for m in medidas}
    else:
        callar = renglones_por_reservar([*cuadro["_quienes"]], minimo)
    cuadro = calladas(cuadro.drop(columns="_quienes"), callar, medida, minimo)
    al_pie = callar
    for marca, suyas in _por_marca(medidas).items():
        marcadas = filas[filas[marca] > 0]
        if son_pocos(marcadas):
            tambien = [True] * len(cuadro)
            total |= {m: reservada(minimo) for m in suyas}
        else:
            quienes = marcadas.groupby(por, observed=True)["rfc"].nunique()
            tambien = renglones_por_reservar([int(quienes.get(v, 0)) for v in cuadro[por]], minimo, callar)
        cuadro = calladas(cuadro, tambien, suyas, minimo)
        # el lugar sólo dice cuánto es lo que ordena
        al_pie = [a or (t and medida[-1] in suyas) for a, t in zip(al_pie, tambien, strict=True)]
    return (cuadro if orden else al_final(cuadro, al_pie, por)), total


def _por_marca(medidas: Sequence[str] | Mapping[str, str]) -> dict[str, list[str]]:
    """Columna que marca unas filas → medidas que sólo suman ésas."""
    marcas = {m: marca for m, marca in medidas.items() if marca} if isinstance(medidas, Mapping) else {}
    return {marca: [m for m, suya in marcas.items() if suya == marca] for marca in dict.fromkeys(marcas.values())}


def con_delegacion(filas: pd.DataFrame) -> pd.DataFrame:
    """Con el nombre corto de su delegación en `donde`."""
    return filas.assign(donde=nombradas(filas["delegacion"].astype("str"), delegaciones()))


def importe_callado(datos: ConReserva, creditos: pd.DataFrame, dicho: str) -> str:
    """Lo que suman unos créditos, ya dicho; si son de pocos contribuyentes y se comparte, que es reservado."""
    return "un importe reservado" if son_pocos(creditos) and not datos.nominativo else dicho


def son_pocos(creditos: pd.DataFrame) -> bool:
    """¿Son de menos contribuyentes que el mínimo? De ninguno no hay a quién señalar."""
    return 0 < creditos["rfc"].nunique() < minimo_de_contribuyentes()
