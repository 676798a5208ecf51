"""Las cuatro igualdades de la nómina (función F01, paso 9): cada una debe dar cero."""

from __future__ import annotations

from dataclasses import dataclass

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeDatos
from cobranza.nomina.calculo import Nomina
from cobranza.nomina.netos import DESCUENTOS


@dataclass(frozen=True, slots=True)
class Cuadre:
    """Una igualdad: cómo se lee, sus dos lados y su diferencia en centavos."""

    igualdad: str
    izquierda: int
    derecha: int
    diferencia: int


def cuadres(nomina: Nomina) -> tuple[Cuadre, ...]:
    """Las cuatro: reparto, neto, delegaciones y auxiliar contable."""
    repartido = nomina.bruto + nomina.fondos + nomina.sin_asignar
    personas, por_delegacion = nomina.personas, nomina.por_delegacion
    neto = int(personas[["neto", *DESCUENTOS]].sum().sum())
    de_delegaciones = int(por_delegacion[["neto", *DESCUENTOS]].sum().sum())
    reversado = int(nomina.reversas["importe"].sum())
    return (
        _cuadre("Base = personas + fondos + sin asignar", nomina.base, repartido),
        _cuadre("Bruto = neto + retenciones + descuentos", nomina.bruto, neto),
        Cuadre(
            "Suma de las delegaciones = total",
            de_delegaciones,
            nomina.bruto,
            abs(de_delegaciones - nomina.bruto) + _entre_delegaciones(nomina),
        ),
        _cuadre(
            "Base − reversas anteriores = libro de accesorios cobrados", nomina.base - reversado, nomina.auxiliar
        ),
    )


def comprobar(todas: tuple[Cuadre, ...]) -> tuple[Cuadre, ...]:
    """Las igualdades, si todas dan cero. Errores: `ErrorDeDatos` con la primera que no."""
    for cuadre in todas:
        if cuadre.diferencia:
            raise ErrorDeDatos(
                f"La nómina no cuadra: «{cuadre.igualdad}» difiere en ${pesos(cuadre.diferencia)} "
                f"({pesos(cuadre.izquierda)} contra {pesos(cuadre.derecha)}). No se paga; revisa los movimientos "
                "del periodo, sobre todo las reversas sin su renglón original.",
                diferencia=cuadre.diferencia,
            )
    return todas


def _cuadre(igualdad: str, izquierda: int, derecha: int) -> Cuadre:
    return Cuadre(igualdad, izquierda, derecha, abs(izquierda - derecha))


def _entre_delegaciones(nomina: Nomina) -> int:
    """Suma de las diferencias, delegación por delegación, entre lo cobrado y lo repartido."""
    cobrado = nomina.cobros.groupby("delegacion")["importe"].sum()
    repartido = nomina.partes.groupby("delegacion")["importe"].sum()
    return int(cobrado.sub(repartido, fill_value=0).abs().sum())
