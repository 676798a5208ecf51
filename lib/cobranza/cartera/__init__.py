"""La cartera: los libros de movimientos y actos, lo que entra en ellos y lo que de ellos se lee a una fecha.

Empieza por `consultas.cartera_al` (la cartera a un corte), `historia` (de dónde sale) y `tablas` (qué se guarda).
`ingesta` mete archivos, `aplicacion` asienta pagos y bajas, `cubo` suma y `puente` cuadra. Aquí no viven las reglas
del procedimiento (`verificacion`) ni el reparto de gastos (`nomina`).
"""
