"""Meter archivos (`ingerir`) y deshacer la carga del día (`deshacer`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.almacen.identidad import DEL_EJEMPLO, nombre_de
from cobranza.base import topes
from cobranza.base.ajustes import ajustes, base_propia
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.base.invisibles import a_la_vista
from cobranza.base.quien import quien as la_cuenta
from cobranza.puertas import consola
from cobranza.puertas.preparacion import decir_sin_delegacion, dejar_plantilla, proponer_mapeos
from cobranza.puertas.recuento import contar

if TYPE_CHECKING:
    from rich.progress import Progress
    from sqlalchemy import Engine

    from cobranza.ingesta import Pedido, Remesa, Resultado


def ingerir(  # noqa: PLR0913 — son las opciones de la orden
    que: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="LAYOUT|ARCHIVO",
            help="Qué archivo es (--layouts los lista) y el archivo; o varios, o una carpeta, y se reconocen solos.",
        ),
    ] = None,
    sin_delegacion: Annotated[
        bool, typer.Option("--sin-delegacion", help="Dice qué municipios no tienen delegación declarada.")
    ] = False,
    layouts: Annotated[bool, typer.Option("--layouts", help="Dice qué archivos se admiten y sus columnas.")] = False,
    usuario: Annotated[
        str | None,
        typer.Option("--usuario", metavar="NOMBRE", help="Quién lo carga; por omisión, quien usa la máquina."),
    ] = None,
    ensayo: Annotated[
        bool, typer.Option("--ensayo", help="Dice qué pasaría, deja lo que habría que corregir y nada en la base.")
    ] = False,
    todo_o_nada: Annotated[
        bool, typer.Option("--todo-o-nada", help="Si una fila iría a cuarentena, no entra ninguna.")
    ] = False,
    plantilla: Annotated[
        bool, typer.Option("--plantilla", help="Escribe el Excel que se llena para ese layout; no carga nada.")
    ] = False,
    salida: Annotated[
        Path | None, typer.Option("--salida", metavar="ARCHIVO", help="Dónde va la plantilla; por omisión, aquí.")
    ] = None,
    mapear: Annotated[
        bool, typer.Option("--mapear", help="Propone y escribe cómo se lee el archivo; no carga nada.")
    ] = False,
    mapeo: Annotated[
        str | None,
        typer.Option("--mapeo", metavar="NOMBRE", help="Cómo se lee; sin él, el que tenga los títulos del archivo."),
    ] = None,
    fijo: Annotated[
        list[str] | None,
        typer.Option(
            "--fijo",
            metavar="COLUMNA=VALOR",
            help="Con --mapear: lo que vale donde no venga; se repite.",
        ),
    ] = None,
    confirmo: Annotated[
        int | None, typer.Option("--confirmo", metavar="N", help="Vi las N filas por confirmar y son ciertas.")
    ] = None,
    remesa: Annotated[
        str | None, typer.Option("--remesa", metavar="OFICIO", help="Oficio con que la emisora remite los créditos.")
    ] = None,
    numero: Annotated[
        int | None, typer.Option("--numero", metavar="N", help="Cuántos créditos dice el oficio.")
    ] = None,
    importe: Annotated[
        str | None, typer.Option("--importe", metavar="PESOS", help="Cuánto suman, con multas, según el oficio.")
    ] = None,
) -> int:
    """Carga archivos de la oficina: cada fila entra a los libros o queda en cuarentena con su motivo.

    Si algo falla a la mitad, la base queda como estaba. El mismo archivo no entra dos veces. Termina con 3
    si de algún archivo no entró, o no entraría, ninguna fila.

    \b
    Ejemplo:  cobranza ingerir cartera ~/cartera_enero.csv --ensayo
              cobranza ingerir ~/oficina --mapear
              cobranza ingerir ~/oficina
    """
    if layouts:
        from cobranza.ingesta import describir_texto

        consola.decir(describir_texto())
        return 0
    if sin_delegacion:
        return decir_sin_delegacion()
    if plantilla:
        return dejar_plantilla(que or [], salida)
    from cobranza.base.nominativas import junto_a_la_base
    from cobranza.ingesta.carga import que_este_completo
    from cobranza.ingesta.reconocimiento import archivos_de, pedidos

    layout, rutas = _que_se_carga(que or [])
    archivos, ajenos = archivos_de(rutas)
    for ajeno, por_que in ajenos.items():
        consola.aviso(f"No se toma {ajeno.name}: {por_que}")
    if mapear:
        return proponer_mapeos(archivos, layout, mapeo, fijo or [])
    remitidos = _remesa(remesa, numero, importe)
    if remitidos is not None and len(archivos) > 1:
        raise ErrorDeUso("La remesa es de un solo archivo: carga cada uno con la suya.")
    quien = usuario or la_cuenta()
    if quien == DEL_EJEMPLO:
        raise ErrorDeUso(f"El usuario «{quien}» es el de la cartera de ejemplo; di quién carga con --usuario NOMBRE.")
    por_cargar = pedidos(archivos, layout, mapeo)
    for pedido in por_cargar:
        que_este_completo(pedido)  # antes de cargar el primero: que una carpeta no quede a medias por lo que se ve ya
    hechas = ingerir_todos(
        _donde_cargar(ensayo),
        por_cargar,
        quien,
        ensayo=ensayo,
        todo_o_nada=todo_o_nada,
        remesa=remitidos,
        confirmo=confirmo,
        carpeta=junto_a_la_base(ajustes()) / "cargas",
    )
    contar(hechas)
    sin_entrar = any(hecha.leidas and not hecha.aceptadas for _, hecha in hechas if not hecha.ya_conocido)
    return ErrorDeDatos.codigo if sin_entrar else 0


def _que_se_carga(que: list[str]) -> tuple[str | None, list[Path]]:
    """El layout, si se dijo, y las rutas."""
    from cobranza.ingesta.layouts import leer, nombres

    if not que or (len(que) == 1 and que[0] in nombres()):
        raise ErrorDeUso(
            "Falta el archivo: cobranza ingerir LAYOUT ARCHIVO, o los archivos, o su carpeta; --layouts dice cuáles."
        )
    if que[0] in nombres():
        return que[0], [Path(dicho) for dicho in que[1:]]
    if len(que) > 1 and not Path(que[0]).exists():
        leer(que[0])  # dice cuáles hay
    return None, [Path(dicho) for dicho in que]


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

    if not 1 <= lote <= topes.LOTE:
        raise ErrorDeUso(f"El lote es {lote}; se esperaba su número, de 1 en adelante, como lo dijo la carga.")
    hecho = deshacer_lote(abrir_al_dia(), lote, usuario=usuario or la_cuenta(), ahora=ahora())
    consola.decir(
        f"lote {lote} deshecho (lote {hecho.lote}): {consola.cuantos(hecho.creditos, 'crédito', 'créditos')} por "
        f"{pesos(hecho.importe)} pesos devueltos a su emisora"
    )
    if hecho.notificaciones:
        consola.aviso(
            f"  aviso: {consola.numero(hecho.notificaciones)} notificaciones que anotó a créditos de otras cargas "
            "siguen anotadas."
        )


def _donde_cargar(ensayo: bool) -> Engine:
    """La base de la oficina. La primera carga la crea y lo dice; un ensayo, no: usa una vacía que se olvida."""
    from cobranza.almacen.migrar import migrar
    from cobranza.almacen.sesion import abrir, por_crear

    url = base_propia()
    nueva = por_crear(url)
    if nueva and ensayo:
        motor = abrir("sqlite://")
        migrar(motor)
        return motor
    motor = abrir_al_dia(url, crear=bool(nueva))
    if nueva:
        consola.aviso(f"Se creó la base {nueva}. Si esperabas una que ya existía, revisa COBRANZA_BD.")
    _que_no_sea_el_ejemplo(motor)
    return motor


def _que_no_sea_el_ejemplo(motor: Engine) -> None:
    from cobranza.libros.lecturas import huellas_de_lotes

    if huellas_de_lotes(motor, DEL_EJEMPLO):
        raise ErrorDeUso(
            f"La base «{nombre_de(motor.url)}» es la de ejemplo y tu cartera no se mezcla con ella. Carga en otra: "
            "COBRANZA_BD=sqlite:///datos/mi_cartera.db cobranza ingerir …"
        )


def abrir_al_dia(url: str = "", crear: bool = False) -> Engine:
    """La base donde se escribe; con `crear` se hace donde no la hay.

    Errores: `ErrorDeDatos` si la que hay es de otra versión: sólo `cobranza migrar` la cambia.
    """
    from cobranza.almacen.migrar import exigir_al_dia, migrar
    from cobranza.almacen.sesion import abrir, abrir_existente, instante, por_crear

    cual = url or ajustes().bd
    if crear and por_crear(cual):
        motor = abrir(cual)
        migrar(motor)
        return motor
    motor = abrir_existente(cual)
    with instante(motor) as conexion:
        exigir_al_dia(conexion)
    return motor


def en_palabras(dice: Iterable[Any]) -> str:
    """Lo que va diciendo el avance, en un renglón."""
    return " · ".join(consola.numero(d) if isinstance(d, int) else str(d) for d in dice)


def _remesa(oficio: str | None, numero: int | None, importe: str | None) -> Remesa | None:
    if oficio is None and numero is None and importe is None:
        return None
    if oficio is None or not oficio.strip() or numero is None or importe is None:
        raise ErrorDeUso("Una remesa se concilia con las tres: --remesa OFICIO --numero N --importe PESOS.")
    from cobranza.base.dinero import centavos
    from cobranza.ingesta import Remesa

    return Remesa(oficio.strip(), numero, centavos(importe))


def ingerir_todos(
    motor: Engine, archivos: Sequence[Pedido], usuario: str, *, ensayo: bool = False, **condiciones: Any
) -> list[tuple[Path, Resultado]]:
    """Carga esos archivos en su orden, con su avance; cada uno entra entero o no entra."""
    from cobranza.base.fechas import ahora
    from cobranza.ingesta import ensayar

    if ensayo and len(archivos) > 1:
        hechas = ensayar(motor, archivos, usuario=usuario, ahora=ahora(), carpeta=condiciones.get("carpeta"))
        return [(pedido.archivo, hecha) for pedido, hecha in zip(archivos, hechas, strict=True)]
    with consola.barra() as avance:
        return [
            (pedido.archivo, _ingerir_uno(motor, pedido, avance, usuario=usuario, ensayo=ensayo, **condiciones))
            for pedido in archivos
        ]


def _ingerir_uno(motor: Engine, pedido: Pedido, avance: Progress, **condiciones: Any) -> Resultado:
    from cobranza.base.fechas import ahora
    from cobranza.ingesta import ingerir as ingerir_archivo

    tarea = avance.add_task(f"Cargando {a_la_vista(pedido.archivo.name)}", total=None, detalle="")
    hecha = ingerir_archivo(
        motor,
        pedido.layout,
        pedido.archivo,
        mapeo=pedido.mapeo,
        ahora=ahora(),
        al_avanzar=lambda filas: avance.update(tarea, detalle=f"{consola.numero(filas)} filas"),
        **condiciones,
    )
    avance.remove_task(tarea)
    return hecha
