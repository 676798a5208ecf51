"""La verificación de una delegación: su muestra, sus hallazgos y que se cierre sólo con todo resuelto."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from oficina import acto, almacen_nuevo, credito, en_carpeta
from personal import Oficina, contratar, orden
from sqlalchemy import Engine

from cobranza.almacen.sesion import instante
from cobranza.base.errores import ErrorDeProceso
from cobranza.ley.norma import de_la_oficina
from cobranza.procesos import hallazgo
from cobranza.procesos.verificacion import PROCESO
from cobranza.puertas.ventanilla import proceso_de
from cobranza.tramites.automaticos import poner_al_dia
from cobranza.tramites.lista import en_lista

pytestmark = pytest.mark.lenta
CORTE, HOY, NOTIFICADO = date(2026, 2, 27), date(2026, 3, 2), date(2026, 3, 4)
DOMINGOS = {"UNO": "2026-02-08", "DOS": "2026-02-15"}
MUESTRA = {"semilla": "PROGRAMA-2026", "error": 5, "muestra": "34209ce25507ae2e", "expedientes": 2}
EVIDENCIA = [{"documento": "acta.pdf", "huella": "a" * 64, "foja": "12"}]
DE_LA_DELEGACION = {"delegacion": "DH-TGZ", "corte": CORTE.isoformat(), "programa": "PROG-2026"}


@pytest.fixture
def libros(tmp_path: Path) -> Engine:
    """Un citatorio en domingo en cada uno de dos créditos de Tuxtla."""
    motor = almacen_nuevo(en_carpeta(tmp_path))
    contratar(motor)
    with motor.begin() as conexion:
        for folio, domingo in DOMINGOS.items():
            credito(conexion, folio, notificacion="2025-11-03", fecha_registro="2025-11-05", vencimiento="2025-04-30")
            acto(conexion, folio, "CITATORIO", domingo, persona="EJ1")
    return motor


@pytest.fixture
def verifica(libros: Engine) -> Oficina:
    return Oficina(libros, PROCESO)


@pytest.fixture
def halla(libros: Engine) -> Oficina:
    return Oficina(libros, hallazgo.PROCESO)


def levantado(halla: Oficina, folio: str) -> str:
    datos = {"folio": folio, "regla": "PAE001", "acto": f"{folio}:CITATORIO:{DOMINGOS[folio]}"}
    return halla.abrir("OSC", HOY, datos | {"corte": CORTE.isoformat()})


def en_revision(verifica: Oficina) -> str:
    numero = verifica.abrir("DCC", HOY, DE_LA_DELEGACION)
    verifica.paso(numero, "MUESTRA_DETERMINADA", "OSC", HOY, **MUESTRA)
    verifica.paso(numero, "EN_REVISION", "OSC", HOY)
    return numero


def negado(que: Any, *dados: Any, **datos: Any) -> list[str]:
    with pytest.raises(ErrorDeProceso) as error:
        que(*dados, **datos)
    return [i.regla for i in error.value.impedimentos]  # type: ignore[attr-defined]


def pasa(motor: Engine, al: date) -> list[tuple[str, date]]:
    """Los pasos que la verificación dio sola, con los demás trámites también al día."""
    dados = poner_al_dia(motor, proceso_de, orden("", al))
    return [(p.estado, p.fecha) for p in dados if p.numero.startswith("VER")]


def test_avanza_sola_con_sus_hallazgos_y_la_cierra_otra_persona(verifica: Oficina, halla: Oficina) -> None:
    numero, motor = en_revision(verifica), verifica.motor
    uno, dos = (levantado(halla, folio) for folio in DOMINGOS)
    assert negado(verifica.paso, numero, "SIN_HALLAZGOS", "OSC", HOY) == ["VER06"]
    assert verifica.paso(numero, "CON_HALLAZGOS", "OSC", HOY).datos["hallazgos"] == 2
    halla.paso(uno, "NOTIFICADO", "DCC", NOTIFICADO, oficio="DCC/012/2026")
    assert pasa(motor, NOTIFICADO) == [], "falta uno"
    halla.paso(dos, "NOTIFICADO", "DCC", date(2026, 3, 5), oficio="DCC/013/2026")
    halla.paso(uno, "CONTESTADO", "DEL", date(2026, 3, 10), respuesta="Se repuso", evidencia=EVIDENCIA)
    assert pasa(motor, date(2026, 3, 11)) == [
        ("NOTIFICADA_A_DELEGACION", date(2026, 3, 5)), ("EN_SOLVENTACION", date(2026, 3, 10)),
    ]  # fmt: skip
    halla.paso(uno, "SOLVENTADO", "OSC", date(2026, 3, 12), motivacion="Se repuso", cotejadas=[{"huella": "a" * 64}])
    assert pasa(motor, date(2026, 3, 12)) == [], "el otro sigue abierto"
    assert negado(verifica.paso, numero, "CERRADA", "DIR", date(2026, 3, 12), informe="DC/1/2026") == ["TRA02"]
    # el segundo vence, se reitera, vuelve a vencer y se cierra sin solventar
    pasa(motor, date(2026, 4, 6))
    halla.paso(dos, "REITERADO", "DCC", date(2026, 4, 6), oficio="DCC/020/2026", motivo="No contestó")
    pasa(motor, date(2026, 5, 29))
    halla.paso(dos, "NO_SOLVENTADO", "DIR", date(2026, 5, 29), motivo="Se da vista")
    assert pasa(motor, date(2026, 6, 1)) == [("NO_SOLVENTADA", date(2026, 5, 29))]
    assert verifica.ver(numero, date(2026, 6, 1))["avisos"] == [f"No se solventaron: {dos}."]
    cerrada = verifica.paso(numero, "CERRADA", "DIR", date(2026, 6, 2), informe="DC/1/2026")
    assert cerrada.estado == "CERRADA"


def test_lo_que_se_descarta_no_la_detiene(verifica: Oficina, halla: Oficina) -> None:
    numero = en_revision(verifica)
    suyo = levantado(halla, "UNO")
    verifica.paso(numero, "CON_HALLAZGOS", "OSC", HOY)
    halla.paso(suyo, "DESCARTADO", "DCC", NOTIFICADO, motivo="Se habilitó", hasta="2026-12-31")
    assert pasa(verifica.motor, NOTIFICADO) == [("SOLVENTADA", NOTIFICADO)]


def test_no_se_programa_dos_veces_ni_una_que_no_existe_ni_sin_su_muestra(verifica: Oficina, halla: Oficina) -> None:
    assert negado(verifica.abrir, "DCC", HOY, DE_LA_DELEGACION | {"delegacion": "DH-ZZZ"}) == ["VER01"]
    assert negado(verifica.abrir, "DCC", HOY, DE_LA_DELEGACION | {"corte": "2026-03-31"}) == ["VER02"]
    numero = verifica.abrir("DCC", HOY, DE_LA_DELEGACION)
    assert negado(verifica.abrir, "DCC", HOY, DE_LA_DELEGACION | {"programa": "OTRO"}) == ["VER03"]
    for mal in ("PROGRAMA", "0" * 15, "0" * 17, "G" * 16):
        dicha = MUESTRA | {"muestra": mal}
        assert negado(verifica.paso, numero, "MUESTRA_DETERMINADA", "OSC", HOY, **dicha) == ["VER04"]
    verifica.paso(numero, "MUESTRA_DETERMINADA", "OSC", HOY, **MUESTRA)
    verifica.paso(numero, "EN_REVISION", "OSC", HOY)
    assert negado(verifica.paso, numero, "CON_HALLAZGOS", "OSC", HOY) == ["VER05"]
    verifica.paso(numero, "SIN_HALLAZGOS", "OSC", HOY)
    assert verifica.paso(numero, "CERRADA", "DIR", HOY, informe="DC/1/2026").estado == "CERRADA"


def test_en_la_lista_lleva_su_delegacion(verifica: Oficina) -> None:
    en_revision(verifica)
    with instante(verifica.motor) as conexion:
        (suya,) = en_lista(conexion, proceso_de, HOY, de_la_oficina())
    assert suya.delegacion == "DH-TGZ"
