"""A quién le toca cada peso: el ejemplo de la norma ilustrativa y sus excepciones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nomina.oficina_de_cobro import PUESTOS, Oficina, motivos, por_fondo, por_persona

from cobranza.base.errores import ErrorDeDatos
from cobranza.nomina.cobros import comprobar_unicos
from cobranza.nomina.cuadre import comprobar, cuadres
from cobranza.nomina.norma_habilitante import normas

pytestmark = pytest.mark.lenta

GASTO = 200_000
"""Los 2,000.00 del ejemplo publicado con el esquema de reparto (IL-GE)."""


@pytest.fixture
def completa(oficina: Oficina) -> Oficina:
    oficina.personal()
    oficina.credito()
    return oficina


def test_dos_mil_pesos_se_reparten_como_dice_el_ejemplo(completa: Oficina) -> None:
    completa.diligencia()
    completa.cobro(GASTO)
    nomina = completa.nomina()
    assert por_persona(nomina) == {"EJ": 80_000, "NO": 30_000, "JE": 20_000, "DE": 10_000, "SU": 10_000}
    assert por_fondo(nomina) == {"FONDO_CAPACITACION": 20_000, "FONDO_REVOLVENTE_COBRANZA": 30_000}
    comprobar(cuadres(nomina))


@pytest.mark.parametrize("cita", ["", "EJ"], ids=["nadie mas notifico", "notifico el mismo"])
def test_el_ejecutor_que_tambien_notifico_recibe_mil_cien(completa: Oficina, cita: str) -> None:
    completa.diligencia(cita=cita)
    completa.cobro(GASTO)
    assert por_persona(completa.nomina())["EJ"] == 110_000


def test_el_honorario_es_de_quien_practico_la_notificacion(completa: Oficina) -> None:
    completa.diligencia(tipo="NOTIFICACION", persona="NO", cita="")
    completa.cobro(10_000, concepto="HONORARIO_NOTIFICACION")
    nomina = completa.nomina()
    assert por_persona(nomina) == {"NO": 7_000, "JE": 1_000}
    assert por_fondo(nomina) == {"FONDO_REVOLVENTE_COBRANZA": 2_000}


def test_notifica_quien_dejo_el_ultimo_citatorio_antes_de_la_diligencia(completa: Oficina) -> None:
    completa.persona("N2", "NOTIFICADOR")
    completa.diligencia("D-0", fecha="2025-10-01", cita="N2")
    completa.diligencia("D-1", fecha="2025-11-10", cita="NO")
    completa.diligencia("D-2", fecha="2025-12-01", cita="N2")  # posterior: no cuenta para D-1
    completa.cobro(GASTO, diligencia="D-1")
    assert "N2" not in por_persona(completa.nomina())


def test_un_cobro_federal_va_al_fondo_aunque_la_norma_estatal_reparta(completa: Oficina) -> None:
    completa.credito("F-0001", ambito="federal", concepto="F-ISR")
    completa.diligencia("D-F", folio="F-0001")
    completa.cobro(GASTO, folio="F-0001", diligencia="D-F")
    nomina = completa.nomina()
    assert por_persona(nomina) == {}
    assert por_fondo(nomina) == {"FONDO_REVOLVENTE_COBRANZA": GASTO}


def test_el_gasto_extraordinario_no_se_reparte(completa: Oficina) -> None:
    completa.diligencia()
    completa.cobro(GASTO, concepto="GASTO_EXTRAORDINARIO")
    assert completa.nomina().base == 0


@pytest.mark.parametrize("puesto", ["JE", "DE", "SU"])
def test_un_puesto_vacante_va_al_fondo(oficina: Oficina, puesto: str) -> None:
    oficina.personal(**{k: v for k, v in PUESTOS.items() if k != puesto})
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(GASTO)
    nomina = oficina.nomina()
    vacante = nomina.partes[nomina.partes["motivo"] == "VACANTE"]
    assert vacante["beneficiario"].tolist() == ["FONDO_REVOLVENTE_COBRANZA"]
    assert puesto not in por_persona(nomina)
    comprobar(cuadres(nomina))


def test_un_puesto_vacante_puede_acrecer_a_quien_practico(oficina: Oficina) -> None:
    oficina.personal(**{k: v for k, v in PUESTOS.items() if k != "JE"})
    oficina.credito()
    oficina.diligencia()
    oficina.cobro(GASTO)
    (norma,) = [n for n in normas() if n.clave == "IL-GE"]
    acrece = replace(norma, reglas=tuple(replace(r, vacante="ACRECE") for r in norma.reglas))
    assert por_persona(oficina.nomina(registradas=(acrece,)))["EJ"] == 80_000 + 20_000


def test_varios_supervisores_reciben_partes_iguales_con_resto_mayor(completa: Oficina) -> None:
    completa.persona("S2", "SUPERVISOR_CENTRAL", delegacion="DH-SCL")
    completa.persona("S3", "SUPERVISOR_CENTRAL", hasta="2025-12-04")  # ya no estaba el día del ingreso
    completa.nombramiento("SU", "SUPERVISOR_CENTRAL", desde="2025-06-01")  # dos oficios, una sola parte
    completa.diligencia()
    completa.cobro(100_020)  # 5 %: 50.01, un centavo que no se puede partir
    bruto = por_persona(completa.nomina())
    assert (bruto["S2"], bruto["SU"]) == (2_501, 2_500)
    assert "S3" not in bruto


def test_sin_diligencia_nada_se_asigna(completa: Oficina) -> None:
    completa.diligencia()
    completa.cobro(GASTO, diligencia=None)
    completa.cobro(GASTO, diligencia="NO-EXISTE", recibo="R-2")
    nomina = completa.nomina()
    assert motivos(nomina) == {"SIN_DILIGENCIA": 2 * GASTO}
    assert nomina.personas.empty
    comprobar(cuadres(nomina))


def test_con_el_nombramiento_vencido_su_parte_queda_sin_asignar(oficina: Oficina) -> None:
    oficina.personal(**{k: v for k, v in PUESTOS.items() if k != "EJ"})
    oficina.persona("EJ", "EJECUTOR", hasta="2025-11-09")
    oficina.credito()
    oficina.diligencia(fecha="2025-11-10")
    oficina.cobro(GASTO)
    nomina = oficina.nomina()
    assert motivos(nomina) == {"SIN_NOMBRAMIENTO": 80_000}
    assert por_persona(nomina) == {"NO": 30_000, "JE": 20_000, "DE": 10_000, "SU": 10_000}


def test_lo_que_acrece_a_quien_no_tiene_nombramiento_tampoco_se_paga(oficina: Oficina) -> None:
    oficina.personal(**{k: v for k, v in PUESTOS.items() if k != "EJ"})
    oficina.persona("EJ", "EJECUTOR", sin_nombramiento=True)
    oficina.credito()
    oficina.diligencia(cita="")
    oficina.cobro(GASTO)
    assert motivos(oficina.nomina()) == {"SIN_NOMBRAMIENTO": 80_000 + 30_000}


def test_el_nombramiento_termina_con_la_baja_de_la_persona(oficina: Oficina) -> None:
    oficina.personal(**{k: v for k, v in PUESTOS.items() if k != "EJ"})
    oficina.persona("EJ", "EJECUTOR", baja="2025-10-31")
    oficina.credito()
    oficina.diligencia(fecha="2025-11-10")
    oficina.cobro(GASTO)
    assert motivos(oficina.nomina()) == {"SIN_NOMBRAMIENTO": 80_000}


def test_se_paga_a_quien_practico_aunque_ya_no_tenga_nombramiento_al_cobrar(oficina: Oficina) -> None:
    oficina.personal(**{k: v for k, v in PUESTOS.items() if k != "EJ"})
    oficina.persona("EJ", "EJECUTOR", hasta="2025-11-30")
    oficina.credito()
    oficina.diligencia(fecha="2025-11-10")
    oficina.cobro(GASTO, "2025-12-05")
    assert por_persona(oficina.nomina())["EJ"] == 80_000


def test_si_la_diligencia_no_dice_quien_la_practico_solo_esa_parte_espera(completa: Oficina) -> None:
    completa.diligencia(persona=None)
    completa.cobro(GASTO)
    nomina = completa.nomina()
    # el notificador previo no puede ser «otra persona» si no se sabe quién practicó: acrece y también espera
    assert motivos(nomina) == {"SIN_PERSONA": 80_000 + 30_000}
    assert por_persona(nomina)["DE"] == 10_000


def test_el_titular_es_el_del_nombramiento_mas_reciente_en_la_delegacion_de_ese_dia(completa: Oficina) -> None:
    completa.persona("D2", "DELEGADO", desde="2025-11-01")
    completa.persona("D3", "DELEGADO", desde="2025-11-11")  # llegó un día después de la diligencia
    completa.persona("D4", "DELEGADO", desde="2025-11-05", delegacion="DH-SCL")
    completa.diligencia(fecha="2025-11-10")
    completa.cobro(GASTO)
    assert {"DE", "D2", "D3", "D4"} & set(por_persona(completa.nomina())) == {"D2"}


def test_cuenta_la_delegacion_que_tenia_el_credito_el_dia_de_la_diligencia(completa: Oficina) -> None:
    completa.persona("D4", "DELEGADO", delegacion="DH-SCL")
    completa.traspaso("E-0001", "2025-11-01", "DH-SCL")
    completa.traspaso("E-0001", "2025-11-20", "DH-TAP")
    completa.diligencia(fecha="2025-11-10")
    completa.cobro(GASTO)
    nomina = completa.nomina()
    assert por_persona(nomina)["D4"] == 10_000
    assert nomina.cobros["delegacion"].tolist() == ["DH-SCL"]


def test_un_recibo_que_aparece_dos_veces_se_rechaza(completa: Oficina) -> None:
    completa.diligencia()
    completa.cobro(GASTO, recibo="R-7")
    cobros = completa.nomina().cobros
    repetidos = cobros.loc[[0, 0]]
    with pytest.raises(ErrorDeDatos, match="R-7 del crédito E-0001 aparece dos veces"):
        comprobar_unicos(repetidos)


def test_un_recibo_con_dos_diligencias_son_dos_renglones_y_cada_uno_paga_a_la_suya(completa: Oficina) -> None:
    completa.persona("E2", "EJECUTOR")
    completa.diligencia("D-1", fecha="2025-10-10")
    completa.diligencia("D-2", fecha="2025-11-10", tipo="EMBARGO", persona="E2")
    completa.cobro(GASTO, recibo="R-7", diligencia="D-1")
    completa.cobro(GASTO, recibo="R-7-", diligencia="D-2")
    bruto = por_persona(completa.nomina())
    assert (bruto["EJ"], bruto["E2"]) == (80_000, 80_000)
