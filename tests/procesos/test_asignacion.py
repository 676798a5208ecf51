"""La asignación se propone por carga, sólo a quien está facultado, y entra por la puerta de las incidencias."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from oficina import acto, con_lote, credito
from sqlalchemy import Engine, insert

from cobranza.almacen.toma import foto_actual
from cobranza.cartera.consultas import cartera_al
from cobranza.ingesta import ingerir
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import tablas
from cobranza.procesos.asignacion import SIN_EJECUTOR, SIN_NOMBRAMIENTO, propuesta
from cobranza.puertas.cli import ejecutar

HOY = date(2025, 6, 30)


@pytest.fixture
def oficina(motor: Engine, url_de_almacen: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Dos ejecutores vigentes en Tuxtla, uno vencido, un notificador, y Tapachula sin nadie."""
    con_lote(motor)
    with motor.begin() as conexion:
        for numero, puesto, facultades, hasta in (
            ("E1", "EJECUTOR", "NOTIFICAR; REQUERIR; EMBARGAR", None),
            ("E2", "EJECUTOR", "Notificar; Requerir; Embargar", None),
            ("E3", "EJECUTOR", "NOTIFICAR; REQUERIR; EMBARGAR", date(2025, 5, 31)),
            ("E4", "NOTIFICADOR", "NOTIFICAR", None),
        ):
            persona = {"numero_empleado": numero, "nombre": f"Persona {numero}", "rfc": f"XEXX01010100{numero[1]}",
                       "curp": f"CURP{numero}", "puesto": puesto, "delegacion": "DH-TGZ", "clabe": "0" * 18,
                       "sueldo_mensual": 1, "alta": date(2015, 1, 1), "lote": 1, "linea": 2}  # fmt: skip
            oficio = {"oficio": f"O-{numero}", "numero_empleado": numero, "puesto": puesto, "facultades": facultades,
                      "delegacion": "DH-TGZ", "desde": date(2015, 1, 1), "hasta": hasta, "lote": 1,
                      "linea": 2}  # fmt: skip
            conexion.execute(insert(tablas.persona).values(**persona))
            conexion.execute(insert(tablas.nombramiento).values(**oficio))
        credito(conexion, "TGZ-2020-000001", importe=9_000_000, ejecutor="E1")
        credito(conexion, "TGZ-2020-000002", importe=8_000_000)
        credito(conexion, "TGZ-2020-000003", importe=7_000_000)
        credito(conexion, "TGZ-2020-000004", importe=6_000_000, ejecutor="E3")
        credito(conexion, "TGZ-2020-000005", importe=5_000_000, ejecutor="E4")
        credito(conexion, "TAP-2020-000006", delegacion="DH-TAP")
        credito(conexion, "TGZ-2020-000007")
        acto(conexion, "TGZ-2020-000007", "CANCELACION", "2024-01-10")
    monkeypatch.setenv("COBRANZA_BD", url_de_almacen)
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    return motor


def test_cada_credito_va_a_quien_menos_lleva(oficina: Engine, url_de_almacen: str, tmp_path: Path) -> None:
    p = propuesta(foto_actual(url_de_almacen, tmp_path).conexion(), de_la_oficina(), HOY).set_index("folio")
    assert p["ejecutor"].dropna().to_dict() == {
        "TGZ-2020-000002": "E2",  # E1 ya lleva uno
        "TGZ-2020-000003": "E2",  # a igual número, menos saldo
        "TGZ-2020-000004": "E1",
        "TGZ-2020-000005": "E1",
    }
    assert p["carga"].to_dict() == {
        "TGZ-2020-000002": 1, "TGZ-2020-000003": 2, "TGZ-2020-000004": 2, "TGZ-2020-000005": 3, "TAP-2020-000006": 0,
    }  # fmt: skip
    assert p["causa"].to_dict() == {
        "TGZ-2020-000002": SIN_EJECUTOR, "TGZ-2020-000003": SIN_EJECUTOR, "TAP-2020-000006": SIN_EJECUTOR,
        "TGZ-2020-000004": SIN_NOMBRAMIENTO, "TGZ-2020-000005": SIN_NOMBRAMIENTO,
    }  # fmt: skip


def test_la_propuesta_se_carga_como_incidencias_y_ya_no_queda_que_proponer(
    oficina: Engine, url_de_almacen: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archivo = tmp_path / "asignacion.csv"
    assert ejecutar(["asignar", "--al", str(HOY), "--csv", str(archivo)]) == 0
    dicho = capsys.readouterr()
    assert "DH-TGZ  E1  Persona E1" in dicho.out
    assert "DH-TAP no tiene a nadie con nombramiento" in dicho.err
    with archivo.open(encoding="utf-8-sig") as abierto:
        assert len(list(csv.DictReader(abierto))) == 4
    cargado = ingerir(oficina, "incidencias", archivo, usuario="x", ahora=datetime(2025, 7, 1))
    assert (cargado.aceptadas, cargado.cuarentena) == (4, 0)
    conexion = foto_actual(url_de_almacen, tmp_path).conexion()
    cartera = cartera_al(conexion, de_la_oficina(), date(2025, 7, 1)).set_index("folio")
    assert cartera["ejecutor"]["TGZ-2020-000004"] == "E1"
    assert (
        cartera_al(conexion, de_la_oficina(), date(2025, 6, 29)).set_index("folio")["ejecutor"]["TGZ-2020-000004"]
        == "E3"
    )
    assert propuesta(conexion, de_la_oficina(), date(2025, 7, 1))["folio"].tolist() == ["TAP-2020-000006"]
    assert ejecutar(["asignar", "--al", "2025-07-01", "--delegacion", "DH-TGZ"]) == 0
    assert "Todos los créditos vigentes tienen ejecutor facultado" in capsys.readouterr().out


def test_una_delegacion_que_no_existe_se_dice(oficina: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    assert ejecutar(["asignar", "--delegacion", "DH-XXX"]) == 2
    assert "«delegacion» es «DH-XXX»" in capsys.readouterr().err
