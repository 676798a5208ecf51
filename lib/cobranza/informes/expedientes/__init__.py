"""¿Están integrados los expedientes? (función F09): lo que cuenta su cuaderno a la Subsecretaría de Ingresos.

Empieza por `datos.preparar`. `esencial` contesta y cuadra; `cuadros` dice cómo va cada delegación, qué falta más, qué
está mal integrado y qué está prestado. Qué se exige y qué hay lo dice `cartera.integracion`.
"""

from cobranza.informes.expedientes.cuadros import faltantes, mal_integrados, por_delegacion, prestamos
from cobranza.informes.expedientes.datos import Datos, preparar
from cobranza.informes.expedientes.esencial import caratula, cuadrar, procedencia, significado

__all__ = [
    "Datos",
    "caratula",
    "cuadrar",
    "faltantes",
    "mal_integrados",
    "por_delegacion",
    "preparar",
    "prestamos",
    "procedencia",
    "significado",
]
