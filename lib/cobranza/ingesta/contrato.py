"""Lo que un layout sabe y los demás no: el contrato que llena cada módulo de `entradas`.

Las columnas del archivo las dice su YAML; en qué se vuelven sus filas, qué se les pide y qué mueven, su `Entrada`. El
resto del cuarto pregunta aquí y no nombra ningún layout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection

from cobranza.ingesta.columnas import Mascara
from cobranza.ingesta.layouts import Layout
from cobranza.ingesta.revisado import Filas, Revisado
from cobranza.ley.norma import Normas

Asientos = dict[str, pd.DataFrame]
"""Renglones nuevos por tabla."""


@dataclass(frozen=True, slots=True)
class Contexto:
    """Qué se carga, quién, en qué lote, qué día y con qué ley."""

    layout: Layout
    entrada: Entrada
    lote: int
    usuario: str
    hoy: int
    normas: Normas


@dataclass(frozen=True, slots=True)
class Registradas:
    """De un bloque, las filas que ya estaban tal cual y las que cambian un dato vivo de lo registrado."""

    iguales: Mascara
    cambiadas: Mascara


@dataclass(frozen=True, slots=True)
class Aceptadas:
    """Las filas de un bloque que tienen efecto: nuevas, las que completan lo registrado y las que lo cambian."""

    nuevas: Filas
    completan: Filas
    cambiadas: Filas


def con_linea(filas: Filas, contexto: Contexto) -> Asientos:
    """Lo común: cada fila es un renglón de su tabla, con la línea del archivo."""
    return {contexto.entrada.tabla: principal(filas, contexto, lote=contexto.lote, linea=filas.lineas)}


def principal(filas: Filas, contexto: Contexto, **de_mas: object) -> pd.DataFrame:
    """Los campos del layout que son columnas de su tabla, más los que se digan."""
    return pd.DataFrame({c: filas.guardable(c) for c in contexto.entrada.propias(filas.layout)} | de_mas)


def _ninguna(conexion: Connection, revisado: Revisado, iguales: Mascara) -> Mascara:
    return np.zeros_like(iguales)


def _nada(filas: Filas, contexto: Contexto) -> Asientos:
    return {}


def _sin_hechos(aceptadas: Aceptadas, contexto: Contexto) -> pd.DataFrame | None:
    return None


def _tal_cual(conexion: Connection, hechos: pd.DataFrame, contexto: Contexto) -> tuple[pd.DataFrame, tuple[str, ...]]:
    return hechos, ()


@dataclass(frozen=True, slots=True)
class Entrada:
    """Un layout por dentro; cada campo es una pregunta, y el que se omite se contesta como los demás."""

    tabla: str
    """En qué tabla queda cada fila."""
    aparte: tuple[str, ...] = ()
    """Campos que no son columnas de la tabla: dan actos o movimientos."""
    condiciones: tuple[Callable[[Revisado], None], ...] = ()
    """Lo que una columna dice de otra, o la norma de ella; sin mirar el almacén."""
    antes: tuple[Callable[[Connection, Revisado], None], ...] = ()
    """Lo que el almacén impide aunque la fila viniera igual a la registrada."""
    contrastes: tuple[Callable[[Connection, Revisado, Registradas], None], ...] = ()
    """Lo que el almacén impide, sabiendo qué ya estaba."""
    completan: Callable[[Connection, Revisado, Mascara], Mascara] = _ninguna
    """De las ya registradas tal cual, las que traen algo que faltaba."""
    renglones: Callable[[Filas, Contexto], Asientos] = con_linea
    """Los renglones de las filas nuevas."""
    completa: Callable[[Filas, Contexto], Asientos] = _nada
    """Los renglones de las que completan."""
    hechos: Callable[[Aceptadas, Contexto], pd.DataFrame | None] = _sin_hechos
    """Los hechos que mueven saldo (`hechos.hechos`)."""
    resuelve: Callable[[Connection, pd.DataFrame, Contexto], tuple[pd.DataFrame, tuple[str, ...]]] = _tal_cual
    """Los hechos de todo el archivo, con lo que el almacén les agrega, y los avisos que resultan."""
    alta: tuple[str, ...] = ()
    """Los importes con que da de alta créditos: asigna sus folios, concilia con una remesa y se puede deshacer."""

    def propias(self, layout: Layout) -> list[str]:
        """Los campos del layout que son columnas de la tabla."""
        return [campo for campo in layout.columnas if campo not in self.aparte]
