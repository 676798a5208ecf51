"""Cuidar los libros: llevar la base al día (`migrar`), comprobar que nadie los tocó y tomarles la foto."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from cobranza.base.ajustes import ajustes, base_propia
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso
from cobranza.puertas import consola

if TYPE_CHECKING:
    from cobranza.libros.comprobacion import Revision


def migrar(
    operador: Annotated[
        str | None,
        typer.Option(
            "--operador", metavar="ROL", help="En PostgreSQL: el rol que opera sin poder cambiar los libros."
        ),
    ] = None,
) -> None:
    """Crea la base si no existe o la lleva a la última versión de sus tablas.

    Sólo esta orden, «demo» e «ingerir» crean una base, y lo dicen; las demás avisan si la de COBRANZA_BD no existe.
    Con `--operador`, quien es dueña de las tablas deja a ese rol sólo lo que operar necesita.

    \b
    Ejemplo:  cobranza migrar
              cobranza migrar --operador cobranza_opera
    """
    from cobranza.almacen.identidad import nombre_de
    from cobranza.almacen.migrar import migrar as llevar_al_dia
    from cobranza.almacen.sesion import abrir

    motor = abrir(base_propia())
    nombre = nombre_de(motor.url)
    quedo = "quedó" if llevar_al_dia(motor) else "ya estaba"
    consola.decir(f"La base «{nombre}» {quedo} al día.")
    if operador:
        from cobranza.almacen.operador import permitir
        from cobranza.libros.tablas import permisos_de_operador

        permitir(motor, operador, permisos_de_operador())
        consola.decir(f"El rol «{operador}» opera: agrega a los libros y no puede cambiarlos.")
    motor.dispose()


def foto(
    corte: Annotated[
        str | None,
        typer.Option("--corte", metavar="AAAA-MM-DD", help="La deja fija para ese corte, aunque los libros crezcan."),
    ] = None,
    en: Annotated[
        str | None,
        typer.Option("--en", metavar="CARPETA", help="Además la copia ahí: otra carpeta, s3://…, gs://… (fsspec)."),
    ] = None,
) -> None:
    """Toma la foto de los libros que leen los informes y dice su huella y cuántos renglones tiene.

    Con `COBRANZA_BD=foto:CARPETA` los informes se corren desde ella, sin la base.

    \b
    Ejemplo:  cobranza foto --corte 2025-12-31 --en s3://respaldos/cobranza
    """
    from cobranza.almacen.toma import foto_actual
    from cobranza.base.fechas import fecha_pedida, hoy

    actual = ajustes()
    al = fecha_pedida(corte, "--corte") if corte else None
    if al is not None and al > hoy():
        raise ErrorDeUso(
            f"El corte es {al} y aún no llega: la foto quedaría fija sin lo que falta por capturar. Se esperaba hoy, "
            f"{hoy()}, o antes."
        )
    tomada = foto_actual(actual.bd, actual.salidas, al)
    consola.decir(f"huella {tomada.huella}")
    for tabla, cuantos in tomada.conteos.items():
        consola.decir(f"{tabla:<14} {consola.numero(cuantos):>12}")
    if en:
        from cobranza.almacen.foto import ruta_de
        from cobranza.almacen.toma import publicar
        from cobranza.base.secretos import a_la_vista

        with consola.barra() as avance:
            tarea = avance.add_task("copiando la foto", total=None, detalle="")
            manifiesto, copiados = publicar(
                tomada, ruta_de(en), lambda va, total: avance.update(tarea, completed=va, total=total)
            )
        consola.decir(
            f"copiada en {a_la_vista(manifiesto)}: {consola.cuantos(copiados, 'segmento nuevo', 'segmentos nuevos')}"
        )


def comprobar(
    ancla: Annotated[
        str | None,
        typer.Option(
            "--ancla",
            metavar="TESTIGO",
            help="Contra ese testigo (archivo o s3://…) o el ancla impresa en un informe (cobranza-ancla:1:…).",
        ),
    ] = None,
    clave_publica: Annotated[
        str | None,
        typer.Option("--clave-publica", metavar="CLAVE", help="Con cuál se firmó: en base64, o su archivo."),
    ] = None,
    informes: Annotated[
        bool, typer.Option("--informes", help="Sólo los informes ya hechos, contra el registro de lo publicado.")
    ] = False,
) -> int:
    """Comprueba que los libros no se alteraron, que todo cuadra y que la norma se puede leer.

    Si hay un testigo en su lugar de siempre, también que los libros contengan todo lo anclado. Con una foto en
    COBRANZA_BD se comprueba la foto sola. Termina con 0 si todo está bien, 3 si algo de los libros no cuadra (o no
    hay libros) y 4 si falla la norma.

    \b
    Ejemplo:  cobranza comprobar --ancla /mnt/contraloria/testigo.jsonl --clave-publica publica.txt
    """
    if informes:
        from cobranza.puertas.publicado import comprobar_informes

        return comprobar_informes(clave_publica or "")
    from cobranza.almacen.sesion import para_leer
    from cobranza.almacen.toma import DE_UNA_FOTO
    from cobranza.base.fechas import hoy
    from cobranza.cartera.anclados import revisar_ancla
    from cobranza.cartera.cuadres import revisar_norma, revisar_todo
    from cobranza.cartera.una_foto import revisar_foto
    from cobranza.ley.norma import de_la_oficina

    actual = ajustes()
    if actual.bd.startswith(DE_UNA_FOTO):
        return _decir_revisiones(revisar_foto(actual, hoy(), de_la_oficina(), ancla or "", clave_publica or ""))
    try:
        motor = para_leer(ajustes().bd)
    except ErrorDeDatos as error:
        # la norma se comprueba aunque no haya libros
        codigo = _decir_revisiones(revisar_norma(hoy(), de_la_oficina()))
        consola.error(error.mensaje)
        return max(codigo, error.codigo)
    codigo = _decir_revisiones(
        chain(
            revisar_todo(motor, actual.salidas, hoy(), de_la_oficina()),
            revisar_ancla(motor, actual, ancla or "", clave_publica or ""),
        )
    )
    motor.dispose()
    return codigo


def _decir_revisiones(revisiones: Iterable[Revision]) -> int:
    """Imprime cada revisión; devuelve el peor código."""
    codigo = 0
    for revision in revisiones:
        if revision.falla:
            consola.error(f"{revision.que}: {revision.falla}")
            codigo = max(codigo, revision.codigo)
        else:
            consola.decir(f"{'aviso' if revision.aviso else 'bien':<6} {revision.que}")
    return codigo
