"""Qué movió cada pago se lee de los actos: el convenio vigente o la última diligencia practicada."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from oficina import acto, almacen_nuevo, asentar, credito, en_carpeta, hecho, movimiento

from cobranza.almacen.toma import foto_actual
from cobranza.base.fechas import dia
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.recuperacion import REVERTIDO, motivo_del_pago, pagos_del_periodo
from cobranza.expediente.historia import historia
from cobranza.ley.norma import de_la_oficina

pytestmark = pytest.mark.lenta

FOLIO, OTRO = "TGZ-2020-000001", "TGZ-2020-000002"
CORTE = date(2023, 12, 31)


@pytest.fixture(scope="module")
def conexion(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBPyConnection]:
    carpeta: Path = tmp_path_factory.mktemp("pagos")
    motor = almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as c:
        credito(c, FOLIO)
        credito(c, OTRO, vencimiento="2020-04-30")
        acto(c, FOLIO, "REQUERIMIENTO", "2020-06-01", resultado="NO_LOCALIZADO")
        acto(c, FOLIO, "REQUERIMIENTO", "2020-08-03", resultado="PRACTICADA", clave="req-2")
        acto(c, FOLIO, "CONVENIO", "2020-10-01", hasta="2021-10-01")
        acto(c, FOLIO, "CONVENIO_REVOCADO", "2021-03-01")
        acto(c, FOLIO, "EMBARGO", "2021-05-03", resultado="PRACTICADA", forma="DEPOSITOS")
        acto(c, FOLIO, "INMOVILIZACION", "2021-06-01")
        acto(c, FOLIO, "TRANSFERENCIA", "2021-07-01")
        acto(c, FOLIO, "REMATE", "2022-02-01")
        asentar(
            c,
            hecho(FOLIO, "PAGO", "2023-02-01", 50_000) | {"causa": "ESPONTANEO"},
            hecho(OTRO, "PAGO", "2023-03-01", 30_000),
        )
        movimiento(c, OTRO, "RECARGO", "PAGO", 30_000, "2023-04-03", reversa_de=f"{OTRO}:PAGO:2023-03-01:RECARGO")
    motor.dispose()
    abierta = foto_actual(en_carpeta(carpeta), carpeta).conexion()
    yield abierta
    abierta.close()


@pytest.mark.parametrize(
    ("fecha", "motivo"),
    [
        ("2020-05-04", "ESPONTANEO"),
        ("2020-07-01", "ESPONTANEO"),  # el requerimiento no se practicó
        ("2020-08-03", "POR_REQUERIMIENTO"),  # el mismo día cuenta
        ("2020-09-30", "POR_REQUERIMIENTO"),
        ("2020-10-01", "POR_CONVENIO"),
        ("2021-01-04", "POR_CONVENIO"),  # la tercera vence el 1 de enero, que es inhábil
        ("2021-01-05", "POR_REQUERIMIENTO"),  # tres sin cubrir: caducó solo, aunque se revoque en marzo
        ("2021-03-01", "POR_REQUERIMIENTO"),  # revocado, vuelve a mandar la diligencia
        ("2021-05-03", "POR_EMBARGO"),
        ("2021-06-15", "POR_EMBARGO"),
        ("2021-07-01", "POR_TRANSFERENCIA"),
        ("2022-02-01", "POR_REMATE"),
    ],
)
def test_el_motivo_es_el_de_ese_dia(conexion: DuckDBPyConnection, fecha: str, motivo: str) -> None:
    h = historia(conexion, de_la_oficina())
    lugar = h.lugares(pd.Series([FOLIO, OTRO]))
    momento = np.full(2, dia(date.fromisoformat(fecha)), dtype=np.int64)
    assert motivo_del_pago(h, lugar, momento).tolist() == [motivo, "ESPONTANEO"]


def test_lo_cobrado_dice_su_motivo_y_cuantos_recibos_decian_otro(conexion: DuckDBPyConnection) -> None:
    h = historia(conexion, de_la_oficina())
    pagos = pagos_del_periodo(conexion, h, cartera_de(h, CORTE), date(2023, 1, 1), CORTE).set_index("causa")
    assert pagos.loc["POR_REMATE", ["recibos", "distintos", "importe"]].tolist() == [1, 1, 50_000]
    assert pagos.loc["ESPONTANEO", ["distintos", "importe"]].tolist() == [0, 30_000]
    assert pagos.loc[REVERTIDO, ["recibos", "importe"]].tolist() == [-1, -30_000], "el recibo cancelado resta aparte"


def test_los_pagos_de_otro_periodo_no_se_suman(conexion: DuckDBPyConnection) -> None:
    h = historia(conexion, de_la_oficina())
    febrero = pagos_del_periodo(conexion, h, cartera_de(h, CORTE), date(2023, 2, 1), date(2023, 2, 28))
    assert febrero["importe"].tolist() == [50_000]


def test_lo_que_se_volvio_a_aplicar_se_compensa_en_su_causa(tmp_path: Path) -> None:
    """Un recibo de junio y otro de marzo que llega tarde: nadie canceló nada."""
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as c:
        credito(c, FOLIO)
        asentar(c, hecho(FOLIO, "PAGO", "2023-06-01", 800_000, "R-2"))
        movimientos = asentar(c, hecho(FOLIO, "PAGO", "2023-03-01", 500_000, "R-1"))
    motor.dispose()
    assert "REAPLICACION" in set(movimientos["causa"])
    abierta = foto_actual(en_carpeta(tmp_path), tmp_path).conexion()
    h = historia(abierta, de_la_oficina())
    pagos = pagos_del_periodo(abierta, h, cartera_de(h, CORTE), date(2023, 1, 1), CORTE)
    pagos = pagos.groupby("causa", as_index=False)[["recibos", "importe"]].sum()
    assert pagos.to_dict("records") == [{"causa": "ESPONTANEO", "recibos": 2, "importe": 1_300_000}]
