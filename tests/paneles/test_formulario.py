"""El formulario que sale de un esquema: el control que toca, lo que se lee de él y la queja junto a él."""

from __future__ import annotations

from datetime import date
from typing import Any

import ipywidgets as w
import pytest

from cobranza.base.ajustes import ajustes
from cobranza.ejecucion import parametros
from cobranza.puertas.paneles.formulario import Formulario, legible
from cobranza.puertas.paneles.panel import _reparos
from cobranza.temas import campos
from cobranza.tramites.definicion import tipo, tipos

PARAMETROS = ajustes().cuadernos / "lista_de_trabajo.ipynb"


@pytest.fixture
def de_un_informe() -> Formulario:
    declarados = parametros.leer(PARAMETROS)
    ejecutores = {"": "Todos", "E0020": "E0020, DH-TGZ"}
    return Formulario(
        parametros.esquema(PARAMETROS), lambda dados: _reparos(declarados, dados), {"ejecutor": ejecutores}
    )


def test_cada_parametro_tiene_el_control_de_su_dominio(de_un_informe: Formulario) -> None:
    clases = {nombre: type(campo.control) for nombre, campo in de_un_informe.campos.items()}
    assert clases == {
        "corte": w.DatePicker, "delegacion": w.Dropdown, "ejecutor": w.Dropdown, "nominativo": w.Checkbox
    }  # fmt: skip
    assert de_un_informe.campos["nominativo"].control.value is False, "sin nombres salvo que se pidan"
    assert ("Delegación de Hacienda Tapachula", "DH-TAP") in de_un_informe.campos["delegacion"].control.options
    assert de_un_informe.valores() == {"corte": "2025-12-31", "nominativo": False}
    ayuda = de_un_informe.campos["corte"].vista.children[1].value
    assert "Fecha de corte" in ayuda and "AAAA" not in ayuda, "el calendario la enseña como se escribe ahí"


def test_lo_malo_se_dice_junto_a_su_control_y_se_quita_al_corregirlo(de_un_informe: Formulario) -> None:
    de_un_informe.campos["corte"].control.value = None
    assert not de_un_informe.revisar()
    assert "Falta" in de_un_informe.campos["corte"].queja
    de_un_informe.campos["corte"].control.value = date(2025, 6, 30)
    assert de_un_informe.campos["corte"].queja == "" and de_un_informe.revisar()


def test_dos_fechas_en_desorden_se_dicen_en_una_de_ellas() -> None:
    declarados = parametros.leer(ajustes().cuadernos / "informe_cartera.ipynb")
    malos = _reparos(declarados, {"corte": "2025-01-31", "desde": "2025-06-30"})
    assert list(malos) == ["desde"] or list(malos) == ["corte"]
    assert "no pasara" in next(iter(malos.values()))


@pytest.mark.parametrize("clave", tipos())
def test_todo_paso_de_todo_tramite_tiene_formulario_y_lo_que_lee_lo_entiende_su_motor(clave: str) -> None:
    """De cada clase de dato se escribe algo en su control, y el motor entiende lo que el formulario lee."""
    definido = tipo(clave)
    for estado in definido.estados.values():
        formulario = Formulario(definido.esquema(estado), lambda _: {})
        for campo in definido.campos_de(estado):
            suyo = formulario.campos[campo.nombre]
            dicho = _algo(suyo.ficha, suyo.control)
            if dicho is not None:
                suyo.poner(dicho)
                campos.leer(campo.tipo, suyo.valor(), campo.nombre)


def _algo(ficha: dict[str, Any], control: Any) -> Any:
    if ficha.get("type") == "array":
        de = ficha["items"]
        if "enum" in de:
            return [de["enum"][0]]
        return ["100.00"] if "pattern" in de else ["TGZ-2020-000001"] if "anyOf" not in de else None
    if isinstance(control, w.Dropdown):
        return control.options[-1][1]
    if isinstance(control, w.DatePicker):
        return "2026-03-02"
    return str(ficha["minimum"] or 1) if "minimum" in ficha else "algo que se lea"


def test_los_nombres_se_leen_con_sus_acentos() -> None:
    assert [legible(n) for n in ("delegacion", "notificada_el", "garantia")] == [
        "Delegación", "Notificada el", "Garantía"
    ]  # fmt: skip
