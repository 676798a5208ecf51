"""El registro desde la consola: ensayo, todo o nada, remesa, deshacer y cuarentena, con sus códigos."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from ingesta.test_ingesta import CARTERA, RECIBO, _csv

from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

MALO = CARTERA | {"Número de crédito": "TGZ-2019-000003", "Resolución": "R-3", "RFC": "GODE561331GR8"}


@pytest.fixture
def oficina(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'libros.db'}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    assert ejecutar(["migrar"]) == 0
    return tmp_path


@pytest.fixture
def archivo(oficina: Path) -> str:
    return str(_csv(oficina / "enero.csv", [CARTERA, MALO]))


def test_un_ensayo_muestra_reparos_y_saldo_y_luego_se_puede_cargar(
    archivo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar(["ingerir", "cartera", archivo, "--ensayo"]) == 0
    dicho = capsys.readouterr().out
    assert "2 leídas = 1 aceptadas + 1 en cuarentena" in dicho
    assert "línea 3, RFC: El RFC lleva una fecha que no existe" in dicho
    assert "sumaría al saldo 1 crédito y 10,000.00 pesos" in dicho
    assert ejecutar(["ingerir", "cartera", archivo]) == 0
    assert "(lote 1)" in capsys.readouterr().out


def test_todo_o_nada_termina_con_codigo_de_datos(archivo: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["ingerir", "cartera", archivo, "--todo-o-nada"]) == 3
    assert "no se cargó ninguna" in capsys.readouterr().err
    ejecutar(["cuarentena"])
    assert capsys.readouterr().out == "No hay filas en cuarentena.\n"
    assert ejecutar(["cuarentena", "--lote", "7"]) == 2
    assert "No hay un lote 7" in capsys.readouterr().err


@pytest.mark.parametrize(("importe", "codigo"), [("20,000.00", 0), ("20000", 0), ("20000.01", 3), ("mucho", 3)])
def test_la_remesa_concilia_al_centavo(archivo: str, importe: str, codigo: int) -> None:
    orden = ["ingerir", "cartera", archivo, "--remesa", "OF-1", "--numero", "2", "--importe", importe]
    assert ejecutar(orden) == codigo


def test_una_remesa_incompleta_se_rechaza(archivo: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["ingerir", "cartera", archivo, "--remesa", "OF-1"]) == 2
    assert "--numero" in capsys.readouterr().err


def test_deshacer_dice_que_devolvio_y_solo_una_vez(archivo: str, capsys: pytest.CaptureFixture[str]) -> None:
    ejecutar(["ingerir", "cartera", archivo])
    capsys.readouterr()
    assert ejecutar(["deshacer", "1"]) == 0
    assert "1 crédito por 10,000.00 pesos devueltos a su emisora" in capsys.readouterr().out
    assert ejecutar(["deshacer", "1"]) == 5
    assert ejecutar(["ingerir", "cartera", archivo]) == 3


def test_la_cuarentena_se_lista_y_se_exporta_con_los_datos_de_la_fila(
    archivo: str, oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ejecutar(["ingerir", "cartera", archivo])
    capsys.readouterr()
    assert ejecutar(["cuarentena", "--lote", "1"]) == 0
    dicho = capsys.readouterr().out
    assert "lote 1 enero.csv:3  RFC «•••»  RFC con fecha que no existe\n" in dicho
    assert "GODE56" not in dicho  # en pantalla no se dice de quién es (CFF, art. 69)
    assert "revísalo contra la constancia fiscal" in dicho
    destino = oficina / "devolucion.csv"
    assert ejecutar(["cuarentena", "--csv", str(destino)]) == 0
    (fila,) = _filas(destino)
    assert (fila["Renglón en el archivo"], fila["Motivo de devolución"]) == ("3", "Nombre o RFC no corresponde")
    assert fila["Número de crédito"] == "TGZ-2019-000003"


def test_lo_apartado_se_corrige_en_el_mismo_csv_y_se_vuelve_a_cargar(archivo: str, oficina: Path) -> None:
    ejecutar(["ingerir", "cartera", archivo])
    ejecutar(["cuarentena", "--csv", str(oficina / "apartadas.csv")])
    corregido = (oficina / "apartadas.csv").read_text("utf-8-sig").replace("GODE561331GR8", "GODE561231GR8")
    (oficina / "corregida.csv").write_text(corregido, encoding="utf-8-sig")
    assert ejecutar(["ingerir", "cartera", str(oficina / "corregida.csv"), "--todo-o-nada"]) == 0


def test_lo_apartado_de_archivos_distintos_sale_en_un_csv_por_encabezado(archivo: str, oficina: Path) -> None:
    ejecutar(["ingerir", "cartera", archivo])
    ejecutar(["ingerir", "recibos", str(_csv(oficina / "r.csv", [RECIBO | {"Importe": "mil"}]))])
    ejecutar(["cuarentena", "--csv", str(oficina / "apartadas.csv")])
    assert [f["Número de crédito"] for f in _filas(oficina / "apartadas.csv")] == ["TGZ-2019-000003"]
    assert [f["Recibo"] for f in _filas(oficina / "apartadas-lote-2.csv")] == ["A-1"]


def _filas(ruta: Path) -> list[dict[str, str]]:
    with ruta.open(encoding="utf-8-sig", newline="") as abierto:
        return list(csv.DictReader(abierto))


def test_lo_que_una_hoja_de_calculo_tomaria_por_formula_sale_inerte(oficina: Path) -> None:
    ejecutar(["ingerir", "cartera", str(_csv(oficina / "c.csv", [CARTERA | {"Ámbito": '=HYPERLINK("x")'}]))])
    destino = oficina / "devolucion.csv"
    ejecutar(["cuarentena", "--csv", str(destino)])
    (fila,) = _filas(destino)
    assert fila["Ámbito"] == '\'=HYPERLINK("x")'
