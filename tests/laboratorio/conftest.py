"""Una cartera chica y un JupyterLab para toda la carpeta."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from laboratorio.servidor import Laboratorio, laboratorio, por_que_no_se_puede
from navegador.chromium import EJECUTABLE, navegador
from oficina import en_carpeta

from cobranza.puertas.cli import ejecutar


@pytest.fixture(scope="session")
def chica(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """La cartera de ejemplo, de cien créditos: las variables que apuntan a ella."""
    carpeta = tmp_path_factory.mktemp("chica")
    entorno = {"COBRANZA_BD": en_carpeta(carpeta), "COBRANZA_SALIDAS": str(carpeta / "salidas")}
    with pytest.MonkeyPatch.context() as puesto:
        for nombre, valor in entorno.items():
            puesto.setenv(nombre, valor)
        assert ejecutar(["demo", "--creditos", "100"]) == 0
    return entorno


@pytest.fixture(scope="session")
def lab(chica: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Laboratorio]:
    if EJECUTABLE is None:
        pytest.skip("no hay Chromium en esta máquina: los cuadernos no se ven en un JupyterLab de verdad")
    if razon := por_que_no_se_puede(tmp_path_factory.mktemp("cualquiera")):
        pytest.skip(f"ni un JupyterLab sin nada nuestro abre en este Chromium ({razon[:200]})")
    with navegador() as pestana, laboratorio(pestana, tmp_path_factory.mktemp("lab"), chica) as abierto:
        yield abierto
