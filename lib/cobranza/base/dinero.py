"""El dinero nace exacto: texto → centavos enteros, y aritmética entera que no se desborda en silencio.

Toda función acepta un `int` o una columna `int64` de NumPy y devuelve la misma forma.
"""

from __future__ import annotations

import re
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from cobranza.base import topes
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.invisibles import a_la_vista

Columna = NDArray[np.int64]
Entero = TypeVar("Entero", int, Columna)
Centavos = int | Columna

TOPE = 2**63 - 2**40
"""Mayor magnitud que se acepta: deja margen para sumar el medio del redondeo sin salir de 64 bits."""
_IMPORTE = re.compile(
    r"^\s*(?P<signo>[-−])?\s*\$?\s*(?P<entero>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.(?P<fraccion>[0-9]+))?\s*$"
)
"""Sólo cifras de las de siempre: «٣٤٥» también son dígitos para Python."""


def escalado(texto: str, decimales: int) -> int:
    """Texto decimal → entero con `decimales` posiciones; más precisión de la que cabe es un error.

    >>> escalado("1.47", 2), escalado("145.462", 12), escalado("-0.5", 2)
    (147, 145462000000000, -50)
    """
    partes = _IMPORTE.match(texto) if len(texto) <= topes.CIFRAS else None
    if partes is None:
        texto = a_la_vista(texto if len(texto) <= topes.CIFRAS else f"{texto[: topes.CIFRAS]}…")
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
    _que_quepa(mayor(a)[0], mayor(b)[0])
    return a * b if isinstance(a, int) and isinstance(b, int) else np.multiply(a, b, dtype=np.int64)


def en_proporcion(
    importe: Centavos,
    razon: Centavos,
    entre: int,
    *,
    salida: Columna | None = None,
    mayores: tuple[int, int] | None = None,
) -> Centavos:
    """`importe × razon ÷ entre` al entero más cercano: lo que `dividir_redondeando(por(…), …)`, sin temporales.

    Forma: enteros o columnas `int64`. `salida` recibe la columna; `mayores` acota importe y razón cuando quien
    llama ya los miró y no son negativos. Errores: `ErrorDeDatos` si el producto desborda.

    >>> en_proporcion(1_600_000, 10_181, 10_000)
    1628960
    """
    if isinstance(importe, int) and isinstance(razon, int):
        return dividir_redondeando(por(importe, razon), entre)
    con_signo = False
    if mayores is None:
        (uno, uno_negativo), (otro, otro_negativo) = mayor(importe), mayor(razon)
        mayores, con_signo = (uno, otro), uno_negativo or otro_negativo
    _que_quepa(*mayores)
    producto = np.asarray(np.multiply(importe, razon, out=salida, dtype=np.int64))
    return _redondear(producto, entre, con_signo=con_signo)


def _que_quepa(a: int, b: int) -> None:
    if a * b > TOPE:
        raise ErrorDeDatos(f"El producto de {a} × {b} no cabe en 64 bits; revisa los importes más grandes.")


def mayor(valores: Centavos) -> tuple[int, bool]:
    """(mayor magnitud, si hay negativos): vistos sin signo, los negativos son enormes y basta una pasada.

    >>> mayor(np.array([3, 7])), mayor(np.array([3, -7]))
    ((7, False), (7, True))
    """
    if isinstance(valores, int):
        return abs(valores), valores < 0
    columna = np.ascontiguousarray(valores, dtype=np.int64)
    sin_signo = int(columna.view(np.uint64).max(initial=0))
    if sin_signo <= TOPE:
        return sin_signo, False
    return max(abs(int(columna.max())), abs(int(columna.min()))), True


def dividir_redondeando(numerador: Centavos, denominador: Centavos) -> Centavos:
    """Cociente al entero más cercano; la mitad exacta se aleja de cero (medio hacia arriba).

    >>> dividir_redondeando(5, 2), dividir_redondeando(-5, 2), dividir_redondeando(4, 3)
    (3, -3, 1)
    """
    if isinstance(numerador, int) and isinstance(denominador, int):
        entero = (2 * abs(numerador) + denominador) // (2 * denominador)
        return entero if numerador >= 0 else -entero
    columna = np.array(np.broadcast_arrays(numerador, denominador)[0], dtype=np.int64)
    return _redondear(columna, denominador, con_signo=mayor(columna)[1])


def _redondear(columna: Columna, denominador: Centavos, *, con_signo: bool) -> Columna:
    """Divide la columna en su lugar; sin negativos se divide sin signo, que es el mismo cociente y más rápido."""
    medio = denominador // 2
    if con_signo:
        cociente = (np.abs(columna) + medio) // denominador
        columna[...] = np.where(columna < 0, -cociente, cociente)
    else:
        columna += medio
        sin_signo = columna.view(np.uint64)
        np.floor_divide(sin_signo, np.asarray(denominador).astype(np.uint64), out=sin_signo)
    return columna[()]


def dividir_truncando(numerador: Centavos, denominador: Centavos) -> Centavos:
    """Cociente truncado de números no negativos («hasta el diezmilésimo», CFF art. 17-A).

    >>> dividir_truncando(1_018_159, 100)
    10181
    """
    return numerador // denominador
