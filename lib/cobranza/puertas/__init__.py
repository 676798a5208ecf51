"""Por donde se entra: la consola `cobranza`. Ni reglas ni consultas: cada orden llama a una función y la cuenta.

Empieza por `cli`. `consola` es cómo se habla (ayuda, avance, errores en una línea); `informes` corre cuadernos;
`carga` mete archivos; `libros` cuida la base; `norma` enseña y amplía los parámetros; `calculo` es `calcular`.
Las bibliotecas pesadas se importan dentro de cada orden: la ayuda sale al instante.
"""
