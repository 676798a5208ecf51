"""El almacén: la base donde viven los libros (SQLite o PostgreSQL), sus migraciones y la foto que leen los informes.

Conceptos: la *cadena* liga cada renglón con la huella del anterior; la *foto* son los libros en archivos Parquet
que no cambian, con su huella; una *parte* es la porción de la foto que cabe en un proceso. Camino: base → `toma`
(escribe los `segmentos` nuevos) → `foto` (los lee) → `partes` (los recorre en varios procesos).

Empieza por `sesion.abrir` y `toma.foto_actual`. Aquí no se sabe qué significan los renglones: eso es `libros`.
"""
