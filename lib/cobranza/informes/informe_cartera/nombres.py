"""Las palabras que sólo usa este informe: clases, causas del movimiento y causas de pago."""

from __future__ import annotations

CLASES = {
    "FACTIBLE": "Se puede cobrar hoy: no controvertido y factible",
    "FACTIBLE_PRESCRITO": "No controvertido y factible, ya prescrito sin declarar",
    "CONTROVERTIDO": "Controvertido",
    "BAJA_PROBABILIDAD": "No controvertido, baja probabilidad",
    "EN_FACILIDADES": "En facilidades de pago",
    "SUSPENDIDO": "No controvertido, suspendido o garantizado",
    "EN_PLAZO": "En plazo para pagar",
    "SIN_NOTIFICAR": "Sin notificar",
}
DE_UN_CREDITO = CLASES | {"FACTIBLE": "No controvertido y factible"}
"""La clase de un solo crédito: si ya prescribió lo dice su fecha."""
CAUSAS = {
    "inicial": "Saldo inicial",
    "altas": "Altas",
    "reactivaciones": "Reactivaciones",
    "accesorios": "Accesorios causados",
    "traspasos_recibidos": "Traspasos recibidos",
    "ajustes": "Ajustes",
    "pagos": "Pagos",
    "remates": "Remates",
    "condonacion": "Condonación de multas",
    "resolucion": "Resoluciones y sentencias",
    "prescripcion": "Prescripción declarada",
    "cancelacion": "Cancelación",
    "devoluciones": "Devolución a la emisora",
    "traspasos_enviados": "Traspasos enviados",
    "sin_causa": "Sin causa identificada",
    "final": "Saldo final",
}
CAUSAS_DE_PAGO = {
    "ESPONTANEO": "Espontáneo",
    "POR_REQUERIMIENTO": "Por requerimiento",
    "POR_EMBARGO": "Por embargo",
    "POR_TRANSFERENCIA": "Por transferencia de lo inmovilizado",
    "POR_CONVENIO": "Por convenio",
    "POR_REMATE": "Por remate",
    "REVERTIDO": "Recibos cancelados y cheques devueltos",
}
