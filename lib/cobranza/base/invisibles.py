"""Los caracteres que no se ven o engañan al que lee: cuáles son y qué se hace con ellos, en un solo lugar.

Tres clases. Los de **control** (NUL, los de C0 y C1, medias letras): una base de datos los admite y otra no, y una
terminal los obedece. Los de **dirección**: se lee un texto distinto del que está escrito. Los **de ancho cero**: dos
textos que se ven iguales no lo son. Lo que trae de las dos primeras no entra; los últimos se quitan, salvo en un
parámetro o un caso, donde quien lo escribió puede quitarlos.
"""

from __future__ import annotations

import re

CONTROL = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x{80}-\x{9f}\x{fffe}\x{ffff}"
"""Para una clase de expresión regular de Arrow (RE2); tabulador y saltos de renglón no son de control."""
DIRECCION = r"\x{61c}\x{202a}-\x{202e}\x{2066}-\x{2069}"
ANCHO_CERO = (
    r"\x{34f}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}\x{200b}-\x{200f}\x{2060}-\x{2065}"
    r"\x{206a}-\x{206f}\x{3164}\x{fe00}-\x{fe0f}\x{feff}\x{ffa0}\x{fff0}-\x{fffb}\x{e0000}-\x{e0fff}"
)
"""Sin el guion que no se ve (U+00AD): es también lo que deja una «í» leída con otra página de códigos.

Con U+200E y U+200F, que Windows pega junto a las fechas y no cambian lo que se lee de un texto en español."""


def _de_python(clase: str) -> str:
    return re.sub(r"\\x\{([0-9a-f]+)\}", lambda m: f"\\U{int(m[1], 16):08x}", clase)


_MEDIAS = r"\ud800-\udfff"
_MEDIA = re.compile(f"[{_MEDIAS}]")
_NO_ENTRA = re.compile(f"[{_de_python(CONTROL)}{_de_python(DIRECCION)}{_MEDIAS}]")
_ENGANOSO = re.compile(
    f"[{_de_python(CONTROL)}{_de_python(DIRECCION)}{_MEDIAS}{_de_python(ANCHO_CERO)}\u00ad\u2028\u2029]"
)


def es_enganoso(texto: str) -> bool:
    """¿Trae algo que no se ve o que cambia lo que se lee?

    >>> es_enganoso("Muñoz"), es_enganoso("a\\u202eb"), es_enganoso("a\\x00"), es_enganoso("a\\u200bb")
    (False, True, True, True)
    """
    return _ENGANOSO.search(texto) is not None


def no_entra(texto: str) -> bool:
    """¿Trae caracteres de control o de dirección?"""
    return _NO_ENTRA.search(texto) is not None


def sin_medias_letras(texto: str) -> str:
    """El texto con cada mitad suelta de un par de UTF-16 («\\ud800») vuelta �: ni UTF-8 ni las bases las admiten."""
    return _MEDIA.sub("\N{REPLACEMENT CHARACTER}", texto)


def trae_medias_letras(texto: str) -> bool:
    """¿Trae mitades sueltas: de un par de UTF-16, o bytes que no eran UTF-8?"""
    return _MEDIA.search(texto) is not None


def a_la_vista(texto: str) -> str:
    """El texto con cada carácter de control o de dirección cambiado por uno que se ve y que cualquier base admite.

    >>> a_la_vista("A\\x00B\\u202eC")
    'A␀B�C'
    """
    return _NO_ENTRA.sub(lambda m: "\N{SYMBOL FOR NULL}" if m[0] == "\x00" else "\N{REPLACEMENT CHARACTER}", texto)
