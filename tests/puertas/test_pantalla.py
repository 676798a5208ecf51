"""Lo que la consola enseña: ninguna letra la hace fallar, nada se obedece y de nadie se dice quién es."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path

import pytest
from ingesta.test_ingesta import CARTERA, PERSONA, _csv

from cobranza.puertas import consola
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta


@pytest.fixture
def oficina(tmp_path: Path, plantilla_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    base = tmp_path / "libros.db"
    base.write_bytes(plantilla_sqlite.read_bytes())
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{base}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("codificacion", ["latin-1", "cp1252", "ascii", "cp850", "utf-8"])
def test_ninguna_codificacion_de_salida_la_hace_fallar(monkeypatch: pytest.MonkeyPatch, codificacion: str) -> None:
    salida = io.TextIOWrapper(io.BytesIO(), encoding=codificacion)
    monkeypatch.setattr(sys, "stdout", salida)
    consola.decir("− ≠ Ł € \ud800 \u202e\x1b[2J ñ")
    salida.flush()
    crudo = salida.buffer.getvalue()  # type: ignore[attr-defined]
    assert b"\x1b" not in crudo
    assert crudo.endswith(b"\n")


def test_la_cuarentena_sale_en_cualquier_codificacion(oficina: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filas = [CARTERA | {"Municipio": "Łódź − ≠ 漢"}, CARTERA | {"Nombre o razón social": "a\ufffdb"}]
    assert ejecutar(["ingerir", "cartera", str(_csv(oficina / "c.csv", filas, "utf-8")), "--usuario", "x"]) == 3
    for codificacion in ("latin-1", "cp1252", "ascii"):
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=codificacion))
        assert ejecutar(["cuarentena"]) == 0


SECRETOS = {
    "RFC": ("GODE5612", "GODE569931GR8", "GODE-561231-GR8X", "XAXX010101000"),
    "Nombre o razón social": ("Ram\ufffdn P\ufffdrez", "MU?OZ LOPEZ"),
    "Municipio": ("GODE561231GR8", "BOXW310820HNERXN09"),
    "Ejercicio": ("032180000118359719",),
}


def test_ni_la_cuarentena_ni_el_ensayo_dicen_de_quien_es(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filas = [CARTERA | {campo: dato} for campo, datos in SECRETOS.items() for dato in datos]
    filas = [f | {"Número de crédito": f"TGZ-2019-{k:06d}", "Resolución": f"R{k}"} for k, f in enumerate(filas)]
    ruta = _csv(oficina / "c.csv", filas, "utf-8")
    personas = [PERSONA | {"CURP": "BOXW310820HNERXN08"}, PERSONA | {"CLABE": "032180000118359710"}]
    plantilla = _csv(oficina / "p.csv", personas, "utf-8")
    ejecutar(["ingerir", "cartera", str(ruta), "--ensayo", "--usuario", "x"])
    ejecutar(["ingerir", "cartera", str(ruta), "--todo-o-nada", "--usuario", "x"])
    ejecutar(["ingerir", "personal", str(plantilla), "--ensayo", "--usuario", "x"])
    ejecutar(["ingerir", "cartera", str(ruta), "--usuario", "x"])
    ejecutar(["ingerir", "personal", str(plantilla), "--usuario", "x"])
    ejecutar(["cuarentena"])
    salida = capsys.readouterr()
    dicho = salida.out + salida.err
    assert "•••" in dicho
    de_todos = [dato for datos in SECRETOS.values() for dato in datos]
    de_todos += ["BOXW310820HNERXN08", "032180000118359710", "GODE561231GR8", "Persona de Ejemplo", "Persona Ejec"]
    assert not [dato for dato in de_todos if dato in dicho]


def test_el_csv_para_corregir_si_lo_lleva_y_es_de_quien_lo_pidio(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ruta = _csv(oficina / "c.csv", [CARTERA | {"RFC": "GODE569931GR8"}], "utf-8")
    ejecutar(["ingerir", "cartera", str(ruta), "--usuario", "x"])
    destino = oficina / "devolver.csv"
    destino.write_text("otro")
    destino.chmod(0o644)
    assert ejecutar(["cuarentena", "--csv", str(destino)]) == 0
    assert "GODE569931GR8" in destino.read_text(encoding="utf-8-sig")
    escritos = [destino, *oficina.rglob("*-por-corregir.csv")]
    assert len(escritos) > 1
    if os.name == "posix":
        assert {stat.S_IMODE(escrito.stat().st_mode) for escrito in escritos} == {0o600}
    assert ejecutar(["cuarentena", "--csv", str(oficina / "no" / "existe.csv")]) == 2
    assert ejecutar(["cuarentena", "--csv", str(oficina)]) == 2


@pytest.mark.parametrize("lote", ["0", "-1", "99999999999999999999", "2147483648"])
def test_un_numero_de_lote_que_no_cabe_es_de_uso(oficina: Path, lote: str) -> None:
    assert ejecutar(["cuarentena", "--lote", lote]) == 2
    assert ejecutar(["deshacer", lote]) == 2
