"""La corrida de un cuaderno como registro: parámetros comprobados, salida atómica y manifiesto con huellas.

Empieza por `motor.correr` (un cuaderno) y `lote.correr_lote` (varios a la vez). `parametros` lee y comprueba la
celda etiquetada antes de abrir el núcleo; `salidas` garantiza que nadie vea una corrida a medias; `manifiesto`
dice con qué se hizo; `indice` arma la portada de todas; `agenda` dice qué toca hoy; `html` da la cara.
Aquí nadie sabe de impuestos: los datos y la norma entran sólo como huellas.
"""
