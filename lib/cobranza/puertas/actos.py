"""Anotar actos (`anotar`) y saber si proceden (`puede`): las reglas que verifican son las que lo impiden."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.almacen.identidad import DEL_EJEMPLO
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeProceso, ErrorDeUso
from cobranza.base.quien import quien as la_cuenta
from cobranza.puertas import consola
from cobranza.puertas.calcular import leer_json, peor
from cobranza.puertas.carga import abrir_al_dia

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Engine

    from cobranza.ingesta.anotacion import Mano

Usuario = Annotated[
    str | None, typer.Option("--usuario", metavar="NOMBRE", help="Quién lo anota; por omisión, quien usa la máquina.")
]


def puede(
    folio: Annotated[str, typer.Argument(metavar="FOLIO", help="El crédito, por su folio o su número propio.")],
    acto: Annotated[str, typer.Argument(metavar="ACTO", help="Tipo de acto de params/catalogos/actos.yaml.")],
    al: Annotated[
        str | None,
        typer.Option(
            "--al",
            metavar="AAAA-MM-DD",
            help="El día del acto; por omisión, hoy o, si la norma capturada no llega a hoy, el último al que llega.",
        ),
    ] = None,
    datos: Annotated[
        str | None,
        typer.Option("--datos", metavar="ARCHIVO", help="Lo demás del acto, en JSON; «-» es la entrada estándar."),
    ] = None,
    en_json: Annotated[bool, typer.Option("--json", help="{procede, impedimentos}, en JSON.")] = False,
) -> int:
    """Dice si un acto procede y, si no, qué lo impide, con su artículo y qué hacer. No escribe nada.

    Termina con 0 si procede y con 5 si no.

    \b
    Ejemplo:  cobranza puede TGZ-2019-000123 EMBARGO --al 2025-12-16
    """
    from cobranza.base.fechas import fecha_pedida
    from cobranza.procesos.anotar import puede as juzgar

    dichos = leer_json(datos) if datos else {}
    if not isinstance(dichos, dict):
        raise ErrorDeUso("Los datos del acto son un objeto JSON: {campo: valor, …}.")
    de_quien = mano("")
    dia = fecha_pedida(al, "--al") if al else None
    if dia is None and "fecha" not in dichos:
        dia = _hasta_hoy(de_quien)
    pedido = {**({"fecha": dia.isoformat()} if dia else {}), **dichos, "folio": folio, "acto": acto}
    with libros(leer=True) as motor:
        dicho = juzgar(motor, pedido, de_quien)
    if en_json:
        consola.decir(json.dumps(dicho, ensure_ascii=False, indent=2))
    else:
        _decir(pedido, dicho)
    return 0 if dicho["procede"] else ErrorDeProceso.codigo


def _hasta_hoy(de_quien: Mano) -> date:
    """Hoy o, si falta el índice o la tasa de hoy, el último día que los tiene: preguntar no es anotar."""
    from cobranza.base.fechas import fecha_larga
    from cobranza.ley.alcance import ultimo_dia_con_saldo

    hoy = de_quien.ahora.date()
    dia = ultimo_dia_con_saldo(de_quien.normas.aparte(), hoy)
    if dia < hoy:
        consola.aviso(
            f"La norma capturada llega al {fecha_larga(dia)} y con ese día se responde; di otro con --al, o agrega "
            "lo publicado después con «cobranza params agregar»."
        )
    return dia


def _decir(pedido: dict[str, Any], dicho: dict[str, Any]) -> None:
    if dicho["procede"]:
        consola.decir(f"{pedido['acto'].upper()} procede en {pedido['folio']} el {pedido['fecha']}.")
        return
    consola.decir(f"{pedido['acto'].upper()} no procede en {pedido['folio']} el {pedido['fecha']}:")
    for i in dicho["impedimentos"]:
        consola.decir(f"  {i['regla']}  {i['titulo']} ({i['fundamento']})")
        consola.decir(f"      {i['evidencia']}")
        consola.decir(f"      {i['que_hacer']}")


def anotar(
    entrada: Annotated[
        str | None, typer.Option("--entrada", metavar="ARCHIVO", help="Archivo JSON; «-» es la entrada estándar.")
    ] = None,
    usuario: Usuario = None,
    ensayo: Annotated[bool, typer.Option("--ensayo", help="Dice qué pasaría y no deja nada.")] = False,
) -> int:
    """Anota actos en los libros: un objeto, o una lista, con folio, acto, fecha y lo que ese acto pida.

    Cada acto se juzga con lo que la base dice en ese momento, los anteriores de la lista ya anotados; el que no
    procede sale con sus impedimentos y no detiene a los demás. La misma clave dos veces es una. Termina con el código
    del peor.

    \b
    Ejemplo:  echo '{"folio": "TGZ-2019-000123", "acto": "GARANTIA", "fecha": "2025-12-16"}' | cobranza anotar
    """
    from cobranza.procesos.anotar import anotar as anotar_actos

    pedidos = leer_json(entrada)
    varios = isinstance(pedidos, list)
    with libros() as motor:
        de_quien = mano(quien_es(motor, usuario))
        hechos = anotar_actos(motor, pedidos if varios else [pedidos], de_quien, ensayo=ensayo)
    consola.decir(json.dumps(hechos if varios else hechos[0], ensure_ascii=False, indent=2))
    return peor(hechos, "actos no se anotaron")


@contextmanager
def libros(*, leer: bool = False) -> Iterator[Engine]:
    """La base de esta instalación, al día, que se suelta al terminar; con `leer`, sólo para leerla."""
    from cobranza.almacen.sesion import para_leer

    motor = para_leer(ajustes().bd) if leer else abrir_al_dia()
    try:
        yield motor
    finally:
        motor.dispose()


def quien_es(motor: Engine, usuario: str | None) -> str:
    """La cuenta que actúa: en un servidor, la de la sesión de la base; si no, la dicha o la de la máquina."""
    from cobranza.almacen.sesion import instante
    from cobranza.tramites.facultados import usuario_de

    with instante(motor) as conexion:
        quien = usuario_de(conexion, usuario or "") or la_cuenta()
    if quien == DEL_EJEMPLO:
        raise ErrorDeUso(f"El usuario «{quien}» es el de la cartera de ejemplo; di quién eres con --usuario NOMBRE.")
    return quien


def mano(quien: str) -> Mano:
    """Quién anota, a esta hora, con la norma de la oficina y las reglas del procedimiento."""
    from cobranza.base.fechas import ahora
    from cobranza.ingesta.anotacion import Mano
    from cobranza.ley.norma import de_la_oficina
    from cobranza.verificacion.impedimentos import juez

    normas = de_la_oficina()
    return Mano(quien, ahora(), normas, juez(normas))
