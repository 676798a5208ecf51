"""¿Se aplica bien el procedimiento administrativo de ejecución? (función F05): lo que cuenta su cuaderno.

Empieza por `datos.preparar`. `esencial` contesta al director y cuadra; `cuadros` dice qué falla y dónde; `casos`, en
qué créditos y a quién; `metodo`, cómo se detecta, qué tan bien y con qué norma. Las reglas viven en `verificacion`.
"""

from cobranza.informes.verificacion_pae.casos import criticos, ejecutores, peores_casos
from cobranza.informes.verificacion_pae.consecuencia import nulidad, reincidencia, seguimiento
from cobranza.informes.verificacion_pae.cuadros import mapa, por_delegacion, por_regla, por_severidad
from cobranza.informes.verificacion_pae.datos import Datos, preparar
from cobranza.informes.verificacion_pae.esencial import caratula, cuadrar, hallazgos, significado
from cobranza.informes.verificacion_pae.metodo import exactitud, fichas, metodo, parametros, procedencia
from cobranza.informes.verificacion_pae.volumen_y_cambio import cambios, tendencia, volumen

__all__ = [
    "Datos",
    "cambios",
    "caratula",
    "criticos",
    "cuadrar",
    "ejecutores",
    "exactitud",
    "fichas",
    "hallazgos",
    "mapa",
    "metodo",
    "nulidad",
    "parametros",
    "peores_casos",
    "por_delegacion",
    "por_regla",
    "por_severidad",
    "preparar",
    "procedencia",
    "reincidencia",
    "seguimiento",
    "significado",
    "tendencia",
    "volumen",
]
