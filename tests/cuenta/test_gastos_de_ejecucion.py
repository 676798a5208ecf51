"""Los gastos de ejecución: cuándo no se exigen, cuándo vuelven y cuándo se devuelven (CFF 150, RCFF 95)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from cuenta.test_convenios import FOLIO, Oficina
from oficina import acto, asentar, credito, gasto, hecho

pytestmark = pytest.mark.lenta

DE_EJECUCION, EXTRAORDINARIO = 56_000, 12_345
AMBOS = DE_EJECUCION + EXTRAORDINARIO


@pytest.fixture
def oficina(tmp_path: Path) -> Iterator[Oficina]:
    abierta = Oficina(tmp_path)
    with abierta.motor.begin() as conexion:
        credito(conexion, FOLIO)
        gasto(conexion, FOLIO, DE_EJECUCION, "2023-02-01", "D-1")
        gasto(conexion, FOLIO, EXTRAORDINARIO, "2023-02-20", "D-2", "GASTO_EXTRAORDINARIO")
    yield abierta
    abierta.motor.dispose()


def _anota(oficina: Oficina, tipo: str, fecha: str, **otros: str) -> None:
    with oficina.motor.begin() as conexion:
        acto(conexion, FOLIO, tipo, fecha, **otros)


def test_mientras_se_resuelve_la_revocacion_no_se_exigen(oficina: Oficina) -> None:
    """Quinto párrafo del art. 150: ni los de la diligencia ni los extraordinarios; confirmada, vuelven."""
    _anota(oficina, "IMPUGNACION", "2023-03-01", forma="REVOCACION")
    _anota(oficina, "RESOLUCION", "2023-09-01", resultado="CONFIRMA")
    exigidos = {al: oficina.debe(al)["gastos"] for al in ("2023-02-28", "2023-03-01", "2023-08-31", "2023-09-01")}
    assert exigidos == {"2023-02-28": AMBOS, "2023-03-01": 0, "2023-08-31": 0, "2023-09-01": AMBOS}


def test_el_juicio_de_nulidad_no_los_detiene(oficina: Oficina) -> None:
    _anota(oficina, "IMPUGNACION", "2023-03-01", forma="NULIDAD")
    assert oficina.debe("2023-03-02")["gastos"] == AMBOS


def test_un_pago_con_la_revocacion_pendiente_va_a_lo_que_si_se_exige(oficina: Oficina) -> None:
    _anota(oficina, "IMPUGNACION", "2023-03-01", forma="REVOCACION")
    assert oficina.paga("2023-03-15", 60_000) == {"RECARGO": 60_000}


def test_anulado_el_credito_se_devuelve_lo_cobrado_de_ambos(oficina: Oficina) -> None:
    """RCFF, art. 95: sin crédito no hubo procedimiento que costear."""
    assert oficina.paga("2023-03-15", AMBOS) == {
        "GASTO_EJECUCION": DE_EJECUCION,
        "GASTO_EXTRAORDINARIO": EXTRAORDINARIO,
    }
    _anota(oficina, "RESOLUCION", "2023-09-01", resultado="DEJA_SIN_EFECTOS")
    with oficina.motor.begin() as conexion:
        movimientos = asentar(conexion, hecho(FOLIO, "REDUCCION_RESOLUCION", "2023-09-01"))
    a_favor = movimientos[movimientos["componente"] == "SALDO_A_FAVOR"]
    assert a_favor["importe"].tolist() == [-AMBOS]
    assert oficina.debe("2023-09-01")["total"] == 0
