"""En PostgreSQL quien opera no es la dueña: todo el programa trabaja con un rol que no puede cambiar los libros."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import orden_al_servidor
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from cobranza.almacen.migrar import migrar
from cobranza.almacen.operador import permitir
from cobranza.base.errores import ErrorDeUso
from cobranza.libros import tablas
from cobranza.libros.comprobacion import revisar_libros

CONSOLA = Path(sys.executable).with_name("cobranza")
SOLO_POSTGRES = pytest.mark.parametrize("url_de_almacen", ["postgres"], indirect=True)


@pytest.fixture
def rol(motor: Engine) -> Iterator[str]:
    """Un rol de verdad, sin permisos; se borra con lo que se le haya dado."""
    nombre = f"opera_{os.getpid()}"
    orden_al_servidor(f"CREATE ROLE {nombre} LOGIN")
    yield nombre
    with motor.begin() as conexion:
        conexion.execute(text(f"DROP OWNED BY {nombre}"))
    orden_al_servidor(f"DROP ROLE {nombre}")


@pytest.mark.lenta
@SOLO_POSTGRES
def test_todo_el_programa_trabaja_con_el_rol_que_opera(url_de_almacen: str, rol: str, tmp_path: Path) -> None:
    def orden(url: str, *partes: str) -> str:
        entorno = os.environ | {"COBRANZA_BD": url, "COBRANZA_SALIDAS": str(tmp_path / "salidas")}
        hecha = subprocess.run([CONSOLA, *partes], env=entorno, capture_output=True, text=True, timeout=900)
        assert hecha.returncode == 0, (partes, hecha.stderr)
        return hecha.stdout

    assert rol in orden(url_de_almacen, "migrar", "--operador", rol)
    opera = make_url(url_de_almacen).set(username=rol).render_as_string(hide_password=False)
    orden(opera, "migrar")
    orden(opera, "demo", "--creditos", "300")
    orden(opera, "foto")
    assert "bien   libros protegidos" in orden(opera, "comprobar")
    orden(opera, "corre", "informe_cartera", "-p", "corte", "2025-12-31")
    motor = create_engine(opera)
    for tabla in (*tablas.SELLOS, *tablas.VIVAS):
        for dicha in (f"TRUNCATE {tabla}", f"ALTER TABLE {tabla} DISABLE TRIGGER ALL", f"DROP TABLE {tabla}"):
            with pytest.raises(ProgrammingError), motor.begin() as conexion:
                conexion.execute(text(dicha))
    for tabla in tablas.LIBROS:
        for dicha in (f"UPDATE {tabla} SET huella = 'x'", f"DELETE FROM {tabla}"):
            with pytest.raises(ProgrammingError, match="permission denied"), motor.begin() as conexion:
                conexion.execute(text(dicha))
    for dicha in (
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION acto_solo_agregar() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "UPDATE lote SET usuario = 'otro'",
        "DELETE FROM lote",
    ):
        with pytest.raises(ProgrammingError), motor.begin() as conexion:
            conexion.execute(text(dicha))
    motor.dispose()


@SOLO_POSTGRES
def test_el_que_manda_o_no_existe_no_puede_ser_operador(motor: Engine, rol: str) -> None:
    duena = motor.url.username
    with pytest.raises(ErrorDeUso, match="manda sobre las tablas"):
        permitir(motor, str(duena), tablas.permisos_de_operador())
    with pytest.raises(ErrorDeUso, match="createuser nadie_asi"):
        permitir(motor, "nadie_asi", tablas.permisos_de_operador())


@pytest.mark.parametrize("url_de_almacen", ["sqlite"], indirect=True)
def test_en_sqlite_no_hay_roles_y_se_dice(motor: Engine) -> None:
    with pytest.raises(ErrorDeUso, match="PostgreSQL"):
        permitir(motor, "alguien", tablas.permisos_de_operador())


@SOLO_POSTGRES
def test_quien_opera_no_lleva_la_base_al_dia_y_se_le_dice_quien(motor: Engine, rol: str) -> None:
    permitir(motor, rol, tablas.permisos_de_operador())
    with motor.begin() as conexion:
        conexion.execute(text("UPDATE alembic_version SET version_num = '0003'"))
    opera = create_engine(motor.url.set(username=rol))
    with pytest.raises(ErrorDeUso, match=f"dueña de sus tablas .{motor.url.username}.*--operador {rol}"):
        migrar(opera)
    opera.dispose()


DE_MAS = {
    "una tabla dada a quien opera": ("ALTER TABLE movimiento OWNER TO {rol}", "«movimiento» es de «{rol}»"),
    "cambiar un libro": ("GRANT UPDATE ON movimiento TO {rol}", "«movimiento» da UPDATE a «{rol}»"),
    "cambiar una columna": ("GRANT UPDATE (importe) ON movimiento TO {rol}", "da UPDATE de importe a «{rol}»"),
    "vaciarlo": ("GRANT TRUNCATE ON credito TO {rol}", "«credito» da TRUNCATE a «{rol}»"),
    "quitarle disparadores": ("GRANT TRIGGER ON acto TO {rol}", "«acto» da TRIGGER a «{rol}»"),
    "todo": ("GRANT ALL ON version TO {rol}", "«version» da"),
    "poder darlo": ("GRANT INSERT ON acto TO {rol} WITH GRANT OPTION", "«acto» da INSERT a «{rol}»"),
    "otra columna de la carga": ("GRANT UPDATE (usuario) ON lote TO {rol}", "da UPDATE de usuario a «{rol}»"),
    "la llave de lo vivo": ("GRANT UPDATE (recibo) ON recibo TO {rol}", "da UPDATE de recibo a «{rol}»"),
    "la versión de la base": ("GRANT UPDATE ON alembic_version TO {rol}", "«alembic_version» da UPDATE a «{rol}»"),
    "a todos": ("GRANT SELECT ON persona TO PUBLIC", "«persona» da SELECT a todos"),
    "ser de la dueña": ("GRANT {duena} TO {rol}", "la opera «{rol}», que pertenece a su dueño"),
    "la función del disparador": (
        "ALTER FUNCTION acto_solo_agregar() OWNER TO {rol}", "«acto» es de uno, y la función de su disparador"
    ),
    "una tabla que hereda": ("CREATE TABLE otra.hija () INHERITS (movimiento)", "«movimiento» hereda de otra tabla"),
}  # fmt: skip


@SOLO_POSTGRES
@pytest.mark.parametrize("que", DE_MAS)
def test_lo_que_se_da_de_mas_a_quien_opera_lo_nombra_comprobar(motor: Engine, rol: str, que: str) -> None:
    permitir(motor, rol, tablas.permisos_de_operador())
    orden, dice = (t.format(rol=rol, duena=motor.url.username) for t in DE_MAS[que])
    with motor.begin() as conexion:
        conexion.execute(text(f"GRANT SELECT ON credito TO {rol}"))
    assert _proteccion(motor) == "", "lo que deja «migrar --operador» está bien, y que lea también"
    with motor.begin() as conexion:
        conexion.execute(text("CREATE SCHEMA IF NOT EXISTS otra"))
        conexion.execute(text(orden))
    try:
        assert dice in _proteccion(motor)
    finally:
        with motor.begin() as conexion:
            conexion.execute(text("DROP SCHEMA otra CASCADE"))
            conexion.execute(text(f"REASSIGN OWNED BY {rol} TO {motor.url.username}"))


def _proteccion(motor: Engine) -> str:
    return next(r.falla for r in revisar_libros(motor) if r.que == "libros protegidos contra cambios")
