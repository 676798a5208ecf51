"""El cubo es aditivo: calculado de una vez o en partes al azar que se suman, da los mismos cuadros."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oficina import almacen_nuevo, creditos, en_carpeta

from cobranza.almacen.toma import foto_actual
from cobranza.cartera.consultas import cartera_al
from cobranza.cartera.cubo import DIMENSIONES, MEDIDAS, cuadro, cubo, sumar
from cobranza.ley.norma import de_la_oficina

CORTE = date(2025, 12, 31)


@pytest.fixture(scope="module")
def cartera(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pd.DataFrame]:
    carpeta: Path = tmp_path_factory.mktemp("cubo")
    azar, motor = np.random.default_rng(3), almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as conexion:
        creditos(conexion, [
            {"folio": f"TGZ-2019-{k:06d}", "ambito": azar.choice(["federal", "estatal"]),
             "concepto": azar.choice(["F-ISR", "F-MFNF", "E-ISN"]), "delegacion": azar.choice(["DH-TGZ", "DH-TAP"]),
             "importe": int(azar.integers(1, 90_000_000)), "multa": int(azar.integers(0, 2)) * 250_000,
             "notificacion": azar.choice(["2020-01-15", "2024-06-03", "2025-12-01", ""])}
            for k in range(120)
        ])  # fmt: skip
    conexion = foto_actual(en_carpeta(carpeta), carpeta).conexion()
    yield cartera_al(conexion, de_la_oficina(), CORTE)
    conexion.close()


@settings(max_examples=10)
@given(partes=st.integers(1, 12), semilla=st.integers(0, 10_000))
def test_en_partes_al_azar_da_lo_mismo_que_de_una_vez(cartera: pd.DataFrame, partes: int, semilla: int) -> None:
    cual = np.random.default_rng(semilla).integers(0, partes, len(cartera))
    por_partes = sumar([cubo(cartera[cual == k]) for k in range(partes)])
    pd.testing.assert_frame_equal(por_partes, cubo(cartera))


@pytest.mark.parametrize("dimension", DIMENSIONES)
def test_todo_cuadro_suma_el_mismo_total(cartera: pd.DataFrame, dimension: str) -> None:
    vigentes = cartera[cartera["vida"] == "VIGENTE"]
    por_dimension = cuadro(cubo(cartera), dimension)
    assert int(por_dimension["total"].sum()) == int(vigentes["total"].sum())
    assert int(por_dimension["creditos"].sum()) == len(vigentes)


def test_el_cubo_son_enteros_y_sus_conceptos_suman_el_total(cartera: pd.DataFrame) -> None:
    del_cubo = cubo(cartera)
    assert all(del_cubo[m].dtype == np.int64 for m in MEDIDAS)
    conceptos = [m for m in MEDIDAS if m not in ("creditos", "total")]
    assert (del_cubo[conceptos].sum(axis=1) == del_cubo["total"]).all()


def test_una_delegacion_sola_es_su_parte_del_cubo(cartera: pd.DataFrame) -> None:
    entero = cubo(cartera)
    sola = cubo(cartera[cartera["delegacion"] == "DH-TAP"])
    pd.testing.assert_frame_equal(sola, entero[entero["delegacion"] == "DH-TAP"].reset_index(drop=True))
