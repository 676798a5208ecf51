"""Lo que falla a la mitad no deja nada a la mitad: procesos muertos, dos a la vez y archivos que no se entienden."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from ingesta.test_ingesta import CARTERA, RECIBO
from sorteo import ejemplos
from sqlalchemy import Engine, text

from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta import ingerir
from cobranza.libros.comprobacion import revisar_libros

CREDITOS = 12
MUERTES = {"sqlite": ejemplos(70, 30), "postgres": ejemplos(30, 15)}
"""Por motor y por cada una de las dos cargas: doscientas en total en la exhaustiva."""
SEMILLA = 7


def _csv(ruta: Path, filas: list[dict[str, str]]) -> Path:
    pd.DataFrame(filas).to_csv(ruta, index=False)
    return ruta


def _folio(i: int) -> str:
    return f"TGZ-2019-{i:06d}"


def _creditos(desde: int, cuantos: int) -> list[dict[str, str]]:
    return [
        CARTERA | {"Número de crédito": _folio(i), "Resolución": f"R-{i}", "Multa": "300.00"}
        for i in range(desde, desde + cuantos)
    ]


def _recibos(serie: str, **otros: str) -> list[dict[str, str]]:
    return [RECIBO | {"Recibo": f"{serie}-{i}", "Crédito": _folio(i)} | otros for i in range(1, CREDITOS + 1)]


@pytest.fixture
def con_cartera(motor: Engine, tmp_path: Path) -> Engine:
    """Créditos con un primer pago cada uno."""
    for layout, filas in (("cartera", _creditos(1, CREDITOS)), ("recibos", _recibos("A"))):
        _cargar(motor, layout, _csv(tmp_path / f"{layout}.csv", filas))
    motor.dispose()  # al cerrarse, SQLite deja todo en el archivo principal, que es el que se copia
    return motor


def _cargar(motor: Engine, layout: str, ruta: Path) -> None:
    assert ingerir(motor, layout, ruta, usuario="x", ahora=datetime(2025, 1, 1)).cuarentena == 0


@pytest.mark.lenta
@pytest.mark.parametrize("layout", ["cartera", "recibos"])
def test_matar_a_quien_carga_deja_el_almacen_antes_o_despues(
    con_cartera: Engine, tmp_path: Path, layout: str
) -> None:
    """La cartera da altas; los recibos pagan, revierten los cancelados y vuelven a contar lo que llegó tarde."""
    caidos = _recibos("A", **{"Estado": "CANCELADO", "Fecha de estado": "20/07/2020"})[:4]
    tarde = _recibos("B", **{"Fecha de ingreso": "01/06/2020"})[4:8]
    filas = _creditos(100, CREDITOS) if layout == "cartera" else caidos + tarde + _recibos("C")[8:]
    archivo = _csv(tmp_path / "mientras.csv", filas)
    url = con_cartera.url.render_as_string(hide_password=False)
    motor = "sqlite" if con_cartera.dialect.name == "sqlite" else "postgres"
    criadero = [sys.executable, str(Path(__file__).with_name("criadero.py")), url, layout, str(archivo)]
    salida = subprocess.run(
        [*criadero, str(MUERTES[motor]), str(SEMILLA)], capture_output=True, text=True, timeout=900, check=False
    )
    assert salida.returncode == 0, salida.stderr
    muertes = [json.loads(renglon) for renglon in salida.stdout.splitlines()]
    assert [m["fallas"] for m in muertes if m["fallas"]] == []
    quedo = Counter(m["quedó"] for m in muertes)
    assert quedo.total() == MUERTES[motor]
    assert quedo["en medio"] == 0
    assert quedo["antes"] > 5, "si todas terminaron, la prueba no mató a tiempo"


_PROCESO = """
import sys
from datetime import datetime
from pathlib import Path
from cobranza.almacen.sesion import abrir
from cobranza.ingesta import ingerir
motor = abrir(sys.argv[1])
sys.stdin.readline()
r = ingerir(motor, "recibos", Path(sys.argv[2]), usuario="x", ahora=datetime(2026, 1, 1))
print(r.ya_conocido, r.aceptadas)
"""


def _a_la_vez(motor: Engine, *archivos: Path) -> list[str]:
    url = motor.url.render_as_string(hide_password=False)
    procesos = [
        subprocess.Popen(
            [sys.executable, "-c", _PROCESO, url, str(archivo)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for archivo in archivos
    ]  # fmt: skip
    for proceso in procesos:  # ya importaron: arrancan juntos
        assert proceso.stdin is not None
        proceso.stdin.write("ya\n")
        proceso.stdin.flush()
    salidas = [proceso.communicate(timeout=900) for proceso in procesos]
    assert [error for _, error in salidas if error] == []
    return sorted(salida.strip() for salida, _ in salidas)


def _pagado(motor: Engine) -> int:
    with motor.connect() as conexion:
        suma = conexion.execute(text("SELECT -SUM(importe) FROM movimiento WHERE tipo = 'PAGO'")).scalar()
    return int(suma or 0)


@pytest.mark.lenta
def test_dos_procesos_con_el_mismo_archivo_lo_aplican_una_vez(con_cartera: Engine, tmp_path: Path) -> None:
    antes = _pagado(con_cartera)
    ruta = _csv(tmp_path / "mismo.csv", _recibos("B", Importe="700.00"))
    assert _a_la_vez(con_cartera, ruta, ruta) == [f"False {CREDITOS}", f"True {CREDITOS}"]
    assert _pagado(con_cartera) - antes == CREDITOS * 70_000


@pytest.mark.lenta
def test_dos_procesos_con_pagos_de_los_mismos_creditos_no_se_pisan(con_cartera: Engine, tmp_path: Path) -> None:
    """Cada pago cubre casi todo lo debido: si los dos leyeran el mismo saldo, quedaría negativo."""
    antes = _pagado(con_cartera)
    archivos = [_csv(tmp_path / f"{s}.csv", _recibos(s, Importe="11,000.00")) for s in ("B", "C")]
    assert _a_la_vez(con_cartera, *archivos) == [f"False {CREDITOS}"] * 2
    assert _pagado(con_cartera) - antes == 2 * CREDITOS * 1_100_000
    assert [r for r in revisar_libros(con_cartera) if r.falla] == []


_TABLA = ",".join(CARTERA) + "\r\n" + ",".join(f'"{v}"' for v in CARTERA.values()) + "\r\n"
_MAL_HECHOS = {
    "nulos.csv": b"\0" * 4_000,
    "nulos_en_medio.csv": _TABLA.encode().replace(b"LIQUIDACION", b"LIQ\0\0ACION"),
    "otra_cosa.csv": b"%PDF-1.4\n" + bytes(range(256)) * 20,
    "una_linea.csv": b"a" * 300_000,
    "sin_cerrar.csv": _TABLA.encode() + b'"sin cerrar,' * 40,
    "corridas.csv": _TABLA.encode().replace(b"LIQUIDACION", b"LIQUIDACION,"),
    "roto.xlsx": b"PK\x03\x04" + bytes(range(256)) * 8,
    "viejo.xls": b"\xd0\xcf\x11\xe0" + bytes(512),
    "mitad_de_letra.csv": _TABLA.encode().replace(b"Ejemplo", b"\xed\xa0\x80"),
}


@pytest.mark.parametrize("nombre", _MAL_HECHOS)
def test_un_archivo_mal_hecho_se_explica_en_una_linea_y_no_pierde_filas(
    motor: Engine, tmp_path: Path, nombre: str
) -> None:
    ruta = tmp_path / nombre
    ruta.write_bytes(_MAL_HECHOS[nombre])
    try:
        r = ingerir(motor, "cartera", ruta, usuario="x", ahora=datetime(2025, 1, 1))
    except ErrorDeDatos as error:
        esperadas = 0
        assert nombre in error.mensaje
        assert "\n" not in error.mensaje
    else:
        esperadas = 1
        assert r.leidas == r.aceptadas + r.cuarentena > 0
    with motor.connect() as conexion:
        assert conexion.execute(text("SELECT COUNT(*) FROM lote")).scalar() == esperadas
