"""¿Cómo se comporta la cartera de créditos fiscales? (función F02): lo que cuenta su cuaderno.

Empieza por `datos.preparar`. Cada módulo contesta una pregunta: `esencial` la del director, `saldos` cuánto se
debe, `movimiento` qué cambió y si cuadra, `cobro` cómo se cobró, `prescripcion` qué se pierde, `dinamica` cómo
madura y califica, `calidad` con qué se hizo. Todo sale de sumar `partes`.
"""

from cobranza.informes.informe_cartera.calidad import (
    calidad_de_los_datos,
    metodo,
    parametros,
    procedencia,
)
from cobranza.informes.informe_cartera.cobro import cobranza_del_periodo
from cobranza.informes.informe_cartera.datos import Datos, preparar
from cobranza.informes.informe_cartera.dinamica import acervo, madurez
from cobranza.informes.informe_cartera.esencial import caratula, hallazgos
from cobranza.informes.informe_cartera.movimiento import cuadrar, puente
from cobranza.informes.informe_cartera.movimiento import por_delegacion as movimiento_por_delegacion
from cobranza.informes.informe_cartera.prescripcion import radar, urgentes
from cobranza.informes.informe_cartera.saldos import (
    concentracion,
    por_ambito,
    por_antiguedad,
    por_clase,
    por_concepto,
    por_delegacion,
    por_etapa,
)

__all__ = [
    "Datos",
    "acervo",
    "calidad_de_los_datos",
    "caratula",
    "cobranza_del_periodo",
    "concentracion",
    "cuadrar",
    "hallazgos",
    "madurez",
    "metodo",
    "movimiento_por_delegacion",
    "parametros",
    "por_ambito",
    "por_antiguedad",
    "por_clase",
    "por_concepto",
    "por_delegacion",
    "por_etapa",
    "preparar",
    "procedencia",
    "puente",
    "radar",
    "urgentes",
]
