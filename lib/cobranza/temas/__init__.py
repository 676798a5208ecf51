"""Las fórmulas de la norma como temas: un caso en JSON entra, el resultado con su memoria sale.

Empieza por `calcular`. Cada módulo declara los campos de sus temas y llama a una fórmula de `ley`; aquí no
vive ninguna cuenta. Ningún tema lee la base ni el reloj.
"""

from cobranza.temas.calculo import calcular, comprobar_interpretaciones, esquema, temas

__all__ = ["calcular", "comprobar_interpretaciones", "esquema", "temas"]
