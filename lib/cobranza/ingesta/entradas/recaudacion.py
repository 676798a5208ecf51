"""La recaudación anual por rubro: el denominador de los indicadores."""

from cobranza.ingesta.contrato import Entrada

ENTRADA = Entrada("recaudacion")
