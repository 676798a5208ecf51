"""Lo que de una fila apartada se enseña en pantalla: qué le pasa y dónde está, sin decir de quién es (CFF, art. 69).

El CSV para corregirla sí lleva el dato: es de quien lo capturó y sólo él lo puede leer.
"""

from __future__ import annotations

import re

from cobranza.ingesta import layouts

TAPADO = "•••"
_DE_PERSONA = ("rfc", "curp", "clabe")
_CITADO = re.compile(r"«[^»]*(?:»|$)")
_IDENTIFICADOR = re.compile(
    r"(?<![A-Za-z0-9ÑñÁ-ú])(?:"
    r"[A-ZÑ&]{3,4}[ .-]?[0-9]{2}(?:0[0-9]|1[0-2])[0-3][0-9](?:[ .-]?[A-Z0-9]{1,12})?"  # un RFC o una CURP
    r"|[0-9]{16,20}"  # una CLABE, o una cuenta
    r")(?![A-Za-z0-9])",
    re.IGNORECASE,
)


def tapado(titulo: str, texto: str) -> str:
    """Un mensaje sobre la columna de ese título, sin RFC, CURP, CLABE ni el nombre de nadie.

    >>> tapado("Municipio", "«Tustla» no está en el catálogo"), tapado("RFC", "«GODE5612» no es un RFC")
    ('«Tustla» no está en el catálogo', '«•••» no es un RFC')
    >>> tapado("Municipio", "«GODE561231GR8» no está en el catálogo")
    '«•••» no está en el catálogo'
    """
    if any(titulo == de or f"Además, {de}: " in texto for de in titulos()):
        texto = _CITADO.sub(f"«{TAPADO}»", texto)
    return _IDENTIFICADOR.sub(TAPADO, texto)


def valor_tapado(titulo: str, valor: str) -> str:
    """El valor de una celda: si es de una persona, nada de él; si no, sin identificadores.

    >>> valor_tapado("CLABE", "0321"), valor_tapado("Folio", "TGZ-2019-000123"), valor_tapado("RFC", "")
    ('•••', 'TGZ-2019-000123', '')
    """
    return TAPADO if valor and titulo in titulos() else _IDENTIFICADOR.sub(TAPADO, valor)


def titulos() -> frozenset[str]:
    """Los títulos de las columnas que dicen quién es alguien."""
    return frozenset(
        columna.titulo
        for nombre in layouts.nombres()
        for campo, columna in layouts.leer(nombre).columnas.items()
        if columna.tipo in _DE_PERSONA or campo == "nombre"
    )
