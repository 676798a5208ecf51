"""¿Qué expedientes se revisan y qué dice de todos lo que se halló? (función F05, PAE-06): lo que cuenta su cuaderno.

Empieza por `datos.preparar`. `cuadros` dice qué se sorteó, qué se contestó y hasta dónde se puede extrapolar;
`esencial` contesta a la Dirección y cuadra. El sorteo y las cuentas son de `verificacion.muestra` y `cedula`.
"""

from cobranza.informes.muestra_pae.cuadros import expedientes, extrapolacion, rechazadas, requisitos, sorteo
from cobranza.informes.muestra_pae.datos import Datos, preparar
from cobranza.informes.muestra_pae.esencial import caratula, cuadrar, metodo, procedencia, significado

__all__ = [
    "Datos",
    "caratula",
    "cuadrar",
    "expedientes",
    "extrapolacion",
    "metodo",
    "preparar",
    "procedencia",
    "rechazadas",
    "requisitos",
    "significado",
    "sorteo",
]
