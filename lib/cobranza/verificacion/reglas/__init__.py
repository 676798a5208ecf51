"""Las reglas del procedimiento, un módulo por tema de cada etapa; importarlo las inscribe todas en `regla`.

Cada función recibe un `Pae` y devuelve los renglones que la incumplen con su evidencia; su ficha, con sus ejemplos,
va junto a ella. Aquí no se decide qué se imprime ni a quién se le impide un acto.
"""

from cobranza.verificacion.reglas import (
    adeudo,
    adjudicacion,
    avaluo,
    cartera,
    depositaria,
    depositos,
    detenida,
    diligencia,
    embargo,
    exigir,
    gastos,
    interes_fiscal,
    intervencion,
    lo_embargado,
    notificacion,
    pago_a_plazos,
    por_publicacion,
    precautorio,
    producto,
    remate,
    transferencia,
)

__all__ = [
    "adeudo",
    "adjudicacion",
    "avaluo",
    "cartera",
    "depositaria",
    "depositos",
    "detenida",
    "diligencia",
    "embargo",
    "exigir",
    "gastos",
    "interes_fiscal",
    "intervencion",
    "lo_embargado",
    "notificacion",
    "pago_a_plazos",
    "por_publicacion",
    "precautorio",
    "producto",
    "remate",
    "transferencia",
]
