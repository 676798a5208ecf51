"""Lo común a las pruebas de documentos: datos de ejemplo, la clave de la casa y certificados de un día."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from documentos_de_prueba import Autoridad, Datos

from cobranza.base import firma


@pytest.fixture(autouse=True)
def sin_claves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """La máquina de quien prueba puede tener clave y certificado; aquí no cuentan."""
    for variable in (
        "COBRANZA_CLAVE_PUBLICA",
        "COBRANZA_CERTIFICADO",
        "COBRANZA_CERTIFICADO_CLAVE",
        "COBRANZA_CLAVE",
    ):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "casa"))


@pytest.fixture(scope="session")
def _ejemplos() -> dict[str, Datos]:
    return yaml.safe_load((Path(__file__).parent / "ejemplos.yaml").read_text(encoding="utf-8"))["documentos"]


@pytest.fixture
def ejemplos(_ejemplos: dict[str, Datos]) -> dict[str, Datos]:
    """Los datos de ejemplo de cada documento; de cada prueba, los suyos."""
    return copy.deepcopy(_ejemplos)


@pytest.fixture
def de_la_casa(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Una clave de la casa recién hecha; da su clave pública."""
    monkeypatch.setenv("COBRANZA_CLAVE", str(tmp_path / "clave.pem"))
    return firma.crear()[1]


@pytest.fixture
def autoridad(tmp_path: Path) -> Autoridad:
    return Autoridad(tmp_path)


@pytest.fixture
def contrasena(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """Dice la contraseña del certificado como la dice una oficina: en un archivo."""

    def decir(texto: bytes) -> None:
        ruta = tmp_path / "contrasena.txt"
        ruta.write_bytes(texto + b"\n")
        ruta.chmod(0o600)
        monkeypatch.setenv("COBRANZA_CERTIFICADO_CLAVE", str(ruta))

    return decir
