"""Lo que un documento debe cumplir consigo mismo: `cuadra: ["adeudo = pago_inicial + saldo"]`.

Cada igualdad compara un importe con la suma de otros; de una lista se suma su columna (`parcialidades.importe`), y
`parcialidades: total = capital + recargo` compara cada uno de sus renglones. Un documento
cuya tabla no suma su total no se imprime.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from cobranza.base.dinero import centavos, pesos
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso

_TERMINO = re.compile(r"([+-]?)\s*([a-z_][\w.]*)")
_IGUALDAD = re.compile(r"(?:[a-z_]+:)?\s*[a-z_.]+\s*(?:[+-]\s*[a-z_.]+\s*)*=\s*[a-z_.]+\s*(?:[+-]\s*[a-z_.]+\s*)*")


def declaradas(dichas: Sequence[Any], archivo: str) -> tuple[str, ...]:
    """Las de un encabezado. Errores: `ErrorDeUso` si alguna no es una igualdad de sumas de datos."""
    for dicha in dichas:
        if not _IGUALDAD.fullmatch(str(dicha)):
            raise ErrorDeUso(f"{archivo}: en «cuadra» se encontró «{dicha}»; se esperaba «total = uno + otro».")
    return tuple(map(str, dichas))


def comprobar(igualdades: Sequence[str], datos: Mapping[str, Any]) -> None:
    """Errores: `ErrorDeDatos` por la primera igualdad que no se cumple. Lo ausente vale cero."""
    for dicha in igualdades:
        lista, _, igualdad = dicha.rpartition(":")
        for renglon in datos.get(lista) or () if lista else (datos,):
            _comprobar(igualdad, renglon, lista)


def _comprobar(igualdad: str, datos: Mapping[str, Any], lista: str) -> None:
    izquierda, derecha = igualdad.split("=")
    uno, otro = suma(izquierda, datos), suma(derecha, datos)
    if uno != otro:
        donde = f" en un renglón de {lista}" if lista else ""
        raise ErrorDeDatos(
            f"Los datos no cuadran{donde}: {izquierda.strip()} es {pesos(uno)} y {derecha.strip()} da {pesos(otro)}; "
            "corrige el importe que esté mal."
        )


def suma(expresion: str, datos: Mapping[str, Any]) -> int:
    """Los centavos que da una suma de datos.

    >>> suma("saldo - tabla.pago", {"saldo": "10.00", "tabla": [{"pago": "1.00"}, {"pago": "2.50"}]})
    650
    """
    return sum(
        (-1 if signo == "-" else 1) * _valor(datos, ruta.split(".")) for signo, ruta in _TERMINO.findall(expresion)
    )


def _valor(datos: Any, ruta: list[str]) -> int:
    if datos is None:
        return 0
    if isinstance(datos, list):
        return sum(_valor(uno, ruta) for uno in datos)
    return _valor(datos.get(ruta[0]), ruta[1:]) if ruta else centavos(datos)
