"""Los colores de la dependencia se leen: contraste de 4.5 o más, de día y de noche, también sobre barras y celdas."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from cobranza.base import catalogos
from cobranza.ejecucion.html import estilo
from cobranza.papel.figuras import TOPE_DEL_MATIZ

MINIMO = 4.5  # WCAG 2.2, criterio 1.4.3
Color = tuple[float, float, float]
VIGENCIAS = yaml.safe_load((catalogos.carpeta() / "institucion.yaml").read_text(encoding="utf-8"))["vigencias"]


def _color(hexadecimal: str) -> Color:
    largo = hexadecimal.lstrip("#")
    largo = "".join(2 * c for c in largo) if len(largo) == 3 else largo
    rojo, verde, azul = (int(largo[k : k + 2], 16) / 255 for k in (0, 2, 4))
    return rojo, verde, azul


def _luz(color: Color) -> float:
    lineal = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in color]
    return 0.2126 * lineal[0] + 0.7152 * lineal[1] + 0.0722 * lineal[2]


def _contraste(uno: Color, otro: Color) -> float:
    claro, oscuro = sorted((_luz(uno), _luz(otro)), reverse=True)
    return (claro + 0.05) / (oscuro + 0.05)


def _mezcla(encima: Color, debajo: Color, parte: float) -> Color:
    rojo, verde, azul = (parte * a + (1 - parte) * b for a, b in zip(encima, debajo, strict=True))
    return rojo, verde, azul


def _variables(oscuro: bool) -> dict[str, Color]:
    """Los colores fijos de la hoja de estilo, de día o de noche."""
    bloques = re.findall(r":root\{([^}]*)\}", estilo())
    return {n: _color(c) for n, c in re.findall(r"--(\w+):(#[0-9a-f]{3,6})", bloques[int(oscuro)])}


def _atenuado() -> float:
    """Cuánto se atenúa el mapa de calor de noche."""
    atenuado = re.search(r"--calor:(\.\d+);", estilo())
    assert atenuado
    return float(atenuado[1])


@pytest.mark.parametrize("oscuro", [False, True], ids=["claro", "oscuro"])
@pytest.mark.parametrize("vigencia", VIGENCIAS, ids=lambda v: v["desde"])
def test_el_acento_se_lee_y_deja_leer(vigencia: dict[str, str], oscuro: bool) -> None:
    variables = _variables(oscuro)
    acento = _color(vigencia["acento_oscuro" if oscuro else "acento"])
    papel, tinta = variables["papel"], variables["tinta"]
    assert _contraste(acento, papel) >= MINIMO
    barra = re.search(r"--barra:color-mix\(in srgb,var\(--acento\) (\d+)%", estilo())
    assert barra
    assert _contraste(tinta, _mezcla(acento, papel, int(barra[1]) / 100)) >= MINIMO
    intensidad = TOPE_DEL_MATIZ / 100 * (_atenuado() if oscuro else 1)
    assert _contraste(tinta, _mezcla(acento, papel, intensidad)) >= MINIMO


@pytest.mark.parametrize("oscuro", [False, True], ids=["claro", "oscuro"])
def test_los_demas_colores_se_leen_sobre_el_papel_y_sobre_los_recuadros(oscuro: bool) -> None:
    variables = _variables(oscuro)
    for nombre in ("tinta", "gris", "bien", "ojo", "mal"):
        for fondo in ("papel", "fondo"):
            assert _contraste(variables[nombre], variables[fondo]) >= MINIMO, (nombre, fondo)


def test_cada_vigencia_dice_su_fuente() -> None:
    assert Path(catalogos.carpeta() / "institucion.yaml").is_file()
    for vigencia in VIGENCIAS:
        assert vigencia["fuente"]
        assert vigencia["calidad"] in {"verificado", "inferido"}
