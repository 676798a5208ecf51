"""Lo que usan todos los pisos: dinero exacto, fechas, errores y ajustes.

Empieza por `dinero`. Aquí no vive nada que sepa de impuestos, de tablas ni de cuadernos.
"""
