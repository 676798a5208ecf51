"""Buscar un crédito por el número con que lo conoce la oficina, y decir ese número donde se enseña el folio."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.base.numero_propio import canonico

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def folio_dicho(conexion: DuckDBPyConnection, escrito: str) -> str:
    """El folio del crédito que alguien nombró por su folio o por su número propio, escrito como al cargarlo.

    A un número de puras cifras le pueden faltar los ceros que una hoja le quita, si así no puede ser otro. Lo que no
    es número propio de ningún crédito se devuelve en mayúsculas: quien lo use dirá que no existe.
    """
    numero = canonico(escrito)
    hallado = conexion.execute("SELECT folio FROM numero_propio WHERE numero = ?", [numero]).fetchall()
    if not hallado and numero.isdecimal():
        sin_ceros = "SELECT DISTINCT folio FROM numero_propio WHERE ltrim(numero, '0') = ltrim(?, '0')"
        hallado = conexion.execute(sin_ceros, [numero]).fetchall()
    return str(hallado[0][0]) if len(hallado) == 1 else " ".join(escrito.split()).upper()


def numero_propio(conexion: DuckDBPyConnection, folio: str) -> str:
    """El número propio de un crédito, o los que tenga; vacío si la oficina no le dio ninguno."""
    suyos = conexion.execute("SELECT numero FROM numero_propio WHERE folio = ? ORDER BY numero", [folio]).fetchall()
    return ", ".join(str(numero) for (numero,) in suyos)


def numeros_propios(conexion: DuckDBPyConnection) -> dict[str, str]:
    """Folio → número propio, de los créditos que lo tienen."""
    consulta = "SELECT folio, string_agg(numero, ', ' ORDER BY numero) FROM numero_propio GROUP BY folio"
    return {str(folio): str(numeros) for folio, numeros in conexion.execute(consulta).fetchall()}
