"""Varios cuadernos a la vez: en orden, sólo lo pendiente, y lo que falla en uno no toca a los demás."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion.lote import correr_lote
from cobranza.ejecucion.motor import Corrida, Entorno
from cobranza.ejecucion.plan import Tarea

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


def test_un_cuaderno_que_mata_a_su_proceso_no_se_lleva_a_los_demas(entorno: Entorno, tmp_path: Path) -> None:
    en = con_cuadernos(
        entorno, tmp_path, asesino="import os, signal; os.kill(os.getppid(), signal.SIGKILL)", manso="1"
    )
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
