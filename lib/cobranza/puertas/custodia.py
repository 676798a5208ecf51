"""Cuidar los libros: llevar la base al día (`migrar`), comprobar que nadie los tocó y tomarles la foto."""

from __future__ import annotations

from typing import Annotated

import typer

from cobranza.base.ajustes import ajustes
from cobranza.puertas import consola


def migrar() -> None:
    """Crea la base si no existe o la lleva a la última versión de sus tablas.

    \b
    Ejemplo:  cobranza migrar
    """
    from cobranza.almacen.migrar import migrar as llevar_al_dia
    from cobranza.almacen.sesion import abrir

    hizo_falta = llevar_al_dia(abrir(ajustes().bd))
    consola.decir("La base quedó al día." if hizo_falta else "La base ya estaba al día.")


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
    from cobranza.base.fechas import fecha

    actual = ajustes()
    tomada = foto_actual(actual.bd, actual.salidas, fecha(corte) if corte else None)
    consola.decir(f"huella {tomada.huella}")
    for tabla, cuantos in tomada.conteos.items():
        consola.decir(f"{tabla:<14} {consola.numero(cuantos):>12}")
    if en:
        from cobranza.almacen.foto import ruta_de
        from cobranza.almacen.toma import publicar

        with consola.barra() as avance:
            tarea = avance.add_task("copiando la foto", total=None, detalle="")
            manifiesto, copiados = publicar(
                tomada, ruta_de(en), lambda va, total: avance.update(tarea, completed=va, total=total)
            )
        consola.decir(f"copiada en {manifiesto}: {consola.cuantos(copiados, 'segmento nuevo', 'segmentos nuevos')}")


def comprobar() -> int:
    """Comprueba que los libros no se alteraron, que todo cuadra y que la norma se puede leer.

    Termina con 0 si todo está bien, 3 si algo de los libros no cuadra y 4 si falla la norma.

    \b
    Ejemplo:  cobranza comprobar
    """
    from cobranza.base.fechas import hoy
    from cobranza.cartera.cuadres import revisar_todo
    from cobranza.ley.norma import de_la_oficina
    from cobranza.puertas.carga import abrir_al_dia

    codigo, motor = 0, abrir_al_dia()
    for revision in revisar_todo(motor, ajustes().salidas, hoy(), de_la_oficina()):
        if revision.falla:
            consola.error(f"{revision.que}: {revision.falla}")
            codigo = max(codigo, revision.codigo)
        else:
            consola.decir(f"bien   {revision.que}")
    motor.dispose()
    return codigo
