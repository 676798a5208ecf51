"""Indemnización por cheque presentado en tiempo y no pagado (CFF, art. 21, séptimo párrafo)."""

from __future__ import annotations

from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion


def indemnizacion(de: Norma, cheque: int, *, presentado_en_tiempo: bool = True, causa_del_banco: bool = False) -> int:
    """Siempre el 20 % del cheque; nada si no se presentó en tiempo o la causa es sólo del banco. Centavos.

    >>> from cobranza.ley.norma import norma
    >>> indemnizacion(norma("federal"), 1_000_000)
    200000
    """
    if causa_del_banco or not presentado_en_tiempo:
        return 0
    return proporcion(de, "cheque_indemnizacion").de(cheque)
