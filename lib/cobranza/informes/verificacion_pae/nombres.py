"""Las palabras que se imprimen y cómo se escriben las tasas."""

from __future__ import annotations

from typing import Any

import pandas as pd

from cobranza.base.catalogos import delegaciones
from cobranza.papel.formato import NoCalculable, decimas, entero, porcentaje

MINIMO_PARA_TASA = 20
"""Con menos casos se imprime el conteo y se omite la tasa."""
NIVELES = {"CRITICA": "Crítica", "ALTA": "Alta", "MEDIA": "Media", "BAJA": "Baja"}
SEVERIDADES = {
    "CRITICA": "nulidad probable",
    "ALTA": "plazo, gasto o importe",
    "MEDIA": "documento o acción que falta",
    "BAJA": "forma",
}


PUESTOS = {
    "EJECUTOR": "Ejecutor",
    "NOTIFICADOR": "Notificador",
    "JEFE_SECCION_EJECUCION": "Jefe de sección de ejecución",
    "DELEGADO": "Delegado",
    "SUPERVISOR_CENTRAL": "Supervisor central",
}


def de_delegaciones(claves: pd.Series[str]) -> pd.Series[str]:
    """Nombre corto de cada delegación; su clave si no está en el catálogo."""
    catalogo = delegaciones()
    cortos = catalogo["nombre"].str.replace("Delegación de Hacienda ", "").str.replace("Centro de Recaudación", "CR")
    return claves.map(dict(zip(catalogo["clave"], cortos, strict=True))).fillna(claves)


def cuantos(numero: int, uno: str, varios: str) -> str:
    """Conteo con su sustantivo.

    >>> cuantos(1, "crédito", "créditos"), cuantos(1200, "crédito", "créditos")
    ('1 crédito', '1,200 créditos')
    """
    return f"{entero(numero)} {uno if numero == 1 else varios}"


def por_cien(parte: int, base: int) -> Any:
    """Casos por cada cien, con un decimal; no calculable con menos de veinte casos en la base.

    >>> por_cien(30, 40), str(por_cien(3, 4))
    ('75.0', 'n. c.')
    """
    if base < MINIMO_PARA_TASA:
        return NoCalculable(f"menos de {MINIMO_PARA_TASA} casos")
    return porcentaje(decimas(parte, base)).removesuffix(" %")
