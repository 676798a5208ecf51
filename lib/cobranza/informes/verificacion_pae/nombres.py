"""Las palabras que sólo usa este informe: la gravedad de un hallazgo y cómo se escribe una tasa."""

from __future__ import annotations

from typing import Any

from cobranza.papel.formato import NoCalculable
from cobranza.papel.palabras import MINIMO_PARA_PORCENTAJE, de_cada_cien

NIVELES = {"CRITICA": "Crítica", "ALTA": "Alta", "MEDIA": "Media", "BAJA": "Baja"}
SEVERIDADES = {
    "CRITICA": "nulidad probable",
    "ALTA": "plazo, gasto o importe",
    "MEDIA": "documento o acción que falta",
    "BAJA": "forma",
}


def por_cien(parte: int, base: int) -> Any:
    """Casos por cada cien, con un decimal; no calculable con menos de veinte casos en la base.

    >>> por_cien(30, 40), str(por_cien(3, 4))
    ('75.0', 'n. c.')
    """
    if base < MINIMO_PARA_PORCENTAJE:
        return NoCalculable(f"menos de {MINIMO_PARA_PORCENTAJE} casos")
    return de_cada_cien(parte, base).removesuffix(" %")
