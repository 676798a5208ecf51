"""Las palabras de los libros: componentes de un adeudo, tipos de movimiento y cómo se agrupan.

Un movimiento es *de origen* si determina lo que se debe (alta, gasto, indemnización); *devenga* si asienta lo que se
causa con el tiempo; y *abona* si lo reduce un pago o una baja que puede volver.
"""

from __future__ import annotations

TIPOS_DE_MOVIMIENTO = (
    *(
        "ALTA",
        "ACTUALIZACION",
        "RECARGO",
        "RECARGO_PRORROGA",
        "RECARGO_PARCIALIDAD",
        "GASTO_EJECUCION",
        "GASTO_EXTRAORDINARIO",
    ),
    *("HONORARIO_NOTIFICACION", "INDEMNIZACION", "PAGO", "APLICACION_REMATE", "CONDONACION"),
    *("REDUCCION_RESOLUCION", "PRESCRIPCION", "CANCELACION", "REACTIVACION", "TRASPASO_SALIDA"),
    *("TRASPASO_ENTRADA", "DEVOLUCION_EMISORA", "AJUSTE"),
)
COMPONENTES = (
    *(
        "HISTORICO",
        "ACTUALIZACION",
        "RECARGO",
        "RECARGO_PRORROGA",
        "RECARGO_PARCIALIDAD",
        "MULTA",
        "ACTUALIZACION_MULTA",
    ),
    *("GASTO_EJECUCION", "GASTO_EXTRAORDINARIO", "HONORARIO_NOTIFICACION", "INDEMNIZACION", "SALDO_A_FAVOR"),
)
DE_ORIGEN = ("ALTA", "GASTO_EJECUCION", "GASTO_EXTRAORDINARIO", "HONORARIO_NOTIFICACION", "INDEMNIZACION")
"""Tipos de movimiento que determinan lo que se debe; los demás resultan de aplicar hechos."""
DE_CONVENIO = ("SOLICITUD_PLAZOS", "CONVENIO", "CONVENIO_CUMPLIDO", "CONVENIO_REABIERTO", "CONVENIO_REVOCADO")
"""Actos del pago a plazos."""
ABONOS = ("PAGO", "CANCELACION")
"""Tipos de movimiento tras los que la prórroga se cuenta de nuevo: el pago, o la baja que puede volver."""
SIN_FIN = 10**9
"""Día final de lo que nadie ha cerrado."""
RFC_GENERICOS = ("XAXX010101000", "XEXX010101000")
"""Público en general y residentes en el extranjero: no identifican a nadie, y con ellos un deudor es su nombre."""
