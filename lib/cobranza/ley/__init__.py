"""La norma: parámetros con fecha y fuente, y las fórmulas puras que los usan.

Conceptos: una *serie* es un parámetro con todas sus vigencias; la *norma* de un ámbito, sus series, su calendario
y sus interpretaciones; un *renglón*, una operación con su artículo y su fuente. Camino: archivo de
`params/legales` → `parametros` → `norma` → una fórmula (`actualizacion`, `recargos`, `gastos`, `plazos`,
`prescripcion`…) → `renglon`.

Empieza por `norma` (qué rige), `liquidacion` (cuánto se debe) y `plazos` (desde cuándo). Cada fórmula acepta un
entero o una columna `int64` y no lee el reloj, archivos de la oficina ni la base. Aquí no viven créditos ni
personas.
"""
