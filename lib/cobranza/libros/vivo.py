"""Lo que cambia (`persona`, `recibo`…): cada alta, cambio y baja deja su renglón en el libro `version`.

Así lo vivo tiene historia y se puede comprobar que es lo último que se anotó de ello.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, select, text, update

from cobranza.almacen.cadena import canonico
from cobranza.libros import libro, tablas

_POR_TANDA = 500


def cambiar(conexion: Connection, tabla: str, cambios: Mapping[str, Mapping[str, Any]]) -> None:
    """Cambia renglones de una tabla viva, por su clave, y anota cómo quedó cada uno."""
    viva = tablas.metadata.tables[tabla]
    llave = _llave(viva)
    for clave, valores in cambios.items():
        conexion.execute(update(viva).where(viva.c[llave] == clave).values(**valores))
    libro.anotar_versiones(conexion, tabla, _como_estan(conexion, viva, list(cambios)))


def quitar(conexion: Connection, tabla: str, claves: Sequence[str], lote: int) -> None:
    """Quita renglones de una tabla viva; su última versión, sin contenido, dice qué lote los quitó."""
    viva = tablas.metadata.tables[tabla]
    for clave in claves:
        conexion.execute(delete(viva).where(viva.c[_llave(viva)] == clave))
    libro.anexar(conexion, "version", [(tabla, clave, None, lote) for clave in claves])


def claves_de(conexion: Connection, tabla: str, lote: int) -> list[str]:
    """Las claves de los renglones vivos de un lote, en orden."""
    viva = tablas.metadata.tables[tabla]
    llave = viva.c[_llave(viva)]
    return sorted(conexion.execute(select(llave).where(viva.c.lote == lote)).scalars())


def _llave(viva: Table) -> str:
    return next(iter(viva.primary_key)).name


def _como_estan(conexion: Connection, viva: Table, claves: list[str]) -> Iterator[libro.Renglon]:
    llave = _llave(viva)
    columnas = ", ".join(c.name for c in viva.columns)
    consulta = text(f"SELECT {columnas} FROM {viva.name} WHERE {llave} IN :claves")
    consulta = consulta.bindparams(bindparam("claves", expanding=True))
    for desde in range(0, len(claves), _POR_TANDA):
        tanda = claves[desde : desde + _POR_TANDA]
        por_clave = {fila[0]: tuple(fila) for fila in conexion.execute(consulta, {"claves": tanda})}
        yield from (por_clave[clave] for clave in tanda if clave in por_clave)


def discrepancias(conexion: Connection, tabla: str) -> Iterator[tuple[str, str]]:
    """(clave, qué le pasa) de cada renglón vivo que no es su última versión, en orden de clave.

    Recorre a la par lo vivo y sus versiones, ordenados por los bytes de su clave: no los carga.
    """
    viva = tablas.metadata.tables[tabla]
    llave, *nombres = (c.name for c in viva.columns)
    orden = 'COLLATE "C"' if conexion.dialect.name == "postgresql" else "COLLATE BINARY"
    opciones = {"yield_per": 20_000}
    renglones = conexion.exec_driver_sql(
        f"SELECT {llave}, {', '.join(nombres)} FROM {tabla} ORDER BY {llave} {orden}", execution_options=opciones
    )
    versiones = conexion.exec_driver_sql(
        f"SELECT clave, contenido FROM version WHERE tabla = '{tabla}' ORDER BY clave {orden}, id",
        execution_options=opciones,
    )
    with renglones, versiones:
        vivos = ((clave, canonico(nombres, valores)) for clave, *valores in renglones)
        ultimas = ((clave, list(suyas)[-1][1]) for clave, suyas in groupby(versiones, itemgetter(0)))
        yield from _distintos(vivos, ((clave, dice) for clave, dice in ultimas if dice is not None))


def _distintos(vivos: Iterator[tuple[str, str]], ultimas: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    vivo, ultima = next(vivos, None), next(ultimas, None)
    while vivo or ultima:
        de_vivo, de_ultima = (par[0].encode() if par else None for par in (vivo, ultima))
        if vivo and (de_ultima is None or (de_vivo is not None and de_vivo < de_ultima)):
            yield vivo[0], "no consta que se diera de alta"
            vivo = next(vivos, None)
        elif ultima and (de_vivo is None or (de_ultima is not None and de_ultima < de_vivo)):
            yield ultima[0], "ya no está y no consta que se quitara"
            ultima = next(ultimas, None)
        elif vivo and ultima:
            if vivo[1] != ultima[1]:
                yield vivo[0], "no está como se anotó por última vez"
            vivo, ultima = next(vivos, None), next(ultimas, None)
