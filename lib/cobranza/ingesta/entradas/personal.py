"""La plantilla de personal: una persona por fila."""

from cobranza.ingesta.entrada import Entrada

ENTRADA = Entrada("persona")
