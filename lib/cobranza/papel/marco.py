"""El marco con que una pieza viaja en la salida de una celda, y su estilo, que es el mismo de la página.

Un cuaderno se lee en JupyterLab, que compone como fórmula lo que va entre dos «$» y da su propio aspecto a tablas y
listas. El marco pide que no se toque y lleva el estilo consigo: cada salida se ve igual sola que en el informe, que
al armarse se lo quita.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from cobranza.base import catalogos
from cobranza.papel import mime

_ESTILO = Path(__file__).parent / "estilo"
_CLASES = 'class="cobranza mathjax_ignore tex2jax_ignore"'
"""La primera da el estilo; las otras dos apartan a MathJax 3 (JupyterLab) y a MathJax 2 (nbconvert)."""
_ABRE = re.compile(rf"<div {_CLASES}[^>]*><style>[^<]*</style>")
_CIERRA = "</div>"
_SALIDA = ".cobranza.cobranza.cobranza"
"""Tres veces la misma clase: pesa más que las reglas con que JupyterLab viste tablas y listas."""
_PAPEL_DE_LAB = "--papel:var(--jp-layout-color0,Canvas);"
_DE_LAB = (
    "font-size:1rem;background:none;overflow-wrap:break-word;"
    # lo que el cuaderno haya vestido se quita; una gráfica trae sus trazos en atributos y se deja
    ":where(:not(svg,svg *)){all:revert}"
    "p,ul,ol{max-width:42rem}section,p+p{margin-top:.75rem}>*+*{margin-top:1rem}>style+*{margin-top:0}"
)


def enmarcada(html: str, texto: str, **extras: Any) -> dict[str, Any]:
    """La salida de una celda con esa pieza: su HTML en el marco, su texto y lo que lleve para la corrida."""
    return {"text/html": f"{_abre()}{html}{_CIERRA}", "text/plain": texto, **extras}


def solo_del_cuaderno(html: str, texto: str) -> dict[str, Any]:
    """Una salida que se ve en el cuaderno y no va en el informe, que ya lo dice a su manera."""
    return enmarcada(html, texto, **{mime.SOLO_DEL_CUADERNO: {}})


def sin_marco(html: str) -> str:
    """El HTML de la pieza, sin marco; el que no lo trae queda igual."""
    hallado = _ABRE.match(html)
    return html[hallado.end() :].removesuffix(_CIERRA) if hallado else html


def estilo_de_pagina() -> str:
    """Colores y piezas para una página entera, de día y de noche según quien la lee."""
    noche = f"@media screen and (prefers-color-scheme:dark){{:root{{{_css('oscuro')}}}}}"
    return f":root{{{_css('claro')}}}{noche}{_css('piezas')}{_css('deslizar')}"


def estilo_de_salida() -> str:
    """Lo mismo para una salida: no toca nada fuera de su marco, y la noche es la del tema de JupyterLab."""
    claro, oscuro, piezas = _css("claro"), _css("oscuro"), _css("piezas")
    noche = f'[data-jp-theme-light="false"] {_SALIDA}{{{oscuro}{_PAPEL_DE_LAB}}}'
    return f"{_SALIDA}{{{claro}{_PAPEL_DE_LAB}{_DE_LAB}{piezas}}}{_css('deslizar')}{noche}"


def compacto(css: str) -> str:
    """Una hoja de estilo sin comentarios ni espacios de más."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return re.sub(r"\s*([{};,])\s*|\s+", lambda m: m[1] or " ", css).strip()


@lru_cache
def _css(nombre: str) -> str:
    return compacto((_ESTILO / f"{nombre}.css").read_text(encoding="utf-8"))


@lru_cache
def _abre() -> str:
    de = catalogos.institucion(date.max)
    colores = f"--acento-claro:{de.acento};--acento-oscuro:{de.acento_oscuro}"
    return f'<div {_CLASES} style="{colores}"><style>{estilo_de_salida()}</style>'
