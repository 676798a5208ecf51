"""La verificación del procedimiento: reglas que reciben créditos y actos y devuelven hallazgos.

Empieza por `pae.leer` (lo que las reglas leen) y `evaluacion.evaluar` (los hallazgos); cada regla está en `reglas`,
por tema, y `registro` dice cuáles hay. La regla que verifica es la que impide: el informe la corre sobre toda la
cartera; quien quiere anotar un acto, con `impedimentos`, sobre la historia del crédito más ese acto. `exactitud`
mide la detección contra lo sembrado. Aquí no se calcula cuánto se debe ni se escribe nada.
"""
