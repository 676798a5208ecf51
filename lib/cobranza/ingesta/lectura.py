"""De un archivo a bloques de columnas: encabezado reconocido, filas mal formadas aparte, texto recortado."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice

import numpy as np

from cobranza.base.errores import ErrorDeDatos
from cobranza.ingesta import lectura_csv, lectura_xlsx
from cobranza.ingesta.columnas import Enteros, Textos, recortados, textos
from cobranza.ingesta.fuente import Fuente
from cobranza.ingesta.layouts import Layout, normalizado
from cobranza.ingesta.lectura_csv import Fila
from cobranza.ingesta.reparos import Reparo, legible

FILAS_POR_BLOQUE = 50_000


@dataclass(frozen=True, slots=True)
class Bloque:
    """Un tramo del archivo: `campos` son las filas bien formadas, por columna; `malas`, las que no se partieron."""

    lineas: Enteros
    crudas: Sequence[str]
    campos: dict[str, Textos]
    malas: Sequence[tuple[Reparo, str]]

    @property
    def leidas(self) -> int:
        """Filas del tramo, bien y mal formadas."""
        return len(self.lineas) + len(self.malas)


@dataclass(frozen=True, slots=True)
class Encabezado:
    """En qué posición viene cada campo, y qué columnas sobran."""

    posiciones: dict[str, int]
    ancho: int
    de_mas: tuple[str, ...]


def bloques(fuente: Fuente, layout: Layout, filas_por_bloque: int) -> Iterator[Bloque]:
    """Los bloques del archivo, en orden; nunca hay más de uno en memoria.

    Errores: `ErrorDeDatos` si faltan columnas, se repiten, o el archivo no trae encabezado.
    """
    with ExitStack() as abiertos:
        filas = _filas(fuente, layout, abiertos)
        encabezado = _encabezado(next(filas, None), fuente, layout)
        while (bloque := _bloque(islice(filas, filas_por_bloque), encabezado, layout)).leidas:
            yield bloque


def _filas(fuente: Fuente, layout: Layout, abiertos: ExitStack) -> Iterator[Fila]:
    if fuente.es_xlsx:
        return lectura_xlsx.filas(fuente.ruta)
    archivo = abiertos.enter_context(
        fuente.ruta.open(encoding=fuente.codificacion, errors=fuente.errores, newline="")
    )
    primero = next((renglon for renglon in archivo if renglon.strip()), "")
    archivo.seek(0)
    return lectura_csv.filas(archivo, _separador(primero, layout))


def _separador(renglon: str, layout: Layout) -> str:
    """El separador con el que se reconocen más encabezados; en empate, el primero que declara el layout."""

    def reconocidos(separador: str) -> int:
        return sum(normalizado(celda) in layout.encabezados for celda in renglon.split(separador))

    return max(layout.separadores, key=reconocidos)


def _encabezado(fila: Fila | None, fuente: Fuente, layout: Layout) -> Encabezado:
    nombre = fuente.ruta.name
    if fila is None or fila[3] is not None:
        raise ErrorDeDatos(f"{nombre} no trae un encabezado legible; la primera fila debe nombrar las columnas.")
    celdas = [legible(celda.strip()) for celda in fila[1]]
    posiciones: dict[str, int] = {}
    for posicion, celda in enumerate(celdas):
        campo = layout.encabezados.get(normalizado(celda))
        if campo is None:
            continue
        if campo in posiciones:
            raise ErrorDeDatos(
                f"{nombre} trae dos columnas para «{layout.columnas[campo].titulo}»: «{celdas[posiciones[campo]]}» y "
                f"«{celda}»; deja una."
            )
        posiciones[campo] = posicion
    faltan = [c.titulo for campo, c in layout.columnas.items() if c.obligatoria and campo not in posiciones]
    if faltan:
        raise ErrorDeDatos(
            f"A {nombre} le faltan columnas del layout «{layout.nombre}»: {_lista(faltan)}. Se encontraron: "
            f"{_lista(celdas)}. Revisa que sea el archivo de {layout.titulo.lower()} y que no se haya perdido el "
            "encabezado.",
            faltan=tuple(faltan),
            encontradas=tuple(celdas),
        )
    usadas = set(posiciones.values())
    return Encabezado(posiciones, len(celdas), tuple(c for i, c in enumerate(celdas) if i not in usadas and c))


def _lista(nombres: Sequence[str]) -> str:
    return ", ".join(f"«{nombre[:60]}»" for nombre in nombres[:40])


def _bloque(tramo: Iterator[Fila], encabezado: Encabezado, layout: Layout) -> Bloque:
    ancho = encabezado.ancho
    lineas: list[int] = []
    crudas: list[str] = []
    celdas: list[str] = []  # una sola lista, y no una por fila: el recolector de basura no la recorre fila por fila
    malas: list[tuple[Reparo, str]] = []
    for linea, de_la_fila, cruda, reparo in tramo:
        if reparo is None and len(de_la_fila) == ancho:
            celdas += de_la_fila
            lineas.append(linea)
            crudas.append(cruda)
        else:
            malas.append((reparo or _otro_ancho(linea, len(de_la_fila), ancho), cruda))
    vacia = textos([""] * len(lineas))
    campos = {
        campo: recortados(textos(celdas[encabezado.posiciones[campo] :: ancho]))
        if campo in encabezado.posiciones
        else vacia
        for campo in layout.columnas
    }
    return Bloque(np.array(lineas, dtype=np.int64), crudas, campos, malas)


def _otro_ancho(linea: int, celdas: int, ancho: int) -> Reparo:
    mensaje = (
        f"La fila trae {celdas} celdas y el encabezado {ancho}; revisa separadores y comillas (un importe con "
        "coma va entre comillas)."
    )
    return Reparo(linea, "", "", mensaje, "Número de celdas distinto al del encabezado")
