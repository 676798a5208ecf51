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

from collections.abc import Sequence


class ErrorDeCobranza(Exception):  # noqa: N818 — en español la palabra Error va delante
    """Raíz de los errores que la casa sabe explicar; los datos del caso van como atributos."""

    codigo = 1

    def __init__(self, mensaje: str, **datos: object) -> None:
        super().__init__(mensaje)
        self.mensaje = mensaje
        self.datos = datos


class ErrorDeUso(ErrorDeCobranza):
    """Quien llamó pidió algo que no existe o lo pidió mal."""

    codigo = 2


class ErrorDeDatos(ErrorDeCobranza):
    """Los datos no alcanzan, no se entienden o no cuadran."""

    codigo = 3


class ErrorDeLey(ErrorDeCobranza):
    """Falta un parámetro de la norma para ese día: no se inventa."""

    codigo = 4


class ErrorDeProceso(ErrorDeCobranza):
    """El acto que se quiere anotar no procede."""

    codigo = 5

    def __init__(self, mensaje: str, impedimentos: Sequence[object] = (), **datos: object) -> None:
        super().__init__(mensaje, **datos)
        self.impedimentos = tuple(impedimentos)


class ErrorDeEjecucion(ErrorDeCobranza):
    """El cuaderno no terminó."""

    codigo = 6
