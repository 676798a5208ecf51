"""Cómo se le dice a cada cosa en el informe: las palabras que se imprimen y los trozos de frase que se repiten."""

from __future__ import annotations

from cobranza.base.catalogos import conceptos, delegaciones, tabla
from cobranza.papel.formato import decimas, entero, porcentaje

MINIMO_PARA_PORCENTAJE = 20
"""Con menos casos se imprime el conteo y se omite el porcentaje (indicadores.md §9.7)."""

CLASES = {
    "FACTIBLE": "No controvertido, factible de cobro",
    "CONTROVERTIDO": "Controvertido",
    "BAJA_PROBABILIDAD": "No controvertido, baja probabilidad",
    "EN_FACILIDADES": "En facilidades de pago",
    "SUSPENDIDO": "No controvertido, suspendido o garantizado",
    "EN_PLAZO": "En plazo para pagar",
    "SIN_NOTIFICAR": "Sin notificar",
}
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


def de_delegaciones() -> dict[str, str]:
    """Clave de delegación → nombre corto."""
    catalogo = delegaciones()
    cortos = (
        catalogo["nombre"]
        .str.replace("Delegación de Hacienda ", "")
        .str.replace("Centro de Recaudación Local ", "CRL ")
    )
    return dict(zip(catalogo["clave"], cortos, strict=True))


def de_conceptos() -> dict[str, str]:
    """Clave de concepto → nombre."""
    catalogo = conceptos()
    return dict(zip(catalogo["clave"], catalogo["concepto"], strict=True))


def de_etapas() -> dict[str, str]:
    """Clave de etapa del PAE → nombre."""
    catalogo = tabla("etapas")
    return dict(zip(catalogo["clave"], catalogo["etapa"], strict=True))


def creditos(numero: int) -> str:
    """«1 crédito», «212 créditos»."""
    return "1 crédito" if numero == 1 else f"{entero(numero)} créditos"


def de_cada_cien(parte: int, total: int) -> str:
    """Participación con un decimal: «23.4 %»."""
    return porcentaje(decimas(parte, total))
