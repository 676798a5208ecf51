"""Las palabras que sólo usa la nómina: a quién se le paga, por qué participa y por qué se reversa."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.papel.mascara import enmascarado_nombre
from cobranza.papel.palabras import FONDOS, PUESTOS

if TYPE_CHECKING:
    import pandas as pd

CONCEPTOS = {"GASTO_EJECUCION": "Gasto de ejecución", "HONORARIO_NOTIFICACION": "Honorario de notificación"}
QUIENES = {**PUESTOS, **FONDOS}
"""A quién puede tocarle una parte: un puesto o un fondo."""
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


def persona(nombre: pd.Series[str], *, nominativo: bool) -> pd.Series[str]:
    """Nombres de personas, tapados si el informe es para compartir."""
    return nombre if nominativo else nombre.map(enmascarado_nombre, na_action="ignore")
