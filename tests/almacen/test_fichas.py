"""El almacén lee de la base qué tabla es libro y qué va con qué: un libro nuevo no lo toca."""

from __future__ import annotations

from pathlib import Path

import pytest
from almacen.conftest import Camara
from sqlalchemy import Engine, ForeignKey, text

from cobranza.almacen.cadena import INICIO, eslabon
from cobranza.almacen.fichas import Ficha, fichas
from cobranza.almacen.sesion import abrir, instante
from cobranza.base.errores import ErrorDeDatos
from cobranza.libros import tablas


def test_el_almacen_lee_de_la_base_lo_que_las_tablas_dicen_de_si(motor: Engine) -> None:
    with instante(motor) as conexion:
        leidas = fichas(conexion)
    constancias = {"custodia", "version"}
    assert [ficha.nombre for ficha in leidas] == sorted(tablas.metadata.tables.keys() - constancias)
    assert {ficha.nombre for ficha in leidas if ficha.libro} == {"credito", "movimiento", "acto"}
    del_credito = {llave.parent.table.name for llave in _llaves() if llave.column.table is tablas.credito}
    assert {ficha.nombre for ficha in leidas if ficha.principal} == del_credito | {"credito"}
    assert {(f.cita, f.citada) for f in leidas if f.nombre in del_credito} == {("folio", "folio")}


def _llaves() -> list[ForeignKey]:
    return [llave for tabla in tablas.metadata.tables.values() for llave in tabla.foreign_keys]


def test_una_base_sin_libros_no_tiene_fichas(tmp_path: Path) -> None:
    motor = abrir(f"sqlite:///{tmp_path / 'nueva.db'}")
    with instante(motor) as conexion:
        assert fichas(conexion) == []


DICTAMEN = (
    "CREATE TABLE dictamen (id BIGINT PRIMARY KEY, folio TEXT NOT NULL REFERENCES credito (folio), "
    "que TEXT NOT NULL, fecha_registro DATE NOT NULL, huella TEXT NOT NULL)"
)


def _con_dictamenes(camara: Camara, *folios: str, huella: str = "") -> None:
    """Un libro de más, que ninguna tabla del código nombra."""
    anterior = INICIO
    with camara.motor.begin() as conexion:
        conexion.execute(text(DICTAMEN))
        for numero, folio in enumerate(folios, start=1):
            anterior = huella or eslabon("dictamen", numero, anterior, [folio, "ABRIR", "2025-01-02"])
            conexion.execute(
                text("INSERT INTO dictamen VALUES (:id, :folio, 'ABRIR', '2025-01-02', :huella)"),
                {"id": numero, "folio": folio, "huella": anterior},
            )


def test_un_libro_nuevo_va_en_la_foto_encadenado_y_con_su_credito(camara: Camara) -> None:
    antes = camara.tomar()
    _con_dictamenes(camara, "TAP-2020-000001", "TGZ-2020-000002")
    foto = camara.tomar()
    assert foto.huella != antes.huella
    assert foto.fichas["dictamen"] == Ficha("dictamen", True, "credito", "folio", "folio")
    assert sorted(ruta.parent.name for ruta in foto.tablas["dictamen"]) == ["DH-TAP", "DH-TGZ"]
    consulta = "SELECT folio FROM dictamen"
    por_partes = [folio for parte in foto.partes(1) for (folio,) in parte.conexion().execute(consulta).fetchall()]
    assert sorted(por_partes) == ["TAP-2020-000001", "TGZ-2020-000002"]


def test_un_libro_nuevo_alterado_no_entra_en_la_foto(camara: Camara) -> None:
    _con_dictamenes(camara, "TAP-2020-000001", huella="x")
    with pytest.raises(ErrorDeDatos, match="el renglón 1 de «dictamen»"):
        camara.tomar()


def test_dos_libros_con_delegacion_no_se_adivina_cual_parte_la_foto(camara: Camara) -> None:
    with camara.motor.begin() as conexion:
        conexion.execute(text("CREATE TABLE otro (id BIGINT, delegacion TEXT, fecha_registro DATE, huella TEXT)"))
    with pytest.raises(ErrorDeDatos, match="hay 2: credito, otro"):
        camara.tomar()
