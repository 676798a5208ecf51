"""El expediente: la historia de cada crédito y el estado en que lo dejan sus actos, definido una sola vez.

Camino: `historia` lee los libros como columnas de enteros; `situacion` dice en qué estado estaba cada crédito un día.
Aquí no se calcula dinero (`cuenta`) ni se juzga si un acto procede (`verificacion`).
"""
