"""Lo que la oficina decide y anota: qué sigue en cada crédito, a quién le toca.

Conceptos: lo que *sigue* es un acto con su límite; una *propuesta* se revisa y entra por la puerta de siempre.
Camino: cartera → `siguiente` (el acto que procede y antes de cuándo) o `asignacion` (ejecutor) → informe o
archivo.

Un proceso habla con los demás por los actos y los movimientos; ninguno llama a otro.
"""
