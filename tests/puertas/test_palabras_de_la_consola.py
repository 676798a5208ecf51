"""La consola habla español: ayudas, errores de uso y fechas, en todas las órdenes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from oficina import almacen_nuevo, en_carpeta

from cobranza.puertas.cli import app, ejecutar

pytestmark = pytest.mark.lenta

INGLES = re.compile(
    r"<\w+>|\[\[|\{[\w.|]+\}|x[<>]=|<=x|\b(?:usage|options|arguments|commands|default|required|show|did you mean"
    r"|invalid|missing|such|False|True|while|expecting)\b",
    re.IGNORECASE,
)


def _ordenes() -> list[list[str]]:
    """Todas, y las de los grupos por hondos que estén."""

    def dentro(camino: list[str], orden: Any) -> Iterator[list[str]]:
        yield camino
        for nombre, otra in getattr(orden, "commands", {}).items():
            yield from dentro([*camino, nombre], otra)

    return list(dentro([], typer.main.get_command(app)))


def test_se_recorren_tambien_las_subordenes() -> None:
    assert {"tramite", "documento", "corridas", "params"} <= {o[0] for o in _ordenes() if len(o) > 1}


@pytest.mark.parametrize("orden", _ordenes(), ids=" ".join)
def test_ninguna_ayuda_trae_ingles_ni_marcas_de_programa(
    orden: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar([*orden, "--help"]) == 0
    dicho = capsys.readouterr().out
    assert dicho.startswith("Uso: cobranza")
    assert INGLES.findall(dicho) == []


@pytest.mark.parametrize(
    ("pedido", "dice"),
    [
        (["nada"], "No existe la orden «nada». Mira"),
        (["corr"], "¿Quisiste decir «corre»?"),
        (["lote"], "Falta «CORRIDA.yaml»."),
        (["corre", "--nada"], "No existe la opción «--nada»."),
        (["demo", "--creditos", "mil"], "«--creditos» espera un número entero."),
        (["demo", "--creditos", "5"], "de 100 en adelante"),
        (["deshacer", "-1"], "El lote es -1; se esperaba su número"),
        (["deshacer", "uno"], "«LOTE» espera un número entero."),
    ],
)
def test_un_error_de_uso_se_dice_en_espanol(pedido: list[str], dice: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(pedido) == 2
    dicho = capsys.readouterr().err
    assert dice in dicho
    assert INGLES.findall(dicho) == []


def test_la_lista_de_ordenes_de_cada_ayuda_no_corta_ninguna_frase(capsys: pytest.CaptureFixture[str]) -> None:
    grupos = [nombre for nombre, grupo in typer.main.get_command(app).commands.items() if hasattr(grupo, "commands")]
    assert len(grupos) >= 6
    for pedido in ([], *([g] for g in grupos)):
        assert ejecutar([*pedido, "--help"]) == 0
        cortadas = [r for r in capsys.readouterr().out.splitlines() if r.endswith("...")]
        assert cortadas == [], pedido


@pytest.mark.parametrize(
    ("nombre", "texto"), [("plan.yaml", "a: [1,\n- :*x"), ("plan.yaml", "cuadernos: *nada"), ("p.yaml", "\tx: 1")]
)
def test_un_archivo_mal_escrito_se_dice_sin_las_palabras_de_la_biblioteca(
    tmp_path: Path, nombre: str, texto: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / nombre).write_text(texto, encoding="utf-8")
    for orden in (["lote", str(tmp_path / nombre)], ["corre", "informe_cartera", "-f", str(tmp_path / nombre)]):
        assert ejecutar(orden) == 2
        dicho = capsys.readouterr().err
        assert "(renglón" in dicho
        assert INGLES.findall(dicho) == []


def test_un_json_mal_escrito_tambien(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "casos.json").write_text('{"importe": ', encoding="utf-8")
    assert ejecutar(["calcular", "redondeo_pago", "--entrada", str(tmp_path / "casos.json")]) == 3
    dicho = capsys.readouterr().err
    assert "no es JSON válido (renglón 1)" in dicho and INGLES.findall(dicho) == []


@pytest.mark.parametrize("escrita", ["2025-02-30", "31/12/2025", "ayer"])
@pytest.mark.parametrize(
    "orden",
    [
        ["corre", "informe_cartera", "-p", "corte"],
        ["agenda", "--fecha"],
        ["verificar", "--corte"],
        ["explica", "TGZ-2019-000001", "--al"],
        ["asignar", "--al"],
        ["foto", "--corte"],
        ["params", "--al"],
    ],
    ids=lambda orden: orden[0],
)
def test_una_fecha_mal_escrita_es_error_de_uso_en_todas_las_ordenes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    orden: list[str],
    escrita: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    almacen_nuevo(en_carpeta(tmp_path)).dispose()
    assert ejecutar([*orden, escrita]) == 2
    dicho = capsys.readouterr().err
    assert f"«{escrita}»" in dicho and "AAAA-MM-DD" in dicho


@pytest.mark.parametrize(
    ("orden", "dice"),
    [
        (["calcular", "liquidacion", "--entrada", "{nada}"], "no existe"),
        (["documento", "hacer", "convenio", "--datos", "{nada}", "--salida", "{nada}.pdf"], "no existe"),
        (["documento", "hacer", "convenio", "--datos", "{aqui}", "--salida", "{nada}.pdf"], "es una carpeta"),
        (["cuarentena", "--csv", "{aqui}"], "es una carpeta"),
        (["ingerir", "cartera", "/dev/zero"], "es un dispositivo"),
        (["ingerir", "cartera", "{marca}"], "Excel deja mientras tiene abierto cartera.xlsx"),
    ],
    ids=lambda x: " ".join(x[:2]) if isinstance(x, list) else x,
)
def test_por_que_no_se_pudo_leer_o_escribir_se_dice_en_espanol(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, orden: list[str], dice: str, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COBRANZA_BD", en_carpeta(tmp_path))
    almacen_nuevo(en_carpeta(tmp_path)).dispose()
    rutas = {"nada": tmp_path / "nada", "aqui": tmp_path, "marca": tmp_path / "~$cartera.xlsx"}
    rutas["marca"].touch()
    assert ejecutar([parte.format(**rutas) for parte in orden]) == 2
    dicho = capsys.readouterr().err
    assert dice in dicho
    assert re.search(r"no such|is a directory|permission|errno", dicho, re.IGNORECASE) is None


@pytest.mark.parametrize("puntos", ["0", "51", "-5"])
@pytest.mark.parametrize(
    "orden",
    [
        ["muestra", "cedula.xlsx", "--semilla", "A", "--puntos"],
        ["corre", "muestra_pae", "-p", "semilla", "A", "-p", "puntos"],
    ],
    ids=lambda orden: orden[0],
)
def test_el_error_de_la_muestra_se_comprueba_antes_de_leer_nada(
    orden: list[str], puntos: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ejecutar([*orden, puntos]) == 2
    assert f"«{puntos}»; se esperaba el error que se admite, de 1 a 50 puntos por ciento" in capsys.readouterr().err
