"""Los hechos que mueven el dinero de un crédito, como los cuenta el oráculo: qué son y en qué orden."""

from __future__ import annotations

from dataclasses import dataclass

DE_EJECUCION = ("GASTO_EJECUCION", "GASTO_EXTRAORDINARIO")
GASTOS = (*DE_EJECUCION, "HONORARIO_NOTIFICACION")
FECHADOS = (*GASTOS, "INDEMNIZACION")
COMPONENTES = (
    *("HISTORICO", "ACTUALIZACION", "RECARGO", "RECARGO_PRORROGA", "RECARGO_PARCIALIDAD"),
    *("MULTA", "ACTUALIZACION_MULTA", *FECHADOS, "SALDO_A_FAVOR"),
)
ART_20 = (
    GASTOS,
    ("RECARGO", "RECARGO_PRORROGA", "RECARGO_PARCIALIDAD"),
    ("MULTA", "ACTUALIZACION_MULTA"),
    ("INDEMNIZACION",),
    ("HISTORICO", "ACTUALIZACION"),
)
"""Orden del art. 20, octavo párrafo."""
ART_66A = (
    ("RECARGO_PRORROGA",),
    ("RECARGO_PARCIALIDAD",),
    ("MULTA", "ACTUALIZACION_MULTA"),
    ("GASTO_EXTRAORDINARIO",),
    ("GASTO_EJECUCION", "HONORARIO_NOTIFICACION"),
    ("RECARGO",),
    ("INDEMNIZACION",),
    ("HISTORICO", "ACTUALIZACION"),
)
"""Orden del art. 66-A, fr. V."""
TODO = -1
"""Importe de la condonación que alcanza a toda la multa."""
FINO = 10_000
"""Diezmilésimas de centavo."""
DIFERIDO = "DIFERIDO"
HASTA_EL_PAGO, POR_TRAMO = "hasta_el_pago", "por_tramo"


@dataclass(frozen=True)
class Hecho:
    """Algo que pasó un día. `clave` identifica al recibo o a la diligencia; lo demás, según el tipo."""

    tipo: str
    fecha: int
    importe: int = 0
    clave: str = ""
    componente: str = ""
    hasta: int | None = None
    parcialidades: int | None = None
    modalidad: str = "PARCIALIDADES"


def pago(fecha: int, importe: int, clave: str) -> Hecho:
    return Hecho("PAGO", fecha, importe, clave)


def gasto(fecha: int, importe: int, diligencia: str, componente: str = "GASTO_EJECUCION") -> Hecho:
    return Hecho("GASTO", fecha, importe, diligencia, componente)


def solicitud(fecha: int) -> Hecho:
    return Hecho("SOLICITUD_PLAZOS", fecha)


def convenio(
    fecha: int, hasta: int | None = None, parcialidades: int | None = None, modalidad: str = "PARCIALIDADES"
) -> Hecho:
    return Hecho("CONVENIO", fecha, hasta=hasta, parcialidades=parcialidades, modalidad=modalidad)


def cumplido(fecha: int) -> Hecho:
    return Hecho("CONVENIO_CUMPLIDO", fecha)


def revocado(fecha: int) -> Hecho:
    return Hecho("CONVENIO_REVOCADO", fecha)


def suspension(fecha: int, hasta: int | None = None) -> Hecho:
    """No mueve el dinero: detiene el procedimiento y la prescripción (arts. 144 y 146), no lo que se causa."""
    return Hecho("SUSPENSION", fecha, hasta=hasta)


def fin_suspension(fecha: int) -> Hecho:
    return Hecho("FIN_SUSPENSION", fecha)


def condonacion(fecha: int, importe: int = TODO) -> Hecho:
    return Hecho("CONDONACION", fecha, importe)


def estimulo(fecha: int) -> Hecho:
    """Se pagó con el estímulo, en su plazo, un crédito al que alcanza y lo pidió a tiempo (LIF 2026, tr. 22.º)."""
    return Hecho("ESTIMULO", fecha)


def cancelacion(fecha: int) -> Hecho:
    return Hecho("CANCELACION", fecha)


def reactivacion(fecha: int) -> Hecho:
    return Hecho("REACTIVACION", fecha)


def revocacion(fecha: int) -> Hecho:
    """El recurso de revocación que el deudor interpone (no la revocación del convenio)."""
    return Hecho("IMPUGNACION", fecha)


def resolucion(fecha: int) -> Hecho:
    """La que resuelve el recurso y deja el crédito en pie."""
    return Hecho("RESOLUCION", fecha)


def resolucion_sin_efectos(fecha: int) -> Hecho:
    return Hecho("SIN_EFECTOS", fecha)


def reversa(clave: str, fecha: int) -> Hecho:
    """El recibo dejó de estar vigente: desde ese día es como si nunca se hubiera pagado."""
    return Hecho("REVERSA", fecha, clave=clave)


TURNOS = {
    "GASTO": 0,
    **dict.fromkeys(("CONVENIO_CUMPLIDO", "CONVENIO_REVOCADO", "IMPUGNACION", "RESOLUCION"), 1),
    **dict.fromkeys(("CONDONACION", "CANCELACION", "SIN_EFECTOS"), 2),
    "ESTIMULO": 3,
    "REACTIVACION": 4,
    "INTEGRACION": 5,
    "PAGO": 6,
}
"""Orden de los hechos de un mismo día. El estímulo es una parte de lo que se debe al usarlo: cuenta lo ya condonado.
La solicitud y el convenio se integran antes de los pagos de ese día."""


@dataclass(frozen=True)
class Caso:
    """Un crédito y lo que le pasó. `notificacion`: cuándo se notificó la resolución que trae la multa.

    `es_multa`: el crédito mismo es una multa fiscal (no causa recargos).
    """

    importe: int
    vencimiento: int
    multa: int = 0
    notificacion: int | None = None
    ambito: str = "federal"
    causa_recargos: bool = True
    hechos: tuple[Hecho, ...] = ()
    lectura: str = HASTA_EL_PAGO
    es_multa: bool = False
