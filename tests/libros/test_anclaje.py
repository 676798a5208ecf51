"""El ancla contra quien es dueño de la base: reescribirla entera, recortarla o cambiarla por otra se dice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from cuenta.test_reversas import DEVUELTO, FOLIO, PRIMERO, Ventanilla
from libros.conftest import fallas
from oficina import credito, por_fuera
from sqlalchemy import Connection, Engine, text

from cobranza.almacen import ancla, cadena
from cobranza.almacen.identidad import huella_de_base
from cobranza.almacen.sesion import abrir, instante
from cobranza.base import firma
from cobranza.base.errores import ErrorDeDatos
from cobranza.cartera.anclados import _la_impresa
from cobranza.ingesta import ingerir
from cobranza.libros import puntas
from cobranza.libros.anclaje import Lugar, anclar, revisar_impresa, revisar_publicado, revisar_testigo

CUANDO = datetime(2026, 1, 31, 9, 30)
DIRECTO = {
    "sqlite": "UPDATE lote SET registrado = datetime(registrado, '+1 second') WHERE id = 1",
    "postgresql": "UPDATE lote SET registrado = registrado + interval '1 second' WHERE id = 1",
}


@pytest.fixture(autouse=True)
def clave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Quien ancla tiene su clave fuera de la base."""
    monkeypatch.setenv("HOME", str(tmp_path / "casa"))
    monkeypatch.delenv(firma.VARIABLE, raising=False)
    monkeypatch.delenv(firma.VARIABLE_PUBLICA, raising=False)
    return firma.crear()[1]


def _con_historia(motor: Engine, carpeta: Path) -> None:
    """Dos créditos, un acto, un pago y un traspaso."""
    ventanilla = Ventanilla(motor, carpeta)
    with motor.begin() as conexion:
        credito(conexion, FOLIO)
        credito(conexion, "TAP-2020-000001", delegacion="DH-TAP", fecha_registro="2024-02-01")
    ventanilla.recibos(PRIMERO)
    ventanilla.incidencia("TRASPASO", "2024-05-10", Documento="DH-TAP")


def _sembrada(motor: Engine) -> None:
    with TemporaryDirectory() as carpeta:
        _con_historia(motor, Path(carpeta))


@pytest.fixture
def siembra() -> Callable[[Engine], None]:
    """Unos libros con historia en cada motor."""
    return _sembrada


@pytest.fixture
def lugar(tmp_path: Path) -> Lugar:
    """El testigo, en otro disco."""
    return Lugar(tmp_path / "otro_disco/testigo.jsonl", tmp_path)


def dice(libros: Engine, lugar: Lugar) -> str:
    """Lo que falla al comparar con el testigo."""
    try:
        return " | ".join(r.falla for r in revisar_testigo(libros, lugar, firma.publicas(), {}) if r.falla)
    except ErrorDeDatos as error:
        return error.mensaje


def cargar(libros: Engine, carpeta: Path, **recibo: str) -> None:
    """La oficina sigue trabajando: otro recibo, u otro estado de uno que ya estaba."""
    fila = PRIMERO | {"Crédito": "TAP-2020-000001", "Fecha de ingreso": "2025-04-10"} | recibo
    ruta = carpeta / f"{fila['Recibo']}-{fila.get('Estado', '')}.csv"
    pd.DataFrame([fila]).to_csv(ruta, index=False)
    assert ingerir(libros, "recibos", ruta, usuario="caja", ahora=datetime(2026, 1, 3)).cuarentena == 0


def reescribir(libros: Engine, *ordenes: str) -> None:
    """Como dueño de la base: cambia lo que quiera y vuelve a calcular todas las huellas, que es público cómo."""
    por_fuera(libros, *ordenes)
    with libros.connect() as conexion:
        rehechas = [
            o for libro, sello in cadena.sellos_de(conexion).items() for o in _de_un_libro(conexion, libro, sello)
        ]
    por_fuera(libros, *rehechas)


def _de_un_libro(conexion: Connection, libro: str, sello: str) -> list[str]:
    filas = conexion.exec_driver_sql(f"SELECT * FROM {libro} ORDER BY id").mappings().all()
    anterior, hechas = cadena.INICIO, []
    for fila in filas:
        valores = [valor for columna, valor in fila.items() if columna not in ("id", sello)]
        anterior = cadena.eslabon(libro, fila["id"], anterior, valores)
        if anterior != fila[sello]:
            hechas.append(f"UPDATE {libro} SET {sello} = '{anterior}' WHERE id = {fila['id']}")
    return hechas


def test_lo_anclado_sigue_ahi_aunque_los_libros_crezcan(libros: Engine, lugar: Lugar, tmp_path: Path) -> None:
    assert anclar(libros, lugar, CUANDO, {})[1] == 1
    assert anclar(libros, lugar, CUANDO, {})[1] == 0, "nada cambió: no se agrega otra"
    assert dice(libros, lugar) == ""
    cargar(libros, tmp_path, Recibo="A-9")
    assert dice(libros, lugar) == "", "crecer no es cambiar"
    renglon, cual = anclar(libros, lugar, CUANDO, {})
    assert cual == 2
    with instante(libros) as conexion:
        assert renglon.raiz == ancla.raiz(puntas(conexion))
        assert set(renglon.puntas) == set(cadena.sellos_de(conexion)), "todo lo que lleva cadena"


ATAQUES = {
    "el importe de un crédito": (
        f"UPDATE credito SET importe = 1 WHERE folio = '{FOLIO}'",
        f"UPDATE movimiento SET importe = 1 WHERE folio = '{FOLIO}' AND tipo = 'ALTA' AND componente = 'HISTORICO'",
    ),
    "el nombre del deudor": (f"UPDATE credito SET nombre = 'Otra Persona' WHERE folio = '{FOLIO}'",),
    "una fecha de un acto": ("UPDATE acto SET fecha = '2020-01-01' WHERE id = 1",),
    "la hora de la primera carga": (),
}


@pytest.mark.parametrize("ordenes", ATAQUES.values(), ids=ATAQUES)
def test_f2_reescribir_la_cadena_entera_pasa_la_base_y_no_el_testigo(
    libros: Engine, lugar: Lugar, ordenes: tuple[str, ...]
) -> None:
    anclar(libros, lugar, CUANDO, {})
    reescribir(libros, *ordenes, DIRECTO[libros.dialect.name])
    assert fallas(libros) == {}, "por dentro todo concuerda: es un ataque bien hecho"
    assert "desde el ancla 1" in dice(libros, lugar)
    with pytest.raises(ErrorDeDatos, match="No se ancló"):
        anclar(libros, lugar, CUANDO, {})


def test_la_ultima_carga_borrada_se_dice(libros: Engine, lugar: Lugar, tmp_path: Path) -> None:
    cargar(libros, tmp_path, Recibo="A-9")
    anclar(libros, lugar, CUANDO, {})
    with libros.connect() as conexion:
        (ultimo,) = conexion.execute(text("SELECT MAX(id) FROM lote")).one()
    tablas = ("movimiento", "acto", "recibo", "cuarentena", "version")
    por_fuera(
        libros,
        *(f"DELETE FROM {t} WHERE lote = {ultimo}" for t in tablas),
        f"DELETE FROM lote WHERE id = {ultimo}",
        "DELETE FROM custodia WHERE id = (SELECT MAX(id) FROM custodia)",  # su cierre
    )
    assert fallas(libros) == {}, "por dentro todo concuerda"
    assert "ya no está desde el ancla 1" in dice(libros, lugar)


def test_un_libro_que_ya_no_existe_se_dice(libros: Engine, lugar: Lugar) -> None:
    anclar(libros, lugar, CUANDO, {})
    with libros.begin() as conexion:
        conexion.exec_driver_sql("ALTER TABLE acto RENAME TO otra_cosa")
    assert "«acto» ya no está" in dice(libros, lugar)


def test_otra_base_en_su_lugar_se_dice(libros: Engine, lugar: Lugar, otro_motor: Engine, tmp_path: Path) -> None:
    """Vuelta a cargar con los mismos archivos: los mismos folios y otra identidad."""
    anclar(libros, lugar, CUANDO, {})
    _con_historia(otro_motor, tmp_path)
    assert "la sustituyeron" in dice(otro_motor, lugar)


@pytest.fixture
def otro_motor(plantilla_sqlite: Path, tmp_path: Path) -> Engine:
    """Otra base, recién hecha."""
    from cobranza.almacen.migrar import migrar

    motor = abrir(f"sqlite:///{tmp_path / 'otra.db'}")
    migrar(motor)
    return motor


class TestImpresa:
    @pytest.fixture
    def papel(self, libros: Engine) -> tuple[str, str]:
        """Lo que se leyó del QR de un informe de hoy."""
        with instante(libros) as conexion:
            leida = ancla.impresa(ancla.texto(huella_de_base(conexion), ancla.raiz(puntas(conexion))))
        assert leida
        return leida

    def test_al_terminar_cada_carga_se_imprime_una_y_todas_se_encuentran_despues(
        self, libros: Engine, tmp_path: Path
    ) -> None:
        """También las de antes de que un recibo cambiara de estado y se recontara su historia."""
        impresas = []
        for recibo in (
            {"Recibo": "A-9"},
            {"Recibo": "A-10"},
            DEVUELTO | {"Recibo": "A-9", "Fecha de estado": "2025-05-02"},
            {"Recibo": "A-11"},
        ):
            cargar(libros, tmp_path, **recibo)
            with instante(libros) as conexion:
                impresas.append((ancla.corta(huella_de_base(conexion)), ancla.raiz(puntas(conexion))))
        assert len(set(impresas)) == 4
        revisadas = [revisar_impresa(libros, *impresa) for impresa in impresas]
        assert [r.falla for r in revisadas] == [""] * 4

    def test_los_reescritos_no(self, libros: Engine, papel: tuple[str, str]) -> None:
        reescribir(libros, *ATAQUES["el nombre del deudor"])
        assert fallas(libros) == {}
        revisada = revisar_impresa(libros, *papel)
        assert revisada.codigo == 3
        assert "no la dan en ningún momento" in revisada.falla

    def test_la_de_otra_base_se_dice(self, libros: Engine, papel: tuple[str, str]) -> None:
        assert "es de la base abcdefabcdef" in revisar_impresa(libros, "abcdef" * 2, papel[1]).falla


class TestRegistros:
    """Lo que se agrega fuera de la base también queda anclado."""

    @pytest.mark.parametrize(
        ("cambio", "falla"),
        [
            (lambda texto: texto + "tres\n", False),
            (lambda texto: texto + "a medias", False),
            (lambda texto: texto.replace("dos", "DOS"), True),
            (lambda texto: texto.split("\n", 1)[0] + "\n", True),
            (lambda texto: "", True),
        ],
    )
    def test_agregar_no_se_nota_y_lo_demas_si(
        self, libros: Engine, lugar: Lugar, tmp_path: Path, cambio: Callable[[str], str], falla: bool
    ) -> None:
        registro = tmp_path / "publicadas.jsonl"
        registro.write_text("uno\ndos\n")
        anclar(libros, lugar, CUANDO, {registro.name: registro})
        registro.write_text(cambio(registro.read_text()))
        fallan = [r for r in revisar_testigo(libros, lugar, firma.publicas(), {registro.name: registro}) if r.falla]
        assert bool(fallan) == falla
        assert all("publicadas.jsonl" in r.falla for r in fallan)

    def test_el_que_ya_no_esta_se_dice(self, libros: Engine, lugar: Lugar, tmp_path: Path) -> None:
        registro = tmp_path / "publicadas.jsonl"
        registro.write_text("uno\n")
        anclar(libros, lugar, CUANDO, {registro.name: registro})
        registro.unlink()
        dicho = [r.falla for r in revisar_testigo(libros, lugar, firma.publicas(), {registro.name: registro})]
        assert any("publicadas.jsonl" in falla for falla in dicho)


class TestLoPublicadoDespuesDelAncla:
    """Un informe publicado también dice hasta dónde llegaban los libros: es un ancla más."""

    @staticmethod
    def _de_hoy(libros: Engine) -> dict[str, object]:
        with instante(libros) as conexion:
            hoy = puntas(conexion)
            return {"base": huella_de_base(conexion), "raiz": ancla.raiz(hoy), "puntas": hoy}

    def test_reescribir_lo_posterior_al_ancla_se_dice_y_no_se_ancla_encima(
        self, libros: Engine, lugar: Lugar, tmp_path: Path
    ) -> None:
        anclar(libros, lugar, CUANDO, {})
        cargar(libros, tmp_path, Recibo="R-POSTERIOR")
        publicado = {"la corrida abc": self._de_hoy(libros)}
        assert revisar_publicado(libros, publicado).falla == ""
        reescribir(libros, "UPDATE movimiento SET importe = importe - 1 WHERE id = (SELECT MAX(id) FROM movimiento)")
        assert dice(libros, lugar) == "", "el ancla es de antes y no lo ve"
        assert "desde que se publicó la corrida abc" in revisar_publicado(libros, publicado).falla
        with pytest.raises(ErrorDeDatos, match="No se ancló: el renglón"):
            anclar(libros, lugar, CUANDO, {}, publicado)

    def test_seguir_cargando_no_estorba_ni_lo_de_otra_base(self, libros: Engine, tmp_path: Path) -> None:
        dicha = self._de_hoy(libros)
        cargar(libros, tmp_path, Recibo="R-POSTERIOR")
        otra = dicha | {"base": "2:" + "0" * 64, "puntas": {"acto": (9999, "x")}}
        assert revisar_publicado(libros, {"una": dicha, "otra": otra, "vieja": {}}).falla == ""

    def test_el_papel_se_reconoce_aunque_un_libro_sin_cargas_haya_crecido(self, libros: Engine) -> None:
        dicha = self._de_hoy(libros)
        papel = ancla.corta(str(dicha["base"])), str(dicha["raiz"])
        reescribir(
            libros,
            "INSERT INTO intento (id, registrado, usuario, que, asunto, dicho, impedimentos, huella) "
            "VALUES (1, '2026-01-05 09:00:00', 'caja', 'x', 'x', '', '', '2:x')",
        )
        assert revisar_impresa(libros, *papel).falla, "sin saber qué resume no se puede decir"
        assert _la_impresa(libros, *papel, [dicha]).falla == ""
        assert _la_impresa(libros, *papel, [dicha | {"puntas": {}}]).falla

    @pytest.mark.parametrize("mala", [{}, {"acto": [1]}, {"acto": (1, "otra")}, None, {"acto": ("x", "y")}])
    def test_unas_puntas_que_no_son_las_de_su_raiz_se_dicen(self, libros: Engine, mala: object) -> None:
        assert "la alteraron" in revisar_publicado(libros, {"una": self._de_hoy(libros) | {"puntas": mala}}).falla
