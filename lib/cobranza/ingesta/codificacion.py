"""Con qué página de códigos está escrito un archivo de texto que no es UTF-8, por lo que enseñan sus letras.

La misma «ñ» es un byte distinto en Windows, en DOS y en Mac. De cada byte que va junto a una letra se pregunta qué
sería en cada página: gana la que da letras del español y no signos a media palabra.
"""

from __future__ import annotations

import numpy as np

from cobranza.ingesta.columnas import Enteros, Letras, Mascara

_DEL_ESPANOL = "áéíóúüñÁÉÍÓÚÜÑ"
_PAGINAS = {"cp1252": "Windows", "cp850": "DOS (página 850)", "mac_roman": "Macintosh"}
"""En caso de empate, la primera."""


def vecinos_de_letra(trozo: bytes) -> Enteros:
    """Cuántas veces aparece cada byte alto junto a una letra sin acento."""
    bytes_ = np.frombuffer(trozo, dtype=np.uint8)
    minuscula = bytes_ | 0x20
    letra = (minuscula >= ord("a")) & (minuscula <= ord("z"))
    junto = np.zeros(len(bytes_), dtype=np.bool_)
    junto[1:] |= letra[:-1]
    junto[:-1] |= letra[1:]
    return np.bincount(bytes_[junto & (bytes_ >= 0x80)], minlength=256).astype(np.int64)


def pagina(veces: Enteros) -> tuple[str, str]:
    """(la página que mejor explica los bytes altos, cómo se llama si no es la de siempre)."""
    puntos = {nombre: int((_valor(nombre) * veces).sum()) for nombre in _PAGINAS}
    mejor = max(puntos, key=lambda nombre: puntos[nombre])
    return (mejor, _PAGINAS[mejor]) if puntos[mejor] > puntos["cp1252"] else ("cp1252", "")


def _valor(nombre: str) -> Enteros:
    """De cada byte en esa página: uno si es letra del español, cero si es otra letra, menos dos si es un signo."""
    valores = np.zeros(256, dtype=np.int64)
    for byte in range(0x80, 0x100):
        letra = bytes([byte]).decode(nombre, "replace")
        valores[byte] = 1 if letra in _DEL_ESPANOL else 0 if letra.isalpha() or letra in "ªº°" else -2
    return valores


def trae_raras(trozo: bytes, *, es_utf8: bool) -> bool:
    """¿Hay letras que no son del español, o de otro tamaño que sus vecinas («PÚrez»)? Entonces hay que mirar."""
    if es_utf8 and trozo[-1] >= 0xC2:  # una letra partida: se mira entera en el trozo que sigue
        trozo = trozo[:-1]
    bytes_ = np.frombuffer(b" " + trozo + b"   ", dtype=np.uint8)
    donde = np.flatnonzero(bytes_ >= (0xC2 if es_utf8 else 0x80))
    if es_utf8:
        primera, segunda = bytes_[donde], bytes_[donde + 1]
        letras = np.where(primera <= 0xC3, segunda + (primera == 0xC3).astype(np.uint8) * 0x40, 0x81).astype(np.uint8)
    else:
        letras = bytes_[donde]
    antes, despues = bytes_[donde - 1], bytes_[donde + (2 if es_utf8 else 1)]
    de_otro_tamano = _MINUSCULA[letras] & _es_mayuscula(antes) & _es_mayuscula(despues)
    de_otro_tamano |= (letras == ord("Ú")) & (despues >= ord("a")) & (despues <= ord("z")) & (antes >= ord("A"))
    return bool((~_DE_SIEMPRE[letras] | de_otro_tamano).any())


def _es_mayuscula(bytes_: Letras) -> Mascara:
    return (bytes_ >= ord("A")) & (bytes_ <= ord("Z"))


def _tabla(signos: str) -> Mascara:
    tabla = np.zeros(256, dtype=np.bool_)
    tabla[[ord(signo) for signo in signos]] = True
    return tabla


_DE_SIEMPRE = _tabla(_DEL_ESPANOL + "°ºª¿¡«»´\xa0")
_MINUSCULA = _tabla("áéíóúüñ")
