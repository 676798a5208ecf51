"""El registro de créditos después de cargarlos: deshacer una carga del día y lo que quedó en cuarentena."""

from __future__ import annotations

import csv
import getpass
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cobranza.puertas import consola
from cobranza.puertas.carga import abrir_al_dia

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.cartera.apartadas import Apartada

_A_LA_VISTA = 50
_ENCABEZADO = ("Lote", "Archivo", "Línea", "Columna", "Valor", "Motivo", "Qué hacer", "Motivo de devolución", "Fila")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


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
        f"lote {lote} deshecho (lote {hecho.lote}): {consola.numero(hecho.creditos)} créditos por "
        f"{pesos(hecho.importe)} pesos devueltos a su emisora"
    )
    if hecho.notificaciones:
        consola.aviso(
            f"  aviso: {consola.numero(hecho.notificaciones)} notificaciones que anotó a créditos de otras cargas "
            "siguen anotadas."
        )


def asignar(
    delegacion: Annotated[
        str | None, typer.Option("--delegacion", metavar="D", help="Sólo los de esa delegación (DH-TGZ).")
    ] = None,
    al: Annotated[
        str | None, typer.Option("--al", metavar="AAAA-MM-DD", help="Con la cartera de ese día; por omisión, hoy.")
    ] = None,
    archivo: Annotated[
        Path | None, typer.Option("--csv", metavar="ARCHIVO", help="La escribe como archivo de incidencias.")
    ] = None,
) -> None:
    """Propone ejecutor para los créditos que no tienen, o cuyo ejecutor no está facultado en su delegación.

    Cada crédito va a quien menos lleva en su delegación. No anota nada: la propuesta se revisa y se carga con
    `cobranza ingerir incidencias`.

    \b
    Ejemplo:  cobranza asignar --delegacion DH-TGZ --csv asignacion.csv
    """
    from cobranza.base.fechas import hoy
    from cobranza.informes.entrada import entrada
    from cobranza.procesos.asignacion import como_incidencias, propuesta

    de = entrada(al or hoy().isoformat(), delegacion or "")
    propuestos = propuesta(de.conexion, de.normas, de.corte, de.delegacion)
    if propuestos.empty:
        consola.decir("Todos los créditos vigentes tienen ejecutor facultado.")
        return
    _decir_propuesta(propuestos)
    if archivo is not None:
        filas = como_incidencias(propuestos, de.corte)
        filas.to_csv(archivo, index=False, encoding="utf-8-sig")
        donde = consola.corta(archivo)
        consola.decir(f"{consola.numero(len(filas))} asignaciones en {donde}; revísalas y cárgalas con")
        consola.decir(f"  cobranza ingerir incidencias {donde}")


def _decir_propuesta(propuestos: pd.DataFrame) -> None:
    grupos = propuestos.groupby(["delegacion", "ejecutor", "nombre"], as_index=False)["carga"].agg(["size", "max"])
    for clave, quien, nombre, mas, carga in grupos.itertuples(index=False):
        consola.decir(f"{clave}  {quien}  {nombre!s:<32} {mas:>6,} más; llevaría {carga:,}")
    for clave, sin_quien in propuestos[propuestos["ejecutor"].isna()].groupby("delegacion"):
        consola.aviso(
            f"  aviso: {clave!s} no tiene a nadie con nombramiento para requerir y embargar; quedan sin ejecutor "
            f"{consola.numero(len(sin_quien))} créditos."
        )


def cuarentena(
    lote: Annotated[int | None, typer.Option("--lote", metavar="N", help="Sólo la de ese lote.")] = None,
    archivo: Annotated[
        Path | None, typer.Option("--csv", metavar="ARCHIVO", help="La escribe completa, con los datos de cada fila.")
    ] = None,
) -> None:
    """Lista las filas que no entraron: archivo, línea, columna, valor y motivo.

    Con --csv salen todas, cada una con sus datos y, si es de cartera, con el motivo para devolverla a su emisora.

    \b
    Ejemplo:  cobranza cuarentena --lote 12 --csv devolucion.csv
    """
    from cobranza.almacen.sesion import instante
    from cobranza.cartera.apartadas import apartadas

    with instante(abrir_al_dia()) as conexion:
        filas = apartadas(conexion, lote)
        if archivo is not None:
            consola.decir(f"{consola.numero(_escribir(archivo, filas))} filas en {consola.corta(archivo)}")
            return
        vistas = list(islice(filas, _A_LA_VISTA))
        for fila in vistas:
            donde = f"lote {fila.lote} {fila.archivo}:{fila.linea}"
            consola.decir(f"{donde}  {fila.columna or 'fila'} «{fila.valor}»  {fila.motivo}")
        if mas := sum(1 for _ in filas):
            consola.decir(f"y {consola.numero(mas)} más; --csv ARCHIVO las da todas")
        elif not vistas:
            consola.decir("No hay filas en cuarentena.")


def _escribir(archivo: Path, filas: Iterable[Apartada]) -> int:
    """El CSV que se devuelve, con la marca que Excel necesita para leer los acentos; cuántas filas lleva."""
    cuantas = 0
    with archivo.open("w", encoding="utf-8-sig", newline="") as salida:
        escritor = csv.writer(salida)
        escritor.writerow(_ENCABEZADO)
        for f in filas:
            escritor.writerow(
                [f.lote, *map(_inerte, (f.archivo, str(f.linea), f.columna, f.valor, f.motivo, f.mensaje)),
                 f.devolucion, _inerte(f.fila)]
            )  # fmt: skip
            cuantas += 1
    return cuantas


def _inerte(texto: str) -> str:
    """Un dato ajeno que una hoja de cálculo no debe ejecutar como fórmula."""
    return f"'{texto}" if texto.startswith(_FORMULA) else texto
