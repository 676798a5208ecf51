"""La verificación del procedimiento: reglas que reciben créditos y actos y devuelven hallazgos.

La regla que verifica es la que impide: el informe la corre sobre toda la cartera; quien quiere anotar un acto,
sobre la historia del crédito más ese acto. Aquí no se calcula cuánto se debe ni se escribe nada.
"""
