"""Los errores de la casa; cada uno con el código con que termina la consola.

```
ErrorDeCobranza
├ ErrorDeUso        quien llamó pidió algo mal      salida 2
├ ErrorDeDatos      los datos no dan; no cuadra     salida 3
├ ErrorDeLey        la norma no alcanza a ese día   salida 4
├ ErrorDeProceso    el acto no procede              salida 5   (lleva los impedimentos)
└ ErrorDeEjecucion  el cuaderno no terminó          salida 6
```

El mensaje dice qué se encontró, qué se esperaba y qué hacer. Se usa el folio; nunca RFC ni nombre.
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

_ANCHO_DEL_RECUADRO = 96


def en_que_renglon(error: Exception) -> str:
    """« (renglón 3)» de un archivo YAML o JSON que dejó de entenderse; vacío si la biblioteca no lo dice.

    Lo que ella explica va en inglés y no se repite: se dice dónde y qué se esperaba.

    >>> import json
    >>> try: json.loads("[1,\\n oops]")
    ... except ValueError as error: print("No es JSON" + en_que_renglon(error))
    No es JSON (renglón 2)
    """
    marca = getattr(error, "problem_mark", None)
    renglon = marca.line + 1 if marca is not None else getattr(error, "lineno", None)
    return f" (renglón {renglon})" if renglon else ""


class ErrorDeCobranza(Exception):  # noqa: N818 — en español la palabra Error va delante
    """Raíz de los errores que la casa sabe explicar; los datos del caso van como atributos."""

    codigo = 1
    que_hacer = (
        "Vuelve a correrlo. Si falla otra vez, entrega esta carpeta a quien mantiene los cuadernos: el detalle "
        "técnico está en cuaderno.ipynb."
    )
    """Qué sigue para quien lo lee en un cuaderno o en un informe que no terminó."""

    def __init__(self, mensaje: str, **datos: object) -> None:
        super().__init__(mensaje)
        self.mensaje = mensaje
        self.datos = datos

    def _render_traceback_(self) -> list[str]:
        """Lo que un cuaderno enseña en lugar del rastro: IPython se lo pregunta al error."""
        return en_recuadro("✗ No se pudo continuar", self.mensaje, self.que_hacer)


class ErrorDeUso(ErrorDeCobranza):
    """Quien llamó pidió algo que no existe o lo pidió mal."""

    codigo = 2
    que_hacer = "Corrige el parámetro que se indica y vuelve a correr el informe."


class ErrorDeDatos(ErrorDeCobranza):
    """Los datos no alcanzan, no se entienden o no cuadran."""

    codigo = 3
    que_hacer = (
        "Corrige el dato que se indica, en el parámetro o en el archivo de donde vino (y vuelve a cargarlo), y corre "
        "el informe otra vez."
    )


class ErrorDeLey(ErrorDeCobranza):
    """Falta un parámetro de la norma para ese día: no se inventa."""

    codigo = 4
    que_hacer = (
        "Completa el valor que falta, con su fuente, en el archivo que se indica; aquí nada se calcula con valores "
        "supuestos."
    )


class ErrorDeProceso(ErrorDeCobranza):
    """El acto que se quiere anotar no procede."""

    codigo = 5
    que_hacer = "Atiende los impedimentos que se indican y vuelve a correr el informe."

    def __init__(self, mensaje: str, impedimentos: Sequence[object] = (), **datos: object) -> None:
        super().__init__(mensaje, **datos)
        self.impedimentos = tuple(impedimentos)


class ErrorDeEjecucion(ErrorDeCobranza):
    """El cuaderno no terminó."""

    codigo = 6


def que_hacer(codigo: int) -> str:
    """Qué sigue después de un error con ese código de salida."""
    clases = (ErrorDeUso, ErrorDeDatos, ErrorDeLey, ErrorDeProceso)
    return next((clase.que_hacer for clase in clases if clase.codigo == codigo), ErrorDeCobranza.que_hacer)


def en_recuadro(titulo: str, mensaje: str, que_hacer: str) -> list[str]:
    """Renglones para la salida de un cuaderno: qué pasó y qué hacer, sin rastro y a un ancho que se lee."""
    renglones = [f"\x1b[1;31m{titulo}\x1b[0m"]
    for rotulo, contenido in (("Qué pasó", mensaje), ("Qué hacer", que_hacer)):
        renglones += ["", f"\x1b[1m{rotulo}\x1b[0m"]
        for parrafo in contenido.splitlines() or [""]:
            renglones += textwrap.wrap(parrafo, _ANCHO_DEL_RECUADRO, break_on_hyphens=False) or [""]
    return renglones
