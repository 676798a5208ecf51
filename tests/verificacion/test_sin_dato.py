"""Lo que la ficha declara se aplica igual a todas: ámbito, vigencia, el dato que falta y lo que alguien calló."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import dia
from cobranza.verificacion import captura, ejemplos
from cobranza.verificacion.evaluacion import evaluar, falta_de, halladas, no_evaluadas, suprimidos
from cobranza.verificacion.pae import Pae
from cobranza.verificacion.regla import Regla, reglas

pytestmark = pytest.mark.lenta


def con_dato() -> list[Regla]:
    return [r for r in reglas() if r.datos]


@pytest.fixture(scope="module")
def principal(de_ejemplo: list) -> tuple[Pae, dict[str, pd.DataFrame]]:
    """El expediente en que están casi todos los ejemplos, con lo que se halla en él."""
    (suyo,) = [(pae, hallado) for pae, _, hallado in de_ejemplo if pae.corte == ejemplos.CORTE]
    return suyo


def test_sin_capturar_nada_ninguna_regla_se_inventa_hallazgos(principal: tuple) -> None:
    """Lo que se halla sin declarar capturas es parte de lo que se halla declarándolas, y lo demás se cuenta."""
    pae, hallado = principal
    nada = replace(pae, captura={})
    for regla in con_dato():
        if regla.clave in hallado:
            de_menos = falta_de(regla, nada, hallado[regla.clave])
            assert set(halladas(regla, nada).index) == set(hallado[regla.clave].index[de_menos == ""]), regla.clave
    # un abandono, o una venta, que no hubo no deja nada sin juzgar: sus ejemplos traen siempre el dato
    sin_juzgar = set(no_evaluadas(nada)["regla"])
    assert {r.clave for r in con_dato()} - sin_juzgar <= {"PAE061", "PAE068", "PAE081", "PAE085"}


def test_capturandolo_todo_no_queda_nada_sin_juzgar(principal: tuple) -> None:
    assert no_evaluadas(principal[0]).empty


def test_un_dato_se_exige_desde_el_dia_en_que_se_captura(principal: tuple) -> None:
    (regla,) = reglas(["PAE057"])
    for desde, esperado in (("2025-03-03", True), ("2025-03-04", False)):
        desde_un_dia = replace(principal[0], captura={"AVISO_BUZON": dia(date.fromisoformat(desde))})
        assert ("PAE057-1" in set(halladas(regla, desde_un_dia)["folio"])) == esperado


def test_cada_hallazgo_recae_en_lo_que_la_regla_dice_que_juzga(de_ejemplo: list) -> None:
    de_clave = {r.clave: r for r in reglas()}
    for _, _, hallado in de_ejemplo:
        for clave, malas in hallado.items():
            if de_clave[clave].sobre:
                assert all(de_clave[clave].juzga(tipo) for tipo in malas["tipo"].unique()), clave
            else:
                assert "clave" not in malas


def test_una_regla_federal_no_senala_creditos_estatales_ni_lo_de_fuera_de_su_vigencia(principal: tuple) -> None:
    pae, _ = principal
    estatal = replace(pae, actos=pae.actos.assign(ambito="estatal"))
    (federal,) = reglas(["PAE077"])
    assert len(halladas(federal, pae)) and halladas(federal, estatal).empty
    for limites in ({"desde": dia(date(2030, 1, 1))}, {"hasta": dia(date(2020, 1, 1))}):
        assert halladas(replace(federal, **limites), pae).empty


def test_lo_requerido_se_puede_capturar() -> None:
    from cobranza.base.catalogos import actos

    for regla in con_dato():
        for dato in regla.datos:
            tipo, _, columna = dato.partition(".")
            assert actos()[tipo]["captura"] and (not columna or columna in captura.COLUMNAS), dato
    for regla in reglas():
        assert {entrada.partition("/")[0] for entrada in regla.sobre} <= set(actos()), regla.clave


def test_capturar_lo_que_no_existe_se_dice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(captura, "leer_yaml", lambda _: {"datos": {"BIENES": "2026-01-01"}})
    with pytest.raises(ErrorDeUso, match="BIENES"):
        captura.capturado_desde()


def test_una_supresion_vigente_calla_su_hallazgo_y_consta(principal: tuple) -> None:
    pae, _ = principal
    # PAE088-5 y, renovada, PAE088-6 callan que no hubo mandamiento; PAE088-1 venció, PAE088-2 no dice por qué y
    # PAE088-4 se recortó
    hallados = evaluar(pae, ["PAE004"])
    callados = suprimidos(pae, ["PAE004"])
    assert set(callados["folio"]) == {"PAE088-5", "PAE088-6"}
    assert set(callados["motivo"]) == {"EXPEDIENTE_EN_ARCHIVO"}
    assert {"PAE088-1", "PAE088-2", "PAE088-3", "PAE088-4"} <= set(hallados["folio"])
    assert not {"PAE088-5", "PAE088-6"} & set(hallados["folio"])


def test_el_catalogo_de_captura_lista_todo_lo_que_alguna_regla_necesita() -> None:
    dichos = captura.leer_yaml(captura.carpeta() / "captura.yaml")["datos"]
    formas = {f"{e.partition('/')[0]}.forma" for regla in con_dato() for e in regla.sobre if "/" in e}
    assert set(dichos) == {dato for regla in con_dato() for dato in regla.datos} | formas


SOLO_DESPUES = {"PAE018", "PAE058", "PAE075", "PAE079", "PAE080", "PAE082", "PAE084", "PAE085"}
"""Al anotar el acto aún no se puede incumplir: el plazo empieza con él, o lo que falta viene después."""


def test_al_anotar_un_acto_no_se_le_reprocha_lo_que_aun_no_podia_seguirle(principal: tuple) -> None:
    pae, hallado = principal
    for clave in sorted(SOLO_DESPUES):
        (regla,) = reglas([clave])
        acto = hallado[clave].iloc[0]
        hasta = {
            campo: getattr(pae, campo)[getattr(pae, campo)["dia"] <= acto["dia"]] for campo in ("actos", "dinero")
        }
        ese_dia = replace(pae, corte=acto["fecha"].date(), **hasta)
        assert acto["clave"] not in set(halladas(regla, ese_dia)["clave"]), clave
