"""Los libros sólo agregan: la base rechaza cambiar y borrar, y la cadena no depende del motor."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oficina import acto, con_lote, credito
from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from cobranza.almacen.cadena import INICIO, alterado, eslabon, eslabon_1
from cobranza.almacen.migrar import CABEZA, CARPETA, migrar, version
from cobranza.libros import tablas
from cobranza.libros.libro import anexar, anotar_versiones

FOLIO = "TGZ-2020-000001"
Renglon = tuple[str, int, str, list[Any]]
HUELLAS = {"credito": "2:73a465300b", "movimiento": "2:1ecf2a42fb", "acto": "2:ee2597a5cf"}


@pytest.fixture
def con_credito(motor: Engine) -> Engine:
    con_lote(motor)
    with motor.begin() as conexion:
        credito(conexion, FOLIO)
        acto(conexion, FOLIO, "IMPUGNACION", "2021-01-10")
        anexar(
            conexion, "cuarentena", [(1, "a.csv", 2, "rfc", "x", "No es un RFC", "corrígelo", "x", None, None, None)]
        )
        cuando = "2021-01-10 10:00:00.000000"
        dado = ("X-2021-000001", 1, "x", "ABIERTO", "2021-01-10", cuando, "ana", "E1", "DIR", "{}", "[]", "k")
        anexar(conexion, "paso", [dado])
        anexar(conexion, "intento", [(cuando, "ana", "x a DADO", "X-2021-000001", "{}", "[]")])
        dia, nomina = "2021-01-10", "NOM-2021-000001"
        anexar(conexion, "nomina_version", [(nomina, 1, dia, dia, dia, *([0] * 8), "s", "i", "r")])
        anexar(conexion, "nomina_renglon", [("c", nomina, 1, "COBRO", "R", FOLIO, "GASTO_EJECUCION", dia, -1)])
        anotar_versiones(conexion, "numero_propio", [("N-1", FOLIO, 1, 2)])
    return motor


@pytest.mark.parametrize("libro", tablas.LIBROS)
@pytest.mark.parametrize("orden", ["UPDATE {} SET huella = 'x'", "DELETE FROM {}"])
def test_la_base_rechaza_cambiar_o_borrar_un_libro(con_credito: Engine, libro: str, orden: str) -> None:
    with pytest.raises(DBAPIError, match="solo agregar"), con_credito.begin() as conexion:
        conexion.execute(text(orden.format(libro)))
    with con_credito.connect() as conexion:
        assert conexion.execute(text(f"SELECT COUNT(*) FROM {libro} WHERE huella <> 'x'")).scalar()


@pytest.mark.parametrize("url_de_almacen", ["postgres"], indirect=True)  # SQLite no tiene TRUNCATE
def test_vaciar_un_libro_de_golpe_tampoco_se_puede(con_credito: Engine) -> None:
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
            for libro in HUELLAS
        }
    assert {libro: str(huella)[:12] for libro, huella in ultima.items()} == HUELLAS


def test_la_cadena_distingue_nulo_de_vacio_y_no_la_fecha_de_su_texto() -> None:
    assert eslabon("acto", 1, INICIO, [None, "a"]) != eslabon("acto", 1, INICIO, ["", "a"])
    assert eslabon("acto", 1, INICIO, [date(2025, 1, 2), 5]) == eslabon("acto", 1, INICIO, ["2025-01-02", 5])
    marca = datetime(2025, 1, 2, 3, 4)
    assert eslabon("lote", 1, INICIO, [marca]) == eslabon("lote", 1, INICIO, ["2025-01-02 03:04:00.000000"])
    assert eslabon("acto", 1, INICIO, [np.int64(5)]) == eslabon("acto", 1, INICIO, [5])


def test_la_cadena_nombra_el_primer_renglon_que_no_la_sigue() -> None:
    uno = eslabon("acto", 1, INICIO, ["a"])
    dos = eslabon("acto", 2, uno, ["b"])
    assert alterado("acto", INICIO, [(1, "a", uno), (2, "b", dos)]) == (0, dos)
    assert alterado("acto", INICIO, [(1, "a", uno), (2, "otro", dos)]) == (2, uno)
    assert alterado("acto", INICIO, [(2, "b", dos)]) == (2, INICIO), "falta el primero"
    assert alterado("acto", INICIO, [(1, "a", uno), (7, "b", dos)]) == (7, uno), "el número va dentro"
    assert alterado("movimiento", INICIO, [(1, "a", uno)]) == (1, INICIO), "y el libro"
    assert alterado("acto", INICIO, [(1, "a", None)]) == (1, INICIO), "sin huella no sigue"


def test_lo_escrito_con_la_version_uno_se_comprueba_y_despues_de_la_dos_no_vale() -> None:
    uno = eslabon_1(INICIO, ["a"])  # sha256 de sesenta y cuatro ceros y una «a»
    assert uno == "798681f5061511d34f32f43ab175a3ee7007fecfdc844295e054315b0af2d23d"
    dos = eslabon("acto", 2, uno, ["b"])
    assert alterado("acto", INICIO, [(1, "a", uno), (2, "b", dos)]) == (0, dos)
    tres = eslabon_1(dos, ["c"])
    assert alterado("acto", INICIO, [(1, "a", uno), (2, "b", dos), (3, "c", tres)]) == (3, dos)


VALORES = st.lists(st.one_of(st.none(), st.text(), st.integers()), min_size=1, max_size=5)
RENGLONES = st.tuples(
    st.sampled_from(tablas.LIBROS), st.integers(1, 50), st.sampled_from((INICIO, "2:" + INICIO)), VALORES
)


@given(RENGLONES, RENGLONES)
def test_dos_renglones_distintos_nunca_llevan_la_misma_huella(uno: Renglon, otro: Renglon) -> None:
    assert (eslabon(*uno) == eslabon(*otro)) == (uno == otro)


@given(VALORES, st.data())
def test_mover_un_trozo_de_una_columna_a_la_siguiente_cambia_la_huella(
    valores: list[Any], data: st.DataObject
) -> None:
    """Lo que la versión 1 no distinguía: con su separador adentro, dos repartos daban lo mismo."""
    junto = "".join(str(v) for v in valores) + data.draw(st.sampled_from(("\x1f", "\x00", ":", "-", "i5;", "3:")))
    cortes = st.integers(0, len(junto))
    a, b = data.draw(cortes), data.draw(cortes)
    uno, otro = [junto[:a], junto[a:]], [junto[:b], junto[b:]]
    assert (eslabon("acto", 1, INICIO, uno) == eslabon("acto", 1, INICIO, otro)) == (uno == otro)


def test_la_huella_se_puede_recalcular_a_mano() -> None:
    """El formato está dicho: quien audita lo repite con cualquier programa que sepa sumar sha256."""
    escrito = f"acto#7.{INICIO}.3:año-i-5;10:2025-01-020:"
    a_mano = "2:" + hashlib.sha256(escrito.encode()).hexdigest()
    assert eslabon("acto", 7, INICIO, ["año", None, -5, date(2025, 1, 2), ""]) == a_mano


def test_los_ejemplos_de_la_cadena_ambigua_ya_se_distinguen() -> None:
    assert eslabon_1(INICIO, ["a\x1fb", "c"]) == eslabon_1(INICIO, ["a", "b\x1fc"]), "así era"
    assert eslabon("acto", 1, INICIO, ["a\x1fb", "c"]) != eslabon("acto", 1, INICIO, ["a", "b\x1fc"])
    assert eslabon("acto", 1, INICIO, [None]) != eslabon("acto", 1, INICIO, ["\x00"])
    assert eslabon("acto", 1, INICIO, [5]) != eslabon("acto", 1, INICIO, ["5"])
