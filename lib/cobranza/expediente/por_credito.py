"""Los renglones de un libro en orden de crédito, como columnas, y la posición de cada crédito."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Columna = NDArray[np.int64]


@dataclass(frozen=True)
class Renglones:
    """Renglones de un libro en orden de crédito: los del crédito k son `inicio[k]:inicio[k + 1]`."""

    inicio: Columna
    columnas: dict[str, NDArray[Any]]

    def __getitem__(self, nombre: str) -> NDArray[Any]:
        return self.columnas[nombre]

    @cached_property
    def lugar(self) -> Columna:
        """El crédito de cada renglón."""
        return np.repeat(np.arange(self.inicio.size - 1), np.diff(self.inicio))

    def de(self, lugar: Columna) -> tuple[Columna, Columna | slice]:
        """(posición en `lugar`, renglón) de cada renglón de esos créditos; un crédito puede venir varias veces."""
        if lugar.size == self.inicio.size - 1 and np.array_equal(lugar, np.arange(lugar.size)):
            return self.lugar, slice(None)  # todos, una vez: sus renglones tal como están, sin copiarlos
        cuantos = np.diff(self.inicio)[lugar]
        primero = self.inicio[lugar] - (np.cumsum(cuantos) - cuantos)
        quien = np.repeat(np.arange(lugar.size), cuantos)
        return quien, np.arange(quien.size) + primero[quien]

    def conocidos(self, lugar: Columna, al: int) -> Renglones:
        """Los renglones de esos créditos registrados hasta el día `al`, con los créditos renumerados."""
        quien, renglon = self.de(lugar)
        sirve = self["registro"][renglon] <= al
        columnas = {nombre: valores[renglon][sirve] for nombre, valores in self.columnas.items()}
        return Renglones(inicios(quien[sirve], lugar.size), columnas)


def a_su_dia(al: Columna, quien: Columna) -> Columna | np.int64:
    """El día de cada renglón: el de su crédito o, si todos preguntan por el mismo, ese solo número."""
    return al[0] if al.size and np.all(al == al[0]) else al[quien]


class Posiciones:
    """De id de crédito a su posición (−1 si no está): una tabla, porque son consecutivos. `ids`, de vuelta."""

    def __init__(self, ids: Columna) -> None:
        self.ids = ids
        self._desde = int(ids.min()) if ids.size else 0
        # la primera y la última casilla son de los ids que caen fuera
        self._tabla = np.full((int(ids.max()) if ids.size else 0) - self._desde + 3, -1, dtype=np.int64)
        self._tabla[ids - self._desde + 1] = np.arange(ids.size)

    def __call__(self, ids: NDArray[Any]) -> Columna:
        """Posición de cada id."""
        lugar: Columna = self._tabla[np.clip(ids - self._desde + 1, 0, self._tabla.size - 1)]
        return lugar


def en_orden(lugar: Columna, dia: NDArray[Any]) -> Columna:
    """Un entero por renglón que ordena por crédito y, dentro, por día."""
    llave: Columna = (lugar << 20) + dia + 2**19
    return llave


def inicios(lugar: Columna, cuantos: int) -> Columna:
    """Dónde empieza cada crédito, y al final cuántos renglones hay."""
    return np.concatenate([[0], np.cumsum(np.bincount(lugar, minlength=cuantos))])


def marco(
    conexion: DuckDBPyConnection, consulta: str, repetidas: tuple[str, ...] = (), por: str = ""
) -> pd.DataFrame:
    """El resultado por Arrow: los textos pasan sin copiarse uno a uno; las fechas, `datetime64[s]`.

    Las columnas `repetidas` salen como categorías en orden alfabético: comparar y agrupar números cuesta menos.
    `por`: la columna que lo ordena; en Arrow tarda la mitad que en la consulta.
    """
    tabla = conexion.sql(consulta).to_arrow_table()
    if por:
        tabla = tabla.sort_by(por)
    for nombre in repetidas:
        tabla = tabla.set_column(tabla.schema.get_field_index(nombre), nombre, tabla[nombre].dictionary_encode())
    leido: pd.DataFrame = tabla.to_pandas(date_as_object=False)
    for nombre in repetidas:
        if not (palabras := leido[nombre].cat.categories).is_monotonic_increasing:
            leido[nombre] = leido[nombre].cat.set_categories(sorted(palabras))
    for columna in leido.columns:
        if leido[columna].dtype.kind == "M":
            leido[columna] = leido[columna].astype("datetime64[s]")
    return leido
