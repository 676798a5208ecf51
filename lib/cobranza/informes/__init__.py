"""Un módulo por cuaderno, con su mismo nombre: lo que el cuaderno cuenta se calcula aquí.

Todo lo que puede fallar falla en `preparar`; después, cada función es pura sobre sus datos y devuelve piezas de
`papel`. Aquí nadie escribe en el almacén ni sabe de HTML.
"""
