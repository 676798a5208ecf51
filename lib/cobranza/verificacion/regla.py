"""El registro de reglas: cada una con su clave, su gravedad, su artículo, cómo se detecta y qué hacer.

Una regla es una función `(pae) -> DataFrame` decorada con `@regla`; su docstring es el «cómo se detecta» que lee
la oficina. Devuelve los renglones de `pae.actos` o de `pae.creditos` que la incumplen, con `evidencia` en español
y, si lo en juego no es el saldo del crédito, `importe` en centavos.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from cobranza.base.errores import ErrorDeUso

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.verificacion.pae import Pae


class Severidad(StrEnum):
    """Gravedad de un hallazgo (procesos.md, F05), de la mayor a la menor."""

    CRITICA = "CRITICA"
    ALTA = "ALTA"
    MEDIA = "MEDIA"
    BAJA = "BAJA"

    @property
    def bloquea(self) -> bool:
        """¿No procede el acto en que recae?"""
        return self in (Severidad.CRITICA, Severidad.ALTA)


Buscar = Callable[["Pae"], "pd.DataFrame"]


@dataclass(frozen=True, slots=True)
class Regla:
    """Una regla y lo que de ella se imprime; `corto` es el nombre que cabe en una gráfica.

    `mide`: qué importe lleva cada hallazgo, el `saldo` del crédito o la `diferencia` que se cobró o retuvo de más.
    """

    clave: str
    severidad: Severidad
    fundamento: str
    titulo: str
    corto: str
    que_hacer: str
    deteccion: str
    mide: str
    buscar: Buscar

    @property
    def es_ilustrativa(self) -> bool:
        """¿Se apoya en un plazo que la norma no fija? Entonces se imprime rotulada."""
        return "ilustrativo" in self.fundamento


_REGLAS: dict[str, Regla] = {}


def regla(  # noqa: PLR0913 — son los campos de su ficha
    clave: str,
    *,
    severidad: Severidad,
    fundamento: str,
    titulo: str,
    corto: str,
    que_hacer: str,
    mide: str = "saldo",
) -> Callable[[Buscar], Buscar]:
    """Da de alta una regla; repetir la clave es un error de quien programa."""

    def inscribir(buscar: Buscar) -> Buscar:
        if clave in _REGLAS:
            raise ValueError(f"La regla {clave} ya existe: {_REGLAS[clave].titulo}.")
        deteccion = " ".join((inspect.getdoc(buscar) or "").split())
        _REGLAS[clave] = Regla(clave, severidad, fundamento, titulo, corto, que_hacer, deteccion, mide, buscar)
        return buscar

    return inscribir


def reglas(claves: Iterable[str] | None = None) -> list[Regla]:
    """Las reglas pedidas, o todas, en orden de clave. Errores: `ErrorDeUso` si alguna no existe."""
    import cobranza.verificacion.reglas  # noqa: F401 — al importarse, cada módulo inscribe las suyas

    pedidas = sorted(_REGLAS) if claves is None else sorted(set(claves))
    desconocidas = [clave for clave in pedidas if clave not in _REGLAS]
    if desconocidas:
        raise ErrorDeUso(
            f"No existe la regla «{desconocidas[0]}»; hay {', '.join(sorted(_REGLAS))}. "
            "Elige una de ellas; `cobranza verificar` las resume."
        )
    return [_REGLAS[clave] for clave in pedidas]
