"""¿A quién le toca lo cobrado de gastos de ejecución? (función F01): lo que cuenta su cuaderno.

Empieza por `datos.preparar`. `esencial` es lo que lee el director y los cuatro cuadres; `reparto`, con qué regla y
a dónde fue cada peso; `pendientes`, lo que no se asignó, lo reversado y lo que hay que mirar; `pago`, el trámite;
`lo_medido`, sus indicadores.
"""

from cobranza.informes.nomina_gastos.datos import Datos, preparar
from cobranza.informes.nomina_gastos.esencial import caratula, cuadrar, procedencia, significado
from cobranza.informes.nomina_gastos.lo_medido import indicadores
from cobranza.informes.nomina_gastos.pago import dispersion, memoria_isr, poliza, por_beneficiario
from cobranza.informes.nomina_gastos.pendientes import alertas, reversas, sin_asignar
from cobranza.informes.nomina_gastos.reparto import fondos, por_delegacion, reglas, relacion_analitica, resumen

__all__ = [
    "Datos",
    "alertas",
    "caratula",
    "cuadrar",
    "dispersion",
    "fondos",
    "indicadores",
    "memoria_isr",
    "poliza",
    "por_beneficiario",
    "por_delegacion",
    "preparar",
    "procedencia",
    "reglas",
    "relacion_analitica",
    "resumen",
    "reversas",
    "significado",
    "sin_asignar",
]
