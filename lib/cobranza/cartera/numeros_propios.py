"""Buscar un crédito por el número con que lo conoce la oficina, y decir ese número donde se enseña el folio."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def folio_dicho(conexion: DuckDBPyConnection, escrito: str) -> str:
    """El folio del crédito que alguien nombró por su folio o por su número propio, sin distinguir mayúsculas.

    Lo que no es número propio de ningún crédito se devuelve en mayúsculas: quien lo use dirá que no existe.
    """
    nombrado = " ".join(escrito.split()).upper()
    hallado = conexion.execute("SELECT folio FROM numero_propio WHERE numero = ?", [nombrado]).fetchall()
    return str(hallado[0][0]) if hallado else nombrado


def numero_propio(conexion: DuckDBPyConnection, folio: str) -> str:
    """El número propio de un crédito, o los que tenga; vacío si la oficina no le dio ninguno."""
    suyos = conexion.execute("SELECT numero FROM numero_propio WHERE folio = ? ORDER BY numero", [folio]).fetchall()
    return ", ".join(str(numero) for (numero,) in suyos)


def numeros_propios(conexion: DuckDBPyConnection) -> dict[str, str]:
    """Folio → número propio, de los créditos que lo tienen."""
    consulta = "SELECT folio, string_agg(numero, ', ' ORDER BY numero) FROM numero_propio GROUP BY folio"
    return {str(folio): str(numeros) for folio, numeros in conexion.execute(consulta).fetchall()}
