"""La cuenta de cada crédito: cuánto debe a un día, a qué se aplica cada pago y qué pasa si un pago no fue.

Camino: `asentado` lee lo que dicen los libros, `adeudos` lo tiene por columnas, `aplicacion` reparte los hechos que
mueven saldo y `reversas` vuelve a contar lo que cambió; `liquidacion` contesta cuánto se debía. Aquí no hay carteras
ni informes.
"""
