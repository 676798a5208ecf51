"""Cada regla leída otra vez de su artículo, despacio y aparte: en los ejemplos de todas y en los sucesos.

La regla vectorizada y la lectura lenta (`lecturas`) deben señalar lo mismo en todos los expedientes, no sólo en los
de su regla: cientos de historias que no se pensaron para ella.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pandas as pd
import pytest
from verificacion.lecturas import al_embargar, al_exigir, al_notificar, al_rematar
from verificacion.lecturas.expediente import LECTURAS, SOLO_FEDERAL, Expediente, expedientes, leer
from verificacion.sembrados import Sembrados

from cobranza.expediente.en_renglones import Expedientes, plantilla
from cobranza.verificacion import ejemplos
from cobranza.verificacion.evaluacion import halladas
from cobranza.verificacion.regla import reglas

pytestmark = pytest.mark.lenta

ETAPAS = (al_notificar, al_exigir, al_embargar, al_rematar)
CLAVES = [r.clave for r in reglas()]


@pytest.fixture(scope="module")
def de_los_sucesos(sembrados: Sembrados) -> list[Expediente]:
    return expedientes(sembrados.poblacion.tablas, sembrados.poblacion.corte)


@pytest.fixture(scope="module")
def de_los_ejemplos(de_ejemplo: list) -> dict[date, list[Expediente]]:
    por_corte: dict[date, Expedientes] = defaultdict(Expedientes)
    for pae, puestos, _ in de_ejemplo:
        for puesto in puestos:
            por_corte[pae.corte].poner(puesto.folio, puesto.ejemplo.hechos)
    gente = plantilla(ejemplos.PERSONAL, ejemplos.DESDE)
    return {corte: expedientes(gente | puestos.tablas(), corte) for corte, puestos in por_corte.items()}


def senalado(malas: pd.DataFrame) -> set[str]:
    return set(malas["clave"] if "clave" in malas else malas["folio"])


def test_toda_regla_tiene_su_lectura() -> None:
    assert all(etapa.__doc__ for etapa in ETAPAS)
    assert set(LECTURAS) == set(CLAVES)
    assert {r.clave for r in reglas() if r.ambitos == ("federal",)} == SOLO_FEDERAL


@pytest.mark.parametrize("clave", CLAVES)
def test_la_lectura_lenta_senala_lo_mismo_en_los_sucesos(
    clave: str, sembrados: Sembrados, de_los_sucesos: list[Expediente]
) -> None:
    (regla,) = reglas([clave])
    leido = {que for e in de_los_sucesos for que in leer(clave, e)}
    hallado = senalado(halladas(regla, sembrados.pae))
    assert leido and leido == hallado, sorted(leido ^ hallado)


@pytest.mark.parametrize("clave", CLAVES)
def test_la_lectura_lenta_senala_lo_mismo_en_los_ejemplos(
    clave: str, de_ejemplo: list, de_los_ejemplos: dict[date, list[Expediente]]
) -> None:
    (regla,) = reglas([clave])
    for pae, _, _ in de_ejemplo:
        leido = {que for e in de_los_ejemplos[pae.corte] for que in leer(clave, e)}
        hallado = senalado(halladas(regla, pae))
        assert leido == hallado, sorted(leido ^ hallado)
