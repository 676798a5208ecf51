"""Componer el PDF: typst, con las tipografías que trae dentro y sin ninguna del sistema.

Mismo sobre, mismos bytes: la fecha del archivo es la del documento y nada se lee del reloj. Sale etiquetado y para
archivo (PDF/UA-1 y PDF/A-3a): typst se niega a componer lo que no lo cumple.
"""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobranza.base.errores import ErrorDeUso
from cobranza.documentos import plantillas
from cobranza.documentos.plantillas import Plantilla
from cobranza.documentos.sobre import ARCHIVO, Sobre

if TYPE_CHECKING:
    from typst import Compiler

_NORMAS: list[Any] = ["a-3a", "ua-1"]
_MASCARA = 3
"""La máscara del QR: todas se leen igual, y elegir la mejor costaba tanto como componer la página."""
_HECHO_CON = re.compile(rb"/Creator\(Typst ([^)]+)\)")
_ENTRECOMILLADO = re.compile(r"\"[^\"]*\"|`[^`]*`")


def compuesto(plantilla: Plantilla, sobre: Sobre, qr: str) -> bytes:
    """El PDF de un sobre. Errores: `ErrorDeUso` si la plantilla no compila."""
    import typst

    vista = {
        **sobre.contenido,
        "datos": plantilla.vistos(sobre.datos),
        "huella": sobre.huella,
        "qr": {"texto": qr, "dibujo": _dibujo(qr)},
        "archivo": ARCHIVO,
    }
    emitido = date.fromisoformat(sobre.datos["fecha"])
    ruta = plantillas.carpeta() / f"{plantilla.nombre}.typ"
    try:
        hecho = _imprenta(plantillas.carpeta()).compile(
            input=str(ruta),
            format="pdf",
            sys_inputs={"vista": json.dumps(vista), "sobre": sobre.bytes.decode()},
            pdf_standards=_NORMAS,
            timestamp=datetime(emitido.year, emitido.month, emitido.day, tzinfo=UTC),
        )
    except typst.TypstError as error:
        # lo que typst entrecomilla puede ser un dato, y los datos no salen en los errores
        dicho = _ENTRECOMILLADO.sub("«…»", str(error.message))
        raise ErrorDeUso(f"La plantilla {ruta.name} no se pudo componer: {dicho}. Corrígela o restáurala.") from None
    assert isinstance(hecho, bytes)
    return hecho


@lru_cache(maxsize=4)
def _imprenta(carpeta: Path) -> Compiler:
    """El compilador de esta carpeta: abrirlo lee las tipografías, y eso basta hacerlo una vez."""
    import typst

    return typst.Compiler(root=carpeta, font_paths=typst.Fonts(include_system_fonts=False))


def _dibujo(texto: str) -> str:
    """El QR en SVG."""
    import segno

    archivo = io.BytesIO()
    segno.make(texto, error="m", boost_error=False, micro=False, mask=_MASCARA).save(
        archivo, kind="svg", xmldecl=False, svgns=True, border=0, nl=False
    )
    return archivo.getvalue().decode()


def con_la_misma(pdf: bytes) -> bool:
    """¿Ese PDF lo compuso la versión de typst que hay aquí? Otra puede dar otros bytes."""
    return (_version(pdf) or b"?") == _version_de_aqui()


def _version(pdf: bytes) -> bytes:
    hallada = _HECHO_CON.search(pdf)
    return hallada[1] if hallada else b""


@lru_cache(maxsize=1)
def _version_de_aqui() -> bytes:
    import typst

    vacio = typst.compile(b"", format="pdf", timestamp=0)
    assert isinstance(vacio, bytes)
    return _version(vacio)
