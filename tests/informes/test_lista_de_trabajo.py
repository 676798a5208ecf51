"""La lista de trabajo: cada crédito una vez, con lo que sigue, en orden de urgencia y saldo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from informes.conftest import dicho

from cobranza.base.errores import ErrorDeUso
from cobranza.informes import lista_de_trabajo as informe

CORTE = "2025-12-31"


@pytest.fixture(scope="module")
def datos(oficina: Path) -> informe.Datos:
    return informe.preparar(corte=CORTE)


def test_dice_lo_mismo_que_su_oro(datos: informe.Datos, oro: Callable[[str, str], None]) -> None:
    piezas = [f(datos) for f in (informe.caratula, informe.por_acto, informe.lista, informe.cuadrar)]
    oro("lista_de_trabajo", dicho([*piezas, informe.metodo(datos)]))


@pytest.mark.parametrize(
    ("folio", "sigue"),
    [
        ("TGZ-2021-000002", "DICTAMINAR_PRESCRIPCION"),
        ("TGZ-2021-000003", "SEGUIR_DEFENSA"),
        ("TAP-2025-000006", "ESPERAR_PLAZO"),
        ("TAP-2025-000007", "NOTIFICAR"),
        ("TAP-2021-000009", "ORDENAR"),  # sin pagar ninguna parcialidad, su convenio caducó
        ("TGZ-2021-000012", "ORDENAR"),
    ],
)
def test_lo_que_sigue_se_lee_de_la_historia(datos: informe.Datos, folio: str, sigue: str) -> None:
    assert datos.lista.set_index("folio")["siguiente"][folio] == sigue


def test_primero_lo_urgente_y_dentro_lo_que_mas_se_debe(datos: informe.Datos) -> None:
    lista = datos.lista
    assert lista["urgente"].is_monotonic_decreasing
    for _, grupo in lista.groupby("urgente"):
        assert grupo["total"].is_monotonic_decreasing


def test_nunca_se_pide_actuar_despues_de_prescribir(datos: informe.Datos) -> None:
    con_fecha = datos.lista.dropna(subset=["antes_de", "prescribe"])
    vivos = con_fecha[~con_fecha["consumada"]]
    assert len(vivos)
    assert (vivos["antes_de"] <= vivos["prescribe"]).all()


def test_un_ejecutor_que_no_existe_se_dice(oficina: Path) -> None:
    with pytest.raises(ErrorDeUso, match="número de empleado"):
        informe.preparar(corte=CORTE, ejecutor="E9999")
