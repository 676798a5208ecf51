"""`cobranza params`: qué alcanza, qué está por vencer y cómo se agrega el que sigue sin estropear el archivo."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cobranza.puertas.cli import ejecutar

RAIZ = Path(__file__).resolve().parents[2]


@pytest.fixture
def params(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una copia de la norma que se puede estropear."""
    copia = tmp_path / "params"
    shutil.copytree(RAIZ / "params", copia)
    monkeypatch.setenv("COBRANZA_PARAMS", str(copia))
    return copia / "legales"


def test_lo_vencido_va_primero_y_dice_que_archivo_editar(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["params", "--al", "2026-11-26"]) == 0
    dicho = capsys.readouterr().out.splitlines()
    assert dicho[0].startswith("VENCIDO     inpc (comunes)")
    assert "params/legales/comunes/inpc.csv" in dicho[1]
    assert any(r.startswith("POR VENCER  recargos_mora (federal)") for r in dicho)
    assert "en 35 días" in "\n".join(dicho)


def test_vencidos_termina_con_cuatro_solo_si_falta_algo(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["params", "--vencidos", "--al", "2026-11-26"]) == 4
    assert "recargos_mora" not in capsys.readouterr().out
    assert ejecutar(["params", "--vencidos", "--al", "2026-03-09"]) == 0
    assert "Todos los parámetros alcanzan" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("pedido", "archivo", "renglon"),
    [
        (["inpc", "2026-09", "145.900"], "comunes/inpc.csv", "2026-09-01,2026-09-30,145.900,ley"),
        (["recargos_mora", "2027", "2.07"], "federal/recargos_mora.yaml", 'hasta: 2027-12-31, valor: "2.07"'),
        (["uma", "2027-02-01", "121.00", "--hasta", "2028-01-31"], "comunes/uma.yaml", "hasta: 2028-01-31"),
    ],
)  # fmt: skip
def test_agregar_el_siguiente_es_una_linea_en_un_archivo(
    params: Path, pedido: list[str], archivo: str, renglon: str
) -> None:
    antes = (params / archivo).read_text(encoding="utf-8").splitlines()
    assert ejecutar(["params", "agregar", *pedido, "--fuente", "DOF de prueba"]) == 0
    ahora = (params / archivo).read_text(encoding="utf-8").splitlines()
    assert ahora[:-1] == antes
    assert renglon in ahora[-1]
    assert "DOF de prueba" in ahora[-1]


@pytest.mark.parametrize(
    ("pedido", "codigo", "dice"),
    [
        (["inpc", "2026-08", "1.0"], 4, "params/legales/comunes/inpc.csv"),
        (["inpc", "2026-12", "1.0"], 4, "hay un hueco"),
        (["recargos_mora", "2027", "dos"], 4, "no es un número decimal"),
        (["inpc", "septiembre", "1.0"], 2, "se esperaba AAAA-MM-DD"),
        (["inpcc", "2026-09", "1.0"], 2, "No existe el parámetro"),
    ],
)
def test_lo_que_no_cabe_se_dice_y_no_cambia_nada(
    params: Path, capsys: pytest.CaptureFixture[str], pedido: list[str], codigo: int, dice: str
) -> None:
    antes = {r: r.read_bytes() for r in params.rglob("*.*") if r.is_file()}
    assert ejecutar(["params", "agregar", *pedido, "--fuente", "x"]) == codigo
    assert dice in capsys.readouterr().err
    assert {r: r.read_bytes() for r in params.rglob("*.*") if r.is_file()} == antes
