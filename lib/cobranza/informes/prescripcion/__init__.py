"""¿Qué está por prescribir y qué hay que depurar? (funciones F05 y F11): lo que cuenta su cuaderno.

Empieza por `datos.preparar`. `esencial` contesta al director y cuadra; `cuadros` dice qué prescribe cada mes y en
cada delegación, por qué, qué sigue, y lo que ya prescribió. La partición está en `cartera.por_prescribir`.
"""

from cobranza.informes.prescripcion.cuadros import limpieza, los_que_vienen, por_delegacion, radar
from cobranza.informes.prescripcion.datos import Datos, preparar
from cobranza.informes.prescripcion.esencial import caratula, cuadrar, parametros, procedencia, significado

__all__ = [
    "Datos",
    "caratula",
    "cuadrar",
    "limpieza",
    "los_que_vienen",
    "parametros",
    "por_delegacion",
    "preparar",
    "procedencia",
    "radar",
    "significado",
]
