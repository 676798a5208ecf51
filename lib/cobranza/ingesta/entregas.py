"""Lo que una carga le devuelve a la oficina: qué folio le tocó a cada fila, y lo que no entró, listo para corregirse.

El CSV de correcciones trae las columnas del archivo como venían y, a la derecha, por qué no entró cada fila y qué
hacer: se corrige y se carga tal cual, que lo que no es del layout no se lee.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import Connection, select, text

from cobranza.base import durable, permisos
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.motivos import motivo_de
from cobranza.libros import tablas

DE_MAS = ("Renglón en el archivo", "Columna con reparo", "Por qué no entró", "Qué hacer")
"""Lo que se agrega a las columnas del archivo; ningún layout tiene columnas con esos nombres."""
DE_LA_CARGA = ("Lote", "Archivo", "Motivo de devolución")
"""Lo que se agrega además al exportar la cuarentena."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SEPARADORES = (",", ";", "\t", "|")
_FOLIOS = text(
    "SELECT c.linea, n.numero, c.resolucion, c.rfc, c.folio FROM credito c "
    "LEFT JOIN numero_propio n ON n.folio = c.folio WHERE c.lote = :lote ORDER BY c.linea, n.numero"
)


def entregar_folios(conexion: Connection, lote: int, destino: Path, *, ensayo: bool) -> Path | None:
    """El CSV fila → folio de los créditos que dio de alta un lote; en un ensayo el folio aún no existe."""
    filas = conexion.execute(_FOLIOS, {"lote": lote}).all()
    if not filas:
        return None
    encabezado = ("Renglón en el archivo", "Número propio", "Resolución", "RFC", "Número de crédito")
    renglones = ((f[0], f[1] or "", f[2], f[3], "se asignará" if ensayo else f[4]) for f in filas)
    _escribir(destino, encabezado, renglones)
    return destino


def entregar_correcciones(conexion: Connection, lote: int, titulos: Sequence[str], destino: Path) -> Path | None:
    """El CSV de lo que no entró de un lote, con las columnas de su archivo; None si entró todo."""
    c = tablas.cuarentena.c
    filas = conexion.execute(
        select(c.linea, c.campo, c.motivo, c.mensaje, c.fila).where(c.lote == lote).order_by(c.id)
    ).all()
    if not filas:
        return None
    renglones = ((*celdas(f.fila, len(titulos)), f.linea, f.campo, f.motivo, f.mensaje) for f in filas)
    _escribir(destino, (*titulos, *DE_MAS), renglones)
    return destino


def celdas(fila: str, ancho: int) -> list[str]:
    """Las celdas de una fila como venía, con el separador que da tantas como el encabezado."""
    partidas = [_partida(fila, separador) for separador in _SEPARADORES]
    justas = [partida for partida in partidas if len(partida) == ancho]
    elegida = justas[0] if justas else max(partidas, key=len)
    return [*elegida, *[""] * (ancho - len(elegida))]


def _partida(fila: str, separador: str) -> list[str]:
    try:
        leidas = list(csv.reader(fila.splitlines(keepends=True), delimiter=separador))
    except csv.Error:
        return [fila]
    return leidas[0] if len(leidas) == 1 else [fila]


def _escribir(destino: Path, encabezado: Sequence[str], renglones: Iterable[Sequence[Any]]) -> None:
    """Un CSV con la marca que Excel necesita para leer los acentos, y sin nada que pueda tomar por fórmula."""
    try:
        with abrir_reservado(destino) as salida:
            escritor = csv.writer(salida)
            escritor.writerow([inerte(titulo) for titulo in encabezado])
            escritor.writerows([inerte(str(celda)) for celda in renglon] for renglon in renglones)
    except OSError as error:
        raise ErrorDeDatos(
            f"No se pudo escribir {destino}: {motivo_de(error)}. Revisa que haya espacio y que puedas escribir ahí; "
            "no se cargó nada.",
            archivo=str(destino),
        ) from error


@contextmanager
def abrir_reservado(destino: Path) -> Iterator[TextIO]:
    """Un CSV que los demás no pueden leer (lleva RFC), completo o nada: el que había podría estar corrigiéndose."""
    permisos.carpeta(destino.parent)
    with (
        durable.de_una_vez(destino) as aparte,
        aparte.open("w", encoding="utf-8-sig", errors="replace", newline="") as abierto,
    ):
        yield abierto


def inerte(texto: str) -> str:
    """Un dato ajeno que una hoja de cálculo no debe ejecutar como fórmula; al volver a cargarlo se le quita."""
    return f"'{texto}" if texto.startswith(_FORMULA) else texto
