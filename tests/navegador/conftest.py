"""Un navegador para toda la carpeta y las páginas de muestra ya escritas."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from ejecucion.muestra import cuaderno, ficha
from navegador.chromium import EJECUTABLE, Pestana, navegador

from cobranza.ejecucion import manifiesto
from cobranza.ejecucion.html import a_html
from cobranza.ejecucion.indice import escribir_indice
from cobranza.papel.piezas import Sello

ERROR = {
    "celda": 6,
    "apartado": "¿Por qué cambió?",
    "nombre": "ErrorDeLey",
    "mensaje": "Falta un valor.",
    "codigo": 4,
}


@pytest.fixture(scope="session")
def pestana() -> Iterator[Pestana]:
    if EJECUTABLE is None:
        pytest.skip("no hay Chromium en esta máquina: las páginas no se ven en un navegador de verdad")
    with navegador() as abierta:
        yield abierta


@pytest.fixture(scope="session")
def paginas(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Un informe, uno que no cuadra, uno que falló, el índice y el índice vacío."""
    carpeta = tmp_path_factory.mktemp("paginas")
    bueno, malo = cuaderno(), cuaderno(Sello(False, "No cuadra por $1,250.00."))
    fichas = {
        "informe": (bueno, ficha(bueno)),
        "no_cuadra": (malo, ficha(malo, parametros={"delegacion": "DH-TAP", "nominativo": True})),
        "fallida": (bueno, ficha(bueno, estado="fallida", error=ERROR)),
    }
    salidas = carpeta / "salidas"
    hechas = {
        "indice_vacio": escribir_indice(carpeta / "nada"),
    }
    for nombre, (nodo, dicho) in fichas.items():
        destino = salidas / "2025-12-31" / nombre / "3f9a01bc44de"
        destino.mkdir(parents=True)
        hechas[nombre] = destino / "informe.html"
        hechas[nombre].write_text(a_html(nodo, contexto=dicho), encoding="utf-8")
        manifiesto.escribir(destino, {**dicho, "cuaderno": nombre})
    return hechas | {"indice": escribir_indice(salidas)}
