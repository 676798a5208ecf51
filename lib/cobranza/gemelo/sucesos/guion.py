"""Leer los sucesos: de su texto a los renglones de una vida ya cambiada.

CLAVE falta|casi VIDA: qué pasó
    inicio AAAA-MM-DD              de cuándo es, si importa
    mueve NOMBRE CUÁNDO            otro día para ese acto
    quita NOMBRE…                  esos actos no ocurrieron
    pon NOMBRE campo=valor…        ocurrió de otro modo; `tipo=` si fue otro acto, vacío si no consta
    agrega CUÁNDO TIPO #nombre campo=valor…
    credito campo=valor…           otro crédito; `rfc=propio`, de un deudor que sólo es de este suceso
    persona hasta=CUÁNDO           alguien propio (`de=propio`), con nombramiento hasta ese día
    ! NOMBRE… [REGLA]              en qué recae la falta; la regla, si no es la del suceso
    ---                            otro crédito del mismo suceso, con la misma persona propia
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from cobranza.gemelo.sucesos import al_embargar, al_exigir, al_notificar, al_rematar
from cobranza.gemelo.sucesos.limpias import VIDAS

_ENCABEZADO = re.compile(r"(PAE\d{3}) (falta|casi) (\w+): (.+)")
_REGLA = re.compile(r"PAE\d{3}")


@dataclass(frozen=True)
class Renglon:
    """Un acto: cuándo (por decir), de qué tipo y con qué datos."""

    cuando: str
    tipo: str
    datos: dict[str, str]


@dataclass(frozen=True)
class Vida:
    """Lo que le pasa a un crédito: sus actos por nombre y en qué recaen las faltas, (regla, nombre o «credito»)."""

    actos: dict[str, Renglon] = field(default_factory=dict)
    credito: dict[str, str] = field(default_factory=dict)
    persona_hasta: str = ""
    faltas: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Suceso:
    """Qué pasó, a qué regla se refiere, si la incumple y las vidas de sus créditos."""

    regla: str
    es_falta: bool
    vida: str
    que: str
    inicio: str
    vidas: tuple[Vida, ...]


def sucesos() -> list[Suceso]:
    """Todos los sucesos, en el orden en que están escritos."""
    textos = (al_notificar.SUCESOS, al_exigir.SUCESOS, al_embargar.SUCESOS, al_rematar.SUCESOS)
    return [_leer(*bloque) for texto in textos for bloque in _bloques(texto)]


def vida_limpia(nombre: str) -> Vida:
    """La vida de ese nombre, sin cambios."""
    return Vida(dict(_acto(renglon.split(), k) for k, renglon in enumerate(_renglones(VIDAS[nombre]))))


def _renglones(texto: str) -> list[str]:
    return [renglon.strip() for renglon in texto.splitlines() if renglon.strip()]


def _bloques(texto: str) -> Iterator[tuple[re.Match[str], list[str]]]:
    encabezado, cuerpo = None, list[str]()
    for renglon in _renglones(texto):
        if nuevo := _ENCABEZADO.fullmatch(renglon):
            if encabezado:
                yield encabezado, cuerpo
            encabezado, cuerpo = nuevo, []
        else:
            cuerpo.append(renglon)
    if encabezado:
        yield encabezado, cuerpo


def _leer(encabezado: re.Match[str], cuerpo: list[str]) -> Suceso:
    regla, como, vida, que = encabezado.groups()
    inicio, vidas = "", [vida_limpia(vida)]
    for renglon in cuerpo:
        orden, *resto = renglon.split()
        if orden == "---":
            vidas.append(vida_limpia(vida))
        elif orden == "inicio":
            (inicio,) = resto
        else:
            vidas[-1] = _cambiada(vidas[-1], orden, resto, regla)
    return Suceso(regla, como == "falta", vida, que, inicio, tuple(vidas))


def _cambiada(vida: Vida, orden: str, resto: list[str], regla: str) -> Vida:
    actos = dict(vida.actos)
    match orden, resto:
        case "mueve", [nombre, cuando]:
            actos[nombre] = replace(actos[nombre], cuando=cuando)
        case "quita", nombres:
            actos = {nombre: acto for nombre, acto in actos.items() if nombre not in nombres}
        case "pon", [nombre, *datos]:
            dichos = _datos(datos)
            tipo = dichos.pop("tipo", actos[nombre].tipo)
            actos[nombre] = replace(actos[nombre], tipo=tipo, datos=actos[nombre].datos | dichos)
        case "agrega", datos:
            actos |= dict([_acto(datos, len(actos))])
        case "credito", datos:
            return replace(vida, credito=vida.credito | _datos(datos))
        case "persona", [hasta]:
            return replace(vida, persona_hasta=hasta.removeprefix("hasta=@"))
        case "!", [*nombres]:
            de = nombres.pop() if _REGLA.fullmatch(nombres[-1]) else regla
            return replace(vida, faltas=(*vida.faltas, *((de, nombre) for nombre in nombres)))
        case _:
            raise ValueError(f"Un suceso dice «{orden}»; las órdenes están en el docstring de este módulo.")
    return replace(vida, actos=actos)


def _acto(partes: list[str], numero: int) -> tuple[str, Renglon]:
    cuando, tipo, *datos = partes
    nombre = next((dato[1:] for dato in datos if dato.startswith("#")), f"n{numero}")
    return nombre, Renglon(cuando, tipo, _datos([dato for dato in datos if not dato.startswith("#")]))


def _datos(datos: list[str]) -> dict[str, str]:
    return dict(dato.split("=", 1) for dato in datos)
