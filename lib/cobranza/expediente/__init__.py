"""El expediente: la historia de cada crédito y el estado en que lo dejan sus actos, definido una sola vez.

Conceptos: una *historia* son los renglones de los libros como columnas de enteros, por crédito y en orden; el
*estado* no se guarda, se lee de los actos que habían surtido efecto ese día. Camino: foto → `historia` →
`situacion` (marcas, etapa, prescripción) → `cuenta`, `cartera`, `verificacion` y `procesos`, que preguntan aquí y
nunca deciden por su lado.

Aquí no se calcula dinero (`cuenta`) ni se juzga si un acto procede (`verificacion`).
"""
