"""Un importe o un número como lo escribe una persona, una hoja de cálculo o un servidor → dígitos y punto."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from cobranza.ingesta.reescritura import Dudoso, Lectura, Leido

CIFRAS_EXACTAS = 15
"""Las que guarda una hoja de cálculo; las que siguen son ruido de la aritmética binaria."""
_ENTEROS_QUE_CABEN = 15
_DECIMALES_DE_UNA_SUMA = 8
"""Con tantos decimales, lo que no llega a una millonésima es el ruido que junta una suma de binarios."""
_MONEDA = re.compile(r"mxn|mxp|mx\$|mex\$|m\.\s?n\.?|\bmn\b|pesos|\$")
_OTRA_MONEDA = re.compile(r"usd|us\$|dls|d[oó]lares|eur|€|udis?\b")
_CERO_CONTABLE = re.compile(r"[-–—−‐‑]+(?:\s*\?*)")
_NEGATIVO = re.compile(r"\((?P<a>[^()]+)\)|[-−–]\s*(?P<b>[^-−–]+)|(?P<c>[^-−–]+?)\s*[-−–]")
_PUNTO = re.compile(r"(?P<entero>[0-9]{1,3}(?:[,'’ ][0-9]{3})+|[0-9]*)(?:\.(?P<decimales>[0-9]*))?")
_COMA = re.compile(r"(?P<entero>[0-9]{1,3}(?:[.' ’][0-9]{3})+|[0-9]+),(?P<decimales>[0-9]{1,2})")
_CIENTIFICA = re.compile(r"[0-9](?:[.,][0-9]+)?e(?P<signo>[+-]?)[0-9]{1,3}")
_NO_SE_ENTIENDE = Dudoso(
    "Importe que no se entiende",
    "«{}» no es un importe; se esperaba algo como 12,345.67 (coma de miles, punto decimal).",
)
_NEGATIVO_NO = Dudoso("Importe negativo", "«{}» es negativo; los importes van sin signo y lo que resta es otro acto.")


def leer_importe(escrito: str) -> Lectura:
    """El importe con punto y dos decimales, o por qué no.

    >>> leer_importe("$ -").texto, leer_importe("$ 1,234.50 MXN").texto, leer_importe("10000.000000000002").texto
    ('0.00', '1234.50', '10000.00')
    """
    texto = " ".join(escrito.strip(" '’").casefold().split())
    if _OTRA_MONEDA.search(texto):
        return Dudoso("Importe en otra moneda", "«{}» no está en pesos; los importes se capturan en moneda nacional.")
    texto = " ".join(_MONEDA.sub(" ", texto).split()).removeprefix("+").strip()
    if _CERO_CONTABLE.fullmatch(texto):
        return Leido("0.00")
    if negativo := _NEGATIVO.fullmatch(texto):
        return _de_negativo(next(parte for parte in negativo.groups() if parte is not None))
    return _sin_signo(texto)


def _de_negativo(texto: str) -> Lectura:
    lectura = _sin_signo(texto.strip())
    if isinstance(lectura, Leido):
        return lectura if not Decimal(lectura.texto) else _NEGATIVO_NO
    return _NEGATIVO_NO if any(letra.isdecimal() for letra in texto) else lectura


def _sin_signo(texto: str) -> Lectura:
    if cientifica := _CIENTIFICA.fullmatch(texto):
        return _de_cientifica(texto, con_signo=bool(cientifica["signo"]))
    if (con_punto := _PUNTO.fullmatch(texto)) and (con_punto["entero"] or con_punto["decimales"]):
        entero, decimales = re.sub(r"[^0-9]", "", con_punto["entero"]), con_punto["decimales"] or ""
        if con_punto["entero"][:1] == "0" and len(entero) > len(con_punto["entero"].split(",")[0]):
            return _NO_SE_ENTIENDE  # «0,500» no es de miles ni dice que su coma sea decimal
        return _a_centavos(entero or "0", decimales)
    if con_coma := _COMA.fullmatch(texto):
        entero = re.sub(r"[^0-9]", "", con_coma["entero"])
        lectura = _a_centavos(entero, con_coma["decimales"])
        if isinstance(lectura, Leido):
            return Leido(
                lectura.texto, "Importe con coma decimal", "Se leyó la coma como punto decimal.", lectura.texto
            )
    return _NO_SE_ENTIENDE


def _a_centavos(entero: str, decimales: str) -> Lectura:
    if len(entero) > _ENTEROS_QUE_CABEN:  # el tope de la columna dirá que es enorme
        return Leido(f"{entero}.00")
    exacto = Decimal(f"{entero}.{decimales or '0'}")
    if len(entero.lstrip("0")) + len(decimales) > CIFRAS_EXACTAS:
        exacto = sin_ruido(exacto)
    if len(decimales) >= _DECIMALES_DE_UNA_SUMA:
        exacto = exacto.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    if exacto != (al_centavo := exacto.quantize(Decimal("0.01"), ROUND_HALF_UP)):
        return Dudoso(
            "Importe con más de dos decimales",
            f"«{{}}» trae más de dos decimales; escribe los centavos exactos (redondeado es {al_centavo:f}).",
        )
    return Leido(f"{al_centavo:f}")


def sin_ruido(numero: Decimal) -> Decimal:
    """A quince cifras, si lo que sigue es ruido de la aritmética binaria en los decimales; si no, igual.

    >>> sin_ruido(Decimal("10000.000000000002")), sin_ruido(Decimal("1234.5"))
    (Decimal('10000'), Decimal('1234.5'))
    """
    if numero == numero.to_integral_value():
        return numero
    redondo = Decimal(f"{numero:.{CIFRAS_EXACTAS}g}")
    return Decimal(f"{redondo.normalize():f}")


def _de_cientifica(texto: str, *, con_signo: bool) -> Lectura:
    """«1.2345E7» (Java) trae todas sus cifras; «1.23E+07» es lo que una hoja de cálculo enseña cuando no le caben."""
    if con_signo or "." not in texto:
        return Dudoso(
            "Importe en notación científica",
            "«{}» está en notación científica, que esconde cifras; da a la celda formato de número y guárdala.",
        )
    numero = f"{Decimal(texto):f}"
    entero, _, decimales = numero.partition(".")
    return _a_centavos(entero, decimales)


def leer_entero(escrito: str) -> Lectura:
    """El número sin comas ni decimales en cero, o por qué no.

    >>> leer_entero("2024.0").texto, leer_entero("2,024").texto
    ('2024', '2024')
    """
    texto = escrito.strip(" '’+").replace(" ", "")
    if partes := re.fullmatch(r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.([0-9]*))?", texto):
        if (partes[2] or "").strip("0"):
            return Dudoso("Número que no se entiende", "«{}» trae decimales; se esperaba un número entero.")
        entero = partes[1].replace(",", "")
        if len(entero) <= 9:
            return Leido(entero)
    return Dudoso("Número que no se entiende", "«{}» no es un número entero.")
