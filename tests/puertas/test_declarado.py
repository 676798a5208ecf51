"""Lo que la oficina declara o confirma: domicilios, circunscripciones y lo que parece absurdo y es cierto."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from ingesta.test_ingesta import CARTERA, RECIBO, _csv

from cobranza.ejecucion.huellas import de_los_catalogos
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

RAIZ = Path(__file__).parents[2]
SIN_DELEGACION = CARTERA | {"Delegación": ""}


@pytest.fixture
def oficina(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'libros.db'}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path / "params"))
    shutil.copytree(RAIZ / "params", tmp_path / "params")
    return tmp_path


@pytest.mark.parametrize("municipio", ["101", "07101", "7101", "Tuxtla Gutiérrez", "tuxtla gutierrez"])
def test_el_municipio_se_dice_por_su_clave_o_su_nombre_y_la_sede_tiene_delegacion(
    oficina: Path, municipio: str
) -> None:
    archivo = _csv(oficina / "c.csv", [SIN_DELEGACION | {"Municipio": municipio}])
    assert ejecutar(["ingerir", "cartera", str(archivo), "--todo-o-nada"]) == 0


@pytest.mark.parametrize(
    "delegacion",
    ["DH-TGZ", "tgz", "Tuxtla Gutiérrez", "DELEGACIÓN TUXTLA GUTIERREZ", "Delegación de Hacienda Comitán"],
)
def test_la_delegacion_se_dice_por_su_clave_o_su_nombre(oficina: Path, delegacion: str) -> None:
    archivo = _csv(oficina / "c.csv", [CARTERA | {"Delegación": delegacion}])
    assert ejecutar(["ingerir", "cartera", str(archivo), "--todo-o-nada"]) == 0


@pytest.mark.parametrize("domicilio", ["Tabasco", "Centro, Tabasco", "27004", "veracruz"])
def test_el_deudor_de_otro_estado_entra_con_su_delegacion(oficina: Path, domicilio: str) -> None:
    archivo = _csv(oficina / "c.csv", [CARTERA | {"Municipio": domicilio}])
    assert ejecutar(["ingerir", "cartera", str(archivo), "--todo-o-nada"]) == 0


def test_lo_que_no_es_municipio_ni_estado_sigue_sin_entrar(oficina: Path) -> None:
    for domicilio in ("07095", "Atlántida", "99001"):
        archivo = _csv(oficina / "c.csv", [CARTERA | {"Municipio": domicilio}])
        assert ejecutar(["ingerir", "cartera", str(archivo), "--ensayo"]) == 3


def test_la_circunscripcion_se_declara_una_vez_en_su_archivo(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    acala = _csv(oficina / "c.csv", [SIN_DELEGACION | {"Municipio": "Acala"}])
    assert ejecutar(["ingerir", "cartera", str(acala), "--ensayo"]) == 3
    dicho = capsys.readouterr().out
    assert "No se sabe qué delegación atiende «Acala»" in dicho
    assert "circunscripciones.csv" in dicho
    ejecutar(["ingerir", "--sin-delegacion"])
    dicho = capsys.readouterr().out
    assert "07002,,Acala\n" in dicho
    assert "27000,,Tabasco\n" in dicho
    assert "Tuxtla" not in dicho
    antes = de_los_catalogos(oficina / "params")
    declarado = oficina / "params" / "catalogos" / "circunscripciones.csv"
    declarado.write_text("municipio,delegacion,fuente\n07002,DH-TGZ,Oficio 1\n", encoding="utf-8")
    assert de_los_catalogos(oficina / "params") == antes
    assert ejecutar(["ingerir", "cartera", str(acala), "--todo-o-nada"]) == 0


def test_un_mapeo_no_cambia_la_huella_de_los_informes(oficina: Path) -> None:
    antes = de_los_catalogos(oficina / "params")
    (oficina / "params" / "catalogos" / "mapeos" / "x.yaml").write_text("layout: cartera\n")
    assert de_los_catalogos(oficina / "params") == antes
    (oficina / "params" / "catalogos" / "origenes.csv").write_text("origen\n")
    assert de_los_catalogos(oficina / "params") != antes


def test_un_recibo_cien_veces_mayor_que_el_credito_pide_confirmacion(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ejecutar(["ingerir", "cartera", str(_csv(oficina / "c.csv", [CARTERA]))])
    absurdo = str(_csv(oficina / "r.csv", [RECIBO, RECIBO | {"Recibo": "A-2", "Importe": "1,000,000.00"}]))
    capsys.readouterr()
    ejecutar(["ingerir", "recibos", absurdo, "--ensayo"])
    dicho = capsys.readouterr().out
    assert "1 Por confirmar: recibo mucho mayor que el crédito" in dicho
    assert "1,000,000.00 y el crédito se registró por 10,000.00" in dicho
    assert ejecutar(["ingerir", "recibos", absurdo, "--confirmo", "2"]) == 3
    assert "las que piden confirmación son 1" in capsys.readouterr().err
    assert ejecutar(["ingerir", "recibos", absurdo, "--confirmo", "1"]) == 0
    assert "2 leídas = 2 aceptadas + 0 en cuarentena" in capsys.readouterr().out


def test_el_recibo_por_confirmar_se_acepta_despues_desde_la_cuarentena(oficina: Path) -> None:
    ejecutar(["ingerir", "cartera", str(_csv(oficina / "c.csv", [CARTERA]))])
    absurdo = str(_csv(oficina / "r.csv", [RECIBO, RECIBO | {"Recibo": "A-2", "Importe": "1,000,000.00"}]))
    assert ejecutar(["ingerir", "recibos", absurdo]) == 0
    apartada = oficina / "apartada.csv"
    ejecutar(["cuarentena", "--lote", "2", "--csv", str(apartada)])
    assert ejecutar(["ingerir", "recibos", str(apartada), "--confirmo", "1", "--todo-o-nada"]) == 0


def test_una_fecha_de_1900_no_entra(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archivo = _csv(oficina / "c.csv", [CARTERA | {"Fecha de resolución": "01/01/1900"}])
    assert ejecutar(["ingerir", "cartera", str(archivo), "--ensayo"]) == 3
    assert "Fecha fuera de rango" in capsys.readouterr().out
