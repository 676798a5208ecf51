"""Un cuaderno que no lo es se dice antes de abrir el núcleo; el que imprime de más, al terminar."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from cobranza.base import topes
from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import documento, parametros
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

CELDA = {"cell_type": "code", "source": "corte: str = ''", "metadata": {"tags": ["parameters"]}, "outputs": []}
_PYTHON = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}
RAROS = {
    "vacio": b"",
    "no_json": b"{",
    "lista": b"[]",
    "nulo": b"null",
    "sin_celdas": b"{}",
    "celdas_nulas": b'{"cells": null}',
    "cero_celdas": b'{"cells": []}',
    "celda_texto": b'{"cells": ["x"]}',
    "celda_sin_tipo": b'{"cells": [{"source": "x"}]}',
    "celda_sin_fuente": b'{"cells": [{"cell_type": "code"}]}',
    "fuente_numero": b'{"cells": [{"cell_type": "code", "source": 7}]}',
    "metadatos": b'{"cells": [{"cell_type": "code", "source": "", "metadata": 1}]}',
    "sin_formato": json.dumps({"cells": [CELDA]}).encode(),
    "formato_99": json.dumps({"cells": [CELDA], "nbformat": 99, "nbformat_minor": 0, "metadata": {}}).encode(),
    "metadatos_lista": json.dumps({"cells": [CELDA], "nbformat": 4, "nbformat_minor": 5, "metadata": []}).encode(),
    "latin": '{"cells": "a\u00f1o"}'.encode("latin-1"),
    "hondo": b'{"cells": ' + b"[" * 100_000,
    "medias_letras": b'{"cells": "\\ud800"}',
}


@pytest.mark.parametrize("crudo", RAROS.values(), ids=RAROS)
def test_un_cuaderno_que_no_lo_es_es_de_uso(tmp_path: Path, crudo: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    ruta = tmp_path / "c.ipynb"
    ruta.write_bytes(crudo)
    with pytest.raises(ErrorDeUso):
        parametros.leer(ruta)
    assert ejecutar(["corre", str(ruta), "-p", "corte", "2025-12-31"]) == 2
    assert "falla inesperada" not in capsys.readouterr().err


def test_una_tuberia_no_se_espera(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "c.ipynb")
    with pytest.raises(ErrorDeUso, match="una tubería"):
        parametros.leer(tmp_path / "c.ipynb")


def test_un_cuaderno_tiene_tope_de_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ruta = tmp_path / "c.ipynb"
    ruta.write_text(json.dumps({"cells": [CELDA], "nbformat": 4, "nbformat_minor": 5, "metadata": _PYTHON}))
    monkeypatch.setattr(topes, "BYTES_DE_CUADERNO", ruta.stat().st_size)
    assert list(parametros.leer(ruta)) == ["corte"]
    monkeypatch.setattr(topes, "BYTES_DE_CUADERNO", ruta.stat().st_size - 1)
    with pytest.raises(ErrorDeUso, match="es lo que se admite"):
        parametros.leer(ruta)


def test_lo_que_imprime_un_cuaderno_tiene_tope(monkeypatch: pytest.MonkeyPatch) -> None:
    def cuaderno() -> dict[str, list[dict[str, object]]]:
        salida = {"output_type": "stream", "name": "stdout", "text": "x" * 1_000}
        return {
            "cells": [{"cell_type": "markdown", "source": "## A", "metadata": {}}, {**CELDA, "outputs": [salida]}]
        }

    pesa = len(json.dumps(cuaderno()["cells"][1]["outputs"])) - 2
    monkeypatch.setattr(topes, "LETRAS_DE_SALIDA", pesa)
    assert documento.salida_desmedida(cuaderno()) is None
    monkeypatch.setattr(topes, "LETRAS_DE_SALIDA", pesa - 1)
    desmedido = cuaderno()
    falla = documento.salida_desmedida(desmedido)
    assert falla is not None
    assert (falla.codigo, falla.celda, falla.apartado) == (6, 2, "A")
    assert desmedido["cells"][1]["outputs"] == []


@pytest.mark.parametrize("letras", ["x", "/ipykernel_1/", "/ipykernel_1/2.py", "/ipykernel_" + "1" * 1_000])
def test_un_texto_sin_blancos_se_limpia_en_lo_que_cuesta_leerlo(letras: str) -> None:
    texto = letras * (3_000_000 // len(letras))
    nb = {"cells": [{**CELDA, "outputs": [{"output_type": "stream", "name": "stdout", "text": texto}]}]}
    inicio = time.process_time()
    documento.limpiar(nb, Path("/raiz"))
    assert time.process_time() - inicio < 5


def test_la_ruta_del_nucleo_se_quita_entera_y_lo_de_junto_no() -> None:
    texto = "en /tmp/ipykernel_12/345.py:3, y\nC:/x/ipykernel_1/2.py fin; /ipykernel_x/1.py"
    nb = {"cells": [{**CELDA, "outputs": [{"output_type": "stream", "name": "stdout", "text": texto}]}]}
    documento.limpiar(nb, Path("/raiz"))
    assert nb["cells"][0]["outputs"][0]["text"] == "en celda:3, y\ncelda fin; /ipykernel_x/1.py"
