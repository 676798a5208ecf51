"""Qué órdenes crean una base y cuáles avisan que no existe; el ejemplo no se mezcla con nada."""

from __future__ import annotations

from pathlib import Path

import pytest
from ingesta.test_ingesta import CARTERA, _csv

from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

LEEN = (
    ["comprobar"], ["foto"], ["verificar"], ["explica", "TGZ-2019-000001"], ["asignar"], ["cuarentena"],
    ["deshacer", "1"], ["corre", "informe_cartera"], ["lote", "ejemplo"],
)  # fmt: skip


@pytest.fixture
def aparte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'bases' / 'oficina.db'}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    return tmp_path


def _saldo() -> int:
    conexion = foto_actual(ajustes().bd, ajustes().salidas).conexion()
    return int(conexion.execute("SELECT COUNT(*) FROM credito").fetchall()[0][0])


@pytest.mark.parametrize("orden", LEEN, ids=lambda orden: orden[0])
def test_con_la_base_mal_escrita_ninguna_orden_la_crea(
    aparte: Path, orden: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(orden) == 3
    assert "oficina.db no existe; revisa COBRANZA_BD" in (dicho := capsys.readouterr().err)
    assert "créala con: cobranza migrar" in dicho
    assert not (aparte / "bases").exists()


def test_una_base_sin_tablas_tampoco_se_toma_por_la_buena(aparte: Path, capsys: pytest.CaptureFixture[str]) -> None:
    abrir(ajustes().bd).dispose()
    assert ejecutar(["comprobar"]) == 3
    assert "no tiene tablas" in capsys.readouterr().err


def test_la_primera_carga_crea_la_base_y_lo_dice(aparte: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archivo = str(_csv(aparte / "enero.csv", [CARTERA]))
    assert ejecutar(["ingerir", "cartera", archivo]) == 3, "ni una carpeta que nadie hizo"
    assert "oficina.db no existe; revisa COBRANZA_BD" in capsys.readouterr().err
    (aparte / "bases").mkdir()
    assert ejecutar(["ingerir", "cartera", archivo, "--ensayo"]) == 0
    assert not [*(aparte / "bases").glob("*.db*")], "un ensayo no crea ninguna"
    assert ejecutar(["ingerir", "cartera", archivo]) == 0
    dicho = capsys.readouterr()
    assert "1 aceptadas" in dicho.out
    assert "oficina.db. Si esperabas una que ya existía, revisa COBRANZA_BD" in dicho.err
    assert ejecutar(["ingerir", "cartera", archivo]) == 0
    assert "Se creó" not in capsys.readouterr().err
    assert ejecutar(["comprobar"]) == 0


def test_sin_base_se_comprueba_la_norma_y_se_dice_que_falta(aparte: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["comprobar"]) == 3
    assert "bien   valores verosímiles en la norma «federal»" in capsys.readouterr().out


def test_nadie_carga_con_el_usuario_que_marca_al_ejemplo(aparte: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (aparte / "bases").mkdir()
    archivo = str(_csv(aparte / "enero.csv", [CARTERA]))
    assert ejecutar(["ingerir", "cartera", archivo, "--usuario", "demo"]) == 2
    assert "--usuario NOMBRE" in capsys.readouterr().err


@pytest.mark.lenta
def test_la_cartera_de_la_oficina_no_entra_en_la_de_ejemplo(aparte: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (aparte / "bases").mkdir()
    assert ejecutar(["demo", "--creditos", "100"]) == 0
    antes = _saldo()
    assert ejecutar(["ingerir", "cartera", str(_csv(aparte / "enero.csv", [CARTERA]))]) == 2
    assert "es la de ejemplo y tu cartera no se mezcla con ella" in capsys.readouterr().err
    assert _saldo() == antes


def test_el_ejemplo_no_entra_en_la_cartera_de_la_oficina(aparte: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (aparte / "bases").mkdir()
    ejecutar(["ingerir", "cartera", str(_csv(aparte / "enero.csv", [CARTERA]))])
    assert ejecutar(["demo", "--creditos", "100"]) == 2
    assert "ya tiene otra cartera y la de ejemplo no se mezcla" in capsys.readouterr().err
    assert _saldo() == 1
    assert not (aparte / "salidas" / "demo").exists()


@pytest.mark.lenta
def test_otro_ejemplo_no_se_mezcla_con_el_que_ya_esta_ni_le_cambia_su_verdad(
    aparte: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (aparte / "bases").mkdir()
    assert ejecutar(["demo", "--creditos", "100"]) == 0
    verdad = aparte / "salidas" / "demo" / "verdad" / "anomalias.csv"
    antes, creditos = verdad.read_bytes(), _saldo()
    for otro in (["--creditos", "150"], ["--creditos", "100", "--semilla", "7"]):
        assert ejecutar(["demo", *otro]) == 2
        assert "de otro tamaño, semilla o versión y no se mezclan" in capsys.readouterr().err
        assert (verdad.read_bytes(), _saldo()) == (antes, creditos)
    assert ejecutar(["demo", "--creditos", "100"]) == 0
    assert "ya estaba cargada" in capsys.readouterr().out


@pytest.mark.lenta
def test_el_cuaderno_de_inicio_corre_aunque_no_haya_cartera(aparte: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["corre", "inicio"]) == 0
    (pagina,) = (aparte / "salidas").glob("sin_corte/inicio/*/informe.html")
    assert "Todavía no hay cartera" in pagina.read_text(encoding="utf-8")
