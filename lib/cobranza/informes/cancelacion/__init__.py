"""¿Qué se cancela y qué se canceló? (función F06): lo que cuenta su cuaderno.

Empieza por `datos.preparar`. `esencial` contesta al director y cuadra lo informado contra el libro, por causa;
`cuadros` dice a quién proponer, cómo van los lotes, qué se canceló, qué volvió y qué fue baja. Las cuentas están en
`cartera.incosteables`, `lotes_de_cancelacion` y `cancelados`.
"""

from cobranza.informes.cancelacion.cuadros import (
    candidatos,
    lotes,
    por_causa,
    por_delegacion,
    prescripcion,
    proponer,
    reactivados,
)
from cobranza.informes.cancelacion.datos import Datos, preparar
from cobranza.informes.cancelacion.esencial import caratula, cuadrar, parametros, procedencia, significado, tramites

__all__ = [
    "Datos",
    "candidatos",
    "caratula",
    "cuadrar",
    "lotes",
    "parametros",
    "por_causa",
    "por_delegacion",
    "preparar",
    "prescripcion",
    "procedencia",
    "proponer",
    "reactivados",
    "significado",
    "tramites",
]
