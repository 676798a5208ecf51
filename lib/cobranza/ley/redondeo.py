"""Redondeo al pagar (CFF, art. 20, décimo párrafo): de 1 a 50 centavos baja, de 51 a 99 sube al peso siguiente."""

from __future__ import annotations

from cobranza.base.dinero import Centavos


def a_pesos(importe: Centavos) -> Centavos:
    """Centavos → centavos múltiplos de cien; 50 centavos exactos bajan (no es «medio hacia arriba»).

    Fundamento: CFF, art. 20, décimo párrafo. Entero o columna `int64` no negativos.

    >>> a_pesos(10_050), a_pesos(10_051)
    (10000, 10100)
    """
    return (importe + 49) // 100 * 100
