"""Lo que se siembra en la cartera de ejemplo se halla todo, y nada más."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from pandas.testing import assert_frame_equal

from cobranza.almacen.foto import Foto
from cobranza.almacen.toma import foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.ley.norma import de_la_oficina
from cobranza.puertas.carga import demo
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.exactitud import comparar, exactitud, leer_verdad
from cobranza.verificacion.pae import leer

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
def test_una_delegacion_sola_halla_lo_mismo_que_en_el_total(foto: Foto, delegacion: str) -> None:
    # también lo que le traspasaron y sin lo que traspasó
    conexion = foto.conexion()
    todos = evaluar(leer(conexion, de_la_oficina(), CIERRE))
    suyos = todos[todos["delegacion"] == delegacion].reset_index(drop=True)
    assert len(suyos)
    assert_frame_equal(evaluar(leer(conexion, de_la_oficina(), CIERRE, delegacion)), suyos)
