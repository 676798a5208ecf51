"""Cada delegado valida la nómina en el panel: ve en qué va, qué se lo impide y a quién se le paga."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from nomina.mesa import HOY, Mesa
from nomina.oficina_de_cobro import Oficina

from cobranza.base import nominativas
from cobranza.puertas.paneles.bandeja import Bandeja
from cobranza.tramites.definicion import tipo

pytestmark = pytest.mark.lenta

VALIDA = "EN_VALIDACION_DELEGACION"


@pytest.fixture
def mesa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mesa]:
    oficina = Oficina(tmp_path)
    monkeypatch.setenv("COBRANZA_BD", oficina.url)
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    oficina.personal()
    oficina.persona("E2", "EJECUTOR", delegacion="DH-SCL")
    oficina.persona("D2", "DELEGADO", delegacion="DH-SCL")
    oficina.credito()
    oficina.credito("E-0002", delegacion="DH-SCL")
    oficina.diligencia()
    oficina.diligencia("D-2", "E-0002", persona="E2", cita="")
    oficina.cobro(200_000)
    oficina.cobro(100_000, folio="E-0002", diligencia="D-2", recibo="OTRO")
    yield Mesa(oficina)


def _panel(mesa: Mesa, numero: str, usuario: str) -> Bandeja:
    panel = Bandeja()
    panel.usuario.value, panel.dia.value = usuario, HOY
    panel.ver(numero)
    return panel


def _dar(panel: Bandeja, estado: str, **datos: object) -> None:
    panel.preparar(tipo("nomina"), estado)
    panel.formulario.poner(datos)
    panel.al.value = HOY
    panel.dar(tipo("nomina"), estado)


def test_cada_delegado_valida_la_suya_y_el_panel_dice_que_falta(mesa: Mesa) -> None:
    numero = mesa.abrir()
    panel = _panel(mesa, numero, "OSC")
    _dar(panel, "CALCULADA")
    assert mesa.estado(numero) == VALIDA, "lo calculado pasa solo a validarse"
    panel = _panel(mesa, numero, "DE")
    assert "Puedes validar DH-TGZ" in panel.detalle.value
    assert panel.detalle.value.count("Que la valide su delegado") == 2
    _dar(panel, VALIDA)
    assert "Que otra persona valide lo que cobra DE" in panel.detalle.value
    assert (
        "No puedes validar DH-TGZ" in panel.detalle.value
        and "Un beneficiario no valida lo suyo" in panel.detalle.value
    )
    panel.usuario.value = "D2"
    assert "Puedes validar DH-SCL" in panel.detalle.value
    _dar(panel, VALIDA)
    panel.usuario.value = "DCC"
    assert "La coordinación valida cualquiera" in panel.detalle.value
    for delegacion in ("DH-TGZ", "DH-SCL"):
        _dar(panel, VALIDA, delegacion=delegacion)
    assert mesa.estado(numero) == "VALIDADA", "validadas todas, pasa sola"
    assert "Validación de cada delegación" not in panel.detalle.value


def test_el_delegado_ve_a_los_suyos_y_queda_anotado(mesa: Mesa) -> None:
    numero = mesa.llevar("CALCULADA")
    panel = _panel(mesa, numero, "DE")
    assert "Persona E" not in panel.detalle.value and not nominativas.leer().renglones
    panel.a_quien_se_le_paga()
    (dicho,) = panel._lugar.children
    assert "Persona EJ" in dicho.value and "Persona E2" not in dicho.value, "los de su delegación"
    assert nominativas.leer().renglones[-1]["parametros"]["nomina"] == numero
    panel.usuario.value = "NADIE"
    panel.a_quien_se_le_paga()
    assert "no se le paga a nadie" in panel._lugar.children[0].value
    panel.usuario.value = "D2"
    panel.a_quien_se_le_paga()
    assert "Persona E2" in panel._lugar.children[0].value and "Persona EJ" not in panel._lugar.children[0].value


def test_si_no_cuadra_no_pasa_a_validarse_y_lo_dice(mesa: Mesa, monkeypatch: pytest.MonkeyPatch) -> None:
    from cobranza.nomina.cuadre import Cuadre
    from cobranza.procesos import nomina as proceso

    monkeypatch.setattr(proceso, "cuadres_de", lambda _: (Cuadre("Nómina = recibos", 2, 1, 1),))
    numero = mesa.abrir(date(2026, 1, 8))
    panel = _panel(mesa, numero, "OSC")
    _dar(panel, "CALCULADA")
    assert "La nómina no cuadra" in panel.mensaje.value
    assert mesa.estado(numero) == "CALCULADA"
