"""Lo que se debe mirar antes de autorizar."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from nomina.oficina_de_cobro import FOLIO, Oficina, rfc_de
from oficina import gasto

from cobranza.ley.isr import salario_minimo_del_mes
from cobranza.ley.norma import norma
from cobranza.libros import libro
from cobranza.nomina.alertas import SIN_GASTO, alertas
from cobranza.nomina.controles import controles
from cobranza.nomina.mediciones import indicadores

pytestmark = pytest.mark.lenta

MINIMO = salario_minimo_del_mes(norma("federal"), date(2026, 1, 8))


def _alertas(oficina: Oficina) -> set[tuple[str, str]]:
    halladas = alertas(oficina.nomina(), oficina.foto(), minimo=MINIMO)
    return set(zip(halladas["alerta"], halladas["asunto"], strict=True))


def test_una_persona_con_mas_de_la_quinta_parte_se_senala(oficina: Oficina) -> None:
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(200_000)
    # de 1,500.00 a personas: 800 son 53.3 %, 300 justo 20.0 % y no se señala
    assert _alertas(oficina) == {("Concentración", "EJ")}


def test_un_beneficiario_que_es_el_deudor_se_senala(oficina: Oficina) -> None:
    oficina.personal()
    oficina.credito(rfc=rfc_de("DE"))
    oficina.diligencia()
    oficina.cobro(200_000)
    assert ("Beneficiario y contribuyente", "DE") in _alertas(oficina)


def test_un_beneficiario_que_se_llama_como_el_deudor_se_senala(oficina: Oficina) -> None:
    oficina.personal()
    oficina.persona("E2", "EJECUTOR")
    oficina.credito()
    oficina.diligencia(persona="E2")
    oficina.cobro(200_000)
    nomina = oficina.nomina()
    mismo = nomina.cobros["contribuyente"].str.upper().iloc[0]
    nomina.personas.loc[nomina.personas["numero_empleado"] == "E2", "nombre"] = mismo
    halladas = alertas(nomina, oficina.foto(), minimo=MINIMO)
    assert ("Beneficiario y contribuyente", "E2") in set(zip(halladas["alerta"], halladas["asunto"], strict=True))
    assert any(c.control == "Beneficiario y contribuyente" for c in controles(nomina, minimo=MINIMO))


def test_a_quien_gana_el_minimo_se_le_retiene_y_se_dice_lo_que_falta_en_la_ordinaria(oficina: Oficina) -> None:
    # LISR, art. 96: sin retención quien percibe «únicamente» un salario mínimo; con gastos ya no lo es
    oficina.personal()
    oficina.persona("E2", "EJECUTOR", sueldo_mensual=MINIMO)
    oficina.persona("E3", "EJECUTOR", sueldo_mensual=MINIMO + 1)
    oficina.credito()
    oficina.diligencia("D-1", persona="E2")
    oficina.diligencia("D-2", persona="E3", fecha="2025-12-04")
    oficina.cobro(200_000, diligencia="D-1")
    oficina.cobro(200_000, diligencia="D-2", recibo="R-2")
    nomina = oficina.nomina()
    del_minimo = nomina.personas.set_index("numero_empleado").loc["E2"]
    assert del_minimo["retencion_sueldo"] > 0
    assert del_minimo["retencion"] == del_minimo["retencion_total"] - del_minimo["retencion_sueldo"]
    dichas = alertas(nomina, oficina.foto(), minimo=MINIMO)
    dichas = dichas[dichas["alerta"] == "Salario mínimo"]
    assert dichas[["asunto", "importe"]].to_numpy().tolist() == [["E2", del_minimo["retencion_sueldo"]]]
    assert [c.asunto for c in controles(nomina, minimo=MINIMO) if c.control == "Salario mínimo"] == ["E2"]


def test_dos_personas_con_la_misma_clabe_se_senalan(oficina: Oficina) -> None:
    oficina.personal(EJ="EJECUTOR", NO="NOTIFICADOR")
    oficina.persona("JE", "JEFE_SECCION_EJECUCION", clabe="002000000000000011")
    oficina.persona("DE", "DELEGADO", clabe="002000000000000011")
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(200_000)
    assert {a for a in _alertas(oficina) if a[0] == "CLABE compartida"} == {
        ("CLABE compartida", "JE"),
        ("CLABE compartida", "DE"),
    }


def test_un_pago_que_no_cubre_su_isr_se_senala(oficina: Oficina) -> None:
    oficina.personal()
    oficina.persona("E2", "EJECUTOR", sueldo_mensual=1_017_000)
    oficina.credito()
    oficina.diligencia(persona="E2")
    oficina.cobro(1_000)
    # en diciembre de 2025 el subsidio se pierde al pasar de 10,171.00: diez pesos cuestan cientos de retención
    assert ("Retención incompleta", "E2") in _alertas(oficina)


def test_un_recibo_cancelado_que_sigue_en_la_base_se_senala(oficina: Oficina) -> None:
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(200_000, recibo="R-1")
    oficina.cobro(100_000, recibo="R-2")
    oficina.cobro(100_000, recibo="R-3")
    recibo = {
        "recibo": "R-1", "fecha_ingreso": "2025-12-05", "oficina": "Centro", "caja": "1", "folio": "E-0001",
        "importe": 200_000, "forma_pago": "CHEQUE", "estado": "CHEQUE_DEVUELTO", "fecha_estado": "2025-12-20",
        "sustituye_a": None, "lote": 1, "linea": 2,
    }  # fmt: skip
    despues = recibo | {"recibo": "R-3", "fecha_estado": "2026-01-05"}  # cayó en otro periodo: ahí se descuenta
    otro = recibo | {"recibo": "R-2", "estado": "VIGENTE"}
    with oficina.motor.begin() as conexion:
        libro.agregar(conexion, "recibo", pd.DataFrame([recibo, otro, despues]).convert_dtypes())
    assert {a for a in _alertas(oficina) if a[0] == "Recibo sin reversa"} == {("Recibo sin reversa", "R-1")}


def test_una_diligencia_que_causa_gasto_y_no_lo_tiene_se_senala(oficina: Oficina) -> None:
    oficina.personal()
    oficina.credito()
    oficina.diligencia("D-1", fecha="2025-12-03")
    oficina.diligencia("D-2", fecha="2025-12-03", tipo="EMBARGO", cita="")  # el mismo día: un solo gasto
    oficina.diligencia("D-3", fecha="2025-12-09", tipo="EMBARGO", cita="")
    oficina.diligencia("D-4", fecha="2025-12-10", tipo="EMBARGO", cita="", resultado="NO_LOCALIZADO")
    oficina.diligencia("D-5", fecha="2025-11-10")
    with oficina.motor.begin() as conexion:
        gasto(conexion, FOLIO, 200_000, "2025-12-03", "D-1")
    oficina.cobro(200_000, diligencia="D-1")
    nomina, foto = oficina.nomina(), oficina.foto()
    sin = alertas(nomina, foto, minimo=MINIMO)
    sin = sin[sin["alerta"] == SIN_GASTO]
    assert sin[["asunto", "folio", "estado"]].to_numpy().tolist() == [["DH-TGZ", FOLIO, "1"]], "sólo D-3"
    medido = indicadores(nomina, foto)
    assert (medido.cobrado, medido.determinado, medido.del_pae) == (200_000, 200_000, 200_000)
    assert (medido.ejecutores, medido.de_ejecutores, medido.a_personas) == (1, 80_000, 150_000)
    assert (medido.dias, medido.rechazados) == (None, None), "no es una guardada"
