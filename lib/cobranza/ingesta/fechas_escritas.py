"""Una fecha como la escribe una persona, una hoja de cálculo o un servidor de base de datos → `AAAA-MM-DD`.

Entra lo inequívoco. Lo que puede ser dos días se resuelve sólo con lo que enseña su propia columna, y se avisa.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date, timedelta

from cobranza.base.fechas import MESES, fecha_corta
from cobranza.ingesta.horas_escritas import RELOJ, Reloj, del_reloj
from cobranza.ingesta.reescritura import Dudoso, Lectura, Leido

_INGLES = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MES = {
    abreviado: numero
    for nombres in (MESES, _INGLES)
    for numero, nombre in enumerate(nombres, start=1)
    for abreviado in (nombre, nombre[:3], nombre[:4])
} | {"set": 9, "setiembre": 9}
_DIAS_DE_LA_SEMANA = {
    abreviado
    for nombre in (
        *("lunes", "martes", "miércoles", "miercoles", "jueves", "viernes", "sábado", "sabado", "domingo"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
    for abreviado in (nombre, nombre[:3], nombre[:4])
} - set(_MES)
_DE_ENLACE = {"de", "del", "of"}
_CON_RELOJ = re.compile(
    rf"(?:^|[t ,]|(?<=[0-9]{{4}}):)\s*{RELOJ}"
    r"(?:\s?(?P<zona>z|utc|gmt|[a-z]{2,3}t|[+-][0-9]{2}(?::?[0-9]{2})?)\b)?"
)
_NUMEROS = re.compile(r"([0-9]{1,4})\s?([/.\- ])\s?([0-9]{1,2})\s?\2\s?([0-9]{1,4})")
_COMPACTA = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_SERIE = re.compile(r"([0-9]{5})(?:[.,]([0-9]+))?")
_RAYA = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]")
_RELOJ_CON_PUNTOS = re.compile(r"(?<=[0-9])[ -]([0-9]{1,2})\.([0-9]{2})\.([0-9]{2})(?=\.[0-9]|\s*[ap]\.?\s?m|$)")
"""«12.00.00.000000 AM» (Oracle) y «-00.00.00.000000» (DB2)."""
_RELOJ_PEGADO = re.compile(r"^([0-9]{8})t([0-9]{2})([0-9]{2})([0-9]{2})?(?=z|[+-]|$)")
_DIA_DELANTE = re.compile(
    rf"^(?:{'|'.join(sorted(_DIAS_DE_LA_SEMANA | {'mar'}, key=len, reverse=True))})[.,]?\s+(?=[0-9]+[/.-][0-9])"
)
_ORDINAL = re.compile(r"([0-9]{1,2})(?:[º°o]|er|ro|st|nd|rd|th)?\.?")
_EXCEL = date(1899, 12, 30)
"""El día cero de las hojas de cálculo, contando el 29-02-1900 que no existió."""
_NO_SE_ENTIENDE = Dudoso("Fecha que no se entiende", "«{}» no es una fecha; se esperaba dd/mm/aaaa.")
_DOS_DIGITOS = Dudoso(
    "Fecha con año de dos dígitos", "«{}» trae el año con dos dígitos; escríbelo con cuatro: dd/mm/aaaa."
)

_UN_SIGLO = {
    "aviso": "Fecha con año de dos dígitos",
    "que_hacer": "Se tomó el único siglo que admite la columna.",
}


def familia(separador: str, dia: str, mes: str) -> str:
    """Con qué signo van separados día y mes, y si les falta el cero: un mismo programa escribe de una familia."""
    return separador + ("corta" if min(len(dia), len(mes)) == 1 else "")


def con_el_dia_primero(escritas: Iterable[str]) -> set[str]:
    """Las familias en que la columna enseña que el día va primero («25-01-2025») y nunca lo contrario."""
    dia_primero, mes_primero = set(), set()
    for escrita in escritas:
        partes = _NUMEROS.fullmatch(_CON_RELOJ.sub("", _llano(escrita), count=1).strip(" ,"))
        if partes is None or len(partes[4]) != 4:
            continue
        uno, separador, otro = partes[1], partes[2], partes[3]
        if int(uno) > 12 >= int(otro):
            dia_primero.add(familia(separador, uno, otro))
        elif int(otro) > 12 >= int(uno):
            mes_primero.add(familia(separador, uno, otro))
    return dia_primero - mes_primero


def leer_fecha(escrita: str, *, desde: date, hasta: date, dia_primero: Collection[str] = ()) -> Lectura:
    """La fecha en `AAAA-MM-DD`, o por qué no.

    `desde` y `hasta`, lo que admite la columna, deciden el siglo de «04-FEB-25» y si «45692» es un número de serie.
    `dia_primero`: las familias de `con_el_dia_primero`.

    >>> rango = {"desde": date(1980, 1, 1), "hasta": date(2100, 12, 31)}
    >>> leer_fecha("4 de febrero de 2025", **rango).texto, leer_fecha("Feb 4 2025 12:00AM", **rango).texto
    ('2025-02-04', '2025-02-04')
    """
    texto = _llano(escrita)
    if serie := _SERIE.fullmatch(texto):
        return _de_serie(int(serie[1]), (serie[2] or "").strip("0"), desde, hasta)
    reloj = _CON_RELOJ.search(texto)
    hora = del_reloj(reloj.groupdict()) if reloj else None
    if reloj:
        texto = f"{texto[: reloj.start()]} {texto[reloj.end() :]}".strip(" ,.")
    lectura = _sin_hora(texto.strip(" ,"), desde, hasta, dia_primero)
    if reloj is None or isinstance(lectura, Dudoso):
        return lectura
    return _con_hora(lectura, hora, reloj["zona"] or "")


def _llano(escrita: str) -> str:
    """En minúsculas, con guion común, la hora con dos puntos y sin el día de la semana ni el punto final."""
    texto = _RAYA.sub("-", " ".join(escrita.strip(" '’").casefold().split()))
    texto = _RELOJ_CON_PUNTOS.sub(r" \1:\2:\3", _DIA_DELANTE.sub("", texto))
    texto = _RELOJ_PEGADO.sub(lambda m: f"{m[1]} {m[2]}:{m[3]}:{m[4] or '00'}", texto)
    return texto if re.search(r"[ap]\.?\s?m\.$", texto) else texto.rstrip(" .")


def _con_hora(lectura: Leido, hora: Reloj | None, zona: str) -> Lectura:
    if hora is not None and hora.es_cero:
        return lectura
    if hora is None:
        return Dudoso("Fecha con hora", "«{}» trae además una hora que no existe; aquí va sólo la fecha, dd/mm/aaaa.")
    otra = " y una zona horaria, con las que el día puede ser otro" if zona else ""
    return Dudoso(
        "Fecha con hora",
        f"«{{}}» trae además la hora {hora}{otra}; aquí va sólo la fecha, dd/mm/aaaa. Si no importa, quítala.",
    )


def _sin_hora(texto: str, desde: date, hasta: date, dia_primero: Collection[str]) -> Lectura:
    if compacta := _COMPACTA.fullmatch(texto):
        return Leido("-".join(compacta.groups()))
    if numeros := _NUMEROS.fullmatch(texto):
        uno, separador, otro, ultimo = numeros.groups()
        if len(uno) <= 2 and len(ultimo) == 2 and len(anios := _siglos(int(ultimo), desde, hasta)) == 1:
            completa = _de_numeros(uno, separador, otro, str(anios[0]), dia_primero=dia_primero)
            return replace(completa, **_UN_SIGLO, dicho=completa.texto) if isinstance(completa, Leido) else completa
        return _de_numeros(uno, separador, otro, ultimo, dia_primero=dia_primero)
    return _con_mes_en_letra(texto, desde, hasta)


def _de_numeros(uno: str, separador: str, otro: str, ultimo: str, *, dia_primero: Collection[str]) -> Lectura:
    """«2025/2/4», «4-2-2025»: con el año primero no hay duda; con el año al final, depende."""
    if len(uno) == 4 and len(ultimo) <= 2:
        return Leido(f"{uno}-{int(otro):02d}-{int(ultimo):02d}")
    if len(uno) > 2 or len(ultimo) != 4:
        return _DOS_DIGITOS if len(uno) <= 2 and len(ultimo) == 2 else _NO_SE_ENTIENDE
    como_se_espera = f"{int(uno):02d}/{int(otro):02d}/{ultimo}"
    declarada = separador == "/" and len(uno) == len(otro) == 2
    inequivoca = int(uno) > 12 or int(otro) > 12 or int(uno) == int(otro) or separador == "."
    if declarada or inequivoca:  # la del mes primero («01-25-2025») sigue así, y se le dice que va al revés
        return Leido(como_se_espera)
    if familia(separador, uno, otro) in dia_primero:
        return Leido(
            como_se_espera,
            "Fecha leída con el día primero",
            "Así lo enseñan otras de la misma columna; si el mes va primero, vuelve a exportarla como dd/mm/aaaa.",
            como_se_espera,
        )
    return Dudoso(
        "Fecha ambigua",
        f"«{{}}» puede ser {_dia_y_mes(uno, otro)} o {_dia_y_mes(otro, uno)} de {ultimo}; se esperaba dd/mm/aaaa con "
        f"dos dígitos y diagonales: {como_se_espera} es el {_dia_y_mes(uno, otro)}.",
    )


def _dia_y_mes(dia: str, mes: str) -> str:
    return f"{int(dia)} de {MESES[int(mes) - 1]}" if 1 <= int(mes) <= 12 else f"día {int(dia)}"


def _con_mes_en_letra(texto: str, desde: date, hasta: date) -> Lectura:
    piezas = _piezas(texto)
    meses = [i for i, pieza in enumerate(piezas) if pieza in _MES]
    numeros = [ordinal[1] if (ordinal := _ORDINAL.fullmatch(p)) else p for p in piezas if p not in _MES]
    if len(meses) != 1 or not numeros or not all(numero.isdecimal() for numero in numeros):
        return _NO_SE_ENTIENDE
    mes = _MES[piezas[meses[0]]]
    if len(numeros) == 1:
        return Dudoso("Fecha incompleta", "«{}» no trae el día, el mes y el año; se esperaba dd/mm/aaaa.")
    if len(numeros) > 2:
        return _NO_SE_ENTIENDE
    uno, otro = numeros
    if len(uno) == 4 and len(otro) <= 2:
        return Leido(f"{uno}-{mes:02d}-{int(otro):02d}")
    if len(otro) == 4 and len(uno) <= 2:
        return Leido(f"{otro}-{mes:02d}-{int(uno):02d}")
    if len(uno) <= 2 and len(otro) == 2 and meses[0] == 1:
        return _de_este_siglo(int(uno), mes, int(otro), desde, hasta)
    return _NO_SE_ENTIENDE


def _piezas(texto: str) -> list[str]:
    """Las palabras y los números que cuentan: sin enlaces ni día de la semana, y con «04feb2025» partido."""
    partido = re.sub(r"^([0-9]{1,2})([a-z]+)([0-9]{2,4})$", r"\1 \2 \3", texto)
    piezas = [pieza for pieza in re.split(r"[\s,/.\-]+", partido) if pieza and pieza not in _DE_ENLACE]
    if piezas[0] == "mar" and any(pieza in _MES for pieza in piezas[1:]):
        return piezas[1:]  # de «martes», no de «marzo»
    return [pieza for pieza in piezas if pieza not in _DIAS_DE_LA_SEMANA]


def _de_este_siglo(dia: int, mes: int, corto: int, desde: date, hasta: date) -> Lectura:
    """«04-FEB-25», como lo enseña Oracle: el siglo es el único que cabe en lo que admite la columna."""
    caben = _siglos(corto, desde, hasta)
    if len(caben) != 1:
        return _DOS_DIGITOS
    return Leido(f"{caben[0]}-{mes:02d}-{dia:02d}", **_UN_SIGLO, dicho=f"{dia:02d}/{mes:02d}/{caben[0]}")


def _siglos(corto: int, desde: date, hasta: date) -> list[int]:
    return [anio for anio in (1900 + corto, 2000 + corto) if desde.year <= anio <= hasta.year]


def _de_serie(serie: int, fraccion: str, desde: date, hasta: date) -> Lectura:
    """El número con que una hoja de cálculo guarda un día; se acepta y se dice qué día es."""
    dia = _EXCEL + timedelta(days=serie)
    if not desde <= dia <= hasta:
        return _NO_SE_ENTIENDE
    if fraccion:
        return Dudoso(
            "Fecha con hora",
            f"«{{}}» es la serie del {fecha_corta(dia)} con una hora; aquí va sólo la fecha: {dia:%d/%m/%Y}.",
        )
    return Leido(
        dia.isoformat(),
        "Fecha escrita como número de serie",
        "Revisa que sea la fecha; da a la columna formato de fecha antes de guardarla.",
        f"{dia:%d/%m/%Y}",
    )
