"""Los oficios que facultan a una persona: un nombramiento por fila."""

from cobranza.ingesta.entrada import Entrada

ENTRADA = Entrada("nombramiento")
