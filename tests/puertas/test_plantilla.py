"""La plantilla que se llena en una hoja de cálculo: sus listas, su ayuda y su ejemplo, que de ida y vuelta entra."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from cobranza.ingesta import layouts
from cobranza.ingesta.plantilla import MARCA
from cobranza.puertas.cli import ejecutar

pytestmark = pytest.mark.lenta


@pytest.fixture
def oficina(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'libros.db'}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    return tmp_path


def _plantilla(oficina: Path, layout: str) -> Path:
    destino = oficina / f"{layout}.xlsx"
    assert ejecutar(["ingerir", layout, "--plantilla", "--salida", str(destino)]) == 0
    return destino


def _llena(plantilla: Path) -> Path:
    """La plantilla con el ejemplo ya sin su marca, como la dejaría quien la llena."""
    libro = load_workbook(plantilla)
    hoja = libro.worksheets[0]
    for celda in hoja[2]:
        if celda.value == MARCA:
            celda.value = None
    libro.save(plantilla)
    return plantilla


def test_el_ejemplo_de_cada_plantilla_entra_en_el_orden_en_que_se_cargan(
    oficina: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for layout in layouts.nombres():
        llena = _llena(_plantilla(oficina, layout))
        capsys.readouterr()
        assert ejecutar(["ingerir", layout, str(llena), "--todo-o-nada"]) == 0, capsys.readouterr()
        assert "1 leídas = 1 aceptadas + 0 en cuarentena" in capsys.readouterr().out


def test_la_plantilla_sin_tocar_no_carga_su_ejemplo(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["ingerir", "cartera", str(_plantilla(oficina, "cartera"))]) == 0
    dicho = capsys.readouterr()
    assert "0 leídas = 0 aceptadas + 0 en cuarentena" in dicho.out
    assert "La fila de ejemplo de la plantilla (renglón 2) no se cargó" in dicho.err


@pytest.mark.parametrize("layout", layouts.nombres())
def test_cada_columna_trae_su_ayuda_y_las_de_catalogo_su_lista(oficina: Path, layout: str) -> None:
    hoja = load_workbook(_plantilla(oficina, layout)).worksheets[0]
    ficha = layouts.leer(layout)
    titulos = [celda.value for celda in hoja[1]]
    assert titulos[:-1] == [columna.titulo for columna in ficha.columnas.values()]
    assert all(celda.comment and celda.comment.text for celda in hoja[1][: len(ficha.columnas)])
    con_lista = {rango.min_col - 1 for v in hoja.data_validations.dataValidation for rango in v.sqref.ranges}
    de_lista = {
        k for k, c in enumerate(ficha.columnas.values()) if c.tipo in ("catalogo", "opcion", "acto", "resultado")
    }
    assert con_lista == de_lista


def test_la_plantilla_no_pisa_un_archivo_que_ya_esta(oficina: Path, capsys: pytest.CaptureFixture[str]) -> None:
    destino = _plantilla(oficina, "recibos")
    assert ejecutar(["ingerir", "recibos", "--plantilla", "--salida", str(destino)]) == 2
    assert "Ya existe" in capsys.readouterr().err
