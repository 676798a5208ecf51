"""Unos libros con vida en cada motor, para que cada prueba altere los suyos."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from cuenta.test_reversas import DEVUELTO, FOLIO, PRIMERO, Ventanilla
from oficina import credito, gasto
from sqlalchemy import URL, Connection, Engine, make_url

from cobranza.libros import libro
from cobranza.libros.comprobacion import Revision, revisar_libros

Siembra = Callable[[Engine], None]


def con_vida(motor: Engine, carpeta: Path) -> None:
    """Una cartera con vida: un pago, un cheque devuelto, un gasto, un traspaso y lo que los acompaña."""
    ventanilla = Ventanilla(motor, carpeta)
    with motor.begin() as conexion:
        credito(conexion, FOLIO)
        credito(conexion, "TAP-2020-000001", delegacion="DH-TAP", fecha_registro="2024-02-01")
        gasto(conexion, FOLIO, 56_000, "2023-02-01", "D-1")
        _lo_vivo(conexion)
        _lo_tramitado(conexion)
    hoy = {"Recibo": "A-2", "Fecha de ingreso": "2025-03-10"}
    ventanilla.recibos(PRIMERO, PRIMERO | hoy | {"Crédito": "TAP-2020-000001"})
    ventanilla.recibos(PRIMERO | DEVUELTO)
    ventanilla.incidencia("TRASPASO", "2024-05-10", Documento="DH-TAP")
    with pytest.raises(AssertionError, match="que no existe"):
        ventanilla.recibos(PRIMERO | {"Recibo": "A-9", "Crédito": "ZZZ-2020-000009"})  # queda en cuarentena


def _lo_vivo(conexion: Connection) -> None:
    persona = {
        "nombre": "Persona de Prueba", "rfc": "XEXX010101000", "curp": "XEXX010101HNEXXXA4", "puesto": "Ejecutor",
        "delegacion": "DH-TGZ", "clabe": "0" * 18, "sueldo_mensual": 1_000_000, "alta": "2020-01-01", "lote": 1,
        "linea": 2,
    }  # fmt: skip
    libro.agregar(conexion, "persona", pd.DataFrame([persona | {"numero_empleado": n} for n in ("E1", "E2")]))
    oficio = {
        "oficio": "O-1", "numero_empleado": "E1", "puesto": "Ejecutor", "facultades": "todas",
        "delegacion": "DH-TGZ", "desde": "2020-01-01", "lote": 1, "linea": 2,
    }  # fmt: skip
    libro.agregar(conexion, "nombramiento", pd.DataFrame([oficio]))
    libro.agregar(conexion, "numero_propio", pd.DataFrame([{"numero": "N-1", "folio": FOLIO, "lote": 1, "linea": 2}]))
    meta = {"clave": "2024", "ejercicio": 2024, "ambito": "federal", "rubro": "ISR", "importe": 1, "fuente": "f"}
    libro.agregar(conexion, "recaudacion", pd.DataFrame([meta | {"lote": 1, "linea": 2}]))


def _lo_tramitado(conexion: Connection) -> None:
    """Un trámite de dos pasos y dos intentos que no procedieron."""
    cuando = "2025-01-10 10:00:00.000000"
    comun = {"tramite": "COND-2025-000001", "tipo": "condonacion", "fecha": "2025-01-10", "registrado": cuando}
    pasos = [
        {**comun, "orden": orden, "estado": estado, "usuario": "ana", "persona": "E1", "rol": "OPG", "datos": "{}",
         "efectos": "[]", "clave": f"k{orden}"}
        for orden, estado in enumerate(("SOLICITADA", "EN_REVISION"), start=1)
    ]  # fmt: skip
    libro.agregar(conexion, "paso", pd.DataFrame(pasos))
    intento = {"registrado": cuando, "usuario": "ana", "asunto": "COND-2025-000001", "dicho": "{}"}
    intentos = [{**intento, "que": que, "impedimentos": "[]"} for que in ("a AUTORIZADA", "a NEGADA")]
    libro.agregar(conexion, "intento", pd.DataFrame(intentos))
    nominas(conexion)


def nominas(conexion: Connection) -> None:
    """Dos versiones de una nómina y dos renglones que ya se nominaron."""
    periodo = {"nomina": "NOM-2025-000001", "desde": "2025-01-01", "hasta": "2025-01-31", "fecha_pago": "2025-02-05"}
    sumas = dict.fromkeys(("base", "bruto", "fondos", "sin_asignar", "retenciones", "descuentos", "deducciones"), 0)
    versiones = [{**periodo, **sumas, "version": v, "neto": v, "sello": "s", "insumos": "i", "resultado": "r"}
                 for v in (1, 2)]  # fmt: skip
    libro.agregar(conexion, "nomina_version", pd.DataFrame(versiones))
    comun = {"nomina": "NOM-2025-000001", "version": 2, "recibo": "A-1", "folio": FOLIO, "fecha": "2025-01-10"}
    renglones = [{**comun, "clave": f"A-1:{clase}", "clase": clase, "concepto": "GASTO_EJECUCION", "importe": importe}
                 for clase, importe in (("COBRO", -100), ("REVERSA", 100))]  # fmt: skip
    libro.agregar(conexion, "nomina_renglon", pd.DataFrame(renglones))


def _con_vida(motor: Engine) -> None:
    with TemporaryDirectory() as carpeta:
        con_vida(motor, Path(carpeta))


@pytest.fixture(scope="module")
def viva(plantilla_sqlite: Path, sembradas: Callable[[URL, Siembra], URL]) -> Path:
    """Los libros con vida en un archivo, para que cada prueba altere su copia."""
    return Path(str(sembradas(make_url(f"sqlite:///{plantilla_sqlite}"), _con_vida).database))


@pytest.fixture
def siembra(request: pytest.FixtureRequest) -> Siembra | None:
    """Los libros con vida, a quien los pide."""
    return _con_vida if "libros" in request.fixturenames else None


@pytest.fixture
def libros(motor: Engine) -> Engine:
    """Unos libros con vida en cada motor, sólo de esta prueba."""
    return motor


def fallas(libros: Engine) -> dict[str, Revision]:
    """Lo que `comprobar` encuentra mal en la base sola."""
    return {r.que: r for r in revisar_libros(libros) if r.falla}
