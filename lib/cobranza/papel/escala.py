"""La unidad en que se imprime el dinero de un informe: millones, o pesos si la cartera es chica."""

from __future__ import annotations

from dataclasses import dataclass

from cobranza.base.dinero import pesos
from cobranza.papel.formato import con_signo, millones

UMBRAL = 1_000_000_000
"""Desde diez millones de pesos se imprime en millones."""


@dataclass(frozen=True, slots=True)
class Escala:
    """`tipo` es el de la columna de una tabla; `unidad`, lo que se escribe en su título."""

    tipo: str
    unidad: str

    @property
    def redondeo(self) -> str:
        """La nota de un cuadro en millones: lo impreso puede no sumar en la última cifra."""
        return " Redondeado: lo impreso puede no sumar en la última cifra." if self.tipo == "millones" else ""

    def corta(self, importe: int) -> str:
        """Para rótulos y cifras: «18.4», «12,345.00»."""
        return millones(importe, 1) if self.tipo == "millones" else pesos(importe)

    def monto(self, importe: int) -> str:
        """Para frases: «$18.4 millones», «$12,345.00»; lo que no llega a un décimo de millón va en pesos.

        >>> escala_de(10**12).monto(1_840_000_000), escala_de(10**12).monto(1_234_500)
        ('$18.4 millones', '$12,345.00')
        >>> escala_de(10**12).monto(-1_840_000_000)
        '−$18.4 millones'
        """
        if self.tipo == "pesos" or abs(importe) < 10_000_000:
            return con_signo(pesos(importe))
        return f"{con_signo(millones(importe, 1))} millones"


def escala_de(total: int) -> Escala:
    """La escala que conviene a un total en centavos."""
    return Escala("millones", "millones de pesos") if total >= UMBRAL else Escala("pesos", "pesos")
