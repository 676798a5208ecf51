"""Los catálogos se leen como están escritos; mientras están quietos, como estaban al empezar."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cobranza.base import catalogos
from cobranza.base.ajustes import ajustes


@pytest.fixture
def propia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una copia de los catálogos que se puede editar."""
    shutil.copytree(ajustes().params / "catalogos", tmp_path / "catalogos")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path))
    return tmp_path / "catalogos" / "siguientes.yaml"


def test_quietos_dicen_lo_de_cuando_empezaron_y_despues_lo_que_haya(propia: Path) -> None:
    antes = catalogos.siguientes()["NOTIFICAR"]["que_hacer"]
    with catalogos.quietos():
        assert catalogos.siguientes()["NOTIFICAR"]["que_hacer"] == antes
        propia.write_text(propia.read_text().replace(antes, "Otra cosa"))
        with catalogos.quietos():
            assert catalogos.siguientes()["NOTIFICAR"]["que_hacer"] == antes
        assert catalogos.siguientes()["NOTIFICAR"]["que_hacer"] == antes
    assert catalogos.siguientes()["NOTIFICAR"]["que_hacer"] == "Otra cosa"


def test_quietos_no_dura_mas_que_lo_que_falla(propia: Path) -> None:
    with pytest.raises(ZeroDivisionError), catalogos.quietos():
        catalogos.siguientes()
        raise ZeroDivisionError
    propia.write_text(propia.read_text().replace("Notificar la resolución", "Otra cosa"))
    assert catalogos.siguientes()["NOTIFICAR"]["que_hacer"] == "Otra cosa"
