"""Ningún archivo de `params` dañado termina en falla nuestra: se nombra y se dice qué hacer."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from cobranza.puertas.cli import ejecutar

RAIZ = Path(__file__).resolve().parents[2]
ARCHIVOS = sorted(
    r.relative_to(RAIZ / "params").as_posix()
    for r in (RAIZ / "params").rglob("*")
    if r.suffix in (".yaml", ".csv", ".jsonl") and "corridas" not in r.parts
)
ORDENES = (
    ["comprobar"],
    ["params"],
    ["verificar"],
    ["calcular", "--temas"],
    ["ingerir", "cartera", "cartera.csv", "--ensayo"],
)


def _vacio(archivo: Path) -> None:
    archivo.write_bytes(b"")


def _borrado(archivo: Path) -> None:
    archivo.unlink()


def _cortado(archivo: Path) -> None:
    crudo = archivo.read_bytes()
    archivo.write_bytes(crudo[: len(crudo) // 2])


def _al_azar(archivo: Path) -> None:
    archivo.write_bytes(random.Random(archivo.name).randbytes(300))


def _de_otra_forma(archivo: Path) -> None:
    archivo.write_text("- uno\n- dos\n" if archivo.suffix == ".yaml" else "una,dos\n1,2\n", encoding="utf-8")


DANOS = (_vacio, _borrado, _cortado, _al_azar, _de_otra_forma)
TODO = os.environ.get("COBRANZA_FUZZ") == "todo"
CASOS = [
    pytest.param(archivo, dano, id=f"{archivo}-{dano.__name__.strip('_')}")
    for k, archivo in enumerate(ARCHIVOS)
    for j, dano in enumerate(DANOS)
    if TODO or j == k % len(DANOS)
]
"""Un daño por archivo, con dos órdenes, y de los archivos una muestra; `make fuzz` hace todos, con todas."""


@pytest.fixture
def params(salidas: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copia = tmp_path / "params"
    shutil.copytree(RAIZ / "params", copia)
    monkeypatch.setenv("COBRANZA_PARAMS", str(copia))
    assert salidas.is_dir()
    monkeypatch.chdir(tmp_path)
    return copia


@pytest.mark.lenta
@pytest.mark.muestra(len(CASOS) if TODO else 26)
@pytest.mark.parametrize(("archivo", "dano"), CASOS)
def test_un_archivo_danado_se_nombra(
    params: Path,
    archivo: str,
    dano: Callable[[Path], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dano(params / archivo)
    _cartera(params.parent)
    codigos = {}
    otra = ORDENES[1 + ARCHIVOS.index(archivo) % (len(ORDENES) - 1)]
    for orden in ORDENES if TODO else (ORDENES[0], otra):
        with monkeypatch.context() as entorno:
            if orden[0] == "ingerir":  # en la del ejemplo no entra lo de la oficina
                entorno.setenv("COBRANZA_BD", f"sqlite:///{params.parent / 'oficina.db'}")
            codigos[orden[0]] = ejecutar(orden)
        leido = capsys.readouterr()
        dicho = leido.err + leido.out
        assert "falla inesperada" not in dicho, (orden, dicho)
        if orden == ["comprobar"]:
            assert archivo.rpartition("/")[2] in dicho or "ordenamiento" in dicho, dicho
    assert 1 not in codigos.values(), codigos
    assert codigos["comprobar"] in (2, 3, 4), codigos


@pytest.mark.parametrize(
    ("orden", "dice"),
    [("ALTER TABLE cuarentena ADD z", "le sobra la columna z"), ("DROP TABLE persona", "falta la tabla «persona»")],
)
def test_con_otras_tablas_comprobar_lo_dice_y_no_sigue_con_la_foto(
    params: Path, orden: str, dice: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    url = os.environ["COBRANZA_BD"]
    copia = params.parent / "copia.db"
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as de, closing(sqlite3.connect(copia)) as a:
        de.backup(a)
        a.execute("PRAGMA foreign_keys = OFF")
        a.execute(orden)
        a.commit()
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{copia}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(params.parent / "salidas"))
    assert ejecutar(["comprobar"]) == 3
    leido = capsys.readouterr()
    assert dice in leido.err
    assert "foto" not in leido.out
    assert ejecutar(["verificar"]) in (0, 3)


def _cartera(carpeta: Path) -> None:
    carpeta.joinpath("cartera.csv").write_text("Número de crédito,RFC\nTGZ-2020-000001,XEXX010101000\n", "utf-8")
