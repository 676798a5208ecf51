"""El marco de una salida: se pone al mostrar, se quita al armar el informe, y con él nadie lee «$» como fórmula."""

from __future__ import annotations

import re
from importlib import import_module
from inspect import isabstract
from pkgutil import iter_modules
from typing import Any

from bs4 import BeautifulSoup

from cobranza import papel
from cobranza.ejecucion.html import estilo
from cobranza.papel.definiciones import Definiciones, Entrada
from cobranza.papel.figuras import barras
from cobranza.papel.marco import estilo_de_pagina, estilo_de_salida, sin_marco
from cobranza.papel.piezas import Aviso, Caratula, Cifra, Ficha, Frase, Ordenes, Procedencia, Sello, Varias
from cobranza.papel.tabla import Columna, Tabla

DOLARES = "De $3,493,101.98 cobrados, $1,290,625.99 son para personas."
SELLO = Sello(True, "Cuadra.")
PIEZAS: tuple[Any, ...] = (
    Frase(DOLARES),
    SELLO,
    Caratula("¿Cuánto?", [Cifra("Saldo", "1", "pesos", ancla="cifra-saldo")], [DOLARES], SELLO),
    Aviso("nota", DOLARES),
    Ficha("Método", [("Universo", DOLARES)]),
    Ordenes("Pasos", [("Correr", "cobranza corre inicio")]),
    Procedencia([("Corte", "31 dic 2025")]),
    Definiciones([Entrada("cifra-saldo", "Saldo", ["Lo que se debe.", DOLARES])]),
    Varias([Frase(DOLARES), SELLO]),
    Tabla("Saldo", [Columna("n", "Nombre"), Columna("s", "Saldo", "pesos")], [{"n": "a", "s": 1}]),
    barras("Uno", [("a", 1)], str),
)


def test_toda_pieza_viaja_en_su_marco_y_se_recupera_igual() -> None:
    for pieza in PIEZAS:
        salida = pieza._repr_mimebundle_()["text/html"]
        raiz = BeautifulSoup(salida, "html.parser").find(True)
        assert {"cobranza", "mathjax_ignore", "tex2jax_ignore"} <= set(raiz["class"])
        assert raiz.find("style")
        assert sin_marco(salida) == pieza.html()


def test_no_hay_pieza_sin_ejemplo_aqui() -> None:
    """La que se agregue se prueba también en su marco."""
    modulos = [import_module(f"{papel.__name__}.{m.name}") for m in iter_modules(papel.__path__)]
    clases = {c for m in modulos for nombre, c in vars(m).items() if isinstance(c, type) and nombre[0] != "_"}
    piezas = {c for c in clases if hasattr(c, "_repr_mimebundle_") and not isabstract(c)}
    assert {type(p) for p in PIEZAS} == piezas


def test_lo_que_no_trae_marco_queda_igual() -> None:
    assert sin_marco("<p>rico</p>") == "<p>rico</p>"


def test_la_salida_y_la_pagina_llevan_las_mismas_reglas() -> None:
    reglas = re.findall(r"\.(?:cifras|tabla|pares|sello|aviso)[^{}]*\{[^{}]*\}", estilo_de_pagina())
    assert len(reglas) > 20
    assert all(regla in estilo_de_salida() for regla in reglas)
    assert estilo().startswith(estilo_de_pagina())


def test_el_estilo_de_una_salida_no_toca_lo_de_fuera() -> None:
    """Fuera de su marco sólo hay animaciones, con nombre propio, y la noche del tema."""
    fuera, hondo = "", 0
    for letra in estilo_de_salida():
        hondo += letra == "{"
        fuera += letra if not hondo else ""
        hondo -= letra == "}"
    selectores = re.sub(r"@keyframes cobranza-[a-z-]+", "", fuera)
    assert set(selectores.replace('[data-jp-theme-light="false"]', "").split()) == {".cobranza.cobranza.cobranza"}
