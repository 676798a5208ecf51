"""Una oficina de cobro nueva para cada prueba."""

from __future__ import annotations

from pathlib import Path

import pytest
from nomina.oficina_de_cobro import Oficina


@pytest.fixture
def oficina(tmp_path: Path) -> Oficina:
    return Oficina(tmp_path)
