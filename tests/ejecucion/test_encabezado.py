"""Lo que se lee arriba: de qué corte, de qué periodo, con qué se sabía, de quién, con qué datos y quién firma."""

from __future__ import annotations

from typing import Any

import pytest
from ejecucion.muestra import cuaderno, ficha

from cobranza.ejecucion import encabezado as e
from cobranza.ejecucion.html import a_html

EJEMPLO = {"nombre": "demo", "ejemplo": True}


def _de(**cambios: Any) -> e.Encabezado:
    return e.encabezado(ficha(cuaderno(), **cambios))


def test_lo_que_se_sabia_otro_dia_se_dice_junto_al_corte() -> None:
    assert _de(parametros={"conocido_al": "2025-06-30"}).datos[:2] == [
        "Corte al 31 de diciembre de 2025", "Con lo conocido al 30 jun 2025",
    ]  # fmt: skip
    assert _de().conocido == ""


def test_el_periodo_es_el_que_el_informe_uso_aunque_no_se_haya_pedido() -> None:
    assert _de(procedencia={"Periodo": "Del 1 ene 2025 al 31 dic 2025"}).periodo == "Del 1 ene 2025 al 31 dic 2025"
    assert _de(procedencia={}, parametros={"desde": "2025-12-01"}).periodo == "Del 1 dic 2025 al 31 dic 2025"


def test_dice_de_quien_es() -> None:
    de_uno = _de(parametros={"ejecutor": "E0020", "delegacion": "DH-TAP"}).alcance
    assert de_uno == "Ejecutor E0020 · Delegación de Hacienda Tapachula"
    # sin pedir folio, el informe toma uno: se dice cuál
    credito = {"Crédito": "TGZ-2020-000208", "Contribuyente": "C-7K3Q-92XF"}
    dicho = ficha(cuaderno(), procedencia=credito)
    assert e.alcance(dicho).startswith("Crédito TGZ-2020-000208 · Contribuyente C-7K3Q-92XF")
    assert "TGZ-2020-000208" in a_html(cuaderno(), contexto=dicho).split("</title>")[0]


def test_los_datos_de_ejemplo_se_dicen_en_la_pagina_en_cada_hoja_impresa_y_en_cada_hoja_del_anexo() -> None:
    dicho = ficha(cuaderno(), base=EJEMPLO)
    pagina = a_html(cuaderno(), contexto=dicho)
    assert '<p class="ejemplo">Datos de ejemplo</p>' in pagina
    assert '@bottom-left{content:"Datos de ejemplo' in pagina
    assert e.portada(dicho)["Cartera"] == "Datos de ejemplo"
    hojas = [{"hoja": "a", "nota": "Suma."}, {"hoja": "b"}]
    assert [h["nota"] for h in e.selladas(dicho, hojas)] == ["Datos de ejemplo. Suma.", "Datos de ejemplo."]
    propia = ficha(cuaderno())
    assert "Datos de ejemplo" not in a_html(cuaderno(), contexto=propia) + str(e.portada(propia))


@pytest.mark.parametrize(
    ("ultimo", "corte", "dice"),
    [
        ("2025-12-31", "2026-08-31", "Último dato capturado: 31 dic 2025; faltan 8 meses."),
        ("2026-01-14", "2026-01-31", "Último dato capturado: 14 ene 2026; faltan 17 días."),
        ("2026-02-28", "2026-03-31", "Último dato capturado: 28 feb 2026; falta 1 mes."),
        ("2026-03-30", "2026-03-31", "Último dato capturado: 30 mar 2026; falta 1 día."),
        ("2026-01-30", "2026-01-31", ""),  # del viernes al sábado nadie captura
        ("2026-01-31", "2026-01-31", ""),
        ("2026-03-09", "2026-01-31", ""),
    ],
)
def test_un_corte_que_pasa_de_lo_capturado_lo_avisa(ultimo: str, corte: str, dice: str) -> None:
    dicho = ficha(cuaderno(), ultimo_dato=ultimo, corte=corte, parametros={"corte": corte})
    assert e.encabezado(dicho).aviso == dice
    assert dice in a_html(cuaderno(), contexto=dicho)
    assert e.portada(dicho).get("Aviso", "") == dice


def test_sin_nombres_hay_tres_rayas_para_firmar(monkeypatch: pytest.MonkeyPatch) -> None:
    portada = e.portada(ficha(cuaderno()))
    assert [portada[r] for r in ("Elaboró", "Revisó", "Autorizó")] == [e.SIN_FIRMA] * 3
    monkeypatch.setattr(e.catalogos, "firmas", lambda: (("Elaboró", "Área de Informes"), ("Revisó", "")))
    portada = e.portada(ficha(cuaderno()))
    assert (portada["Elaboró"], portada["Revisó"]) == ("Área de Informes", e.SIN_FIRMA)
    assert "<dt>Elaboró</dt><dd>Área de Informes</dd>" in a_html(cuaderno(), contexto=ficha(cuaderno()))


def test_el_indice_lleva_el_nombre_que_tenia_la_dependencia_en_su_corte_mas_reciente() -> None:
    assert "Hacienda" in e.institucion_de(["2025-11-30", "2025-12-31", "sin_corte"]).dependencia
    assert "Finanzas" in e.institucion_de(["2025-12-31", "2026-08-31"]).dependencia


def test_si_ese_dia_solo_lo_decian_los_archivos_se_dice_arriba() -> None:
    """El sistema aún no había cargado nada: no le consta cuándo se supo."""
    historia = "Antes del 29 nov 2025 la historia es la que dijeron los archivos"
    de_antes = _de(parametros={"conocido_al": "2025-06-30"}, procedencia={"Historia": historia})
    assert de_antes.conocido == f"Con lo conocido al 30 jun 2025. {historia}"
    assert de_antes.conocido in de_antes.asunto
