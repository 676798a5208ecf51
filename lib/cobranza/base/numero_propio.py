"""Cómo se escribe el número con que la oficina conoce un crédito: al cargarlo, al buscarlo y en la consola, igual."""

from __future__ import annotations

import re

_RAYAS = "\u2010-\u2015\u2212"
CAMBIOS = (
    (rf" *([-/._{_RAYAS}]) *", r"\1"),
    (rf"[{_RAYAS}]", "-"),
    (r"^([0-9]+)\.0+$", r"\1"),
)
"""(lo que se cambia, por qué): sin espacios junto a sus signos, con guion común y sin el «.0» de una hoja. Las mismas
expresiones valen en `re` y en columnas."""


def canonico(escrito: str) -> str:
    """El número en mayúsculas y de una sola manera.

    >>> canonico(" sf / dc / 0001 / 2022 "), canonico("SF\u20132022 \u2013 7"), canonico("123.0")
    ('SF/DC/0001/2022', 'SF-2022-7', '123')
    """
    dicho = " ".join(escrito.split()).upper()
    for patron, por in CAMBIOS:
        dicho = re.sub(patron, por, dicho)
    return dicho
