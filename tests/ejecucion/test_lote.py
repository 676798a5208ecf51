"""Varios cuadernos a la vez: en orden, sólo lo pendiente, y lo que falla en uno no toca a los demás."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from rich.progress import Progress

from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import lote, pasada, precalentado, semillero
from cobranza.ejecucion.documento import Falla
from cobranza.ejecucion.lote import a_la_vez, correr_lote
from cobranza.ejecucion.motor import Corrida, Entorno
from cobranza.ejecucion.pasada import Plazos
from cobranza.ejecucion.plan import Tarea
from cobranza.puertas.avance import Avance

pytestmark = pytest.mark.lenta


def test_salen_en_el_orden_pedido_y_la_segunda_vez_no_se_corre_nada(entorno: Entorno) -> None:
    tareas = [Tarea("bueno", {"maximo": 3}), Tarea("roto", {}), Tarea("sin_parametros", {})]
    avisadas: list[Tarea] = []
    hechas = correr_lote(tareas, entorno=entorno, al_terminar=lambda tarea, _: avisadas.append(tarea))
    assert [h.cuaderno for h in hechas] == ["bueno", "roto", "sin_parametros"]
    assert [h.codigo for h in hechas] == [0, 6, 0]
    assert sorted(map(str, avisadas)) == sorted(map(str, tareas))
    otra_vez = correr_lote(tareas, entorno=entorno)
    assert [h.reutilizada for h in otra_vez] == [True, False, True], "sólo se repite lo que falló"


def test_un_parametro_mal_escrito_detiene_el_lote_antes_de_empezar(entorno: Entorno) -> None:
    with pytest.raises(ErrorDeUso, match="cortes"):
        correr_lote([Tarea("sin_parametros", {}), Tarea("bueno", {"cortes": "x"})], entorno=entorno)
    assert not entorno.salidas.exists()


def test_todo_el_lote_sale_de_la_misma_foto(entorno: Entorno) -> None:
    tomadas: list[str] = []

    def huella() -> str:
        tomadas.append(f"foto-{len(tomadas)}")
        return tomadas[-1]

    hechas: list[Corrida] = correr_lote(
        [Tarea("sin_parametros", {}), Tarea("bueno", {})], entorno=replace(entorno, huella_de_datos=huella)
    )
    assert len(tomadas) == 1
    assert all(h.falla is None for h in hechas)


MATA_A_SU_PROCESO = "import os, signal, time; os.kill(os.getppid(), signal.SIGKILL); time.sleep(60)"
"""Y espera su propia muerte, que llega después de la otra: si no, a veces le da tiempo de terminar bien."""


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="sólo Linux dice los hilos de otro proceso")
def test_los_trabajadores_nacen_de_un_proceso_sin_hilos_y_con_el_ambiente_de_ahora(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """El que los bifurca se enciende una vez por proceso; lo que cambie después en el ambiente también les llega."""
    for vuelta in ("una", "otra"):
        monkeypatch.setenv("COBRANZA_DE_PRUEBA", vuelta)
        with ProcessPoolExecutor(
            1, mp_context=semillero.contexto(), initializer=semillero.nacer, initargs=(dict(os.environ),)
        ) as grupo:
            hilos, modulos, dicho = grupo.submit(_como_nacio).result()
        # el de jemalloc, que trae Arrow, sabe bifurcarse: se apaga antes y el hijo enciende el suyo
        assert (hilos - {"jemalloc_bg_thd"}, dicho) == (set(), vuelta)
        assert {*semillero.DE_OTROS} <= modulos
    assert not {*precalentado.SIN_HILOS} & {*os.environ}


def _como_nacio() -> tuple[set[str], set[str], str]:
    padre = os.getppid()
    hilos = {(h / "comm").read_text().strip() for h in Path(f"/proc/{padre}/task").iterdir() if h.name != str(padre)}
    return hilos, {*sys.modules}, os.environ.get("COBRANZA_DE_PRUEBA", "")


def test_un_cuaderno_que_mata_a_su_proceso_no_se_lleva_a_los_demas(entorno: Entorno, tmp_path: Path) -> None:
    en = con_cuadernos(entorno, tmp_path, asesino=MATA_A_SU_PROCESO, manso="1")
    asesino, manso = correr_lote([Tarea("asesino", {}), Tarea("manso", {})], entorno=en)
    assert asesino.falla is not None
    assert "murió dos veces" in asesino.falla.mensaje
    assert manso.falla is None


def con_cuadernos(entorno: Entorno, donde: Path, **celdas: str) -> Entorno:
    """Ese entorno con otros cuadernos: uno por nombre, de una celda."""
    carpeta = donde / "cuadernos"
    carpeta.mkdir()
    for nombre, codigo in celdas.items():
        nb = new_notebook(cells=[new_markdown_cell(f"# {nombre}"), new_code_cell(codigo)])
        nbformat.write(nb, carpeta / f"{nombre}.ipynb")
    return replace(entorno, cuadernos=carpeta)


def test_lo_transitorio_se_vuelve_a_intentar_con_tope_y_lo_demas_no(
    entorno: Entorno, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lote, "_ESPERAS_SEGUNDOS", (0.0, 0.0, 0.0))
    intentos: list[str] = []

    def correr(cuaderno: str, *_: object, **__: object) -> Corrida:
        intentos.append(cuaderno)
        fallas = {
            "ocupada": Falla(2, "", "OperationalError", "(sqlite3.OperationalError) database is locked", 6),
            "muerto": Falla(2, "", "DeadKernelError", "El núcleo se cerró a media celda", 6),
            "malo": Falla(2, "", "ErrorDeDatos", "No cuadra", 3),
        }
        falla = None if cuaderno == "pasa" and len(intentos) > 1 else fallas.get(cuaderno, fallas["ocupada"])
        return Corrida(cuaderno, {}, "", "x", entorno.salidas, falla=falla)

    monkeypatch.setattr(lote, "correr", correr)
    for cuaderno, veces, codigo in (("ocupada", 3, 6), ("muerto", 2, 6), ("malo", 1, 3), ("pasa", 2, 0)):
        intentos.clear()
        hecha = lote.una(Tarea(cuaderno, {}), entorno, forzar=False)
        assert (len(intentos), hecha.intentos, hecha.codigo) == (veces, veces, codigo), cuaderno


def test_una_corrida_que_pasa_de_su_plazo_se_detiene_y_lo_dice(entorno: Entorno) -> None:
    tarea = Tarea("lento", {"segundos": 30}, Plazos(corrida=1))
    hecha = lote.una(tarea, entorno, forzar=False)
    assert hecha.falla is not None and hecha.segundos < 15
    assert hecha.falla.mensaje.startswith("La corrida pasó de 1 s y se detuvo.")
    assert "La corrida pasó de 1 s" in (hecha.carpeta / "informe.html").read_text(encoding="utf-8")


def test_cada_celda_tiene_el_plazo_que_menos_le_deje() -> None:
    paso = pasada._Paso(3, pasada.Como(Plazos(celda=60, corrida=100)), time.monotonic() - 70)
    assert 29 < paso.plazo(None) <= 30
    assert pasada._explicar("CellTimeoutError", paso).startswith("Una celda pasó de 1 minuto y se detuvo.")
    pasado = pasada._Paso(3, pasada.Como(Plazos(celda=60, corrida=60)), time.monotonic() - 70)
    assert 0 < pasado.plazo(None) < 1, "para nbclient, cero sería sin plazo"
    assert pasada._Paso(3, pasada.Como(), time.monotonic() - 9999).plazo(None) == 3600


def test_el_avance_dice_cuantos_van_y_hacia_que_hora_termina(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    a_las = datetime(2026, 1, 6, 7, 0)
    hecha = Corrida("nomina", {}, "", "x", Path(), segundos=60.0)
    avance = Avance(5, 2, Progress(disable=True))
    avance.termino(replace(hecha, reutilizada=True, segundos=0.0), a_las)
    avance.termino(hecha, a_las)
    dicho = capsys.readouterr().err
    assert "1 de 5: nomina listo\n" in dicho
    assert "2 de 5: nomina listo; termina hacia las 07:01" in dicho


@pytest.mark.parametrize(("nucleos", "cuantos"), [(1, 2), (2, 3), (7, 8), (64, 8)])
def test_si_nadie_dice_cuantos_a_la_vez_uno_mas_que_los_nucleos(
    monkeypatch: pytest.MonkeyPatch, nucleos: int, cuantos: int
) -> None:
    monkeypatch.setattr("cobranza.ejecucion.lote.nucleos", lambda: nucleos)
    assert a_la_vez() == cuantos
