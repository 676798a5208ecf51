"""La cartera tiene exactamente las columnas que declara su esquema."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from informes import doce
from oficina import almacen_nuevo, en_carpeta

from cobranza.almacen.toma import foto_actual
from cobranza.cartera.columnas import CARTERA
from cobranza.cartera.consultas import cartera_al
from cobranza.ley.norma import de_la_oficina

CORTE = date(2025, 12, 31)
DECLARADO = {campo.nombre: campo.tipo for campo in CARTERA}


@pytest.fixture(scope="module")
def conexion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    carpeta: Path = tmp_path_factory.mktemp("columnas")
    motor = almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as escritura:
        doce.anotar(escritura)
    motor.dispose()
    lectura = foto_actual(en_carpeta(carpeta), carpeta).conexion()
    yield lectura
    lectura.close()


def _tipos(cartera: pd.DataFrame) -> dict[str, str]:
    return {str(nombre): str(tipo) for nombre, tipo in cartera.dtypes.items()}


def test_la_cartera_tiene_las_columnas_declaradas_en_su_orden_y_con_su_tipo(conexion: DuckDBPyConnection) -> None:
    assert list(_tipos(cartera_al(conexion, de_la_oficina(), CORTE)).items()) == list(DECLARADO.items())


@pytest.mark.parametrize(("corte", "delegacion"), [(CORTE, "DH-TAP"), (CORTE, "DH-COM"), (date(2019, 1, 1), "")])
def test_una_parte_o_una_cartera_vacia_no_cambia_los_tipos(
    conexion: DuckDBPyConnection, corte: date, delegacion: str
) -> None:
    assert _tipos(cartera_al(conexion, de_la_oficina(), corte, delegacion)) == DECLARADO


def test_cada_columna_dice_que_significa_y_su_unidad() -> None:
    assert len(DECLARADO) == len(CARTERA)
    for campo in CARTERA:
        assert len(campo.significado.split()) > 2, campo.nombre
        assert bool(campo.unidad) == (campo.tipo in ("int64", "datetime64[s]")), campo.nombre
