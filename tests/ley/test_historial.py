"""El historial de la norma: agregar lo alarga; editarlo, quitarle o moverle un renglón se dice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeLey
from cobranza.cartera.cuadres import revisar_norma
from cobranza.ley import historial
from cobranza.ley.norma import de_la_oficina


@pytest.fixture
def hoja(tmp_path: Path) -> Path:
    """Tres cambios anotados; uno con comas, comillas y un salto en su motivo."""
    ruta = tmp_path / historial.ARCHIVO
    for n, motivo in enumerate(("", 'dijo "sí", y\nfirmó', "lo publicó el DOF"), start=1):
        valores = [
            f"2026-01-0{n}T09:00:00",
            "ana",
            "inpc",
            "2026-01-01",
            "",
            "",
            f"14{n}.0",
            "DOF",
            "agregado",
            motivo,
        ]
        ruta.write_text(historial.con_renglon(ruta, valores), encoding="utf-8", newline="")
    return ruta


def test_agregar_no_toca_lo_anterior_y_queda_ligado(hoja: Path) -> None:
    antes = hoja.read_text(encoding="utf-8")
    hoja.write_text(historial.con_renglon(hoja, ["x"] * len(historial.CAMPOS)), encoding="utf-8", newline="")
    assert hoja.read_text(encoding="utf-8").startswith(antes)
    assert (historial.falla(hoja), historial.cuantos(hoja)) == ("", 4)


@pytest.mark.parametrize(
    ("dano", "dice"),
    [
        (lambda t: t.replace("142.0", "1420.0"), "el cambio 2"),
        (lambda t: t.replace(",ana,", ",luis,", 1), "el cambio 1"),
        (lambda t: "".join(t.splitlines(keepends=True)[:1] + t.splitlines(keepends=True)[2:]), "el cambio 1"),
        (lambda t: t + "\n", "el cambio 4"),
        (lambda t: t + "2026,ana,inpc,,,,,,,,\n", "el cambio 4"),
        (lambda t: t.replace(",huella\n", "\n", 1), "el encabezado"),
        (lambda t: "", "el encabezado"),
    ],
)
def test_editarlo_se_dice_y_no_se_liga_nada_a_lo_roto(hoja: Path, dano: Callable[[str], str], dice: str) -> None:
    hoja.write_text(dano(hoja.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    assert dice in historial.falla(hoja)
    with pytest.raises(ErrorDeLey, match="No se cambió nada"):
        historial.con_renglon(hoja, ["x"] * len(historial.CAMPOS))


def test_lo_que_no_es_texto_se_explica(hoja: Path) -> None:
    hoja.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ErrorDeLey, match="No se puede leer"):
        historial.falla(hoja)


def test_comprobar_lo_revisa(hoja: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    normas = de_la_oficina()
    (tmp_path / "legales").mkdir()
    hoja.rename(tmp_path / "legales" / hoja.name)
    texto = (tmp_path / "legales" / hoja.name).read_text(encoding="utf-8")
    (tmp_path / "legales" / hoja.name).write_text(texto.replace("141.0", "9.0"), encoding="utf-8", newline="")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path))
    assert ajustes().params == tmp_path
    revisada = next(r for r in revisar_norma(date(2026, 1, 31), normas) if "historial" in r.que)
    assert "el cambio 1" in revisada.falla and revisada.codigo == 4


def test_un_byte_malo_se_dice_una_vez_y_con_su_nombre(tmp_path: Path) -> None:
    hoja = tmp_path / "historial.csv"
    hoja.write_bytes(b"cuando,quien\n\xff\xfe\n")
    for leer in (historial.falla, historial.cuantos, lambda _: historial.confirmados(tmp_path)):
        with pytest.raises(ErrorDeLey, match=r"historial\.csv \(byte 13\)"):
            leer(hoja)
