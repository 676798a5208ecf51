"""Dónde están las cosas: cinco variables de entorno y la raíz del proyecto. Ningún secreto vive aquí."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_RAIZ = Path(__file__).resolve().parents[3]
_DE_ARCHIVO = re.compile(r"(sqlite(?:\+\w+)?:///|foto:)(?!/|:memory:|file:|.*://)(.+)")
"""Una base o una foto en una ruta relativa: lo que va antes de la ruta, y la ruta."""


@dataclass(frozen=True, slots=True)
class Ajustes:
    """Rutas y base de datos de esta instalación.

    `COBRANZA_BD` (URL de SQLAlchemy, o `foto:` y una foto), `COBRANZA_PARAMS` y `COBRANZA_SALIDAS` las cambian.
    `COBRANZA_ENTIDAD` elige el ordenamiento estatal y `COBRANZA_ZONA` la zona horaria; vacías, rige lo que dice
    `institucion.yaml`.
    """

    raiz: Path
    params: Path
    salidas: Path
    bd: str
    entidad: str = ""
    zona: str = ""

    @property
    def cuadernos(self) -> Path:
        """Carpeta de los cuadernos."""
        return self.raiz / "notebooks"


def ajustes() -> Ajustes:
    """Lee los ajustes del entorno; sin variables, todo queda bajo la raíz del proyecto.

    La base no vive entre las salidas: éstas se pueden borrar y volver a hacer, y aquélla no.
    Las rutas relativas son desde esa raíz: el núcleo de un cuaderno corre en otra carpeta y debe leer lo mismo que la
    consola.
    """
    salidas, bd, *otras = (os.environ.get(f"COBRANZA_{nombre}") or "" for nombre in _VARIABLES)
    return _con(salidas, bd or _la_que_haya(), *otras)


_VARIABLES = ("SALIDAS", "BD", "PARAMS", "ENTIDAD", "ZONA")
_PROPIA, _DE_EJEMPLO = "datos/cobranza.db", "datos/ejemplo.db"


def base_propia() -> str:
    """La base donde carga la oficina: la de `COBRANZA_BD` o, sin ella, la suya."""
    return _absoluta(os.environ.get("COBRANZA_BD") or f"sqlite:///{_PROPIA}")


def base_de_ejemplo() -> str:
    """La base donde entra la cartera ficticia: la de `COBRANZA_BD` o, sin ella, una aparte."""
    return _absoluta(os.environ.get("COBRANZA_BD") or f"sqlite:///{_DE_EJEMPLO}")


def _la_que_haya() -> str:
    """La de la oficina y, mientras no la haya, la de ejemplo."""
    hay = not _RAIZ.joinpath(_PROPIA).exists() and _RAIZ.joinpath(_DE_EJEMPLO).exists()
    return f"sqlite:///{_DE_EJEMPLO if hay else _PROPIA}"


def _absoluta(bd: str) -> str:
    relativa = _DE_ARCHIVO.fullmatch(bd)
    return f"{relativa[1]}{_RAIZ.joinpath(relativa[2])}" if relativa else bd


@lru_cache(maxsize=8)
def _con(salidas: str, bd: str, params: str, entidad: str, zona: str) -> Ajustes:
    """Los ajustes que dan esas variables: se preguntan miles de veces y resolver rutas pregunta al disco."""
    return Ajustes(
        raiz=_RAIZ,
        params=_RAIZ.joinpath(params or "params").resolve(),
        salidas=_RAIZ.joinpath(salidas or "outputs").resolve(),
        bd=_absoluta(bd),
        entidad=entidad,
        zona=zona,
    )
