"""Las palabras que sólo usa la nómina: a quién se le paga, por qué participa y por qué se reversa."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cobranza.base.seudonimos import PERSONA
from cobranza.papel.palabras import FONDOS, PUESTOS
from cobranza.papel.tabla import Columna

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.informes.nomina_gastos.datos import Datos

CONCEPTOS = {"GASTO_EJECUCION": "Gasto de ejecución", "HONORARIO_NOTIFICACION": "Honorario de notificación"}
QUIENES = {**PUESTOS, **FONDOS}
"""A quién puede tocarle una parte: un puesto o un fondo."""
PARTICIPA = {
    "practico": "Practicó la diligencia",
    "notifico_antes": "Otra persona que dejó el citatorio o la notificación previos",
    "titular": "Titular en la delegación el día de la diligencia",
    "superviso": "Con nombramiento el día del ingreso, por partes iguales",
    "fondo": "No es persona",
}
CAUSAS_DE_REVERSA = {
    "CHEQUE_DEVUELTO": "Cheque devuelto",
    "CANCELADO": "Recibo cancelado",
    "REAPLICACION": "Pago vuelto a aplicar",
}
VACANTE = {"FONDO": "Va al fondo", "ACRECE": "Acrece a quien practicó"}


SEUDONIMO = "seudonimo"


def columnas(datos: Datos, *, con_rfc: bool = False) -> list[Columna]:
    """Las columnas que dicen de qué persona es: en lo que se comparte, sólo su seudónimo."""
    if not datos.nominativo:
        return [Columna(SEUDONIMO, "Persona")]
    rfc = [Columna("rfc", "RFC")] if con_rfc else []
    return [
        Columna("numero_empleado", "Empleado"),
        Columna("nombre", "Nombre"),
        *rfc,
        Columna(SEUDONIMO, "Seudónimo"),
    ]


def de_personas(datos: Datos) -> dict[str, str]:
    """Número de empleado → su seudónimo en este corte y destinatario."""
    return {n: datos.entrada.seudonimos.de(PERSONA, n) for n in datos.nomina.personas["numero_empleado"]}


def rotulado(datos: Datos, filas: pd.DataFrame) -> pd.DataFrame:
    """Las filas con el seudónimo de cada persona; las que se comparten, en su orden, que no es el de la plantilla."""
    con = filas.assign(**{SEUDONIMO: filas["numero_empleado"].map(de_personas(datos))})
    return con if datos.nominativo else con.sort_values(SEUDONIMO, ignore_index=True)
