"""El texto de oro de un informe: lo que dicen todas sus piezas, guardado y comparado palabra por palabra."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from informes import doce
from informes.leidos import Leido, correr
from oficina import almacen_nuevo, en_carpeta

CARPETA = Path(__file__).resolve().parents[1] / "oro"


@pytest.fixture(scope="session", autouse=True)
def llave_de_prueba(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Los seudónimos de estas pruebas, siempre los mismos: el oro los lleva."""
    archivo = tmp_path_factory.mktemp("llave") / "seudonimos.llave"
    archivo.write_text("0" * 64 + "\n", encoding="ascii")
    archivo.chmod(0o600)
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_LLAVE_SEUDONIMOS", str(archivo))
        yield archivo


@pytest.fixture
def oro(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compara un texto con su oro; un oro que falta falla, y sólo `--actualizar-oro` lo escribe."""

    def comparar(nombre: str, texto: str) -> None:
        archivo = CARPETA / f"{nombre}.txt"
        if request.config.getoption("--actualizar-oro"):
            archivo.write_text(texto, encoding="utf-8")
        assert archivo.is_file(), f"falta {archivo.name}: pytest tests/informes --actualizar-oro, y revisa el texto"
        assert texto == archivo.read_text(encoding="utf-8")

    return comparar


@pytest.fixture(scope="module")
def oficina(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Un almacén con los doce créditos, y los ajustes apuntando a él."""
    carpeta = tmp_path_factory.mktemp("oficina")
    motor = almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as conexion:
        doce.anotar(conexion)
    motor.dispose()
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", en_carpeta(carpeta))
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        yield carpeta


@pytest.fixture(scope="session")
def leidos(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Leido]:
    """Los seis informes, corridos una vez para todas las pruebas que los leen."""
    return correr(tmp_path_factory.mktemp("seis"))


def dicho(piezas: Iterator[Any] | list[Any]) -> str:
    """Lo que dicen unas piezas, en texto llano."""
    return "\n\n".join(p._repr_mimebundle_()["text/plain"] for p in piezas) + "\n"
