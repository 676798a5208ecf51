"""Desde qué día y hasta cuál rige lo que los catálogos de trámites dicen: un nivel, un puesto, una segregación."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cobranza.base.errores import ErrorDeUso

VIGENCIA = ("desde", "hasta_dia")
"""Las llaves que la dicen, ambos días incluidos; sin ellas, siempre."""


@dataclass(frozen=True, slots=True)
class Vigente:
    """Una clave y los días en que rige; vacíos, sin límite."""

    clave: str
    desde: str = ""
    hasta: str = ""

    def rige(self, al: date) -> bool:
        """¿Rige ese día?"""
        return self.desde <= al.isoformat() and (not self.hasta or al.isoformat() <= self.hasta)


def vigentes(dichos: Sequence[Any], llave: str, archivo: str) -> tuple[Vigente, ...]:
    """Claves escritas solas o como `{llave: clave, desde: …, hasta_dia: …}`.

    Errores: `ErrorDeUso`, con el archivo, si una ficha dice otra cosa o sus días están al revés.
    """
    return tuple(_entendido(dicho, llave, archivo) for dicho in dichos)


def _entendido(dicho: Any, llave: str, archivo: str) -> Vigente:
    if not isinstance(dicho, Mapping):
        return Vigente(str(dicho))
    comprobar_llaves(dicho, {llave, *VIGENCIA}, {llave}, archivo)
    return Vigente(str(dicho[llave]), *(str(dicho.get(v) or "") for v in VIGENCIA))


def comprobar_llaves(ficha: Mapping[str, Any], hay: set[str], faltan: set[str], archivo: str) -> None:
    """Errores: `ErrorDeUso` si la ficha dice algo que nadie lee, le falta algo o termina antes de empezar."""
    if mal := [f"dice «{sobra}»" for sobra in ficha if sobra not in hay] or [
        f"no dice «{falta}»" for falta in sorted(faltan - ficha.keys())
    ]:
        raise ErrorDeUso(f"{archivo}: {dict(ficha)} {mal[0]}; se esperaba {', '.join(sorted(hay))}.")
    desde, hasta = (str(ficha.get(v) or "") for v in VIGENCIA)
    for dia in (desde, hasta):
        try:
            date.fromisoformat(dia or "1900-01-01")
        except ValueError as error:
            raise ErrorDeUso(f"{archivo}: «{dia}» no es un día; se esperaba AAAA-MM-DD, en {dict(ficha)}.") from error
    if hasta and hasta < desde:
        raise ErrorDeUso(f"{archivo}: {dict(ficha)} rige del {desde} al {hasta}; se esperaba al revés.")
