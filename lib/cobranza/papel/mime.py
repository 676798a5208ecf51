"""Los tipos con que viajan los datos en la salida de una celda, para que la corrida los lea sin mirar el HTML."""

TABLA = "application/vnd.cobranza.tabla+json"
HALLAZGOS = "application/vnd.cobranza.hallazgos+json"
CUADRE = "application/vnd.cobranza.cuadre+json"
PROCEDENCIA = "application/vnd.cobranza.procedencia+json"
HUELLA_DE_LA_NORMA = "Huella de la norma"
"""El rótulo con que un informe dice, en su procedencia, con qué norma se hizo."""
