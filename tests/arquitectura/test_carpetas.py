"""Las carpetas de lo que se produce vienen en el repositorio, vacías, y limpiar nunca toca una base de datos."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

RAIZ = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("carpeta", ["outputs", "datos"])
def test_la_carpeta_esta_y_git_no_ve_lo_que_hay_en_ella(carpeta: str) -> None:
    reglas = (RAIZ / carpeta / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [regla for regla in reglas if not regla.startswith("#")] == ["*", "!.gitignore"]


def test_limpiar_borra_salidas_y_entorno_y_ninguna_base(tmp_path: Path) -> None:
    shutil.copy(RAIZ / "Makefile", tmp_path)
    se_quedan = ["datos/cobranza.db", "datos/cobranza.db-wal", "outputs/mi_cartera.db", "outputs/vieja/otra.db",
                 "outputs/.gitignore"]  # fmt: skip
    se_van = [".venv/bin/python", "outputs/index.html", "outputs/2025-12-31/informe_cartera/a1/informe.html",
              "outputs/foto/actual.json", "outputs/.corridas/x.parcial/a"]  # fmt: skip
    for nombre in (*se_quedan, *se_van):
        (tmp_path / nombre).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nombre).write_text("x", encoding="utf-8")
    subprocess.run(["make", "limpia"], cwd=tmp_path, check=True, capture_output=True)
    quedan = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    assert quedan == {*se_quedan, "Makefile"}
    assert not (tmp_path / "outputs" / "2025-12-31").exists()
