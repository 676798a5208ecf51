"""Remate, intervención y embargo precautorio: topes, mínimos y fin de la subasta (CFF, arts. 145 y 172 a 191)."""

from __future__ import annotations

from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion

HORA_DE_CIERRE = "12:00"
"""Empieza y concluye a las doce, Zona Centro (art. 183, segundo párrafo)."""


def postura_legal(de: Norma, base: int) -> int:
    """Menor postura que cubre dos terceras partes de la base (art. 179): al centavo de arriba.

    >>> from cobranza.ley.norma import norma
    >>> postura_legal(norma("federal"), 50_000_000)
    33333334
    """
    return proporcion(de, "remate_postura").al_menos(base)


def deposito(de: Norma, base: int) -> int:
    """Menor transferencia para participar: al menos el 10 % del valor fijado (art. 181, primer párrafo)."""
    return proporcion(de, "remate_deposito").al_menos(base)


def adjudicacion(de: Norma, avaluo: int) -> int:
    """Valor de la adjudicación al fisco sin postores o sin posturas legales: 60 % del avalúo (art. 191)."""
    return proporcion(de, "remate_adjudicacion").de(avaluo)


def fin_de_la_subasta(de: Norma, inicio: int) -> tuple[int, int]:
    """(primer, quinto día) de la subasta, de 12:00 a 12:00; hábiles o naturales según `subasta.dias` (art. 183)."""
    dias = proporcion(de, "remate_subasta").entero
    if de.interpretacion("subasta.dias") == "naturales":
        return inicio, inicio + dias - 1
    primero = int(de.calendario.siguiente_habil(inicio))
    return primero, int(de.calendario.mas_habiles(primero, dias - 1))


def difieren_los_avaluos(de: Norma, autoridad: int, embargado: int) -> bool:
    """¿El perito del embargado valuó en más de 10 % sobre la autoridad? Entonces decide un tercero (art. 175)."""
    tope = 1 + proporcion(de, "avaluo_diferencia").exacto
    return embargado * tope.denominator > autoridad * tope.numerator


def procede_enajenar(de: Norma, credito: int, recaudado: int, *, meses: int = 3, estacional: bool = False) -> bool:
    """¿La intervención recaudó menos del mínimo? 24 % en tres meses, u 8 % por mes si el ingreso es estacional.

    Fundamento: CFF, art. 172. Alcanzar exactamente el mínimo impide enajenar.
    """
    minimo = minimo_recaudado(de, credito, meses=meses, estacional=estacional)
    return recaudado < minimo


def minimo_recaudado(de: Norma, credito: int, *, meses: int = 3, estacional: bool = False) -> int:
    """Lo que debe recaudar la intervención para no enajenar la negociación, en centavos."""
    if estacional:
        exacto = proporcion(de, "intervencion_estacional").exacto * meses
        return -(-credito * exacto.numerator // exacto.denominator)
    return proporcion(de, "intervencion_trimestre").al_menos(credito)


def tope_del_embargo_precautorio(de: Norma, contribuciones_y_accesorios: int) -> int:
    """Hasta cuánto se embarga en precaución: dos terceras partes de contribuciones y accesorios (art. 145, fr. II).

    Es un límite: el centavo que no cabe entero se corta.

    >>> from cobranza.ley.norma import norma
    >>> tope_del_embargo_precautorio(norma("federal"), 10_000_000)
    6666666
    """
    return proporcion(de, "embargo_precautorio").a_lo_mas(contribuciones_y_accesorios)
