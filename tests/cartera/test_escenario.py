"""Qué pasa si…: los escenarios comparten la fórmula de la cartera y su diferencia se explica entera."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oficina import almacen_nuevo, asentar, credito, en_carpeta, hecho

from cobranza.almacen.toma import foto_actual
from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.escenario import Base, Escenario, base_de, llevar, por_causa
from cobranza.expediente.historia import historia
from cobranza.ley.norma import de_la_oficina
from cobranza.ley.supuestos import CALIDAD, con_inflacion, con_tasa_de_mora

pytestmark = pytest.mark.lenta

CORTE, DESPUES, LEJOS = date(2025, 12, 31), date(2026, 6, 30), date(2028, 3, 31)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Base]:
    carpeta: Path = tmp_path_factory.mktemp("escenarios")
    azar, motor = random.Random(5), almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as conexion:
        hechos = []
        for k in range(40):
            folio = f"TGZ-2019-{k:06d}"
            credito(
                conexion, folio, ambito=azar.choice(["federal", "estatal"]), multa=azar.choice([0, 250_000]),
                importe=azar.randint(1, 90_000_000), concepto=azar.choice(["F-ISR", "F-MFNF"]),
                vencimiento=f"202{azar.randint(1, 4)}-0{azar.randint(1, 9)}-{azar.randint(10, 28)}",
            )  # fmt: skip
            if azar.random() < 0.4:
                hechos.append(hecho(folio, "PAGO", "2025-03-10", azar.randint(100, 9_000_000), f"{folio}-P"))
        asentar(conexion, *hechos)
    conexion = foto_actual(en_carpeta(carpeta), carpeta).conexion()
    h = historia(conexion, de_la_oficina())
    yield base_de(h, cartera_de(h, CORTE), CORTE)
    conexion.close()


def _total(base: Base, escenario: Escenario) -> int:
    return int(llevar(base, escenario)["total"].sum())


def test_sin_suponer_nada_es_la_cartera(base: Base) -> None:
    assert (llevar(base, Escenario(CORTE))["total"] == base.creditos["total"]).all()


@settings(max_examples=10)
@given(
    al=st.sampled_from([CORTE, DESPUES, LEJOS]),
    inflacion=st.integers(0, 200),
    mora=st.integers(0, 400),
    multas=st.integers(0, 10_000),
)
def test_las_causas_suman_exactamente_la_diferencia(
    base: Base, al: date, inflacion: int, mora: int, multas: int
) -> None:
    a, b = Escenario(CORTE), Escenario(al, inflacion, mora, multas)
    assert sum(por_causa(base, a, b).values()) == _total(base, b) - _total(base, a)


def test_mas_mora_y_mas_inflacion_nunca_deben_menos(base: Base) -> None:
    poca, mucha = (_total(base, Escenario(DESPUES, mora=m)) for m in (50, 300))
    assert poca < mucha
    poca, mucha = (_total(base, Escenario(LEJOS, inflacion=i, mora=207)) for i in (10, 90))
    assert poca < mucha


def test_reducir_multas_solo_toca_las_multas(base: Base) -> None:
    entera, reducida = llevar(base, Escenario(CORTE)), llevar(base, Escenario(CORTE, reduccion_multas=10_000))
    assert (reducida["multas"] == 0).all()
    assert (entera.drop(columns=["multas", "total"]) == reducida.drop(columns=["multas", "total"])).all(axis=None)


def test_sin_indice_publicado_ni_supuesto_no_se_inventa(base: Base) -> None:
    with pytest.raises(ErrorDeLey, match="no se inventa"):
        llevar(base, Escenario(LEJOS))


def test_no_se_va_hacia_atras(base: Base) -> None:
    with pytest.raises(ErrorDeUso, match="antes del corte"):
        llevar(base, Escenario(date(2025, 12, 30)))


def test_lo_supuesto_se_rotula_y_lo_publicado_no_cambia() -> None:
    normas = de_la_oficina()
    federal = normas.de("federal")
    supuesta = con_tasa_de_mora(con_inflacion(normas, 35, LEJOS), 180, date(2026, 1, 1)).de("federal")
    assert supuesta.valor("inpc", date(2026, 8, 1)) == federal.valor("inpc", date(2026, 8, 1))
    assert supuesta.valor("inpc", date(2027, 1, 1)).calidad == CALIDAD
    assert supuesta.valor("recargos_mora", date(2025, 12, 31)).numero == 147
    assert supuesta.valor("recargos_mora", date(2026, 1, 1)).numero == 180
    assert federal.valor("recargos_mora", date(2026, 1, 1)).numero == 207, "la vigente no se tocó"
