"""Los créditos de un convenio, lo que se propone de ellos y cómo va su tabla, sumada entre todos."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from cobranza.base.errores import ErrorDeDatos
from cobranza.cartera import plazos_en_papel as papel
from cobranza.cartera.en_curso import EnCurso, en_curso
from cobranza.cuenta.calendario_de_pagos import Parcialidad
from cobranza.cuenta.cotizacion import (
    Propuesta,
    juntas,
)
from cobranza.ingesta.anotacion import tablas_de
from cobranza.tramites.papeles import credito_de
from cobranza.tramites.tramitar import Caso

if TYPE_CHECKING:
    from cobranza.ley.norma import Norma


def ambito(caso: Caso) -> str:
    """El ordenamiento de sus créditos, que es uno."""
    return credito_de(caso.conexion, caso.asunto[0])["ambito"]


def norma_de(caso: Caso) -> Norma:
    """La norma de ese ordenamiento."""
    return caso.normas.de(ambito(caso))


def creditos_de(caso: Caso, al: date) -> list[EnCurso]:
    """Sus créditos como están ese día."""
    return [en_curso(tablas_de(caso.conexion, f), caso.normas, f, al) for f in caso.asunto]


def propuesta_de(caso: Caso, rige: date, solicitud: date | None = None) -> Propuesta:
    """Lo que se propone con los datos del caso. Errores: `ErrorDeDatos` si falta cuántas o el día elegido."""
    d = caso.datos
    diferido = papel.es_diferido(d)
    if not d.get("liquida_el" if diferido else "parcialidades"):
        falta = "«liquida_el», el día elegido para pagar" if diferido else "«parcialidades», cuántas"
        raise ErrorDeDatos(f"Con modalidad {d['modalidad']} falta {falta}.")
    pedida = solicitud or d["solicitud"]
    if diferido:
        return Propuesta(pedida, rige, liquida_el=d["liquida_el"])
    return Propuesta(pedida, rige, parcialidades=int(d["parcialidades"]))


def va_de(creditos: Sequence[EnCurso]) -> tuple[Parcialidad, ...]:
    """Las parcialidades del convenio como van, sumadas entre sus créditos."""
    return juntas([c.convenio.parcialidades for c in creditos if c.convenio])
