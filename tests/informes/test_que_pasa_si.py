"""¿Qué pasa si…?: su oro, su cuadre y lo supuesto siempre rotulado."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from informes.conftest import dicho

from cobranza.base.errores import ErrorDeDatos, ErrorDeLey, ErrorDeUso
from cobranza.cartera.escenario import Escenario
from cobranza.informes import que_pasa_si as informe

CORTE = "2025-12-31"


@pytest.fixture(scope="module")
def datos(oficina: Path) -> informe.Datos:
    return informe.preparar(corte=CORTE, al_b="2026-06-30", mora_b="1.80", reduccion_multas_b="50")


def test_dice_lo_mismo_que_su_oro(datos: informe.Datos, oro: Callable[[str, str], None]) -> None:
    funciones = (informe.caratula, informe.supuestos, informe.causas, informe.por_concepto, informe.por_ambito,
                 informe.por_delegacion, informe.cuadrar)  # fmt: skip
    oro("que_pasa_si", dicho([f(datos) for f in funciones]))


def test_los_cuadros_suman_cada_escenario(datos: informe.Datos) -> None:
    for tabla in (informe.por_concepto(datos), informe.por_ambito(datos), informe.por_delegacion(datos)):
        assert tabla.total is not None
        assert (tabla.total["a"], tabla.total["b"]) == (datos.total_a, datos.total_b)
        assert tabla.ilustrativo


def test_dos_escenarios_iguales_lo_dicen(oficina: Path) -> None:
    datos = informe.preparar(corte=CORTE)
    assert "iguales" in informe.causas(datos).texto()


@pytest.mark.parametrize(
    ("dado", "dice"),
    [
        ({"reduccion_multas_b": "120"}, "«reduccion_multas_b» es «120»; se esperaba un por ciento, de 0 a 100"),
        ({"mora_a": "dos"}, "«mora_a» es «dos»; se esperaba una tasa mensual"),
        ({"mora_a": "-3"}, "«mora_a» es «-3»; se esperaba una tasa mensual en por ciento, de 0 a 100"),
        ({"inflacion_a": "abc"}, "«inflacion_a» es «abc»"),
        ({"inflacion_a": "0.355"}, "«inflacion_a» es «0.355»"),
        ({"al_b": "2025-06-30"}, "«corte» es 2025-12-31 y «al_b» es 2025-06-30"),
        ({"mora": "1"}, r"no tiene un parámetro «mora»\. ¿Quisiste decir «mora_b»"),
    ],
)
def test_lo_mal_supuesto_se_dice_antes_de_leer_la_cartera(
    monkeypatch: pytest.MonkeyPatch, dado: dict[str, str], dice: str
) -> None:
    monkeypatch.setattr(informe, "entrada", lambda *_: pytest.fail("leyó los libros"))
    with pytest.raises(ErrorDeUso, match=dice):
        informe.preparar(corte=CORTE, **dado)


@pytest.mark.parametrize("dada", ["1.80", "1.8", 1.8, "1.8 %"])
def test_la_misma_tasa_dicha_de_otra_manera_es_la_misma(oficina: Path, dada: str) -> None:
    """Papermill vuelve número lo que parece un número."""
    assert informe.preparar(corte=CORTE, mora_a=dada).a.mora == 180


@pytest.mark.parametrize(
    ("dado", "dice"),
    [
        ({"reduccion_multas": 15_000}, "La reducción de multas es 150.00; se esperaba de 0.00 a 100.00 por ciento"),
        ({"reduccion_multas": -500}, "se esperaba de 0.00 a 100.00"),
        ({"mora": -300}, "La tasa de mora supuesta es -3.00; se esperaba de 0.00 a 10.00 por ciento mensual"),
        ({"mora": 15_000}, "1.5 es uno y medio por ciento"),
        ({"inflacion": 3_500}, "La inflación supuesta es 35.00"),
    ],
)
def test_un_escenario_imposible_no_se_construye(dado: dict[str, int], dice: str) -> None:
    with pytest.raises((ErrorDeUso, ErrorDeDatos), match=re.escape(dice)):
        Escenario(al=date(2026, 6, 30), **dado)


def test_una_fecha_sin_indice_dice_que_suponer(oficina: Path) -> None:
    with pytest.raises(ErrorDeLey, match=r"supón inflacion_b y mora_b en por ciento mensual"):
        informe.preparar(corte=CORTE, al_b="2031-06-30")


def test_la_grafica_dice_lo_que_suma_y_lo_que_resta(datos: informe.Datos) -> None:
    """La causa que resta va con menos y hueca; la que suma, con más: no se dibujan iguales."""
    figura = informe.causas(datos).piezas[0]
    for causa, importe in datos.causas.items():
        if importe:
            signo = "−" if importe < 0 else "+"
            assert f"{signo}{datos.escala.corta(abs(importe))}" in figura.html(), causa
    assert {v > 0 for v in datos.causas.values() if v} == {True, False}


def test_el_signo_va_antes_del_de_pesos(oficina: Path) -> None:
    datos = informe.preparar(corte=CORTE, reduccion_multas_b="50")
    dicho_por_la_caratula = informe.caratula(datos).texto()
    assert "$−" not in dicho_por_la_caratula
    assert "que resta $" in dicho_por_la_caratula
    assert f"Diferencia: −{datos.escala.corta(datos.total_a - datos.total_b)}" in dicho_por_la_caratula
