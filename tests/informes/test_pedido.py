"""Cada cuaderno comprueba lo suyo con nada delante: sólo un sí es sí, y lo que sale con nombres queda anotado."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from informes.conftest import dicho

from cobranza.base import nominativas
from cobranza.base.errores import ErrorDeEjecucion, ErrorDeUso
from cobranza.informes import (
    cancelacion,
    convenios,
    garantias,
    informe_cartera,
    liquidacion,
    lista_de_trabajo,
    prescripcion,
    que_pasa_si,
    verificacion_pae,
)
from cobranza.informes.pedido import inyectados

pytestmark = pytest.mark.lenta

CORTE, FOLIO = "2025-12-31", "TGZ-2021-000001"
CON_NOMBRES: dict[str, tuple[Callable[..., Any], dict[str, Any]]] = {
    "cancelacion": (cancelacion.preparar, {}),
    "convenios": (convenios.preparar, {}),
    "garantias": (garantias.preparar, {}),
    "informe_cartera": (informe_cartera.preparar, {}),
    "liquidacion": (liquidacion.preparar, {"folio": FOLIO}),
    "lista_de_trabajo": (lista_de_trabajo.preparar, {}),
    "prescripcion": (prescripcion.preparar, {"meses": 12}),
    "verificacion_pae": (verificacion_pae.preparar, {}),
}


@pytest.fixture
def registro(oficina: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[dict[str, Any]]]:
    """Lo anotado desde que empieza la prueba."""
    antes = len(nominativas.leer().renglones)
    return lambda: list(nominativas.leer().renglones[antes:])


@pytest.mark.parametrize("cuaderno", CON_NOMBRES)
@pytest.mark.parametrize("dado", ["false", "no", "0", "", "False", None, 0])
def test_lo_que_no_es_un_si_no_trae_nombres_ni_se_anota(
    registro: Callable[[], list[Any]], cuaderno: str, dado: object
) -> None:
    preparar, otros = CON_NOMBRES[cuaderno]
    assert preparar(corte=CORTE, nominativo=dado, **otros).nominativo is False
    assert registro() == []


@pytest.mark.parametrize("cuaderno", CON_NOMBRES)
def test_lo_que_sale_con_nombres_queda_anotado(
    registro: Callable[[], list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch, cuaderno: str
) -> None:
    preparar, otros = CON_NOMBRES[cuaderno]
    monkeypatch.setenv("COBRANZA_CORRIDA", "3f9a01bc44de")
    monkeypatch.setenv("LOGNAME", "analista")
    assert preparar(corte=CORTE, nominativo="sí", **otros).nominativo is True
    (anotado,) = registro()
    assert (anotado["quien"], anotado["cuaderno"], anotado["corrida"]) == ("analista", cuaderno, "3f9a01bc44de")
    assert anotado["parametros"] == {"corte": CORTE, "nominativo": True, **otros}
    assert anotado["cuando"].startswith("20")


def test_sin_poder_anotar_no_hay_nombres(oficina: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    estorbo = tmp_path / "archivo"
    estorbo.write_text("", encoding="utf-8")
    monkeypatch.setattr(nominativas, "ruta", lambda _: estorbo / "nominativas.jsonl")
    with pytest.raises(ErrorDeEjecucion, match="sin esa nota no sale"):
        lista_de_trabajo.preparar(corte=CORTE, nominativo=True)


@pytest.mark.parametrize("preparar", [p for p, _ in CON_NOMBRES.values()] + [que_pasa_si.preparar])
@pytest.mark.parametrize("malo", [{"corte": 2025}, {"corte": CORTE, "delegacion": ["TGZ"]}, {"corte": "2025-13-01"}])
def test_lo_mal_pedido_se_detiene_antes_de_abrir_los_libros(
    monkeypatch: pytest.MonkeyPatch, preparar: Callable[..., Any], malo: dict[str, Any]
) -> None:
    if preparar is liquidacion.preparar:
        malo = {k: v for k, v in malo.items() if k != "delegacion"} | {"folio": 1.5}
    monkeypatch.setattr("cobranza.informes.entrada.foto_actual", lambda *_: pytest.fail("abrió los libros"))
    with pytest.raises(ErrorDeUso, match="El parámetro «"):
        preparar(**malo)


def test_un_parametro_que_el_cuaderno_no_tiene_se_ve_en_lo_que_dio_papermill(
    oficina: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dadas = ["", 'corte: str = "2025-12-31"', '# Parameters\ndelegacio = "DH-TGZ"\n']
    nucleo = SimpleNamespace(user_ns={"In": dadas})
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: nucleo))
    assert list(inyectados()) == ["delegacio"]
    with pytest.raises(ErrorDeUso, match=r"«delegacio»\. ¿Quisiste decir «delegacion»\?"):
        lista_de_trabajo.preparar(corte=CORTE)
    dadas.append("# Parameters\ndelegacion = 'DH-TGZ'\nnominativo = False\n")
    assert lista_de_trabajo.preparar(corte=CORTE, delegacion="DH-TGZ").delegacion == "DH-TGZ"


def test_la_delegacion_por_su_nombre_da_lo_mismo_que_por_su_clave(oficina: Path) -> None:
    por_nombre = lista_de_trabajo.preparar(corte=CORTE, delegacion="tuxtla gutierrez")
    por_clave = lista_de_trabajo.preparar(corte=CORTE, delegacion="DH-TGZ")
    assert dicho([lista_de_trabajo.lista(por_nombre)]) == dicho([lista_de_trabajo.lista(por_clave)])


def test_el_registro_solo_se_agrega_y_es_de_quien_lo_hizo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path}/datos/libros.db")
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path / "outputs"))
    for numero in range(3):
        nominativas.registrar("nomina_gastos", {"corte": CORTE, "numero": numero})
    archivo = tmp_path / "datos" / "nominativas.jsonl"
    assert [json.loads(r)["parametros"]["numero"] for r in archivo.read_text(encoding="utf-8").splitlines()] == [
        0,
        1,
        2,
    ]
    assert archivo.stat().st_mode & 0o077 == 0


def test_el_registro_nunca_queda_entre_lo_que_se_comparte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COBRANZA_SALIDAS", str(tmp_path))
    monkeypatch.setenv("COBRANZA_BD", f"sqlite:///{tmp_path}/libros.db")
    nominativas.registrar("nomina_gastos", {"corte": CORTE})
    assert [r.relative_to(tmp_path).as_posix() for r in tmp_path.rglob("*.jsonl")] == ["reservado/nominativas.jsonl"]
