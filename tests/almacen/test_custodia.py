"""Una base de antes se lleva al día sin cambiar sus huellas, y desde ahí nada suyo se cambia sin que se note."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from libros.conftest import con_vida, fallas
from oficina import acto, por_fuera
from sqlalchemy import Connection, Engine, MetaData, Table, insert, inspect, text

from cobranza.almacen.cadena import INICIO, eslabon_1
from cobranza.almacen.identidad import huella_de_base, sellos
from cobranza.almacen.migrar import CARPETA, migrar
from cobranza.almacen.sesion import abrir
from cobranza.base.errores import ErrorDeDatos
from cobranza.libros import tablas

DE_LA_UNO = ("credito", "movimiento", "acto")
HUECO = 7
"""Lo que una secuencia de PostgreSQL se saltaba con cada carga muerta: las bases de antes los tienen."""


def _en_la_0003(motor: Engine) -> None:
    """Una base como la dejaba la versión anterior, vacía."""
    with motor.begin() as conexion:
        ajustes = Config()
        ajustes.set_main_option("script_location", str(CARPETA))
        ajustes.set_main_option("version_locations", str(CARPETA / "versiones"))
        ajustes.set_main_option("path_separator", "os")
        ajustes.attributes["connection"] = conexion
        command.upgrade(ajustes, "0003")


def _copiar(origen: Engine, conexion: Connection) -> None:
    """Los mismos renglones, con las huellas de la versión 1."""
    with origen.connect() as de:
        for tabla in tablas.metadata.sorted_tables:
            if not inspect(conexion).has_table(tabla.name):
                continue
            de_antes = Table(tabla.name, MetaData(), autoload_with=conexion)
            llave = next(iter(tabla.primary_key)).name
            anterior = INICIO
            for fila in de.execute(tabla.select().order_by(tabla.c[llave])).mappings():
                valores = {c.name: fila[c.name] for c in de_antes.columns}
                if tabla.name in DE_LA_UNO:
                    propias = [valores[c.name] for c in tabla.columns if c.name not in ("id", "huella")]
                    anterior = valores["huella"] = eslabon_1(anterior, propias)
                if tabla.name == "cuarentena":
                    valores["id"] += HUECO
                conexion.execute(insert(de_antes).values(**valores))


@pytest.fixture
def de_antes(motor: Engine, tmp_path: Path) -> Engine:
    """Una base de la versión anterior con vida, en cada motor, sin migrar."""
    (tmp_path / "nueva").mkdir()
    nueva = abrir(f"sqlite:///{tmp_path / 'nueva' / 'libros.db'}")
    migrar(nueva)
    con_vida(nueva, tmp_path / "nueva")
    if motor.dialect.name == "postgresql":
        with motor.begin() as conexion:
            conexion.execute(text("DROP SCHEMA public CASCADE"))
            conexion.execute(text("CREATE SCHEMA public"))
        vieja = motor
    else:
        vieja = abrir(f"sqlite:///{tmp_path / 'vieja.db'}")
    _en_la_0003(vieja)
    with vieja.begin() as conexion:
        _copiar(nueva, conexion)
    nueva.dispose()
    return vieja


def _huellas(motor: Engine) -> dict[str, list[Any]]:
    with motor.connect() as conexion:
        return {t: list(conexion.execute(text(f"SELECT huella FROM {t} ORDER BY id")).scalars()) for t in DE_LA_UNO}


def test_llevarla_al_dia_no_cambia_una_huella_y_lo_deja_todo_encadenado(de_antes: Engine) -> None:
    antes = _huellas(de_antes)
    assert all(len(huella) == 64 for suyas in antes.values() for huella in suyas)
    assert migrar(de_antes)
    assert _huellas(de_antes) == antes
    assert fallas(de_antes) == {}
    with de_antes.begin() as conexion:
        llegaban = sellos(conexion)
        assert set(llegaban) == {*DE_LA_UNO, "lote", "cuarentena", "version"}
        assert {t: llegaban[t].huella for t in DE_LA_UNO} == {t: antes[t][-1] for t in DE_LA_UNO}
        assert huella_de_base(conexion).startswith("2:")
        ultima = conexion.execute(text("SELECT MAX(id) FROM lote")).scalar_one()
        acto(conexion, "TAP-2020-000001", "IMPUGNACION", "2025-06-01", lote=ultima)
        vivas = sum(conexion.execute(text(f"SELECT COUNT(*) FROM {t}")).scalar_one() for t in tablas.VIVAS)
        assert conexion.execute(text("SELECT COUNT(*) FROM version")).scalar() == vivas > 0
    assert fallas(de_antes) == {}, "lo nuevo sigue a lo de antes"


def test_dos_bases_migradas_son_dos_bases(tmp_path: Path) -> None:
    dichas = set()
    for nombre in ("una", "otra"):
        motor = abrir(f"sqlite:///{tmp_path / nombre}.db")
        migrar(motor)
        with motor.connect() as conexion:
            dichas.add(huella_de_base(conexion))
        motor.dispose()
    assert len(dichas) == 2


def _reescrita_en_la_uno(motor: Engine, tabla: str) -> list[str]:
    propias = [c.name for c in tablas.metadata.tables[tabla].columns if c.name not in ("id", "huella")]
    anterior, ordenes = INICIO, []
    with motor.connect() as conexion:
        filas = conexion.exec_driver_sql(f"SELECT id, {', '.join(propias)} FROM {tabla} ORDER BY id").all()
    for numero, *valores in filas:
        anterior = eslabon_1(anterior, valores)
        ordenes.append(f"UPDATE {tabla} SET huella = '{anterior}' WHERE id = {numero}")
    return ordenes


def test_lo_de_antes_no_se_puede_volver_a_escribir(de_antes: Engine) -> None:
    migrar(de_antes)
    por_fuera(de_antes, "UPDATE acto SET resultado = 'otro' WHERE id = 1")
    por_fuera(de_antes, *_reescrita_en_la_uno(de_antes, "acto"))
    dicha = fallas(de_antes)["cadena de huellas de «acto»"].falla
    assert "no son los que había al empezar su custodia" in dicha


def test_los_numeros_de_antes_no_se_pueden_correr(de_antes: Engine) -> None:
    """La versión 1 no los llevaba dentro: los amarra el sello de la custodia."""
    migrar(de_antes)
    por_fuera(de_antes, "UPDATE movimiento SET id = -id", "UPDATE movimiento SET id = 100000 - id")
    assert "cadena de huellas de «movimiento»" in fallas(de_antes)


def test_despues_de_la_custodia_no_vale_una_huella_de_la_uno(de_antes: Engine) -> None:
    migrar(de_antes)
    with de_antes.connect() as conexion:
        fila = list(conexion.exec_driver_sql("SELECT * FROM acto ORDER BY id DESC LIMIT 1").one())
    nueva = [fila[0] + 1, "clave-nueva", *fila[2:-1]]
    nueva.append(eslabon_1(fila[-1], nueva[1:]))
    escrita = ", ".join("NULL" if v is None else f"'{v}'" for v in nueva)
    por_fuera(de_antes, f"INSERT INTO acto VALUES ({escrita})")
    assert "lleva una huella de la versión 1" in fallas(de_antes)["cadena de huellas de «acto»"].falla


def test_una_base_ya_alterada_no_se_sella(de_antes: Engine) -> None:
    por_fuera(de_antes, "UPDATE movimiento SET importe = importe - 1 WHERE id = 2")
    with pytest.raises(ErrorDeDatos, match="el renglón 2 de «movimiento»"):
        migrar(de_antes)
    with de_antes.connect() as conexion:
        assert conexion.execute(text("SELECT version_num FROM alembic_version")).scalar() == "0003"
