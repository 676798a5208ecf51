"""Por donde se entra: la consola `cobranza`. Ni reglas ni consultas: cada orden llama a una función y la cuenta.

Camino: `cli` (reúne las órdenes y traduce los errores a códigos) → el módulo de la orden, con su nombre o el de
su familia: `corridas` (corre, lote), `agenda`, `cotejo` (repetir, comparar), `carga` (ingerir, deshacer),
`ejemplo` (demo), `custodia` (migrar, comprobar, foto), `cuarentena`, `asignar`, `verificar`, `explica`, `calcular` y
`params`.
`consola` es cómo se habla; `instalacion`, con qué datos y qué norma se corre aquí.

Las bibliotecas pesadas se importan dentro de cada orden: la ayuda sale al instante.
"""
