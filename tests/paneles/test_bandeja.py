"""La bandeja da los pasos por el motor de la consola: mismas negativas, misma persona, mismo intento anotado."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from cobranza.almacen.sesion import abrir
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeLey
from cobranza.puertas.cli import ejecutar
from cobranza.puertas.paneles import bandeja
from cobranza.puertas.paneles.bandeja import SEMAFOROS, Bandeja
from cobranza.puertas.paneles.rejilla import Pedido
from cobranza.tramites.definicion import tipo

pytestmark = pytest.mark.lenta

LUNES = date(2026, 3, 2)


def _abierta(usuario: str) -> Bandeja:
    panel = Bandeja()
    panel.usuario.value = usuario
    panel.tipo.value = "condonacion"
    return panel


def _abrir_uno(panel: Bandeja, folio: str = "TGZ-2020-000001") -> None:
    """Lo que hace quien llena el formulario de abrir y oprime el botón."""
    (boton,) = panel.nuevo.children[-1].children
    formulario = panel.nuevo.children[1]
    (texto,) = [campo.children[0] for campo in formulario.children if "campo-folio" in campo._dom_classes]
    texto.value = folio
    panel.nuevo.children[2].value = LUNES
    boton.click()


def _dar(panel: Bandeja, estado: str, **datos: object) -> None:
    definido = tipo("condonacion")
    panel.preparar(definido, estado)
    panel.formulario.poner(datos)
    panel.al.value = LUNES
    panel.dar(definido, estado)


def _intentos() -> int:
    motor = abrir(ajustes().bd)
    try:
        with motor.connect() as conexion:
            return int(conexion.execute(text("SELECT COUNT(*) FROM intento")).scalar_one())
    finally:
        motor.dispose()


@pytest.mark.usefixtures("oficina_chica")
def test_se_abre_se_ve_y_se_le_da_paso() -> None:
    panel = _abierta("DEL1")
    assert "Delegación de Hacienda" in panel.quien.value
    _abrir_uno(panel)
    numero = panel.numero
    assert numero.startswith("COND-2026-"), panel.mensaje.value
    (fila,) = panel.lista._fuente.pagina(Pedido(0, 10, ("numero", False), {})).filas
    assert fila[0] == numero and fila[1][2] == "SOLICITADA" and fila[1][5] in SEMAFOROS.values()
    assert fila[1][3], "la delegación del crédito"
    assert "Revisar la solicitud" in panel.detalle.value and "No: no tienes ese rol" in panel.detalle.value
    panel.usuario.value = "OPG1"
    assert "Sí" in panel.detalle.value
    _dar(panel, "EN_REVISION")
    assert "EN_REVISION" in panel.mensaje.value
    assert "OPG1" in panel.detalle.value


def test_la_negativa_es_la_de_la_consola_y_queda_el_intento(
    oficina_chica: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    panel = _abierta("DEL1")
    _abrir_uno(panel)
    antes = _intentos()
    _dar(panel, "EN_REVISION")
    assert "Quien lo da no tiene ese rol" in panel.mensaje.value and "No procede" in panel.mensaje.value
    assert _intentos() == antes + 1
    capsys.readouterr()
    orden = ["tramite", "paso", panel.numero, "EN_REVISION", "--usuario", "DEL1", "--al", LUNES.isoformat()]
    assert ejecutar(orden) == 5
    assert "Quien lo da no tiene ese rol" in capsys.readouterr().err
    assert _intentos() == antes + 2


@pytest.mark.usefixtures("oficina_chica")
def test_lo_que_falta_se_dice_en_su_lugar_y_no_llega_al_motor() -> None:
    panel = _abierta("DEL1")
    _abrir_uno(panel)
    panel.usuario.value = "OPG1"
    _dar(panel, "EN_REVISION")
    antes = _intentos()
    _dar(panel, "DICTAMINADA", porcentaje="mucho", causal="primera_vez")
    assert "«mucho» no es un número" in panel.formulario.campos["porcentaje"].queja
    assert "Falta" in panel.formulario.campos["motivacion"].queja
    assert _intentos() == antes


@pytest.mark.usefixtures("oficina_chica")
def test_si_la_norma_no_llega_a_ese_dia_no_dice_que_no_hay_tramites(monkeypatch: pytest.MonkeyPatch) -> None:
    """Vacía decía «0 trámites» debajo del error, y no que se puede mirar otro día."""

    def no_llega(*_: object) -> None:
        raise ErrorDeLey("inpc no tiene valor al 2026-10-01.")

    panel = _abierta("DEL1")
    _abrir_uno(panel)
    with monkeypatch.context() as sin_norma:
        sin_norma.setattr(bandeja, "en_lista", no_llega)
        panel.actualizar()
    assert panel.lista.layout.display == "none"
    assert "inpc no tiene valor" in panel.mensaje.value and "en «Ver al» escoge uno" in panel.mensaje.value
    panel.dia.value = LUNES
    assert panel.lista.layout.display == "" and not panel.mensaje.value


def test_donde_la_base_dice_quien_es_no_se_escoge(
    motor: Engine, url_de_almacen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COBRANZA_BD", url_de_almacen)
    panel = Bandeja()
    en_servidor = motor.dialect.name == "postgresql"
    assert panel.usuario.disabled is en_servidor
    if en_servidor:
        with motor.connect() as conexion:
            assert panel.usuario.value == conexion.execute(text("SELECT session_user")).scalar()
        panel.usuario.value = "DIR1"  # aunque alguien lo fuerce desde el navegador
        panel.tipo.value = "condonacion"
        _abrir_uno(panel)
        assert "no tiene ese rol" in panel.mensaje.value and "DIR1" not in panel.mensaje.value
