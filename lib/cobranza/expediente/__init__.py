"""El expediente: la historia de cada crédito y el estado en que lo dejan sus actos, definido una sola vez.

Conceptos: una *historia* son los renglones de los libros como columnas de enteros; una *marca*, un estado que unos
actos abren y otros cierran. Camino: foto → `historia`; `significado` dice qué abre, cierra y vale cada acto
(`params/catalogos/actos.yaml`); `lapsos` los pliega en periodos y contesta la única pregunta, `vigente`; de ahí salen
`situacion` y `prescripcion`. `personas` dice quién podía actuar. `cuenta`, `cartera`, `verificacion` y `procesos`
preguntan aquí. Aquí no se calcula dinero (`cuenta`) ni se juzga si un acto procede (`verificacion`).
"""
