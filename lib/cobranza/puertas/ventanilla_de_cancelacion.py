"""Lo que la cancelación pregunta a toda la cartera: a quién proponer (`candidatos`) y si todo cuadra (`cuadre`)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

import typer

from cobranza.base.errores import ErrorDeProceso, ErrorDeUso
from cobranza.puertas import consola
from cobranza.puertas.actos import libros
from cobranza.puertas.consola import Orden
from cobranza.puertas.ventanilla import Al, EnJson, dia_de, leyendo

_CANCELACION = "cancelacion"
_LADOS = ("informado", "base")


def candidatos(
    tipo: Annotated[str, typer.Argument(metavar="TIPO", help="Por ahora, cancelacion.")] = _CANCELACION,
    costo: Annotated[
        str, typer.Option("--costo", metavar="PESOS", help="Lo que costaría recuperar lo de cada deudor.")
    ] = "0",
    al: Annotated[
        str | None,
        typer.Option(
            "--al", metavar="AAAA-MM-DD", help="Con la cartera de ese día; por omisión, el último capturado."
        ),
    ] = None,
    en_json: EnJson = False,
) -> None:
    """Propone a qué deudores se les podría cancelar, por todo lo que deben. No escribe nada; no dice nombres ni RFC.

    Sin --costo, sólo los de hasta 200 UDI, los insolventes y los no localizados con investigación vigente.

    \b
    Ejemplo:  cobranza tramite candidatos cancelacion --al 2025-12-31 --costo 2500.00
    """
    from cobranza.base.dinero import pesos, texto
    from cobranza.cartera.consultas import cartera_al
    from cobranza.cartera.incosteables import candidatos as los_que_hay
    from cobranza.informes.entrada import entrada
    from cobranza.temas.campos import IMPORTE, leer

    if tipo != _CANCELACION:
        raise ErrorDeUso(f"No hay candidatos de «{tipo}»; se esperaba {_CANCELACION}.")
    importe = leer(IMPORTE, costo, "--costo")
    de = entrada(al)
    hay = los_que_hay(de.conexion, cartera_al(de.conexion, de.normas, de.corte), de.normas, de.corte, importe)
    if en_json:
        dichos = [h | {"total": texto(h["total"])} for h in hay]
        consola.decir(json.dumps({"al": de.corte.isoformat(), "candidatos": dichos}, ensure_ascii=False, indent=2))
        return
    for h in hay:
        fuera = f"; no se cancelan: {', '.join(h['no_se_cancelan'])}" if h["no_se_cancelan"] else ""
        consola.decir(f"{h['causal']:<16} {pesos(h['total']):>14}  {', '.join(h['folios'])}{fuera}")
    cual = "" if al else f", {de.cual_dia}"
    consola.aviso(f"{len(hay)} deudores al {de.corte}{cual}; abre cada uno con: cobranza tramite abrir cancelacion")


def cuadre(
    tipo: Annotated[str, typer.Argument(metavar="TIPO", help="Por ahora, cancelacion.")] = _CANCELACION,
    desde: Annotated[str, typer.Option("--desde", metavar="AAAA-MM-DD", help="Primer día.")] = "1980-01-01",
    al: Al = None,
    en_json: EnJson = False,
) -> int:
    """Compara por causa lo que los trámites cancelaron con lo que canceló el libro. Termina con 5 si difieren.

    \b
    Ejemplo:  cobranza tramite cuadre cancelacion --desde 2026-01-01 --al 2026-03-31
    """
    from cobranza.base.dinero import pesos
    from cobranza.base.fechas import fecha_pedida
    from cobranza.cartera.lotes_de_cancelacion import cuadre as cuadrar
    from cobranza.cartera.lotes_de_cancelacion import informado
    from cobranza.libros.lecturas import cancelado
    from cobranza.tramites.libro_de_pasos import todos

    if tipo != _CANCELACION:
        raise ErrorDeUso(f"No hay cuadre de «{tipo}»; se esperaba {_CANCELACION}.")
    primero, ultimo = fecha_pedida(desde, "--desde"), dia_de(al)
    with libros(leer=True) as motor, leyendo(motor) as conexion:
        dicho = informado(todos(conexion, _CANCELACION), primero, ultimo)
        hecho = cuadrar(dicho, cancelado(conexion, primero, ultimo))
    if en_json:
        consola.decir(json.dumps(_en_pesos(hecho), ensure_ascii=False, indent=2))
    else:
        for causa, s in hecho["por_causa"].items():
            lados = (f"{lado} {s[f'{lado}_creditos']:>6,} {pesos(s[f'{lado}_importe']):>16}" for lado in _LADOS)
            consola.decir(f"{causa or '(sin causa)':<16} {'   '.join(lados)}")
        for folio, que in hecho["difieren"].items():
            consola.decir(f"  {folio}: {que}")
        consola.decir("Cuadra." if hecho["cuadra"] else f"NO cuadra: {len(hecho['difieren'])} diferencias.")
    return 0 if hecho["cuadra"] else ErrorDeProceso.codigo


def _en_pesos(hecho: dict[str, Any]) -> dict[str, Any]:
    from cobranza.base.dinero import texto

    por_causa = {
        causa: {que: texto(n) if que.endswith("importe") else n for que, n in sumas.items()}
        for causa, sumas in hecho["por_causa"].items()
    }
    return hecho | {"por_causa": por_causa}


def agregar(app: typer.Typer) -> None:
    """Agrega estas órdenes a las de `cobranza tramite`."""
    cortos: dict[str, tuple[Callable[..., Any], str]] = {
        "candidatos": (candidatos, "Propone a quién podría cancelársele."),
        "cuadre": (cuadre, "Compara lo informado con la base."),
    }
    for nombre, (orden, corto) in cortos.items():
        app.command(nombre, cls=Orden, short_help=corto)(orden)
