"""El contrato de los temas: qué entra, qué sale, qué se rechaza y qué interpretación se imprime."""

from __future__ import annotations

from typing import Any

import pytest

from cobranza import temas
from cobranza.base.errores import ErrorDeDatos, ErrorDeLey, ErrorDeUso

# Entrada mínima de cada tema y los campos que su salida promete.
CONTRATO: dict[str, tuple[dict[str, Any], str]] = {
    "liquidacion": (
        {"monto": "1.00", "vencimiento_efectivo": "2025-03-17", "fecha_pago": "2026-02-11"},
        "factor actualizado actualizacion meses meses_causados tasa_recargos recargos total inpc_num inpc_den",
    ),
    "pago_menor": (
        {"debido": "2", "pagado_en_tiempo": "1", "vencimiento_efectivo": "2025-03-17", "fecha_pago": "2026-02-11"},
        "factor actualizado actualizacion meses meses_causados tasa_recargos recargos total inpc_num inpc_den",
    ),
    "tasa_mora": ({"tasa_prorroga": "0.98"}, "tasa_mora"),
    "redondeo_pago": ({"importe": "1.50"}, "a_pagar"),
    "cheque": ({"cheque": "1.00"}, "indemnizacion"),
    "gastos_ejecucion": (
        {"credito": "1.00", "fecha_diligencia": "2026-03-02", "diligencia": "embargo"},
        "gasto gasto_total",
    ),
    "parcialidades": (
        {"adeudo": "100", "parcialidades": 12, "fecha_solicitud": "2026-03-02"},
        "pago_inicial saldo tasa_mensual parcialidad tabla",
    ),
    "diferido": (
        {"adeudo": "100", "fecha_solicitud": "2026-03-02", "meses": 3},
        "pago_inicial monto_diferido tasa_mensual meses_o_fraccion a_liquidar",
    ),
    "parcialidad_tardia": (
        {"parcialidad": "1.00", "vencimiento_efectivo": "2025-03-17", "fecha_pago": "2026-02-11"},
        "factor actualizado actualizacion meses meses_causados tasa_recargos recargos total inpc_num inpc_den",
    ),
    "procedencia_plazos": (
        {"mes_en_que_debio_pagarse": "2024-01", "mes_solicitud": "2026-03"},
        "procede motivo",
    ),
    "prelacion_20": ({"pago": "1.00", "saldos": {"recargos": "2"}}, "recargos aplicado remanente"),
    "prelacion_66A": ({"pago": "1.00", "saldos": {"recargos": "2"}}, "recargos aplicado remanente"),
    "prelacion_148": ({"producto": "1.00", "saldos": {"gastos": "2"}}, "gastos aplicado remanente"),
    "plazo_dias": ({"notificacion": "2026-03-02", "dias_habiles": 3}, "surte_efectos vence excluidos"),
    "plazo_meses": ({"desde": "2026-03-02", "meses": 3}, "vence"),
    "vencimiento_pago": (
        {"fecha_legal": "2026-03-17", "pago_en_institucion_de_credito": True},
        "vencimiento_efectivo motivo",
    ),
    "estrados": ({"publicacion": "2026-03-02"}, "fecha_notificacion surte_efectos"),
    "buzon_sin_apertura": ({"aviso": "2026-03-02"}, "ultimo_dia_para_abrir fecha_notificacion surte_efectos"),
    "exigibilidad": ({"notificacion": "2026-03-02"}, "vence exigible_desde prescribe"),
    "prescripcion": ({"exigible": "2020-03-02"}, "consumada tope_10 pasos"),
    "incosteabilidad": (
        {"importes": ["1.00"], "costo": "0", "fecha": "2026-03-10"},
        "incosteable causal tope_200_udi tope_20000_udi",
    ),
    "multa": ({"multa": "1.00", "pago_dentro_30_dias": True}, "a_pagar multa"),
    "remate": (
        {"base": "1.00", "inicio_subasta": "2026-03-09"},
        "postura_legal deposito adjudicacion_fisco fin hora",
    ),
    "intervencion": ({"credito": "1.00", "recaudado_3_meses": "1.00"}, "procede_enajenar"),
    "embargo_precautorio": ({"contribuciones_y_accesorios": "1.00"}, "tope"),
    "isr_nomina_gastos": (
        {"sueldo_mes": "1.00", "gastos_ejecucion_mes": "1.00", "fecha_pago": "2026-03-02"},
        "isr_bruto_total subsidio_total retencion_total retencion_sueldo_solo retencion_atribuible_a_gastos "
        "neto_gastos",
    ),
    "isr_varios_meses": (
        {"percepcion_total": "1.00", "dias": 90, "sueldo_mes": "1.00", "fecha_pago": "2026-03-02"},
        "mensualizada isr_con isr_sin diferencia tasa retencion",
    ),
}
DE_LA_CASA = {"estimulo_lif_2026", "garantia", "isr_anual", "isr_periodo", "revocacion_plazos", "subasta"}
UNA = CONTRATO["liquidacion"][0]


def test_estan_todos_los_temas_del_contrato() -> None:
    assert {t.clave for t in temas.temas()} == CONTRATO.keys() | DE_LA_CASA


@pytest.mark.parametrize("tema", CONTRATO)
@pytest.mark.parametrize("ambito", ["federal", "estatal"])
def test_cada_tema_entrega_lo_que_promete_con_su_memoria(tema: str, ambito: str) -> None:
    caso, promete = CONTRATO[tema]
    salida = temas.calcular(tema, {**caso, "ambito": ambito}, {})
    assert set(promete.split()) <= salida.keys()
    assert salida["renglones"]
    for renglon in salida["renglones"]:
        assert {"concepto", "base", "factor", "monto", "fundamento", "fuente", "calidad"} <= renglon.keys()
        assert renglon["fundamento"]
        assert renglon["calidad"]


@pytest.mark.parametrize("tema", [t for t in CONTRATO if not t.startswith("isr")])
def test_lo_estatal_sale_rotulado_como_ilustrativo(tema: str) -> None:
    caso, _ = CONTRATO[tema]
    federal, estatal = (temas.calcular(tema, {**caso, "ambito": a}, {}) for a in ("federal", "estatal"))
    assert estatal["calidad"] == "ilustrativo"
    assert federal["calidad"] != "ilustrativo"


@pytest.mark.parametrize("tema", [t for t in CONTRATO if t.startswith("isr")])
def test_el_isr_rige_directo_en_los_dos_ambitos(tema: str) -> None:
    federal, estatal = (temas.calcular(tema, {**CONTRATO[tema][0], "ambito": a}, {}) for a in ("federal", "estatal"))
    assert federal == estatal
    assert not any("supletorio" in r["fundamento"] for r in estatal["renglones"])


@pytest.mark.parametrize("tema", CONTRATO)
def test_un_campo_desconocido_se_dice_por_su_nombre(tema: str) -> None:
    with pytest.raises(ErrorDeDatos, match=rf"{tema}: no se conoce el campo «sobra»"):
        temas.calcular(tema, {**CONTRATO[tema][0], "sobra": 1}, {})


@pytest.mark.parametrize("tema", [t for t in CONTRATO if CONTRATO[t][0]])
def test_un_caso_vacio_dice_que_falta(tema: str) -> None:
    with pytest.raises(ErrorDeDatos, match=r"falta «|se esperaba"):
        temas.calcular(tema, {}, {})


def test_un_campo_mal_escrito_sugiere_el_bueno() -> None:
    with pytest.raises(ErrorDeDatos, match=r"«fecha_de_pago» \(¿fecha_pago\?\)"):
        temas.calcular("liquidacion", {**UNA, "fecha_de_pago": "2026-02-11"}, {})


@pytest.mark.parametrize("monto", ["10,000.00", "$ 10,000.00", "10000", 10000, " 10000.0 "])
def test_un_importe_se_admite_como_lo_escriben_las_personas(monto: object) -> None:
    salida = temas.calcular("liquidacion", {**UNA, "monto": monto, "fecha_pago": "2025-03-17"}, {})
    assert salida["total"] == "10000.00"


@pytest.mark.parametrize("monto", ["mil", "1.005", "-1.00", "1e5", "", True, [1], {"pesos": 1}, 1.5, "9" * 30])
def test_un_importe_que_no_lo_es_dice_donde_y_que_se_esperaba(monto: object) -> None:
    with pytest.raises(ErrorDeDatos, match=r"liquidacion: monto: "):
        temas.calcular("liquidacion", {**UNA, "monto": monto}, {})


@pytest.mark.parametrize(
    "dia", ["17/03/2025", "2025-02-30", "2025-3-1", "ayer", 20250317, "1850-01-01", "2200-01-01"]
)
def test_una_fecha_que_no_lo_es_dice_donde_y_que_se_esperaba(dia: object) -> None:
    with pytest.raises(ErrorDeDatos, match=r"liquidacion: fecha_pago: .*(AAAA-MM-DD|de 1980)"):
        temas.calcular("liquidacion", {**UNA, "fecha_pago": dia}, {})


def test_un_opcional_nulo_es_como_si_no_viniera() -> None:
    assert temas.calcular("liquidacion", {**UNA, "causa_recargos": None}, {}) == temas.calcular(
        "liquidacion", UNA, {}
    )


def test_el_error_dentro_de_una_lista_dice_en_que_elemento() -> None:
    with pytest.raises(ErrorDeDatos, match=r"importes: elemento 2: "):
        temas.calcular("incosteabilidad", {"importes": ["1.00", "x"], "costo": "0", "fecha": "2026-03-10"}, {})


def test_sin_una_forma_completa_de_entrada_se_dicen_las_que_hay() -> None:
    with pytest.raises(ErrorDeDatos, match=r"se encontró credito; se esperaba credito, fecha_diligencia, diligencia"):
        temas.calcular("gastos_ejecucion", {"credito": "1.00"}, {})


def test_un_tema_que_no_existe_dice_los_que_hay() -> None:
    with pytest.raises(ErrorDeUso, match="liquidacion, pago_menor"):
        temas.esquema("liquidaciones")


# Interpretaciones


def test_la_interpretacion_elegida_se_imprime_en_la_memoria() -> None:
    salida = temas.calcular("liquidacion", UNA, {"recargos.tasa_del_mes": "dia_de_pago"})
    assert salida["interpretaciones"] == {"recargos.tasa_del_mes": "dia_de_pago"}
    (renglon,) = [r for r in salida["renglones"] if "recargos.tasa_del_mes" in r["concepto"]]
    assert (renglon["factor"], renglon["suma"]) == ("dia_de_pago", False)


def test_cada_interpretacion_cambia_algo() -> None:
    """Los puntos que la ley no decide: con la alternativa, algún resultado es otro."""
    mora = {"monto": "1000.00", "vencimiento_efectivo": "2025-12-31", "fecha_pago": "2026-02-11"}
    recorrida = {"monto": "1000.00", "vencimiento_efectivo": "2025-12-17", "fecha_pago": "2026-01-19"}
    cambios: list[tuple[str, str, str, dict[str, Any]]] = [
        ("inpc.disponible_desde_dia", "12", "liquidacion", mora),
        ("recargos.tasa_del_mes", "dia_de_pago", "liquidacion", recorrida),
        ("recargos.inicio_primer_mes", "dia_del_vencimiento", "liquidacion", mora),
        ("recargos.fin_de_mes_inhabil", "siguiente_habil", "liquidacion", recorrida),
        ("redondeo.nivel", "por_total", "redondeo_pago", {"conceptos": {"a": "0.50", "b": "0.50"}}),
        (
            "gastos.base",
            "solo_principal",
            "gastos_ejecucion",
            {
                "credito": "100000",
                "principal": "50000",
                "fecha_diligencia": "2026-03-02",
                "diligencia": "embargo",
            },
        ),
        ("vacaciones.sat", "publicadas", "plazo_dias", {"notificacion": "2025-07-14", "dias_habiles": 10}),
        ("dic1.2024", "inhabil_2024_10_01", "plazo_dias", {"notificacion": "2024-09-27", "dias_habiles": 1}),
        ("prescripcion.inhabil", "siguiente_habil", "prescripcion", {"exigible": "2020-03-01"}),
        (
            "parcialidad.redondeo",
            "ultima_ajusta",
            "parcialidades",
            {"adeudo": "100000", "parcialidades": 12, "fecha_solicitud": "2026-03-02"},
        ),
        ("subasta.dias", "naturales", "remate", {"inicio_subasta": "2026-03-12"}),
    ]
    propios = {"interpretaciones", "renglones"}
    for punto, opcion, tema, caso in cambios:
        omision, elegida = (temas.calcular(tema, caso, i) for i in ({}, {punto: opcion}))
        assert {k: v for k, v in omision.items() if k not in propios} != {
            k: v for k, v in elegida.items() if k not in propios
        }, punto


def test_lo_que_dice_el_caso_gana_a_lo_que_dice_la_orden() -> None:
    caso = {**UNA, "fecha_pago": "2026-02-09", "inpc_publicado_desde_dia": 5}
    salida = temas.calcular("liquidacion", caso, {"inpc.disponible_desde_dia": "20"})
    assert salida["inpc_num_mes"] == "2026-01"


@pytest.mark.parametrize(
    "elegidas", [{"recargos.tasa": "x"}, {"recargos.tasa_del_mes": "x"}, {"inpc.disponible_desde_dia": "32"}]
)
def test_una_interpretacion_que_no_existe_es_mal_uso(elegidas: dict[str, str]) -> None:
    with pytest.raises(ErrorDeUso, match=r"interpretación|no admite"):
        temas.comprobar_interpretaciones(elegidas)


def test_un_parametro_que_falta_lleva_codigo_4_y_nombra_el_archivo() -> None:
    with pytest.raises(ErrorDeLey, match=r"params/legales/federal/parcialidades_hasta_12\.yaml") as hallado:
        temas.calcular("parcialidades", {"adeudo": "1", "parcialidades": 6, "fecha_solicitud": "2027-01-04"}, {})
    assert hallado.value.codigo == 4
