"""Tema `estimulo_lif_2026`: si procede, cuánto deja de pagarse y hasta cuándo."""

from __future__ import annotations

from typing import Any

from cobranza.base.dinero import texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.ley import estimulo as regla
from cobranza.ley.norma import Norma
from cobranza.ley.renglon import Renglon
from cobranza.temas.campos import FECHA, IMPORTE, SI_NO, TEXTO, Campo, entero, opcional
from cobranza.temas.tema import Calculo, tema

_ACCESORIOS = {"recargos": "Recargos", "multas": "Multas", "gastos_ejecucion": "Gastos de ejecución"}


@tema(
    "estimulo_lif_2026",
    "Estímulo de 2026 a multas, recargos y gastos de créditos firmes de 2024 y anteriores",
    Campo("fecha_solicitud", FECHA, "Día en que se pidió ante la entidad."),
    Campo("ejercicio", entero(1980, 2090), "Ejercicio del crédito (o de la infracción)."),
    opcional("contribucion_actualizada", IMPORTE, "Contribución actualizada al pago: siempre se paga."),
    opcional("recargos", IMPORTE, "Recargos causados."),
    opcional("multas", IMPORTE, "Multas."),
    opcional("gastos_ejecucion", IMPORTE, "Gastos de ejecución."),
    opcional(
        "solo_multas_formales", SI_NO, "true si el crédito es sólo de multas por obligaciones distintas al pago."
    ),
    opcional("firme", SI_NO, "false si está impugnado y no hubo desistimiento; true si no se dice."),
    opcional("ingresos_2024", IMPORTE, "Ingresos de 2024 del contribuyente, si se saben."),
    opcional("exclusion", TEXTO, "Motivo de exclusión, si lo hay: 69-B, programa previo, sentencia."),
    opcional("fecha_formulario", FECHA, "Día en que se emitió el formulario de pago."),
    opcional("fecha_pago", FECHA, "Día en que se pagó: fuera del plazo no hay estímulo."),
    suma="a_pagar",
)
def estimulo_lif_2026(de: Norma, caso: dict[str, Any]) -> Calculo:
    """LIF 2026, vigésimo segundo transitorio."""
    pedido = regla.Solicitud(
        caso["fecha_solicitud"],
        caso["ejercicio"],
        firme=caso["firme"] is not False,
        ingresos=caso["ingresos_2024"],
        exclusion=caso["exclusion"],
    )
    formales, contribucion = bool(caso["solo_multas_formales"]), caso["contribucion_actualizada"] or 0
    if formales and (contribucion or caso["recargos"]):
        raise ErrorDeDatos("solo_multas_formales: se encontró contribución o recargos; se esperaban sólo multas.")
    cita = de.cita("estimulo_lif_2026")
    renglones = [
        Renglon("Contribución actualizada", None, "", contribucion, cita),
        *(Renglon(rotulo, None, "", caso[campo] or 0, cita) for campo, rotulo in _ACCESORIOS.items()),
    ]
    motivo, formulario, pago = regla.impedimento(de, pedido), None, None
    if motivo is None:
        formulario, pago = regla.plazos(de, pedido.fecha, caso["fecha_formulario"])
        if caso["fecha_pago"] and caso["fecha_pago"] > pago:
            motivo = f"Se pagó el {caso['fecha_pago']}, después del {pago}."
    if motivo:
        renglones.append(Renglon(f"Sin estímulo: {motivo}", None, "0", 0, cita))
    else:
        renglones.append(regla.estimulo(de, sum(caso[c] or 0 for c in _ACCESORIOS), solo_formales=formales))
    salida = {
        "procede": motivo is None,
        "motivo": motivo,
        "estimulo": texto(-(renglones[-1].monto or 0)),
        "a_pagar": texto(sum(r.monto or 0 for r in renglones)),
        "formulario_a_mas_tardar": formulario and formulario.isoformat(),
        "pago_a_mas_tardar": pago and pago.isoformat(),
    }
    return salida, renglones
