"""Planes y parámetros mal escritos: siempre código 2, con qué se encontró y qué se esperaba."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from cobranza.base import dominios, topes
from cobranza.base.ajeno import entender_yaml
from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import plan
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta

HOY = date(2026, 1, 2)
RISAS = "a0: &a0 [x]\n" + "".join(f"a{k}: &a{k} [{', '.join([f'*a{k - 1}'] * 10)}]\n" for k in range(1, 12))
RAROS = {
    "ansi": "titulo: Año\ncuadernos: [x]\n".encode("latin-1"),
    "utf16": "cuadernos: [x]\n".encode("utf-16"),
    "parametros_lista": b"parametros: [1]\ncuadernos: [x]\n",
    "por_cada_lista": b"cuadernos: [{cuaderno: x, por_cada: [1]}]\n",
    "parametros_del_cuaderno": b"cuadernos: [{cuaderno: x, parametros: 7}]\n",
    "clave_no_textual": b"1: 2\ncuadernos: [x]\n",
    "clave_compuesta": b"? [a, b]\n: 2\ncuadernos: [x]\n",
    "parametro_no_textual": b"parametros: {1: 2}\ncuadernos: [x]\n",
    "cuaderno_no_textual": b"cuadernos: [{cuaderno: [1]}]\n",
    "fecha_imposible": b"parametros: {corte: 2025-02-30}\ncuadernos: [x]\n",
    "hondo": b"a: " + b"[" * 5_000 + b"]" * 5_000,
    "hondo_pero_poco": b"cuadernos: " + b"[" * 40 + b"x" + b"]" * 40,
    "risas": (RISAS + "cuadernos: [x]\n").encode(),
    "se_cita_solo": b"cuadernos: &a [*a]\n",
    "direccion": b'titulo: "a\\u202eb"\ncuadernos: [x]\n',
    "objeto_de_python": b"cuadernos: !!python/object/apply:os.system [ls]\n",
    "vacio": b"",
    "binario": bytes(range(256)),
    "catalogo_afuera": b'cuadernos: [{cuaderno: x, por_cada: {delegacion: "catalogo:../../../../etc/passwd"}}]\n',
    "catalogo_absoluto": b'cuadernos: [{cuaderno: x, por_cada: {delegacion: "catalogo:/etc/passwd"}}]\n',
    "catalogo_sin_clave": b'cuadernos: [{cuaderno: x, por_cada: {delegacion: "catalogo:origenes"}}]\n',
}


@pytest.mark.parametrize("crudo", RAROS.values(), ids=RAROS)
def test_un_plan_mal_escrito_es_de_uso(tmp_path: Path, crudo: bytes) -> None:
    ruta = tmp_path / "p.yaml"
    ruta.write_bytes(crudo)
    with pytest.raises(ErrorDeUso) as dicho:
        plan.leer(ruta, HOY)
    assert len(dicho.value.mensaje) < 600
    assert "etc/passwd" not in dicho.value.mensaje or "sin carpetas" in dicho.value.mensaje


def test_por_la_consola_tambien(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for crudo in RAROS.values():
        (tmp_path / "p.yaml").write_bytes(crudo)
        assert ejecutar(["lote", str(tmp_path / "p.yaml")]) == 2
        assert "falla inesperada" not in capsys.readouterr().err
    os.mkfifo(tmp_path / "f.yaml")
    for ruta in (tmp_path / "f.yaml", Path("/dev/zero"), tmp_path):
        assert ejecutar(["lote", str(ruta)]) == 2


def test_las_combinaciones_tienen_tope(tmp_path: Path) -> None:
    ruta = tmp_path / "p.yaml"

    def pide(cuantas: int) -> int:
        ruta.write_text(f"cuadernos: [{{cuaderno: x, por_cada: {{a: {list(range(cuantas))}}}}}]\n", encoding="utf-8")
        return len(plan.leer(ruta, HOY).tareas)

    assert pide(topes.COMBINACIONES) == topes.COMBINACIONES
    with pytest.raises(ErrorDeUso, match=r"pide 1,001 corridas.*se admiten hasta 1,000"):
        pide(topes.COMBINACIONES + 1)
    diez = "{" + ", ".join(f"c{k}: {list(range(10))}" for k in range(7)) + "}"
    ruta.write_text(f"cuadernos: [{{cuaderno: x, por_cada: {diez}}}]\n", encoding="utf-8")
    with pytest.raises(ErrorDeUso, match="10,000,000 corridas"):
        plan.leer(ruta, HOY)


def test_los_topes_de_un_yaml_estan_donde_dicen(monkeypatch: pytest.MonkeyPatch) -> None:
    n = topes.NIVELES_DE_YAML
    assert entender_yaml("[" * n + "]" * n, "p.yaml")
    with pytest.raises(ErrorDeUso, match="niveles"):
        entender_yaml("[" * (n + 2) + "]" * (n + 2), "p.yaml")
    monkeypatch.setattr(topes, "NUDOS_DE_YAML", 5)
    assert entender_yaml("[1, 2, 3, 4]", "p.yaml") == [1, 2, 3, 4]
    with pytest.raises(ErrorDeUso, match="pasa de 5 valores"):
        entender_yaml("[1, 2, 3, 4, 5]", "p.yaml")


@pytest.mark.parametrize(
    ("nombre", "crudo"),
    [
        ("corte", "20250817"), ("corte", "２０２５-08-17"), ("corte", "2025-W33-7"), ("corte", "2025-08-17\u202e"),
        ("mora_a", "١"), ("mora_a", "1_0"), ("mora_a", "NaN"), ("mora_a", "9" * 5_000), ("inflacion", "1e400"),
        ("folio", "TGZ\x00"), ("folio", "a\u2066b"), ("delegacion", "\u200bDH-TAP"), ("ejecutor", "\ud800"),
        ("corte", 10**5_000), ("corte", [[1]]), ("nominativo", {"a": 1}),
    ],
    ids=range(16),
)  # fmt: skip
def test_un_parametro_raro_es_de_uso_y_se_dice_a_la_vista(nombre: str, crudo: object) -> None:
    with pytest.raises(ErrorDeUso) as dicho:
        dominios.valor(nombre, crudo)
    dicho.value.mensaje.encode("utf-8")
    assert not any(letra in dicho.value.mensaje for letra in "\x00\u202e\u2066")
    assert len(dicho.value.mensaje) < 800
