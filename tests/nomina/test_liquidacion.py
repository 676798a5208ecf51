"""Del bruto al neto: ISR, topes, reversas y los cuatro cuadres."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from nomina.oficina_de_cobro import FOLIO, Oficina, por_fondo, por_persona
from oficina import asentar, gasto, hecho

from cobranza.base.errores import ErrorDeDatos, ErrorDeLey, ErrorDeUso
from cobranza.nomina.calculo import Nomina
from cobranza.nomina.cuadre import comprobar, cuadres
from cobranza.nomina.norma_habilitante import CIEN, NormaHabilitante, normas
from cobranza.nomina.poliza import poliza

pytestmark = pytest.mark.lenta

GASTO = 200_000


@pytest.fixture
def completa(oficina: Oficina) -> Oficina:
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    oficina.diligencia("D-2", fecha="2025-11-12", tipo="EMBARGO")
    return oficina


def _todo_al_ejecutor() -> tuple[NormaHabilitante, ...]:
    (norma,) = [n for n in normas() if n.clave == "IL-GE"]
    return (replace(norma, reglas=(replace(norma.reglas[0], porcentaje=CIEN),)),)


def _de(nomina: Nomina, numero: str) -> dict[str, int]:
    columnas = ["bruto", "retencion", "por_retener", "reversado", "descuento", "adeudo", "neto"]
    renglon = nomina.personas.set_index("numero_empleado").loc[numero]
    return {c: int(renglon[c]) for c in columnas}


def test_sumar_gastos_hace_perder_el_subsidio_y_la_retencion_sube(oficina: Oficina) -> None:
    # sueldo 10,000.00 y gastos 3,000.00 en noviembre de 2026: la retención pasa de 193.37 a 1,076.00
    oficina.persona("EJ", "EJECUTOR", sueldo_mensual=1_000_000)
    oficina.credito()
    oficina.diligencia(cita="")
    oficina.cobro(300_000, "2026-11-05")
    nomina = oficina.nomina("2026-11-01", "2026-11-30", registradas=_todo_al_ejecutor())
    persona = nomina.personas.iloc[0]
    assert (persona["retencion_sueldo"], persona["retencion_total"]) == (19_337, 107_600)
    assert persona["retencion"] == 107_600 - 19_337
    assert persona["neto"] == 300_000 - (107_600 - 19_337)


def test_si_el_pago_no_alcanza_a_cubrir_su_isr_lo_que_falta_va_a_la_nomina_ordinaria(oficina: Oficina) -> None:
    # con 11,490.00 de sueldo, diez pesos más rebasan 11,492.66 y hacen perder más de quinientos de subsidio
    oficina.persona("EJ", "EJECUTOR", sueldo_mensual=1_149_000)
    oficina.credito()
    oficina.diligencia(cita="")
    oficina.cobro(1_000, "2026-11-05")
    de = _de(oficina.nomina("2026-11-01", "2026-11-30", registradas=_todo_al_ejecutor()), "EJ")
    assert (de["bruto"], de["retencion"], de["neto"]) == (1_000, 1_000, 0)
    assert de["por_retener"] > 50_000


def test_sin_tarifa_de_isr_para_el_dia_de_pago_no_hay_nomina(completa: Oficina) -> None:
    completa.cobro(GASTO)
    with pytest.raises(ErrorDeLey, match="isr_mensual"):
        completa.nomina(fecha_pago=date(2027, 1, 15))


def test_lo_que_pasa_del_tope_por_persona_va_al_fondo(completa: Oficina) -> None:
    (norma,) = [n for n in normas() if n.clave == "IL-GE"]
    completa.cobro(GASTO, "2025-12-05")
    completa.cobro(GASTO, "2025-12-06")
    nomina = completa.nomina(registradas=(replace(norma, tope=100_001),))
    # sin tope el ejecutor ganaría 1,600.00
    assert por_persona(nomina) == {"EJ": 100_001, "NO": 60_000, "JE": 40_000, "DE": 20_000, "SU": 20_000}
    excedente = nomina.partes[nomina.partes["motivo"] == "EXCEDENTE"]
    assert excedente["importe"].sum() == 160_000 - 100_001
    assert por_fondo(nomina)["FONDO_REVOLVENTE_COBRANZA"] == 60_000 + 59_999
    comprobar(cuadres(nomina))


def test_una_reversa_posterior_se_descuenta_hasta_el_treinta_por_ciento_del_neto(completa: Oficina) -> None:
    devuelto = completa.cobro(GASTO, "2025-11-20")
    completa.reversa(devuelto, GASTO, "2025-12-10")
    completa.cobro(100_000, "2025-12-15", diligencia="D-2")
    nomina = completa.nomina()
    de = _de(nomina, "EJ")
    disponible = de["bruto"] - de["retencion"]
    assert de["reversado"] == 80_000  # su 40 % de lo que se devolvió
    assert de["descuento"] == disponible * 30 // 100
    assert de["adeudo"] == 80_000 - de["descuento"] > 0
    assert de["neto"] == disponible - de["descuento"]
    comprobar(cuadres(nomina))


def test_quien_solo_tiene_reversas_queda_con_adeudo_y_sin_pago(completa: Oficina) -> None:
    devuelto = completa.cobro(GASTO, "2025-11-20")
    completa.reversa(devuelto, GASTO, "2025-12-10")
    nomina = completa.nomina()
    de = _de(nomina, "EJ")
    assert (de["bruto"], de["reversado"], de["descuento"], de["adeudo"], de["neto"]) == (0, 80_000, 0, 80_000, 0)
    assert nomina.base == 0
    assert nomina.auxiliar == -GASTO
    comprobar(cuadres(nomina))


def test_lo_cobrado_y_reversado_en_el_mismo_periodo_no_se_nomina(completa: Oficina) -> None:
    devuelto = completa.cobro(GASTO, "2025-12-05")
    completa.reversa(devuelto, GASTO, "2025-12-10")
    nomina = completa.nomina()
    assert (nomina.base, nomina.auxiliar) == (0, 0)
    assert nomina.personas.empty
    comprobar(cuadres(nomina))


def test_un_gasto_que_otro_recibo_vuelve_a_cubrir_ni_se_paga_ni_se_descuenta_otra_vez(completa: Oficina) -> None:
    devuelto = completa.cobro(GASTO, "2025-11-20", recibo="R-1")
    completa.reversa(devuelto, GASTO, "2025-12-10")
    completa.cobro(GASTO + 50_000, "2025-12-10", recibo="R-2")  # repone los 2,000.00 y cobra 500.00 más
    nomina = completa.nomina()
    assert nomina.base == nomina.auxiliar == 50_000
    de = _de(nomina, "EJ")
    assert (de["bruto"], de["reversado"], de["adeudo"]) == (20_000, 0, 0)
    comprobar(cuadres(nomina))


def test_lo_que_repone_un_cobro_de_otra_diligencia_no_se_compensa(completa: Oficina) -> None:
    devuelto = completa.cobro(GASTO, "2025-11-20", recibo="R-1")
    completa.reversa(devuelto, GASTO, "2025-12-10")
    completa.cobro(GASTO, "2025-12-10", recibo="R-2", diligencia="D-2")
    nomina = completa.nomina()
    assert (nomina.base, _de(nomina, "EJ")["reversado"]) == (GASTO, 80_000)


def test_una_reversa_sin_su_renglon_no_cuadra_y_detiene(completa: Oficina) -> None:
    completa.cobro(GASTO)
    completa.reversa("no-existe", 5_000, "2025-12-10")
    nomina = completa.nomina()
    assert [c.diferencia for c in cuadres(nomina)] == [0, 0, 0, 5_000]
    with pytest.raises(ErrorDeDatos, match=r"difiere en \$50\.00"):
        comprobar(cuadres(nomina))


def test_si_una_parte_se_pierde_el_reparto_no_cuadra(completa: Oficina) -> None:
    completa.cobro(GASTO)
    nomina = completa.nomina()
    trunca = replace(nomina, partes=nomina.partes.iloc[1:])
    assert [bool(c.diferencia) for c in cuadres(trunca)] == [True, True, True, False]


def test_la_retencion_de_quien_gana_en_dos_delegaciones_se_reparte_sin_perder_centavos(completa: Oficina) -> None:
    completa.credito("E-0002", delegacion="DH-SCL")
    completa.diligencia("D-3", folio="E-0002")
    completa.cobro(300_001, "2025-12-05")
    completa.cobro(100_003, "2025-12-06", folio="E-0002", diligencia="D-3")
    nomina = completa.nomina()
    suyas = nomina.por_delegacion[nomina.por_delegacion["numero_empleado"] == "EJ"]
    assert len(suyas) == 2
    for columna in ("bruto", "retencion", "descuento", "neto"):
        assert suyas[columna].sum() == _de(nomina, "EJ")[columna]


@pytest.mark.lenta
def test_doce_meses_son_el_anio_y_cada_renglon_se_nomina_una_vez(oficina: Oficina) -> None:
    oficina.personal()
    oficina.persona("E2", "EJECUTOR", hasta="2025-03-31")
    oficina.credito()
    azar = random.Random(7)
    for k in range(40):
        mes, dia = azar.randint(1, 12), azar.randint(1, 28)
        oficina.diligencia(f"D-{k}", fecha=f"2025-{mes:02d}-{dia:02d}", persona=azar.choice(["EJ", "E2"]))
        ingreso = f"2025-{azar.randint(mes, 12):02d}-28"
        oficina.cobro(azar.randint(1, 500_000), ingreso, diligencia=f"D-{k}", recibo=f"R-{k}")
    anio = oficina.nomina("2025-01-01", "2025-12-31")
    fines = np.array([f"2025-{m:02d}" for m in range(1, 13)], dtype="datetime64[M]")
    meses = [oficina.nomina(f"{m}-01", str((m + 1).astype("datetime64[D]") - 1)) for m in fines]
    claves = [clave for mes in meses for clave in mes.cobros["clave"]]
    assert sorted(claves) == sorted(anio.cobros["clave"])
    assert len(set(claves)) == len(claves) == 40
    for destino in ("base", "bruto", "fondos", "sin_asignar", "auxiliar"):
        assert sum(getattr(mes, destino) for mes in meses) == getattr(anio, destino)
    partes = {(p.clave, p.regla, p.beneficiario): p.importe for mes in meses for p in mes.partes.itertuples()}
    assert partes == {(p.clave, p.regla, p.beneficiario): p.importe for p in anio.partes.itertuples()}


def test_una_reversa_de_otro_mes_se_resta_una_vez_en_los_meses_y_en_el_anio(completa: Oficina) -> None:
    devuelto = completa.cobro(GASTO, "2025-11-20")
    completa.reversa(devuelto, GASTO, "2025-12-10")
    completa.cobro(70_000, "2025-12-15", diligencia="D-2")
    anio = completa.nomina("2025-01-01", "2025-12-31")
    meses = [completa.nomina("2025-11-01", "2025-11-30"), completa.nomina("2025-12-01", "2025-12-31")]
    for nomina in (anio, *meses):
        comprobar(cuadres(nomina))
    netos = [n.base - int(n.reversas["importe"].sum()) for n in meses]
    assert netos == [GASTO, 70_000 - GASTO]
    assert anio.base == sum(netos)


def test_los_pagos_que_aplica_la_cartera_llegan_a_la_nomina_y_el_ajuste_a_pesos_no_es_cobro(oficina: Oficina) -> None:
    oficina.personal()
    oficina.credito(importe=1_000_000)
    oficina.diligencia("D-1", fecha="2025-10-10")
    oficina.diligencia("D-2", fecha="2025-11-10", persona="NO", tipo="EMBARGO", cita="")
    with oficina.motor.begin() as conexion:
        gasto(conexion, FOLIO, 63_033, "2025-10-10", "D-1")
        gasto(conexion, FOLIO, 63_033, "2025-11-10", "D-2")
        asentar(conexion, hecho(FOLIO, "PAGO", "2025-12-05", 100_000, clave="R-1"))
    nomina = oficina.nomina()
    # el pago parcial cubre la primera diligencia completa y 369.67 de la segunda
    assert nomina.cobros.set_index("diligencia")["importe"].to_dict() == {"D-1": 63_033, "D-2": 36_967}
    with oficina.motor.begin() as conexion:
        asentar(conexion, hecho(FOLIO, "PAGO", "2025-12-20", 5_000_000, clave="R-2"))
    nomina = oficina.nomina()
    # al liquidar se paga en pesos: los 66 centavos de los 1,260.66 determinados suben a 1,261.00 por ajuste
    assert nomina.base == nomina.auxiliar
    assert nomina.base % 100 == 0
    comprobar(cuadres(nomina))


def test_la_poliza_cuadra_en_cada_momento(completa: Oficina) -> None:
    devuelto = completa.cobro(GASTO, "2025-11-20")
    completa.reversa(devuelto, GASTO, "2025-12-10")
    completa.cobro(123_457, "2025-12-15", diligencia="D-2")
    por_momento = poliza(completa.nomina()).groupby("momento")[["cargo", "abono"]].sum()
    assert len(por_momento) == 6
    assert (por_momento["cargo"] == por_momento["abono"]).all()


def test_un_periodo_al_reves_se_niega(completa: Oficina) -> None:
    with pytest.raises(ErrorDeUso, match="desde ≤ corte"):
        completa.nomina("2025-12-31", "2025-12-01")


def test_un_periodo_sin_cobros_da_una_nomina_en_ceros_que_cuadra(completa: Oficina) -> None:
    nomina = completa.nomina("2025-06-01", "2025-06-30")
    assert (nomina.base, len(nomina.personas), len(nomina.normas)) == (0, 0, 0)
    comprobar(cuadres(nomina))
