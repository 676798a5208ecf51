"""Los trámites como los cuenta la foto: lo que de ellos leen los informes, sin la base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.tramites.libro_de_pasos import Tramite, de_renglones

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

_PASOS = (
    "SELECT tramite, orden, tipo, estado, fecha, registrado, usuario, persona, rol, datos, efectos, clave, huella "
    "FROM paso WHERE tipo = ? AND fecha <= ? ORDER BY tramite, orden"
)
_CUANTOS = (
    "SELECT tipo, estado, COUNT(*) FROM (SELECT tipo, tramite, arg_max(estado, orden) AS estado FROM paso "
    "WHERE fecha <= ? GROUP BY tipo, tramite) GROUP BY tipo, estado ORDER BY tipo, estado"
)


def tramites_al(conexion: DuckDBPyConnection, tipo: str, al: date) -> list[Tramite]:
    """Los trámites de un tipo como estaban un día, por número: el pliegue de sus pasos de hasta ese día."""
    leidos = conexion.execute(_PASOS, [tipo, al])
    campos = [campo for campo, *_ in leidos.description or ()]
    return de_renglones(dict(zip(campos, fila, strict=True)) for fila in leidos.fetchall())


def cuantos_al(conexion: DuckDBPyConnection, al: date) -> dict[str, dict[str, int]]:
    """Tipo → estado → cuántos trámites estaban así ese día."""
    dichos: dict[str, dict[str, int]] = {}
    for tipo, estado, cuantos in conexion.execute(_CUANTOS, [al]).fetchall():
        dichos.setdefault(str(tipo), {})[str(estado)] = int(cuantos)
    return dichos
