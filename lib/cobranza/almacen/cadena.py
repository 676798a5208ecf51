"""La cadena de huellas de un libro: cada renglón lleva la del anterior, así que una alteración se nota y se ubica.

`huella = sha256(huella anterior + renglón)`, con el renglón escrito igual en cualquier motor.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

INICIO = "0" * 64
_SEPARADOR, _NULO = "\x1f", "\x00"


def eslabon(anterior: str, valores: Sequence[Any]) -> str:
    """Huella de un renglón (sus columnas sin `id` ni `huella`) después de la anterior.

    Distingue nulo de vacío; una fecha y su texto ISO dan lo mismo.
    """
    canonico = _SEPARADOR.join([_NULO if v is None else v if type(v) is str else _texto(v) for v in valores])
    return hashlib.sha256((anterior + canonico).encode()).hexdigest()


def _texto(valor: Any) -> str:
    return valor.isoformat() if isinstance(valor, date) else str(valor)


def alterado(anterior: str, renglones: Iterable[Sequence[Any]]) -> tuple[int, str]:
    """(id del primer renglón que no sigue a la cadena, o 0; última huella buena).

    Cada renglón es `id, …columnas…, huella`, en orden de id.
    """
    for identidad, *valores, huella in renglones:
        if eslabon(anterior, valores) != huella:
            return int(identidad), anterior
        anterior = huella
    return 0, anterior


def explicacion(libro: str, identidad: int) -> str:
    """Cómo se le dice a una persona que un renglón no sigue a la cadena."""
    return (
        f"el renglón {identidad} de «{libro}» no corresponde a su huella: fue alterado, o alguien quitó o metió "
        "renglones antes de él. Restaura la base de un respaldo anterior; los renglones de antes están íntegros."
    )
