"""Matar a quien da un paso entre dos escrituras: el trámite queda como estaba o como debía, nunca en medio.

En la suite, las garantías y una muerte de cada tantas; con `COBRANZA_MUERTES` (`make muertes`), todos los trámites y
antes de cada escritura de cada paso, también los que deshacen lo ya hecho (se cae el recibo y se vuelve a pagar).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

import personal
import pytest
from muerte import muere, muere_a_los
from nomina import mesa
from nomina import test_tramite as test_nomina
from nomina.oficina_de_cobro import Oficina
from oficina import con_lote, credito
from sqlalchemy import Engine
from tramites import oficina_de_tramites, test_baja, test_cancelacion, test_condonacion, test_convenio, test_garantia
from tramites.oficina_de_tramites import al_dia, cae, datos_de, pagar

from cobranza.almacen.sesion import abrir, instante
from cobranza.ley.norma import de_la_oficina
from cobranza.libros import puntas
from cobranza.libros.comprobacion import revisar_libros
from cobranza.procesos import garantia
from cobranza.puertas.ventanilla import proceso_de
from cobranza.tramites import automaticos, tramitar
from cobranza.tramites.libro_de_pasos import todos
from cobranza.tramites.papeles import Documentos

pytestmark = pytest.mark.lenta
TODAS = bool(os.environ.get("COBRANZA_MUERTES"))
DE_CADA = 1 if TODAS else 5
AL_AZAR = 2 if TODAS else 0
"""Muertes por paso a una hora cualquiera, además de las contadas."""
Estado = dict[str, Any]
Vigila = Callable[[Engine, Callable[[], Any]], Any]


def _convenio(motor: Engine, _: Path) -> None:
    con_lote(motor)
    ventanilla = test_convenio.preparada(motor)
    ventanilla.vigente()
    ventanilla.paga("2026-04-10", test_convenio.CUOTA)
    ventanilla.al_dia("2026-08-03")  # INCUMPLIDO
    ventanilla.pasa("REVOCADO", "J1", "2026-08-03")


def _convenio_reabierto(motor: Engine, _: Path) -> None:
    con_lote(motor)
    ventanilla = test_convenio.preparada(motor)
    ventanilla.vigente()
    for cuando, clave in (("2026-05-05", "R-TODO"), ("2026-05-25", "R-BUENO")):
        ventanilla.paga(cuando, ventanilla.credito(cuando).debido, clave=clave)
        ventanilla.al_dia(cuando[:-1] + "6")  # CUMPLIDO
        if clave == "R-TODO":
            cae(motor, test_convenio.FOLIO, "2026-05-20", clave)
            ventanilla.al_dia("2026-05-21")  # VIGENTE


def _garantia(motor: Engine, _: Path) -> None:
    personal.contratar(motor)
    with motor.begin() as conexion:
        credito(conexion, test_garantia.UNO, **test_garantia.FECHAS)
    oficina = personal.Oficina(motor, garantia.PROCESO)
    test_garantia.vigente(oficina)
    oficina.al_dia(date(2026, 3, 1))  # VENCIDA


def _cancelacion(motor: Engine, _: Path) -> None:
    oficina = test_cancelacion.montada(motor)
    numero, despues = test_cancelacion.llevar(oficina, "CANCELADO"), date(2026, 2, 16)
    oficina.paso(numero, "REACTIVADO", "OSC", despues, motivo="bienes", evidencia="Oficio del registro público")
    oficina.paso(numero, "VIGENTE", "OSC", despues)


def _con_creditos(motor: Engine, *folios: str, **otros: Any) -> None:
    con_lote(motor)
    with motor.begin() as conexion:
        oficina_de_tramites.personal(conexion)
        for folio in folios:
            credito(conexion, folio, **otros)


def _condonacion(motor: Engine, _: Path) -> None:
    _con_creditos(motor, "ES-MULTA", concepto="F-MULF", importe=test_condonacion.MULTA)
    numero = test_condonacion.notificada(motor, "ES-MULTA")
    pagar(motor, "ES-MULTA", "2026-03-09", datos_de(motor, numero)["a_pagar"] + 5_000_00, "R-RESTO")
    al_dia(motor, date(2026, 3, 10))  # APLICADA
    cae(motor, "ES-MULTA", "2026-03-18", "R-RESTO")
    al_dia(motor, date(2026, 3, 19))  # RESTAURADA
    pagar(motor, "ES-MULTA", "2026-03-25", datos_de(motor, numero)["a_pagar"], "R-OTRO")
    al_dia(motor, date(2026, 3, 26))  # APLICADA otra vez


def _baja(motor: Engine, carpeta: Path) -> None:
    _con_creditos(motor, test_baja.FOLIO)
    total = test_baja.liquidado(motor, carpeta)
    test_baja.de_baja(motor)
    test_baja.recibo(motor, carpeta, "R-1", "2026-03-09", total, **test_baja.caido("2026-03-20"))
    test_baja.al_dia(motor, date(2026, 3, 31))  # VIGENTE


def _nomina(motor: Engine, carpeta: Path) -> None:
    con_lote(motor)
    test_nomina.montada(Oficina(carpeta, motor)).llevar("ENVIADA_A_PAGO")


PASAN = {
    "convenio": "SOLICITADO EN_REVISION DICTAMINADO AUTORIZADO FIRMADO VIGENTE INCUMPLIDO REVOCADO",
    "convenio_reabierto": "SOLICITADO EN_REVISION DICTAMINADO AUTORIZADO FIRMADO VIGENTE CUMPLIDO VIGENTE CUMPLIDO",
    "garantia": "OFRECIDA CALIFICADA ACEPTADA VIGENTE VENCIDA",
    "cancelacion": "CANDIDATO EN_INVESTIGACION DICTAMINADO PROCEDE AUTORIZADO CANCELADO REACTIVADO VIGENTE",
    "condonacion": "SOLICITADA EN_REVISION DICTAMINADA AUTORIZADA NOTIFICADA APLICADA RESTAURADA APLICADA",
    "baja": "PAGADO_TOTAL BAJA VIGENTE",
    "nomina": "BORRADOR CALCULADA EN_VALIDACION_DELEGACION EN_VALIDACION_DELEGACION VALIDADA REVISADA AUTORIZADA "
    "ENVIADA_A_PAGO",
}
CAMINOS = {
    "convenio": _convenio, "convenio_reabierto": _convenio_reabierto, "garantia": _garantia,
    "cancelacion": _cancelacion, "condonacion": _condonacion, "baja": _baja, "nomina": _nomina,
}  # fmt: skip


@pytest.fixture
def vigilar(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Vigila], None]]:
    """Hace que cada paso, dado por alguien o por el programa, pase por quien se diga."""
    dan = {"paso": tramitar.paso, "poner_al_dia": automaticos.poner_al_dia}

    def poner(vigila: Vigila) -> None:
        for modulo in (tramitar, personal, oficina_de_tramites, test_convenio, mesa):
            for nombre, da in dan.items():
                if hasattr(modulo, nombre):
                    monkeypatch.setattr(modulo, nombre, lambda m, *r, _da=da: vigila(m, partial(_da, m, *r)))

    yield poner


@pytest.mark.parametrize("camino", CAMINOS if TODAS else ["garantia"])
def test_morir_en_un_paso_lo_deja_antes_o_despues_y_repetirlo_lo_termina(
    motor: Engine, plantilla_sqlite: Path, tmp_path: Path, vigilar: Callable[[Vigila], None], camino: str
) -> None:
    esperados = _sin_muertes(camino, plantilla_sqlite, tmp_path, vigilar)
    azar, muertes = Random(camino), 0

    def con_muertes(motor: Engine, hacer: Callable[[], Any]) -> Any:
        nonlocal muertes
        antes, despues, paso = _estado(motor), esperados.pop(0), len(esperados)
        fallaba = _fallas(motor)

        def queda(murio: bool) -> None:
            nonlocal muertes
            muertes += murio
            ahora = _estado(motor)
            assert ahora in (antes, despues), f"a medias: {_difieren(ahora, antes, despues)}"
            assert murio or ahora == despues
            assert _fallas(motor) == fallaba, "comprobar dice lo mismo que antes del paso"

        for _ in range(AL_AZAR):
            motor.dispose()
            queda(muere_a_los(hacer, azar.uniform(0, 0.3)))
        for cual in count(1 + paso % DE_CADA, DE_CADA):
            motor.dispose()  # un hijo no comparte conexiones con su padre
            murio = muere(hacer, cual, _como(motor, cual))
            queda(murio)
            if not murio:
                break
        hecho = hacer()
        assert _estado(motor) == despues, "repetirlo no hace nada más"
        return hecho

    vigilar(con_muertes)
    CAMINOS[camino](motor, tmp_path)
    assert not esperados and muertes
    assert _estados(motor) == PASAN[camino]


def _sin_muertes(camino: str, plantilla: Path, carpeta: Path, vigilar: Callable[[Vigila], None]) -> list[Estado]:
    """Cómo quedan los libros tras cada paso cuando nadie muere, en otra base."""
    aparte = carpeta / "aparte"
    aparte.mkdir()
    shutil.copy(plantilla, aparte / "libros.db")
    motor, estados = abrir(f"sqlite:///{aparte / 'libros.db'}"), []

    def apunta(motor: Engine, hacer: Callable[[], Any]) -> Any:
        hecho = hacer()
        estados.append(_estado(motor))
        return hecho

    vigilar(apunta)
    CAMINOS[camino](motor, aparte)
    motor.dispose()
    return estados


def _estado(motor: Engine) -> Estado:
    """Hasta qué renglón llega cada libro, y cada trámite: su estado y los documentos de los pasos dados."""
    normas = de_la_oficina()
    with instante(motor) as conexion:
        hasta: Estado = {libro: ultimo for libro, (ultimo, _) in puntas(conexion).items()}
        for t in todos(conexion):
            papeles = Documentos(conexion, proceso_de(t.tipo), normas).de_los_pasos(t)
            hasta[t.numero] = [t.estado, *(papel.como_dict() for papel in papeles)]
    return hasta


def _estados(motor: Engine) -> str:
    """Por los que pasó el único trámite."""
    with instante(motor) as conexion:
        (unico,) = todos(conexion)
    return " ".join(paso.estado for paso in unico.pasos)


def _difieren(ahora: Estado, *otros: Estado) -> str:
    return "; ".join(f"{k}: {v}, y eran {[otro.get(k) for otro in otros]}" for k, v in ahora.items())


def _fallas(motor: Engine) -> set[str]:
    return {r.que for r in revisar_libros(motor) if r.falla}


def _como(motor: Engine, cual: int) -> Callable[[Any], None] | None:
    """En SQLite, y la mitad de las veces en PostgreSQL, muere el proceso; si no, el servidor le corta la sesión."""
    return None if motor.dialect.name == "sqlite" or cual % 2 else _cortar


def _cortar(conexion: Any) -> None:
    import psycopg

    with psycopg.connect(conexion.info.dsn, autocommit=True) as otra:
        otra.execute("SELECT pg_terminate_backend(%s, 5000)", [conexion.info.backend_pid])
