"""Cómo se ve lo que sale: tablas, figuras, carátula, avisos, hoja de cálculo y las palabras que se leen.

Conceptos: una *pieza* sabe mostrarse sola en un cuaderno, en texto y en HTML; una *tabla*, además, va al Excel.
Camino: centavos, fechas y claves ya calculados → `palabras` y `formato` (texto) → `tabla`, `figuras` o `piezas` →
`hoja`.

Empieza por `tabla` y `piezas`; cómo se le dice a cada cosa está en `palabras`. Todo es presentación: no decide
nada.
"""
