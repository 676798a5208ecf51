"""A qué diligencia va cada peso cobrado de gastos: la misma, llegue lo demás en el orden que llegue."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest
from cuenta.test_reversas import FOLIO, INCIDENCIA, PRIMERO, Ventanilla
from ingesta.test_ingesta import DILIGENCIA
from oficina import credito
from sqlalchemy import Engine

Llegada = tuple[str, dict[str, str]]


@pytest.fixture
def ventanilla(motor: Engine, tmp_path: Path) -> Ventanilla:
    nueva = Ventanilla(motor, tmp_path)
    with motor.begin() as conexion:
        credito(conexion, FOLIO, concepto="F-MULF", vencimiento="2019-04-30", importe=100)
    return nueva


def _diligencia(clave: str, fecha: str, gasto: str) -> Llegada:
    propios = {
        "Clave": clave,
        "Crédito": FOLIO,
        "Fecha": fecha,
        "Fecha de captura": fecha,
        "Gasto determinado": gasto,
    }
    return "diligencias", DILIGENCIA | propios


def _recibo(clave: str, fecha: str, importe: str) -> Llegada:
    return "recibos", PRIMERO | {"Recibo": clave, "Fecha de ingreso": fecha, "Importe": importe}


def _incidencia(tipo: str, fecha: str) -> Llegada:
    return "incidencias", INCIDENCIA | {"Clave": tipo, "Tipo": tipo, "Fecha": fecha, "Fecha de captura": fecha}


def _pagado(ventanilla: Ventanilla) -> dict[tuple[str, str], int]:
    """Lo que cada recibo pagó de cada diligencia."""
    m = ventanilla.movimientos()
    pagos = m[m["tipo"].eq("PAGO") & m["componente"].eq("GASTO_EJECUCION")]
    suma = -pagos.groupby(["documento", "referencia"])["importe"].sum()
    return {(str(d), str(r)): int(importe) for (d, r), importe in suma.items() if importe}


@pytest.mark.parametrize(
    "orden", [(0, 1, 2, 3), (2, 0, 1, 3), (3, 2, 1, 0)], ids=["en orden", "la baja, tarde", "al revés"]
)
def test_lo_que_vuelve_con_la_reactivacion_se_paga_desde_la_misma_diligencia(
    ventanilla: Ventanilla, orden: tuple[int, ...]
) -> None:
    """Lo que la cancelación retiró no se cobró: el primer pago tras reactivar es de la diligencia más antigua."""
    ventanilla.cargar("diligencias", _diligencia("D-1", "2021-06-03", "560.00")[1])
    ventanilla.cargar("diligencias", _diligencia("D-2", "2021-06-20", "600.00")[1])
    llegan = [
        _incidencia("CANCELACION", "2022-02-03"),
        _incidencia("REACTIVACION", "2023-02-03"),
        _recibo("A-1", "2023-03-03", "560.00"),
        _recibo("A-2", "2023-05-03", "600.00"),
    ]
    for k in orden:
        ventanilla.cargar(llegan[k][0], llegan[k][1])
    assert _pagado(ventanilla) == {("A-1", "D-1"): 56_000, ("A-2", "D-2"): 60_000}


@pytest.mark.parametrize(("gasto", "paga"), [("560.40", "561.00"), ("560.60", "562.00")], ids=["baja", "sube"])
@pytest.mark.parametrize("orden", list(permutations(range(3))))
def test_el_ajuste_a_pesos_es_de_la_diligencia_que_se_pago(
    ventanilla: Ventanilla, gasto: str, paga: str, orden: tuple[int, ...]
) -> None:
    """El primer recibo salda el crédito; lo que el ajuste subió o bajó no pasa a la diligencia del año siguiente."""
    llegan = [_recibo("A-1", "2023-03-15", paga), _diligencia("D-2", "2024-02-01", "600.00"),
              _recibo("A-2", "2024-03-01", "600.00")]  # fmt: skip
    ventanilla.cargar("diligencias", _diligencia("D-1", "2023-02-01", gasto)[1])
    for k in orden:
        ventanilla.cargar(llegan[k][0], llegan[k][1])
    assert _pagado(ventanilla) == {("A-1", "D-1"): int(paga[:3]) * 100 - 100, ("A-2", "D-2"): 60_000}


@pytest.mark.parametrize("orden", list(permutations(range(3))))
def test_de_dos_diligencias_de_un_dia_no_importa_cual_llego_primero(
    ventanilla: Ventanilla, orden: tuple[int, ...]
) -> None:
    llegan = [_diligencia("D-1", "2023-02-01", "560.00"), _diligencia("D-2", "2023-02-01", "600.00"),
              _recibo("A-1", "2023-03-15", "700.00")]  # fmt: skip
    for k in orden:
        ventanilla.cargar(llegan[k][0], llegan[k][1])
    assert _pagado(ventanilla) == {("A-1", "D-1"): 56_000, ("A-1", "D-2"): 14_000}
