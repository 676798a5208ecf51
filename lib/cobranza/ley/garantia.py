"""Cuánto debe cubrir una garantía del interés fiscal (CFF, art. 141, segundo párrafo)."""

from __future__ import annotations

from datetime import date

from cobranza.base.dinero import dividir_redondeando
from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion


def recargos_futuros(de: Norma, actualizado: int, al: date) -> tuple[int, int]:
    """(recargos de los doce meses siguientes, suma de tasas en centésimas de punto), con la tasa de mora de ese día.

    Fundamento: CFF, art. 141, segundo párrafo; la tasa futura se supone la de hoy. Centavos, medio hacia arriba.

    >>> from cobranza.ley.norma import norma
    >>> recargos_futuros(norma("federal"), 10_000_000, date(2026, 3, 1))
    (2484000, 2484)
    """
    tasa = de.numero("recargos_mora", al) * proporcion(de, "garantia_meses", al).entero
    importe = dividir_redondeando(actualizado * tasa, 10_000)
    assert isinstance(importe, int)
    return importe, tasa
