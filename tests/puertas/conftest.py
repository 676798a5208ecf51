"""Una cartera de ejemplo chica, cargada una vez, para correr sobre ella los cuadernos de verdad."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cobranza.puertas.cli import ejecutar


@pytest.fixture(scope="session")
def ejemplo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """La carpeta de salidas de una base «demo» recién hecha; el entorno apunta a ella mientras dure la sesión."""
    carpeta = tmp_path_factory.mktemp("ejemplo")
    with pytest.MonkeyPatch.context() as entorno:
        _apuntar(entorno, carpeta)
        assert ejecutar(["demo", "--creditos", "400"]) == 0
    yield carpeta


@pytest.fixture
def salidas(ejemplo: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Las salidas del ejemplo, con el entorno puesto."""
    _apuntar(monkeypatch, ejemplo)
    return ejemplo


def _apuntar(entorno: pytest.MonkeyPatch, carpeta: Path) -> None:
    entorno.setenv("COBRANZA_BD", f"sqlite:///{carpeta / 'demo.db'}")
    entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
