"""Una lista de casos en JSON, leída caso por caso: uno mal escrito no pierde a los demás."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from cobranza.base import topes
from cobranza.base.errores import ErrorDeDatos, en_que_renglon
from cobranza.base.invisibles import trae_medias_letras

_FICHA = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{},]', re.DOTALL)
_BLANCOS = " \t\r\n"


class _DesmedidoError(ValueError):
    """El JSON se entiende, pero trae algo que no se admite."""


def leer(texto: str) -> tuple[list[Any], bool]:
    """(los casos, si venían en una lista); en el lugar del que no se entiende va su `ErrorDeDatos`.

    Los decimales se quedan como texto: nunca pasan por un flotante. Errores: `ErrorDeDatos` si la lista no se
    cierra o trae más casos de los que se admiten.

    >>> casos, _ = leer('[{"a": 1.50}, {"a": NaN}, {"a": 2}]')
    >>> casos[0], casos[1].mensaje, casos[2]
    ({'a': '1.50'}, 'El caso no es JSON válido: NaN no es un número.', {'a': 2})
    """
    inicio = len(texto) - len(texto.lstrip(_BLANCOS))
    if not texto.startswith("[", inicio):
        return [_caso(texto, 0, _niveles(texto))], False
    casos: list[Any] = []
    renglones = visto = 0
    for desde, hasta, niveles in _trozos(texto, inicio):
        if not casos and texto[hasta] == "]" and not texto[desde:hasta].strip(_BLANCOS):
            break  # la lista vacía
        renglones, visto = renglones + texto.count("\n", visto, desde), desde
        if len(casos) == topes.CASOS:
            raise topes.pasado("La lista trae", None, topes.CASOS, "Pártela en varias", unidad="casos")
        casos.append(_caso(texto[desde:hasta], renglones, niveles))
    return casos, True


def _trozos(texto: str, inicio: int) -> Iterator[tuple[int, int, int]]:
    """(desde, hasta, niveles) de cada elemento, sin entenderlo. Errores: `ErrorDeDatos` si no se cierra."""
    nivel, desde, hondo = 0, inicio + 1, 0
    for ficha in _FICHA.finditer(texto, inicio):
        signo = texto[ficha.start()]
        if signo in "[{":
            nivel += 1
            hondo = max(hondo, nivel - 1)
        elif signo in "]}":
            nivel -= 1
        if nivel == 0 or (nivel == 1 and signo == ","):
            yield desde, ficha.start(), hondo
            desde, hondo = ficha.end(), 0
        if nivel == 0:
            if texto[ficha.end() :].strip(_BLANCOS):
                break
            return
    raise ErrorDeDatos(
        "La entrada no es JSON válido: la lista no se cierra donde debe; se esperaba un objeto o una lista de "
        "objetos."
    )


def _niveles(texto: str) -> int:
    nivel = hondo = 0
    for ficha in _FICHA.finditer(texto):
        signo = texto[ficha.start()]
        nivel += (signo in "[{") - (signo in "]}")
        hondo = max(hondo, nivel)
    return hondo


def _caso(texto: str, renglones: int, niveles: int) -> Any:
    if niveles > topes.NIVELES_DE_JSON:
        return topes.pasado(
            "El caso tiene",
            niveles,
            topes.NIVELES_DE_JSON,
            "Escríbelo más plano",
            unidad="niveles, uno dentro de otro",
        )
    if trae_medias_letras(texto):
        return ErrorDeDatos(
            "El caso no está en UTF-8: se guardó con otra codificación (ANSI, Latin-1). Guárdalo como UTF-8."
        )
    try:
        return json.loads(
            texto,
            parse_float=_decimal,
            parse_int=_entero,
            parse_constant=_sin_infinitos,
            object_pairs_hook=_sin_repetir,
        )
    except _DesmedidoError as error:
        return ErrorDeDatos(f"El caso no es JSON válido: {error}.")
    except json.JSONDecodeError as error:
        error.lineno += renglones
        return ErrorDeDatos(
            f"La entrada no es JSON válido{en_que_renglon(error)}; se esperaba un objeto o una lista de objetos."
        )
    except (ValueError, RecursionError):
        return ErrorDeDatos("La entrada no es JSON válido; se esperaba un objeto o una lista de objetos.")


def _decimal(escrito: str) -> str:
    if len(escrito) > topes.CIFRAS:
        raise _DesmedidoError(f"un número trae {len(escrito):,} cifras y se admiten hasta {topes.CIFRAS}")
    return escrito


def _entero(escrito: str) -> int:
    return int(_decimal(escrito))


def _sin_infinitos(escrito: str) -> Any:
    raise _DesmedidoError(f"{escrito} no es un número")


def _sin_repetir(parejas: list[tuple[str, Any]]) -> dict[str, Any]:
    """Dos veces la misma clave es un error de captura: Python se quedaría con la última, sin decirlo."""
    objeto = dict(parejas)
    if len(objeto) < len(parejas):
        raise _DesmedidoError("un objeto trae dos veces la misma clave")
    return objeto
