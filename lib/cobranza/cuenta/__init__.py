"""La cuenta de cada crédito: cuánto debe a un día, a qué se aplica cada pago y qué pasa si un pago no fue.

Conceptos: un *adeudo* es lo que se debe de cada componente; lo que se causa con el tiempo se calcula con la
fórmula de la ley y el libro sólo asienta lo que cada pago aplicó. Camino, al escribir: `asentado` lee los libros
→ `adeudos` → `aplicacion` reparte los hechos → `reversas` vuelve a contar lo que cambió → `rectificacion` dice qué
falta agregar → libros. Al leer: historia → `liquidacion`.

Aquí no hay carteras ni informes.
"""
