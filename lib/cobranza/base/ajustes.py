"""Dónde están las cosas: tres variables de entorno y la raíz del proyecto. Ningún secreto vive aquí."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

_RAIZ = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class Ajustes:
    """Rutas y base de datos de esta instalación.

    `COBRANZA_BD` (URL de SQLAlchemy), `COBRANZA_PARAMS` y `COBRANZA_SALIDAS` las cambian.
    """

    raiz: Path
    params: Path
    salidas: Path
    bd: str

    @property
    def cuadernos(self) -> Path:
        """Carpeta de los cuadernos."""
        return self.raiz / "notebooks"


def ajustes() -> Ajustes:
    """Lee los ajustes del entorno; sin variables, todo queda bajo la raíz del proyecto."""
    salidas = Path(os.environ.get("COBRANZA_SALIDAS") or _RAIZ / "outputs").resolve()
    return Ajustes(
        raiz=_RAIZ,
        params=Path(os.environ.get("COBRANZA_PARAMS") or _RAIZ / "params").resolve(),
        salidas=salidas,
        bd=os.environ.get("COBRANZA_BD") or f"sqlite:///{salidas / 'cobranza.db'}",
    )
