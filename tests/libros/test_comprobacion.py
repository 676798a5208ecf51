"""`cobranza comprobar`: dice qué está bien y nombra lo primero que alguien tocó por fuera."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from cuenta.test_reversas import FOLIO
from libros.conftest import con_vida, fallas
from oficina import con_lote, por_fuera
from sqlalchemy import Engine, text

from cobranza.almacen.direccion import escrita
from cobranza.almacen.migrar import migrar
from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual
from cobranza.cartera.cuadres import revisar_todo
from cobranza.ley.norma import de_la_oficina, norma
from cobranza.puertas.cli import ejecutar

HOY = date(2025, 6, 30)


def test_unos_libros_sanos_no_tienen_nada_que_decir(libros: Engine, tmp_path: Path) -> None:
    revisado = list(revisar_todo(libros, tmp_path / "salidas", HOY, de_la_oficina()))
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
    libros: Engine, tmp_path: Path, orden: str, libro: str, renglon: int
) -> None:
    por_fuera(libros, orden)
    falla = fallas(libros)[f"cadena de huellas de «{libro}»"]
    assert f"el renglón {renglon} de «{libro}»" in falla.falla
    assert falla.codigo == 3


def test_un_renglon_metido_a_mano_rompe_la_cadena(libros: Engine, tmp_path: Path) -> None:
    """Agregar sí lo deja la base; lo que no puede es llevar la huella que toca."""
    columnas = "folio, componente, tipo, importe, fecha_efecto, fecha_registro, causa, usuario, lote, huella"
    nuevo = "SELECT (SELECT MAX(id) + 1 FROM movimiento), 'x'"
    por_fuera(
        libros, f"INSERT INTO movimiento (id, clave, {columnas}) {nuevo}, {columnas} FROM movimiento WHERE id = 1"
    )
    assert "cadena de huellas de «movimiento»" in fallas(libros)


def test_los_disparadores_que_faltan_se_notan(libros: Engine, tmp_path: Path) -> None:
    with libros.begin() as conexion:
        if conexion.dialect.name == "postgresql":
            conexion.execute(text("DROP TRIGGER acto_solo_agregar ON acto"))
        else:
            conexion.execute(text("DROP TRIGGER acto_sin_delete"))
    falla = fallas(libros)["libros protegidos contra cambios"]
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
    libros: Engine, tmp_path: Path, orden: str, que: str, dice: str
) -> None:
    """Cambiar leídas y aceptadas a la vez cuadra: la cuenta no distingue, y por eso no se afirma más."""
    por_fuera(libros, orden)
    sin_cadena = {q: r for q, r in fallas(libros).items() if "cadena" not in q and "se anotó" not in q}
    caja = {q for q in sin_cadena if q.startswith("lo cobrado")}
    assert bool(caja) == (que == "recibo vigente"), "un recibo alterado también descuadra la caja"
    assert len(sin_cadena) - len(caja) == bool(que)
    for nombre in sin_cadena.keys() - caja:
        assert que in nombre
        assert re.search(dice, sin_cadena[nombre].falla), sin_cadena[nombre].falla


def test_f3_una_base_sin_creditos_no_es_una_base_sana(motor: Engine, tmp_path: Path) -> None:
    con_lote(motor)
    mal = [r for r in revisar_todo(motor, tmp_path, HOY, de_la_oficina()) if r.falla]
    assert [(r.que, r.codigo) for r in mal] == [("libros con cartera", 3)]
    assert "Revisa COBRANZA_BD" in mal[0].falla
    assert not (tmp_path / "foto").exists(), "no hay de qué tomar foto"


@pytest.mark.lenta
def test_f3_la_foto_de_otra_base_se_dice_y_no_se_reemplaza_sola(
    libros: Engine, plantilla_sqlite: Path, tmp_path: Path
) -> None:
    """Puesta otra base en el lugar de la de siempre, `comprobar` no la da por buena ni borra la huella de la otra."""
    otra = tmp_path / "otra.db"
    migrar(abrir(f"sqlite:///{otra}"))
    nueva = abrir(f"sqlite:///{otra}")
    con_vida(nueva, tmp_path)
    salidas = tmp_path / "salidas"
    assert not [r for r in revisar_todo(libros, salidas, HOY, de_la_oficina()) if r.falla]
    for _ in range(2):
        mal = {r.que: r for r in revisar_todo(nueva, salidas, HOY, de_la_oficina()) if r.falla}
        assert list(mal) == ["foto"]
        assert "la sustituyeron" in mal["foto"].falla and mal["foto"].codigo == 3
    foto_actual(escrita(nueva), salidas)  # a propósito
    assert not [r for r in revisar_todo(nueva, salidas, HOY, de_la_oficina()) if r.falla]


def test_la_consola_termina_con_el_codigo_de_la_falla(
    libros: Engine,
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
    (otra,) = [linea for linea in dicho.out.splitlines() if not linea.startswith("bien   ")]
    assert otra.startswith("aviso") and "sin testigo" in otra
    assert ejecutar(["foto", "--corte", "2025-06-30"]) == 0
    assert "credito" in capsys.readouterr().out
    assert ejecutar(["foto", "--corte", "2999-12-31"]) == 2, "quedaría fija sin lo que falta por capturar"
    assert "aún no llega" in capsys.readouterr().err
    por_fuera(libros, "UPDATE movimiento SET importe = importe - 1 WHERE id = 2")
    assert ejecutar(["comprobar"]) == 3
    error = capsys.readouterr().err
    assert "el renglón 2 de «movimiento»" in error
    assert "Traceback" not in error


def test_la_norma_que_no_alcanza_termina_con_codigo_cuatro(
    libros: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sin_recargos(self: object, clave: str) -> object:
        from cobranza.base.errores import ErrorDeLey

        raise ErrorDeLey("recargos_mora no tiene valor")

    monkeypatch.setattr(type(norma("federal")), "por_mes", sin_recargos)
    de_ley = [r for r in revisar_todo(libros, tmp_path / "salidas", HOY, de_la_oficina()) if r.codigo == 4]
    assert len(de_ley) == 2, "los dos cuadres"
