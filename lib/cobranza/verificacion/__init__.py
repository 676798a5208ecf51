"""La verificación del procedimiento: reglas que reciben créditos y actos y devuelven hallazgos.

Conceptos: el *pae* es lo que las reglas leen; una *regla*, una función con su ficha; un *hallazgo*, un renglón que la
incumple, con su evidencia. Camino: foto → `pae.leer` → `reglas` (un módulo por tema) → `evaluacion` → informe o
`sarif`; `entera` lo anda por partes cuando la foto es grande. Los `ejemplos` de cada ficha corren como prueba;
`captura` dice qué datos anota la oficina y desde cuándo.

La regla que verifica es la que impide: `impedimentos` las corre sobre la historia del crédito más el acto por anotar.
`exactitud` mide la detección contra lo sembrado. Aquí no se calcula cuánto se debe ni se escribe nada.
"""
