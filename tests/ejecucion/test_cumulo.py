"""El mismo lote en un cúmulo de Dask de verdad, con sus procesos: nada se pierde, se repite ni se cuela."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from ejecucion.conftest import HuellaDada
from ejecucion.cumulo_de_ensayo import coordinador, trabajador
from ejecucion.test_lote import MATA_A_SU_PROCESO, con_cuadernos

from cobranza.base.errores import ErrorDeEjecucion, ErrorDeUso
from cobranza.ejecucion import publicadas
from cobranza.ejecucion.cumulo import correr_en_cumulo
from cobranza.ejecucion.motor import Entorno
from cobranza.ejecucion.plan import Tarea

pytestmark = pytest.mark.lenta


def de_ensayo(entorno: Entorno) -> Entorno:
    """Ese mismo: el de cada máquina, en las pruebas de un solo entorno."""
    return entorno


def segun_el_proceso(entorno: Entorno, quien_pide: int) -> Entorno:
    """El de quien pide el lote; en cualquier otro proceso, una máquina con otra norma."""
    return (
        entorno if os.getpid() == quien_pide else replace(entorno, huella_de_la_norma=HuellaDada("norma de otro mes"))
    )


def test_sale_lo_mismo_que_en_una_maquina_y_repetirlo_no_repite(direccion: str, entorno: Entorno) -> None:
    tareas = [Tarea("bueno", {"corte": "2025-11-30"}), Tarea("roto", {}), Tarea("sin_parametros", {})]
    avisadas: list[str] = []
    trabajaban: list[int] = []
    with trabajador(direccion), trabajador(direccion):
        hechas = correr_en_cumulo(
            tareas, direccion, partial(de_ensayo, entorno),
            al_terminar=lambda t, _: avisadas.append(t.cuaderno), al_contar=trabajaban.append,
        )  # fmt: skip
        otra_vez = correr_en_cumulo(tareas, direccion, partial(de_ensayo, entorno))
    assert [(h.cuaderno, h.codigo) for h in hechas] == [("bueno", 0), ("roto", 6), ("sin_parametros", 0)]
    assert len(trabajaban) == 3 and trabajaban[-1] == 2, "con cuántos se calcula a qué hora acaba"
    assert sorted(avisadas) == ["bueno", "roto", "sin_parametros"]
    assert [h.reutilizada for h in otra_vez] == [True, False, True]


def test_un_trabajador_abre_sus_nucleos_del_mismo_padre_corrida_tras_corrida(
    direccion: str, entorno: Entorno, tmp_path: Path
) -> None:
    padres = tmp_path / "padres"
    anota = f"import os; open({str(padres)!r}, 'a').write(f'{{os.getppid()}}\\n')"
    en = con_cuadernos(entorno, tmp_path, **dict.fromkeys("abcd", anota))
    with trabajador(direccion) as uno:
        correr_en_cumulo([Tarea(nombre, {}) for nombre in "abcd"], direccion, partial(de_ensayo, en))
    primero, *otros = padres.read_text(encoding="utf-8").split()
    assert primero == str(uno.pid), "quien sólo abre un núcleo no gana nada con un padre"
    assert len(otros) == 3 and len({*otros}) == 1 and otros[0] != primero


def test_matar_a_un_trabajador_no_pierde_ni_repite_nada(direccion: str, entorno: Entorno, tmp_path: Path) -> None:
    """Muere a media corrida: ésa la hace el otro, y lo que ya estaba publicado sigue como estaba."""
    senas = tmp_path / "senas"
    senas.mkdir()
    espera = (
        "import os, pathlib, time\n"
        f"senas = pathlib.Path({str(senas)!r})\n"
        "primera = not (senas / 'quien').exists()\n"
        "(senas / 'quien').touch()\n"
        "while primera: time.sleep(0.05)\n"
    )
    en = con_cuadernos(entorno, tmp_path, a="1", b=espera, c="2", d="3")
    tareas = [Tarea(nombre, {}) for nombre in "abcd"]
    with trabajador(direccion) as uno:

        def matar_al_primero() -> None:
            while not (senas / "quien").exists():
                time.sleep(0.02)
            uno.send_signal(signal.SIGKILL)

        verdugo = threading.Thread(target=matar_al_primero, daemon=True)
        verdugo.start()
        hechas: list[Any] = []
        pide = threading.Thread(
            target=lambda: hechas.extend(correr_en_cumulo(tareas, direccion, partial(de_ensayo, en))), daemon=True
        )
        pide.start()
        verdugo.join(60)
        uno.wait(10)
        with trabajador(direccion):  # vuelve con otro nombre
            pide.join(240)
    assert [h.falla for h in hechas] == [None] * 4
    assert [h.cuaderno for h in hechas] == ["a", "b", "c", "d"]
    anotadas = [r["cuaderno"] for r in publicadas.leer().renglones if r.get("cuaderno") in {*"abcd"}]
    assert sorted(anotadas) == ["a", "b", "c", "d"], "cada una se publicó una vez"
    assert not list(en.salidas.rglob("*.parcial"))


def test_una_corrida_que_mata_a_cuantos_la_intentan_falla_y_las_demas_salen(
    direccion: str, entorno: Entorno, tmp_path: Path
) -> None:
    en = con_cuadernos(entorno, tmp_path, asesino=MATA_A_SU_PROCESO, manso="1")
    with trabajador(direccion, que_vuelve=True):
        tareas = [Tarea("asesino", {}), Tarea("manso", {})]
        asesino, manso = correr_en_cumulo(tareas, direccion, partial(de_ensayo, en))
    assert (
        asesino.falla is not None
        and "murió tres veces; casi siempre es falta de memoria. Da más memoria" in asesino.falla.mensaje
    )
    assert manso.falla is None


def test_el_que_tiene_otra_norma_no_corre_nada_y_se_dice(direccion: str, entorno: Entorno) -> None:
    apartados: list[tuple[str, ...]] = []
    with trabajador(direccion), pytest.raises(ErrorDeEjecucion, match="otra huella de norma"):
        correr_en_cumulo(
            [Tarea("bueno", {})], direccion, partial(segun_el_proceso, entorno, os.getpid()),
            al_apartar=lambda _, difiere: apartados.append(tuple(difiere)),
        )  # fmt: skip
    assert apartados == [("otra huella de norma",)]
    assert not list(entorno.salidas.rglob("informe.html"))


def test_si_se_va_el_coordinador_se_dice_y_lo_publicado_sigue(entorno: Entorno, tmp_path: Path) -> None:
    senas = tmp_path / "senas"
    senas.mkdir()
    espera = f"import pathlib, time; pathlib.Path({str(senas)!r}, 'ya').touch(); time.sleep(300)"
    en = con_cuadernos(entorno, tmp_path, a="1", b=espera)
    with coordinador(tmp_path) as (proceso, direccion), trabajador(direccion):
        dicho: list[Exception] = []

        def pedir() -> None:
            try:
                correr_en_cumulo([Tarea("a", {}), Tarea("b", {})], direccion, partial(de_ensayo, en))
            except ErrorDeEjecucion as error:
                dicho.append(error)

        pide = threading.Thread(target=pedir, daemon=True)
        pide.start()
        limite = time.monotonic() + 180
        while not (senas / "ya").exists() and time.monotonic() < limite:
            time.sleep(0.05)
        proceso.kill()
        pide.join(180)
    assert dicho and "repite la misma orden" in str(dicho[0])
    assert len(list(en.salidas.rglob("informe.html"))) == 1


def test_si_nadie_contesta_se_dice_que_se_esperaba(entorno: Entorno) -> None:
    with pytest.raises(ErrorDeUso, match="no contesta un cúmulo de Dask"):
        correr_en_cumulo([Tarea("bueno", {})], "tcp://127.0.0.1:9", partial(de_ensayo, entorno))
