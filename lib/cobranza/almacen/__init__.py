"""El almacén: la base donde viven los libros (SQLite o PostgreSQL), sus migraciones y la foto que leen los informes.

Empieza por `sesion.abrir` y `toma.foto_actual`; `foto` la lee y `partes` la recorre. Aquí no se sabe qué significan
los renglones: qué tabla es libro y qué va con qué lo lee `fichas` de la base.
"""
