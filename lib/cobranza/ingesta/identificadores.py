"""RFC, CURP y CLABE por columnas: forma, fecha y dígito verificador, con aritmética de NumPy.

Una columna de claves de igual largo se ve como una matriz de letras; cada cuenta se hace para todas a la vez.
"""

from __future__ import annotations

import numpy as np

from cobranza.ingesta.columnas import (
    Enteros,
    Letras,
    Mascara,
    Textos,
    cambiadas,
    cambiar,
    casa,
    largo,
    lista,
    matriz,
    mayusculas,
    numero,
    tomar,
)

_ENIE = ord("{")  # la Ñ ocupa dos bytes; se cambia por un signo que ninguna clave usa
_FORMA_RFC = r"^[A-ZÑ&]{3,4}[0-9]{6}[A-Z0-9]{2}[0-9A]$"
_SEPARADORES = r"[ ./_'\-\x{2010}-\x{2015}\x{2212}]"
FOLIO = "[A-Z]{3}-[0-9]{4}-[0-9]{6}"
"""La forma del folio de un crédito."""
_FOLIO_SIN_GUIONES = (
    r"^([A-Z]{3})[-/ _.\x{2010}-\x{2015}\x{2212}]?([0-9]{4})[-/ _.\x{2010}-\x{2015}\x{2212}]?([0-9]{6})$"
)
_ENTIDADES = "AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE"
_FORMA_CURP = rf"^[A-Z][AEIOUX][A-Z]{{2}}[0-9]{{6}}[HMX]({_ENTIDADES})[B-DF-HJ-NP-TV-ZÑ]{{3}}[A-Z0-9][0-9]$"
_DIAS_DEL_MES = np.array([0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31], dtype=np.int64)


def _valores(alfabeto: str) -> Enteros:
    tabla = np.zeros(256, dtype=np.int64)
    for valor, letra in enumerate(alfabeto):
        tabla[_ENIE if letra == "Ñ" else ord(letra)] = valor
    return tabla


_VALOR_RFC = _valores("0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ")
_VALOR_CURP = _valores("0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ")
_PESO_CLABE = np.array([3, 7, 1] * 6, dtype=np.int64)[:17]


def existe_dia(anio: Enteros, mes: Enteros, dia: Enteros) -> Mascara:
    """¿Existe ese día en el calendario gregoriano?"""
    mes_real = (mes >= 1) & (mes <= 12)
    bisiesto = (anio % 4 == 0) & ((anio % 100 != 0) | (anio % 400 == 0))
    tope = np.where((mes == 2) & ~bisiesto, 28, _DIAS_DEL_MES[np.where(mes_real, mes, 0)])
    return mes_real & (dia >= 1) & (dia <= tope)


def _sin_enie(columna: Textos) -> Textos:
    return cambiar(columna, "Ñ", "{")


def sin_separadores(columna: Textos) -> Textos:
    """Claves en mayúsculas y sin los espacios, guiones, puntos o diagonales con que se separan al escribirlas."""
    en_mayusculas = mayusculas(columna)
    return cambiar(en_mayusculas, _SEPARADORES, "") if casa(en_mayusculas, _SEPARADORES).any() else en_mayusculas


def con_guiones(columna: Textos) -> Textos:
    """Los folios escritos en minúsculas, con otro signo o sin él, como se guardan; lo demás, igual."""
    raros = np.flatnonzero(~casa(columna, f"^(?:{FOLIO})?$"))
    if raros.size == 0:
        return columna
    en_mayusculas = mayusculas(tomar(columna, raros))
    son_folios = casa(en_mayusculas, _FOLIO_SIN_GUIONES)
    guionados = cambiar(tomar(en_mayusculas, son_folios), _FOLIO_SIN_GUIONES, r"\1-\2-\3")
    return cambiadas(columna, raros[son_folios], lista(guionados)) if son_folios.any() else columna


def fallas_rfc(columna: Textos) -> tuple[Mascara, Mascara, Mascara]:
    """Qué RFC fallan por su forma, por su fecha y por su dígito verificador; cada uno por lo primero que falla."""
    forma = casa(columna, _FORMA_RFC)
    fecha, digito = np.zeros_like(forma), np.zeros_like(forma)
    largos = largo(columna)
    for ancho in (12, 13):
        cuales = np.flatnonzero(forma & (largos == ancho))
        letras = matriz(_sin_enie(tomar(columna, cuales)), ancho)
        siglo = numero(letras, ancho - 9, ancho - 7)  # dos dígitos: 00 se toma bisiesto, como 2000
        existe = existe_dia(2000 + siglo, numero(letras, ancho - 7, ancho - 5), numero(letras, ancho - 5, ancho - 3))
        fecha[cuales] = ~existe
        digito[cuales] = existe & (letras[:, -1] != _digito_rfc(letras))
    return ~forma, fecha, digito


def _digito_rfc(letras: Letras) -> Letras:
    ancho = letras.shape[1]
    suma = np.full(len(letras), 0 if ancho == 13 else int(_VALOR_RFC[ord(" ")]) * 13, dtype=np.int64)
    for k in range(ancho - 1):
        suma += _VALOR_RFC[letras[:, k]] * (ancho - k)
    resto = (11 - suma % 11) % 11
    return np.where(resto == 10, ord("A"), resto + ord("0")).astype(np.uint8)


def fallas_curp(columna: Textos) -> tuple[Mascara, Mascara, Mascara]:
    """Qué CURP fallan por su forma, por su fecha y por su dígito verificador."""
    forma = casa(columna, _FORMA_CURP)
    fecha, digito = np.zeros_like(forma), np.zeros_like(forma)
    cuales = np.flatnonzero(forma)
    letras = matriz(_sin_enie(tomar(columna, cuales)), 18)
    es_de_2000 = letras[:, 16] >= ord("A")
    anio = numero(letras, 4, 6) + np.where(es_de_2000, 2000, 1900)
    existe = existe_dia(anio, numero(letras, 6, 8), numero(letras, 8, 10))
    suma = np.zeros(len(letras), dtype=np.int64)
    for k in range(17):
        suma += _VALOR_CURP[letras[:, k]] * (18 - k)
    fecha[cuales] = ~existe
    digito[cuales] = existe & ((10 - suma % 10) % 10 != letras[:, 17].astype(np.int64) - ord("0"))
    return ~forma, fecha, digito


def fallas_clabe(columna: Textos) -> tuple[Mascara, Mascara]:
    """Qué CLABE fallan por su forma y por su dígito de control."""
    forma = casa(columna, r"^[0-9]{18}$")
    digito = np.zeros_like(forma)
    cuales = np.flatnonzero(forma)
    cifras = matriz(tomar(columna, cuales), 18).astype(np.int64) - ord("0")
    control = (10 - (cifras[:, :17] * _PESO_CLABE % 10).sum(axis=1) % 10) % 10
    digito[cuales] = control != cifras[:, 17]
    return ~forma, digito
