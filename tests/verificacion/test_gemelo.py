"""Lo que se siembra en la cartera de ejemplo se halla todo, y nada más."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from pandas.testing import assert_frame_equal

from cobranza.almacen.foto import Foto
from cobranza.almacen.toma import foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.ley.norma import de_la_oficina
from cobranza.puertas.ejemplo import demo
from cobranza.verificacion.entera import verificada
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.exactitud import comparar, exactitud, leer_verdad
from cobranza.verificacion.pae import leer
from cobranza.verificacion.recientes import Recientes, recientes
from cobranza.verificacion.regla import reglas

pytestmark = pytest.mark.lenta

CIERRE = date(2025, 12, 31)


@pytest.fixture(scope="module")
def foto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foto]:
    """La cartera de ejemplo más chica en que todas las reglas tienen quien las incumpla."""
    carpeta = tmp_path_factory.mktemp("gemelo")
    with pytest.MonkeyPatch.context() as entorno:
        entorno.setenv("COBRANZA_BD", f"sqlite:///{carpeta / 'demo.db'}")
        entorno.setenv("COBRANZA_SALIDAS", str(carpeta))
        demo(creditos=2_000)
        yield foto_actual(ajustes().bd, ajustes().salidas)


@pytest.fixture(scope="module")
def todos(foto: Foto) -> pd.DataFrame:
    """Los hallazgos al cierre de toda la cartera; se lee, no se cambia."""
    return evaluar(leer(foto.conexion(), de_la_oficina(), CIERRE))


@pytest.mark.parametrize("corte", [CIERRE, date(2025, 6, 30), date(2023, 3, 15)], ids=str)
def test_se_halla_todo_lo_sembrado_y_nada_mas(foto: Foto, corte: date) -> None:
    pae = leer(foto.conexion(), de_la_oficina(), corte)
    sembrado = leer_verdad(ajustes().salidas / "demo" / "verdad" / "anomalias.csv", pae)
    distinto = comparar(evaluar(pae), sembrado).query("donde != 'ambos'")
    assert distinto.empty, distinto.to_string()


def test_cada_regla_tiene_que_hallar_algo(foto: Foto) -> None:
    pae = leer(foto.conexion(), de_la_oficina(), CIERRE)
    sembrado = leer_verdad(ajustes().salidas / "demo" / "verdad" / "anomalias.csv", pae)
    medida = exactitud(evaluar(pae), sembrado).set_index("regla")
    assert (medida.loc[["PAE001", "PAE018", *sembrado["regla"].unique()], "aciertos"] > 0).all(), medida.to_string()


@pytest.mark.parametrize("delegacion", ["DH-TAP", "DH-PIC"])
def test_una_delegacion_sola_halla_lo_mismo_que_en_el_total(foto: Foto, todos: pd.DataFrame, delegacion: str) -> None:
    # también lo que le traspasaron y sin lo que traspasó
    conexion = foto.conexion()
    suyos = todos[todos["delegacion"] == delegacion].reset_index(drop=True)
    assert len(suyos)
    assert_frame_equal(evaluar(leer(conexion, de_la_oficina(), CIERRE, delegacion)), suyos)


@pytest.mark.muestra(2)
@pytest.mark.parametrize("delegacion", ["", "DH-TAP"])
@pytest.mark.parametrize("desde", [date(2025, 12, dia) for dia in range(1, 32)], ids=str)
def test_lo_registrado_desde_un_dia_da_de_sus_creditos_lo_mismo_que_la_corrida_entera(
    foto: Foto, todos: pd.DataFrame, desde: date, delegacion: str
) -> None:
    solo = recientes(foto, desde, CIERRE)
    parcial = verificada(foto, de_la_oficina(), CIERRE, [r.clave for r in reglas()], delegacion, solo)
    suyos = todos["folio"].isin(_folios(foto, solo))
    if delegacion:
        suyos &= todos["delegacion"] == delegacion
    assert suyos.any()
    assert_frame_equal(parcial.hallazgos, todos[suyos].reset_index(drop=True))
    assert parcial.en_cartera == 2_000


def test_cada_dia_de_un_mes_se_ven_los_creditos_con_algo_registrado_y_ninguno_mas(foto: Foto) -> None:
    conexion = foto.conexion()
    for dia in range(1, 32):
        desde = date(2025, 12, dia)
        assert set(recientes(foto, desde, CIERRE).numeros) == _con_algo(conexion, desde)


def _folios(foto: Foto, solo: Recientes) -> set[str]:
    return {f for (f,) in foto.acotada(solo.numeros).conexion().execute("SELECT folio FROM credito").fetchall()}


def _con_algo(conexion: DuckDBPyConnection, desde: date) -> set[int]:
    """Renglón por renglón. Todo se cargó hoy, después de diciembre: manda lo que los archivos dicen."""
    tablas = {"credito": "id", "acto": "credito", "movimiento": "credito"}
    leidas = [conexion.execute(f"SELECT {n}, fecha_registro FROM {t}").fetchall() for t, n in tablas.items()]
    return {numero for tabla in leidas for numero, registro in tabla if registro >= desde}
