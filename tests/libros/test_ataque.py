"""Al azar y como dueña de todo lo que hay en la oficina: nada se altera sin que algo lo diga, en los dos motores."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from random import Random

import pytest
from conftest import orden_al_servidor
from ejecucion.conftest import AQUI, HuellaDada
from libros.ataque import Oficina, Restaurar, como_duena
from libros.conftest import con_vida
from libros.test_anclaje import cargar
from sqlalchemy import URL, Engine, inspect, make_url

from cobranza.almacen import ancla
from cobranza.almacen.identidad import huella_de_base
from cobranza.almacen.sesion import abrir, instante
from cobranza.base import firma, nominativas
from cobranza.base.ajustes import ajustes
from cobranza.cartera.anclados import lugar, publicado, registros
from cobranza.ejecucion.motor import Entorno, correr
from cobranza.ley import historial
from cobranza.libros import puntas
from cobranza.libros.anclaje import anclar

pytestmark = pytest.mark.lenta
VECES = int(os.environ.get("COBRANZA_ATAQUE") or 40)
CUANDO = datetime(2026, 1, 31, 9, 30)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def oficina(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oficina]:
    """Libros con vida, dos informes publicados y la norma, anclados en otro disco y firmados con su clave."""
    fuera, carpeta = tmp_path_factory.mktemp("fuera"), tmp_path_factory.mktemp("oficina")
    with ExitStack() as al_final:
        entorno = al_final.enter_context(pytest.MonkeyPatch.context())
        shutil.copytree(ajustes().params, carpeta / "params")
        for variable in (firma.VARIABLE, firma.VARIABLE_PUBLICA):
            entorno.delenv(variable, raising=False)
        if request.param == "sqlite":
            url = f"sqlite:///{carpeta / 'datos' / 'libros.db'}"
        else:
            url = al_final.enter_context(_otra_como(request.getfixturevalue("plantilla_postgres")))
        for variable, valor in {
            "HOME": fuera, "COBRANZA_TESTIGO": fuera / "testigo.jsonl", "COBRANZA_BD": url,
            "COBRANZA_SALIDAS": carpeta / "salidas", "COBRANZA_PARAMS": carpeta / "params",
        }.items():  # fmt: skip
            entorno.setenv(variable, str(valor))
        restaurar = _de_sqlite if request.param == "sqlite" else _de_postgres
        if request.param == "sqlite":
            (carpeta / "datos").mkdir()
            shutil.copy(request.getfixturevalue("plantilla_sqlite"), carpeta / "datos" / "libros.db")
        _con_lo_suyo(url, carpeta)
        suya = Oficina(carpeta, restaurar(url))
        yield suya
        suya.motor.dispose()


@contextmanager
def _otra_como(plantilla: URL) -> Iterator[str]:
    suya = plantilla.set(database=f"atacada_{os.getpid()}")
    orden_al_servidor(f"CREATE DATABASE {suya.database} TEMPLATE {plantilla.database}")
    yield suya.render_as_string(hide_password=False)
    orden_al_servidor(f"DROP DATABASE {suya.database} WITH (FORCE)")


def _de_sqlite(url: str) -> Restaurar:
    """Se repone el archivo."""
    suya = Path(str(make_url(url).database))
    sana = suya.read_bytes()

    def restaurar() -> Engine:
        for resto in suya.parent.glob(f"{suya.name}*"):
            resto.unlink()
        suya.write_bytes(sana)
        return abrir(url)

    return restaurar


def _de_postgres(url: str) -> Restaurar:
    """Se reponen los renglones, de una copia en otro esquema: crear otra base costaría diez veces más."""
    motor = abrir(url)
    with motor.begin() as conexion:
        tablas = inspect(conexion).get_table_names()
        conexion.exec_driver_sql("CREATE SCHEMA sana")
        for tabla in tablas:
            conexion.exec_driver_sql(f"CREATE TABLE sana.{tabla} AS SELECT * FROM {tabla}")

    def restaurar() -> Engine:
        with como_duena(motor) as conexion:
            for tabla in tablas:
                conexion.exec_driver_sql(f"DELETE FROM {tabla}")
                conexion.exec_driver_sql(f"INSERT INTO {tabla} SELECT * FROM sana.{tabla}")
        return motor

    return restaurar


def _con_lo_suyo(url: str, carpeta: Path) -> None:
    """Dos cargas, un informe tras cada una (el segundo con nombres) y un ancla al final de cada una."""
    firma.crear()
    motor = abrir(url)
    con_vida(motor, carpeta)
    hoja = carpeta / "params" / "legales" / historial.ARCHIVO
    for n in (1, 2):
        valores = [str(CUANDO), "prueba", "uma", f"202{n}-02-01", "", "", str(n), "DOF", "agregado", "prueba"]
        hoja.write_text(historial.con_renglon(hoja, valores), encoding="utf-8")
    entorno = Entorno(
        raiz=AQUI.parents[1], cuadernos=AQUI / "cuadernos", salidas=carpeta / "salidas", params=carpeta / "params",
        ahora=CUANDO, huella_de_datos=HuellaDada("f"), huella_de_la_norma=HuellaDada("n"),
        base=lambda: {"nombre": "oficina", "ejemplo": False, "ultimo_dato": "2026-01-30", "ancla": _ancla(motor)},
    )  # fmt: skip
    for nominativo in ("no", "si"):
        if nominativo == "si":
            cargar(motor, carpeta, Recibo="A-7")
            nominativas.registrar("bueno", {"corte": "2025-12-31"})
        assert correr("bueno", {"nominativo": nominativo}, entorno=entorno).falla is None
        anclar(motor, lugar(ajustes()), CUANDO, registros(ajustes()), publicado(ajustes()))
    motor.dispose()


def _ancla(motor: Engine) -> dict[str, object]:
    with instante(motor) as conexion:
        hoy = puntas(conexion)
        return {"base": huella_de_base(conexion), "raiz": ancla.raiz(hoy), "puntas": hoy}


def test_ninguna_alteracion_pasa_en_silencio(oficina: Oficina) -> None:
    """De cualquier tabla, archivo, manifiesto, parámetro o informe; `make ataque` hace dos mil en cada motor."""
    azar, mudas, hechas = Random(38), [], 0
    assert oficina.dicho() == "", "sana, nadie dice nada"
    while hechas < VECES:
        que = oficina.alterar(azar)
        if que:
            hechas += 1
            if not oficina.dicho():
                mudas.append(que)
        oficina.reponer()
    assert mudas == []
    assert oficina.dicho() == "", "y vuelve a estarlo"
