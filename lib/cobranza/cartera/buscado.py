"""Lo que un parámetro nombra, buscado en los libros: el crédito y la persona, escritos como están anotados."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from cobranza.almacen.identidad import DEL_EJEMPLO
from cobranza.base.dominios import Escalar
from cobranza.base.errores import ErrorDeUso
from cobranza.cartera.consultas import folio_de_ejemplo
from cobranza.cartera.numeros_propios import folio_dicho

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LEJOS = 3
"""Letras distintas desde las que ya no se sugiere otro."""


def folio_registrado(conexion: DuckDBPyConnection, dicho: str) -> str:
    """El folio, como está en los libros, del crédito nombrado por él o por su número propio.

    Errores: `ErrorDeUso` si no hay ninguno así.
    """
    hallado, cerca = _hallado(conexion, "credito", "folio", folio_dicho(conexion, dicho))
    if hallado is None:
        raise ErrorDeUso(
            f"El parámetro «folio» es «{dicho}» y no hay un crédito con ese folio; se esperaba uno de los libros, "
            f"como TGZ-2019-000123, o el número que le dio la oficina.{cerca} Revisa el número en la resolución."
        )
    return hallado


def empleado_registrado(conexion: DuckDBPyConnection, dicho: str, parametro: str = "ejecutor") -> str:
    """El número de empleado de una persona, como está en la plantilla. Errores: `ErrorDeUso` si no hay nadie así."""
    hallado, cerca = _hallado(conexion, "persona", "numero_empleado", dicho)
    if hallado is None:
        raise ErrorDeUso(
            f"El parámetro «{parametro}» es «{dicho}» y no hay una persona con ese número de empleado.{cerca} "
            "Revisa la plantilla cargada; un número con ceros a la izquierda se da entre comillas."
        )
    return hallado


def ejecutores(conexion: DuckDBPyConnection) -> dict[str, str]:
    """Número de empleado → cómo se ofrece para escogerlo, de quienes alguna vez tuvieron un crédito asignado.

    Con su delegación y sin su nombre: quien escoge sabe de quién habla y la lista no lo dice.
    """
    filas = conexion.execute(
        "SELECT DISTINCT p.numero_empleado, p.delegacion FROM persona p WHERE p.numero_empleado IN "
        "(SELECT ejecutor FROM credito UNION SELECT persona FROM acto WHERE tipo = 'ASIGNACION') ORDER BY 1"
    ).fetchall()
    return {str(numero): f"{numero}, {delegacion}" for numero, delegacion in filas}


def buscados(conexion: DuckDBPyConnection, valores: Mapping[str, Escalar]) -> dict[str, Escalar]:
    """Los mismos valores, con el folio y la persona como están en los libros. Errores: `ErrorDeUso` si no están."""
    hallados = dict(valores)
    if "folio" in valores:
        hallados["folio"] = folio_pedido(conexion, str(valores["folio"]), date.fromisoformat(str(valores["corte"])))
    for parametro in ("ejecutor", "empleado"):
        if valores.get(parametro):
            hallados[parametro] = empleado_registrado(conexion, str(valores[parametro]), parametro)
    return hallados


def folio_pedido(conexion: DuckDBPyConnection, dicho: str, al: date) -> str:
    """El folio que se pidió o, si no se pidió, uno de la cartera de ejemplo; de una de verdad hay que decir cuál.

    Errores: `ErrorDeUso` si no existe o falta.
    """
    if dicho:
        return folio_registrado(conexion, dicho)
    if not conexion.execute("SELECT 1 FROM lote WHERE usuario = ? LIMIT 1", [DEL_EJEMPLO]).fetchall():
        raise ErrorDeUso(
            "Falta el parámetro «folio»: se esperaba el de un crédito, como TGZ-2019-000123. Sólo la cartera de "
            "ejemplo enseña uno sin que se pida."
        )
    return folio_de_ejemplo(conexion, al)


def empleado_pedido(conexion: DuckDBPyConnection, dicho: str) -> str:
    """El número de empleado que se pidió o, si no se pidió, el primero de la cartera de ejemplo.

    Errores: `ErrorDeUso` si no existe o falta.
    """
    if dicho:
        return empleado_registrado(conexion, dicho, "empleado")
    hay = conexion.execute(
        "SELECT MIN(numero_empleado) FROM persona WHERE EXISTS (SELECT 1 FROM lote WHERE usuario = ?)", [DEL_EJEMPLO]
    ).fetchall()
    if hay[0][0] is None:
        raise ErrorDeUso(
            "Falta el parámetro «empleado»: se esperaba el número de una persona de la plantilla, como E0020. Sólo "
            "la cartera de ejemplo enseña una sin que se pida."
        )
    return str(hay[0][0])


def _hallado(conexion: DuckDBPyConnection, tabla: str, columna: str, dicho: str) -> tuple[str | None, str]:
    """(Como está anotado, "") o (None, la sugerencia del más parecido)."""
    igual = conexion.execute(
        f"SELECT {columna} FROM {tabla} WHERE upper({columna}) = upper(?) ORDER BY {columna} <> ? LIMIT 1",
        [dicho, dicho],
    ).fetchall()
    if igual:
        return str(igual[0][0]), ""
    cerca = conexion.execute(
        f"SELECT {columna}, levenshtein(upper({columna}), upper(?)) AS lejos FROM {tabla} "
        f"ORDER BY lejos, {columna} LIMIT 1",
        [dicho],
    ).fetchall()
    return None, f" ¿Quisiste decir {cerca[0][0]}?" if cerca and cerca[0][1] < _LEJOS else ""
