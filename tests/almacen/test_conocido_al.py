"""Lo que se sabía un día lo dice el reloj del sistema; de antes de la primera carga sólo hay lo dicho."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from duckdb import DuckDBPyConnection
from oficina import con_lote, credito
from sqlalchemy import Engine

from cobranza.almacen.conocido import registrado_desde
from cobranza.almacen.foto import Foto
from cobranza.almacen.toma import foto_actual
from cobranza.ejecucion.ficha import con_su_base
from cobranza.libros import cargas


def _carga(motor: Engine, numero: int, registrado: datetime, *folios: str, dicho: str) -> None:
    """Una carga registrada por el sistema en un instante, cuyo archivo dice otra fecha de registro."""
    with motor.begin() as conexion:
        lote = cargas.abrir(
            conexion, layout="cartera", archivo=f"{numero}.csv", huella=f"{numero}" * 64, leidas=0, aceptadas=0,
            en_cuarentena=0, registrado=registrado, usuario="prueba",
        )  # fmt: skip
        assert lote == numero
        for folio in folios:  # puede no traer ninguno
            credito(conexion, folio, fecha_registro=dicho, lote=numero, notificacion=None)
        cargas.sellar(conexion, lote)


@pytest.fixture
def foto(motor: Engine, url_de_almacen: str, tmp_path: Path) -> Foto:
    con_lote(motor)  # la 1, del 2025-01-01
    with motor.begin() as conexion:
        credito(conexion, "TGZ-2020-000001", fecha_registro="2020-01-20", notificacion=None)
    _carga(motor, 2, datetime(2025, 6, 1, 23, 59), "TGZ-2020-000002", dicho="2020-05-01")
    _carga(motor, 3, datetime(2025, 9, 1, 0, 0), "TGZ-2025-000003", dicho="2025-08-30")
    return foto_actual(url_de_almacen, tmp_path)


@pytest.mark.parametrize(
    ("al", "folios"),
    [
        ("2020-01-19", []),
        ("2020-01-20", ["TGZ-2020-000001"]),
        ("2024-12-31", ["TGZ-2020-000001", "TGZ-2020-000002"]),  # antes de cargar nada: lo que dicen los archivos
        ("2025-01-01", ["TGZ-2020-000001"]),  # desde la primera carga, lo que ya se había registrado
        ("2025-05-31", ["TGZ-2020-000001"]),
        ("2025-06-01", ["TGZ-2020-000001", "TGZ-2020-000002"]),
        ("2025-08-31", ["TGZ-2020-000001", "TGZ-2020-000002"]),
        ("2025-09-01", ["TGZ-2020-000001", "TGZ-2020-000002", "TGZ-2025-000003"]),
    ],
)
def test_se_sabia_lo_que_ya_se_habia_cargado(foto: Foto, al: str, folios: list[str]) -> None:
    conexion = foto.conexion(date.fromisoformat(al))
    assert [f for (f,) in conexion.execute("SELECT folio FROM credito ORDER BY folio").fetchall()] == folios
    por_partes = [
        f
        for parte in foto.partes(1)
        for (f,) in parte.conexion(date.fromisoformat(al)).execute("SELECT folio FROM credito").fetchall()
    ]
    assert sorted(por_partes) == folios


@pytest.mark.parametrize(
    "vispera", ["2020-01-19", "2020-01-20", "2024-12-30", "2025-01-01", "2025-05-31", "2025-06-01", "2025-09-01"]
)
def test_lo_registrado_desde_un_dia_es_lo_que_la_vispera_no_se_sabia(foto: Foto, vispera: str) -> None:
    al = date.fromisoformat(vispera)
    assert _nuevos(foto, al + timedelta(days=1)) == _folios(foto.conexion()) - _folios(foto.conexion(al))


def test_el_dia_de_la_primera_carga_este_sistema_lo_registro_todo(foto: Foto) -> None:
    assert _nuevos(foto, date(2025, 1, 1)) == _folios(foto.conexion())
    assert _nuevos(foto, date(2024, 12, 31)) == {"TGZ-2025-000003"}  # de antes, lo que dicen los archivos


def _nuevos(foto: Foto, desde: date) -> set[str]:
    conexion = foto.conexion()
    return _folios(conexion, registrado_desde(conexion, [foto.fichas["credito"]], desde)["credito"])


def _folios(conexion: DuckDBPyConnection, donde: str = "true") -> set[str]:
    return {f for (f,) in conexion.execute(f"SELECT folio FROM credito WHERE {donde}").fetchall()}


def test_lo_que_un_archivo_dice_de_antes_de_su_carga_esta_marcado(foto: Foto) -> None:
    assert foto.primera_carga() == date(2025, 1, 1)
    marcados = foto.conexion().execute(
        "SELECT folio FROM credito c JOIN importado i ON i.libro = 'credito' AND i.id = c.id ORDER BY folio"
    )
    assert [f for (f,) in marcados.fetchall()] == ["TGZ-2020-000001", "TGZ-2020-000002", "TGZ-2025-000003"]


def test_otra_fecha_de_carga_es_otra_corrida_solo_si_se_pregunto_que_se_sabia(
    foto: Foto, motor: Engine, url_de_almacen: str, tmp_path: Path
) -> None:
    _carga(motor, 4, datetime(2025, 10, 1), dicho="2025-10-01")
    assert foto.cuando_se_cargo() != foto_actual(url_de_almacen, tmp_path).cuando_se_cargo()
    base = {"nombre": "b", "ejemplo": False}
    sin, con = (con_su_base({}, base | {"cargas": cargas}) for cargas in ("", foto.cuando_se_cargo()))
    assert sin != con and sin == con_su_base({}, base)
