"""Lo que usan todos los pisos: dinero exacto, fechas, errores, ajustes y catálogos.

Conceptos: un importe son *centavos* enteros; una fecha, un *día* entero; un error dice qué se encontró, qué se
esperaba y qué hacer, y trae su código de salida. Camino: `ajustes` dice dónde está todo; `catalogos` lee las
tablas cortas de la oficina; `dinero` y `fechas` son la única puerta entre texto y números.

Empieza por `dinero`. Aquí no vive nada que sepa de impuestos, de tablas ni de cuadernos.
"""
