"""Cómo habla la consola: en español, lo importante por la salida estándar y lo demás por la de errores."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer
from typer.core import TyperCommand, TyperGroup

from cobranza.base.errores import ErrorDeUso
from cobranza.base.invisibles import a_la_vista

if TYPE_CHECKING:
    from rich.progress import Progress

# Typer no trae catálogo en español: se traduce lo que él escribe. Lo nuestro ya está en español.
_AYUDA = (
    ("Usage:", "Uso:"),
    ("\nArguments:", "\nArgumentos:"),
    ("\nOptions:", "\nOpciones:"),
    ("\nCommands:", "\nÓrdenes:"),
    ("[OPTIONS]", "[OPCIONES]"),
    ("COMMAND [ARGS]...", "ORDEN …"),
    ("Show this message and exit.", "Muestra esta ayuda y termina."),
    ("[default: ", "[por omisión: "),
    ("[required]", "[obligatorio]"),
    ("; required]", "; obligatorio]"),
    (" <list[str]>", " " * 12),
)
# llaves y corchetes de más, tipos de Python y rangos: lo que Typer agrega por su cuenta
_SOBRA = (
    (r"\{([\w.|]+)\}", r"\1"),
    (r"\[(\[\w+\])\]", r"\1"),
    (r" <[\w ]+>", ""),
    (r"(\d+)<=x<=(\d+)", r"de \1 a \2"),
    (r"x>=(\d+)", r"de \1 en adelante"),
    (r"x<=(\d+)", r"hasta \1"),
)
_PARECIDO = 0.7
"""De qué tan parecida debe ser una orden para sugerirla: «corr» sugiere «corre»; «nada», nada."""
_USO = (
    (r"No such command '(.*)'\.", r"No existe la orden «\1»."),
    (r"No such option: (\S+)(?: Did you mean (\S+)\?)?.*", r"No existe la opción «\1»."),
    (r"Missing command\.", "Falta la orden."),
    (r"Missing (?:argument|option|parameter) '?\"?([^'\"]*)'?\"?\..*", r"Falta «\1»."),
    (r"Got unexpected extra argument(?:s|\(s\))? \((.*)\)", r"Sobra «\1»."),
    (r"Option '(.*)' requires (?:an argument|\d+ arguments?)\.", r"A la opción «\1» le falta su valor."),
    (r"Invalid value for '?(.*?)'?: '(.*)' is not a valid int(?:eger)?\.", r"«\1» es «\2»; se esperaba un entero."),
    (r"Invalid value for '?(.*?)'?: Input should be a valid integer.*", r"«\1» espera un número entero."),
    (
        r"Invalid value for '?(.*?)'?: Input should be greater than or equal to (\d+).*",
        r"«\1» espera un número de \2 en adelante.",
    ),
    (r"Invalid value for '?(.*?)'?: Input should be less than or equal to (\d+).*", r"«\1» espera hasta \2."),
    (r"Invalid value for '?(.*?)'?: (.*)", r"El valor de «\1» no se admite: \2"),
)


_NEGATIVO = re.compile(r"-\d[\d.,]*%?")
"""Ninguna opción empieza con una cifra: eso es un valor, y quien lo lee dirá si lo admite."""


class Orden(TyperCommand):
    """Una orden cuya ayuda sale en español y que entiende «-1.5» como un valor, no como una opción."""

    def make_parser(self, ctx: Any) -> Any:
        """El lector de argumentos de siempre, que aparta los números negativos."""
        lector = super().make_parser(ctx)
        de_siempre = lector._process_opts

        def leer(argumento: str, estado: Any) -> None:
            if _NEGATIVO.fullmatch(argumento):
                estado.largs.append(argumento)
            else:
                de_siempre(argumento, estado)

        lector._process_opts = leer  # type: ignore[assignment,method-assign]
        return lector

    def get_help(self, ctx: Any) -> str:
        """La ayuda, traducida."""
        return traducida(super().get_help(ctx))


class OrdenConParametros(Orden):
    """Admite `-p nombre valor`, como papermill, además de `-p nombre=valor`: Typer no sabe repetir parejas."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Junta cada pareja antes de que Typer la lea."""
        juntos: list[str] = []
        pendientes = iter(args)
        for argumento in pendientes:
            juntos.append(argumento)
            if argumento in ("-p", "--parametro"):
                juntos.extend(_pareja(pendientes))
        return super().parse_args(ctx, juntos)


def _pareja(pendientes: Iterator[str]) -> list[str]:
    nombre = next(pendientes, None)
    if nombre is None or "=" in nombre:
        return [] if nombre is None else [nombre]
    valor = next(pendientes, None)
    if valor is None:
        raise ErrorDeUso(f"Se encontró «-p {nombre}» sin valor; se esperaba -p {nombre} VALOR.")
    return [f"{nombre}={valor}"]


class Grupo(TyperGroup):
    """Un grupo de órdenes cuya ayuda sale en español y en el orden en que se declararon."""

    def get_help(self, ctx: Any) -> str:
        """La ayuda, traducida."""
        return traducida(super().get_help(ctx))


def traducida(ayuda: str) -> str:
    """La ayuda de Typer con sus rótulos en español."""
    for ingles, espanol in _AYUDA:
        ayuda = ayuda.replace(ingles, espanol)
    for de_mas, queda in _SOBRA:
        ayuda = re.sub(de_mas, queda, ayuda)
    return ayuda


def uso_en_espanol(mensaje: str, ayuda: str) -> str:
    """Un error de uso de Typer dicho en español, con la orden de ayuda que lo explica."""
    mensaje = " ".join(mensaje.split())
    if orden := re.fullmatch(r"No such command '(.*)'\. Did you mean (.*)\?", mensaje):
        cercanas = get_close_matches(orden[1], re.findall(r"'([^']+)'", orden[2]), cutoff=_PARECIDO)
        sugerencia = f" ¿Quisiste decir {' o '.join(f'«{c}»' for c in cercanas)}?" if cercanas else ""
        return f"No existe la orden «{orden[1]}».{sugerencia} Mira {ayuda}."
    for patron, espanol in _USO:
        hallado = re.fullmatch(patron, mensaje)
        if hallado:
            mensaje = hallado.expand(espanol)
            break
    return f"{mensaje} Mira {ayuda}."


def preparar() -> None:
    """Que nada deje de decirse: donde la salida no tiene una letra (latin-1, cp1252) sale «?» en su lugar."""
    for salida in (sys.stdout, sys.stderr):
        if isinstance(salida, io.TextIOWrapper):
            salida.reconfigure(errors="replace")


def sin_quien_lea() -> None:
    """Quien leía la salida (`head`, `less`) ya se fue: que Python no proteste al cerrarla."""
    nada = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nada, sys.stdout.fileno())
    os.close(nada)


def error(mensaje: str) -> None:
    """Un error en una sola línea, por la salida de errores."""
    typer.echo(_para("error: " + " ".join(mensaje.split()), sys.stderr), err=True)


def aviso(mensaje: str) -> None:
    """Algo que conviene saber y no estorba a quien usa la salida estándar."""
    typer.echo(_para(mensaje, sys.stderr), err=True)


def que_exista(carpeta: Path, de_que: str, variable: str) -> Path:
    """La misma carpeta. Errores: `ErrorDeUso` si no está: recorrer nada no es haber comprobado algo."""
    if not carpeta.is_dir():
        raise ErrorDeUso(
            f"No existe {carpeta}, la carpeta de {de_que}; revisa {variable} o restaura la carpeta de un respaldo."
        )
    return carpeta


def en_json(objeto: object) -> str:
    """JSON en varios renglones; donde la salida no es UTF-8, sólo con ASCII: los mismos datos, sin perder letras."""
    utf8 = (getattr(sys.stdout, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
    return json.dumps(objeto, ensure_ascii=not utf8, indent=2)


def decir(mensaje: str) -> None:
    """El resultado de una orden."""
    typer.echo(_para(mensaje, sys.stdout))


def _para(mensaje: str, salida: TextIO | None) -> str:
    """El mensaje sin lo que una terminal obedece, y con «?» donde la salida no tenga la letra: nunca es un error."""
    codificacion = getattr(salida, "encoding", None) or "utf-8"
    return a_la_vista(mensaje).encode(codificacion, "replace").decode(codificacion)


def corta(ruta: Path) -> str:
    """Una ruta como se escribe desde donde se está."""
    relativa = os.path.relpath(ruta)
    return str(ruta) if relativa.startswith(os.path.join("..", "..")) else relativa  # noqa: PTH118 — es texto


def numero(cantidad: int) -> str:
    """Un entero con separador de miles."""
    return f"{cantidad:,}"


def cuantos(cantidad: int, uno: str, varios: str) -> str:
    """Un conteo con su sustantivo: «1 crédito», «1,200 créditos»."""
    from cobranza.papel import palabras

    return palabras.cuantos(cantidad, uno, varios)


@contextmanager
def barra() -> Iterator[Progress]:
    """Barra de avance por la salida de errores, que se borra al terminar.

    Sin terminal (cron, un contenedor, `| tee`) no hay qué borrar: cada tarea dice en un renglón que empezó, y quien
    hace varias cosas dice cada una con `renglon`.
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    if not con_terminal():
        yield _por_renglones()
        return

    consola = Console(stderr=True)
    columnas = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[detalle]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columnas, console=consola, transient=True) as avance:
        yield avance


def con_terminal() -> bool:
    """¿Lo que se dice por la salida de errores lo ve alguien en una terminal?"""
    return sys.stderr.isatty()


def renglon(mensaje: str) -> None:
    """Un paso del avance, donde no hay barra que lo enseñe."""
    if not con_terminal():
        aviso(mensaje)


def _por_renglones() -> Progress:
    from rich.progress import Progress, TaskID

    class SinBarra(Progress):
        def add_task(self, description: str, *args: Any, **campos: Any) -> TaskID:
            detalle = str(campos.get("detalle") or "")
            aviso(f"{description}: {detalle}…" if detalle else f"{description}…")
            return super().add_task(description, *args, **campos)

    return SinBarra(disable=True)
