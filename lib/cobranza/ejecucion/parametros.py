"""Los parámetros de un cuaderno: se leen de su celda `parameters` y se comprueban antes de abrir el núcleo.

Papermill sólo avisa de un parámetro desconocido y cambia tipos en silencio; aquí eso detiene la corrida.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion.silencio import en_silencio

FECHAS = ("corte", "desde", "hasta")
_NOMBRES = {"str": "texto", "int": "entero", "bool": "sí o no"}
_SI = {"si", "sí", "s", "true", "verdadero", "1"}
_NO = {"no", "n", "false", "falso", "0"}

Escalar = str | int | bool


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

    def __str__(self) -> str:
        detalle = f" · {self.ayuda}" if self.ayuda else ""
        omision = "obligatorio" if self.es_obligatorio else f"por omisión {self.omision!r}"
        return f"{self.nombre} ({_NOMBRES[self.tipo]}, {omision}){detalle}"


def leer(cuaderno: Path) -> dict[str, Parametro]:
    """Los parámetros que declara un cuaderno, por nombre y en orden.

    Errores: `ErrorDeUso` si alguno es de un tipo que no cruza intacto al núcleo.
    """
    with en_silencio():
        from papermill import inspect_notebook  # type: ignore[import-untyped]  # no publica tipos

        declarados = inspect_notebook(str(cuaderno).replace("{", "{{").replace("}", "}}"))
    return {nombre: _parametro(cuaderno, ficha) for nombre, ficha in declarados.items()}


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
    """Todos los valores con que corre el cuaderno: los dados, ya convertidos, y los de omisión.

    Errores: `ErrorDeUso` por un parámetro desconocido, ausente, de otro tipo o con una fecha que no existe.
    """
    for nombre in dados:
        if nombre not in declarados:
            parecidos = get_close_matches(nombre, declarados, n=1)
            sugerencia = f" ¿Quisiste decir «{parecidos[0]}»?" if parecidos else ""
            raise ErrorDeUso(f"El cuaderno no tiene un parámetro «{nombre}».{sugerencia} {_validos(declarados)}")
    faltan = [p.nombre for p in declarados.values() if p.es_obligatorio and dados.get(p.nombre) in (None, "")]
    if faltan:
        raise ErrorDeUso(f"Falta el parámetro «{faltan[0]}»; dalo con -p {faltan[0]} VALOR. {_validos(declarados)}")
    valores: dict[str, Escalar] = {}
    for parametro in declarados.values():
        crudo = dados.get(parametro.nombre, parametro.omision)
        valores[parametro.nombre] = _convertido(parametro, crudo)
    _comprobar_periodo(valores)
    return valores


def _validos(declarados: Mapping[str, Parametro]) -> str:
    if not declarados:
        return "Este cuaderno no declara parámetros."
    return "Los que tiene son: " + "; ".join(str(p) for p in declarados.values()) + "."


def _convertido(parametro: Parametro, crudo: object) -> Escalar:
    texto = crudo.isoformat() if isinstance(crudo, date) else str(crudo).strip()
    if parametro.nombre in FECHAS:
        return _fecha(parametro, texto)
    if parametro.tipo == "str" and isinstance(crudo, str | date):
        return str(crudo) if isinstance(crudo, str) else texto
    if parametro.tipo == "bool":
        if texto.casefold() in _SI | _NO:
            return texto.casefold() in _SI
    elif parametro.tipo == "int" and not isinstance(crudo, bool):
        try:
            return int(texto)
        except ValueError:
            pass
    elif parametro.tipo == "str" and type(crudo) is int:
        return texto
    esperado = "sí o no" if parametro.tipo == "bool" else f"un {_NOMBRES[parametro.tipo]}"
    raise ErrorDeUso(f"El parámetro «{parametro.nombre}» es «{texto}»; se esperaba {esperado}. {parametro.ayuda}")


def _fecha(parametro: Parametro, texto: str) -> str:
    if texto == "" and parametro.omision == "":
        return ""
    try:
        if date.fromisoformat(texto).isoformat() == texto:
            return texto
    except ValueError:
        pass
    raise ErrorDeUso(
        f"El parámetro «{parametro.nombre}» es «{texto}»; se esperaba una fecha que exista, "
        "escrita AAAA-MM-DD, como 2025-12-31."
    )


def _comprobar_periodo(valores: Mapping[str, Escalar]) -> None:
    desde, hasta = str(valores.get("desde", "")), str(valores.get("hasta", ""))
    if desde and hasta and desde > hasta:
        raise ErrorDeUso(f"El periodo va de {desde} a {hasta}; se esperaba que «desde» no pasara de «hasta».")
