"""Los gastos que se devuelven porque el crédito quedó sin efectos se descuentan a quien se le pagaron, una vez."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from nomina.mesa import Mesa
from nomina.oficina_de_cobro import DILIGENCIA, FOLIO, Oficina
from oficina import asentar, gasto, hecho

from cobranza.libros import vivo

GASTO, HONORARIO = 200_000, 40_000
DEL_EJECUTOR = 80_000
MESES = {
    "Enero": {"periodo": "Enero", "desde": "2026-01-01", "hasta": "2026-01-31", "fecha_pago": "2026-02-06"},
    "Febrero": {"periodo": "Febrero", "desde": "2026-02-01", "hasta": "2026-02-28", "fecha_pago": "2026-03-06"},
}


@pytest.fixture
def mesa(oficina: Oficina) -> Mesa:
    """Un crédito que en diciembre pagó el gasto de su requerimiento y el honorario de su notificación."""
    nueva = Mesa(oficina)
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    with oficina.motor.begin() as conexion:
        gasto(conexion, FOLIO, GASTO, "2025-11-10", DILIGENCIA)
        gasto(conexion, FOLIO, HONORARIO, "2025-11-10", f"C-{DILIGENCIA}", "HONORARIO_NOTIFICACION")
        asentar(conexion, hecho(FOLIO, "PAGO", "2025-12-05", GASTO + HONORARIO, "R-1"))
    return nueva


def _queda_sin_efectos(mesa: Mesa, fecha: str) -> None:
    with mesa.motor.begin() as conexion:
        asentar(conexion, hecho(FOLIO, "REDUCCION_RESOLUCION", fecha))


def _cae_el_recibo(mesa: Mesa, fecha: str) -> None:
    cae = hecho(FOLIO, "REVERSA", fecha) | {"documento": "R-1", "causa": "CANCELADO"}
    with mesa.motor.begin() as conexion:
        vivo.cambiar(conexion, "recibo", {"R-1": {"estado": "CANCELADO", "fecha_estado": date.fromisoformat(fecha)}})
        asentar(conexion, cae)


def _reversado(mesa: Mesa, mes: str) -> int:
    """Lo que esa nómina, ya enviada a pago, le descuenta a quien practicó la diligencia."""
    periodo = MESES[mes]
    numero = mesa.llevar("ENVIADA_A_PAGO", date.fromisoformat(periodo["fecha_pago"]), **periodo)
    personas = mesa.version(numero).resultado.personas.set_index("numero_empleado")
    return int(personas["reversado"].get("EJ", 0))


def test_lo_devuelto_se_descuenta_en_la_siguiente_y_nunca_mas(mesa: Mesa) -> None:
    mesa.llevar("PAGADA")
    _queda_sin_efectos(mesa, "2026-01-10")
    assert (_reversado(mesa, "Enero"), _reversado(mesa, "Febrero")) == (DEL_EJECUTOR, 0)


def test_la_resolucion_que_se_captura_tarde_se_descuenta_en_la_que_sigue(mesa: Mesa) -> None:
    mesa.llevar("PAGADA")
    _queda_sin_efectos(mesa, "2025-12-20")
    assert _reversado(mesa, "Enero") == DEL_EJECUTOR


def test_si_ademas_cae_el_recibo_se_descuenta_una_sola_vez(mesa: Mesa) -> None:
    mesa.llevar("PAGADA")
    _queda_sin_efectos(mesa, "2026-01-10")
    en_enero = _reversado(mesa, "Enero")
    _cae_el_recibo(mesa, "2026-02-03")
    assert (en_enero, _reversado(mesa, "Febrero")) == (DEL_EJECUTOR, 0)


def test_lo_cobrado_y_devuelto_en_el_periodo_no_se_paga_y_el_honorario_si(mesa: Mesa) -> None:
    """RCFF, art. 95: lo que se devuelve son los gastos de ejecución; el honorario de notificación no lo es."""
    _queda_sin_efectos(mesa, "2025-12-20")
    nomina = mesa.oficina.nomina(fecha_pago=date(2026, 1, 8))
    assert (nomina.base, nomina.auxiliar) == (HONORARIO, HONORARIO)


def test_de_los_libros_y_de_la_foto_sale_el_mismo_descuento(mesa: Mesa) -> None:
    _queda_sin_efectos(mesa, "2026-01-10")
    periodo = MESES["Enero"]
    pago = date.fromisoformat(periodo["fecha_pago"])
    numero = mesa.llevar("CALCULADA", pago, **periodo)
    foto = mesa.oficina.nomina(periodo["desde"], periodo["hasta"], fecha_pago=pago)
    pd.testing.assert_frame_equal(
        mesa.version(numero).resultado.personas[["numero_empleado", "reversado"]],
        foto.personas[["numero_empleado", "reversado"]], check_dtype=False,
    )  # fmt: skip
    assert foto.personas["reversado"].sum() > 0
