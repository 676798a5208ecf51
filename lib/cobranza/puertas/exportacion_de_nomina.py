"""Los archivos de una nómina en su carpeta, con su acta de conciliación: nombres y cuentas, así que queda anotado."""

from __future__ import annotations

import hashlib
import io
import os
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobranza.base.dinero import pesos
from cobranza.base.errores import ErrorDeUso
from cobranza.ley.norma import de_la_oficina
from cobranza.puertas.ventanilla import proceso_de
from cobranza.tramites.papeles import Documentos

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cobranza.nomina.cuadre import Cuadre
    from cobranza.nomina.versiones import Version
    from cobranza.tramites.libro_de_pasos import Tramite

ACTA, RECIBO = "acta_de_conciliacion.txt", "recibo_de_nomina"


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


def recibos_de(conexion: Connection, tramite: Tramite, de: Version) -> list[Mapping[str, Any]]:
    """Los datos del recibo de cada persona. Errores: `ErrorDeUso` si se pide de una versión que ya se sustituyó."""
    if int(tramite.datos["version"]) != de.version:
        raise ErrorDeUso(
            f"Los recibos son de la versión {tramite.datos['version']} de {de.nomina} y se pidió la {de.version}, "
            "que se sustituyó; pídelos sin --version."
        )
    papeles = Documentos(conexion, proceso_de(tramite.tipo), de_la_oficina())
    return [d.datos for d in papeles.del_dia(tramite, RECIBO, de.resultado.fecha_pago)]


def en_pdf_y_zip(
    salida: Path, de: Version, recibos: Sequence[Mapping[str, Any]], otros: Sequence[Path]
) -> list[Path]:
    """Hace los recibos en PDF, en los núcleos que hay, y los junta con los demás archivos en un ZIP."""
    from cobranza.documentos import masa

    hechos = list(masa.en_masa(RECIBO, recibos, salida / "recibos"))
    junto = masa.escribir(salida / f"{de.nomina}-v{de.version}.zip", comprimidos([*otros, *hechos], salida))
    return [*hechos, junto]


def comprimidos(rutas: Sequence[Path], raiz: Path) -> bytes:
    """Un ZIP con esos archivos; los mismos archivos dan los mismos bytes."""
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as zip_:
        for ruta in sorted(rutas):
            zip_.writestr(zipfile.ZipInfo(str(ruta.relative_to(raiz))), ruta.read_bytes(), zipfile.ZIP_DEFLATED)
    return salida.getvalue()


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
