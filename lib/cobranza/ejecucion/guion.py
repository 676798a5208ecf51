"""El guion de los cuadros de un informe: su texto, como va en la página, y la huella con que el navegador lo permite.

La política de contenido de la página no admite ningún otro programa: ni el que viniera escrito en los datos, ni uno
de fuera, ni éste cambiado en una letra.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markupsafe import Markup

_ARCHIVO = Path(__file__).parent / "plantilla" / "cuadros.js"
_COMENTARIO = "//"


@dataclass(frozen=True, slots=True)
class Guion:
    """Lo que va entre las etiquetas del programa y su huella, como la pide `script-src`."""

    texto: Markup
    huella: Markup


@lru_cache
def de_los_cuadros() -> Guion:
    """El que ordena y busca en los cuadros; los mismos bytes en todas las páginas."""
    texto = compacto(_ARCHIVO.read_text(encoding="utf-8"))
    huella = base64.b64encode(hashlib.sha256(texto.encode()).digest()).decode()
    return Guion(Markup(texto), Markup(f"sha256-{huella}"))


def compacto(guion: str) -> str:
    """Un guion sin sangrías ni renglones de puro comentario; los demás renglones se quedan como son.

    >>> compacto("// por qué\\n  const uno = 1;\\n\\n  // otro\\n  uno;\\n")
    'const uno = 1;\\nuno;'
    """
    renglones = (renglon.strip() for renglon in guion.splitlines())
    return "\n".join(r for r in renglones if r and not r.startswith(_COMENTARIO))
