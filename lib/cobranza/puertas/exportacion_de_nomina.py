"""Los archivos de una nómina en su carpeta, con su acta de conciliación: nombres y cuentas, así que queda anotado."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeUso

if TYPE_CHECKING:
    from cobranza.nomina.cuadre import Cuadre
    from cobranza.nomina.versiones import Version

ACTA = "acta_de_conciliacion.txt"


def dejar(salida: Path, de: Version, hechos: Mapping[str, bytes], acta: bytes) -> list[Path]:
    """Escribe cada archivo y el acta; devuelve sus rutas."""
    from cobranza.base import nominativas
    from cobranza.documentos import masa

    masa.preparar(salida)
    nominativas.registrar("nomina exportar", {"folio": de.nomina, "version": de.version})
    todos = dict(hechos) | {ACTA: acta}
    rutas = []
    for nombre, contenido in todos.items():
        ruta = salida / f"{de.nomina}-v{de.version}-{nombre}"
        rutas.append(masa.escribir(ruta, contenido))
    return rutas


def cfdis(de: Version, domicilios: Path, pfx: Path | None) -> dict[str, bytes]:
    """El CFDI de cada persona. Errores: `ErrorDeUso` si un archivo no está; los de `cfdi.comprobantes`."""
    from cobranza.nomina import cfdi

    for ruta in (domicilios, pfx):
        if ruta is not None and not ruta.is_file():
            raise ErrorDeUso(f"No existe {ruta}; revisa la ruta.")
    firma = (pfx.read_bytes(), os.environ.get("COBRANZA_CSD_CLAVE", "").encode()) if pfx else None
    casa = cfdi.datos_de_la_casa()
    return cfdi.comprobantes(de, casa, cfdi.domicilios(domicilios.read_bytes()), firma)


def acta(de: Version, hechos: Mapping[str, bytes], cuadres: Sequence[Cuadre], sin_evaluar: str = "") -> bytes:
    """El acta de conciliación: cada igualdad, lo que no se evaluó y por qué, y la huella de cada archivo."""
    n = de.resultado
    renglones = [
        "ACTA DE CONCILIACIÓN",
        f"Nómina {de.nomina}, versión {de.version}, del {n.desde} al {n.hasta}",
        f"Huella {de.sello}",
        "",
        *(
            f"{c.igualdad}: {pesos(c.izquierda)} contra {pesos(c.derecha)}; difiere {pesos(c.diferencia)}"
            for c in cuadres
        ),
        *([sin_evaluar] if sin_evaluar else []),
        "",
        "Archivos (SHA-256)",
        *(f"{hashlib.sha256(contenido).hexdigest()}  {nombre}" for nombre, contenido in sorted(hechos.items())),
    ]
    return ("\n".join(renglones) + "\n").encode()
