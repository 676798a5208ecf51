"""Los parámetros de un cuaderno: se leen de su celda `parameters` y se comprueban antes de abrir el núcleo.

Papermill sólo avisa de un parámetro desconocido y cambia tipos en silencio; aquí eso detiene la corrida. Qué valores
admite cada uno lo dice `base.dominios`, donde también pregunta el propio cuaderno.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cobranza.base import dominios, topes
from cobranza.base.ajeno import texto_de
from cobranza.base.dominios import Dominio, Escalar
from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion.silencio import en_silencio

_NOMBRES = {"str": "texto", "int": "entero", "bool": "sí o no"}


@dataclass(frozen=True, slots=True)
class Parametro:
    """Un parámetro declarado: nombre, tipo (`str`, `int`, `bool`), valor por omisión y ayuda."""

    nombre: str
    tipo: str
    omision: Escalar | None
    ayuda: str

    @property
    def es_obligatorio(self) -> bool:
        """¿Hay que darlo? Los de omisión `None`, y el corte si viene vacío."""
        return self.omision is None or (self.nombre == "corte" and self.omision == "")

    @property
    def dominio(self) -> Dominio:
        """Qué valores admite y con qué opciones."""
        return dominios.dominio(self.nombre, self.tipo)

    def esquema(self) -> dict[str, Any]:
        """Su JSON Schema; `x-dominio` dice qué es (fecha, delegacion, folio…) a quien arme un formulario."""
        es = self.dominio
        omision = {} if self.es_obligatorio else {"default": self.omision}
        vacio = self.tipo == "str" and self.nombre not in dominios.OBLIGATORIOS
        return {**es.esquema(admite_vacio=vacio), "description": self.ayuda, "x-dominio": es.clave, **omision}

    def __str__(self) -> str:
        detalle = f" · {self.ayuda}" if self.ayuda else ""
        omision = "obligatorio" if self.es_obligatorio else f"por omisión {_dicho(self.omision)}"
        return f"{self.nombre} ({_NOMBRES[self.tipo]}, {omision}){detalle}"


def _dicho(omision: Escalar | None) -> str:
    if isinstance(omision, bool):
        return "sí" if omision else "no"
    return "vacío" if omision in ("", None) else str(omision)


def leer(cuaderno: Path) -> dict[str, Parametro]:
    """Los parámetros que declara un cuaderno, por nombre y en orden.

    Errores: `ErrorDeUso` si alguno es de un tipo que no cruza intacto al núcleo.
    """
    _que_sea_cuaderno(cuaderno)
    with en_silencio():
        from papermill import inspect_notebook  # type: ignore[import-untyped]  # no publica tipos

        try:
            declarados = inspect_notebook(str(cuaderno).replace("{", "{{").replace("}", "}}"))
        except Exception as error:  # lo que haga falla al leerlo es del cuaderno, no nuestro
            raise _no_es_cuaderno(cuaderno) from error
    return {nombre: _parametro(cuaderno, ficha) for nombre, ficha in declarados.items()}


def esquema(cuaderno: Path) -> dict[str, Any]:
    """El JSON Schema de los parámetros de un cuaderno, como los escribe la casa: de él sale todo formulario.

    La consola entiende además otras maneras de decir lo mismo («Tapachula»). Errores: los de `leer`.
    """
    declarados = leer(cuaderno)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": cuaderno.stem,
        "description": titulo(cuaderno),
        "type": "object",
        "properties": {nombre: parametro.esquema() for nombre, parametro in declarados.items()},
        "required": [nombre for nombre, parametro in declarados.items() if parametro.es_obligatorio],
        "additionalProperties": False,
    }


def titulo(cuaderno: Path) -> str:
    """La pregunta que contesta un cuaderno: el primer renglón de su primera celda."""
    primera = json.loads(cuaderno.read_text(encoding="utf-8"))["cells"][0]["source"]
    return "".join(primera).splitlines()[0].removeprefix("# ")


def es_panel(cuaderno: Path) -> bool:
    """¿Es un panel para trabajar en él y no un informe que se corre? Lo dice el propio cuaderno en sus metadatos."""
    try:
        dicho = json.loads(cuaderno.read_text(encoding="utf-8"))["metadata"]["cobranza"]["panel"]
    except (OSError, ValueError, LookupError, TypeError, RecursionError):
        return False
    return dicho is True


def _que_sea_cuaderno(ruta: Path) -> None:
    """Errores: `ErrorDeUso` si no es un archivo, pesa de más o no tiene celdas que papermill entienda."""
    try:
        nb: Any = json.loads(texto_de(ruta, topes.BYTES_DE_CUADERNO, "El cuaderno"))
        celdas = [(c["cell_type"], c["source"], c.get("metadata", {})) for c in nb["cells"]]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise _no_es_cuaderno(ruta) from error
    bien = all(isinstance(s, str | list) and isinstance(m, dict) for _, s, m in celdas)
    if not celdas or not bien or not isinstance(nb.get("metadata", {}), dict):
        raise _no_es_cuaderno(ruta)


def _no_es_cuaderno(ruta: Path) -> ErrorDeUso:
    return ErrorDeUso(
        f"{ruta.name} no es un cuaderno de Jupyter que se pueda leer; se esperaba un .ipynb con sus celdas. Ábrelo "
        "en JupyterLab y guárdalo de nuevo."
    )


def _parametro(cuaderno: Path, ficha: Mapping[str, str]) -> Parametro:
    nombre, declarado = ficha["name"], ficha["inferred_type_name"]
    try:
        omision: Any = ast.literal_eval(ficha["default"])
    except (ValueError, SyntaxError) as error:
        raise ErrorDeUso(
            f"{cuaderno.name}: el parámetro «{nombre}» vale {ficha['default']}; se esperaba un texto, un entero "
            "o True/False escrito tal cual en la celda «parameters»."
        ) from error
    tipo = type(omision).__name__ if declarado == "None" else declarado
    # un bool es también un int: aquí se pide el mismo tipo, no uno parecido
    if tipo not in _NOMBRES or (omision is not None and type(omision).__name__ != tipo):
        raise ErrorDeUso(
            f"{cuaderno.name}: el parámetro «{nombre}» es {tipo} y vale {omision!r}; se admiten str, int y bool "
            "con un valor del mismo tipo (fechas y montos van como texto)."
        )
    return Parametro(nombre, tipo, omision, ficha["help"])


def completar(declarados: Mapping[str, Parametro], dados: Mapping[str, object]) -> dict[str, Escalar]:
    """Todos los valores con que corre el cuaderno, los dados y los de omisión, cada uno como lo escribe la casa.

    Errores: `ErrorDeUso` por un parámetro desconocido, ausente, de otro tipo o fuera de su dominio.
    """
    dominios.sin_desconocidos(dados, declarados)
    falta = next(
        (p.nombre for p in declarados.values() if p.es_obligatorio and dados.get(p.nombre) in (None, "")), ""
    )
    if falta:
        hay = "; ".join(map(str, declarados.values()))
        raise ErrorDeUso(f"Falta el parámetro «{falta}»; dalo con -p {falta} VALOR. Los que tiene son: {hay}.")
    crudos = {nombre: dados.get(nombre, parametro.omision) for nombre, parametro in declarados.items()}
    return dominios.valores(crudos, {nombre: parametro.tipo for nombre, parametro in declarados.items()})
