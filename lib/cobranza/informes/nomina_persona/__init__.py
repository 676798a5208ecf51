"""¿Qué se le pagó a esta persona y de dónde salió cada peso? (función F01): lo que cuenta su cuaderno.

Sale de las versiones guardadas que se enviaron a pago, sin recalcular. Lleva sueldo e impuesto: lo que se comparte
dice por qué se le pagó, sin importes. Empieza por `datos.preparar`; `detalle` es cada peso y `esencial`, los cuadres.
"""

from cobranza.informes.nomina_persona.datos import Datos, preparar
from cobranza.informes.nomina_persona.detalle import (
    acumulados,
    cada_peso,
    descontado,
    memoria_isr,
    por_nomina,
    reglas,
)
from cobranza.informes.nomina_persona.esencial import caratula, cuadrar, procedencia, significado

__all__ = [
    "Datos",
    "acumulados",
    "cada_peso",
    "caratula",
    "cuadrar",
    "descontado",
    "memoria_isr",
    "por_nomina",
    "preparar",
    "procedencia",
    "reglas",
    "significado",
]
