"""Lo que ya se plegó de una historia, para no plegarlo otra vez. Lo llenan `lapsos`, `prescripcion` y `cuenta`."""

from __future__ import annotations

from typing import Any


class Plegados(dict[str, Any]):
    """Lo que ya se plegó de una historia, por marca (lo guarda `lapsos.lapsos`): se pliega una vez.

    Con otros actos (`de`, la historia de la que salen) sólo se vuelven a plegar las marcas `tocadas` por ellos.
    """

    def __init__(self, de: Plegados | None = None, tocadas: frozenset[str] = frozenset()) -> None:
        self._de, self._tocadas = de, tocadas

    def __contains__(self, marca: object) -> bool:
        return super().__contains__(marca) or (
            self._de is not None and marca not in self._tocadas and marca in self._de
        )

    def __missing__(self, marca: str) -> Any:
        if self._de is None or marca in self._tocadas:
            raise KeyError(marca)
        return self._de[marca]

    def __setitem__(self, marca: str, plegado: Any) -> None:
        if self._de is None or marca in self._tocadas:
            super().__setitem__(marca, plegado)
        else:
            self._de[marca] = plegado
