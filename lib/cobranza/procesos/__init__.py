"""Lo que la oficina decide y anota: qué sigue en cada crédito, a quién le toca.

`siguiente` dice el acto que procede y antes de cuándo; `asignacion` propone ejecutor. Un proceso habla con los demás
por los actos y los movimientos; ninguno llama a otro.
"""
