"""Lo de la casa que el padre de un lote carga de antemano, y cómo sabe cada núcleo si sigue siendo lo del disco.

Importar un informe cuesta a cada núcleo un par de décimas, y son siempre los mismos módulos. Se importan una vez, y
al nacer cada núcleo se mira si el código cambió: entonces se olvidan y se importan otra vez. De `params/` sólo se
adelanta entender los archivos: cada núcleo los vuelve a leer, y lo entendido se guarda por lo que dicen.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import cobranza

_CASA = "cobranza."
_AL_CORRER = ("cobranza.almacen.alargar",)
"""Lo que los informes importan ya corriendo, al buscar su foto."""


class DeAntemano:
    """Los informes ya importados, y cómo estaba el código al importarlos."""

    def __init__(self, informes: Sequence[str]) -> None:
        self._codigo = _codigo() if informes else {}
        antes = set(sys.modules)
        for modulo in (*(f"cobranza.informes.{informe}" for informe in informes), *(_AL_CORRER if informes else ())):
            with suppress(Exception):  # si no se puede, lo dirá el núcleo que lo necesite
                importlib.import_module(modulo)
        self._modulos = [nombre for nombre in sys.modules if nombre.startswith(_CASA) and nombre not in antes]
        if self._modulos:
            _entender_params()

    def olvidar_si_cambio(self) -> None:
        """En el núcleo recién nacido: si el código ya no es el que se cargó, que lo importe él."""
        if self._modulos and _codigo() != self._codigo:
            for nombre in self._modulos:
                del sys.modules[nombre]


def _codigo() -> dict[str, tuple[int, int]]:
    """De cada archivo de código de la casa, cuándo cambió y cuánto mide."""
    return {
        ruta: (dicho.st_mtime_ns, dicho.st_size) for ruta, dicho in _archivos(str(Path(cobranza.__file__).parent))
    }


def _archivos(carpeta: str) -> Iterator[tuple[str, os.stat_result]]:
    with os.scandir(carpeta) as hay:
        for uno in hay:
            if uno.is_dir(follow_symlinks=False):
                yield from _archivos(uno.path)
            elif uno.name.endswith(".py"):
                yield uno.path, uno.stat()


def _entender_params() -> None:
    from cobranza.base import catalogos, escrito
    from cobranza.base.ajustes import ajustes

    with suppress(Exception):  # lo que esté dañado lo dice, con su nombre, quien lo pida
        list(catalogos.danados())
        for ruta in sorted((ajustes().params / "legales").rglob("*.yaml")):
            escrito.entendido(ruta.read_bytes())
