"""Un lote lleva la huella de lo que se cargó: si el archivo cambia mientras se lee, no hay lote."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from ingesta.libros_de_prueba import con_openpyxl
from ingesta.test_ingesta import AHORA, CARTERA, _csv
from ingesta.test_reales import _cargar, _consulta
from sqlalchemy import Engine

from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta import fuente as fuentes
from cobranza.ingesta import ingerir, lectura


def _filas(cuantas: int) -> list[dict[str, str]]:
    return [CARTERA | {"Número de crédito": f"TGZ-2019-{k:06d}", "Resolución": f"R-{k}"} for k in range(cuantas)]


def _agregar(ruta: Path) -> None:
    with ruta.open("a", encoding="utf-8") as archivo:
        archivo.write(
            ",".join(f'"{v}"' for v in (CARTERA | {"Número de crédito": "TGZ-2019-999999"}).values()) + "\n"
        )


def _otro_en_su_lugar(ruta: Path) -> None:
    nuevo = ruta.with_suffix(".tmp")
    nuevo.write_bytes(ruta.read_bytes())
    nuevo.replace(ruta)


def _mismo_tamano_y_fecha(ruta: Path) -> None:
    """Cambia una letra y regresa la fecha: ni el tamaño ni la hora de cambio lo dicen."""
    de = ruta.stat()
    ruta.write_bytes(ruta.read_bytes().replace("Ñandú".encode(), "Ñandá".encode(), 1))
    os.utime(ruta, ns=(de.st_atime_ns, de.st_mtime_ns))
    assert (ruta.stat().st_size, ruta.stat().st_mtime_ns) == (de.st_size, de.st_mtime_ns)


@pytest.mark.parametrize("cambiar", [_agregar, _otro_en_su_lugar, _mismo_tamano_y_fecha, Path.unlink])
def test_con_un_escritor_lento_no_queda_lote(
    motor: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cambiar: Callable[[Path], None]
) -> None:
    ruta = _csv(tmp_path / "c.csv", _filas(30), "utf-8")
    monkeypatch.setattr(lectura, "FILAS_POR_BLOQUE", 10)
    veces = 0

    def al_avanzar(_: int) -> None:
        nonlocal veces
        veces += 1
        if veces == 2:
            cambiar(ruta)

    with pytest.raises(ErrorDeDatos, match="cambió mientras se leía y no se cargó nada"):
        ingerir(motor, "cartera", ruta, usuario="x", ahora=AHORA, al_avanzar=al_avanzar)
    assert _consulta(motor, "SELECT COUNT(*) FROM lote") == [(0,)]
    assert _consulta(motor, "SELECT COUNT(*) FROM credito") == [(0,)]


def test_una_hoja_que_cambia_tampoco_entra(motor: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ruta = con_openpyxl(tmp_path / "c.xlsx", Cartera=[list(CARTERA), list(CARTERA.values())])
    de_veras = fuentes._huella

    def huella(de: Path) -> str:
        """Al terminar de tomar la huella, quien la escribía guarda otra versión."""
        hecha = de_veras(de)
        con_openpyxl(ruta, Cartera=[list(CARTERA), *[list(f.values()) for f in _filas(3)]])
        return hecha

    monkeypatch.setattr(fuentes, "_huella", huella)
    with pytest.raises(ErrorDeDatos, match="cambió mientras se leía"):
        _cargar(motor, ruta)
    assert _consulta(motor, "SELECT COUNT(*) FROM lote") == [(0,)]


def test_el_que_no_cambia_entra_con_la_huella_de_sus_bytes(motor: Engine, tmp_path: Path) -> None:
    ruta = _csv(tmp_path / "c.csv", _filas(3), "utf-8")
    assert _cargar(motor, ruta).aceptadas == 3
    assert _consulta(motor, "SELECT huella FROM lote") == [(hashlib.sha256(ruta.read_bytes()).hexdigest(),)]
