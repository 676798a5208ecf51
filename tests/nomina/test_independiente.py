"""El cálculo de la casa contra otro, lento y aparte, en periodos al azar; y lo que todo periodo cumple.

En la suite, trescientos periodos; `make nominas` corre diez mil (`COBRANZA_NOMINAS`).
"""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import date
from random import Random

import pytest
from nomina.lento import al_azar, calculada

from cobranza.ley.isr import del_mes
from cobranza.ley.norma import norma
from cobranza.nomina.calculo import Nomina, resolver
from cobranza.nomina.conservado import insumos_escritos, insumos_leidos, resultado_escrito, resultado_leido
from cobranza.nomina.cuadre import cuadres
from cobranza.nomina.insumos import Insumos
from cobranza.nomina.norma_habilitante import normas
from cobranza.nomina.participantes import Participantes

pytestmark = pytest.mark.lenta

CUANTOS = int(os.environ.get("COBRANZA_NOMINAS", "300"))
TANDAS = 3
COLUMNAS = ("bruto", "retencion", "pension", "descuento", "otras", "adeudo", "neto")
NORMAS = normas()
ISR = del_mes(norma("federal"), date(2026, 1, 8))


def _registradas(dado: Random) -> tuple[object, ...]:
    tope = dado.choice((None, None, 50_001))
    return tuple(replace(n, tope=tope) if n.clave == "IL-GE" else n for n in NORMAS)


def _de(tanda: int, cual: int) -> Insumos:
    dado = Random(1_000_003 * tanda + cual)
    return al_azar(dado, _registradas(dado), ISR)


def _personas(nomina: Nomina) -> dict[str, dict[str, int]]:
    filas = nomina.personas[["numero_empleado", *COLUMNAS]].to_dict("records")
    return {str(f["numero_empleado"]): {c: int(f[c]) for c in COLUMNAS} for f in filas}


@pytest.mark.parametrize("tanda", range(TANDAS))
def test_da_lo_mismo_que_hacerla_despacio(tanda: int) -> None:
    for cual in range(CUANTOS // TANDAS):
        de = _de(tanda, cual)
        rapida, lenta = resolver(de), calculada(de, lambda ingreso: int(ISR.retencion(ingreso).retencion))
        assert _personas(rapida) == lenta.personas, (tanda, cual)
        destinos = (rapida.bruto, rapida.fondos, rapida.sin_asignar)
        assert destinos == tuple(lenta.destinos[d] for d in ("PERSONA", "FONDO", "SIN_ASIGNAR")), (tanda, cual)
        assert [c.igualdad for c in cuadres(rapida)[:2] if c.diferencia] == [], (tanda, cual)
        assert rapida.por_delegacion["bruto"].sum() == rapida.bruto, (tanda, cual)


def test_el_orden_de_los_renglones_y_guardarlos_no_cambian_un_byte() -> None:
    for cual in range(8):
        de = _de(9, cual)
        escrito = resultado_escrito(resolver(de))
        assert resultado_escrito(resolver(insumos_leidos(insumos_escritos(de)))) == escrito
        assert resultado_escrito(resultado_leido(escrito)) == escrito
        revueltos = de.quienes.por_cobro.sample(frac=1, random_state=cual)
        otro = replace(
            de,
            quienes=Participantes(revueltos, de.quienes.titulares.loc[revueltos.index], de.quienes.supervisores),
            plantilla=de.plantilla.sample(frac=1, random_state=cual),
            previos=de.previos.sample(frac=1, random_state=cual),
        )
        assert resultado_escrito(resolver(otro)) == escrito
