"""El depósito de los expedientes: cada archivo digitalizado, guardado por su huella SHA-256, donde llegue fsspec.

El nombre de un archivo es su huella: el que cambia, falta o se pone en lugar de otro ya no corresponde a su nombre.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.almacen.direccion import archivo_de, entendida, es_archivo
from cobranza.almacen.foto import ruta_de
from cobranza.base import durable, permisos
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeDatos

if TYPE_CHECKING:
    from cobranza.almacen.foto import Ruta

BIEN, FALTA, CAMBIADO = "bien", "falta", "cambiado"
HUELLA = re.compile(r"[0-9a-f]{64}")
MAYOR = 256 << 20
"""Lo más que pesa un archivo del expediente, en bytes."""


@dataclass(frozen=True)
class Deposito:
    """Una carpeta, o un lugar de fsspec, con los archivos por su huella."""

    raiz: Ruta

    def guardar(self, contenido: bytes) -> str:
        """Guarda un archivo y devuelve su huella; el que ya estaba, bien guardado, no se toca."""
        huella = hashlib.sha256(contenido).hexdigest()
        if self.como_esta(huella) == BIEN:
            return huella
        ruta = self._ruta(huella)
        if isinstance(ruta, Path):
            permisos.carpeta(ruta.parent)
            durable.escribir(ruta, contenido)
        else:
            ruta.write_bytes(contenido)
        return huella

    def como_esta(self, huella: str) -> str:
        """`bien`, `falta` o `cambiado`: se vuelve a calcular la huella de lo que hay."""
        ruta = self._ruta(huella)
        if not ruta.is_file():
            return FALTA
        return BIEN if hashlib.sha256(ruta.read_bytes()).hexdigest() == huella else CAMBIADO

    def leer(self, huella: str) -> bytes:
        """Un archivo, comprobado. Errores: `ErrorDeDatos` si falta o ya no es el que se guardó."""
        if (como := self.como_esta(huella)) != BIEN:
            raise ErrorDeDatos(
                f"El archivo {huella[:12]}… del depósito de expedientes {_DICHO[como]}; se esperaba el que se "
                "integró. Restáuralo de un respaldo o vuelve a integrarlo desde el original."
            )
        return self._ruta(huella).read_bytes()

    def _ruta(self, huella: str) -> Ruta:
        return self.raiz / huella[:2] / huella


_DICHO = {FALTA: "falta", CAMBIADO: "cambió"}


def el_de_la_oficina() -> Deposito:
    """El de `COBRANZA_EXPEDIENTES` o, sin él, la carpeta «expedientes» junto a la base."""
    if dicho := os.environ.get("COBRANZA_EXPEDIENTES"):
        return Deposito(ruta_de(dicho))
    destino = entendida(ajustes().bd)
    junto = archivo_de(destino).parent if es_archivo(destino) else ajustes().raiz / "datos"
    return Deposito(junto / "expedientes")
