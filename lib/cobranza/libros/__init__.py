"""Los libros de sólo agregar: qué tablas hay, con qué palabras y cómo se agrega un renglón encadenado.

Conceptos: un *movimiento* cambia lo que se debe de un componente; un *acto* tiene efecto jurídico sobre un
crédito; un *lote* es la carga de la que vino. Nada se corrige: se agrega otro renglón. Camino: marco de renglones
→ `libro` (agrega y encadena) → `tablas` → `comprobacion` (que nadie los haya alterado).

Empieza por `vocabulario`. Qué significan los actos lo dice `expediente`; cuánto se debe, `cuenta`.
"""
