"""Cuadernos operativos de una Dirección de Cobranza: la biblioteca que calcula lo que los cuadernos cuentan.

Los pisos, de abajo arriba: `base` (dinero, fechas, errores, ajustes) → `ley` (parámetros y fórmulas),
`almacen` (libros y foto) y `papel` (cómo se ve lo que sale) → `cartera` → `verificacion` → `nomina` →
`informes` y `ejecucion` → `puertas`. Se importa sólo hacia abajo.
"""

__version__ = "0.2.0"
