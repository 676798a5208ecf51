"""La cartera: lo que se ve de muchos créditos a un corte.

Camino: `consultas.cartera_de` da una fila por crédito; `cubo` la suma, `puente` la cuadra entre dos fechas,
`cosechas`, `recuperacion` e `indicadores` la siguen en el tiempo y `explicacion` cuenta un crédito línea por línea.
Nada de aquí escribe: los libros los escriben `ingesta` y `cuenta`.
"""
