"""Los libros de sólo agregar: qué tablas hay, con qué palabras y cómo se agrega un renglón encadenado.

Conceptos: un *movimiento* cambia lo que se debe de un componente; un *acto* tiene efecto jurídico sobre un crédito.
Ninguno se corrige: se agrega otro. Empieza por `vocabulario`, sigue `tablas` (esquema), `libro` (agregar y encadenar)
y `comprobacion` (que nadie los haya alterado). Qué significan los actos lo dice `expediente`; cuánto se debe,
`cuenta`.
"""
