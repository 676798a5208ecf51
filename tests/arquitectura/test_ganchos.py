"""Los ganchos de commit corren con lo que ya está instalado y revisan lo que se prometió."""

from __future__ import annotations

from pathlib import Path

import yaml

RAIZ = Path(__file__).resolve().parents[2]
GANCHOS = yaml.safe_load((RAIZ / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"]


def test_ninguno_se_baja_de_la_red() -> None:
    assert [repositorio["repo"] for repositorio in GANCHOS] == ["local"]
    assert {gancho["language"] for gancho in GANCHOS[0]["hooks"]} == {"system"}


def test_los_cuadernos_conservan_sus_identificadores() -> None:
    (cuadernos,) = [g for g in GANCHOS[0]["hooks"] if "nbstripout" in g["entry"]]
    assert "--keep-id" in cuadernos["entry"], "sin ella se renumeran las celdas y se ensucia el diff"
