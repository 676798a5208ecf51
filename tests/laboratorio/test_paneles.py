"""Cada panel en un JupyterLab de verdad: se abre, se trabaja en él y hace lo mismo que la consola."""

from __future__ import annotations

import pytest
from laboratorio.servidor import Laboratorio

pytestmark = [pytest.mark.lenta]

OPRIMIR = """((rotulo) => [...document.querySelectorAll('.cobranza-panel button')]
  .filter(b => b.checkVisibility()).find(b => b.textContent === rotulo).click())"""
PESTANA = """((rotulo) => {
  const hay = [...document.querySelectorAll('.cobranza-panel .lm-TabBar-tab')];
  const t = hay.find(t => t.textContent.trim() === rotulo);
  const r = t.getBoundingClientRect(), en = {bubbles: true, button: 0, clientX: r.x + 9, clientY: r.y + 9};
  for (const s of ['pointerdown', 'pointerup']) t.dispatchEvent(new PointerEvent(s, en));
})"""
ESCRIBIR = """((selector, dicho) => { const e = document.querySelector(selector);
  e.value = dicho; for (const s of ['input', 'change']) e.dispatchEvent(new Event(s, {bubbles: true})); })"""
CORTADOS = (
    "[...document.querySelectorAll('.rj-cabeza button')].filter(e => e.checkVisibility() "
    "&& e.scrollWidth > e.clientWidth).map(e => e.textContent)"
)
FILAS = (
    "[...document.querySelectorAll('.rj-renglones .rj-fila')].map(f => f.textContent).filter(t => !t.includes('…'))"
)


def _abierto(lab: Laboratorio, panel: str) -> None:
    lab.abrir(panel)
    assert not lab.correr()["fallo"]
    lab.pestana.esperar("!!document.querySelector('.cobranza-panel')")


def test_desde_el_panel_se_corre_un_informe_y_se_ve_ahi_mismo(lab: Laboratorio) -> None:
    _abierto(lab, "panel")
    elegir = """(() => { const s = document.querySelector('.cobranza-panel select');
      s.selectedIndex = [...s.options].findIndex(o => o.textContent.includes('liquidacion'));
      s.dispatchEvent(new Event('change', {bubbles: true})); })()"""
    lab.pestana.evaluar(elegir)
    lab.pestana.esperar("!!document.querySelector('.campo-folio input')")
    nombres = lab.pestana.evaluar("document.querySelector('.campo-nominativo input').checked")
    assert nombres is False, "sin nombres salvo que se pidan"
    lab.pestana.evaluar(f"{OPRIMIR}('Correr')")
    assert lab.pestana.esperar(
        "document.querySelector('.widget-hprogress')?.checkVisibility({visibilityProperty: true})"
    ), "dice cómo va"
    pagina = lab.pestana.esperar("document.querySelector('.cobranza-panel iframe')?.srcdoc")
    assert "¿Cuánto se debe por este crédito y por qué?" in pagina
    assert lab.pestana.evaluar("document.querySelector('.cobranza-panel iframe').sandbox.length") == 0
    lab.pestana.evaluar(f"{PESTANA}('Corridas pasadas')")
    lab.pestana.esperar("document.querySelector('.rj-cuerpo')?.checkVisibility()")
    fila, *_ = lab.pestana.esperar(f"(f => f.length ? f : null)({FILAS})")  # las más nuevas primero
    assert "liquidacion" in fila and "✓ Terminó" in fila
    assert lab.pestana.evaluar(CORTADOS) == [], "ni un título a medias"


def test_la_cartera_se_filtra_y_un_clic_abre_el_credito(lab: Laboratorio) -> None:
    _abierto(lab, "explorar")
    todas = lab.pestana.esperar(f"(f => f.length > 5 ? f : null)({FILAS})")
    assert lab.pestana.evaluar(CORTADOS) == [], "ni un título a medias"
    assert "100 créditos" in lab.pestana.evaluar("document.querySelector('.rj-cuenta').textContent")
    # lo repartido suma lo que se ve, y vuelve a contarse al filtrar
    suma = (
        "[...document.querySelectorAll('.rj-barras')]"
        ".map(b => [...b.children].reduce((s, e) => s + +e.title.split(': ').at(-1), 0))"
    )
    assert set(lab.pestana.esperar(f"(s => s.length ? s : null)({suma})")) == {100}
    folio = str(todas[0])[:15]
    lab.pestana.evaluar(f"{ESCRIBIR}('.rj-filtros input', '{folio}')")
    lab.pestana.esperar("document.querySelector('.rj-cuenta').textContent === '1 crédito'")
    assert lab.pestana.esperar(f"({suma}).every(s => s === 1)")
    lab.pestana.evaluar("document.querySelector('.rj-renglones .rj-fila').click()")
    dicho = lab.pestana.esperar("document.querySelector('.credito .caratula')?.textContent")
    assert folio in dicho
    pestanas = "[...document.querySelectorAll('.credito .lm-TabBar-tab')].map(t => t.textContent.trim())"
    assert lab.pestana.evaluar(pestanas) == [
        "Saldo explicado", "Línea de tiempo", "Qué procede", "Trámites y documentos"
    ]  # fmt: skip
    fuera = [url for url in lab.pestana.pedidos() if not url.startswith((lab.direccion, "blob:"))]
    assert fuera == [], "nada se pide fuera de esta máquina"


def test_la_bandeja_niega_lo_que_la_consola_niega(lab: Laboratorio) -> None:
    _abierto(lab, "tramites")
    assert lab.pestana.esperar("document.querySelector('.rj-cuenta')?.textContent") == "0 trámites"
    lab.pestana.evaluar(f"{PESTANA}('Abrir un trámite')")
    lab.pestana.esperar("document.querySelector('.campo-folio input')?.checkVisibility()")
    lab.pestana.evaluar(f"{OPRIMIR}('Abrir')")
    assert "Falta" in lab.pestana.esperar("document.querySelector('.campo-folio .malo')?.textContent")
    lab.pestana.evaluar(f"{ESCRIBIR}('.campo-folio input', 'NO-ESTA')")
    lab.pestana.esperar("!document.querySelector('.campo-folio .malo')")
    lab.pestana.evaluar(f"{OPRIMIR}('Abrir')")
    dicho = lab.pestana.esperar("document.querySelector('.aviso-panel.mal')?.parentElement.textContent")
    assert "No procede" in dicho and "no tiene ese rol" in dicho


def test_en_modo_sencillo_se_ve_un_solo_documento(lab: Laboratorio) -> None:
    """Lo que abre `make panel`: sin carpetas ni pestañas."""
    lab.solo_el_documento("panel")
    assert lab.pestana.esperar("document.querySelector('#jp-main-dock-panel')?.dataset.mode") == "single-document"
    assert lab.pestana.esperar("document.querySelector('.jp-Notebook h1')?.textContent").startswith("¿Qué informe")
