"""Los libros sólo agregan: la base rechaza cambiar y borrar, y la cadena no depende del motor."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from oficina import acto, con_lote, credito
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from cobranza.almacen.cadena import INICIO, alterado, eslabon
from cobranza.almacen.migrar import CABEZA, CARPETA, migrar, version
from cobranza.libros import tablas

FOLIO = "TGZ-2020-000001"
HUELLAS = {"credito": "adb8e4fdb389", "movimiento": "be5321539733", "acto": "9c19d0db9b34"}


@pytest.fixture
def con_credito(motor: Engine) -> Engine:
    con_lote(motor)
    with motor.begin() as conexion:
        credito(conexion, FOLIO)
        acto(conexion, FOLIO, "IMPUGNACION", "2021-01-10")
    return motor


@pytest.mark.parametrize("libro", tablas.LIBROS)
@pytest.mark.parametrize("orden", ["UPDATE {} SET huella = 'x'", "DELETE FROM {}"])
def test_la_base_rechaza_cambiar_o_borrar_un_libro(con_credito: Engine, libro: str, orden: str) -> None:
    with pytest.raises(DBAPIError, match="solo agregar"), con_credito.begin() as conexion:
        conexion.execute(text(orden.format(libro)))
    with con_credito.connect() as conexion:
        assert conexion.execute(text(f"SELECT COUNT(*) FROM {libro} WHERE huella <> 'x'")).scalar()


def test_vaciar_un_libro_de_golpe_tampoco_se_puede(con_credito: Engine) -> None:
    if con_credito.dialect.name == "sqlite":
        pytest.skip("SQLite no tiene TRUNCATE")
    with pytest.raises(DBAPIError, match="solo agregar"), con_credito.begin() as conexion:
        conexion.execute(text("TRUNCATE movimiento"))


def test_las_tablas_del_codigo_son_las_de_la_migracion(motor: Engine) -> None:
    """En el mismo orden: la cadena de huellas se escribe y se comprueba columna por columna."""
    en_la_base = inspect(motor)
    assert set(en_la_base.get_table_names()) == {*tablas.metadata.tables, "alembic_version"}
    for nombre, tabla in tablas.metadata.tables.items():
        migradas = [(c["name"], _tipo(c["type"], motor), c["nullable"]) for c in en_la_base.get_columns(nombre)]
        assert migradas == [(c.name, _tipo(c.type, motor), c.nullable) for c in tabla.columns], nombre


def _tipo(tipo: TypeEngine[Any], motor: Engine) -> str:
    """Como se le dice a la base; PostgreSQL añade «sin zona» a sus marcas de tiempo."""
    return tipo.compile(motor.dialect).removesuffix(" WITHOUT TIME ZONE")


RESTRICCIONES = {
    "llave primaria": lambda base, tabla: base.get_pk_constraint(tabla),
    "llaves foráneas": lambda base, tabla: base.get_foreign_keys(tabla),
    "únicas": lambda base, tabla: base.get_unique_constraints(tabla),
    "condiciones": lambda base, tabla: base.get_check_constraints(tabla),
    "índices": lambda base, tabla: base.get_indexes(tabla),
}


@pytest.mark.parametrize("cual", RESTRICCIONES)
def test_las_restricciones_del_codigo_son_las_de_la_migracion(motor: Engine, cual: str) -> None:
    """Las tablas se crean otra vez, sin migración, y la base debe describirlas igual, nombre por nombre."""
    preguntar, migrada = RESTRICCIONES[cual], inspect(motor)
    de_la_migracion = {tabla: _en_orden(preguntar(migrada, tabla)) for tabla in tablas.metadata.tables}
    with motor.begin() as conexion:
        for tabla in (*reversed(tablas.metadata.sorted_tables),):
            conexion.execute(text(f"DROP TABLE {tabla.name}"))
        tablas.metadata.create_all(conexion)
    del_codigo = inspect(motor)
    assert de_la_migracion == {tabla: _en_orden(preguntar(del_codigo, tabla)) for tabla in tablas.metadata.tables}
    assert any(de_la_migracion.values())


def _en_orden(dichas: Any) -> list[str]:
    return sorted(str(dicha) for dicha in (dichas if isinstance(dichas, list) else [dichas]))


def test_migrar_dos_veces_no_hace_nada_la_segunda(motor: Engine) -> None:
    assert not migrar(motor)
    with motor.connect() as conexion:
        assert version(conexion) == CABEZA == sorted((CARPETA / "versiones").glob("0*.py"))[-1].name[:4]


def test_la_huella_es_la_misma_en_cualquier_motor(con_credito: Engine) -> None:
    """Escrita aquí para que un cambio de formato, o de motor, se note: rompería las cadenas ya escritas."""
    with con_credito.connect() as conexion:
        ultima = {
            libro: conexion.execute(text(f"SELECT huella FROM {libro} ORDER BY id DESC LIMIT 1")).scalar()
            for libro in tablas.LIBROS
        }
    assert {libro: str(huella)[:12] for libro, huella in ultima.items()} == HUELLAS


def test_la_cadena_distingue_nulo_de_vacio_y_no_la_fecha_de_su_texto() -> None:
    assert eslabon(INICIO, [None, "a"]) != eslabon(INICIO, ["", "a"])
    assert eslabon(INICIO, [date(2025, 1, 2), 5]) == eslabon(INICIO, ["2025-01-02", 5])


def test_la_cadena_nombra_el_primer_renglon_que_no_la_sigue() -> None:
    uno = eslabon(INICIO, ["a"])
    dos = eslabon(uno, ["b"])
    assert alterado(INICIO, [(1, "a", uno), (2, "b", dos)]) == (0, dos)
    assert alterado(INICIO, [(1, "a", uno), (2, "otro", dos)]) == (2, uno)
    assert alterado(INICIO, [(2, "b", dos)]) == (2, INICIO), "falta el primero"
