"""Los seis cuadernos sobre el ejemplo: la orden que imprimen repite la misma corrida y todo dice de qué datos es."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from openpyxl import load_workbook

from cobranza.base.fechas import ahora, fecha_corta
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

PEDIDOS = {
    "informe_cartera": ["-p", "conocido_al", "2025-06-30"],
    "liquidacion": [],
    "lista_de_trabajo": ["-p", "delegacion", "DH-TGZ"],
    "nomina_gastos": ["-p", "delegacion", "DH-TGZ"],
    "que_pasa_si": ["-p", "mora_b", "", "-p", "reduccion_multas_b", "0"],
    "verificacion_pae": ["-p", "verdad", "demo/verdad/anomalias.csv"],
}


def _correr(salidas: Path, cuaderno: str, *pedido: str) -> tuple[Path, dict[str, Any]]:
    """La carpeta y el manifiesto de la última corrida de un cuaderno."""
    # otra prueba pudo haberla corrido ya: se fuerza y se toma la más reciente
    assert ejecutar(["corre", cuaderno, *pedido, "--forzar"]) == 0
    manifiestos = salidas.glob(f"*/{cuaderno}/*/manifiesto.json")
    carpeta = max(manifiestos, key=lambda ruta: ruta.stat().st_mtime_ns).parent
    return carpeta, json.loads((carpeta / "manifiesto.json").read_text(encoding="utf-8"))


def _portada(anexo: Path) -> dict[str, str]:
    return {str(a): str(b) for a, b in load_workbook(anexo)["Portada"].iter_rows(values_only=True) if a}


@pytest.mark.parametrize(("cuaderno", "pedido"), PEDIDOS.items(), ids=PEDIDOS)
def test_lo_que_imprime_para_repetirlo_da_la_misma_corrida(
    salidas: Path, cuaderno: str, pedido: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    carpeta, manifiesto = _correr(salidas, cuaderno, *pedido)
    pagina = BeautifulSoup((carpeta / "informe.html").read_text(encoding="utf-8"), "html.parser")
    (en_pagina,) = [dt.find_next("dd").text for dt in pagina.find_all("dt") if dt.text == "Para repetirlo"]
    portada = _portada(carpeta / "informe.xlsx")
    capsys.readouterr()
    for orden in (en_pagina, portada["Para repetirlo"], manifiesto["orden"]):
        programa, *partes = shlex.split(orden)
        assert programa == "cobranza"
        assert ejecutar(partes) == 0
        dicho = capsys.readouterr().out
        assert "ya estaba" in dicho and manifiesto["corrida"] in dicho

    assert manifiesto["base"] == {"nombre": "demo", "ejemplo": True}
    assert "Datos de ejemplo" in pagina.header.text
    assert "Base «demo», foto con lo capturado hasta el 31 dic 2025" in pagina.main.text
    assert [dt.text for dt in pagina.find("dl", class_="firmas").find_all("dt")] == ["Elaboró", "Revisó", "Autorizó"]
    assert portada["Cartera"] == "Datos de ejemplo"
    libro = load_workbook(carpeta / "informe.xlsx")
    assert all(hoja.oddHeader.right.text == "Datos de ejemplo" for hoja in libro)
    for hoja in set(libro.sheetnames) - {"Portada", "Cifras", "Índice", "Notas"}:
        assert "Datos de ejemplo." in str(libro[hoja]["A2"].value), hoja


def test_el_periodo_y_lo_que_se_sabia_van_arriba(salidas: Path) -> None:
    carpeta, _ = _correr(salidas, "informe_cartera", "-p", "conocido_al", "2025-09-30", "-p", "desde", "2025-07-01")
    pagina = BeautifulSoup((carpeta / "informe.html").read_text(encoding="utf-8"), "html.parser")
    arriba = [dato.text for dato in pagina.find("p", class_="datos-de-corte").find_all("span")]
    assert arriba == [
        "Corte al 31 de diciembre de 2025", "Del 1 jul 2025 al 31 dic 2025",
        f"Con lo conocido al 30 sep 2025. Antes del {fecha_corta(ahora().date())} la historia es la que dijeron los "
        "archivos",
        "Todas las delegaciones",
    ]  # fmt: skip


def test_la_liquidacion_dice_de_que_credito_es_aunque_no_se_pida_uno(salidas: Path) -> None:
    carpeta, manifiesto = _correr(salidas, "liquidacion", "-p", "corte", "2025-11-30")
    folio = manifiesto["procedencia"]["Crédito"]
    pagina = BeautifulSoup((carpeta / "informe.html").read_text(encoding="utf-8"), "html.parser")
    assert folio in pagina.title.text
    assert f"Crédito {folio} · Contribuyente C-" in pagina.find("p", class_="datos-de-corte").text
    assert f"Crédito {folio} · Contribuyente C-" in _portada(carpeta / "informe.xlsx")["Alcance"]
    assert f"Crédito {folio} · Contribuyente C-" in (salidas / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("cuaderno", "corte"),
    [
        *(("informe_cartera", corte) for corte in ("2012-12-31", "2014-12-31", "2019-06-30")),
        ("verificacion_pae", "2012-12-31"),
        ("lista_de_trabajo", "2012-12-31"),
    ],
)
def test_sirve_para_un_corte_pasado(salidas: Path, cuaderno: str, corte: str) -> None:
    carpeta, manifiesto = _correr(salidas, cuaderno, "-p", "corte", corte)
    assert manifiesto["estado"] == "terminada"
    pagina = BeautifulSoup((carpeta / "informe.html").read_text(encoding="utf-8"), "html.parser")
    assert pagina.find(class_="tardio") is None


def test_un_corte_que_pasa_de_los_datos_lo_avisa_en_la_portada(salidas: Path) -> None:
    carpeta, _ = _correr(salidas, "informe_cartera", "-p", "corte", "2026-08-31")
    aviso = "Último dato capturado: 31 dic 2025; faltan 8 meses."
    assert aviso in (carpeta / "informe.html").read_text(encoding="utf-8")
    assert _portada(carpeta / "informe.xlsx")["Aviso"] == aviso


def test_la_verdad_de_otro_ejemplo_no_se_mide_contra_esta_base(
    salidas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pedido = ["corre", "verificacion_pae", "-p", "verdad", "demo/verdad/anomalias.csv", "-p", "delegacion", "DH-TAP"]
    assert ejecutar(pedido) == 0
    propia = capsys.readouterr().out
    verdad = salidas / "demo" / "verdad"
    guardada = tmp_path / "guardada"
    verdad.replace(guardada)
    try:
        with monkeypatch.context() as otra:
            otra.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'otra.db'}")
            assert ejecutar(["demo", "--creditos", "100"]) == 0
        capsys.readouterr()
        assert ejecutar([*pedido, "--forzar"]) == 3
        dicho = capsys.readouterr()
        assert "no es de la cartera de la base «demo»" in dicho.err
        fallida = dicho.err.split("verificacion_pae/")[1].split("-fallida")[0]
        assert fallida not in propia, "otra verdad es otra corrida: el mismo folio nunca dice otra cosa"
    finally:
        assert ejecutar(["demo", "--creditos", "400"]) == 0
        assert (verdad / "anomalias.csv").read_bytes() == (guardada / "anomalias.csv").read_bytes()
