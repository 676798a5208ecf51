"""Recorrer una cadena entera: que cada renglón siga al anterior, que no falte ninguno y que empiece donde empezó."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, text

from cobranza.almacen.cadena import INICIO, PREFIJO, alterado, eslabon, explicacion
from cobranza.almacen.identidad import Sello
from cobranza.libros import tablas

RESTAURA = "Restaura la base de un respaldo anterior."
_POR_LECTURA = 20_000
SIN_SELLO = Sello(0, INICIO, INICIO)
"""De un libro que nació con su custodia."""


def rota(conexion: Connection, libro: str, sello: Sello | None) -> str:
    """Qué tiene de malo la cadena de un libro, con su renglón; vacío si está íntegra.

    `sello`: hasta dónde llegaba al empezar su custodia. De ahí en adelante, todo es de la versión 2 y sin huecos.
    """
    sello = sello or SIN_SELLO
    testigo = _Testigo(libro, sello)
    with conexion.exec_driver_sql(_consulta(libro), execution_options={"yield_per": _POR_LECTURA}) as renglones:
        roto, _ = alterado(libro, INICIO, testigo.al_pasar(renglones))
    if roto:
        return _sin_sellar(conexion, libro, roto) or explicacion(libro, roto)
    return testigo.falla() or _hueco(conexion, libro, sello.hasta)


def _consulta(libro: str) -> str:
    sello = tablas.SELLOS[libro]
    propias = [c.name for c in tablas.metadata.tables[libro].columns if c.name not in ("id", sello)]
    return f"SELECT id, {', '.join(propias)}, {sello} FROM {libro} ORDER BY id"


class _Testigo:
    """Ve pasar los renglones de una cadena y dice si hasta el sello de su custodia son los de entonces."""

    def __init__(self, libro: str, sello: Sello) -> None:
        self._libro, self._sello = libro, sello
        self._entero, self._hasta, self._huella, self._de_antes = INICIO, 0, INICIO, 0

    def al_pasar(self, renglones: Any) -> Iterator[Sequence[Any]]:
        """Los mismos renglones."""
        de_la_uno = self._sello.hasta and not self._sello.huella.startswith(PREFIJO)
        for renglon in renglones:
            if renglon[0] <= self._sello.hasta:
                self._hasta, self._huella = renglon[0], renglon[-1]
                if de_la_uno:
                    self._entero = eslabon(self._libro, self._hasta, self._entero, renglon[1:])
            elif not self._de_antes and renglon[-1] is not None and not renglon[-1].startswith(PREFIJO):
                self._de_antes = renglon[0]
            yield renglon

    def falla(self) -> str:
        """Lo que no es como cuando empezó su custodia; vacío si todo lo es."""
        if self._de_antes:
            return (
                f"el renglón {self._de_antes} de «{self._libro}» lleva una huella de la versión 1, que ya no se "
                f"usaba: el libro se volvió a escribir. {RESTAURA}"
            )
        llegaba = (self._hasta, self._huella, self._entero if self._entero != INICIO else self._huella)
        if llegaba == (self._sello.hasta, self._sello.huella, self._sello.entero):
            return ""
        return (
            f"los renglones de «{self._libro}» hasta el {self._sello.hasta} no son los que había al empezar su "
            f"custodia. {RESTAURA}"
        )


def _hueco(conexion: Connection, libro: str, desde: int) -> str:
    """El primer número que falta después de `desde`: los números van seguidos, así que ahí había un renglón."""
    consulta = text(f"SELECT COUNT(*), MAX(id) FROM {libro} WHERE id > :desde")
    cuantos, ultimo = conexion.execute(consulta, {"desde": desde}).one()
    if not cuantos or ultimo - desde == cuantos:
        return ""
    siguiente = text(
        "SELECT MIN(a.id) FROM (SELECT CAST(:desde AS BIGINT) AS id UNION ALL "
        f"SELECT id FROM {libro} WHERE id > :desde) a "
        f"WHERE NOT EXISTS (SELECT 1 FROM {libro} b WHERE b.id = a.id + 1)"
    )
    falta = conexion.execute(siguiente, {"desde": desde}).scalar_one() + 1
    return f"falta el renglón {falta} de «{libro}», que va seguido: lo quitaron o corrieron los demás. {RESTAURA}"


def _sin_sellar(conexion: Connection, libro: str, renglon: int) -> str:
    sello = tablas.SELLOS[libro]
    consulta = text(f"SELECT {sello} FROM {libro} WHERE id = :id")
    if conexion.execute(consulta, {"id": renglon}).scalar() is not None:
        return ""
    return f"el renglón {renglon} de «{libro}» no lleva su huella: no lo escribió este programa. {RESTAURA}"
