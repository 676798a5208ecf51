"""Un módulo por cuaderno, con su mismo nombre: lo que el cuaderno cuenta se calcula aquí.

Conceptos: los *datos* son lo leído a un corte; una *pieza* de `papel`, lo que se ve. Camino: parámetros del
cuaderno → `preparar` (todo lo que puede fallar falla aquí) → datos → una función pura por celda → piezas; al
final el cuadre y la `procedencia`, que dice con qué se hizo.

Aquí nadie escribe en el almacén ni sabe de HTML.
"""

from cobranza.papel.cuaderno import atender_fallas

atender_fallas()
