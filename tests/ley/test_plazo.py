"""Los plazos por su clave: vigencia, unidad, último día y rótulo."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest

from cobranza.base.errores import ErrorDeLey
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.norma import Norma, norma
from cobranza.ley.parametros import Serie
from cobranza.ley.plazo import cantidades, plazo, ultimo_dia, vigencias

FEDERAL = norma("federal")


def _ultimo(clave: str, desde: str) -> str:
    return fecha_de(int(ultimo_dia(FEDERAL, clave, np.array([dia(date.fromisoformat(desde))]))[0])).isoformat()


@pytest.mark.parametrize(
    ("clave", "desde", "ultimo"),
    [
        ("REM-06", "2026-01-30", "2026-02-03"),  # viernes; el lunes 2 de febrero es inhábil
        ("EST-02", "2026-03-02", "2026-03-17"),
        ("EST-02", "2026-03-01", "2026-03-17"),  # el 16, tercer lunes de marzo, es inhábil (art. 12, quinto párrafo)
        ("MET-REQUERIR", "2026-03-01", "2026-04-30"),
        ("MET-REQUERIR", "2026-03-03", "2026-05-02"),  # sábado: una meta de la oficina no se recorre
        ("GAR-03", "2026-01-15", "2026-07-15"),
        ("GAR-03", "2026-08-31", "2027-03-01"),  # el 31 de febrero no existe: primer hábil de marzo
        ("MET-INVESTIGACION", "2025-01-15", "2026-01-31"),
    ],
)
def test_el_ultimo_dia_de_cada_unidad(clave: str, desde: str, ultimo: str) -> None:
    assert _ultimo(clave, desde) == ultimo


def test_antes_de_su_vigencia_no_hay_plazo_que_inventar() -> None:
    with pytest.raises(ErrorDeLey, match=r"GAR-03.*rige desde el 2026-01-01.*plazos\.yaml"):
        plazo(FEDERAL, "GAR-03", date(2025, 12, 31))
    dias_de = np.array([dia(date(2025, 12, 31)), dia(date(2026, 1, 1))])
    assert ultimo_dia(FEDERAL, "GAR-03", dias_de, sin=-7)[0] == -7
    with pytest.raises(ErrorDeLey, match="2025-12-31"):
        cantidades(FEDERAL, "GAR-03", dias_de)
    with pytest.raises(ErrorDeLey, match=r"NADA-01.*no está en la tabla"):
        plazo(FEDERAL, "NADA-01", date(2026, 1, 1))


def test_una_reforma_rige_desde_su_dia(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otra vigencia cambia los plazos que empiezan desde ese día y no los de antes."""
    serie = FEDERAL.serie("plazos")
    uno = next(r for r in serie.renglones if r["clave"] == "INM-04")
    otros = ({**uno, "hasta": "2026-06-30"}, {**uno, "desde": "2026-07-01", "valor": "5"})
    con_reforma = replace(serie, renglones=otros)
    monkeypatch.setattr(Norma, "serie", lambda _, clave: con_reforma)
    dias_de = np.array([dia(date(2026, 6, 30)), dia(date(2026, 7, 1))])
    assert cantidades(FEDERAL, "INM-04", dias_de).tolist() == [3, 5]


@pytest.mark.parametrize(("campo", "malo"), [("unidad", "quincenas"), ("valor", "2/3")])
def test_una_tabla_que_no_se_entiende_se_dice(monkeypatch: pytest.MonkeyPatch, campo: str, malo: str) -> None:
    serie: Serie = FEDERAL.serie("plazos")
    mala = replace(serie, renglones=({**serie.renglones[0], campo: malo},))
    monkeypatch.setattr(Norma, "serie", lambda _, clave: mala)
    with pytest.raises(ErrorDeLey, match=malo):
        vigencias(FEDERAL, mala.renglones[0]["clave"])


def test_la_meta_interna_y_lo_heredado_van_rotulados() -> None:
    al = date(2026, 3, 2)
    assert plazo(FEDERAL, "MET-VALUAR", al).es_meta and not plazo(FEDERAL, "REM-07", al).es_meta
    assert plazo(norma("estatal_chiapas"), "REM-07", al).calidad == "ilustrativo"


def test_ningun_plazo_se_traslapa() -> None:
    for clave in {r["clave"] for r in FEDERAL.serie("plazos").renglones}:
        suyos = vigencias(FEDERAL, clave)
        assert all(antes.hasta < despues.desde for antes, despues in pairwise(suyos)), clave
