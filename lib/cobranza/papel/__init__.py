"""Cómo se ve lo que sale: tablas, figuras, carátula, avisos y hoja de cálculo.

Empieza por `tabla` y `piezas`. Todo es presentación: recibe centavos, fechas y textos ya calculados y no decide
nada. Cada pieza sabe mostrarse sola en un cuaderno (`_repr_mimebundle_`).
"""
