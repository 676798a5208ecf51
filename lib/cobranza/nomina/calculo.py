"""La nómina de un periodo, completa: de los libros a las partes, las personas y sus netos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.nomina.insumos import Insumos, reunir
from cobranza.nomina.netos import con_tope, liquidar
from cobranza.nomina.norma_habilitante import NormaHabilitante
from cobranza.nomina.partes import A_FONDO, A_PERSONA, SIN_ASIGNAR, asignar

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas


@dataclass(frozen=True)
class Nomina:
    """La nómina de [desde, hasta]; importes en centavos.

    `cobros`: los del periodo, con su diligencia. `reversas`: los de periodos anteriores que se reversaron en éste.
    `partes` y `partes_reversadas`: cómo se reparte cada uno. `personas` y `por_delegacion`: ver `liquidacion`.
    `normas`: las que rigieron. `auxiliar`: lo cobrado menos lo reversado, según el libro.
    """

    desde: date
    hasta: date
    fecha_pago: date
    cobros: pd.DataFrame
    reversas: pd.DataFrame
    partes: pd.DataFrame
    partes_reversadas: pd.DataFrame
    personas: pd.DataFrame
    por_delegacion: pd.DataFrame
    normas: tuple[NormaHabilitante, ...]
    auxiliar: int

    @property
    def base(self) -> int:
        """Lo cobrado del periodo que se reparte."""
        return int(self.cobros["importe"].sum())

    @property
    def bruto(self) -> int:
        """Lo que toca a personas, antes de impuestos."""
        return self._de(A_PERSONA)

    @property
    def fondos(self) -> int:
        """Lo que va a fondos."""
        return self._de(A_FONDO)

    @property
    def sin_asignar(self) -> int:
        """Lo que no se puede pagar hasta que se aclare."""
        return self._de(SIN_ASIGNAR)

    def _de(self, destino: str) -> int:
        return int(self.partes.loc[self.partes["destino"] == destino, "importe"].sum())


def calcular(  # noqa: PLR0913 — el periodo, el pago y sus normas van por nombre
    conexion: DuckDBPyConnection,
    *,
    normas: Normas,
    desde: date,
    hasta: date,
    fecha_pago: date | None = None,
    registradas: Sequence[NormaHabilitante] | None = None,
) -> Nomina:
    """La nómina de lo cobrado en [desde, hasta], pagada en `fecha_pago` (por omisión, el último día), sin memoria.

    `normas`: la ley; `registradas`: las normas habilitantes, por omisión las de `params/catalogos/normas_de_reparto`.
    Si el periodo abarca varios meses, el ISR se calcula con todo lo del periodo en el mes de pago (LISR, art. 96).
    Errores: `ErrorDeUso` si el periodo está al revés; `ErrorDeLey` si alguna fecha de un ámbito con cobros no tiene
    norma habilitante o falta un parámetro; `ErrorDeDatos` si un renglón aparece dos veces.
    """
    return resolver(
        reunir(conexion, normas=normas, desde=desde, hasta=hasta, fecha_pago=fecha_pago, registradas=registradas)
    )


def resolver(de: Insumos) -> Nomina:
    """La nómina que resulta de unos insumos: pura, así que con los guardados da siempre lo mismo."""
    todos, quienes, registradas = de.cobros, de.quienes, de.registradas
    partes = con_tope(asignar(todos, quienes, registradas), registradas)
    liquidacion = liquidar(partes, de)
    diligencia = quienes.por_cobro[["acto", "practicada", "delegacion"]]
    todos = todos.drop(columns="delegacion").merge(diligencia, left_on="clave", right_index=True, how="left")
    anterior, parte_anterior = todos["es_anterior"].to_numpy(bool), partes["es_anterior"].to_numpy(bool)
    usadas = set(partes["norma"])
    return Nomina(
        desde=de.desde,
        hasta=de.hasta,
        fecha_pago=de.fecha_pago,
        cobros=todos[~anterior].reset_index(drop=True),
        reversas=todos[anterior].reset_index(drop=True),
        partes=partes[~parte_anterior].reset_index(drop=True),
        partes_reversadas=partes[parte_anterior].reset_index(drop=True),
        personas=liquidacion.personas,
        por_delegacion=liquidacion.por_delegacion,
        normas=tuple(n for n in registradas if n.clave in usadas),
        auxiliar=-int(de.movimientos["importe"].sum()),
    )
