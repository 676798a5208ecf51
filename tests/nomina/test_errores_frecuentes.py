"""Los errores que la auditoría encuentra (función F01), uno por uno: se intentan y no salen, o se dicen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from nomina.mesa import Mesa
from nomina.oficina_de_cobro import DILIGENCIA, FOLIO, Oficina, por_persona
from oficina import acto, gasto

from cobranza.base.errores import ErrorDeLey, ErrorDeProceso
from cobranza.nomina.archivos import RELACION, archivos
from cobranza.nomina.controles import controles
from cobranza.nomina.norma_habilitante import leer_norma

pytestmark = pytest.mark.lenta

FEBRERO = date(2026, 2, 6)
ENERO = {"periodo": "Enero", "desde": "2026-01-01", "hasta": "2026-01-31", "fecha_pago": "2026-02-06"}
MINIMO = 864_280
"""El de un mes de 2025: 278.80 diarios por 31."""


@pytest.fixture
def completa(oficina: Oficina) -> Oficina:
    oficina.personal()
    oficina.credito()
    oficina.diligencia()
    return oficina


def test_no_se_paga_sobre_un_gasto_determinado_y_no_cobrado(completa: Oficina) -> None:
    with completa.motor.begin() as conexion:
        gasto(conexion, FOLIO, 200_000, "2025-12-03", DILIGENCIA)
    assert completa.nomina().base == 0


def test_un_recibo_sustituido_no_se_paga_dos_veces(completa: Oficina) -> None:
    mesa = Mesa(completa)
    viejo = completa.cobro(200_000, recibo="VIEJO")
    mesa.llevar("PAGADA")
    completa.reversa(viejo, 200_000, "2026-01-05")
    completa.cobro(200_000, "2026-01-05", recibo="NUEVO")
    enero = mesa.llevar("CALCULADA", FEBRERO, **ENERO)
    assert mesa.bruto(enero, "EJ") == 0, "ya se le pagó por el que sustituye"
    assert mesa.version(enero).resultado.personas["adeudo"].sum() == 0, "ni se le descuenta"


def test_dos_gastos_por_una_diligencia_se_senalan(completa: Oficina) -> None:
    completa.diligencia("D-2", fecha="2025-11-10", tipo="EMBARGO", cita="")
    completa.cobro(100_000)
    completa.cobro(90_000, diligencia="D-2", recibo="R-2")
    assert "Dos gastos por una diligencia" in {c.control for c in controles(completa.nomina(), minimo=MINIMO)}


def test_cobra_quien_practico_y_no_a_quien_se_reasigno(completa: Oficina) -> None:
    completa.persona("E9", "EJECUTOR", desde="2025-11-01")
    with completa.motor.begin() as conexion:  # hoy el crédito lo lleva otra persona, con nombramiento aquel día
        acto(conexion, FOLIO, "ASIGNACION", "2025-11-20", persona="E9")
    completa.cobro(200_000)
    assert "E9" not in por_persona(completa.nomina())
    assert por_persona(completa.nomina())["EJ"] == 80_000


def test_con_el_nombramiento_vencido_no_se_paga_y_se_senala(oficina: Oficina) -> None:
    oficina.persona("EJ", "EJECUTOR", hasta="2025-11-09")
    oficina.credito()
    oficina.diligencia(cita="")
    oficina.cobro(200_000)
    nomina = oficina.nomina()
    assert por_persona(nomina) == {}
    assert "Hueco de nombramiento" in {c.control for c in controles(nomina, minimo=MINIMO)}


def test_lo_devuelto_se_reversa(completa: Oficina) -> None:
    mesa = Mesa(completa)
    clave = completa.cobro(200_000)
    mesa.llevar("PAGADA")
    completa.reversa(clave, 200_000, "2026-01-10")
    enero = mesa.llevar("CALCULADA", FEBRERO, **ENERO)
    personas = mesa.version(enero).resultado.personas.set_index("numero_empleado")
    assert personas.loc["EJ", "reversado"] == 80_000


def test_porcentajes_sin_norma_no_hay_nomina(completa: Oficina, tmp_path: Path) -> None:
    completa.cobro(200_000)
    with pytest.raises(ErrorDeLey, match="sin ella no hay nómina"):
        completa.nomina(registradas=())
    norma = tmp_path / "mala.yaml"
    norma.write_text("clave: X\n", encoding="utf-8")
    with pytest.raises(ErrorDeLey, match="il_ge"):
        leer_norma(norma)


def test_siempre_hay_relacion_analitica_y_no_se_cierra_sin_recibos_firmados(completa: Oficina) -> None:
    mesa = Mesa(completa)
    completa.cobro(200_000)
    numero = mesa.llevar("PAGADA")
    from cobranza.almacen.sesion import instante
    from cobranza.base.errores import ErrorDeDatos
    from cobranza.nomina import versiones

    with instante(mesa.motor) as conexion:
        movimientos = versiones.insumos_de(conexion, numero).movimientos
    relacion = archivos(mesa.version(numero), movimientos)[RELACION].decode()
    assert FOLIO in relacion and DILIGENCIA in relacion
    with pytest.raises((ErrorDeDatos, ErrorDeProceso), match="recibos"):
        mesa.paso(numero, "CERRADA", "OSC", poliza="P-1", cfdi="x")


def test_la_diferencia_contra_el_libro_impide_enviarla(completa: Oficina, monkeypatch: pytest.MonkeyPatch) -> None:
    from cobranza.nomina import cuadre
    from cobranza.procesos import nomina as proceso

    mesa = Mesa(completa)
    completa.cobro(200_000)
    numero = mesa.llevar("VALIDADA")
    malo = cuadre.Cuadre("Base − reversas anteriores = libro de accesorios cobrados", 1, 2, 1)
    monkeypatch.setattr(proceso, "cuadres", lambda _: (malo,))
    with pytest.raises(ErrorDeProceso, match="no cuadra"):
        mesa.paso(numero, "REVISADA", "DCC", muestra="x")


def test_los_demas_controles_se_dicen(completa: Oficina) -> None:
    completa.cobro(200_000)
    completa.cobro(10_000, diligencia=None, recibo="R-2")
    completa.persona("X1", "DELEGADO", delegacion="DH-SCL", nombre="Persona de Prueba")
    completa.credito("E-0009", delegacion="DH-SCL")
    completa.diligencia("D-9", "E-0009")
    completa.cobro(50_000, folio="E-0009", diligencia="D-9", recibo="R-9")
    nomina = completa.nomina()
    dichos = {(c.control, c.asunto) for c in controles(nomina, minimo=MINIMO)}
    assert {("Concentración", "EJ"), ("Gasto sin diligencia", FOLIO)} <= dichos
    assert ("Beneficiario y contribuyente", "X1") in dichos, "se llama igual que el deudor"
    antes = completa.nomina(desde="2025-12-01", hasta="2025-12-31")
    antes.personas["bruto"] //= 2
    assert ("Crecimiento", "EJ") in {(c.control, c.asunto) for c in controles(nomina, minimo=MINIMO, anterior=antes)}
    assert "Crecimiento" not in {c.control for c in controles(nomina, minimo=MINIMO, anterior=nomina)}
