"""La cartera: lo que se ve de muchos créditos a un corte.

Conceptos: la *cartera* es un renglón por crédito con su estado y lo que debe ese día (sus columnas, en
`columnas`); el *cubo*, sus sumas por dimensión, que se pueden volver a sumar; el *puente*, por qué cambió el
saldo entre dos fechas. Camino: historia → `consultas.cartera_de` → `cubo`, `puente`, `cosechas`, `recuperacion`,
`indicadores` → informes; un solo crédito, `explicacion` (sus líneas, en `relato`; lo que le ha pasado, en
`cronologia`; su pago a plazos, en `convenido`); otro futuro, `escenario`. Qué significa cada cifra
lo dice `cifras`; que dos cuentas de lo mismo coincidan, `dos_cuentas`.

Nada de aquí escribe: los libros los escriben `ingesta` y `cuenta`.
"""
