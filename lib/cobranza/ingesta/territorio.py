"""De qué delegación es cada domicilio: lo que la oficina declara, lo que el catálogo dice o, en su sede, ella misma.

El domicilio en otro estado se guarda como ese estado, «27000»: no hay catálogo de sus municipios ni hace falta para
cobrar, y qué delegación lo atiende lo declara la oficina en `params/catalogos/circunscripciones.csv`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from cobranza.base import catalogos
from cobranza.ingesta.escrituras import SIN_MUNICIPIO, estados_ajenos, estados_propios
from cobranza.ingesta.layouts import normalizado

ARCHIVO = "params/catalogos/circunscripciones.csv"
"""Donde la oficina declara qué delegación atiende cada municipio, o cada estado ajeno."""
_MINIMO = 4
"""Con menos letras, un principio no nombra a nadie."""
_CINCO = re.compile(r"([0-9]{2})[0-9]{3}")


def municipio_de(maneras: Mapping[str, str]) -> Callable[[str], str | None]:
    """De lo que alguien escribió a la clave del municipio, o a la del otro estado («27000»); None si no se sabe.

    `maneras`: las del catálogo. Entra también con el estado tras una coma, y por el principio de un solo nombre.
    """
    ajenos, propios = estados_ajenos(), estados_propios()

    def clave(escrito: str) -> str | None:
        texto = normalizado(escrito)
        de_cinco = _CINCO.fullmatch(escrito.strip())
        if de_cinco and f"{de_cinco[1]}{SIN_MUNICIPIO}" in ajenos.values():
            return f"{de_cinco[1]}{SIN_MUNICIPIO}"
        lugar, _, estado = (normalizado(parte) for parte in escrito.rpartition(","))
        if lugar:
            if estado in ajenos:
                return ajenos[estado]
            if estado in propios:
                texto = lugar
        conocida = maneras.get(texto) or ajenos.get(texto)
        return conocida or _unica(nombres_que_empiezan(texto))

    return clave


def _unica(nombres: Mapping[str, str]) -> str | None:
    return next(iter(nombres.values())) if len(nombres) == 1 else None


def nombres_que_empiezan(texto: str) -> dict[str, str]:
    """Los municipios cuyo nombre empieza con esas palabras completas → su clave."""
    municipios = catalogos.municipios()
    if len(texto) < _MINIMO:
        return {}
    return {
        nombre: clave
        for clave, nombre in zip(municipios["clave_inegi"], municipios["nombre"], strict=True)
        if normalizado(nombre).startswith(f"{texto} ")
    }


def delegacion_de_cada_uno() -> dict[str, str]:
    """Municipio, o estado ajeno → la delegación que lo atiende; lo que la oficina declara manda."""
    municipios, delegaciones = catalogos.municipios(), catalogos.delegaciones()
    sedes = delegaciones[delegaciones["tipo"].eq("DELEGACION")].set_index("sede_clave_inegi")["clave"].to_dict()
    del_catalogo = municipios.set_index("clave_inegi")["delegacion_clave"].to_dict()
    declaradas = catalogos.tabla("circunscripciones").set_index("municipio")["delegacion"].to_dict()
    return sedes | {m: d for m, d in del_catalogo.items() if d} | {m: d for m, d in declaradas.items() if d}


def sin_delegacion() -> list[tuple[str, str]]:
    """(clave, nombre) de los municipios que ninguna delegación atiende todavía; los estados ajenos, al final."""
    hay = delegacion_de_cada_uno()
    municipios, entidades = catalogos.municipios(), catalogos.tabla("entidades")
    nombres = dict(zip(municipios["clave_inegi"], municipios["nombre"], strict=True))
    ajenos = set(estados_ajenos().values())
    nombres |= {
        f"{clave}{SIN_MUNICIPIO}": nombre
        for clave, nombre in zip(entidades["cve_ent"], entidades["nombre"], strict=True)
        if f"{clave}{SIN_MUNICIPIO}" in ajenos
    }
    return [(clave, nombre) for clave, nombre in nombres.items() if clave not in hay]
