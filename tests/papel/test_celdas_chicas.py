"""Lo que se calla no se deduce: ni del total del renglón ni del de la columna."""

from __future__ import annotations

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from papel.determinadas import determinadas

from cobranza.papel.celdas_chicas import al_final, calladas, desgloses_por_reservar, renglones_por_reservar
from cobranza.papel.formato import Reservada
from cobranza.papel.tabla import Columna, Tabla

MINIMO = 3
AMBITOS = ("estatal", "federal")
cuadros = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=7)


def _callado(partes: list[tuple[int, int]]) -> tuple[list[bool], list[bool]]:
    """Qué renglones y qué desgloses se callan; cada contribuyente está en un solo ámbito."""
    cuantos = [sum(p) for p in partes]
    renglones = renglones_por_reservar(cuantos, MINIMO)
    return renglones, desgloses_por_reservar(renglones, partes, cuantos, MINIMO)


@given(cuadros)
def test_ninguna_celda_callada_queda_determinada(partes: list[tuple[int, int]]) -> None:
    renglones, desgloses = _callado(partes)
    valores = {(k, a): 100 * n for k, p in enumerate(partes) for a, n in zip(AMBITOS, p, strict=True)}
    valores |= {(k, "total"): valores[k, "estatal"] + valores[k, "federal"] for k in range(len(partes))}
    ocultas = {
        c: v for c, v in valores.items() if renglones[c[0]] or (desgloses[c[0]] and c[1] != "total")
    }  # fmt: skip
    ecuaciones = [{(k, "estatal"): 1, (k, "federal"): 1, (k, "total"): -1} for k in range(len(partes))]
    ecuaciones += [{(k, columna): 1 for k in range(len(partes))} for columna in (*AMBITOS, "total")]
    que_importan = {c for c, v in ocultas.items() if v}
    assert not determinadas(ocultas, ecuaciones) & que_importan


@given(cuadros)
def test_todo_renglon_chico_se_calla_si_hay_con_que_taparlo(partes: list[tuple[int, int]]) -> None:
    renglones, desgloses = _callado(partes)
    if sum(1 for p in partes if sum(p)) < 2:
        assert not any(renglones)
        return
    for p, renglon, desglose in zip(partes, renglones, desgloses, strict=True):
        assert renglon or not 0 < sum(p) < MINIMO
        assert renglon or desglose or not any(0 < n < MINIMO for n in p)
    if not any(0 < n < MINIMO for p in partes for n in (*p, sum(p))):
        assert not any(renglones) and not any(desgloses), "sin celdas chicas no se calla nada"


def test_la_tabla_lo_dice_en_la_pagina_en_el_texto_y_en_el_excel() -> None:
    filas = calladas(pd.DataFrame({"a": ["x", "y", "z"], "n": [10, 20, 30]}), [True, False, True], ["n"], MINIMO)
    filas = al_final(filas, [True, False, True], "a")
    assert filas["a"].tolist() == ["y", "x", "z"]
    tabla = Tabla("T", [Columna("a", "A"), Columna("n", "N", "pesos")], filas, total={"a": "Total", "n": 60})
    assert '<abbr title="reservado; por qué, en la nota">res.</abbr>' in tabla.html()
    assert "res., reservado: menos de 3 contribuyentes" in tabla.html()
    assert "res., reservado: menos de 3 contribuyentes" in tabla.texto()
    assert [f[1] for f in tabla.datos()["filas"]] == [20, "res.", "res."] and tabla.datos()["total"] == ["Total", 60]
    assert isinstance(filas["n"][1], Reservada)
