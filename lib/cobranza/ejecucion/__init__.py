"""La corrida de un cuaderno como registro: parámetros comprobados, salida atómica y manifiesto con huellas.

Conceptos: una *corrida* es un cuaderno con sus parámetros y su carpeta; el *manifiesto* dice con qué se hizo; un
*plan*, qué corridas tocan y cuándo. Camino: `parametros` (comprueba antes de abrir el núcleo) → `nucleo` →
`salidas` (nadie ve una corrida a medias) → `html` (la cara) → `manifiesto` → `indice` (la portada de todas).

Empieza por `motor.correr` y `lote.correr_lote`. Aquí nadie sabe de impuestos: datos y norma son huellas.
"""
