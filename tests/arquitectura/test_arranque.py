"""La ayuda y un cálculo salen al instante: presupuesto de módulos cargados, que no depende de la máquina."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

PESADOS = {
    "pandas", "sqlalchemy", "duckdb", "pyarrow", "papermill", "nbconvert", "nbformat", "nbclient",
    "jupyter_client", "alembic", "openpyxl", "xlsxwriter", "IPython", "polars",
}  # fmt: skip
CALCULO = PESADOS
AYUDA = PESADOS | {"numpy", "yaml"}


def _cargados(argumentos: list[str], entrada: str = "") -> set[str]:
    guion = (
        "import sys, io, contextlib\n"
        "from cobranza.puertas.cli import ejecutar\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        f"    codigo = ejecutar({argumentos!r})\n"
        "assert codigo == 0, codigo\n"
        "import json; print(json.dumps(sorted({m.split('.')[0] for m in sys.modules})))\n"
    )
    hecho = subprocess.run([sys.executable, "-c", guion], input=entrada, capture_output=True, text=True, check=True)
    return set(json.loads(hecho.stdout))


@pytest.mark.parametrize("argumentos", [["--help"], ["corre", "--help"], ["calcular", "--help"], ["--version"]])
def test_la_ayuda_no_carga_nada_pesado(argumentos: list[str]) -> None:
    assert not _cargados(argumentos) & AYUDA


def test_calcular_no_carga_bases_ni_cuadernos() -> None:
    assert not _cargados(["calcular", "redondeo_pago"], '{"importe": "1234.51"}') & CALCULO


def test_los_parametros_se_listan_sin_cargar_bases() -> None:
    assert not _cargados(["params"]) & CALCULO
