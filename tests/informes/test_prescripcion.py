"""Lo que está por prescribir y lo prescrito: por qué ese día, que sume y que a lo prescrito no se cobre."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from informes.conftest import dicho
from oficina import acto, credito, en_carpeta
from sqlalchemy import create_engine

from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.fechas import SIN_DIA, dia, dias
from cobranza.cartera.consultas import cartera_de, con_caducidades
from cobranza.cartera.explicacion import explicar
from cobranza.expediente.historia import historia
from cobranza.expediente.prescripcion import razones
from cobranza.informes import prescripcion
from cobranza.informes.prescripcion import Datos

pytestmark = pytest.mark.lenta

CORTE = "2025-12-31"
PIEZAS = ("caratula", "radar", "por_delegacion", "los_que_vienen", "limpieza", "cuadrar")
GESTIONADO, DETENIDO, TOPADO, TARDE = (f"TGZ-2015-{k:06d}" for k in range(1, 5))


@pytest.fixture(scope="module")
def datos(oficina: Path) -> Datos:
    """Los doce y cuatro viejos: uno gestionado, uno que se detuvo, uno que topa y uno gestionado ya prescrito."""
    motor = create_engine(en_carpeta(oficina))
    viejo = {"vencimiento": "2014-04-30", "fecha_resolucion": "2015-06-01", "notificacion": "2015-06-08",
             "fecha_registro": "2015-06-20", "ejercicio": 2013}  # fmt: skip
    with motor.begin() as conexion:
        for k, folio in enumerate((GESTIONADO, DETENIDO, TOPADO, TARDE), 1):
            credito(conexion, folio, **viejo | {"rfc": f"XEXX0303{k:02d}000", "nombre": f"Viejo {k}"})
        for folio, cuando in ((GESTIONADO, "2020-03-02"), (TARDE, "2025-10-06")):
            acto(conexion, folio, "REQUERIMIENTO", cuando, resultado="PRACTICADA")
        acto(conexion, DETENIDO, "SUSPENSION", "2016-03-01", hasta="2021-08-01")
        for cuando in ("2019-03-04", "2023-03-06"):
            acto(conexion, TOPADO, "REQUERIMIENTO", cuando, resultado="PRACTICADA")
    motor.dispose()
    return prescripcion.preparar(corte=CORTE)


@pytest.mark.parametrize("nominativo", [True, False])
def test_dice_lo_mismo_que_su_oro(datos: Datos, oro: Callable[[str, str], None], nominativo: bool) -> None:
    de = replace(datos, nominativo=nominativo)
    oro(f"prescripcion{'' if nominativo else '_compartido'}", dicho([getattr(prescripcion, p)(de) for p in PIEZAS]))


def test_cada_vigente_esta_en_una_sola_parte(datos: Datos) -> None:
    p = datos.partes
    folios = [f for parte in (p.consumados, p.radar, p.despues, p.sin_fecha) for f in parte["folio"]]
    assert len(folios) == len(set(folios)) == datos.vigentes
    al, limite = np.datetime64(CORTE), np.datetime64(p.limite)
    assert (p.consumados["prescribe"] < al).all()
    assert p.radar["prescribe"].between(al, limite).all() and len(p.radar)
    assert (p.despues["prescribe"] > limite).all() and p.sin_fecha["prescribe"].isna().all()


def test_a_lo_prescrito_no_se_le_propone_cobro(datos: Datos) -> None:
    assert {GESTIONADO, TARDE} <= {*datos.consumados["folio"]}
    assert set(datos.consumados["siguiente"]) == {"DICTAMINAR_PRESCRIPCION"}
    p = datos.partes
    malo = replace(datos, partes=replace(p, consumados=p.consumados.assign(siguiente="EMBARGAR")))
    assert not prescripcion.caratula(malo).sello.cuadra
    with pytest.raises(ErrorDeDatos, match="ya prescrito"):
        prescripcion.cuadrar(malo)


def test_la_razon_dice_que_lo_interrumpio_que_lo_detuvo_y_si_topa(datos: Datos) -> None:
    razon = prescripcion.preparar(corte=CORTE, meses=120).listados.set_index("folio")["razon"]
    assert razon[GESTIONADO] == "Corre desde el 2 mar 2020 (Requerimiento de pago)"
    assert razon[DETENIDO].endswith("; se detuvo 1,980 días") and "sin gestión" in razon[DETENIDO]
    assert razon[TOPADO].endswith("; lo cierra el tope de diez años")
    # la gestión que llegó ya prescrito no cuenta
    assert razon[TARDE].startswith("Exigible desde el") and "2025" not in razon[TARDE]


def test_las_razones_son_las_de_la_explicacion_de_cada_credito(datos: Datos) -> None:
    de = datos.entrada
    h = historia(de.conexion, de.normas)
    c = cartera_de(h, de.corte)
    r = razones(con_caducidades(h, de.corte), dias(c["exigible"]), de.corte)
    for k, folio in enumerate(c["folio"]):
        e = explicar(de.conexion, de.normas, folio, de.corte)
        validas = [(d, tipo) for d, tipo in e.cronologia.interrupciones if d <= dia(de.corte)]
        assert r["ultima"][k] == (validas[-1][0] if validas else SIN_DIA), folio
        if validas:
            assert r["causa"][k] == next(t for d, t in validas if d == validas[-1][0]), folio


def test_el_radar_alcanza_los_meses_que_se_piden(datos: Datos) -> None:
    corto, largo = (prescripcion.preparar(corte=CORTE, meses=m) for m in (1, 60))
    assert {*corto.por_venir["folio"]} <= {*datos.por_venir["folio"]} < {*largo.por_venir["folio"]}
    assert str(corto.partes.limite) == "2026-01-31"
    with pytest.raises(ErrorDeUso, match="de 1 a 120"):
        prescripcion.preparar(corte=CORTE, meses=0)


def test_lo_que_se_comparte_no_dice_de_quien_ni_un_saldo_de_pocos(datos: Datos) -> None:
    todo = dicho([getattr(prescripcion, p)(datos) for p in PIEZAS])
    assert "El Urgente" not in todo and "Viejo" not in todo and "XEXX" not in todo
    assert "Saldo sin acto" not in todo
