"""Una oficina de juguete para los paneles: doce créditos, quien da los pasos, y el entorno que apunta a ella."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from oficina import almacen_nuevo, creditos, en_carpeta
from tramites.oficina_de_tramites import personal

_LUGARES = ("DH-TGZ", "DH-TAP", "DH-HUX")


@pytest.fixture(scope="session")
def plantilla(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La base ya cargada, para copiarla."""
    carpeta = tmp_path_factory.mktemp("paneles")
    motor = almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as conexion:
        personal(conexion)
        creditos(
            conexion,
            [
                {"folio": f"TGZ-2020-{k:06d}", "nombre": f"Ñandú Número {k}", "rfc": f"XEXX{k:02d}0101000",
                 "importe": 100_000 * k, "multa": 2_000_000, "resolucion": f"SH/{k:03d}/2020",
                 "delegacion": _LUGARES[k % 3]}
                for k in range(1, 13)
            ],
        )  # fmt: skip
    motor.dispose()
    return carpeta / "libros.db"


@pytest.fixture
def oficina_chica(plantilla: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """La carpeta de una copia, con el entorno puesto."""
    (tmp_path / "datos").mkdir()
    shutil.copy(plantilla, tmp_path / "datos")
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path / 'datos' / 'libros.db'}")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    return tmp_path
