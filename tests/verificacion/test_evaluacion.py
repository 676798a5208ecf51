"""La tabla de hallazgos: completa, en orden, y la misma por partes que de una vez."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from duckdb import DuckDBPyConnection
from hypothesis import given, settings
from hypothesis import strategies as st
from oficina import acto, credito
from pandas.testing import assert_frame_equal
from verificacion import expedientes
from verificacion.expedientes import CORTE

from cobranza.almacen.sesion import abrir
from cobranza.almacen.toma import foto_actual
from cobranza.ley.norma import de_la_oficina
from cobranza.verificacion.entera import verificada
from cobranza.verificacion.evaluacion import COLUMNAS, evaluar, halladas, no_evaluadas, ordenar
from cobranza.verificacion.pae import Pae, leer
from cobranza.verificacion.regla import Severidad, reglas

pytestmark = pytest.mark.lenta


def test_evaluar_por_delegaciones_da_lo_mismo_que_junto(conexion: DuckDBPyConnection, todos: pd.DataFrame) -> None:
    partes = [evaluar(leer(conexion, de_la_oficina(), CORTE, delegacion)) for delegacion in ("DH-TGZ", "DH-TAP")]
    assert all(len(parte) for parte in partes)
    assert_frame_equal(ordenar(partes), todos)


def test_por_partes_y_en_varios_procesos_da_lo_mismo_que_junto(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """También lo que ocurre entre partes: la misma persona, a la misma hora, o un deudor en tres."""
    url = expedientes.los_doce(tmp_path)
    with abrir(url).begin() as conexion:
        for folio, delegacion, municipio in (("AQUI", "DH-TGZ", "07101"), ("ALLA", "DH-TAP", "07089")):
            credito(conexion, folio, delegacion=delegacion, municipio=municipio)
            acto(conexion, folio, "REQUERIMIENTO", "2025-11-12", persona=expedientes.EJECUTOR, resultado="PRACTICADA",
                 hora_inicio="10:00", hora_fin="10:40")  # fmt: skip
        for folio, delegacion in (("DE-UNO", "DH-TGZ"), ("DE-OTRO", "DH-TAP"), ("DE-OTRO-MAS", "DH-PIC")):
            credito(conexion, folio, delegacion=delegacion, rfc="DEUD010101AAA", importe=80_000)
            acto(conexion, folio, "CANCELACION", "2025-11-12", resultado="INCOSTEABILIDAD", monto=100)
    foto, claves = foto_actual(url, tmp_path), [r.clave for r in reglas()]
    pae = leer(foto.conexion(), de_la_oficina(), CORTE)
    assert len(pae.encimados) == 2 and len(foto.partes(1)) > 2
    de_varios = evaluar(pae, ["PAE087"])
    assert set(de_varios["folio"]) == {"DE-UNO", "DE-OTRO", "DE-OTRO-MAS"}
    monkeypatch.setattr("cobranza.verificacion.entera.CREDITOS_POR_PARTE", 1)
    vista = verificada(foto, de_la_oficina(), CORTE, claves)
    assert_frame_equal(vista.hallazgos, evaluar(pae))
    assert_frame_equal(vista.sin_juzgar, no_evaluadas(pae, claves))
    assert vista.creditos == len(pae.creditos)


def solo(pae: Pae, folios: set[str]) -> Pae:
    """El procedimiento de unos cuantos créditos, como lo leería quien sólo tiene ésos."""
    creditos = pae.creditos[pae.creditos["folio"].isin(folios)].reset_index(drop=True)
    actos = pae.actos[pae.actos["folio"].isin(folios)].reset_index(drop=True)
    lugar = creditos.reset_index().set_index("folio")["index"]
    return replace(pae, creditos=creditos, actos=actos.assign(credito=lugar.loc[actos["folio"]].to_numpy()))


@pytest.mark.lenta
@settings(deadline=None, max_examples=6)
@given(st.data())
def test_lo_que_se_halla_en_un_credito_no_depende_de_los_demas(
    pae: Pae, todos: pd.DataFrame, data: st.DataObject
) -> None:
    folios = sorted(pae.creditos["folio"])
    algunos = data.draw(st.sets(st.sampled_from(folios), min_size=1, max_size=len(folios) - 1))
    partes = [evaluar(solo(pae, algunos)), evaluar(solo(pae, set(folios) - algunos))]
    assert_frame_equal(ordenar(partes), todos)


def test_lo_mas_grave_va_primero(todos: pd.DataFrame) -> None:
    gravedad = [list(Severidad).index(Severidad(s)) for s in todos["severidad"]]
    assert gravedad == sorted(gravedad)


def test_cada_hallazgo_viene_completo(todos: pd.DataFrame) -> None:
    assert tuple(todos.columns) == COLUMNAS
    assert todos.notna().all().all()
    assert todos["importe"].dtype == "int64"
    assert todos["evidencia"].str.endswith(".").all()
    assert not todos.duplicated(["regla", "folio", "acto"]).any()


def test_la_evidencia_no_dice_quien_es_el_contribuyente(todos: pd.DataFrame) -> None:
    frases = " ".join(todos["evidencia"])
    assert "XEXX010101000" not in frases and "Persona de Prueba" not in frases


def test_lo_que_esta_en_juego_es_el_saldo_salvo_que_sea_un_exceso_o_un_gasto(pae: Pae, todos: pd.DataFrame) -> None:
    importes = todos.set_index("acto")["importe"]
    saldos = pae.creditos.set_index("folio")["total"]
    assert importes["DILIGENCIA:en-domingo"] == saldos["DILIGENCIA"]
    assert importes["COBRADO:un-centavo-de-mas"] == importes["INMOVILIZADO:transferencia-de-mas"] == 1


def test_sin_creditos_no_hay_que_verificar(conexion: DuckDBPyConnection) -> None:
    vacio = leer(conexion, de_la_oficina(), date(2010, 1, 1))
    assert vacio.creditos.empty and vacio.actos.empty
    assert evaluar(vacio).empty


@pytest.fixture(scope="module")
def de_cartera_grande(conexion: DuckDBPyConnection) -> Pae:
    """Los mismos doce, con los textos como salen cuando son muchos."""
    with pytest.MonkeyPatch.context() as cambio:
        cambio.setattr("cobranza.verificacion.pae.POCOS", -1)
        return leer(conexion, de_la_oficina(), CORTE)


def test_en_una_cartera_grande_se_halla_lo_mismo(de_cartera_grande: Pae, todos: pd.DataFrame) -> None:
    assert de_cartera_grande.actos["referencia"].dtype == "str"
    assert_frame_equal(evaluar(de_cartera_grande), todos)


@pytest.mark.parametrize("una", reglas(), ids=lambda r: str(r.clave))
def test_en_una_cartera_grande_puede_no_haber_ni_un_acto_de_los_demas_tipos(una: Any, de_cartera_grande: Pae) -> None:
    """De los tipos con que la regla los compara no hay ninguno, o no hay ninguno de nada: no se cae."""
    actos = de_cartera_grande.actos
    for quedan in (actos["tipo"].isin(una.sobre), actos["tipo"].isin([]), ~actos["tipo"].isin(una.sobre)):
        de_esos = replace(de_cartera_grande, actos=actos[quedan].reset_index(drop=True))
        assert set(halladas(una, de_esos)["folio"]) <= set(de_cartera_grande.creditos["folio"])
