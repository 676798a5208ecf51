"""Meter archivos (`ingerir`), deshacer la carga del día (`deshacer`) y la cartera de ejemplo (`demo`)."""

from __future__ import annotations

import getpass
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola

if TYPE_CHECKING:
    from rich.progress import Progress
    from sqlalchemy import Engine

    from cobranza.ingesta import Remesa, Resultado

_MOTIVOS_A_LA_VISTA = 3


def ingerir(  # noqa: PLR0913 — son las opciones de la orden
    layout: Annotated[
        str | None, typer.Argument(metavar="[LAYOUT]", help="Qué archivo es; --layouts los lista.")
    ] = None,
    archivo: Annotated[Path | None, typer.Argument(metavar="[ARCHIVO]", help="El archivo, CSV o XLSX.")] = None,
    layouts: Annotated[bool, typer.Option("--layouts", help="Dice qué archivos se admiten y sus columnas.")] = False,
    usuario: Annotated[
        str | None,
        typer.Option("--usuario", metavar="NOMBRE", help="Quién lo carga; por omisión, quien usa la máquina."),
    ] = None,
    ensayo: Annotated[bool, typer.Option("--ensayo", help="Dice qué pasaría y no deja nada en la base.")] = False,
    todo_o_nada: Annotated[
        bool, typer.Option("--todo-o-nada", help="Si una fila iría a cuarentena, no entra ninguna.")
    ] = False,
    remesa: Annotated[
        str | None, typer.Option("--remesa", metavar="OFICIO", help="Oficio con que la emisora remite los créditos.")
    ] = None,
    numero: Annotated[
        int | None, typer.Option("--numero", metavar="N", help="Cuántos créditos dice el oficio.")
    ] = None,
    importe: Annotated[
        str | None, typer.Option("--importe", metavar="PESOS", help="Cuánto suman, con multas, según el oficio.")
    ] = None,
) -> None:
    """Carga un archivo de la oficina: cada fila entra a los libros o queda en cuarentena con su motivo.

    Si algo falla a la mitad, la base queda como estaba. El mismo archivo no entra dos veces.

    \b
    Ejemplo:  cobranza ingerir cartera ~/cartera_enero.csv --ensayo
    """
    if layouts:
        from cobranza.ingesta import describir_texto

        consola.decir(describir_texto())
        return
    if layout is None or archivo is None:
        raise ErrorDeUso("Falta el layout o el archivo: cobranza ingerir LAYOUT ARCHIVO; --layouts los lista.")
    if not archivo.is_file():
        raise ErrorDeUso(f"No existe el archivo {archivo}; revisa la ruta.")
    condiciones = {"ensayo": ensayo, "todo_o_nada": todo_o_nada, "remesa": _remesa(remesa, numero, importe)}
    _contar(_ingerir_todos(abrir_al_dia(), [(layout, archivo)], usuario or getpass.getuser(), **condiciones))


def demo(
    creditos: Annotated[int, typer.Option("--creditos", metavar="N", min=100, help="Cuántos créditos.")] = 10_000,
    semilla: Annotated[int, typer.Option("--semilla", metavar="S", help="Otra semilla, otra cartera.")] = 2025,
) -> None:
    """Genera una cartera ficticia, con errores como los de verdad, y la carga en la base.

    La misma semilla da los mismos archivos; volver a correrla no carga nada dos veces.

    \b
    Ejemplo:  cobranza demo --creditos 5000
    """
    from cobranza.gemelo import generar

    carpeta = ajustes().salidas / "demo"
    motor = abrir_al_dia()
    with consola.barra() as avance:
        tarea = avance.add_task(
            "Generando la cartera", total=None, detalle=consola.cuantos(creditos, "crédito", "créditos")
        )
        archivos = generar(
            carpeta, creditos, semilla, al_avanzar=lambda *dice: avance.update(tarea, detalle=_dicho(dice))
        )
    _que_no_se_mezcle(motor, [archivo for _, archivo in archivos])
    hechas = _ingerir_todos(motor, archivos, "demo")
    _contar(hechas)
    if all(hecha.ya_conocido for _, hecha in hechas):
        consola.decir("La cartera de ejemplo ya estaba cargada; no cambió nada.")
    consola.decir(f"archivos en {consola.corta(carpeta)}/")


def deshacer(
    lote: Annotated[int, typer.Argument(metavar="LOTE", help="Número del lote de cartera, registrado hoy.")],
    usuario: Annotated[
        str | None,
        typer.Option("--usuario", metavar="NOMBRE", help="Quién lo deshace; por omisión, quien usa la máquina."),
    ] = None,
) -> None:
    """Devuelve a su emisora los créditos que una carga de hoy dio de alta: quedan en cero y de baja.

    No borra nada: agrega su devolución. No procede si otra carga ya tocó esos créditos. Sus folios no se vuelven a
    usar: el archivo corregido entra con otros, o sin ellos para que el sistema los asigne.

    \b
    Ejemplo:  cobranza deshacer 12
    """
    from cobranza.base.dinero import pesos
    from cobranza.base.fechas import ahora
    from cobranza.ingesta.deshacer import deshacer as deshacer_lote

    hecho = deshacer_lote(abrir_al_dia(), lote, usuario=usuario or getpass.getuser(), ahora=ahora())
    consola.decir(
        f"lote {lote} deshecho (lote {hecho.lote}): {consola.cuantos(hecho.creditos, 'crédito', 'créditos')} por "
        f"{pesos(hecho.importe)} pesos devueltos a su emisora"
    )
    if hecho.notificaciones:
        consola.aviso(
            f"  aviso: {consola.numero(hecho.notificaciones)} notificaciones que anotó a créditos de otras cargas "
            "siguen anotadas."
        )


def abrir_al_dia() -> Engine:
    """La base de esta instalación, con sus migraciones al día."""
    from cobranza.almacen.migrar import migrar
    from cobranza.almacen.sesion import abrir

    motor = abrir(ajustes().bd)
    migrar(motor)
    return motor


def _dicho(dice: Iterable[Any]) -> str:
    return " · ".join(consola.numero(d) if isinstance(d, int) else str(d) for d in dice)


def _que_no_se_mezcle(motor: Engine, archivos: list[Path]) -> None:
    """La cartera ficticia no entra donde ya hay otra."""
    from cobranza.ejecucion.huellas import de_archivo
    from cobranza.libros.lecturas import huellas_de_lotes

    cargadas = huellas_de_lotes(motor)
    if cargadas and not cargadas & {de_archivo(archivo) for archivo in archivos}:
        raise ErrorDeUso(
            "La base ya tiene otra cartera y la de ejemplo no se mezcla con ella. Usa otra base "
            "(COBRANZA_BD=sqlite:///otra.db cobranza demo …) o borra la de ejemplo anterior."
        )


def _remesa(oficio: str | None, numero: int | None, importe: str | None) -> Remesa | None:
    if oficio is None and numero is None and importe is None:
        return None
    if oficio is None or not oficio.strip() or numero is None or importe is None:
        raise ErrorDeUso("Una remesa se concilia con las tres: --remesa OFICIO --numero N --importe PESOS.")
    from cobranza.base.dinero import centavos
    from cobranza.ingesta import Remesa

    return Remesa(oficio.strip(), numero, centavos(importe))


def _ingerir_todos(
    motor: Engine, archivos: list[tuple[str, Path]], usuario: str, **condiciones: Any
) -> list[tuple[Path, Resultado]]:
    with consola.barra() as avance:
        return [
            (archivo, _ingerir_uno(motor, layout, archivo, avance, usuario=usuario, **condiciones))
            for layout, archivo in archivos
        ]


def _ingerir_uno(motor: Engine, layout: str, archivo: Path, avance: Progress, **condiciones: Any) -> Resultado:
    from cobranza.base.fechas import ahora
    from cobranza.ingesta import ingerir as ingerir_archivo

    tarea = avance.add_task(f"Cargando {archivo.name}", total=None, detalle="")
    hecha = ingerir_archivo(
        motor,
        layout,
        archivo,
        ahora=ahora(),
        al_avanzar=lambda filas: avance.update(tarea, detalle=f"{consola.numero(filas)} filas"),
        **condiciones,
    )
    avance.remove_task(tarea)
    return hecha


def _contar(hechas: list[tuple[Path, Resultado]]) -> None:
    for archivo, hecha in hechas:
        cuenta = (
            f"{consola.numero(hecha.leidas)} leídas = {consola.numero(hecha.aceptadas)} aceptadas"
            f" + {consola.numero(hecha.cuarentena)} en cuarentena"
        )
        lote = "" if hecha.efecto else f" (lote {hecha.lote}{', ya estaba' if hecha.ya_conocido else ''})"
        consola.decir(f"{archivo.name}: {cuenta}{lote}")
        motivos = list(hecha.por_motivo.items())
        for motivo, filas in motivos[:_MOTIVOS_A_LA_VISTA]:
            consola.decir(f"  {consola.numero(filas):>6} {motivo}")
        if len(motivos) > _MOTIVOS_A_LA_VISTA:
            mas = consola.cuantos(len(motivos) - _MOTIVOS_A_LA_VISTA, "motivo", "motivos")
            consola.decir(f"         y {mas} más")
        for mensaje in hecha.avisos if not hecha.ya_conocido else ():
            consola.aviso(f"  aviso: {mensaje}")
        if hecha.efecto:
            _contar_ensayo(hecha, *hecha.efecto)


def _contar_ensayo(hecha: Resultado, creditos: int, importe: int) -> None:
    """Lo que sólo se dice de un ensayo: los primeros reparos y cuánto cambiaría el saldo."""
    from cobranza.base.dinero import pesos

    for reparo in hecha.reparos:
        consola.decir(f"  línea {reparo.linea}, {reparo.campo or 'fila'}: {reparo.mensaje}")
    consola.decir(f"  sumaría al saldo {consola.cuantos(creditos, 'crédito', 'créditos')} y {pesos(importe)} pesos")
    consola.decir("Fue un ensayo: no quedó nada en la base.")
