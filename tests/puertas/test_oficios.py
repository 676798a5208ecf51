"""`cobranza documento`: hacer, listar y comprobar desde la consola; el estado de cuenta dice lo que la cartera."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from documentos_de_prueba import Autoridad
from oficina import almacen_nuevo, asentar, credito, en_carpeta, hecho

from cobranza.base import firma
from cobranza.base.ajustes import ajustes
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

FOLIO = "TGZ-2019-000001"
EJEMPLOS = Path(__file__).parents[1] / "documentos" / "ejemplos.yaml"
Captura = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def oficina(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for variable in (
        "COBRANZA_CLAVE",
        "COBRANZA_CLAVE_PUBLICA",
        "COBRANZA_CERTIFICADO",
        "COBRANZA_CERTIFICADO_CLAVE",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "casa"))
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    return tmp_path


@pytest.fixture
def con_credito(oficina: Path) -> Path:
    motor = almacen_nuevo(en_carpeta(oficina))
    with motor.begin() as conexion:
        credito(conexion, FOLIO)
        asentar(conexion, hecho(FOLIO, "PAGO", "2024-05-10", 400_000))
    motor.dispose()
    return oficina


@pytest.fixture
def datos() -> dict[str, Any]:
    return yaml.safe_load(EJEMPLOS.read_text(encoding="utf-8"))["documentos"]["ficha_de_pago"]


def _en_archivo(carpeta: Path, contenido: object) -> str:
    ruta = carpeta / "datos.json"
    ruta.write_text(json.dumps(contenido, ensure_ascii=False), encoding="utf-8")
    return str(ruta)


def test_lista_los_documentos_y_lo_que_reciben(capsys: Captura) -> None:
    assert ejecutar(["documento", "tipos"]) == 0
    dicho = capsys.readouterr().out
    plantillas = {ruta.stem for ruta in (ajustes().params / "plantillas").glob("*.typ")} - {"comun"}
    assert {renglon.split()[0] for renglon in dicho.splitlines()} == plantillas
    assert "condonacion" in dicho
    assert ejecutar(["documento", "tipos", "convenio"]) == 0
    dicho = capsys.readouterr().out
    assert "tasa (por ciento en texto decimal" in dicho
    assert "garantia (grupo, puede faltar)" in dicho
    assert ejecutar(["documento", "tipos", "convenio", "--esquema"]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["parcialidades"]["maxItems"] == 5_000
    assert ejecutar(["documento", "tipos", "--esquema"]) == 2


def test_hace_y_comprueba(oficina: Path, datos: dict[str, Any], capsys: Captura) -> None:
    salida = oficina / "ficha.pdf"
    assert (
        ejecutar(
            ["documento", "hacer", "ficha_de_pago", "--datos", _en_archivo(oficina, datos), "--salida", str(salida)]
        )
        == 0
    )
    assert stat.S_IMODE(salida.stat().st_mode) == 0o600
    capsys.readouterr()
    assert ejecutar(["documento", "verificar", str(salida)]) == 0
    dicho = capsys.readouterr().out
    assert dicho.startswith("SIN FIRMA  ficha_de_pago CONV-2026-000001-P03 del 2026-03-10")
    salida.write_bytes(salida.read_bytes().replace(b"/Title", b"/Titli", 1))
    assert ejecutar(["documento", "verificar", str(salida), "--json"]) == 3
    assert json.loads(capsys.readouterr().out)["dictamen"] == "alterado"


def test_con_la_clave_de_la_casa_y_su_certificado(
    oficina: Path, datos: dict[str, Any], capsys: Captura, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COBRANZA_CLAVE", str(oficina / "clave.pem"))
    publica = firma.crear()[1]
    autoridad = Autoridad(oficina)
    contrasena = oficina / "contrasena"
    contrasena.write_bytes(b"secreta")
    contrasena.chmod(0o600)
    monkeypatch.setenv("COBRANZA_CERTIFICADO", str(autoridad.p12(hasta=None)))
    monkeypatch.setenv("COBRANZA_CERTIFICADO_CLAVE", str(contrasena))
    salida = oficina / "ficha.pdf"
    assert (
        ejecutar(
            ["documento", "hacer", "ficha_de_pago", "--datos", _en_archivo(oficina, datos), "--salida", str(salida)]
        )
        == 0
    )
    monkeypatch.delenv("COBRANZA_CLAVE")
    (oficina / "casa.pub").write_text(f"{publica}  # la de hoy\n", encoding="utf-8")
    capsys.readouterr()
    for mas in (["--clave-publica", str(oficina / "casa.pub")], ["--raiz", str(autoridad.raiz())]):
        assert ejecutar(["documento", "verificar", str(salida), *mas]) == 0
        assert capsys.readouterr().out.startswith("AUTÉNTICO")
    ajena = base64.b64encode(bytes(32)).decode()
    assert ejecutar(["documento", "verificar", str(salida), "--clave-publica", ajena]) == 3
    assert ejecutar(["documento", "verificar", str(salida), "--raiz", str(oficina / "casa.pub")]) == 2


@pytest.mark.lenta
def test_una_lista_da_un_archivo_de_cada_uno(oficina: Path, datos: dict[str, Any], capsys: Captura) -> None:
    lista = [datos | {"folio": f"F-{k:03d}"} for k in range(3)]
    carpeta = oficina / "fichas"
    assert (
        ejecutar(
            ["documento", "hacer", "ficha_de_pago", "--datos", _en_archivo(oficina, lista), "--salida", str(carpeta)]
        )
        == 0
    )
    assert "3 documentos en" in capsys.readouterr().out
    assert sorted(p.name for p in carpeta.iterdir()) == ["F-000.pdf", "F-001.pdf", "F-002.pdf"]


def test_lee_de_la_entrada_estandar_y_guarda_en_lo_reservado(
    oficina: Path, datos: dict[str, Any], capsys: Captura, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + json.dumps(datos).encode())))
    assert ejecutar(["documento", "hacer", "ficha_de_pago"]) == 0
    (hecho_,) = (oficina / "salidas" / "reservado" / "documentos").iterdir()
    assert hecho_.name == "CONV-2026-000001-P03.pdf"
    capsys.readouterr()
    assert ejecutar(["corridas", "--nominativas"]) == 0
    assert "documento ficha_de_pago" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("crudo", "codigo", "dice"),
    [
        (b"", 3, "no son JSON"),
        (b"{", 3, "no son JSON"),
        (b'{"folio": "\xff"}', 3, "no est\u00e1n en UTF-8"),
        (b"[" * 100_000, 3, "no son JSON|se esperaba"),
        (b'{"folio": NaN}', 3, "falta"),
        (b"3", 3, "se esperaba un objeto"),
        pytest.param(b"[3]", 3, "Documento 1", marks=pytest.mark.lenta),  # arranca procesos
    ],
)
def test_unos_datos_que_no_lo_son_terminan_con_su_codigo(
    crudo: bytes, codigo: int, dice: str, oficina: Path, capsys: Captura
) -> None:
    import re

    ruta = oficina / "malo.json"
    ruta.write_bytes(crudo)
    assert ejecutar(["documento", "hacer", "ficha_de_pago", "--datos", str(ruta)]) == codigo
    assert re.search(dice, capsys.readouterr().err)


@pytest.mark.parametrize(
    ("orden", "codigo"),
    [
        (["hacer", "no_existe", "--datos", "x"], 2),
        (["hacer", "ficha_de_pago", "--datos", "no-hay.json"], 2),
        (["hacer", "ficha_de_pago", "--datos", "/"], 2),
        (["verificar"], 2),
        (["verificar", "no-hay.pdf"], 2),
        (["verificar", "/"], 2),
        (["verificar", "/dev/zero"], 3),
        (["verificar", "a\0b"], 2),
        (["verificar", __file__], 3),
        (["verificar", "--qr", "hola"], 3),
        (["verificar", __file__, "--clave-publica", "no-hay.pub"], 2),
        (["estado_de_cuenta", "NO-HAY-1"], 3),
    ],
)
def test_lo_que_se_pide_mal_se_explica_en_una_linea(orden: list[str], codigo: int, capsys: Captura) -> None:
    assert ejecutar(["documento", *orden]) == codigo
    dicho = capsys.readouterr().err
    assert dicho.startswith("error: ")
    assert dicho.count("\n") == 1


def test_donde_no_se_puede_escribir_termina_con_seis(oficina: Path, datos: dict[str, Any], capsys: Captura) -> None:
    (oficina / "archivo").write_text("")
    ruta = str(oficina / "archivo" / "ficha.pdf")
    assert (
        ejecutar(["documento", "hacer", "ficha_de_pago", "--datos", _en_archivo(oficina, datos), "--salida", ruta])
        == 6
    )
    assert "No se pudo crear la carpeta" in capsys.readouterr().err


def test_el_estado_de_cuenta_dice_lo_mismo_que_explica(con_credito: Path, capsys: Captura) -> None:
    salida = con_credito / "estado.pdf"
    assert ejecutar(["explica", FOLIO, "--al", "2025-12-31", "--json"]) == 0
    explicado = json.loads(capsys.readouterr().out)
    assert ejecutar(["documento", "estado_de_cuenta", FOLIO, "--al", "2025-12-31", "--salida", str(salida)]) == 0
    sobre = _adjunto(salida)["datos"]
    assert sobre["debido"] == explicado["debido"]
    assert {c["importe"] for c in sobre["componentes"]} == {
        v for v in explicado["componentes"].values() if v != "0.00"
    }
    con_importe = [linea["importe"] for linea in sobre["lineas"] if "importe" in linea]
    assert con_importe == [r["monto"] or "0.00" for r in explicado["renglones"] if r["suma"]]
    assert [m["dia"] for m in sobre["movimientos"]] == [h["fecha"] for h in explicado["linea_de_tiempo"]]
    assert ejecutar(["documento", "verificar", str(salida)]) == 0
    if shutil.which("pdftotext"):
        leido = subprocess.run(["pdftotext", "-layout", str(salida), "-"], capture_output=True, text=True, check=True)
        assert f"{float(explicado['debido']):,.2f}" in leido.stdout
        assert sobre["contribuyente"]["rfc"] in leido.stdout


def test_el_estado_de_cuenta_deja_registro_y_no_dice_nombres_en_sus_errores(
    con_credito: Path, capsys: Captura
) -> None:
    (con_credito / "archivo").write_text("")
    mal = ["documento", "estado_de_cuenta", FOLIO, "--salida", str(con_credito / "archivo" / "x.pdf")]
    assert ejecutar(mal) == 6
    assert "XEXX" not in capsys.readouterr().err
    assert ejecutar(["documento", "estado_de_cuenta", FOLIO]) == 0
    assert ejecutar(["corridas", "--nominativas"]) == 0
    assert f"folio=EDO-{FOLIO}-20240510" in capsys.readouterr().out


def _adjunto(ruta: Path) -> dict[str, Any]:
    import pikepdf

    with pikepdf.open(ruta) as abierto:
        return json.loads(abierto.attachments["documento.json"].get_file().read_bytes())


def test_el_dictamen_de_prescripcion_dice_el_computo_que_explica(con_credito: Path, capsys: Captura) -> None:
    assert ejecutar(["explica", FOLIO, "--al", "2025-12-31", "--json"]) == 0
    explicado = json.loads(capsys.readouterr().out)
    salida = con_credito / "dictamen.pdf"
    orden = ["documento", "dictamen_de_prescripcion", FOLIO, "--al", "2025-12-31", "--salida", str(salida)]
    assert ejecutar(orden) == 0
    dictado = _adjunto(salida)["datos"]
    assert (dictado["exigible"], dictado["prescribe"]) == (explicado["exigible"], explicado["prescribe"])
    assert dictado["sentido"] == ("prescribió" if explicado["consumada"] else "no ha prescrito")
    assert dictado["importe"] == explicado["debido"] and len(dictado["pasos"]) >= 2
    assert not re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", " ".join(dictado["pasos"]))
    assert ejecutar(["documento", "verificar", str(salida)]) == 0
