"""`cobranza comprobar`: dice qué está bien y nombra lo primero que alguien tocó por fuera."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from cuenta.test_reversas import DEVUELTO, FOLIO, PRIMERO, Ventanilla
from oficina import con_lote, credito, gasto
from sqlalchemy import Engine, text

from cobranza.cartera.cuadres import revisar_todo
from cobranza.ley.norma import de_la_oficina, norma
from cobranza.libros.comprobacion import Revision
from cobranza.puertas.cli import ejecutar

HOY = date(2025, 6, 30)


@pytest.fixture
def ventanilla(motor: Engine, tmp_path: Path) -> Ventanilla:
    """Una cartera con vida: un pago, un cheque devuelto, un gasto y un traspaso, en dos delegaciones."""
    ventanilla = Ventanilla(motor, tmp_path)
    with motor.begin() as conexion:
        credito(conexion, FOLIO)
        credito(conexion, "TAP-2020-000001", delegacion="DH-TAP", fecha_registro="2024-02-01")
        gasto(conexion, FOLIO, 56_000, "2023-02-01", "D-1")
    hoy = {"Recibo": "A-2", "Fecha de ingreso": "2025-03-10"}
    ventanilla.recibos(PRIMERO, PRIMERO | hoy | {"Crédito": "TAP-2020-000001"})
    ventanilla.recibos(PRIMERO | DEVUELTO)
    ventanilla.incidencia("TRASPASO", "2024-05-10", Documento="DH-TAP")
    return ventanilla


def fallas(ventanilla: Ventanilla, tmp_path: Path) -> dict[str, Revision]:
    return {r.que: r for r in revisar_todo(ventanilla.motor, tmp_path / "salidas", HOY, de_la_oficina()) if r.falla}


def por_fuera(ventanilla: Ventanilla, *ordenes: str) -> None:
    """Lo que haría alguien con acceso directo: saltarse los disparadores y volver a dejarlos como estaban."""
    with ventanilla.motor.begin() as conexion:
        if conexion.dialect.name == "postgresql":
            conexion.execute(text("SET LOCAL session_replication_role = replica"))
            disparadores = []
        else:
            disparadores = conexion.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
        for nombre, _ in disparadores:
            conexion.execute(text(f"DROP TRIGGER {nombre}"))
        for orden in ordenes:
            conexion.exec_driver_sql(orden)
        for _, sql in disparadores:
            conexion.exec_driver_sql(sql)


def test_unos_libros_sanos_no_tienen_nada_que_decir(ventanilla: Ventanilla, tmp_path: Path) -> None:
    revisado = list(revisar_todo(ventanilla.motor, tmp_path / "salidas", HOY, de_la_oficina()))
    assert [r for r in revisado if r.falla] == []
    dicho = " | ".join(r.que for r in revisado)
    for que in (
        "«credito»", "«movimiento»", "«acto»", "protegidos", "leídas", "negativo", "recibo vigente", "reversa",
        "foto", "2024-01-01 al 2024-12-31", "2025-01-01 al 2025-03-10", "«federal»", "«estatal_chiapas»",
    ):  # fmt: skip
        assert que in dicho


@pytest.mark.parametrize(
    ("orden", "libro", "renglon"),
    [
        ("UPDATE movimiento SET importe = importe - 1 WHERE id = 2", "movimiento", 2),
        ("UPDATE movimiento SET referencia = NULL WHERE id = 1", "movimiento", 1),
        ("UPDATE credito SET nombre = 'Otra Persona' WHERE id = 2", "credito", 2),
        ("DELETE FROM acto WHERE id = 1", "acto", 2),
    ],
)
def test_nombra_el_primer_renglon_alterado(
    ventanilla: Ventanilla, tmp_path: Path, orden: str, libro: str, renglon: int
) -> None:
    por_fuera(ventanilla, orden)
    falla = fallas(ventanilla, tmp_path)[f"cadena de huellas de «{libro}»"]
    assert f"el renglón {renglon} de «{libro}»" in falla.falla
    assert falla.codigo == 3


def test_un_renglon_metido_a_mano_rompe_la_cadena(ventanilla: Ventanilla, tmp_path: Path) -> None:
    """Agregar sí lo deja la base; lo que no puede es llevar la huella que toca."""
    columnas = "folio, componente, tipo, importe, fecha_efecto, fecha_registro, causa, usuario, lote, huella"
    por_fuera(
        ventanilla, f"INSERT INTO movimiento (clave, {columnas}) SELECT 'x', {columnas} FROM movimiento WHERE id = 1"
    )
    assert "cadena de huellas de «movimiento»" in fallas(ventanilla, tmp_path)


def test_los_disparadores_que_faltan_se_notan(ventanilla: Ventanilla, tmp_path: Path) -> None:
    with ventanilla.motor.begin() as conexion:
        if conexion.dialect.name == "postgresql":
            conexion.execute(text("DROP TRIGGER acto_solo_agregar ON acto"))
        else:
            conexion.execute(text("DROP TRIGGER acto_sin_delete"))
    falla = fallas(ventanilla, tmp_path)["libros protegidos contra cambios"]
    assert "«acto»" in falla.falla
    assert "«movimiento»" not in falla.falla


@pytest.mark.parametrize(
    ("orden", "que", "dice"),
    [
        ("UPDATE lote SET leidas = 5, aceptadas = 5 WHERE id = 2", "", ""),
        ("UPDATE lote SET leidas = 5, en_cuarentena = 3 WHERE id = 2", "leídas", r"la carga 2 .* donde hay 0"),
        (
            "UPDATE recibo SET importe = 1 WHERE recibo = 'A-2'",
            "recibo vigente",
            r"el recibo A-2 .* aplicados 500000",
        ),
        (
            "UPDATE recibo SET estado = 'VIGENTE' WHERE recibo = 'A-1'",
            "recibo vigente",
            r"A-1 .*VIGENTE.* aplicados 0",
        ),
        ("UPDATE movimiento SET importe = -99 WHERE id = 3", "negativo", rf"{FOLIO} tiene GASTO_EJECUCION en -99"),
        ("UPDATE credito SET multa = 9 WHERE id = 1", "alta", rf"{FOLIO} es de 1000009 .* suman 1000000"),
        (
            "UPDATE movimiento SET reversa_de = 'nada' WHERE reversa_de = 'A-1:recargo'",
            "reversa",
            "A-1:recargo/reversa",
        ),
    ],
)
def test_lo_que_no_cuadra_se_dice_con_su_folio(
    ventanilla: Ventanilla, tmp_path: Path, orden: str, que: str, dice: str
) -> None:
    """Cambiar leídas y aceptadas a la vez cuadra: la cuenta no distingue, y por eso no se afirma más."""
    por_fuera(ventanilla, orden)
    sin_cadena = {q: r for q, r in fallas(ventanilla, tmp_path).items() if "cadena" not in q and "foto" not in q}
    assert len(sin_cadena) == bool(que)
    for nombre, falla in sin_cadena.items():
        assert que in nombre
        assert re.search(dice, falla.falla), falla.falla


def test_una_base_sin_creditos_no_tiene_foto_que_revisar(motor: Engine, tmp_path: Path) -> None:
    con_lote(motor)
    assert all(not r.falla for r in revisar_todo(motor, tmp_path, HOY, de_la_oficina()))


def test_la_consola_termina_con_el_codigo_de_la_falla(
    ventanilla: Ventanilla,
    url_de_almacen: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("COBRANZA_BD", url_de_almacen)
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "salidas"))
    assert ejecutar(["comprobar"]) == 0
    dicho = capsys.readouterr()
    assert dicho.err == ""
    assert all(linea.startswith("bien   ") for linea in dicho.out.splitlines())
    assert ejecutar(["foto", "--corte", "2025-06-30"]) == 0
    assert "credito" in capsys.readouterr().out
    por_fuera(ventanilla, "UPDATE movimiento SET importe = importe - 1 WHERE id = 2")
    assert ejecutar(["comprobar"]) == 3
    error = capsys.readouterr().err
    assert "el renglón 2 de «movimiento»" in error
    assert "Traceback" not in error


def test_la_norma_que_no_alcanza_termina_con_codigo_cuatro(
    ventanilla: Ventanilla, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sin_recargos(self: object, clave: str) -> object:
        from cobranza.base.errores import ErrorDeLey

        raise ErrorDeLey("recargos_mora no tiene valor")

    monkeypatch.setattr(type(norma("federal")), "por_mes", sin_recargos)
    de_ley = [r for r in fallas(ventanilla, tmp_path).values() if r.codigo == 4]
    assert len(de_ley) == 2, "los dos cuadres"
