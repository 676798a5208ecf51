"""La fórmula de la ley con pagos parciales, contra los ejemplos de las correcciones (§2.a) y sus propiedades."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from oficina import almacen_nuevo, asentar, credito, debe, en_carpeta, hecho
from sqlalchemy import Connection

FOLIO = "TGZ-2022-000001"


@pytest.fixture
def conexion(tmp_path: Path) -> Iterator[Connection]:
    motor = almacen_nuevo(en_carpeta(tmp_path))
    with motor.begin() as abierta:
        yield abierta
    motor.dispose()


@pytest.mark.parametrize(
    ("importe", "vencimiento", "pago", "al", "debido"),
    [
        (100_000_00, "2022-01-17", ("2024-01-17", 1_00), "2026-01-16", 207_962_81),
        (100_000_00, "2022-01-17", ("2024-01-17", 80_000_00), "2026-01-16", 108_262_76),
        (1_000_000_00, "2026-01-19", ("2026-05-12", 1_00), "2026-07-15", 1_140_612_32),
    ],
)
def test_los_ejemplos_de_las_correcciones(
    conexion: Connection, importe: int, vencimiento: str, pago: tuple[str, int], al: str, debido: int
) -> None:
    credito(conexion, FOLIO, importe=importe, vencimiento=vencimiento, fecha_registro=vencimiento)
    asentar(conexion, hecho(FOLIO, "PAGO", *pago))
    assert sum(debe(conexion, FOLIO, al).values()) == debido


def test_un_centavo_pagado_cambia_lo_debido_un_centavo(conexion: Connection) -> None:
    """Si sólo alcanza a recargos, lo demás sigue corriendo igual (art. 21): no hay base congelada."""
    for folio in (FOLIO, "TGZ-2022-000002"):
        credito(conexion, folio, importe=4_567_89, vencimiento="2021-05-17")
    asentar(conexion, hecho(FOLIO, "PAGO", "2023-08-10", 1))
    for al in ("2023-08-10", "2023-12-31", "2026-06-30"):
        pagado, sin_pagar = (sum(debe(conexion, f, al).values()) for f in (FOLIO, "TGZ-2022-000002"))
        assert sin_pagar - pagado == 1


def test_la_fraccion_de_centavo_que_extingue_un_pago_no_se_pierde(conexion: Connection) -> None:
    """Cien pagos de un centavo sobre el principal dejan lo mismo que uno de un peso, salvo el redondeo de uno."""
    for folio in (FOLIO, "TGZ-2022-000002"):
        credito(conexion, folio, importe=100_00, vencimiento="2021-05-17", concepto="F-MFNF")
    asentar(conexion, *(hecho(FOLIO, "PAGO", "2023-08-10", 1, f"P-{k:03d}") for k in range(100)))
    asentar(conexion, hecho("TGZ-2022-000002", "PAGO", "2023-08-10", 100))
    assert debe(conexion, FOLIO, "2026-06-30") == debe(conexion, "TGZ-2022-000002", "2026-06-30")
