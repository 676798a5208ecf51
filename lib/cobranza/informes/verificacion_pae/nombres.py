"""Las palabras que sólo usa este informe: la gravedad de un hallazgo y cómo se escribe una tasa."""

from __future__ import annotations

from typing import Any

from cobranza.cartera.cifras import definicion
from cobranza.papel.formato import NoCalculable
from cobranza.papel.palabras import MINIMO_PARA_PORCENTAJE, de_cada_cien

NIVELES = {"CRITICA": "Crítica", "ALTA": "Alta", "MEDIA": "Media", "BAJA": "Baja"}
SEVERIDADES = {
    "CRITICA": "nulidad probable",
    "ALTA": "plazo, gasto o importe",
    "MEDIA": "documento o acción que falta",
    "BAJA": "forma",
}

FALTAS_GRAVES = definicion("saldo_con_falta_grave").nombre
"""Cómo se llama, en todo el informe, lo que deben los créditos con algún hallazgo crítico o alto."""


def por_cien(parte: int, base: int) -> Any:
    """Casos por cada cien, con un decimal; no calculable con menos de veinte casos en la base.

    >>> por_cien(30, 40), str(por_cien(3, 4))
    ('75.0', 'n. c.')
    """
    if base < MINIMO_PARA_PORCENTAJE:
        return NoCalculable(f"menos de {MINIMO_PARA_PORCENTAJE} casos")
    return de_cada_cien(parte, base).removesuffix(" %")
