"""Cuidar los libros: llevar la base al día (`migrar`), comprobar que nadie los tocó y tomarles la foto."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeCobranza
from cobranza.puertas import consola

if TYPE_CHECKING:
    from sqlalchemy import Engine

_ENCADENADAS = ("credito", "movimiento", "acto")


def migrar() -> None:
    """Crea la base si no existe o la lleva a la última versión de sus tablas.

    \b
    Ejemplo:  cobranza migrar
    """
    from cobranza.almacen.migrar import migrar as llevar_al_dia
    from cobranza.almacen.sesion import abrir

    hizo_falta = llevar_al_dia(abrir(ajustes().bd))
    consola.decir("La base quedó al día." if hizo_falta else "La base ya estaba al día.")


def foto() -> None:
    """Toma la foto de los libros que leen los informes y dice su huella y cuántos renglones tiene.

    \b
    Ejemplo:  cobranza foto
    """
    from cobranza.almacen.foto import foto_actual

    actual = ajustes()
    tomada = foto_actual(actual.bd, actual.salidas)
    consola.decir(f"huella {tomada.huella}")
    for tabla, cuantos in tomada.conteos.items():
        consola.decir(f"{tabla:<14} {consola.numero(cuantos):>12}")


def comprobar() -> int:
    """Comprueba que los libros no se alteraron, que las cargas cuadran y que la norma se puede leer.

    Termina con 0 si todo está bien, 3 si algo de los libros no cuadra y 4 si falla la norma.

    \b
    Ejemplo:  cobranza comprobar
    """
    from cobranza.puertas.carga import abrir_al_dia

    motor = abrir_al_dia()
    codigo = 0
    for revisado, explicacion, falla in (*_cadenas(motor), *_cargas(motor), *_norma()):
        if explicacion:
            consola.error(f"{revisado}: {explicacion}")
            codigo = max(codigo, falla)
        else:
            consola.decir(f"bien   {revisado}")
    return codigo


def _cadenas(motor: Engine) -> Iterator[tuple[str, str, int]]:
    from cobranza.cartera.libros import comprobar_cadena

    with motor.connect() as conexion:
        for tabla in _ENCADENADAS:
            alterado = comprobar_cadena(conexion, tabla)
            yield f"cadena de huellas de «{tabla}»", alterado[1] if alterado else "", 3


def _cargas(motor: Engine) -> Iterator[tuple[str, str, int]]:
    """De cada carga: leídas = aceptadas + cuarentena, y la cuarentena tiene esas filas."""
    from sqlalchemy import func, select

    from cobranza.cartera.tablas import cuarentena, lote

    guardadas = select(func.count()).where(cuarentena.c.lote == lote.c.id).scalar_subquery()
    consulta = select(lote.c.id, lote.c.archivo, lote.c.leidas, lote.c.aceptadas, lote.c.en_cuarentena, guardadas)
    with motor.connect() as conexion:
        cargas = conexion.execute(consulta.order_by(lote.c.id)).all()
    for identidad, archivo, leidas, aceptadas, apartadas, hay in cargas:
        cuadra = leidas == aceptadas + apartadas and apartadas == hay
        cuenta = f"{leidas} leídas, {aceptadas} aceptadas, {apartadas} en cuarentena, {hay} guardadas en ella"
        yield f"carga {identidad} ({archivo})", "" if cuadra else f"no cuadra: {cuenta}.", 3


def _norma() -> Iterator[tuple[str, str, int]]:
    from cobranza.ley.norma import norma
    from cobranza.ley.parametros import leer_serie

    for carpeta in sorted(p for p in (ajustes().params / "legales").iterdir() if p.is_dir()):
        try:
            for ruta in sorted(carpeta.glob("*.yaml")):
                if ruta.stem != "ordenamiento":
                    leer_serie(ruta)
            norma(carpeta.name)
        except ErrorDeCobranza as error:
            yield f"norma «{carpeta.name}»", error.mensaje, 4
        else:
            yield f"norma «{carpeta.name}»", "", 4
