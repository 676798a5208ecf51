"""Lo común a todas las pruebas: dónde están y cómo se regenera el oro."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--actualizar-oro", action="store_true", help="regenera los textos de oro (revisa el diff)")
