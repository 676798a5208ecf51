"""Importes y fechas en palabras, como los pide un documento: «(UN MIL PESOS 50/100 M.N.)».

El número lo escribe `num2words`; aquí va lo que él no hace: el apócope («veintiún mil», no «veintiuno mil»), el
«de» de los millones cerrados, y el «UN» delante de mil, para que a un importe no se le agregue nada por la izquierda.
"""

from __future__ import annotations

import re
from datetime import date

from cobranza.base.fechas import MESES

_MILLON = 1_000_000
# «uno» se acorta delante de mil, de millones y del sustantivo que cuenta
_APOCOPES = ((r"\bveintiuno(?= |$)", "veintiún"), (r"\buno(?= |$)", "un"))


def numero(cantidad: int) -> str:
    """Un entero en palabras, delante de lo que cuenta.

    >>> numero(1), numero(21), numero(31_000), numero(100)
    ('un', 'veintiún', 'treinta y un mil', 'cien')
    """
    palabras = _en_palabras(cantidad)
    for largo, corto in _APOCOPES:
        palabras = re.sub(largo, corto, palabras)
    return palabras


def importe(centavos: int) -> str:
    """Un importe con letra, entre paréntesis. Unidades: centavos.

    >>> importe(100_050), importe(100), importe(99)
    ('(UN MIL PESOS 50/100 M.N.)', '(UN PESO 00/100 M.N.)', '(CERO PESOS 99/100 M.N.)')
    >>> importe(100_000_000)
    '(UN MILLÓN DE PESOS 00/100 M.N.)'
    """
    pesos, resto = divmod(abs(centavos), 100)
    palabras = numero(pesos)
    if palabras == "mil" or palabras.startswith("mil "):
        palabras = f"un {palabras}"
    de = " de" if pesos >= _MILLON and pesos % _MILLON == 0 else ""
    moneda = "peso" if pesos == 1 else "pesos"
    signo = "menos " if centavos < 0 else ""
    return f"({f'{signo}{palabras}{de} {moneda}'.upper()} {resto:02d}/100 M.N.)"


def fecha(dia: date) -> str:
    """Una fecha en palabras; el día primero se dice así.

    >>> fecha(date(2025, 12, 31)), fecha(date(2026, 1, 1))
    ('treinta y uno de diciembre de dos mil veinticinco', 'primero de enero de dos mil veintiséis')
    """
    del_mes = "primero" if dia.day == 1 else _en_palabras(dia.day)
    return f"{del_mes} de {MESES[dia.month - 1]} de {_en_palabras(dia.year)}"


def _en_palabras(cantidad: int) -> str:
    from num2words import num2words  # type: ignore[import-untyped]  # no publica tipos

    return str(num2words(cantidad, lang="es"))
