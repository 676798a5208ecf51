"""Las fórmulas de la norma como temas: un caso en JSON entra, el resultado con su memoria sale.

Conceptos: un *tema* declara sus campos (con su esquema JSON) y llama a una fórmula de `ley`. Camino: JSON →
`campos` (comprueba y convierte) → `tema` → fórmula → JSON con sus renglones y su calidad.

Empieza por `calcular`. Aquí no vive ninguna cuenta; ningún tema lee la base ni el reloj.
"""

from cobranza.temas.calculo import calcular, comprobar_interpretaciones, esquema, temas
from cobranza.temas.campos import dicho
from cobranza.temas.lista_de_casos import leer as leer_casos

__all__ = ["calcular", "comprobar_interpretaciones", "dicho", "esquema", "leer_casos", "temas"]
