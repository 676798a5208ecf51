"""La plantilla de personal: una persona por fila."""

from cobranza.ingesta.contrato import Entrada

ENTRADA = Entrada("persona")
