"""Anclar los libros (`ancla`): anotar fuera de la base hasta dónde llegan, para que reescribirlos se note."""

from __future__ import annotations

from typing import Annotated

import typer

from cobranza.base.errores import ErrorDeUso
from cobranza.puertas import consola


def ancla(
    en: Annotated[
        str | None,
        typer.Option(
            "--en",
            metavar="DESTINO",
            help="El testigo: un archivo o s3://… (fsspec); por omisión, COBRANZA_TESTIGO o junto a la base.",
        ),
    ] = None,
    crear_clave: Annotated[
        bool, typer.Option("--crear-clave", help="Crea la clave con que se firma y enseña la pública; no ancla.")
    ] = False,
    nuevo: Annotated[
        bool, typer.Option("--nuevo", help="Empieza otro testigo; el que hubiera queda junto, con otro nombre.")
    ] = False,
) -> None:
    """Anota en un testigo, firmada, la raíz de todos los libros: con ella «comprobar --ancla» ve si se reescribieron.

    Guarda el testigo y la clave pública donde no llegue quien puede escribir en la base. Si la base no ha cambiado
    desde la última ancla, no agrega nada.

    \b
    Ejemplo:  cobranza ancla --crear-clave
              cobranza ancla --en /mnt/contraloria/testigo.jsonl
    """
    if crear_clave:
        _crear_clave()
        return
    from cobranza.almacen.sesion import para_leer
    from cobranza.almacen.testigo import retirar
    from cobranza.base import firma
    from cobranza.base.ajustes import ajustes
    from cobranza.base.fechas import ahora
    from cobranza.cartera.anclados import lugar, publicado, registros
    from cobranza.libros.anclaje import anclar

    actual = ajustes()
    motor = para_leer(actual.bd)
    donde = lugar(actual, en or "")
    if nuevo:
        if not donde.de_omision:
            raise ErrorDeUso("--nuevo es para el testigo de siempre; con --en basta decir otro archivo.")
        apartado = retirar(donde.destino, donde.carpeta)
        consola.decir(f"el testigo de antes quedó como {apartado}" if apartado else "no había testigo")
    renglon, numero = anclar(motor, donde, ahora(), registros(actual), publicado(actual))
    motor.dispose()
    if not numero:
        consola.decir(f"Nada cambió desde el ancla del {renglon.cuando[:16]}; no se agregó otra.")
    elif numero == 1:
        consola.decir("Es la primera ancla de un testigo nuevo.")
    consola.decir(f"raíz {renglon.raiz}")
    for libro, (llega, _) in sorted(renglon.puntas.items()):
        consola.decir(f"{libro:<14} {consola.numero(llega):>12}")
    if not firma.publica():
        consola.aviso(
            "Va sin firma: quien pueda escribir en el testigo puede rehacerlo. Crea la clave con --crear-clave."
        )


def _crear_clave() -> None:
    from cobranza.base import firma
    from cobranza.base.ajustes import ajustes
    from cobranza.base.fechas import ahora
    from cobranza.base.quien import quien
    from cobranza.cartera.anclados import empezar_a_firmar

    archivo, publica = firma.crear()
    empezar_a_firmar(ajustes(), ahora(), quien())
    consola.decir(
        f"clave privada en {archivo}: sólo tú puedes leerla; respáldala aparte y no la dejes junto a la base"
    )
    consola.decir(f"clave pública {publica}")
    consola.decir("Entrega la pública a quien comprueba: cobranza comprobar --ancla TESTIGO --clave-publica CLAVE")
