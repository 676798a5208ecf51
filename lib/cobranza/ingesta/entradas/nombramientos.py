"""Los oficios que facultan a una persona: un nombramiento por fila."""

from cobranza.ingesta.contrato import Entrada

ENTRADA = Entrada("nombramiento")
