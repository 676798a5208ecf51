"""Cuadernos operativos de una Dirección de Cobranza: la biblioteca que calcula lo que los cuadernos cuentan.

Los cuartos, de abajo arriba: `base` → `ley`, `almacen` y `papel` → `libros` y `temas` → `expediente` → `cuenta` →
`cartera`, `ingesta` y `nomina` → `verificacion` y `gemelo` → `procesos` → `informes` y `ejecucion` → `puertas`. Se
importa sólo hacia abajo; `docs/casa.md` dibuja el camino del dato.
"""

__version__ = "0.2.0"
