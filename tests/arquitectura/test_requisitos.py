"""Lo que se instala: fijo, con huella y sin direcciones; en la oficina, sin las herramientas de quien programa."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

RAIZ = Path(__file__).parents[2]
_FIJADO = re.compile(r"^([a-z0-9][a-z0-9._-]*)==([^ ;\\]+)", re.MULTILINE)


def _fijados(archivo: str) -> set[tuple[str, str]]:
    return {(nombre, version) for nombre, version in _FIJADO.findall((RAIZ / archivo).read_text(encoding="utf-8"))}


def _pedidos(extra: str) -> set[str]:
    proyecto = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lista = proyecto["optional-dependencies"][extra] if extra else proyecto["dependencies"]
    return {re.split(r"[\[<>=~! ;]", dicho)[0].lower().replace("_", "-") for dicho in lista}


def test_produccion_es_parte_de_desarrollo_con_las_mismas_versiones() -> None:
    assert _fijados("requirements.txt") < _fijados("requirements-desarrollo.txt")


def test_cada_archivo_fija_lo_que_pide_el_proyecto_y_produccion_no_trae_lo_de_programar() -> None:
    produccion = {nombre for nombre, _ in _fijados("requirements.txt")}
    desarrollo = {nombre for nombre, _ in _fijados("requirements-desarrollo.txt")}
    assert _pedidos("") | _pedidos("instalacion") <= produccion
    assert _pedidos("desarrollo") <= desarrollo
    # los piden también nbconvert y jupyter-server
    assert _pedidos("desarrollo") & produccion == {"beautifulsoup4", "websocket-client"}


@pytest.mark.parametrize("archivo", ["requirements.txt", "requirements-desarrollo.txt"])
def test_todo_lleva_huella_y_ninguna_direccion(archivo: str) -> None:
    texto = (RAIZ / archivo).read_text(encoding="utf-8")
    assert "://" not in texto
    assert "git+" not in texto
    for renglones in re.split(r"\n(?=[a-z0-9])", texto.strip()):
        assert "--hash=sha256:" in renglones, renglones.splitlines()[0]


@pytest.mark.lenta
def test_la_lista_de_piezas_nombra_todo_lo_que_se_instala_en_la_oficina(tmp_path: Path) -> None:
    destino = tmp_path / "sbom.cdx.json"
    orden = [str(Path(sys.executable).with_name("cyclonedx-py")), "requirements", "requirements.txt"]
    subprocess.run([*orden, "--output-reproducible", "--output-file", str(destino)], cwd=RAIZ, check=True)
    lista = json.loads(destino.read_text(encoding="utf-8"))
    assert lista["bomFormat"] == "CycloneDX"
    piezas = {(c["name"].lower().replace("_", "-"), c["version"]) for c in lista["components"]}
    assert piezas == _fijados("requirements.txt")
    assert all(c.get("purl") for c in lista["components"])
