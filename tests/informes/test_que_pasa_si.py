"""¿Qué pasa si…?: su oro, su cuadre y lo supuesto siempre rotulado."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from informes.conftest import dicho

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.informes import que_pasa_si as informe

CORTE = "2025-12-31"


@pytest.fixture(scope="module")
def datos(oficina: Path) -> informe.Datos:
    b = informe.escenario("2026-06-30", CORTE, mora="1.80", reduccion_multas="50")
    return informe.preparar(corte=CORTE, a=informe.escenario("", CORTE), b=b)


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
    igual = informe.escenario("", CORTE)
    datos = informe.preparar(corte=CORTE, a=igual, b=igual)
    assert "iguales" in informe.causas(datos).texto()


@pytest.mark.parametrize(
    ("dado", "error"),
    [
        ({"reduccion_multas": "120"}, ErrorDeUso),
        ({"mora": "dos"}, ErrorDeDatos),
        ({"inflacion": "0.355"}, ErrorDeDatos),
    ],
)
def test_lo_mal_supuesto_se_dice(dado: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        informe.escenario("2026-06-30", CORTE, **dado)
