"""¿Cómo van los pagos a plazos? (función F12-A): lo que cuenta su cuaderno.

Empieza por `datos.preparar`. `esencial` contesta al director y cuadra los trámites contra la cuenta; `cuadros` dice
cómo van, qué éxito tienen, qué vence y a quién se avisa. Las cuentas son las de `cartera.convenios_al_corte`.
"""

from cobranza.informes.convenios.cuadros import antiguedad, avisos, cosechas, estados, por_delegacion, vencen
from cobranza.informes.convenios.datos import Datos, preparar
from cobranza.informes.convenios.esencial import (
    caratula,
    cuadrar,
    parametros,
    procedencia,
    significado,
    tramitado,
    tramites,
)

__all__ = [
    "Datos",
    "antiguedad",
    "avisos",
    "caratula",
    "cosechas",
    "cuadrar",
    "estados",
    "parametros",
    "por_delegacion",
    "preparar",
    "procedencia",
    "significado",
    "tramitado",
    "tramites",
    "vencen",
]
