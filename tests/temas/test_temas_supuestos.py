"""Supuestos que cambian lo que se paga: estímulo de 2026, 70-A, formales, revocación, exigibilidad, RFC e ISR."""

from __future__ import annotations

from typing import Any

import pytest

from cobranza import temas
from cobranza.base.errores import ErrorDeDatos, ErrorDeLey


def _tema(clave: str, **caso: Any) -> dict[str, Any]:
    return temas.calcular(clave, caso, {})


# Límites «hasta por» e «inferior o igual»: el producto exacto


def test_200_udi_del_5_de_noviembre_de_2025_no_alcanzan_a_1715_81() -> None:
    def caso(importe: str) -> dict[str, Any]:
        return _tema("incosteabilidad", importes=[importe], costo="0.00", fecha="2025-11-05")

    assert caso("1715.80")["tope_200_udi"] == "1715.80"  # 1,715.8072 cortado
    assert [caso(i)["causal"] for i in ("1715.80", "1715.81")] == ["200_udi", None]


@pytest.mark.parametrize(("base", "tope"), [("100000.00", "66666.66"), ("0.02", "0.01"), ("90000.00", "60000.00")])
def test_el_embargo_precautorio_no_pasa_de_dos_tercios_ni_por_fraccion(base: str, tope: str) -> None:
    assert _tema("embargo_precautorio", contribuciones_y_accesorios=base)["tope"] == tope


# Exigibilidad


def _exigible(**caso: Any) -> tuple[str, str]:
    resultado = _tema("exigibilidad", **caso)
    return resultado["vence"], resultado["exigible_desde"]


def test_por_omision_de_declaracion_se_ejecuta_a_partir_del_tercer_dia() -> None:
    # notificado el martes 10 de marzo de 2026: 11, 12 y 13; con el jueves 12, 13 y, tras el lunes inhábil, 17
    supuesto = "omision_de_declaracion"
    assert _exigible(notificacion="2026-03-10", supuesto=supuesto) == ("2026-03-12", "2026-03-13")
    assert _exigible(notificacion="2026-03-11", supuesto=supuesto) == ("2026-03-13", "2026-03-17")


@pytest.mark.parametrize("supuesto", ["cese_de_prorroga", "cese_de_parcialidades", "error_aritmetico"])
def test_al_cesar_el_plazo_hay_seis_dias_desde_que_surte_el_requerimiento(supuesto: str) -> None:
    # surte el 10; hábiles 11, 12, 13, 17, 18 y 19 de marzo de 2026
    assert _exigible(notificacion="2026-03-09", supuesto=supuesto) == ("2026-03-19", "2026-03-20")


def test_el_supuesto_fija_su_plazo_y_no_admite_otro() -> None:
    assert _exigible(notificacion="2026-03-09") == _exigible(notificacion="2026-03-09", plazo_dias=30)
    with pytest.raises(ErrorDeDatos, match="plazo_dias"):
        _tema("exigibilidad", notificacion="2026-03-09", supuesto="error_aritmetico", plazo_dias=30)


def test_lo_que_daba_el_65_antes_de_2014_va_rotulado() -> None:
    antes, despues = (_tema("exigibilidad", notificacion=d)["calidad"] for d in ("2013-12-31", "2014-01-02"))
    assert (antes, despues) == ("secundaria", "ley")


# Prescripción


def test_cuenta_el_dia_en_que_la_gestion_se_hizo_saber() -> None:
    def prescribe(notificada: object) -> str:
        gestion = {"fecha": "2019-02-28", "notificada": notificada}
        return str(_tema("prescripcion", exigible="2015-03-02", interrupciones=[gestion])["consumada"])

    assert prescribe(True) == "2024-02-28"
    assert prescribe("2019-03-08") == "2024-03-08"
    assert prescribe(False) == "2020-03-02"


def test_dos_suspensiones_encimadas_descuentan_cada_dia_una_vez() -> None:
    encimadas = [["2016-01-20", "2016-02-10"], ["2016-01-01", "2016-01-31"]]
    de_corrido = [["2016-01-01", "2016-02-10"]]
    una, otra = (_tema("prescripcion", exigible="2015-03-02", suspensiones=s) for s in (encimadas, de_corrido))
    assert una["consumada"] == otra["consumada"] == "2020-04-12"  # 41 días después del 2 de marzo
    assert una["pasos"] == otra["pasos"]


# Vencimiento por sexto dígito numérico del RFC


@pytest.mark.parametrize(
    ("rfc", "vence"),
    [
        ("ABC010101AB1", "2026-06-18"),  # miércoles 17 más un día hábil
        ("ABC010102AB1", "2026-06-18"),
        ("ABC010103AB1", "2026-06-22"),  # viernes 19: en banco, lunes
        ("ABC010105AB1", "2026-06-22"),
        ("ABC010107AB1", "2026-06-23"),
        ("ABC010110AB1", "2026-06-24"),
        ("PEGJ800109AB1", "2026-06-24"),
    ],
)
def test_el_sexto_digito_del_rfc_da_dias_habiles_de_mas(rfc: str, vence: str) -> None:
    resultado = _tema("vencimiento_pago", fecha_legal="2026-06-17", pago_en_institucion_de_credito=True, rfc=rfc)
    assert resultado["vencimiento_efectivo"] == vence
    assert resultado["calidad"] == "secundaria"


def test_sin_rfc_o_en_otro_dia_no_hay_dias_de_mas() -> None:
    def vence(legal: str, **otros: str) -> str:
        caso = {"fecha_legal": legal, "pago_en_institucion_de_credito": False, **otros}
        return str(_tema("vencimiento_pago", **caso)["vencimiento_efectivo"])

    assert vence("2026-06-17") == "2026-06-17"
    assert vence("2026-06-16", rfc="ABC010105AB1") == "2026-06-16"
    with pytest.raises(ErrorDeDatos, match="rfc"):
        vence("2026-06-17", rfc="ABC0101")
    with pytest.raises(ErrorDeLey, match="dias_adicionales_rfc"):
        vence("2013-06-17", rfc="ABC010105AB1")


# Gastos mientras se resuelve la revocación


def test_con_la_revocacion_pendiente_los_gastos_se_determinan_y_no_se_pagan() -> None:
    caso = {
        "credito": "100000.00",
        "diligencia": "embargo",
        "fecha_diligencia": "2026-03-02",
        "extraordinarios": "150.00",
    }
    firme, pendiente = (_tema("gastos_ejecucion", **caso, revocacion_pendiente=p) for p in (False, True))
    assert (firme["gasto_total"], pendiente["gasto_total"]) == ("2150.00", "0.00")
    assert pendiente["gasto_determinado"] == "2150.00"
    assert any("quinto párrafo" in r["fundamento"] for r in pendiente["renglones"])


# Multas: 70-A, agravante del 75-V y formales de la Ley de Ingresos


def test_el_70a_quita_la_multa_y_cambia_la_mora_por_prorroga() -> None:
    caso = {"multa": "55000.00", "contribucion_omitida": "100000.00", "vencimiento_efectivo": "2025-12-17"}
    resultado = _tema("multa", **caso, fecha_pago="2026-02-11", beneficio_70A=True)
    mora = _tema("liquidacion", monto="100000.00", vencimiento_efectivo="2025-12-17", fecha_pago="2026-02-11")
    assert (resultado["a_pagar"], resultado["reduccion"]) == ("0.00", "55000.00")
    assert resultado["contribucion_actualizada"] == mora["actualizado"]
    assert (resultado["tasa_recargos"], mora["tasa_recargos"]) == ("2.36", "3.54")  # 0.98 + 1.38 y 1.47 + 2.07


def test_el_70a_exige_pagar_en_quince_dias_y_no_tener_agravantes() -> None:
    assert _tema("multa", multa="100.00", beneficio_70A=True, pago_dentro_15_dias=False)["a_pagar"] == "100.00"
    with pytest.raises(ErrorDeDatos, match="agravantes"):
        _tema("multa", contribucion_omitida="1", porcentaje="55", agravantes={"dolo": "60"}, beneficio_70A=True)


@pytest.mark.parametrize("porcentaje", ["49.99", "75.01"])
def test_el_agravante_del_75_v_lleva_el_aumento_de_las_retenidas(porcentaje: str) -> None:
    caso = {"contribucion_omitida": "1000.00", "porcentaje": "55"}
    assert _tema("multa", **caso, agravantes={"partes_relacionadas": "50"})["a_pagar"] == "1050.00"
    with pytest.raises(ErrorDeDatos, match=r"77, fr\. III"):
        _tema("multa", **caso, agravantes={"partes_relacionadas": porcentaje})


@pytest.mark.parametrize(
    ("caso", "a_pagar"),
    [
        ({"momento": "antes del acta final"}, "500.00"),
        ({"momento": "después del oficio de observaciones"}, "600.00"),
        ({"momento": "después del acta final y antes de la resolución"}, "600.00"),
        ({"momento": "antes de notificarse la resolución"}, "600.00"),
        ({"momento": "despues_de_la_resolucion"}, "1000.00"),
        ({"momento": "después de notificada la resolución"}, "1000.00"),
        ({"momento": "antes del acta final", "causa": "artículo 85, fracción I"}, "1000.00"),
        ({"momento": "antes del acta final", "causa": "pérdidas declaradas en exceso"}, "1000.00"),
        ({"momento": "antes del acta final", "paga_lo_demas": False}, "1000.00"),
        ({"momento": "antes del acta final", "paga_lo_demas": True}, "500.00"),
    ],
)
def test_la_multa_formal_se_reduce_sólo_antes_de_la_resolucion_y_si_no_esta_excluida(
    caso: dict[str, Any], a_pagar: str
) -> None:
    resultado = _tema("multa", multa_formal="1000.00", ejercicio=2026, **caso)
    assert resultado["a_pagar"] == a_pagar
    if a_pagar == "1000.00":
        assert any("no se reduce" in r["concepto"] for r in resultado["renglones"])


# Estímulo de 2026

ESTIMULO = {
    "fecha_solicitud": "2026-10-31",
    "ejercicio": 2024,
    "contribucion_actualizada": "100000.00",
    "recargos": "35000.00",
    "multas": "55000.00",
    "gastos_ejecucion": "2000.00",
}


def test_el_estimulo_deja_por_pagar_la_contribucion_actualizada() -> None:
    resultado = _tema("estimulo_lif_2026", **ESTIMULO)
    assert (resultado["procede"], resultado["estimulo"], resultado["a_pagar"]) == (True, "92000.00", "100000.00")
    # el 15 es domingo y el 16, tercer lunes de noviembre: el plazo se prorroga al siguiente hábil (art. 12)
    assert (resultado["formulario_a_mas_tardar"], resultado["pago_a_mas_tardar"]) == ("2026-11-17", "2026-12-02")


def test_de_las_multas_formales_se_paga_la_decima_parte() -> None:
    caso = {"fecha_solicitud": "2026-03-02", "ejercicio": 2023, "multas": "1810.00", "solo_multas_formales": True}
    assert _tema("estimulo_lif_2026", **caso)["a_pagar"] == "181.00"
    with pytest.raises(ErrorDeDatos, match="solo_multas_formales"):
        _tema("estimulo_lif_2026", **caso, recargos="1.00")


@pytest.mark.parametrize(
    ("cambio", "motivo"),
    [
        ({"fecha_solicitud": "2026-11-01"}, "2026-10-31"),
        ({"fecha_solicitud": "2025-12-31"}, "2026-01-01"),
        ({"ejercicio": 2025}, "2024"),
        ({"firme": False}, "firme"),
        ({"ingresos_2024": "300000000.01"}, "ingresos"),
        ({"exclusion": "artículo 69-B"}, "69-B"),
        ({"fecha_formulario": "2026-11-10", "fecha_pago": "2026-11-26"}, "2026-11-25"),
        ({"ambito": "estatal"}, "federales"),
    ],
)
def test_sin_sus_requisitos_no_hay_estimulo_y_se_paga_todo(cambio: dict[str, Any], motivo: str) -> None:
    resultado = _tema("estimulo_lif_2026", **ESTIMULO | cambio)
    assert (resultado["procede"], resultado["estimulo"], resultado["a_pagar"]) == (False, "0.00", "192000.00")
    assert motivo in resultado["motivo"]


@pytest.mark.parametrize(
    "justo", [{"ingresos_2024": "300000000.00"}, {"fecha_formulario": "2026-11-10", "fecha_pago": "2026-11-25"}]
)
def test_en_el_limite_si_hay_estimulo(justo: dict[str, str]) -> None:
    assert _tema("estimulo_lif_2026", **ESTIMULO | justo)["procede"]


# ISR


@pytest.mark.parametrize(
    ("ingreso", "dias", "pago", "subsidio", "isr"),
    [
        ("5000.00", 15, "2026-03-15", "264.30", "102.61"),  # 366.91 − 535.65 ÷ 30.4 × 15
        ("2342.01", 7, "2025-03-15", "109.29", "72.50"),  # el límite de 10,171.00 en siete días son 2,342.01
        ("2342.02", 7, "2025-03-15", "0.00", "181.79"),
        ("15000.00", 15, "2026-03-15", "0.00", "2272.26"),
        ("300.00", 1, "2026-03-15", "17.62", "3.21"),  # diaria: 13.85 + 10.88 % de 64.18 = 20.83
        ("500.00", 7, "2026-03-15", "123.34", "0.00"),  # el excedente no se paga
        ("2000.00", 15, "2023-06-15", "188.71", "-77.22"),  # la tabla anterior entregaba el excedente
    ],
)
def test_un_periodo_lleva_la_parte_del_subsidio_de_sus_dias(
    ingreso: str, dias: int, pago: str, subsidio: str, isr: str
) -> None:
    resultado = _tema("isr_periodo", ingreso=ingreso, dias=dias, fecha_pago=pago)
    assert (resultado["subsidio"], resultado["isr"]) == (subsidio, isr)


def test_quien_cobra_gastos_no_percibe_solo_el_minimo_y_se_avisa() -> None:
    caso = {"sueldo_mes": "9000.00", "gastos_ejecucion_mes": "700.00", "fecha_pago": "2026-11-30"}
    con, sin = (_tema("isr_nomina_gastos", **caso, unico_ingreso_salario_minimo=m) for m in (True, False))
    distintos = {"avisos", "renglones"}
    assert {k: v for k, v in con.items() if k not in distintos} == {
        k: v for k, v in sin.items() if k not in distintos
    }
    assert con["retencion_total"] != "0.00"
    assert (len(con["avisos"]), sin["avisos"]) == (1, [])


def test_sin_gastos_el_salario_minimo_no_paga_ni_se_avisa() -> None:
    caso = {"sueldo_mes": "9760.00", "gastos_ejecucion_mes": "0", "fecha_pago": "2026-11-30"}
    resultado = _tema("isr_nomina_gastos", **caso, unico_ingreso_salario_minimo=True)
    assert (resultado["retencion_total"], resultado["avisos"]) == ("0.00", [])


# Prelación con varios créditos


@pytest.mark.parametrize("tema", ["prelacion_20", "prelacion_66A", "prelacion_148"])
def test_con_varios_creditos_hay_un_solo_remanente(tema: str) -> None:
    creditos = [{"periodo": p, "saldos": {"recargos": "10.00", "multas": "5.00"}} for p in ("2024-05", "2023-11")]
    resultado = _tema(tema, pago="31.00", creditos=creditos)
    assert resultado["remanente"] == "1.00"
    assert resultado["credito_2023_11"] == resultado["credito_2024_05"] == {"recargos": "10.00", "multas": "5.00"}
    assert sum("emanente" in r["concepto"] for r in resultado["renglones"]) == 1


def test_lo_autodeterminado_se_exige_desde_el_dia_siguiente_a_su_vencimiento() -> None:
    caso = {"supuesto": "autodeterminado", "vencimiento": "2026-03-17"}
    assert _exigible(**caso) == ("2026-03-17", "2026-03-18")
    assert _tema("exigibilidad", **caso)["surte_efectos"] is None
    for mal in ({"notificacion": "2026-03-17"}, {"plazo_dias": 30}, {"vencimiento": ""}):
        with pytest.raises(ErrorDeDatos):
            _tema("exigibilidad", **(caso | mal))
    for mal in ({}, {"notificacion": "2026-03-17", "vencimiento": "2026-03-17"}):
        with pytest.raises(ErrorDeDatos, match="notificacion"):
            _tema("exigibilidad", **mal)


def test_la_multa_no_fiscal_firme_se_paga_en_el_plazo_del_65_con_su_cita() -> None:
    caso = {"notificacion": "2026-03-09", "supuesto": "multa_no_fiscal_firme"}
    assert _exigible(**caso) == _exigible(notificacion="2026-03-09")
