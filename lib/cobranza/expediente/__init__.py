"""El expediente: la historia de cada crédito y el estado en que lo dejan sus actos, definido una sola vez.

Camino: `historia` lee los libros como columnas de enteros; `significado` dice qué abre, cierra y vale cada acto
(`actos.yaml`); `lapsos` los pliega en periodos y contesta la única pregunta, `vigente(h, marca, al)`; de ahí salen
`situacion` (cómo estaba cada crédito un día) y `prescripcion` (cuándo prescribe). `personas` dice quién podía actuar.
Aquí no se calcula dinero (`cuenta`) ni se juzga si un acto procede (`verificacion`).
"""
