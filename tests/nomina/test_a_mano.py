"""La nómina de una delegación pequeña contra la que se hizo a mano (`docs/nomina_a_mano.md`), al centavo."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from nomina.mesa import HOY, Mesa
from nomina.oficina_de_cobro import Oficina

from cobranza.base.dinero import centavos
from cobranza.nomina.calculo import Nomina
from cobranza.nomina.cuadre import cuadres

pytestmark = pytest.mark.lenta

A_MANO = Path(__file__).resolve().parents[2] / "docs" / "nomina_a_mano.md"
SUELDOS = {
    "EJ": ("EJECUTOR", 2_000_000),
    "NO": ("NOTIFICADOR", 1_120_000),
    "JE": ("JEFE_SECCION_EJECUCION", 1_500_000),
    "DE": ("DELEGADO", 2_500_000),
    "SU": ("SUPERVISOR_CENTRAL", 1_800_000),
}
DESTINOS = {"Capacitación": "FONDO_CAPACITACION", "Revolvente": "FONDO_REVOLVENTE_COBRANZA", "Sin asignar": ""}
COLUMNAS = {"Bruto": "bruto", "ISR": "retencion", "Alimentos": "pension", "Por reversas": "descuento", "Neto": "neto",
            "Queda a deber": "adeudo"}  # fmt: skip
NOVIEMBRE = {"periodo": "Noviembre", "desde": "2025-11-01", "hasta": "2025-11-30", "fecha_pago": "2025-12-08"}
ALIMENTOS = [{"persona": "EJ", "clase": "pension", "porcentaje": "20.00", "importe": "0.00", "documento": "Oficio 1"}]


@pytest.fixture(scope="module")
def nomina(tmp_path_factory: pytest.TempPathFactory) -> Nomina:
    oficina = Oficina(tmp_path_factory.mktemp("a_mano"))
    for numero, (puesto, sueldo) in SUELDOS.items():
        oficina.persona(numero, puesto, sueldo_mensual=sueldo)
    oficina.credito()
    oficina.credito("E-0002")
    oficina.credito("E-0003")
    oficina.credito("F-0001", ambito="federal", concepto="F-ISR")
    oficina.diligencia("D-1", fecha="2025-11-03")
    oficina.diligencia("D-3", fecha="2025-11-10")
    oficina.diligencia("N-1", "E-0002", fecha="2025-11-05", persona="NO", tipo="NOTIFICACION", cita="")
    oficina.diligencia("D-2", "E-0003", fecha="2025-11-12", tipo="EMBARGO", cita="")
    oficina.diligencia("D-5", "F-0001", fecha="2025-11-14")
    devuelto = oficina.cobro(50_000, "2025-11-20", recibo="R-0")
    mesa = Mesa(oficina)
    mesa.llevar("PAGADA", date(2025, 12, 8), **NOVIEMBRE)
    oficina.reversa(devuelto, 50_000, "2025-12-10")
    oficina.cobro(200_000, "2025-12-05", recibo="R-1", diligencia="D-3")
    oficina.cobro(123_457, "2025-12-08", recibo="R-2", folio="E-0003", diligencia="D-2")
    honorario = {"diligencia": "N-1", "concepto": "HONORARIO_NOTIFICACION", "folio": "E-0002"}
    oficina.cobro(45_256, "2025-12-10", recibo="R-3", **honorario)
    oficina.cobro(30_000, "2025-12-11", recibo="R-4", diligencia=None)
    oficina.cobro(63_000, "2025-12-12", recibo="R-5", folio="F-0001", diligencia="D-5")
    diciembre = mesa.abrir()
    mesa.calcular(diciembre, HOY, deducciones=ALIMENTOS)
    return mesa.version(diciembre).resultado


def _cuadro(primera: str) -> dict[str, dict[str, int]]:
    """El cuadro cuya primera columna se llama así: renglón → columna → centavos."""
    texto = A_MANO.read_text(encoding="utf-8")
    halladas = re.findall(rf"^\| {primera} \|(?:.*\n)+?(?=\n|\Z)", texto, re.MULTILINE)
    filas = [[c.strip() for c in f.strip("|").split("|")] for f in halladas[-1].strip().splitlines()]
    titulos = filas[0][1:]
    return {
        f[0]: dict(zip(titulos, map(centavos, (c.replace(",", "") for c in f[1:])), strict=True)) for f in filas[2:]
    }


def test_cada_peso_va_a_donde_se_puso_a_mano(nomina: Nomina) -> None:
    partes = nomina.partes.merge(nomina.cobros[["clave", "recibo"]], on="clave")
    sumas = partes.astype({"beneficiario": "str"}).groupby(["recibo", "beneficiario"])["importe"].sum().to_dict()
    cuadro = _cuadro("Recibo")
    total = cuadro.pop("Total")
    for recibo, dicho in cuadro.items():
        cobrado = dicho.pop("Cobrado")
        assert sum(dicho.values()) == cobrado, f"{recibo}: el cuadro hecho a mano no suma"
        hecho = {quien: sumas.get((recibo, DESTINOS.get(quien, quien)), 0) for quien in dicho}
        assert hecho == dicho, recibo
    assert set(cuadro) == {r for r, _ in sumas}
    assert total["Cobrado"] == nomina.base
    assert {q: sum(f[q] for f in cuadro.values()) for q in total if q != "Cobrado"} == {
        q: v for q, v in total.items() if q != "Cobrado"
    }


def test_a_cada_quien_se_le_paga_lo_que_se_calculo_a_mano(nomina: Nomina) -> None:
    cuadro = _cuadro("Persona")
    total = cuadro.pop("Total")
    personas = nomina.personas.set_index("numero_empleado")
    assert {q: {c: int(personas.loc[q, col]) for c, col in COLUMNAS.items()} for q in personas.index} == cuadro
    assert {c: sum(f[c] for f in cuadro.values()) for c in total} == total
    assert (nomina.bruto, nomina.fondos, nomina.sin_asignar) == (278_798, 152_915, 30_000)
    assert nomina.auxiliar == 411_713
    assert {c.diferencia for c in cuadres(nomina)} == {0}
