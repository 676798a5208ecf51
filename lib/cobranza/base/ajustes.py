"""Dónde están las cosas: cinco variables de entorno y la raíz del proyecto. Ningún secreto vive aquí."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
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

    Las rutas relativas son desde esa raíz: el núcleo de un cuaderno corre en otra carpeta y debe leer lo mismo que la
    consola.
    """
    salidas = _RAIZ.joinpath(os.environ.get("COBRANZA_SALIDAS") or "outputs").resolve()
    bd = os.environ.get("COBRANZA_BD") or f"sqlite:///{salidas / 'cobranza.db'}"
    relativa = _DE_ARCHIVO.fullmatch(bd)
    return Ajustes(
        raiz=_RAIZ,
        params=_RAIZ.joinpath(os.environ.get("COBRANZA_PARAMS") or "params").resolve(),
        salidas=salidas,
        bd=f"{relativa[1]}{_RAIZ.joinpath(relativa[2])}" if relativa else bd,
        entidad=os.environ.get("COBRANZA_ENTIDAD") or "",
        zona=os.environ.get("COBRANZA_ZONA") or "",
    )
