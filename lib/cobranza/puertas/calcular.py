"""`cobranza calcular`: las fórmulas de la norma sobre JSON, para revisar una cuenta o llamarlas desde fuera."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeUso
from cobranza.puertas import consola

if TYPE_CHECKING:
    from cobranza.ley.norma import Normas


def calcular(
    tema: Annotated[str | None, typer.Argument(metavar="[TEMA]", help="Qué calcular; --temas los lista.")] = None,
    entrada: Annotated[
        str | None, typer.Option("--entrada", metavar="ARCHIVO", help="Archivo JSON; «-» es la entrada estándar.")
    ] = None,
    parametro: Annotated[
        list[str] | None,
        typer.Option("--parametro", metavar="CLAVE=VALOR", help="Elige una interpretación; se puede repetir."),
    ] = None,
    temas: Annotated[bool, typer.Option("--temas", help="Lista los temas y termina.")] = False,
    esquema: Annotated[bool, typer.Option("--esquema", help="Imprime el JSON Schema del tema y termina.")] = False,
) -> int:
    """Calcula un tema con una lista de casos en JSON y devuelve su memoria, renglón por renglón.

    Importes y tasas van como texto decimal; fechas, AAAA-MM-DD. Un caso que no se puede calcular da su error
    en su lugar y la orden termina con el código del peor.

    \b
    Ejemplo:  echo '{"importe": "1234.51"}' | cobranza calcular redondeo_pago
    """
    from cobranza import temas as ley
    from cobranza.ley.norma import de_la_oficina

    if temas:
        consola.decir("\n".join(str(t) for t in ley.temas()))
        return 0
    if tema is None:
        raise ErrorDeUso("Falta decir el tema; «cobranza calcular --temas» los lista.")
    if esquema:
        consola.decir(_json(ley.esquema(tema)))
        return 0
    ley.esquema(tema)  # un tema que no existe se dice antes de leer la entrada
    interpretaciones = _interpretaciones(parametro or [])
    ley.comprobar_interpretaciones(interpretaciones)
    casos = _leer(entrada)
    varios = isinstance(casos, list)
    normas = de_la_oficina()
    resultados = [_uno(tema, caso, interpretaciones, normas) for caso in (casos if varios else [casos])]
    consola.decir(_json(resultados if varios else resultados[0]))
    return _peor(resultados)


def _uno(tema: str, caso: Any, interpretaciones: dict[str, str], normas: Normas) -> dict[str, Any]:
    from cobranza import temas as ley

    if not isinstance(caso, dict):
        return _error(ErrorDeDatos(f"Se encontró {_json(caso)}; se esperaba un objeto con los campos de {tema}."))
    try:
        return dict(ley.calcular(tema, caso, interpretaciones, normas))
    except ErrorDeCobranza as error:
        return _error(error)


def _error(error: ErrorDeCobranza) -> dict[str, Any]:
    return {"error": error.mensaje, "codigo": error.codigo}


def _peor(resultados: list[dict[str, Any]]) -> int:
    """Código con que termina la orden; lo que falló se cuenta también por la salida de errores."""
    fallidos = [r for r in resultados if "error" in r and "codigo" in r]
    if not fallidos:
        return 0
    if len(resultados) == 1:
        consola.error(fallidos[0]["error"])
    else:
        consola.error(f"{len(fallidos)} de {len(resultados)} casos no se calcularon; cada uno dice por qué.")
    return max(int(r["codigo"]) for r in fallidos)


def _interpretaciones(pares: list[str]) -> dict[str, str]:
    elegidas = {}
    for par in pares:
        clave, igual, valor = par.partition("=")
        if not (clave and igual and valor):
            raise ErrorDeUso(f"Se encontró --parametro «{par}»; se esperaba clave=valor.")
        elegidas[clave.strip()] = valor.strip()
    return elegidas


def _leer(entrada: str | None) -> Any:
    if entrada is None and sys.stdin.isatty():
        raise ErrorDeUso("Faltan los casos: dalos con --entrada ARCHIVO o por la entrada estándar.")
    try:
        texto = sys.stdin.read() if entrada in (None, "-") else Path(str(entrada)).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ErrorDeUso(f"No se puede leer {entrada}: {error}. Se esperaba un archivo JSON en UTF-8.") from error
    try:
        # los decimales se quedan como texto: nunca pasan por un flotante
        return json.loads(texto.removeprefix("\ufeff"), parse_float=str, parse_constant=_sin_infinitos)
    except ValueError as error:
        raise ErrorDeDatos(
            f"La entrada no es JSON válido ({error}); se esperaba un objeto o una lista de objetos."
        ) from error


def _sin_infinitos(texto: str) -> Any:
    raise ValueError(f"{texto} no es un número")


def _json(objeto: Any) -> str:
    return json.dumps(objeto, ensure_ascii=False, indent=2)
