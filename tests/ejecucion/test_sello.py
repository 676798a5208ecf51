"""El sello de un informe: lo que se cambie, lo que se le quite y lo que se rehaga sin la clave, se dice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ejecucion.muestra import cuaderno, ficha
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cobranza.base import firma
from cobranza.ejecucion import sello
from cobranza.ejecucion.html import a_html

pytestmark = pytest.mark.lenta


@pytest.fixture
def con_clave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """La clave pública de esta oficina."""
    monkeypatch.setenv(firma.VARIABLE, str(tmp_path / "clave.pem"))
    return firma.crear()[1]


def _otra_clave(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(firma.VARIABLE, str(tmp_path / "otra.pem"))
    return firma.crear()[1]


def _informe() -> str:
    nodo = cuaderno()
    return a_html(nodo, contexto=ficha(nodo))


def _estado(pagina: str, *publicas: str) -> str:
    return sello.dictaminar(pagina.encode(), publicas).estado


def _sin_sello(pagina: str) -> str:
    return re.sub(r'<meta name="cobranza-sello".*\n', "", pagina)


def test_el_informe_de_la_oficina_es_autentico_y_dice_cual_es(con_clave: str) -> None:
    hallado = sello.dictaminar(_informe().encode(), [con_clave])
    assert (hallado.estado, hallado.publica) == ("auténtico", con_clave)
    assert (hallado.corrida, hallado.corte) == (ficha(cuaderno())["corrida"], "2025-12-31")


def test_la_misma_pagina_y_la_misma_clave_dan_los_mismos_bytes(con_clave: str) -> None:
    assert _informe() == _informe()


def test_otra_clave_no_cambia_nada_mas_que_el_sello(
    con_clave: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    una = _informe()
    ajena = _otra_clave(tmp_path, monkeypatch)
    otra = _informe()
    assert una != otra and _sin_sello(una) == _sin_sello(otra)
    assert _estado(otra, con_clave) == "otra clave"
    assert _estado(otra, con_clave, ajena) == "auténtico"


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(n=st.integers(0), bit=st.integers(0, 7), como=st.sampled_from(["bit", "quitar", "meter"]))
def test_ningun_cambio_pasa_por_autentico(con_clave: str, n: int, bit: int, como: str) -> None:
    crudo = _UNA.setdefault(con_clave, _informe().encode())
    lugar = n % len(crudo)
    cambiado = {
        "bit": crudo[:lugar] + bytes([crudo[lugar] ^ 1 << bit]) + crudo[lugar + 1 :],
        "quitar": crudo[:lugar] + crudo[lugar + 1 :],
        "meter": crudo[:lugar] + b" " + crudo[lugar:],
    }[como]
    assert sello.dictaminar(cambiado, [con_clave]).estado != "auténtico"


_UNA: dict[str, bytes] = {}


def test_cambiado_y_sellado_otra_vez_sin_la_clave(
    con_clave: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cambiada = _sin_sello(_informe()).replace("</main>", "16.1</main>")
    monkeypatch.setenv(firma.VARIABLE, "")
    monkeypatch.setenv("HOME", str(tmp_path / "sin clave"))
    assert _estado(sello.sellar(cambiada, "abc", "2025-12-31"), con_clave) == "sin firma"
    _otra_clave(tmp_path, monkeypatch)
    assert _estado(sello.sellar(cambiada, "abc", "2025-12-31"), con_clave) == "otra clave"


def test_el_sello_de_un_informe_no_vale_en_otro(con_clave: str) -> None:
    nodo = cuaderno()
    una, otra = _informe(), a_html(nodo, contexto=ficha(nodo, corrida="abcabcabcabc"))
    (suyo,) = re.findall(r'<meta name="cobranza-sello".*\n', una)
    assert _estado(re.sub(r'<meta name="cobranza-sello".*\n', lambda _: suyo, otra), con_clave) == "alterado"


@pytest.mark.parametrize(
    "crudo",
    [b"", b"\xff\xfe", b"<html></html>", b'<meta charset="utf-8">\n<meta name="cobranza-sello" content="{}">\n',
     b'<meta charset="utf-8">\n<meta name="cobranza-sello" content="' + b"[" * 1900 + b'">\n'],
)  # fmt: skip
def test_lo_que_no_es_un_informe_no_truena(crudo: bytes) -> None:
    assert sello.dictaminar(crudo, []).estado in ("sin sello", "alterado")


def test_el_sello_va_despues_de_decir_la_codificacion_y_antes_de_los_primeros_1024_bytes(con_clave: str) -> None:
    """Un navegador sólo busca la codificación al principio."""
    assert _informe().index('<meta charset="utf-8">') < 300
