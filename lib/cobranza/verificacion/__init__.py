"""La verificación del procedimiento: reglas que reciben créditos y actos y devuelven hallazgos.

Conceptos: el *pae* es lo que las reglas leen; una *regla*, una función con su artículo y su gravedad; un
*hallazgo*, un renglón que la incumple, con su evidencia. Camino: foto → `pae.leer` → `reglas` (una por tema) →
`evaluacion` → informe.

La regla que verifica es la que contesta, antes de anotar un acto, si procede: `impedimentos` las corre sobre la
historia del crédito más ese acto; la captura todavía no lo exige. `exactitud` mide la detección contra lo
sembrado. Aquí no se calcula cuánto se debe ni se escribe nada.
"""
