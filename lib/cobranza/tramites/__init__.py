"""Trámites: lo que la oficina decide paso por paso, con quién lo dio, su documento y su efecto.

Cada trámite es un YAML de `params/catalogos` (`definicion`) y lo que su proceso comprueba, calcula y asienta. El
estado se lee de los pasos (`libro_de_pasos`), que sólo se agregan; `tramitar` los da y `vista` los enseña. Aquí no se
nombra ningún trámite.
"""
