"""Una hora como la escribe una persona, una hoja de cálculo o un servidor de base de datos → `HH:MM`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from cobranza.ingesta.reescritura import Dudoso, Lectura, Leido

RELOJ = (
    r"(?P<hora>[0-9]{1,2})(?::(?P<minuto>[0-9]{2})(?::(?P<segundo>[0-9]{2})(?:[.,:](?P<fraccion>[0-9]{1,9}))?)?)"
    r"(?:\s*(?P<medio>[ap]\.?\s?m\b\.?))?"
)
"""Una hora dentro de un texto en minúsculas, con minutos y, si acaso, segundos y medio día."""
_SUELTA = re.compile(rf"{RELOJ}\s*(?:h|hs|hr|hrs|hora|horas)?\.?(?:\s?z|\s?[+-][0-9]{{2}}(?::?[0-9]{{2}})?)?")
_EN_PUNTO = re.compile(r"(?P<hora>[0-9]{1,2})\s*(?:(?P<medio>[ap]\.?\s?m\b\.?)|(?:hs|hr|hrs|hora|horas)\.?)")
_CON_H = re.compile(r"(?P<hora>[0-9]{1,2})\s?h\s?(?P<minuto>[0-9]{2})(?:\s?m(?:in)?)?\.?")
_FECHA_BASE = re.compile(r"(?:1899-12-3[01]|1900-01-0[01]|1970-01-01|3[01]/12/1899|0[01]/01/1900|01/01/1970)[ t]+")
_FECHA = re.compile(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}[ t]+[0-9]{1,2}:[0-9]{2}")
_FRACCION = re.compile(r"0?\.[0-9]{1,17}")
_MINUTOS_DEL_DIA = 1440
_MALA = Dudoso("Hora que no se entiende", "«{}» no es una hora; se esperaba HH:MM de 00:00 a 23:59.")


@dataclass(frozen=True, slots=True)
class Reloj:
    """Una hora del día, de 0 a 23."""

    hora: int
    minuto: int
    segundo: int = 0
    fraccion: int = 0

    @property
    def es_cero(self) -> bool:
        """¿Es la medianoche exacta, la hora que un sistema le pone a quien sólo tenía fecha?"""
        return not (self.hora or self.minuto or self.segundo or self.fraccion)

    def __str__(self) -> str:
        return f"{self.hora:02d}:{self.minuto:02d}"


def del_reloj(partes: dict[str, str | None]) -> Reloj | None:
    """Las partes de `RELOJ` → hora de 24; nada si no existe o se contradice («13:30 a. m.»)."""
    hora, minuto = int(partes["hora"] or 0), int(partes.get("minuto") or 0)
    segundo = int(partes.get("segundo") or 0)
    medio = (partes.get("medio") or "")[:1]
    if medio and 1 <= hora <= 12:
        hora = hora % 12 + (12 if medio == "p" else 0)
    elif medio and (hora == 0) != (
        medio == "a"
    ):  # «00:30 a. m.» y «13:30 p. m.» sólo repiten; al revés se contradice
        return None
    return _si_existe(hora, minuto, segundo, partes)


def _si_existe(hora: int, minuto: int, segundo: int, partes: dict[str, str | None]) -> Reloj | None:
    existe = hora < 24 and minuto < 60 and segundo < 60
    return Reloj(hora, minuto, segundo, int(partes.get("fraccion") or 0)) if existe else None


def leer_hora(escrita: str) -> Lectura:
    """La hora en `HH:MM`, o por qué no.

    >>> leer_hora("9:05 a. m.").texto, leer_hora("01:30 PM").texto, leer_hora("09:00 hrs").texto
    ('09:05', '13:30', '09:00')
    """
    texto = " ".join(escrita.strip(" '").casefold().split())
    if _FRACCION.fullmatch(texto):
        return _de_fraccion(texto)
    suelta = _FECHA_BASE.sub("", texto, count=1)
    for forma in (_SUELTA, _EN_PUNTO, _CON_H):
        if partes := forma.fullmatch(suelta):
            return _dicha(del_reloj(partes.groupdict()))
    if _FECHA.match(texto):
        return Dudoso(
            "Hora con fecha",
            "«{}» trae fecha además de la hora; aquí va sólo la hora, HH:MM, y la fecha en su columna.",
        )
    return _MALA


def _dicha(reloj: Reloj | None) -> Lectura:
    if reloj is None:
        return _MALA
    if reloj.segundo or reloj.fraccion:
        return Leido(
            str(reloj),
            "Hora con segundos",
            "Se guardó al minuto; los segundos no cuentan en las diligencias.",
            str(reloj),
        )
    return Leido(str(reloj))


def _de_fraccion(texto: str) -> Lectura:
    """Excel guarda la hora como fracción del día: 0.375 son las 09:00. Se acepta si cae en un minuto."""
    minutos = Decimal(texto) * _MINUTOS_DEL_DIA
    cercano = int(minutos.to_integral_value())
    if abs(minutos - cercano) > Decimal("0.01") or cercano >= _MINUTOS_DEL_DIA:
        return _MALA
    hora = f"{cercano // 60:02d}:{cercano % 60:02d}"
    return Leido(hora, "Hora escrita como fracción del día", "Revisa que sea la que se quiso anotar.", hora)
