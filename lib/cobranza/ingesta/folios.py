"""El folio que el sistema asigna a quien no lo trae, y los que ya no se pueden usar porque su carga se deshizo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from sqlalchemy import Connection, bindparam, text

from cobranza.base.fechas import fecha_de
from cobranza.ingesta.columnas import Enteros, lista, objetos, textos, tomar
from cobranza.ingesta.encuentro import encontradas
from cobranza.ingesta.revisado import Revisado
from cobranza.papel.palabras import cuantos

DESHACER = "deshacer"
"""El layout del lote con que se deshace otro."""
ALTA = "{}:alta"
"""Clave del movimiento que da de alta el importe histórico de un folio."""
DEVOLUCION = "{}:devolucion"
"""Clave del movimiento que devuelve a la emisora lo que otro dio de alta."""
_A_LA_VISTA = 5
_LARGO_DE_LA_SERIE = len("TGZ-2026-")


def asignar_folios(conexion: Connection, revisado: Revisado) -> None:
    """Da `DEL-AÑO-CONSECUTIVO` a las filas en pie sin folio: delegación, año de registro y el número que sigue.

    Dos cargas a la vez no repiten un folio: quien llega segundo espera el turno de la primera y lee lo que dejó.
    """
    en_pie = revisado.reparos.en_pie
    folios = objetos(revisado.texto("folio")).copy()
    vacios = folios == ""  # el que se reconoció por su número propio ya lo tiene, aunque la fila no lo trajera
    faltan = np.flatnonzero(vacios & en_pie)
    if faltan.size == 0:
        return
    capturados = folios[~vacios & en_pie].tolist()
    delegaciones, dias = objetos(revisado.texto("delegacion")), revisado.entero("fecha_registro")
    series = pd.Series(
        [f"{delegaciones[i].rsplit('-', 1)[-1]}-{fecha_de(int(dias[i])).year}-" for i in faltan.tolist()],
        dtype=object,
    )
    base = series.map(_ultimos(conexion, series.unique().tolist(), capturados))
    siguientes = base.to_numpy(np.int64) + series.groupby(series).cumcount().to_numpy(np.int64) + 1
    folios[faltan] = [f"{serie}{n:06d}" for serie, n in zip(series, siguientes.tolist(), strict=True)]
    revisado.valores["folio"] = textos(folios)


def devueltos(conexion: Connection, folios: Sequence[str]) -> set[str]:
    """De esos folios, los que se devolvieron a su emisora al deshacer su carga: siguen en los libros, en cero."""
    if not conexion.execute(
        text("SELECT 1 FROM lote WHERE layout = :deshacer LIMIT 1"), {"deshacer": DESHACER}
    ).scalar():
        return set()
    claves = [[DEVOLUCION.format(ALTA.format(folio))] for folio in folios]
    return set(encontradas(conexion, "movimiento", ["clave"], claves, ["folio"])["folio"])


def _ultimos(conexion: Connection, series: Sequence[str], del_bloque: Sequence[str]) -> dict[str, int]:
    """El último consecutivo de cada serie, en los libros o capturado en el bloque; 0 si es nueva."""
    consulta = text(
        f"SELECT substr(folio, 1, {_LARGO_DE_LA_SERIE}) AS serie, MAX(folio) FROM credito "
        f"WHERE substr(folio, 1, {_LARGO_DE_LA_SERIE}) IN :series GROUP BY 1"
    ).bindparams(bindparam("series", expanding=True))
    en_libros = [folio for _, folio in conexion.execute(consulta, {"series": list(series)})]
    ultimos = dict.fromkeys(series, 0)
    for folio in (*en_libros, *del_bloque):
        serie, numero = folio[:_LARGO_DE_LA_SERIE], int(folio[_LARGO_DE_LA_SERIE:])
        if serie in ultimos:
            ultimos[serie] = max(ultimos[serie], numero)
    return ultimos


def asignados(revisado: Revisado, nuevas: Enteros) -> list[str]:
    """Los folios que el sistema dio a las filas nuevas del bloque: las que venían sin él."""
    return lista(tomar(revisado.texto("folio"), nuevas[revisado.celda("folio").vacias[nuevas]]))


def dicho(folios: Sequence[str]) -> tuple[str, ...]:
    """El aviso de cuántos folios se asignaron y entre cuáles, por serie."""
    if not folios:
        return ()
    series: dict[str, list[str]] = {}
    for folio in sorted(folios):
        series.setdefault(folio[:_LARGO_DE_LA_SERIE], []).append(folio)
    tramos = [suyos[0] if len(suyos) == 1 else f"de {suyos[0]} a {suyos[-1]}" for suyos in series.values()]
    mas = f" y {len(tramos) - _A_LA_VISTA} series más" if len(tramos) > _A_LA_VISTA else ""
    return (
        f"Se {'asignó' if len(folios) == 1 else 'asignaron'} {cuantos(len(folios), 'folio', 'folios')}: "
        f"{', '.join(tramos[:_A_LA_VISTA])}{mas}.",
    )
