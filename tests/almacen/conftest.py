"""Un almacén al que se le agregan créditos y se le toman fotos."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from oficina import con_lote, credito, por_fuera
from sqlalchemy import Engine

from cobranza.almacen.foto import Foto
from cobranza.almacen.toma import foto_actual


class Camara:
    """Un almacén al que se le agregan créditos y se le toman fotos."""

    def __init__(self, motor: Engine, url: str, salidas: Path) -> None:
        self.motor, self.url, self.salidas = motor, url, salidas
        con_lote(motor)

    def agregar(self, *folios: str, delegacion: str = "DH-TGZ") -> None:
        with self.motor.begin() as conexion:
            for folio in folios:
                credito(conexion, folio, delegacion=delegacion)

    def tomar(self, corte: date | None = None) -> Foto:
        return foto_actual(self.url, self.salidas, corte)

    def sin_disparadores(self, orden: str) -> None:
        """Lo que haría alguien con acceso directo a la base."""
        por_fuera(self.motor, orden)


@pytest.fixture
def camara(motor: Engine, url_de_almacen: str, tmp_path: Path) -> Iterator[Camara]:
    camara = Camara(motor, url_de_almacen, tmp_path / "salidas")
    camara.agregar("TGZ-2020-000001", "TGZ-2020-000002")
    camara.agregar("TAP-2020-000001", delegacion="DH-TAP")
    yield camara
