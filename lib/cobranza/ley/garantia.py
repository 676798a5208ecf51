"""Cuánto debe cubrir una garantía del interés fiscal y en qué orden se ofrece (CFF, art. 141)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from cobranza.base.dinero import dividir_redondeando
from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion

MODALIDADES = (
    "billete_de_deposito",
    "carta_de_credito",
    "prenda_o_hipoteca",
    "fianza",
    "obligacion_solidaria",
    "embargo_en_via_administrativa",
)
"""Las seis del art. 141, en su orden obligatorio."""
CON_VETO = ("prenda_o_hipoteca", "obligacion_solidaria", "embargo_en_via_administrativa")
"""Fracciones III, V y VI: ofrecidas incompletas más de dos veces, el mismo bien ya no se admite."""


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


def impedimento(de: Norma, ofrecidas: Sequence[str], al: date, *, incompletos: int = 0) -> str | None:
    """Por qué no se admite lo ofrecido (modalidades en el orden en que se ofrecen); None si se admite.

    Fundamento: CFF, art. 141, párrafos primero, segundo y último (texto desde 2026). `incompletos` son las veces
    que el mismo bien ya se ofreció sin cumplir lo requerido.
    """
    if not ofrecidas or not de.numero("garantia_orden", al):
        return None
    if ofrecidas[0] != MODALIDADES[0]:
        return "No se ofreció primero billete de depósito, hasta la capacidad económica (art. 141, segundo párrafo)."
    for antes, despues in pairwise(ofrecidas):
        if MODALIDADES.index(despues) <= MODALIDADES.index(antes):
            return f"«{despues}» se ofreció después de «{antes}»: el orden es obligatorio (art. 141, primer párrafo)."
    vetadas = [o for o in ofrecidas if o in CON_VETO]
    if vetadas and incompletos > proporcion(de, "garantia_ofrecimientos", al).entero:
        return f"El bien ofrecido en «{vetadas[0]}» ya no se admite: se ofreció incompleto {incompletos} veces."
    return None
