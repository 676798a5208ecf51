"""La cartera de ejemplo (`demo`): se genera, se carga como cualquiera y no se mezcla con la de la oficina."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobranza.almacen.identidad import DEL_EJEMPLO, nombre_de
from cobranza.base.ajustes import ajustes, base_de_ejemplo
from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola
from cobranza.puertas.carga import abrir_al_dia, en_palabras, ingerir_todos
from cobranza.puertas.recuento import contar

if TYPE_CHECKING:
    from sqlalchemy import Engine

_EN_OTRA_BASE = "Para tener las dos, di otra base: COBRANZA_BD=sqlite:///datos/otra.db cobranza demo …"


def demo(
    creditos: Annotated[int, typer.Option("--creditos", metavar="N", min=100, help="Cuántos créditos.")] = 10_000,
    semilla: Annotated[int, typer.Option("--semilla", metavar="S", help="Otra semilla, otra cartera.")] = 2025,
    tramites: Annotated[
        bool,
        typer.Option("--tramites", help="Además, trámites de todos los tipos; tarda cerca de un minuto."),
    ] = False,
) -> None:
    """Genera una cartera ficticia, con errores como los de verdad, y la carga en la base.

    La misma semilla da los mismos archivos; volver a correrla no carga nada dos veces. Con --tramites la oficina del
    ejemplo también autoriza convenios, califica garantías, cancela, condona y da bajas: cada paso, por quien le toca.

    \b
    Ejemplo:  cobranza demo --creditos 5000
              cobranza demo --creditos 2000 --tramites
    """
    from cobranza.gemelo import generar, ya_escrita
    from cobranza.ingesta import Pedido

    carpeta = ajustes().salidas / "demo"
    motor = abrir_al_dia(base_de_ejemplo(), crear=True)
    _que_no_haya_otra(motor)
    with consola.barra() as avance, _en_obra(carpeta, ya_escrita(carpeta, creditos, semilla)) as obra:
        tarea = avance.add_task(
            "Generando la cartera", total=None, detalle=consola.cuantos(creditos, "crédito", "créditos")
        )
        hechos = generar(
            obra, creditos, semilla, al_avanzar=lambda *dice: avance.update(tarea, detalle=en_palabras(dice))
        )
        _que_sea_la_misma(motor, [archivo for _, archivo in hechos])
    archivos = [Pedido(layout, carpeta / archivo.name) for layout, archivo in hechos]
    hechas = ingerir_todos(motor, archivos, DEL_EJEMPLO)
    contar(hechas)
    if all(hecha.ya_conocido for _, hecha in hechas):
        consola.decir("La cartera de ejemplo ya estaba cargada; no cambió nada.")
    consola.decir(f"archivos en {consola.corta(carpeta)}/")
    if tramites:
        _sembrar_tramites(motor, carpeta)


def _sembrar_tramites(motor: Engine, carpeta: Path) -> None:
    """Los trámites del ejemplo, una sola vez: si ya hay alguno, no se agrega nada."""
    from cobranza.almacen.sesion import instante
    from cobranza.almacen.toma import foto_actual
    from cobranza.base import permisos
    from cobranza.puertas.ejemplo_de_tramites import sembrar
    from cobranza.tramites.libro_de_pasos import todos

    with instante(motor) as conexion:
        ya = len(todos(conexion))
    if ya:
        consola.decir(f"Ya había {consola.cuantos(ya, 'trámite', 'trámites')}; no se agregó ninguno.")
        return
    aparte = carpeta.with_name(f"{carpeta.name}-tramites")
    permisos.carpeta(aparte)
    with consola.barra() as avance:
        avance.add_task("Sembrando trámites", total=None, detalle="cada paso, por quien le toca")
        hechos = sembrar(motor, foto_actual(base_de_ejemplo(), ajustes().salidas), aparte)
    consola.decir(f"{consola.cuantos(hechos, 'trámite sembrado', 'trámites sembrados')}: cobranza tramites")


@contextmanager
def _en_obra(carpeta: Path, lista: bool) -> Iterator[Path]:
    """Una carpeta aparte que ocupa el lugar de la otra al terminar; si algo falla, la otra queda como estaba."""
    from cobranza.base import permisos
    from cobranza.base.restos import provisional

    if lista:
        yield carpeta
        return
    permisos.carpeta(carpeta.parent)
    with provisional(carpeta.parent, ".demo-") as aparte, permisos.mascara(carpeta):
        nueva, anterior = aparte / "nueva", aparte / "anterior"
        yield nueva
        if carpeta.exists():
            carpeta.replace(anterior)
        permisos.ajustar_todo(nueva)
        nueva.replace(carpeta)


def _que_no_haya_otra(motor: Engine) -> None:
    """La cartera ficticia no entra donde ya hay una que no lo es."""
    from cobranza.libros.lecturas import huellas_de_lotes

    if huellas_de_lotes(motor) and not huellas_de_lotes(motor, DEL_EJEMPLO):
        raise ErrorDeUso(
            f"La base «{nombre_de(motor.url)}» ya tiene otra cartera y la de ejemplo no se mezcla con ella. "
            f"{_EN_OTRA_BASE}"
        )


def _que_sea_la_misma(motor: Engine, archivos: list[Path]) -> None:
    """Sobre una cartera de ejemplo sólo se repite ella misma: otra, de otro tamaño o semilla, la mezclaría."""
    from cobranza.ejecucion.huellas import de_archivo
    from cobranza.libros.lecturas import huellas_de_lotes

    if huellas_de_lotes(motor, DEL_EJEMPLO) - {de_archivo(archivo) for archivo in archivos}:
        raise ErrorDeUso(
            f"La base «{nombre_de(motor.url)}» ya tiene una cartera de ejemplo de otro tamaño, semilla o versión y "
            f"no se mezclan. {_EN_OTRA_BASE}"
        )
