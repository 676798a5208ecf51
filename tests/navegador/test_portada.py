"""El índice en un Chromium de verdad: se filtra sin programas, lo fallido va plegado y no tiene barreras."""

from __future__ import annotations

from pathlib import Path

import axe_playwright_python
import pytest
from ejecucion.test_indice import ERROR, Estante
from navegador.chromium import Pestana

from cobranza.ejecucion.indice import escribir_indice

pytestmark = pytest.mark.lenta
EJEMPLO, PROPIA = {"nombre": "cobranza", "ejemplo": True}, {"nombre": "mi_cartera", "ejemplo": False}
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
VISIBLES = "[...document.querySelectorAll('{que}')].filter(e => e.checkVisibility()).map(e => e.innerText)"


@pytest.fixture(scope="module")
def portada(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La cartera propia y la de ejemplo, dos delegaciones, una corrida que falló y una reservada."""
    estante = Estante(tmp_path_factory.mktemp("portada"))
    estante.poner(base=PROPIA, hallazgo="Propia, todas.")
    estante.poner(base=PROPIA, hallazgo="Propia, Tapachula.", parametros={"delegacion": "DH-TAP"})
    estante.poner(base=EJEMPLO, hallazgo="Ejemplo, Tapachula.", parametros={"delegacion": "DH-TAP"})
    estante.poner(base=EJEMPLO, corte="2025-11-30", hallazgo="Ejemplo, noviembre.")
    estante.poner(base=PROPIA, estado="fallida", error=ERROR)
    Estante(estante.carpeta / "reservado").poner(base=PROPIA, parametros={"nominativo": True})
    return escribir_indice(estante.carpeta)


def _elegir(pestana: Pestana, filtro: str, rotulo: str) -> None:
    pestana.evaluar(
        f"(() => {{const s = document.querySelector('select[name={filtro}]');"
        f"s.value = [...s.options].find(o => o.text === '{rotulo}').value; return s.value}})()"
    )


def _hallazgos(pestana: Pestana) -> list[str]:
    dichos: list[str] = pestana.evaluar(VISIBLES.format(que="article .hallazgo"))
    return dichos


def test_se_filtra_sin_programas_ni_red(pestana: Pestana, portada: Path) -> None:
    pestana.ver(portada)
    assert len(_hallazgos(pestana)) == 4
    _elegir(pestana, "delegacion", "Delegación de Hacienda Tapachula")
    assert _hallazgos(pestana) == ["Propia, Tapachula.", "Ejemplo, Tapachula."]
    _elegir(pestana, "base", "Datos de ejemplo")
    assert _hallazgos(pestana) == ["Ejemplo, Tapachula."]
    assert pestana.evaluar(VISIBLES.format(que="h2")) == ["Datos de ejemplo"]
    pestana.evaluar("document.querySelector('button[type=reset]').click()")
    assert len(_hallazgos(pestana)) == 4
    assert pestana.pedidos() == []
    assert pestana.quejas() == []


def test_lo_que_fallo_esta_plegado(pestana: Pestana, portada: Path) -> None:
    pestana.ver(portada)
    assert pestana.evaluar(VISIBLES.format(que=".fallidas li")) == []
    pestana.evaluar("document.querySelector('.fallidas summary').click()")
    assert len(pestana.evaluar(VISIBLES.format(que=".fallidas li"))) == 1


@pytest.mark.parametrize("archivo", ["index.html", "reservado/index.html"])
@pytest.mark.parametrize("ancho", [390, 1280])
def test_no_tiene_barreras_ni_se_desborda(pestana: Pestana, portada: Path, archivo: str, ancho: int) -> None:
    pestana.ver(portada.parent / archivo, ancho=ancho)
    pestana.evaluar("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert pestana.evaluar("document.documentElement.scrollWidth") <= ancho
    pestana.evaluar(f"{AXE}; 1")
    faltas = pestana.evaluar("axe.run().then(r => r.violations.map(v => [v.id, v.nodes.map(n => n.html)]))")
    assert faltas == []
