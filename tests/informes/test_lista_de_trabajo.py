"""La lista de trabajo: cada crédito una vez, con lo que sigue, y primero lo que se pierde primero."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from informes.conftest import dicho

from cobranza.base.errores import ErrorDeUso
from cobranza.expediente.situacion import URGENTE
from cobranza.informes import lista_de_trabajo as informe
from cobranza.procesos.siguiente import ATRASADO, EN_ESPERA, PRESCRIBE, TURNOS

CORTE = "2025-12-31"


@pytest.fixture(scope="module")
def datos(oficina: Path) -> informe.Datos:
    return informe.preparar(corte=CORTE)


@pytest.mark.parametrize("nominativo", [True, False])
def test_dice_lo_mismo_que_su_oro(datos: informe.Datos, oro: Callable[[str, str], None], nominativo: bool) -> None:
    datos = replace(datos, nominativo=nominativo)
    piezas = [
        f(datos) for f in (informe.caratula, informe.por_acto, informe.lista, informe.prescritos, informe.cuadrar)
    ]
    oro("lista_de_trabajo" if nominativo else "lista_de_trabajo_compartida", dicho([*piezas, informe.metodo(datos)]))


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


def test_primero_lo_que_se_pierde_primero(datos: informe.Datos) -> None:
    turnos = [TURNOS.index(t) for t in datos.lista["turno"]]
    assert turnos == sorted(turnos)
    for turno in (PRESCRIBE, ATRASADO):
        dias = datos.del_turno(turno)["prescribe"].dropna()
        assert dias.is_monotonic_increasing
    # lo que está por prescribir es lo mismo que dice el informe de cartera
    urgentes = datos.lista[datos.lista["tramo_de_prescripcion"] == URGENTE]
    assert list(datos.del_turno(PRESCRIBE)["folio"]) == list(urgentes["folio"]) and len(urgentes)
    assert datos.lista["folio"][0] == urgentes.sort_values("prescribe")["folio"].iloc[0]


def test_lo_que_solo_espera_nunca_va_entre_lo_primero(datos: informe.Datos) -> None:
    lista = datos.por_trabajar.reset_index(drop=True)
    esperan = lista.index[lista["turno"] == EN_ESPERA]
    assert len(esperan) and esperan.min() > lista.index[lista["turno"] != EN_ESPERA].max()
    assert "ESPERAR_PLAZO" in set(lista.loc[esperan, "siguiente"])
    assert not lista.loc[esperan, "urgente"].any()


def test_lo_prescrito_va_aparte_y_nadie_queda_fuera(datos: informe.Datos) -> None:
    assert len(datos.prescritos) and datos.prescritos["consumada"].all()
    assert not datos.por_trabajar["consumada"].any()
    assert len(datos.prescritos) + len(datos.por_trabajar) == datos.vigentes
    en_la_lista = [fila[0] for fila in informe.lista(datos).filas]
    assert not set(en_la_lista) & set(datos.prescritos["folio"])
    assert "depuración" in dicho([informe.prescritos(datos)])


def test_cada_renglon_dice_donde_y_cuantos_dias(datos: informe.Datos) -> None:
    assert "municipio" not in [c.clave for c in informe.lista(datos).columnas], "con él y un padrón quedan muy pocos"
    tabla = informe.lista(replace(datos, nominativo=True))
    filas = [dict(zip((c.clave for c in tabla.columnas), fila, strict=True)) for fila in tabla.filas]
    for fila, (_, credito) in zip(filas, datos.por_trabajar.iterrows(), strict=True):
        assert fila["donde"] in ("Tuxtla Gutiérrez", "Tapachula") and fila["municipio"] and fila["turno"]
        if pd.notna(credito["prescribe"]):
            assert fila["faltan"] == (credito["prescribe"].date() - datos.corte).days >= 0
        atrasado = pd.notna(credito["antes_de"]) and credito["antes_de"].date() < datos.corte
        assert (fila["atraso"] is not None) == atrasado
    assert [c.clave for c in tabla.columnas][:2] == ["folio", "prescribe"]


def test_la_lista_de_uno_dice_de_quien_es(datos: informe.Datos) -> None:
    suyos = datos.lista.assign(ejecutor="E0020")
    de_uno = replace(datos, ejecutor="E0020", lista=suyos)
    assert informe.caratula(de_uno).hallazgos[0].startswith("De E0020: ")
    assert "Lista de trabajo de E0020" in dicho([informe.lista(de_uno)])


def test_sin_creditos_tambien_hay_lista(datos: informe.Datos) -> None:
    nada = replace(datos, lista=datos.lista.iloc[:0], vigentes=0)
    todo = dicho(
        [f(nada) for f in (informe.caratula, informe.por_acto, informe.lista, informe.prescritos, informe.cuadrar)]
    )
    assert "No hay créditos por trabajar." in todo and "Ningún crédito vigente ha prescrito." in todo


def test_nunca_se_pide_actuar_despues_de_prescribir(datos: informe.Datos) -> None:
    con_fecha = datos.lista.dropna(subset=["antes_de", "prescribe"])
    vivos = con_fecha[~con_fecha["consumada"]]
    assert len(vivos)
    assert (vivos["antes_de"] <= vivos["prescribe"]).all()


def test_un_ejecutor_que_no_existe_se_dice(oficina: Path) -> None:
    with pytest.raises(ErrorDeUso, match="número de empleado"):
        informe.preparar(corte=CORTE, ejecutor="E9999")
