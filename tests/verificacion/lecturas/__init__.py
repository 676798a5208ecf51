"""Lo que cada regla dice, leído otra vez de su artículo: despacio, crédito por crédito, con listas y diccionarios.

No usa nada de `verificacion`, ni de la historia de `expediente`, ni de la cuenta por columnas: lee las tablas de los
libros. El calendario y la liquidación de un crédito son de `ley`. Cada lectura da las claves de los actos que señala,
o «credito».
"""
