"""`repetir` vuelve a correr lo mismo aparte y `comparar` dice qué cambió; ninguna toca lo publicado."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from ejecucion.conftest import HuellaDada

from cobranza.ejecucion.motor import Corrida, Entorno, correr
from cobranza.puertas import instalacion
from cobranza.puertas.cli import ejecutar
from cobranza.puertas.cotejo import APARTE

pytestmark = pytest.mark.lenta


@pytest.fixture
def hecha(entorno: Entorno, monkeypatch: pytest.MonkeyPatch) -> Corrida:
    """Una corrida ya publicada, con la consola apuntando a su mismo entorno."""
    _apuntar(entorno, monkeypatch)
    return correr("bueno", {"maximo": 3}, entorno=entorno)


def _apuntar(entorno: Entorno, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(instalacion, "entorno", lambda salida: replace(entorno, salidas=salida or entorno.salidas))


def _bytes(carpeta: Path) -> dict[str, bytes]:
    return {r.name: r.read_bytes() for r in carpeta.iterdir()}


def test_con_lo_mismo_sale_igual_y_no_queda_ni_la_repeticion(
    hecha: Corrida, entorno: Entorno, capsys: pytest.CaptureFixture[str]
) -> None:
    antes = _bytes(hecha.carpeta)
    assert ejecutar(["repetir", str(hecha.carpeta / "manifiesto.json")]) == 0
    dicho = capsys.readouterr()
    assert "igual, byte a byte: cuaderno.ipynb, informe.html, informe.xlsx" in dicho.out
    assert dicho.err == ""
    assert _bytes(hecha.carpeta) == antes
    assert list((entorno.salidas / APARTE).iterdir()) == []


def test_si_algo_cambio_lo_dice_antes_y_luego_cifra_por_cifra(
    hecha: Corrida,
    entorno: Entorno,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    otros = tmp_path / "cuadernos"
    otros.mkdir()
    texto = (entorno.cuadernos / "bueno.ipynb").read_text(encoding="utf-8")
    assert "250]" in texto
    (otros / "bueno.ipynb").write_text(texto.replace("250]", "275]"), encoding="utf-8")
    _apuntar(replace(entorno, cuadernos=otros, huella_de_la_norma=HuellaDada("otra-norma")), monkeypatch)
    assert ejecutar(["repetir", hecha.corrida[:6]]) == 3
    dicho = capsys.readouterr()
    assert "desde entonces cambió: la norma en uso; lo que dice el cuaderno. Puede salir otra cosa." in dicho.err
    assert "tabla «Saldo»:\n  dos, B: 2.50 → 2.75 (+0.25)" in dicho.out
    quedo = next((entorno.salidas / APARTE / hecha.corrida).glob("*/bueno/*"))
    assert ejecutar(["comparar", hecha.corrida, str(quedo)]) == 0
    assert "dos, B: 2.50 → 2.75 (+0.25)" in capsys.readouterr().out
    assert ejecutar(["comparar", hecha.corrida, str(quedo), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tablas"][0]["celdas"][0]["ahora"] == "2.75"


def test_lo_que_ya_no_es_lo_mismo_sin_que_nada_cambiara_se_llama_falla(
    hecha: Corrida, capsys: pytest.CaptureFixture[str]
) -> None:
    ruta = hecha.carpeta / "manifiesto.json"
    ruta.write_text(
        ruta.read_text(encoding="utf-8").replace('"informe.html": "', '"informe.html": "0'), encoding="utf-8"
    )
    assert ejecutar(["repetir", str(hecha.carpeta)]) == 3
    dicho = capsys.readouterr()
    assert "ninguna cifra ni tabla cambió" in dicho.out and "archivos distintos: informe.html" in dicho.out
    assert "Con lo mismo no salió lo mismo" in dicho.err


def test_donde_no_hay_corrida_es_mal_uso(hecha: Corrida, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["comparar", hecha.corrida, str(tmp_path)]) == 2
    assert "no hay una corrida completa" in capsys.readouterr().err
    assert ejecutar(["repetir", "ffff0000"]) == 2
    assert "No hay una corrida «ffff0000»" in capsys.readouterr().err
