"""`cobranza explica`: un crédito en español llano, en JSON o como informe; y lo que no se entiende, dicho."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest
from oficina import almacen_nuevo, asentar, credito, en_carpeta, hecho

from cobranza.base.seudonimos import CONTRIBUYENTE, seudonimos
from cobranza.informes import liquidacion
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

FOLIO = "TGZ-2019-000001"


@pytest.fixture(autouse=True)
def oficina(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as conexion:
        credito(conexion, FOLIO)
        asentar(conexion, hecho(FOLIO, "PAGO", "2024-05-10", 400_000))
    motor.dispose()
    return tmp_path


def test_en_texto_cita_el_articulo_de_cada_linea(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["explica", FOLIO, "--al", "2025-12-31"]) == 0
    dicho = capsys.readouterr().out
    assert "Liquidación al 31 dic 2025: se deben" in dicho
    (suyo,) = re.findall(r"Contribuyente (C-\w{4}-\w{4})\.", dicho)
    de_la_liquidacion = liquidacion.identificacion(liquidacion.preparar("2025-12-31", FOLIO))
    assert suyo in de_la_liquidacion._repr_mimebundle_()["text/plain"], "el mismo que en la liquidación de ese día"
    de_las_relaciones = seudonimos(date(2025, 12, 31), "").de(CONTRIBUYENTE, "XEXX010101000")
    assert suyo != de_las_relaciones, "la cuenta exacta no lleva el de las relaciones"
    assert dicho.index("Línea de tiempo") < dicho.index("Importe histórico")
    assert "CFF, art. 21" in dicho
    assert "Pago del 10 may 2024" in dicho


def test_en_json_las_lineas_suman_el_total(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["explica", FOLIO, "--al", "2025-12-31", "--json"]) == 0
    datos = json.loads(capsys.readouterr().out)
    centavos = sum(int(r["monto"].replace(".", "")) for r in datos["renglones"] if r["suma"] and r["monto"])
    assert centavos == int(datos["total"].replace(".", ""))


def test_sin_fecha_es_el_ultimo_dia_capturado_como_en_verificar(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["explica", FOLIO]) == 0
    assert "Liquidación al 10 may 2024, el último día capturado" in capsys.readouterr().out


@pytest.mark.lenta
def test_como_informe_deja_su_pagina(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["explica", FOLIO, "--al", "2025-12-31", "--html"]) == 0
    ruta = capsys.readouterr().out.strip()
    assert FOLIO in Path(ruta).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("pedido", "codigo", "dice"),
    [
        (["TGZ-1999-000001", "--al", "2025-12-31"], 2, "No hay un crédito"),
        (["hola"], 2, "no es una regla (PAE002) ni un folio"),
        ([FOLIO, "--al", "2025-02-30"], 2, "--al es «2025-02-30»; se esperaba AAAA-MM-DD y un día que exista"),
        ([FOLIO, "--al", "2028-01-31"], 4, "params/legales"),
    ],
)
def test_lo_que_no_se_puede_se_dice(
    capsys: pytest.CaptureFixture[str], pedido: list[str], codigo: int, dice: str
) -> None:
    assert ejecutar(["explica", *pedido]) == codigo
    assert dice in capsys.readouterr().err


def test_tambien_explica_una_regla(capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["explica", "pae002"]) == 0
    assert "CFF, art. 137" in capsys.readouterr().out
