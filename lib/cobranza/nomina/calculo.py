"""La nómina de un periodo, completa: de los libros a las partes, las personas y sus netos."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import dia
from cobranza.nomina.cobros import auxiliar, cobros
from cobranza.nomina.netos import con_tope, liquidar
from cobranza.nomina.norma_habilitante import NormaHabilitante, norma_por_dia
from cobranza.nomina.norma_habilitante import normas as habilitantes
from cobranza.nomina.partes import A_FONDO, A_PERSONA, SIN_ASIGNAR, asignar
from cobranza.nomina.participantes import participantes

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
    """La nómina de lo cobrado en [desde, hasta], pagada en `fecha_pago` (por omisión, el último día).

    `normas`: la ley; `registradas`: las normas habilitantes, por omisión las de `params/catalogos/normas_de_reparto`.
    Si el periodo abarca varios meses, el ISR se calcula con todo lo del periodo en el mes de pago (LISR, art. 96).
    Errores: `ErrorDeUso` si el periodo está al revés; `ErrorDeLey` si alguna fecha de un ámbito con cobros no tiene
    norma habilitante o falta un parámetro; `ErrorDeDatos` si un renglón aparece dos veces.
    """
    if desde > hasta:
        raise ErrorDeUso(f"El periodo empieza el {desde}, después de terminar ({hasta}); se esperaba desde ≤ corte.")
    registradas = habilitantes() if registradas is None else registradas
    todos = cobros(conexion, desde, hasta)
    _comprobar_cobertura(todos, registradas, desde, hasta)
    quienes = participantes(conexion, todos, registradas)
    partes = con_tope(asignar(todos, quienes, registradas), registradas)
    plantilla = conexion.execute(
        "SELECT numero_empleado, nombre, rfc, clabe, delegacion, sueldo_mensual FROM persona"
    ).df()
    pago = hasta if fecha_pago is None else fecha_pago
    liquidacion = liquidar(partes, plantilla, pago, normas)
    diligencia = quienes.por_cobro[["acto", "practicada", "delegacion"]]
    todos = todos.drop(columns="delegacion").merge(diligencia, left_on="clave", right_index=True, how="left")
    anterior, parte_anterior = todos["es_anterior"].to_numpy(bool), partes["es_anterior"].to_numpy(bool)
    usadas = set(partes["norma"])
    return Nomina(
        desde=desde,
        hasta=hasta,
        fecha_pago=pago,
        cobros=todos[~anterior].reset_index(drop=True),
        reversas=todos[anterior].reset_index(drop=True),
        partes=partes[~parte_anterior].reset_index(drop=True),
        partes_reversadas=partes[parte_anterior].reset_index(drop=True),
        personas=liquidacion.personas,
        por_delegacion=liquidacion.por_delegacion,
        normas=tuple(n for n in registradas if n.clave in usadas),
        auxiliar=auxiliar(conexion, desde, hasta),
    )


def _comprobar_cobertura(
    todos: pd.DataFrame, registradas: Sequence[NormaHabilitante], desde: date, hasta: date
) -> None:
    """Todas las fechas del periodo, no sólo las que tuvieron cobros, deben tener norma en cada ámbito."""
    periodo = np.arange(dia(desde), dia(hasta) + 1, dtype=np.int64)
    for ambito in sorted(todos.loc[~todos["es_anterior"].astype(bool), "ambito"].unique()):
        norma_por_dia(registradas, ambito, periodo)
