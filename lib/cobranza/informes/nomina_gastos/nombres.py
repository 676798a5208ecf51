"""Cómo se le dice a cada cosa en la nómina: las palabras que se imprimen."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from cobranza.base.catalogos import actos, delegaciones
from cobranza.base.fechas import fecha_corta, mes_largo
from cobranza.papel.mascara import enmascarado_nombre

CONCEPTOS = {"GASTO_EJECUCION": "Gasto de ejecución", "HONORARIO_NOTIFICACION": "Honorario de notificación"}
PUESTOS = {
    "EJECUTOR": "Ejecutor",
    "NOTIFICADOR": "Notificador",
    "JEFE_SECCION_EJECUCION": "Jefe de sección de ejecución",
    "DELEGADO": "Delegado",
    "SUPERVISOR_CENTRAL": "Supervisor central",
    "FONDO_CAPACITACION": "Fondo de capacitación",
    "FONDO_REVOLVENTE_COBRANZA": "Fondo revolvente de cobranza",
}
PARTICIPA = {
    "practico": "practicó la diligencia",
    "notifico_antes": "otra persona que dejó el citatorio o la notificación previos",
    "titular": "titular en la delegación el día de la diligencia",
    "superviso": "con nombramiento el día del ingreso, por partes iguales",
    "fondo": "no es persona",
}
CAUSAS_DE_REVERSA = {
    "CHEQUE_DEVUELTO": "Cheque devuelto",
    "CANCELADO": "Recibo cancelado",
    "REAPLICACION": "Pago vuelto a aplicar",
}
VACANTE = {"FONDO": "va al fondo", "ACRECE": "acrece a quien practicó"}


def delegacion(claves: pd.Series[str]) -> pd.Series[str]:
    """Clave de delegación → nombre corto; la que no está en el catálogo, tal cual."""
    catalogo = delegaciones()
    cortos = dict(zip(catalogo["clave"], catalogo["nombre"].str.replace("Delegación de Hacienda ", ""), strict=True))
    return claves.map(cortos).fillna(claves)


def acto(claves: pd.Series[str]) -> pd.Series[str]:
    """Tipo de acto → su título; ausente si no hay diligencia."""
    return claves.map({clave: ficha["titulo"] for clave, ficha in actos().items()})


def puesto(claves: pd.Series[str]) -> pd.Series[str]:
    """Clave de puesto o fondo → nombre; el que no se conoce, tal cual."""
    return claves.map(PUESTOS).fillna(claves)


def persona(nombre: pd.Series[str], *, nominativo: bool) -> pd.Series[str]:
    """Nombres de personas, tapados si el informe es para compartir."""
    return nombre if nominativo else nombre.map(enmascarado_nombre, na_action="ignore")


def periodo(desde: date, hasta: date) -> str:
    """«diciembre de 2025» si es un mes completo; si no, «del 1 nov 2025 al 31 dic 2025».

    >>> periodo(date(2025, 12, 1), date(2025, 12, 31))
    'diciembre de 2025'
    """
    siguiente = hasta + timedelta(days=1)
    completo = desde.day == 1 and siguiente.day == 1 and (desde.year, desde.month) == (hasta.year, hasta.month)
    return mes_largo(hasta) if completo else f"del {fecha_corta(desde)} al {fecha_corta(hasta)}"
