"""Se importa sólo hacia abajo; lo declara pyproject.toml y lo comprueba import-linter."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

RAIZ = Path(__file__).resolve().parents[2]


def test_ningun_piso_importa_hacia_arriba_ni_a_su_hermano() -> None:
    orden = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"]
    corrida = subprocess.run(orden, cwd=RAIZ, capture_output=True, text=True, check=False)
    assert corrida.returncode == 0, corrida.stdout + corrida.stderr


def test_todos_los_cuartos_estan_en_el_contrato() -> None:
    contrato = tomllib.loads((RAIZ / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (capas,) = [c for c in contrato["contracts"] if c["type"] == "layers"]
    declarados = {cuarto.strip() for capa in capas["layers"] for cuarto in capa.split("|")}
    existentes = {c.parent.name for c in (RAIZ / "lib" / "cobranza").glob("*/__init__.py")}
    assert capas["exhaustive"] is True
    assert declarados == existentes


def test_cada_cuarto_dice_que_vive_en_el_en_pocas_lineas() -> None:
    for inicio in (RAIZ / "lib" / "cobranza").rglob("__init__.py"):
        texto = inicio.read_text(encoding="utf-8")
        if "migraciones" in inicio.parts:
            continue
        docstring = compile(texto, str(inicio), "exec", dont_inherit=True).co_consts[0]
        assert isinstance(docstring, str), f"{inicio} no dice qué vive ahí"
        assert len(docstring.splitlines()) <= 15, f"{inicio} se alarga"
