"""Decir dónde está algo sin enseñar con qué se entra: de una dirección sólo se repite lo que no puede ser clave."""

from __future__ import annotations

import re

_SIN_SECRETO = re.compile(r"[a-z][a-z0-9+.\-]*://[\w./ \-]*", re.IGNORECASE)
_PROTOCOLO = re.compile(r"([a-z][a-z0-9+.\-]*)://", re.IGNORECASE)
_DE_ACCESO = re.compile(r"(?<![^/])[^/:]*+:[^/]*@")
_OPCIONES = re.compile(r"\?\w+=.*", re.DOTALL)


def a_la_vista(donde: object) -> str:
    """Una ruta o una dirección como se puede imprimir: de la que trae con qué entrar, sólo su protocolo.

    >>> a_la_vista("s3://balde/foto"), a_la_vista("s3://LLAVE:SECRETO@balde/foto"), a_la_vista("/datos/foto")
    ('s3://balde/foto', 's3://…', '/datos/foto')
    """
    texto = str(donde)
    protocolo = _PROTOCOLO.search(texto)
    if protocolo:
        return texto if _SIN_SECRETO.fullmatch(texto) else f"{protocolo[1]}://…"
    return _OPCIONES.sub("?…", _DE_ACCESO.sub("…@", texto))
