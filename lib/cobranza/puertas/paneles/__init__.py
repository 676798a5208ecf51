"""Los paneles: donde una persona trabaja sin escribir órdenes, dentro de un cuaderno.

Validan, llaman y enseñan; ni reglas ni consultas. `panel` corre informes, `bandeja` da los pasos de los trámites y
`explorar` recorre la cartera. Los tres arman su `formulario` de un JSON Schema y enseñan listas en la `rejilla`, que
pide al programa sólo los renglones que están a la vista.
"""
