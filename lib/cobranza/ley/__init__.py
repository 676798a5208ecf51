"""La norma: parámetros con fecha y fuente, y las fórmulas puras que los usan.

Empieza por `norma` (qué rige), `liquidacion` (cuánto se debe) y `plazos` (desde cuándo). Cada fórmula
acepta un entero o una columna `int64` y no lee el reloj, archivos de la oficina ni la base de datos.
Aquí no viven créditos ni personas.
"""
