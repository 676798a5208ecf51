"""axe-core, el que trae su paquete de Python, sobre la página que está abierta."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from navegador.chromium import Pestana


def reparos(pestana: Pestana) -> list[str]:
    """Lo que axe-core no da por bueno: la regla y el primer elemento de cada una."""
    paquete = find_spec("axe_playwright_python")
    assert paquete is not None
    assert paquete.origin is not None
    pestana.evaluar((Path(paquete.origin).parent / "axe.min.js").read_text(encoding="utf-8") + ";null")
    hecho: list[dict[str, Any]] = pestana.evaluar("axe.run().then(r => r.violations)")
    return [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:120]}" for v in hecho]
