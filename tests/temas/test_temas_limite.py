"""Los casos límite que cada cálculo debe resolver, con el nombre con que la norma los plantea."""

from __future__ import annotations

from typing import Any

import pytest

from cobranza import temas
from cobranza.base.errores import ErrorDeDatos, ErrorDeLey
from cobranza.base.fechas import fecha
from cobranza.ley.norma import norma
from cobranza.ley.plazos_de_pago import tasa_por_plazo
from cobranza.ley.remate import difieren_los_avaluos

DE = norma("federal")


def _tema(clave: str, **caso: Any) -> dict[str, Any]:
    return temas.calcular(clave, caso, {})


def _liquidacion(vencimiento: str, pago: str, **otros: Any) -> dict[str, Any]:
    return _tema("liquidacion", monto="1000.00", vencimiento_efectivo=vencimiento, fecha_pago=pago, **otros)


# Actualización (art. 17-A)


def test_mismo_mes_no_se_actualiza() -> None:
    assert _liquidacion("2025-03-03", "2025-03-31")["factor"] == "1.0000"


def test_mismo_mes_sin_inpc_publicado_tampoco_lo_necesita() -> None:
    resultado = _liquidacion("2026-11-03", "2026-11-20")
    assert (resultado["factor"], resultado["inpc_num"]) == ("1.0000", None)


def test_con_deflacion_el_factor_es_uno() -> None:
    # INPC de junio de 2015 menor que el de diciembre de 2014
    assert _liquidacion("2015-01-19", "2015-07-27")["factor"] == "1.0000"


def test_inpc_no_publicado_se_usa_el_ultimo() -> None:
    antes, despues = (_liquidacion("2025-03-17", pago) for pago in ("2026-02-09", "2026-02-10"))
    assert (antes["inpc_num_mes"], despues["inpc_num_mes"]) == ("2025-12", "2026-01")


def test_el_dia_de_publicacion_se_puede_elegir_en_el_caso() -> None:
    elegido = _liquidacion("2025-03-17", "2026-02-09", inpc_publicado_desde_dia=9)
    assert elegido["inpc_num_mes"] == "2026-01"
    assert elegido["interpretaciones"] == {"inpc.disponible_desde_dia": "9"}
    assert any("inpc.disponible_desde_dia" in r["concepto"] for r in elegido["renglones"])


def test_inpc_faltante_detiene_el_calculo_y_nombra_el_archivo() -> None:
    with pytest.raises(ErrorDeLey, match=r"inpc no tiene valor al 2026-09-01.*params/legales/comunes/inpc\.csv"):
        _liquidacion("2025-03-17", "2026-10-20")


# Recargos (art. 21)


def test_pago_el_mismo_dia_no_causa_nada() -> None:
    resultado = _liquidacion("2025-03-17", "2025-03-17")
    assert (resultado["meses"], resultado["recargos"], resultado["total"]) == (0, "0.00", "1000.00")


def test_pago_antes_del_vencimiento_no_causa_nada() -> None:
    assert _liquidacion("2025-03-17", "2025-01-10")["total"] == "1000.00"


def test_mes_exacto_es_un_mes() -> None:
    assert _liquidacion("2025-03-17", "2025-04-17")["meses"] == 1


def test_mes_mas_un_dia_son_dos() -> None:
    assert _liquidacion("2025-03-17", "2025-04-18")["meses"] == 2


def test_cruce_de_ejercicio_usa_la_tasa_de_cada_mes() -> None:
    resultado = _liquidacion("2025-12-17", "2026-02-10")
    detalle = resultado["renglones"][-1]["detalle"]
    assert [(d["desde"], d["tasa"]) for d in detalle] == [("2025-12-18", "1.47"), ("2026-01-18", "2.07")]


def test_a_los_60_meses_se_cobran_60_y_a_los_61_tambien() -> None:
    a_60, a_61 = (_liquidacion("2019-01-17", pago) for pago in ("2024-01-17", "2024-01-18"))
    assert (a_60["meses"], a_60["tasa_recargos"]) == (60, "88.20")
    assert (a_61["meses"], a_61["tasa_recargos"]) == (61, "88.20")
    assert (a_60["meses_causados"], a_61["meses_causados"]) == (60, 60)
    assert len(a_61["renglones"][-1]["detalle"]) == 60


def test_en_los_supuestos_del_articulo_67_el_tope_es_la_caducidad() -> None:
    resultado = _liquidacion("2018-01-17", "2025-01-17", caducidad_art_67="2025-01-17")
    assert resultado["tasa_recargos"] == "123.48"  # 84 meses × 1.47
    assert (resultado["meses"], resultado["meses_causados"]) == (84, 84)
    detalle = resultado["renglones"][-1]["detalle"]
    assert len(detalle) == 84


def test_tasa_faltante_detiene_el_calculo_y_nombra_el_archivo() -> None:
    with pytest.raises(ErrorDeLey, match=r"recargos_mora no tiene valor al 2027-01-01.*recargos_mora\.yaml"):
        _liquidacion("2026-11-17", "2027-02-10", causa_recargos=True, inpc_publicado_desde_dia=31)


# Cheque (art. 21, séptimo párrafo)


def test_si_la_causa_es_del_banco_no_hay_indemnizacion() -> None:
    assert _tema("cheque", cheque="5000.00", causa_del_banco=True)["indemnizacion"] == "0.00"


def test_si_no_se_presento_en_tiempo_no_hay_indemnizacion() -> None:
    assert _tema("cheque", cheque="5000.00", presentado_en_tiempo=False)["indemnizacion"] == "0.00"


# Multa (arts. 70 a 78)


def test_la_reduccion_del_76_excluye_la_del_75() -> None:
    resultado = _tema(
        "multa",
        contribucion_omitida="100000.00",
        porcentaje="55",
        pago_total_dentro_45_dias=True,
        pago_dentro_30_dias=True,
    )
    assert resultado["a_pagar"] == "35000.00"


def test_pronto_pago_reduce_la_multa_en_su_porcentaje() -> None:
    assert _tema("multa", multa="10000.00", pago_dentro_30_dias=True)["a_pagar"] == "8000.00"
    assert _tema("multa", multa="10000.00", pago_dentro_30_dias=False)["a_pagar"] == "10000.00"


def test_la_multa_aduanera_no_se_reduce_por_pronto_pago() -> None:
    assert _tema("multa", multa="10000.00", pago_dentro_30_dias=True, causa="aduanera")["a_pagar"] == "10000.00"


def test_la_multa_no_fiscal_se_actualiza_y_no_causa_recargos() -> None:
    resultado = _liquidacion("2025-03-17", "2026-02-11", causa_recargos=False)
    assert (resultado["actualizado"], resultado["recargos"]) == ("1035.00", "0.00")
    assert (resultado["meses"], resultado["meses_causados"]) == (11, 0)
    assert "noveno párrafo" in resultado["renglones"][-1]["fundamento"]


def test_el_error_aritmetico_pagado_en_quince_dias_baja_a_la_mitad() -> None:
    caso = {"contribucion_omitida": "10000.00", "porcentaje": "20", "causa": "error aritmético"}
    assert _tema("multa", **caso, pago_dentro_15_dias=True)["a_pagar"] == "1000.00"
    assert _tema("multa", **caso, pago_dentro_15_dias=False)["a_pagar"] == "2000.00"


def test_al_error_aritmetico_no_le_toca_el_pronto_pago() -> None:
    resultado = _tema("multa", multa="2000.00", causa="error_aritmetico", pago_dentro_30_dias=True)
    assert resultado["a_pagar"] == "2000.00"


@pytest.mark.parametrize(
    ("momento", "esperada"),
    [
        ("espontaneo", "0.00"),
        ("antes del acta final", "20000.00"),
        ("después del acta final y antes de la resolución", "30000.00"),
    ],
)
def test_la_multa_por_omision_depende_del_momento_en_que_se_corrige(momento: str, esperada: str) -> None:
    assert _tema("multa", contribucion_omitida="100000.00", momento=momento)["a_pagar"] == esperada


def test_corregirse_fija_la_multa_aunque_ya_hubiera_otra() -> None:
    caso = {"multa": "55000.00", "contribucion_omitida": "100000.00", "momento": "antes_del_acta_final"}
    assert _tema("multa", **caso)["a_pagar"] == "20000.00"


@pytest.mark.parametrize(
    ("caso", "falta"),
    [
        ({"multa": "1.00", "momento": "antes_del_acta_final"}, "contribucion_omitida"),
        ({"multa": "1.00", "agravantes": {"dolo": "60"}}, "contribucion_omitida"),
        ({"multa": "1.00", "pago_total_dentro_45_dias": True}, "contribucion_omitida"),
        ({"contribucion_omitida": "1.00"}, "porcentaje"),
        ({"multa_formal": "1.00", "ejercicio": 2026}, "momento"),
        ({"multa_formal": True}, "multa"),
    ],
)
def test_un_supuesto_incompleto_dice_que_falta(caso: dict[str, Any], falta: str) -> None:
    with pytest.raises(ErrorDeDatos, match=f"«{falta}»"):
        _tema("multa", **caso)


def test_el_regimen_de_incorporacion_reduce_antes_que_el_pronto_pago() -> None:
    resultado = _tema("multa", multa="1000.00", regimen_incorporacion=True, pago_dentro_30_dias=True)
    assert resultado["a_pagar"] == "400.00"  # 1,000 × 50 % × 80 %


@pytest.mark.parametrize(("momento", "esperada"), [("antes_del_acta_final", "500.00"), ("despues", "600.00")])
def test_la_multa_formal_de_2026_se_paga_en_parte(momento: str, esperada: str) -> None:
    assert _tema("multa", multa_formal="1000.00", ejercicio=2026, momento=momento)["a_pagar"] == esperada


def test_la_multa_formal_de_otro_ejercicio_no_se_reduce_a_ciegas() -> None:
    with pytest.raises(ErrorDeLey, match=r"proporciones\.yaml"):
        _tema("multa", multa_formal="1000.00", ejercicio=2027, momento="antes_del_acta_final")


def test_de_varias_multas_por_un_acto_solo_la_mayor() -> None:
    assert _tema("multa", multas_por_un_acto=["1810.00", "15430.00", "6290.00"])["a_pagar"] == "15430.00"


def test_si_el_precepto_se_reformo_rige_la_multa_menor() -> None:
    assert _tema("multa", multa="1800.00", multa_al_infringir="1500.00")["a_pagar"] == "1500.00"


def test_la_multa_no_pagada_en_tiempo_se_actualiza() -> None:
    resultado = _tema("multa", multa="10000.00", vencimiento_efectivo="2025-03-17", fecha_pago="2026-02-11")
    assert resultado["a_pagar"] == "10350.00"


def test_los_agravantes_se_suman_sobre_lo_omitido() -> None:
    resultado = _tema(
        "multa", contribucion_omitida="1000.00", porcentaje="55", agravantes={"reincidencia": "20", "dolo": "60"}
    )
    assert resultado["a_pagar"] == "1350.00"  # 55 % + 20 % + 60 %


@pytest.mark.parametrize(
    "caso",
    [
        {"porcentaje": "54.99"},
        {"porcentaje": "75.01"},
        {"porcentaje": "55", "causa": "error_aritmetico"},
        {"porcentaje": "55", "agravantes": {"dolo": "59"}},
        {"porcentaje": "55", "agravantes": {"enojo": "20"}},
    ],
)
def test_un_porcentaje_fuera_del_rango_de_ley_es_un_error(caso: dict[str, Any]) -> None:
    with pytest.raises(ErrorDeDatos, match="se esperaba"):
        _tema("multa", contribucion_omitida="1000.00", **caso)


# Gastos de ejecución (art. 150)


def _gasto(credito: str) -> dict[str, Any]:
    return _tema("gastos_ejecucion", credito=credito, fecha_diligencia="2026-03-02", diligencia="embargo")


@pytest.mark.parametrize(
    ("credito", "gasto", "regla"),
    [
        ("31499.99", "630.00", "mínimo 630.00"),  # 629.9998 es inferior al mínimo
        ("31500.00", "630.00", "2.00 %"),  # igual al mínimo
        ("31500.50", "630.01", "2.00 %"),
        ("4894000.00", "97880.00", "2.00 %"),  # igual al máximo
        ("4894000.50", "97880.00", "máximo 97880.00"),
    ],
)
def test_igual_al_minimo_e_igual_al_maximo(credito: str, gasto: str, regla: str) -> None:
    resultado = _gasto(credito)
    assert (resultado["gasto"], resultado["renglones"][0]["factor"]) == (gasto, regla)


def test_misma_acta_con_dos_fechas_es_un_error() -> None:
    with pytest.raises(ErrorDeDatos, match="una sola fecha por acta"):
        _tema(
            "gastos_ejecucion",
            credito="1000.00",
            diligencias=[["requerimiento", "2026-03-02", "A-1"], ["embargo", "2026-03-03", "A-1"]],
        )


def test_monto_faltante_detiene_el_calculo_y_nombra_el_archivo() -> None:
    with pytest.raises(ErrorDeLey, match=r"gastos_m\w+ no tiene valor al 2019-03-02.*gastos_m\w+\.yaml"):
        _tema("gastos_ejecucion", credito="1000.00", fecha_diligencia="2019-03-02", diligencia="embargo")


def test_el_minimo_es_el_del_dia_de_la_diligencia() -> None:
    de_2025, de_2026 = (
        _tema("gastos_ejecucion", credito="1000.00", fecha_diligencia=dia, diligencia="embargo")["gasto"]
        for dia in ("2025-12-31", "2026-01-01")
    )
    assert (de_2025, de_2026) == ("560.00", "630.00")


def test_el_credito_insubsistente_en_su_totalidad_no_paga_gastos() -> None:
    resultado = _tema(
        "gastos_ejecucion",
        credito="100000.00",
        fecha_diligencia="2026-03-02",
        diligencia="embargo",
        credito_insubsistente_total=True,
        extraordinarios="500.00",
    )
    assert [resultado[c] for c in ("gasto", "gasto_total", "extraordinarios")] == ["0.00"] * 3


def test_varios_creditos_en_un_mismo_acto_son_una_diligencia_sobre_su_suma() -> None:
    resultado = _tema(
        "gastos_ejecucion",
        creditos_en_un_mismo_acto=["20000.00", "30000.00"],
        fecha_diligencia="2026-03-02",
        diligencia="requerimiento",
    )
    assert resultado["gasto"] == "1000.00"  # y no 630 + 630


def test_una_notificacion_no_causa_gastos_de_ejecucion() -> None:
    with pytest.raises(ErrorDeDatos, match="requerimiento"):
        _tema("gastos_ejecucion", credito="1.00", fecha_diligencia="2026-03-02", diligencia="notificacion")


@pytest.mark.parametrize("sin", [{}, {"comprobante": False}])
def test_un_extraordinario_sin_comprobante_no_se_cobra(sin: dict[str, Any]) -> None:
    with pytest.raises(ErrorDeDatos, match="comprobante"):
        _tema(
            "gastos_ejecucion",
            credito="1.00",
            fecha_diligencia="2026-03-02",
            diligencia="embargo",
            extraordinarios=[{"concepto": "avalúo", "importe": "10.00", **sin}],
        )


def test_la_base_puede_ser_solo_el_principal() -> None:
    caso = {"credito": "100000.00", "fecha_diligencia": "2026-03-02", "diligencia": "embargo"}
    solo = {"gastos.base": "solo_principal"}
    assert temas.calcular("gastos_ejecucion", {**caso, "principal": "60000.00"}, solo)["gasto"] == "1200.00"
    with pytest.raises(ErrorDeDatos, match="principal"):
        temas.calcular("gastos_ejecucion", caso, solo)


# Pago a plazos (arts. 66 y 66-A)


@pytest.mark.parametrize(("cuantas", "tasa"), [(12, "1.42"), (13, "1.63"), (24, "1.63"), (25, "1.97"), (36, "1.97")])
def test_la_tasa_cambia_en_13_y_en_25_parcialidades(cuantas: int, tasa: str) -> None:
    assert tasa_por_plazo(DE, cuantas, fecha("2026-03-02")).texto == tasa


@pytest.mark.parametrize(("tema", "caso"), [("parcialidades", {"parcialidades": 37}), ("diferido", {"meses": 13})])
def test_mas_alla_del_plazo_maximo_no_se_autoriza(tema: str, caso: dict[str, int]) -> None:
    with pytest.raises(ErrorDeDatos, match="a lo más"):
        _tema(tema, adeudo="1000.00", fecha_solicitud="2026-03-02", **caso)


@pytest.mark.parametrize(
    ("debio_pagarse", "solicitud", "procede"),
    [
        ("2026-01", "2026-12", False),  # año en curso
        ("2025-09", "2026-03", False),  # seis meses exactos antes del mes de la solicitud
        ("2025-08", "2026-03", True),
        ("2025-12", "2026-07", True),  # siete meses y otro año
    ],
)
def test_ano_en_curso_y_seis_meses_anteriores(debio_pagarse: str, solicitud: str, procede: bool) -> None:
    resultado = _tema("procedencia_plazos", mes_en_que_debio_pagarse=debio_pagarse, mes_solicitud=solicitud)
    assert resultado["procede"] is procede
    assert (resultado["motivo"] is None) is procede


def test_las_retenidas_no_se_pagan_a_plazos_y_la_seguridad_social_si() -> None:
    viejas = {"mes_en_que_debio_pagarse": "2020-01", "mes_solicitud": "2026-03"}
    nuevas = {"mes_en_que_debio_pagarse": "2026-01", "mes_solicitud": "2026-03"}
    assert not _tema("procedencia_plazos", **viejas, retenida=True)["procede"]
    assert _tema("procedencia_plazos", **nuevas, seguridad_social=True)["procede"]


def test_se_revoca_a_la_tercera_o_por_la_ultima() -> None:
    def revoca(*incumplidas: int) -> bool:
        return bool(_tema("revocacion_plazos", parcialidades=12, incumplidas=list(incumplidas))["se_revoca"])

    assert not revoca(1, 2)
    assert not revoca(2, 2, 2)
    assert revoca(1, 2, 9)
    assert revoca(12)


def test_la_tabla_amortiza_el_saldo_y_termina_en_cero() -> None:
    for opcion in ("todas_iguales", "ultima_ajusta"):
        caso = {"adeudo": "98765.43", "parcialidades": 36, "fecha_solicitud": "2026-03-02"}
        resultado = temas.calcular("parcialidades", caso, {"parcialidad.redondeo": opcion})
        centavos = [int(p["capital"].replace(".", "")) for p in resultado["tabla"]]
        assert sum(centavos) == int(resultado["saldo"].replace(".", ""))
        assert resultado["tabla"][-1]["saldo"] == "0.00"
        iguales = {p["parcialidad"] for p in resultado["tabla"][:-1]}
        assert iguales == {resultado["parcialidad"]}


def test_el_convenio_exige_garantia_por_el_ochenta_por_ciento_mas_recargos() -> None:
    resultado = _tema("diferido", adeudo="100000.00", fecha_solicitud="2026-03-02", meses=12)
    assert resultado["garantia"] == "98912.00"  # 80,000 + 18,912


# Aplicación de pagos (arts. 20, 66-A y 148)


def test_un_pago_menor_que_los_gastos_no_toca_lo_demas() -> None:
    resultado = _tema("prelacion_20", pago="600.00", saldos={"gastos": "630.00", "recargos": "1.00"})
    assert (resultado["gastos"], resultado["recargos"], resultado["remanente"]) == ("600.00", "0.00", "0.00")


def test_un_pago_exacto_no_deja_remanente() -> None:
    resultado = _tema("prelacion_20", pago="631.00", saldos={"gastos": "630.00", "principal": "1.00"})
    assert (resultado["principal"], resultado["remanente"]) == ("1.00", "0.00")


def test_un_pago_en_exceso_es_saldo_a_favor() -> None:
    resultado = _tema("prelacion_20", pago="700.00", saldos={"gastos": "630.00"})
    assert resultado["remanente"] == "70.00"
    assert any("saldo a favor" in r["concepto"] for r in resultado["renglones"])


def test_dos_creditos_se_pagan_del_mas_antiguo_al_mas_nuevo() -> None:
    nuevo = {"periodo": "2024-05", "saldos": {"gastos": "630.00"}}
    antiguo = {"periodo": "2023-11", "saldos": {"principal": "1000.00"}}
    resultado = _tema("prelacion_20", pago="1100.00", creditos=[nuevo, antiguo])
    assert resultado["credito_2023_11"] == {"principal": "1000.00"}
    assert resultado["credito_2024_05"] == {"gastos": "100.00"}


def test_dos_creditos_del_mismo_periodo_no_se_confunden() -> None:
    mismo = [{"periodo": "2024-05", "saldos": {"principal": "100.00"}} for _ in range(2)]
    resultado = _tema("prelacion_20", pago="150.00", creditos=mismo)
    assert resultado["credito_2024_05"] == {"principal": "100.00"}
    assert resultado["credito_2024_05_2"] == {"principal": "50.00"}


def test_un_pago_no_se_reparte_entre_contribuciones_distintas() -> None:
    creditos = [
        {"periodo": "2024-05", "saldos": {"principal": "1.00"}, "contribucion": clave} for clave in ("ISR", "IVA")
    ]
    with pytest.raises(ErrorDeDatos, match="misma contribución"):
        _tema("prelacion_20", pago="1.00", creditos=creditos)


def test_lo_impugnado_y_garantizado_se_salta() -> None:
    saldos = {"gastos": "630.00", "recargos": "100.00", "multas": "50.00"}
    resultado = _tema("prelacion_20", pago="700.00", saldos=saldos, impugnados=["recargos"])
    assert (resultado["recargos"], resultado["multas"], resultado["remanente"]) == ("0.00", "50.00", "20.00")


def test_en_la_concurrencia_los_gastos_de_todos_van_primero() -> None:
    creditos = [
        {"periodo": "2023-01", "saldos": {"demas_contribuciones": "1000.00"}},
        {"periodo": "2024-01", "saldos": {"gastos_ejecucion": "630.00", "aportaciones_imss": "200.00"}},
    ]
    resultado = _tema("prelacion_148", producto="900.00", creditos=creditos)
    assert resultado["credito_2024_01"] == {"gastos_ejecucion": "630.00", "aportaciones_imss": "200.00"}
    assert resultado["credito_2023_01"] == {"demas_contribuciones": "70.00"}


# Prescripción (art. 146)


def test_un_acto_tardio_no_revive_el_credito() -> None:
    resultado = _tema("prescripcion", exigible="2015-03-02", interrupciones=["2020-03-03"])
    assert resultado["consumada"] == "2020-03-02"
    assert any("no la revive" in paso for paso in resultado["pasos"])


def test_un_acto_el_ultimo_dia_si_interrumpe() -> None:
    assert _tema("prescripcion", exigible="2015-03-02", interrupciones=["2020-03-02"])["consumada"] == "2025-03-02"


def test_el_tope_de_diez_anos_corre_aunque_haya_interrupciones() -> None:
    gestiones = ["2019-01-07", "2023-01-09", "2024-12-02"]
    resultado = _tema("prescripcion", exigible="2015-03-02", interrupciones=gestiones)
    assert resultado["consumada"] == resultado["tope_10"] == "2025-03-02"


def test_el_tope_no_cuenta_los_dias_suspendidos() -> None:
    resultado = _tema(
        "prescripcion",
        exigible="2015-03-02",
        interrupciones=["2019-06-03"],
        suspensiones=[["2016-01-01", "2016-12-31"]],
    )
    assert resultado["tope_10"] == "2026-03-03"  # 366 días más: 2016 fue bisiesto y los dos extremos cuentan


def test_con_la_suspension_abierta_no_hay_fecha() -> None:
    resultado = _tema("prescripcion", exigible="2022-03-02", suspensiones=[["2024-01-01", None]])
    assert (resultado["consumada"], resultado["tope_10"]) == (None, None)
    assert "alertas" not in resultado


def test_avisa_doce_seis_y_tres_meses_antes() -> None:
    alertas = _tema("prescripcion", exigible="2021-08-31")["alertas"]
    assert alertas == {"12_meses": "2025-08-31", "6_meses": "2026-02-28", "3_meses": "2026-05-31"}


def test_los_exigidos_antes_de_2005_tuvieron_hasta_2016() -> None:
    resultado = _tema("prescripcion", exigible="2003-05-12", interrupciones=["2007-01-08", "2011-06-06"])
    assert resultado["tope_10"] == "2016-01-01"


# Incosteabilidad (art. 146-A)


def _incosteable(importes: list[str], costo: str) -> tuple[bool, str | None]:
    resultado = _tema("incosteabilidad", importes=importes, costo=costo, fecha="2026-03-10")
    return resultado["incosteable"], resultado["causal"]


def test_igual_a_200_udi_es_incosteable_y_un_centavo_mas_no() -> None:
    assert _incosteable(["1747.09"], "0.00") == (True, "200_udi")
    assert _incosteable(["1747.10"], "0.00") == (False, None)


def test_setenta_y_cinco_por_ciento_exacto_no_rebasa() -> None:
    assert _incosteable(["100000.00"], "75000.00") == (False, None)
    assert _incosteable(["100000.00"], "75000.01") == (True, "20000_udi")


def test_si_el_costo_iguala_al_importe_es_incosteable_sin_tope() -> None:
    assert _incosteable(["200000.00"], "199999.99") == (False, None)
    assert _incosteable(["200000.00"], "200000.00") == (True, "costo_mayor")


def test_los_creditos_del_deudor_se_suman() -> None:
    assert _incosteable(["1000.00", "747.10"], "0.00") == (False, None)


def test_una_udi_no_publicada_no_se_extrapola_pero_se_puede_capturar() -> None:
    caso = {"importes": ["1000.00"], "costo": "0", "fecha": "2026-11-10"}
    with pytest.raises(ErrorDeLey, match=r"udi\.csv"):
        _tema("incosteabilidad", **caso)
    capturada = _tema("incosteabilidad", **caso, udi="8.9")
    assert (capturada["tope_200_udi"], capturada["calidad"]) == ("1780.00", "capturada")


# Garantía (art. 141)


def _garantia(al: str, **otros: Any) -> dict[str, Any]:
    return _tema("garantia", contribuciones_actualizadas="1000.00", fecha=al, **otros)


def test_sin_billete_de_deposito_no_se_admite() -> None:
    assert "billete de depósito" in _garantia("2026-03-02", ofrecidas=["fianza"])["motivo"]
    assert _garantia("2026-03-02", ofrecidas=["billete_de_deposito", "fianza"])["admisible"]


def test_el_orden_es_obligatorio_desde_2026() -> None:
    alreves = ["billete_de_deposito", "fianza", "carta_de_credito"]
    assert not _garantia("2026-01-01", ofrecidas=alreves)["admisible"]
    assert _garantia("2025-12-31", ofrecidas=alreves)["admisible"]


def test_el_tercer_ofrecimiento_incompleto_veta_el_bien() -> None:
    ofrecidas = ["billete_de_deposito", "prenda_o_hipoteca"]
    assert _garantia("2026-03-02", ofrecidas=ofrecidas, ofrecimientos_incompletos=2)["admisible"]
    assert not _garantia("2026-03-02", ofrecidas=ofrecidas, ofrecimientos_incompletos=3)["admisible"]


def test_la_garantia_se_amplia_a_los_doce_meses() -> None:
    assert _garantia("2026-03-02")["ampliar_el"] == "2027-03-02"


# Remate, subasta e intervención (arts. 172 a 191)


def test_diez_por_ciento_exacto_no_llama_al_perito_tercero() -> None:
    assert not difieren_los_avaluos(DE, 100_000_00, 110_000_00)
    assert difieren_los_avaluos(DE, 100_000_00, 110_000_01)


def _subasta(posturas: list[list[str]], **otros: Any) -> dict[str, Any]:
    return _tema("subasta", base="900000.00", inicio_subasta="2026-03-09", posturas=posturas, **otros)


def test_en_el_empate_gana_la_primera_recibida() -> None:
    resultado = _subasta([["P-2", "950000", "2026-03-11T09:00"], ["P-1", "950000", "2026-03-10T09:00"]])
    assert resultado["ganador"] == "P-1"


def test_una_mejora_en_los_ultimos_minutos_abre_plazos_de_cinco() -> None:
    primera = ["P-1", "700000", "2026-03-10T10:00"]
    assert _subasta([primera])["cierre"] == "2026-03-13T12:00"
    assert _subasta([primera, ["P-2", "710000", "2026-03-13T11:39"]])["cierre"] == "2026-03-13T12:00"
    assert _subasta([primera, ["P-2", "710000", "2026-03-13T11:40"]])["cierre"] == "2026-03-13T12:05"
    mejorada = _subasta([primera, ["P-2", "710000", "2026-03-13T11:50"], ["P-3", "720000", "2026-03-13T12:04"]])
    assert (mejorada["cierre"], mejorada["ganador"]) == ("2026-03-13T12:10", "P-3")


def test_lo_que_no_mejora_no_abre_plazo() -> None:
    resultado = _subasta([["P-1", "700000", "2026-03-10T10:00"], ["P-2", "700000", "2026-03-13T11:50"]])
    assert resultado["cierre"] == "2026-03-13T12:00"


def test_una_postura_despues_del_cierre_no_cuenta() -> None:
    resultado = _subasta([["P-1", "700000", "2026-03-10T10:00"], ["P-2", "990000", "2026-03-13T12:01"]])
    assert resultado["ganador"] == "P-1"


def test_si_el_ganador_incumple_sigue_el_segundo_que_alcance_la_base() -> None:
    posturas = [["P-1", "950000", "2026-03-10T10:00"], ["P-2", "900000", "2026-03-10T11:00"]]
    resultado = _subasta(posturas, incumplieron=["P-1"], bien="inmuebles")
    assert (resultado["ganador"], resultado["depositos_perdidos"]) == ("P-2", "90000.00")
    # diez hábiles desde el viernes 13; el lunes 16 es inhábil
    assert resultado["paga_a_mas_tardar"] == "2026-03-30"


def test_si_el_segundo_no_alcanza_la_base_hay_otra_almoneda() -> None:
    posturas = [["P-1", "950000", "2026-03-10T10:00"], ["P-2", "899999.99", "2026-03-10T11:00"]]
    assert _subasta(posturas, incumplieron=["P-1"])["que_sigue"] == "otra almoneda"


@pytest.mark.parametrize(
    "incumplieron",
    [pytest.param(["P-9"], id="no es postor"), pytest.param(["P-2"], id="no se le fincó"),
     pytest.param(["P-1", "P-3"], id="su postura no alcanza la base")],
)  # fmt: skip
def test_solo_pierde_su_garantia_aquel_a_quien_se_le_finco(incumplieron: list[str]) -> None:
    """CFF, art. 184, primer y segundo párrafos."""
    posturas = [["P-1", "950000", "2026-03-10T10:00"], ["P-2", "920000", "2026-03-10T11:00"],
                ["P-3", "899999", "2026-03-10T12:00"]]  # fmt: skip
    with pytest.raises(ErrorDeDatos, match=f"se encontró {incumplieron[-1]}"):
        _subasta(posturas, incumplieron=incumplieron)


def test_si_incumplen_todos_los_llamados_pierden_su_garantia_y_hay_otra_almoneda() -> None:
    posturas = [["P-1", "950000", "2026-03-10T10:00"], ["P-1", "960000", "2026-03-10T10:30"],
                ["P-2", "920000", "2026-03-10T11:00"]]  # fmt: skip
    resultado = _subasta(posturas, incumplieron=["P-1", "P-2"])
    assert (resultado["que_sigue"], resultado["depositos_perdidos"]) == ("otra almoneda", "180000.00")


def test_la_postura_legal_cubre_los_dos_tercios_al_centavo() -> None:
    assert _tema("remate", base="500000.00")["postura_legal"] == "333333.34"


def test_la_subasta_dura_cinco_dias_habiles_o_naturales_segun_se_elija() -> None:
    caso = {"inicio_subasta": "2026-03-12"}  # jueves; lunes 16 inhábil
    assert temas.calcular("remate", caso, {})["fin"] == "2026-03-19"
    naturales = temas.calcular("remate", caso, {"subasta.dias": "naturales"})
    assert (naturales["fin"], naturales["hora"]) == ("2026-03-16", "12:00")


def test_veinticuatro_por_ciento_exacto_impide_enajenar() -> None:
    assert not _tema("intervencion", credito="100000.00", recaudado_3_meses="24000.00")["procede_enajenar"]
    assert _tema("intervencion", credito="100000.00", recaudado_3_meses="23999.99")["procede_enajenar"]


def test_si_es_estacional_cuenta_ocho_por_ciento_por_mes() -> None:
    caso = {"credito": "100000.00", "estacional": True, "meses": 2}
    assert not _tema("intervencion", **caso, recaudado_3_meses="16000.00")["procede_enajenar"]
    assert _tema("intervencion", **caso, recaudado_3_meses="15999.99")["procede_enajenar"]


# Redondeo al pagar (art. 20, décimo párrafo)


@pytest.mark.parametrize(
    ("importe", "a_pagar"),
    [("0.00", "0.00"), ("0.01", "0.00"), ("0.50", "0.00"), ("0.51", "1.00"), ("0.99", "1.00"), ("7.00", "7.00")],
)
def test_de_1_a_50_baja_y_de_51_a_99_sube(importe: str, a_pagar: str) -> None:
    assert _tema("redondeo_pago", importe=importe)["a_pagar"] == a_pagar


def test_se_ajusta_por_concepto_o_por_total_segun_se_elija() -> None:
    caso = {"conceptos": {"actualizado": "100.50", "recargos": "10.50"}}
    assert temas.calcular("redondeo_pago", caso, {})["a_pagar"] == "110.00"
    assert temas.calcular("redondeo_pago", caso, {"redondeo.nivel": "por_total"})["a_pagar"] == "111.00"
