"""El banco corre: lo que mide llama a la casa como es hoy. Los tiempos no se afirman."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

BANCO = Path(__file__).with_name("banco.py")


@pytest.mark.lenta
@pytest.mark.parametrize(
    ("parte", "dice"),
    [
        ("ley", "cobranza, 1 hilo"),
        ("cartera", "liquidar la cartera"),
        ("verificacion", "puede, en caliente"),
        ("oficina", "informe_cartera entero (SQLite)"),
        ("documentos", "ficha_de_pago: memoria plana"),
        ("corridas", "de la cota"),
        ("nomina", "calcular la nómina"),
        ("muestra", "por delegación"),
    ],
)
def test_cada_parte_corre_en_corto(tmp_path: Path, parte: str, dice: str) -> None:
    entorno = {**os.environ, "COBRANZA_SALIDAS": str(tmp_path)} | {"COBRANZA_PRUEBAS_PG": ""}
    hecho = subprocess.run(
        [sys.executable, str(BANCO), parte, "--corto"], env=entorno, capture_output=True, text=True, check=False
    )
    assert hecho.returncode == 0, hecho.stderr[-2000:]
    assert dice in (tmp_path / "banco.txt").read_text(encoding="utf-8")
