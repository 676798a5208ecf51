"""Trámites, lo que de ellos se publica o se relaciona: condonaciones agregadas (`publicas`) y bajas (`relacion`)."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cobranza.puertas import consola
from cobranza.puertas.actos import libros
from cobranza.puertas.consola import Orden
from cobranza.puertas.ventanilla import dia_de, leyendo

if TYPE_CHECKING:
    from cobranza.tramites.libro_de_pasos import Tramite

Desde = Annotated[
    str | None, typer.Option("--desde", metavar="AAAA-MM-DD", help="Primer día; por omisión, el primero del año.")
]
Hasta = Annotated[str | None, typer.Option("--hasta", metavar="AAAA-MM-DD", help="Último día; por omisión, hoy.")]
EnJson = Annotated[bool, typer.Option("--json", help="En JSON, en vez de CSV.")]
_EN_CENTAVOS = ("multa", "reducido", "a_pagar", "aplicado", "pagado", "a_favor")


def publicas(
    tipo: Annotated[Literal["condonacion"], typer.Argument(metavar="TIPO", help="condonacion.")],
    desde: Desde = None,
    hasta: Hasta = None,
    en_json: EnJson = False,
) -> None:
    """Las condonaciones autorizadas en un periodo, sumadas por ejercicio, causal, quien autoriza y estado.

    Se puede publicar: no lleva folios, nombres ni RFC (CFF, art. 69). Importes en pesos.

    \b
    Ejemplo:  cobranza tramite publicas condonacion --desde 2026-01-01 --json
    """
    from cobranza.informes.condonaciones import publicas as agregadas

    _decir(agregadas(*_del_periodo(tipo, desde, hasta)), en_json)


def relacion(
    tipo: Annotated[Literal["baja"], typer.Argument(metavar="TIPO", help="baja.")],
    desde: Desde = None,
    hasta: Hasta = None,
    en_json: EnJson = False,
) -> None:
    """La relación de bajas por pago de un periodo, por acuerdo: cómo se pagó, cuánto y si se reabrió. En pesos.

    \b
    Ejemplo:  cobranza tramite relacion baja --desde 2026-01-01
    """
    from cobranza.informes.bajas import relacion as relacionadas

    _decir(relacionadas(*_del_periodo(tipo, desde, hasta)), en_json)


def _del_periodo(tipo: str, desde: str | None, hasta: str | None) -> tuple[list[Tramite], date, date]:
    from cobranza.tramites.libro_de_pasos import todos

    ultimo = dia_de(hasta)
    primero = dia_de(desde) if desde else date(ultimo.year, 1, 1)
    with libros(leer=True) as motor, leyendo(motor) as conexion:
        return todos(conexion, tipo), primero, ultimo


def _decir(renglones: Sequence[dict[str, Any]], en_json: bool) -> None:
    from cobranza.base.dinero import texto

    dichos = [{c: texto(v) if c in _EN_CENTAVOS else v for c, v in r.items()} for r in renglones]
    if en_json:
        consola.decir(json.dumps(dichos, ensure_ascii=False, indent=2))
        return
    if not dichos:
        consola.decir("No hay ninguna en ese periodo.")
        return
    escrito = io.StringIO()
    escritor = csv.DictWriter(escrito, list(dichos[0]), lineterminator="\n")
    escritor.writeheader()
    escritor.writerows(dichos)
    consola.decir(escrito.getvalue().rstrip())


def agregar(app: typer.Typer) -> None:
    """Agrega estas órdenes a las de `cobranza tramite`."""
    cortos: dict[str, tuple[Callable[..., Any], str]] = {
        "publicas": (publicas, "Suma lo que se puede publicar, sin datos personales."),
        "relacion": (relacion, "Relaciona las bajas por pago de un periodo."),
    }
    for nombre, (orden, corto) in cortos.items():
        app.command(nombre, cls=Orden, short_help=corto)(orden)
