"""Los filtros del índice: una marca por cada cosa que distingue a una corrida, y la regla de estilo que la busca.

La página no corre programas: quien elige una opción cambia lo que la hoja de estilo deja ver. Donde el navegador no
sepa hacerlo, los filtros no se ven y la lista sale entera.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from cobranza.base import catalogos
from cobranza.ejecucion.encabezado import titulo_del_corte

TODAS = "todas"
_ROTULOS = {"base": "Cartera", "informe": "Informe", "corte": "Corte", "delegacion": "Delegación"}


def marcas_de(ficha: Mapping[str, Any], cartera: str) -> dict[str, tuple[str, str]]:
    """De cada filtro, la marca de una corrida y cómo se lee: base, informe, corte y delegación."""
    delegacion = str(ficha["parametros"].get("delegacion") or "")
    dicha = catalogos.nombre("delegaciones", delegacion) if delegacion else "Todas las delegaciones"
    leidas = {
        "base": (cartera, cartera),
        "informe": (ficha["cuaderno"], ficha["titulo"]),
        "corte": (ficha["corte"], titulo_del_corte(ficha["corte"])),
        "delegacion": (delegacion or TODAS, dicha),
    }
    return {filtro: (f"{filtro}-{_simple(clave)}", rotulo) for filtro, (clave, rotulo) in leidas.items()}


def filtros_de(marcadas: Iterable[Mapping[str, tuple[str, str]]]) -> list[dict[str, Any]]:
    """Los filtros que sirven de algo: los que tienen más de una opción entre estas corridas."""
    opciones: dict[str, dict[str, str]] = {filtro: {} for filtro in _ROTULOS}
    for marcas in marcadas:
        for filtro, (marca, rotulo) in marcas.items():
            opciones[filtro].setdefault(marca, rotulo)
    return [
        {"clave": filtro, "rotulo": _ROTULOS[filtro], "opciones": sorted(hay.items(), key=_en_orden)}
        for filtro, hay in opciones.items()
        if len(hay) > 1
    ]


def _en_orden(opcion: tuple[str, str]) -> tuple[bool, str]:
    """Por nombre, con «todas» antes."""
    marca, rotulo = opcion
    return not marca.endswith(f"-{TODAS}"), marca if marca.startswith("corte-") else rotulo


def _simple(clave: str) -> str:
    """Una marca sólo lleva letras, números y guiones: va en la hoja de estilo."""
    return re.sub(r"[^\w-]", "_", clave, flags=re.ASCII)
