"""Los ejemplos publicados por terceros y los números del marco legal, reproducidos centavo por centavo."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from cobranza import temas
from cobranza.base.ajustes import ajustes

CARPETA = Path(__file__).parents[1] / "casos"
PUBLICADOS = ("t01", "t02", "t05", "t13", "t16", "t18", "t22", "t25", "t26", "t28")


def _leer() -> Iterator[Any]:
    for archivo in sorted(CARPETA.glob("*.yaml")):
        for numero, caso in enumerate(yaml.safe_load_all(archivo.read_text(encoding="utf-8")), 1):
            yield pytest.param(caso, id=f"{archivo.stem}-{numero}-{caso['tema']}")


CASOS = list(_leer())


def _en_lista(valor: Any) -> list[dict[str, Any]]:
    return valor if isinstance(valor, list) else [valor]


@pytest.fixture
def norma_del_caso(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Si el caso trae parámetros propios (otra entidad, otra época), se ponen sobre una copia de los de la casa."""
    propios = request.getfixturevalue("caso").get("parametros")
    if not propios:
        return
    shutil.copytree(ajustes().params / "legales", tmp_path / "legales")
    for nombre, contenido in propios.items():
        (tmp_path / "legales" / nombre).write_text(yaml.safe_dump(contenido, allow_unicode=True), encoding="utf-8")
    monkeypatch.setenv("COBRANZA_PARAMS", str(tmp_path))


@pytest.mark.usefixtures("norma_del_caso")
@pytest.mark.parametrize("caso", CASOS)
def test_el_programa_reproduce_el_caso(caso: dict[str, Any]) -> None:
    entradas, esperadas = _en_lista(caso["entrada"]), _en_lista(caso["salida"])
    for entrada, esperada in zip(entradas, esperadas, strict=True):
        obtenida = temas.calcular(caso["tema"], entrada, caso.get("interpretaciones", {}))
        assert {campo: obtenida[campo] for campo in esperada} == esperada, caso["fuente"]


@pytest.mark.usefixtures("norma_del_caso")
@pytest.mark.parametrize("caso", CASOS)
def test_los_renglones_que_suman_dan_el_resultado(caso: dict[str, Any]) -> None:
    suma = {t.clave: t.suma for t in temas.temas()}[caso["tema"]]
    for entrada in _en_lista(caso["entrada"]):
        obtenida = temas.calcular(caso["tema"], entrada, caso.get("interpretaciones", {}))
        suman = [Decimal(r["monto"]) for r in obtenida["renglones"] if r["suma"] and r["monto"] is not None]
        assert sum(suman) == (Decimal(obtenida[suma]) if suma else 0)


def test_estan_todos_los_casos_publicados() -> None:
    assert {a.stem[:3] for a in CARPETA.glob("t*.yaml")} == set(PUBLICADOS)


def test_cada_tema_tiene_un_caso_con_fuente() -> None:
    casos = [parametro.values[0] for parametro in CASOS]
    assert all(c["fuente"] for c in casos)
    assert {t.clave for t in temas.temas()} == {c["tema"] for c in casos}
