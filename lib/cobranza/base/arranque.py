"""Desde dónde se firma cada registro: se anota junto a la clave, donde no llega quien sólo puede escribir en él.

Un registro que ya tenía renglones cuando se creó la clave empieza sin firma y está bien. Uno que se rehizo sin ella
se ve igual: lo distingue que el primer renglón firmado no es el que se anotó.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from cobranza.base import durable, firma, permisos


def anotar(registro: Path, huella: str) -> None:
    """Deja nota de la huella del primer renglón que se firmó en un registro; la primera nota es la que vale.

    Donde no se puede escribir (la clave está en un disco de sólo lectura) no queda, y nada más.
    """
    if anotado(registro):
        return
    with suppress(OSError):
        durable.escribir(_notas(), json.dumps(_todas() | {_cual(registro): huella}, indent=1).encode() + b"\n")
        permisos.ajustar(_notas())


def anotado(registro: Path) -> str:
    """La huella del primer renglón que se firmó aquí en ese registro; vacía si no consta."""
    return _todas().get(_cual(registro), "")


def _notas() -> Path:
    clave = firma.ruta()
    return clave.with_name(f"{clave.name}.registros.json")


def _todas() -> dict[str, str]:
    try:
        dichas = json.loads(_notas().read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return {str(cual): str(huella) for cual, huella in dichas.items()} if isinstance(dichas, dict) else {}


def _cual(registro: Path) -> str:
    """El registro, sin decir dónde está."""
    return hashlib.sha256(str(registro.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
