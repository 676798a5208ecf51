"""La recaudación anual por rubro: el denominador de los indicadores."""

from cobranza.ingesta.entrada import Entrada

ENTRADA = Entrada("recaudacion")
