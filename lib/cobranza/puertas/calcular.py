"""`cobranza calcular`: las fórmulas de la norma sobre JSON, para revisar una cuenta o llamarlas desde fuera."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cobranza.base import topes
from cobranza.base.ajeno import bytes_de, texto_utf8
from cobranza.base.errores import ErrorDeCobranza, ErrorDeDatos, ErrorDeUso
from cobranza.base.invisibles import a_la_vista, sin_medias_letras
from cobranza.base.motivos import motivo_de
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
    dicho = leer_json(entrada)
    varios = isinstance(dicho, list)
    casos = dicho if varios else [dicho]
    normas = de_la_oficina()
    resultados = [_uno(tema, caso, interpretaciones, normas) for caso in casos]
    consola.decir(_json(resultados if varios else resultados[0]))
    return peor(resultados, "casos no se calcularon")


def _uno(tema: str, caso: Any, interpretaciones: dict[str, str], normas: Normas) -> dict[str, Any]:
    from cobranza import temas as ley

    if isinstance(caso, ErrorDeDatos):
        return _error(caso)
    if not isinstance(caso, dict):
        return _error(ErrorDeDatos(f"Se encontró {ley.dicho(caso)}; se esperaba un objeto con los campos de {tema}."))
    try:
        return dict(ley.calcular(tema, caso, interpretaciones, normas))
    except ErrorDeCobranza as error:
        return _error(error)
    except Exception as error:  # es falla nuestra y sale con 1, pero los demás casos se dicen
        return _error(ErrorDeCobranza(f"falla inesperada, {type(error).__name__}: {a_la_vista(str(error)[:200])}"))


def _error(error: ErrorDeCobranza) -> dict[str, Any]:
    return {"error": error.mensaje, "codigo": error.codigo}


def peor(resultados: list[dict[str, Any]], que: str) -> int:
    """Código con que termina la orden; lo que falló (`que`) se cuenta también por la salida de errores."""
    fallidos = [r for r in resultados if "error" in r and "codigo" in r]
    if not fallidos:
        return 0
    if len(resultados) == 1:
        consola.error(fallidos[0]["error"])
    else:
        consola.error(f"{len(fallidos)} de {len(resultados)} {que}; cada uno dice por qué.")
    return max(int(r["codigo"]) for r in fallidos)


def _interpretaciones(pares: list[str]) -> dict[str, str]:
    elegidas = {}
    for par in pares:
        clave, igual, valor = par.partition("=")
        if not (clave and igual and valor):
            raise ErrorDeUso(f"Se encontró --parametro «{par}»; se esperaba clave=valor.")
        elegidas[clave.strip()] = valor.strip()
    return elegidas


def leer_json(entrada: str | None) -> Any:
    """Lo que dice un archivo JSON o, sin él, la entrada estándar; los números con decimales, como texto.

    De una lista, el elemento que no se entiende es su error y no pierde a los demás.
    """
    from cobranza.temas import leer_casos

    casos, varios = leer_casos(_texto(entrada))
    if not varios and isinstance(casos[0], ErrorDeDatos):
        raise casos[0]
    return casos if varios else casos[0]


def _texto(entrada: str | None) -> str:
    if entrada is None and sys.stdin.isatty():
        raise ErrorDeUso("Faltan los casos: dalos con --entrada ARCHIVO o por la entrada estándar.")
    if entrada not in (None, "-"):
        crudo = bytes_de(Path(str(entrada)), topes.BYTES_DE_JSON, "La entrada")
        return texto_utf8(crudo, topes.BYTES_DE_JSON, f"La entrada {entrada}", con_medias_letras=True)
    try:
        leido = getattr(sys.stdin, "buffer", sys.stdin).read(topes.BYTES_DE_JSON + 1)
        escrito: bytes = leido if isinstance(leido, bytes) else leido.encode("utf-8", "surrogatepass")
        return texto_utf8(escrito, topes.BYTES_DE_JSON, "La entrada estándar", con_medias_letras=True)
    except OSError as error:
        raise ErrorDeUso(f"No se pudo leer la entrada estándar: {motivo_de(error)}. Dala con --entrada.") from error


def _json(objeto: Any) -> str:
    return sin_medias_letras(consola.en_json(objeto))
