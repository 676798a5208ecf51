"""La historia contesta por cualquier fecha y por lo que se sabía, sin renglones de nadie más."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from oficina import acto, almacen_nuevo, asentar, credito, en_carpeta, gasto, hecho, movimiento

from cobranza.almacen.foto import Foto
from cobranza.almacen.toma import foto_actual
from cobranza.base.fechas import SIN_DIA, dia
from cobranza.cartera.consultas import cartera_de
from cobranza.cartera.puente import puente_de
from cobranza.cuenta.liquidacion import adeudos_a, pagado_a
from cobranza.expediente.historia import Historia, historia, historia_de
from cobranza.ley.norma import de_la_oficina

pytestmark = pytest.mark.lenta

A, B, C = "TGZ-2020-000001", "TGZ-2020-000002", "TGZ-2020-000003"


@pytest.fixture(scope="module")
def foto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foto]:
    carpeta: Path = tmp_path_factory.mktemp("historia")
    motor = almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as c:
        credito(c, B, importe=2_000_000)
        credito(c, A, importe=1_000_000)
        credito(c, C, importe=3_000_000, fecha_registro="2023-06-01")
        tarde = {"fecha_registro": pd.Timestamp("2024-02-01")}
        asentar(c, hecho(A, "PAGO", "2021-05-03", 300_000), hecho(B, "PAGO", "2022-05-02", 100_000) | tarde)
        acto(c, A, "CONVENIO", "2022-01-10", hasta="2023-01-10", fecha_registro="2024-03-01")
        movimiento(c, A, "HISTORICO", "PAGO", 1_000, "2024-05-02", reversa_de=f"{A}:PAGO:2021-05-03:historico")
    motor.dispose()
    yield foto_actual(en_carpeta(carpeta), carpeta)


@pytest.fixture
def h(foto: Foto) -> Historia:
    return historia(foto.conexion(), de_la_oficina())


def test_va_en_orden_de_folio_aunque_se_registraran_en_otro(h: Historia) -> None:
    assert h.creditos["folio"].tolist() == [A, B, C]
    assert h.lugares(pd.Series([C, "no está", A])).tolist() == [2, -1, 0]
    assert h.movimientos["importe"][h.movimientos.inicio[2] : h.movimientos.inicio[3]].tolist() == [3_000_000]


def test_un_credito_puede_preguntarse_a_varios_dias(h: Historia) -> None:
    dias = np.array([dia(date(2021, 5, 2)), dia(date(2021, 5, 3)), dia(date(2022, 5, 1)), dia(date(2020, 1, 1))])
    lugar = np.array([0, 0, 1, 0])
    varios = adeudos_a(h, lugar, dias, np.full(4, SIN_DIA))
    assert pagado_a(h, lugar, dias)[0].tolist() == [0, 300_000, 0, 0]
    assert varios.saldo["HISTORICO"].tolist()[0::2] == [1_000_000, 2_000_000]
    assert varios.saldo["HISTORICO"].tolist()[3] == 0, "aún no se registraba"
    sin_el_dia = adeudos_a(h, np.array([0]), dias[1:2], np.array([SIN_DIA]), incluye_el_dia=False)
    assert sin_el_dia.causado["RECARGO"].tolist() == [0]


@pytest.mark.parametrize("al", [date(2021, 5, 3), date(2022, 6, 1), date(2023, 12, 31), date(2025, 12, 31)])
def test_unos_creditos_dan_lo_mismo_que_en_la_cartera_entera(foto: Foto, h: Historia, al: date) -> None:
    solos = cartera_de(historia_de(foto.conexion(), de_la_oficina(), pd.Series([B, "no está"])), al)
    entera = cartera_de(h, al)
    sin_lugar = [c for c in solos.columns if c != "lugar"]
    pd.testing.assert_frame_equal(
        solos[sin_lugar], entera.loc[entera["folio"] == B, sin_lugar].reset_index(drop=True), check_categorical=False
    )


@pytest.mark.parametrize("cuando", [date(2023, 12, 31), date(2024, 2, 15), date(2024, 12, 31)])
def test_lo_conocido_desde_la_historia_es_lo_que_da_la_foto(foto: Foto, h: Historia, cuando: date) -> None:
    todos = np.arange(len(h.creditos))
    de_la_foto = cartera_de(historia(foto.conexion(conocido_al=cuando), de_la_oficina()), date(2023, 12, 31))
    de_la_historia = cartera_de(h.conocida(todos, dia(cuando)), date(2023, 12, 31))
    pd.testing.assert_frame_equal(de_la_historia, de_la_foto, check_categorical=False)


def test_los_tardios_son_los_que_cambian_lo_ya_informado(h: Historia) -> None:
    assert h.tardios(dia(date(2022, 12, 31))).tolist() == [0, 1, 2], "a C se le anotó después su notificación"
    assert h.tardios(dia(date(2021, 12, 31))).tolist() == [2]


def test_el_pago_revertido_deja_de_interrumpir_el_dia_que_se_revirtio(h: Historia) -> None:
    antes, despues = (cartera_de(h, al).set_index("folio") for al in (date(2024, 5, 1), date(2024, 5, 2)))
    assert antes["ultima_interrupcion"][B] == despues["ultima_interrupcion"][B] == pd.Timestamp("2022-05-02")
    assert antes["ultima_interrupcion"][A] == pd.Timestamp("2022-01-10"), "el convenio también interrumpe"


def test_sin_creditos_no_hay_nada(foto: Foto) -> None:
    vacia = historia_de(foto.conexion(), de_la_oficina(), pd.Series(["no está"], dtype="str"))
    assert cartera_de(vacia, date(2025, 12, 31)).empty


@pytest.mark.lenta
def test_los_actos_del_mismo_dia_van_como_se_anotaron(tmp_path: Path) -> None:
    """La suspensión y su fin llegan en dos cargas; con filtro de delegación, DuckDB los da revueltos."""
    motor, folios = almacen_nuevo(en_carpeta(tmp_path)), [f"TGZ-2020-{k:06d}" for k in range(600)]
    with motor.begin() as c:
        for folio in folios:
            credito(c, folio)
            acto(c, folio, "SUSPENSION", "2022-03-01")
    foto_actual(en_carpeta(tmp_path), tmp_path)
    with motor.begin() as c:
        for folio in folios:
            acto(c, folio, "FIN_SUSPENSION", "2022-03-01")
    motor.dispose()
    conexion = foto_actual(en_carpeta(tmp_path), tmp_path).conexion()
    for _ in range(25):
        cartera = cartera_de(historia(conexion, de_la_oficina(), "DH-TGZ"), date(2023, 1, 1), "DH-TGZ")
        assert cartera["prescribe"].notna().all(), "ninguna suspensión quedó abierta"


def test_un_gasto_anterior_al_alta_entra_con_su_credito_y_no_en_otra_delegacion(tmp_path: Path) -> None:
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as c:
        credito(c, A, delegacion="DH-CIN", fecha_registro="2020-01-20")
        credito(c, B, fecha_registro="2025-02-10")
        gasto(c, B, 50_000, "2024-12-20", "D-1")
    motor.dispose()
    foto = foto_actual(en_carpeta(tmp_path), tmp_path)
    antes, despues = (puente_de(date(a, 1, 1), date(a, 12, 31), de_la_oficina(), foto) for a in (2024, 2025))
    assert set(antes["delegacion"]) == {"DH-CIN"}
    for p in (antes, despues):
        assert (p.loc[p["causa"] == "diferencia", ["numero", "importe"]] == 0).all(axis=None)
    causas = despues.set_index(["delegacion", "causa"])["importe"]
    assert causas["DH-TGZ", "altas"] == 1_000_000
    assert causas["DH-TGZ", "accesorios"] > 50_000, "el gasto entra con el crédito"
