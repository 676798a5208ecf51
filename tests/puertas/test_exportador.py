"""La misma página, byte por byte, con `cobranza corre`, con `jupyter nbconvert` y con papermill a secas."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbconvert.exporters import get_export_names, get_exporter

from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

LLAVE = "COBRANZA_LLAVE_SEUDONIMOS"
RAIZ = Path(__file__).resolve().parents[2]


def _orden(*partes: str) -> subprocess.CompletedProcess[str]:
    programa = str(Path(sys.executable).with_name(partes[0]))
    return subprocess.run(
        [programa, *partes[1:]], capture_output=True, text=True, cwd=RAIZ, env=os.environ, check=False
    )


def _exportado(cuaderno: Path, carpeta: Path) -> bytes:
    hecho = _orden("jupyter", "nbconvert", "--to", "cobranza", str(cuaderno), "--output-dir", str(carpeta))
    assert hecho.returncode == 0, hecho.stderr
    return (carpeta / f"{cuaderno.stem}.html").read_bytes()


@pytest.fixture(autouse=True)
def con_la_misma_llave(ejemplo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Con otra llave de seudónimos es otra corrida, y aquí cada salida tendría la suya."""
    monkeypatch.setenv(LLAVE, str(ejemplo / "seudonimos.llave"))


@pytest.fixture(scope="module")
def corrida(ejemplo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", f"sqlite:///{ejemplo / 'demo.db'}")
        aparte = tmp_path_factory.mktemp("exportar")
        entorno.setenv("COBRANZA_SALIDAS", str(aparte))
        entorno.setenv(LLAVE, str(ejemplo / "seudonimos.llave"))
        assert ejecutar(["corre", "liquidacion", "-p", "corte", "2025-10-31"]) == 0
        (carpeta,) = aparte.glob("*/liquidacion/*")
    return carpeta


def test_jupyterlab_lo_ofrece_con_nombre_en_espanol() -> None:
    assert "cobranza" in get_export_names()
    assert get_exporter("cobranza").export_from_notebook == "Informe de cobranza (HTML)"


def test_el_cuaderno_de_una_corrida_da_su_misma_pagina(corrida: Path, salidas: Path, tmp_path: Path) -> None:
    assert _exportado(corrida / "cuaderno.ipynb", tmp_path) == (corrida / "informe.html").read_bytes()


def _folio(corrida: Path) -> str:
    """El que la consola eligió de la cartera de ejemplo; a secas hay que decirlo, o la pregunta es otra."""
    return str(json.loads((corrida / "manifiesto.json").read_text(encoding="utf-8"))["parametros"]["folio"])


def test_el_que_corrio_papermill_a_secas_da_la_misma_pagina(corrida: Path, salidas: Path, tmp_path: Path) -> None:
    salida = tmp_path / "salida.ipynb"
    dados = ("-p", "corte", "2025-10-31", "-p", "folio", _folio(corrida))
    hecho = _orden("papermill", "notebooks/liquidacion.ipynb", str(salida), *dados)
    assert hecho.returncode == 0, hecho.stderr
    assert _exportado(salida, tmp_path) == (corrida / "informe.html").read_bytes()


def test_el_que_se_corrio_en_jupyterlab_da_la_misma_pagina(
    salidas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """JupyterLab no inyecta celdas: el cuaderno se corre entero, como está."""
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "aparte"))
    ejecutado = tmp_path / "hecho"
    hecho = _orden(
        "jupyter", "nbconvert", "--to", "notebook", "--execute", "notebooks/lista_de_trabajo.ipynb",
        "--output-dir", str(ejecutado),
    )  # fmt: skip
    assert hecho.returncode == 0, hecho.stderr
    assert ejecutar(["corre", "lista_de_trabajo"]) == 0
    (suya,) = tmp_path.glob("aparte/2025-12-31/lista_de_trabajo/*/")
    assert _exportado(ejecutado / "lista_de_trabajo.ipynb", tmp_path) == (suya / "informe.html").read_bytes()


def test_si_se_edita_lo_corrido_ya_no_lleva_la_ficha_de_la_corrida(
    corrida: Path, salidas: Path, tmp_path: Path
) -> None:
    cuaderno = json.loads((corrida / "cuaderno.ipynb").read_text(encoding="utf-8"))
    cuaderno["cells"][-1]["source"] = ["informe.procedencia(datos)  # editada"]
    editado = tmp_path / "liquidacion.ipynb"
    editado.write_text(json.dumps(cuaderno), encoding="utf-8")
    pagina = _exportado(editado, tmp_path).decode()
    assert corrida.name not in pagina
    assert "Datos de ejemplo" in pagina


def test_sin_correr_se_dice_que_falta_correrlo(salidas: Path, tmp_path: Path) -> None:
    hecho = _orden(
        "jupyter", "nbconvert", "--to", "cobranza", "notebooks/liquidacion.ipynb", "--output-dir", str(tmp_path)
    )
    assert hecho.returncode != 0
    assert "El cuaderno no se ha corrido" in hecho.stderr
