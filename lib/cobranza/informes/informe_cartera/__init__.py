"""¿Cómo se comporta la cartera de créditos fiscales? (función F02): lo que cuenta su cuaderno.

Empieza por `datos.preparar`. Cada módulo contesta una pregunta: `esencial` la del director, `saldos` cuánto se
debe, `movimiento` qué cambió y si cuadra, `cobro` cómo se cobró, `prescripcion` qué se pierde, `dinamica` cómo
madura y califica, `relacion` crédito por crédito, `calidad` con qué se hizo. Todo sale de sumar `partes`.
"""

from cobranza.informes.informe_cartera.calidad import (
    calidad_de_los_datos,
    parametros,
    procedencia,
    significado,
)
from cobranza.informes.informe_cartera.cobro import cobranza_del_periodo
from cobranza.informes.informe_cartera.datos import Datos, preparar
from cobranza.informes.informe_cartera.dinamica import acervo, madurez
from cobranza.informes.informe_cartera.esencial import caratula, hallazgos
from cobranza.informes.informe_cartera.movimiento import cuadrar, movimiento, puente
from cobranza.informes.informe_cartera.movimiento import por_delegacion as movimiento_por_delegacion
from cobranza.informes.informe_cartera.por_tramite import decidido
from cobranza.informes.informe_cartera.prescripcion import por_prescribir, radar, urgentes
from cobranza.informes.informe_cartera.recibido import caja
from cobranza.informes.informe_cartera.relacion import deudores, relacion
from cobranza.informes.informe_cartera.saldos import (
    composicion,
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
    "caja",
    "calidad_de_los_datos",
    "caratula",
    "cobranza_del_periodo",
    "composicion",
    "concentracion",
    "cuadrar",
    "decidido",
    "deudores",
    "hallazgos",
    "madurez",
    "movimiento",
    "movimiento_por_delegacion",
    "parametros",
    "por_ambito",
    "por_antiguedad",
    "por_clase",
    "por_concepto",
    "por_delegacion",
    "por_etapa",
    "por_prescribir",
    "preparar",
    "procedencia",
    "puente",
    "radar",
    "relacion",
    "significado",
    "urgentes",
]
