"""El dinero nace exacto: texto → centavos enteros, y aritmética entera que no se desborda en silencio.

Toda función acepta un `int` o una columna `int64` de NumPy y devuelve la misma forma.
"""

from __future__ import annotations

import re
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cobranza.base.errores import ErrorDeDatos

Columna = NDArray[np.int64]
Entero = TypeVar("Entero", int, Columna)
Centavos = int | Columna

TOPE = 2**63 - 2**40
"""Mayor magnitud que se acepta: deja margen para sumar el medio del redondeo sin salir de 64 bits."""
_IMPORTE = re.compile(r"^\s*(?P<signo>[-−])?\s*\$?\s*(?P<entero>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<fraccion>\d+))?\s*$")


def escalado(texto: str, decimales: int) -> int:
    """Texto decimal → entero con `decimales` posiciones; más precisión de la que cabe es un error.

    >>> escalado("1.47", 2), escalado("145.462", 12), escalado("-0.5", 2)
    (147, 145462000000000, -50)
    """
    partes = _IMPORTE.match(texto)
    if partes is None:
        raise ErrorDeDatos(f"«{texto}» no es un número decimal; se esperaba algo como «1234.50».", valor=texto)
    fraccion = partes["fraccion"] or ""
    if fraccion[decimales:].strip("0"):
        raise ErrorDeDatos(f"«{texto}» trae más de {decimales} decimales; corrige el dato de origen.", valor=texto)
    numero = int(partes["entero"].replace(",", "") + fraccion[:decimales].ljust(decimales, "0"))
    if numero > TOPE:
        raise ErrorDeDatos(f"«{texto}» no cabe en 64 bits; revisa si sobra un dígito.", valor=texto)
    return -numero if partes["signo"] else numero


def centavos(texto: str) -> int:
    """Importe en texto («10,000.00», «$ 1.50», «12») → centavos.

    >>> centavos("10,000.00"), centavos("$ 1.5")
    (1000000, 150)
    """
    return escalado(texto, 2)


def texto(importe: int, decimales: int = 2) -> str:
    """Entero escalado → texto decimal sin separadores, para archivos y JSON.

    >>> texto(123450), texto(-5), texto(10181, 4)
    ('1234.50', '-0.05', '1.0181')
    """
    entero, fraccion = divmod(abs(int(importe)), 10**decimales)
    signo = "-" if importe < 0 else ""
    return f"{signo}{entero}.{fraccion:0{decimales}d}" if decimales else f"{signo}{entero}"


def pesos(importe: int) -> str:
    """Centavos → texto para personas, con comas y signo menos tipográfico.

    >>> pesos(123456789), pesos(-50)
    ('1,234,567.89', '−0.50')
    """
    entero, fraccion = divmod(abs(int(importe)), 100)
    return f"{'−' if importe < 0 else ''}{entero:,}.{fraccion:02d}"


def por(a: Centavos, b: Centavos) -> Centavos:
    """Producto exacto; desbordar 64 bits es un error, no un resultado.

    >>> por(3, 4)
    12
    """
    if isinstance(a, int) and isinstance(b, int):
        producto = a * b
        if abs(producto) > TOPE:
            raise ErrorDeDatos(f"El producto {a} × {b} no cabe en 64 bits; revisa el importe.")
        return producto
    mayor_a, mayor_b = _mayor(a), _mayor(b)
    if mayor_a * mayor_b > TOPE:
        raise ErrorDeDatos(
            f"El producto de {mayor_a} × {mayor_b} no cabe en 64 bits; revisa los importes más grandes."
        )
    return np.multiply(a, b, dtype=np.int64)


def _mayor(valores: Centavos) -> int:
    """El mayor valor absoluto; vistos sin signo, los negativos son enormes, así que una pasada suele bastar."""
    if isinstance(valores, int):
        return abs(valores)
    columna = np.ascontiguousarray(valores, dtype=np.int64)
    mayor = int(columna.view(np.uint64).max(initial=0))
    return mayor if mayor <= TOPE else max(abs(int(columna.max())), abs(int(columna.min())))


def dividir_redondeando(numerador: Centavos, denominador: Centavos) -> Centavos:
    """Cociente al entero más cercano; la mitad exacta se aleja de cero (medio hacia arriba).

    >>> dividir_redondeando(5, 2), dividir_redondeando(-5, 2), dividir_redondeando(4, 3)
    (3, -3, 1)
    """
    if isinstance(numerador, int) and isinstance(denominador, int):
        entero = (2 * abs(numerador) + denominador) // (2 * denominador)
        return entero if numerador >= 0 else -entero
    columna = np.asarray(numerador, dtype=np.int64)
    medio = np.asarray(denominador, dtype=np.int64) // 2
    if columna.min(initial=0) < 0:
        redondeado: Columna = (np.abs(columna) + medio) // denominador
        return np.where(columna < 0, -redondeado, redondeado)
    resultado: Columna = columna + medio
    return resultado // denominador


def dividir_truncando(numerador: Centavos, denominador: Centavos) -> Centavos:
    """Cociente truncado de números no negativos («hasta el diezmilésimo», CFF art. 17-A).

    >>> dividir_truncando(1_018_159, 100)
    10181
    """
    return numerador // denominador
