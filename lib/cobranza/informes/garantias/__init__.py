"""¿Alcanzan las garantías? (función F12-C): lo que cuenta su cuaderno.

Empieza por `datos.preparar`. `esencial` contesta al director y cuadra contra la cartera; `cuadros` dice de qué clase
son, cuáles no alcanzan o dejan de valer, qué se puede liberar y cómo se reparten. Las cuentas están en
`cartera.garantias`.
"""

from cobranza.informes.garantias.cuadros import (
    insuficientes,
    liberables,
    por_clase,
    por_delegacion,
    por_vencer,
    reparto,
)
from cobranza.informes.garantias.datos import Datos, preparar
from cobranza.informes.garantias.esencial import caratula, cuadrar, parametros, procedencia, significado, tramites

__all__ = [
    "Datos",
    "caratula",
    "cuadrar",
    "insuficientes",
    "liberables",
    "parametros",
    "por_clase",
    "por_delegacion",
    "por_vencer",
    "preparar",
    "procedencia",
    "reparto",
    "significado",
    "tramites",
]
