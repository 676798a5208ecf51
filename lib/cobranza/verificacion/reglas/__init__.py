"""Las reglas del procedimiento, un módulo por etapa; importarlo las inscribe todas en `regla`.

Cada función recibe un `Pae` y devuelve los renglones que la incumplen con su evidencia; su ficha, con sus ejemplos,
va junto a ella. Aquí no se decide qué se imprime ni a quién se le impide un acto.
"""

from cobranza.verificacion.reglas import (
    cartera,
    depositos,
    diligencia,
    embargo,
    exigir,
    gastos,
    intervencion,
    notificacion,
    producto,
    remate,
)

__all__ = [
    "cartera",
    "depositos",
    "diligencia",
    "embargo",
    "exigir",
    "gastos",
    "intervencion",
    "notificacion",
    "producto",
    "remate",
]
