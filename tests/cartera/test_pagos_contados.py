"""Los pagos que se cuentan son los recibos: cada uno una vez, con su importe y en su día, lleguen como lleguen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from cartera.test_caja import FOLIO, _en_desorden
from ingesta.test_ingesta import CARTERA, RECIBO, _almacen, _carga_filas, _consulta
from sqlalchemy import Engine

from cobranza.almacen.toma import foto_actual
from cobranza.base.dinero import pesos
from cobranza.base.fechas import fecha_corta
from cobranza.cartera.consultas import cartera_al
from cobranza.cartera.explicacion import Explicacion, explicar
from cobranza.informes.liquidacion import operacion
from cobranza.ley.norma import de_la_oficina

pytestmark = pytest.mark.lenta


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    engine = _almacen(tmp_path / "libros.db")
    _carga_filas(engine, tmp_path, "cartera", CARTERA)
    return engine


def _explicada(tmp_path: Path, al: date) -> Explicacion:
    conexion = foto_actual(f"sqlite:///{tmp_path / 'libros.db'}", tmp_path).conexion()
    explicacion = explicar(conexion, de_la_oficina(), FOLIO, al)
    debe = cartera_al(conexion, de_la_oficina(), al).set_index("folio")["total"][FOLIO]
    assert explicacion.debido == debe
    return explicacion


def _contados(explicacion: Explicacion) -> list[tuple[str, str]]:
    """(día, qué) de los renglones de la línea de tiempo que hablan de un pago."""
    hitos = explicacion.cronologia.hitos
    return sorted((h.como_dict()["fecha"], h.hecho) for h in hitos if h.clase == "pago")


def _esperados(engine: Engine, al: date) -> list[tuple[str, str]]:
    """Los mismos, de la tabla de recibos."""
    consulta = "SELECT recibo, importe, fecha_ingreso, COALESCE(fecha_estado, '9999') FROM recibo"
    renglones = []
    for recibo, importe, ingreso, cayo in _consulta(engine, consulta):
        de = f"pago de {pesos(int(str(importe)))} (documento {recibo})"
        renglones += [(str(ingreso), f"P{de[1:]}"), (str(cayo), f"Se deshace el {de}")]
    return sorted(r for r in renglones if r[0] <= str(al))


def _sin_epocas(engine: Engine, explicacion: Explicacion) -> None:
    """En la memoria nada se deshace, y cada pago es de un recibo que sigue valiendo, en su día, y baja lo debido."""
    consulta = "SELECT fecha_ingreso FROM recibo WHERE COALESCE(fecha_estado, '9999') > "
    dias = {fecha_corta(date.fromisoformat(str(d))) for (d,) in _consulta(engine, f"{consulta}'{explicacion.al}'")}
    pagos = [r for r in explicacion.renglones if r.concepto.startswith("Pago")]
    assert all("deshace" not in r.concepto for r in explicacion.renglones)
    assert {r.concepto.split(" a ")[0].removeprefix("Pago del ") for r in pagos} <= dias
    assert all((r.monto or 0) < 0 for r in pagos)
    extinguidos = [r for r in explicacion.renglones if "de lo que se extinguió" in r.concepto]
    assert all(any(dia in r.concepto for dia in dias) for r in extinguidos)


@pytest.mark.parametrize("semilla", range(6))
def test_los_pagos_contados_son_los_recibos(engine: Engine, tmp_path: Path, semilla: int) -> None:
    """Cancelados, sustituidos, devueltos y repetidos, con los archivos en cualquier orden y a cualquier día."""
    for fila in _en_desorden(semilla):
        _carga_filas(engine, tmp_path, "recibos", fila)
    for al in (date(2020, 3, 31), date(2020, 5, 31), date(2020, 7, 31), date(2020, 12, 31)):
        explicacion = _explicada(tmp_path, al)
        assert _contados(explicacion) == _esperados(engine, al), al
        _sin_epocas(engine, explicacion)


def test_tres_recibos_caidos_y_uno_que_se_volvio_a_aplicar_tres_veces(engine: Engine, tmp_path: Path) -> None:
    recibos = [
        RECIBO | {"Recibo": f"A{n}", "Fecha de ingreso": dia, "Importe": importe, "Forma de pago": "CHEQUE"}
        for n, (dia, importe) in enumerate(
            (("10/03/2020", "300.00"), ("12/05/2020", "400.00"), ("14/07/2020", "200.00"), ("15/09/2020", "150.00")),
            1,
        )
    ]
    cancelado = {"Estado": "CANCELADO"}
    _carga_filas(engine, tmp_path, "recibos", *recibos)
    _carga_filas(engine, tmp_path, "recibos", recibos[0] | cancelado | {"Fecha de estado": "20/04/2020"})
    _carga_filas(
        engine, tmp_path, "recibos", recibos[1] | cancelado | {"Fecha de estado": "18/06/2020"},
        recibos[2] | {"Estado": "CHEQUE_DEVUELTO", "Fecha de estado": "22/08/2020"},
    )  # fmt: skip
    explicacion = _explicada(tmp_path, date(2020, 12, 31))
    assert _contados(explicacion) == [
        ("2020-03-10", "Pago de 300.00 (documento A1)"),
        ("2020-04-20", "Se deshace el pago de 300.00 (documento A1)"),
        ("2020-05-12", "Pago de 400.00 (documento A2)"),
        ("2020-06-18", "Se deshace el pago de 400.00 (documento A2)"),
        ("2020-07-14", "Pago de 200.00 (documento A3)"),
        ("2020-08-22", "Se deshace el pago de 200.00 (documento A3)"),
        ("2020-09-15", "Pago de 150.00 (documento A4)"),
    ]
    pagado = sum(r.monto or 0 for r in explicacion.renglones if r.concepto.startswith("Pago del 15 sep 2020"))
    assert pagado == -15_000
    _sin_epocas(engine, explicacion)


def test_el_pago_capturado_tarde_sale_en_su_dia_y_no_mueve_los_otros(engine: Engine, tmp_path: Path) -> None:
    for recibo, ingreso in (("A-2", "10/09/2020"), ("A-1", "10/03/2020")):
        _carga_filas(engine, tmp_path, "recibos", RECIBO | {"Recibo": recibo, "Fecha de ingreso": ingreso})
    explicacion = _explicada(tmp_path, date(2020, 12, 31))
    assert _contados(explicacion) == _esperados(engine, date(2020, 12, 31))
    _sin_epocas(engine, explicacion)
    assert all(operacion(r) or r.base is None or not r.factor for r in explicacion.renglones)
