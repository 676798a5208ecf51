"""Las filas que no entraron (`cuarentena`): se listan, o se exportan para devolverlas a quien las remitió."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base import topes
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeUso
from cobranza.base.motivos import motivo_de
from cobranza.puertas import consola

if TYPE_CHECKING:
    from cobranza.cartera.apartadas import Apartada

_A_LA_VISTA = 50


def cuarentena(
    lote: Annotated[int | None, typer.Option("--lote", metavar="N", help="Sólo la de ese lote.")] = None,
    archivo: Annotated[
        Path | None, typer.Option("--csv", metavar="ARCHIVO", help="La escribe completa, con los datos de cada fila.")
    ] = None,
) -> None:
    """Lista las filas que no entraron: archivo, línea, columna, valor, motivo y qué hacer.

    Con --csv salen todas, con las columnas de su archivo: se corrigen y se cargan otra vez tal cual. De archivos
    con columnas distintas sale un CSV por encabezado. Las de cartera llevan el motivo para devolverlas a su emisora.
    En pantalla no se dice de quién es cada fila; el CSV sí, y sólo lo puede leer quien lo pidió.

    \b
    Ejemplo:  cobranza cuarentena --lote 12 --csv devolucion.csv
    """
    from cobranza.almacen.sesion import instante, para_leer
    from cobranza.cartera.apartadas import apartadas
    from cobranza.ingesta.tapado import tapado, valor_tapado

    if lote is not None and not 1 <= lote <= topes.LOTE:
        raise ErrorDeUso(f"El lote es {lote}; se esperaba su número, de 1 en adelante, como lo dijo la carga.")
    with instante(para_leer(ajustes().bd)) as conexion:
        filas = apartadas(conexion, lote)
        if archivo is not None:
            if not archivo.parent.is_dir():
                raise ErrorDeUso(f"No existe la carpeta {archivo.parent}; hazla o di otra con --csv.")
            try:
                escritos = _escribir(archivo, filas)
            except OSError as error:
                raise ErrorDeUso(
                    f"No se pudo escribir {archivo}: {motivo_de(error)}. Revisa que la carpeta exista, que haya "
                    "espacio y que puedas escribir en ella."
                ) from error
            for destino, cuantas in escritos.items():
                consola.decir(f"{consola.cuantos(cuantas, 'fila', 'filas')} en {consola.corta(destino)}")
            return
        vistas = list(islice(filas, _A_LA_VISTA))
        for fila in vistas:
            donde = f"lote {fila.lote} {fila.archivo}:{fila.linea}"
            valor = valor_tapado(fila.columna, fila.valor)
            consola.decir(f"{donde}  {fila.columna or 'fila'} «{valor}»  {fila.motivo}")
            consola.decir(f"    {tapado(fila.columna, fila.mensaje)}")
        if mas := sum(1 for _ in filas):
            consola.decir(f"y {consola.numero(mas)} más; --csv ARCHIVO las da todas")
        elif not vistas:
            consola.decir("No hay filas en cuarentena.")


def _escribir(archivo: Path, filas: Iterable[Apartada]) -> dict[Path, int]:
    """Cada archivo que se escribió y cuántas filas lleva: uno por encabezado; el primero, donde se pidió."""
    from cobranza.ingesta.entregas import DE_LA_CARGA, DE_MAS, abrir_reservado, celdas, inerte

    cuantas: dict[Path, int] = {archivo: 0}
    with ExitStack() as abiertos:
        escritores: dict[tuple[str, ...], tuple[Path, Any]] = {}
        for f in filas:
            titulos = f.titulos or ("Fila",)
            if titulos not in escritores:
                otro = archivo.with_name(f"{archivo.stem}-lote-{f.lote}{archivo.suffix}")
                destino = otro if escritores else archivo
                salida = abiertos.enter_context(abrir_reservado(destino))
                escritores[titulos] = destino, csv.writer(salida)
                escritores[titulos][1].writerow([*map(inerte, titulos), *DE_MAS, *DE_LA_CARGA])
            destino, escritor = escritores[titulos]
            propias = celdas(f.fila, len(titulos)) if f.titulos else [f.fila]
            dicho = [str(f.linea), f.columna, f.motivo, f.mensaje, str(f.lote), f.archivo, f.devolucion]
            escritor.writerow([inerte(dato) for dato in (*propias, *dicho)])
            cuantas[destino] = cuantas.get(destino, 0) + 1
        if not escritores:
            with abrir_reservado(archivo) as salida:
                salida.write(",".join(DE_MAS + DE_LA_CARGA) + "\n")
    return cuantas
