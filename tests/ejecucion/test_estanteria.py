"""Listar, quitar y archivar corridas: se va lo que salió de los datos, nunca los datos."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ejecucion.test_indice import ERROR, Estante

from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import estanteria
from cobranza.puertas.cli import ejecutar

UNA, OTRA, MALA = "000000000001", "000000000002", "000000000003"


@pytest.fixture
def estante(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Estante:
    """Dos corridas buenas y una que falló, junto a lo que no es una corrida."""
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "outputs"))
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path}/datos/libros.db")
    puesto = Estante(tmp_path / "outputs")
    puesto.poner()
    puesto.poner(cuaderno="otro", corte="2025-11-30")
    puesto.poner(estado="fallida", error=ERROR)
    for ajeno in ("foto/actual.json", "demo/cartera.csv", "mi_cartera.db"):
        (puesto.carpeta / ajeno).parent.mkdir(exist_ok=True)
        (puesto.carpeta / ajeno).write_text("dato", encoding="utf-8")
    return puesto


def _datos(estante: Estante) -> list[str]:
    ajenos = [r for r in estante.carpeta.rglob("*") if r.is_file() and r.read_bytes() == b"dato"]
    return sorted(r.relative_to(estante.carpeta).as_posix() for r in ajenos)


def _corridas(estante: Estante) -> list[str]:
    return [e.ficha["corrida"] for e in estanteria.todas(estante.carpeta)]


def test_se_listan_de_la_mas_reciente_a_la_mas_antigua(estante: Estante, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["corridas"]) == 0
    dicho = capsys.readouterr().out.splitlines()
    assert [re.findall(r"0{11}\d", renglon)[0] for renglon in dicho] == [MALA, OTRA, UNA]
    assert [("falló" in renglon) for renglon in dicho] == [True, False, False]
    assert ejecutar(["corridas", "--fallidas"]) == 0
    assert MALA in (solo := capsys.readouterr().out)
    assert UNA not in solo


@pytest.mark.parametrize("orden", ["quitar", "archivar"])
def test_sin_aplicar_solo_dice_que_haria(estante: Estante, capsys: pytest.CaptureFixture[str], orden: str) -> None:
    assert ejecutar(["corridas", orden, UNA]) == 0
    dicho = capsys.readouterr().out
    assert UNA in dicho
    assert "repite la orden con --aplicar" in dicho
    assert _corridas(estante) == [MALA, OTRA, UNA]


def test_quitar_borra_esa_y_nada_mas(estante: Estante, capsys: pytest.CaptureFixture[str]) -> None:
    datos = _datos(estante)
    assert ejecutar(["corridas", "quitar", OTRA, "--aplicar"]) == 0
    assert "se quitó 1 corrida" in capsys.readouterr().out
    assert _corridas(estante) == [MALA, UNA]
    assert not (estante.carpeta / "2025-11-30").exists(), "ni su carpeta vacía"
    assert OTRA not in (estante.carpeta / "index.html").read_text(encoding="utf-8")
    assert _datos(estante) == datos
    assert not list((estante.carpeta / ".corridas").iterdir())


def test_quitar_todas_las_que_fallaron(estante: Estante, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["corridas", "quitar", "--fallidas", "--aplicar"]) == 0
    assert _corridas(estante) == [OTRA, UNA]
    assert "que falló" not in (estante.carpeta / "index.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert ejecutar(["corridas", "quitar", "--fallidas", "--aplicar"]) == 0, "no hay ninguna: no es un error"
    assert capsys.readouterr().out == "No hay corridas que hayan fallado.\n"


def test_archivar_la_saca_del_indice_y_se_puede_abrir(estante: Estante) -> None:
    datos = _datos(estante)
    assert ejecutar(["corridas", "archivar", UNA, "--aplicar"]) == 0
    (archivada,) = (estante.carpeta / "archivo" / "2025-12-31").glob(f"*/{UNA}")
    assert (archivada / "informe.html").is_file()
    assert _corridas(estante) == [MALA, OTRA]
    assert UNA not in (estante.carpeta / "index.html").read_text(encoding="utf-8")
    assert _datos(estante) == datos


def test_lo_reservado_se_archiva_entre_lo_reservado(estante: Estante) -> None:
    aparte = Estante(estante.carpeta / "reservado")
    aparte.cuantas = 8
    aparte.poner(parametros={"nominativo": True})
    assert ejecutar(["corridas", "archivar", "000000000009", "--aplicar"]) == 0
    assert list((aparte.carpeta / "archivo").glob("*/*/000000000009"))
    assert not (estante.carpeta / "archivo").exists()


@pytest.mark.parametrize(
    ("cuales", "dice"),
    [
        ([], "No se dijo qué corrida"),
        (["ffffffffffff"], "No hay una corrida «ffffffffffff»"),
        (["0"], "No hay una corrida «0»"),
        (["0000"], "«0000» nombra a varias corridas: 000000000001, 000000000002, 000000000003"),
        (["../../etc"], "No hay una corrida"),
    ],
)
def test_la_que_no_existe_o_no_se_distingue_se_dice(
    estante: Estante, capsys: pytest.CaptureFixture[str], cuales: list[str], dice: str
) -> None:
    assert ejecutar(["corridas", "quitar", *cuales, "--aplicar"]) == 2
    assert dice in capsys.readouterr().err
    assert len(_corridas(estante)) == 3


def test_lo_que_se_aparto_con_nombres_en_otro_tiempo_se_guarda_con_lo_reservado(estante: Estante) -> None:
    estante.poner(parametros={"nominativo": True})
    assert estanteria.resguardar(estante.carpeta) == 1
    (guardada,) = estante.carpeta.glob("reservado/2025-12-31/*/000000000004")
    assert guardada.stat().st_mode & 0o077 == 0
    assert not list(estante.carpeta.glob("2025-12-31/*/000000000004"))
    assert estanteria.resguardar(estante.carpeta) == 0


def test_nombrar_ninguna_no_es_nombrarlas_todas(estante: Estante) -> None:
    with pytest.raises(ErrorDeUso):
        estanteria.nombradas(estante.carpeta, [])
