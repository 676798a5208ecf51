"""Los diecisiete errores frecuentes del cálculo federal, cada uno con la prueba que lo impide."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from cobranza import temas
from cobranza.ley.norma import norma


def _tema(clave: str, **caso: Any) -> dict[str, Any]:
    return temas.calcular(clave, caso, {})


def _liquidacion(monto: str, vencimiento: str, pago: str, **otros: Any) -> dict[str, Any]:
    return _tema("liquidacion", monto=monto, vencimiento_efectivo=vencimiento, fecha_pago=pago, **otros)


def test_01_el_factor_se_trunca_a_diez_milesimos_no_se_redondea() -> None:
    # 108.208 ÷ 106.278 = 1.018159…: redondeado sería 1.0182 y con ocho decimales otro importe
    assert _liquidacion("16000.00", "2012-11-20", "2013-03-15")["factor"] == "1.0181"


def test_02_los_meses_de_recargos_no_son_de_calendario() -> None:
    # del 17 de agosto al 5 de septiembre hay dos meses de calendario y uno de día a día
    assert _liquidacion("1000.00", "2025-08-17", "2025-09-05")["meses"] == 1


def test_03_las_tasas_se_suman_no_se_componen() -> None:
    # doce meses de 1.47 % compuestos darían 19.14 %
    assert _liquidacion("1000.00", "2024-01-17", "2025-01-17")["tasa_recargos"] == "17.64"


def test_04_las_multas_no_causan_recargos() -> None:
    multa = _liquidacion("1000.00", "2024-01-17", "2025-01-17", causa_recargos=False)
    assert multa["recargos"] == "0.00"
    assert multa["total"] == multa["actualizado"] != "1000.00"


def test_04_los_recargos_no_van_sobre_recargos() -> None:
    doble = _liquidacion("1000.00", "2022-01-17", "2024-01-17")
    renglon = doble["renglones"][-1]
    assert renglon["base"] == doble["actualizado"]
    assert doble["tasa_recargos"] == "35.28"  # 24 × 1.47, sobre la misma base


def test_05_el_tope_de_sesenta_meses_es_de_los_recargos_no_de_la_actualizacion() -> None:
    a_los_60, a_los_72 = (_liquidacion("1000.00", "2018-01-17", f"{anio}-01-17") for anio in (2023, 2024))
    assert a_los_60["tasa_recargos"] == a_los_72["tasa_recargos"] == "88.20"
    assert Decimal(a_los_72["factor"]) > Decimal(a_los_60["factor"])


def test_06_se_usa_el_inpc_del_mes_anterior() -> None:
    resultado = _liquidacion("1000.00", "2025-03-17", "2026-02-11")
    assert (resultado["inpc_num_mes"], resultado["inpc_den_mes"]) == ("2026-01", "2025-02")
    assert (resultado["inpc_num"], resultado["inpc_den"]) == ("143.588", "138.726")


def test_07_el_viernes_se_recorre_al_pagar_en_banco() -> None:
    en_banco = _tema("vencimiento_pago", fecha_legal="2026-07-17", pago_en_institucion_de_credito=True)
    assert en_banco["vencimiento_efectivo"] == "2026-07-20"


def test_08_cincuenta_centavos_bajan_al_pagar() -> None:
    assert _tema("redondeo_pago", importe="1234.50")["a_pagar"] == "1234.00"


def test_09_la_misma_diligencia_no_se_cobra_dos_veces() -> None:
    actas = [["requerimiento", "2026-03-02", "A-1"], ["embargo", "2026-03-02", "A-1"]]
    assert _tema("gastos_ejecucion", credito="100000.00", diligencias=actas)["gasto_total"] == "2000.00"
    actas[1][2] = "A-2"
    assert _tema("gastos_ejecucion", credito="100000.00", diligencias=actas)["gasto_total"] == "4000.00"


def test_10_el_tope_es_por_diligencia_y_sin_extraordinarios() -> None:
    resultado = _tema(
        "gastos_ejecucion",
        credito="6000000.00",
        diligencias=[["requerimiento", "2026-03-02", "A-1"], ["remate", "2026-09-02", "A-2"]],
        extraordinarios=[{"concepto": "avalúo", "importe": "5000.00", "comprobante": "F-77"}],
    )
    assert resultado["gasto"] == "195760.00"  # 2 × 97,880
    assert resultado["gasto_total"] == "200760.00"


def test_11_en_un_convenio_no_rige_la_prelacion_del_articulo_20() -> None:
    saldos = {"gastos_ejecucion": "630.00", "multas": "500.00", "recargos_prorroga": "300.00"}
    en_convenio = _tema("prelacion_66A", pago="400.00", saldos=saldos)
    assert (en_convenio["recargos_prorroga"], en_convenio["multas"]) == ("300.00", "100.00")
    assert _tema("prelacion_20", pago="400.00", saldos=saldos)["gastos_ejecucion"] == "400.00"


def test_12_una_gestion_no_notificada_no_interrumpe() -> None:
    gestion = {"fecha": "2018-05-07", "notificada": False}
    resultado = _tema("prescripcion", exigible="2015-03-02", interrupciones=[gestion])
    assert resultado["consumada"] == "2020-03-02"
    assert any("no se notificó: no interrumpe" in paso for paso in resultado["pasos"])


def test_13_los_treinta_dias_no_son_naturales_ni_desde_la_notificacion() -> None:
    resultado = _tema("exigibilidad", notificacion="2020-01-15")
    assert resultado["vence"] == "2020-02-28"  # naturales desde la notificación: 14 de febrero


def test_14_la_reduccion_por_45_dias_no_es_veinte_por_ciento_de_la_multa() -> None:
    resultado = _tema("multa", contribucion_omitida="100000.00", porcentaje="55", pago_total_dentro_45_dias=True)
    assert resultado["reduccion"] == "20000.00"  # y no 11,000


def test_15_el_isr_de_los_gastos_no_se_retiene_aparte() -> None:
    juntos = _tema("isr_nomina_gastos", sueldo_mes="10000", gastos_ejecucion_mes="3000", fecha_pago="2026-11-30")
    aparte = _tema("isr_nomina_gastos", sueldo_mes="0", gastos_ejecucion_mes="3000", fecha_pago="2026-11-30")
    assert juntos["retencion_atribuible_a_gastos"] == "882.63"
    assert aparte["retencion_total"] == "0.00"


def test_16_la_tarifa_de_2025_no_se_usa_en_2026() -> None:
    caso = {"sueldo_mes": "10000", "gastos_ejecucion_mes": "3000"}
    en_2025 = _tema("isr_nomina_gastos", **caso, fecha_pago="2025-12-31")
    en_2026 = _tema("isr_nomina_gastos", **caso, fecha_pago="2026-01-31")
    assert (en_2025["isr_bruto_total"], en_2026["isr_bruto_total"]) == ("1194.38", "1076.00")


def test_17_en_2026_los_recargos_se_citan_del_articulo_11_de_la_lif() -> None:
    renglon = _liquidacion("1000.00", "2026-03-17", "2026-04-17")["renglones"][-1]
    assert "LIF 2026 art. 11" in renglon["fuente"]
    assert "art. 8" not in renglon["fuente"]


@pytest.mark.parametrize("clave", ["recargos_mora", "parcialidades_hasta_12", "gastos_minimo"])
def test_ningun_valor_de_2026_cita_el_articulo_8(clave: str) -> None:
    (de_2026,) = [v for v in norma("federal").serie(clave).valores if v.desde.year == 2026]
    assert "art. 8" not in de_2026.fuente
