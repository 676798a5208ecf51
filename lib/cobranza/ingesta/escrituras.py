"""Cómo puede venir escrita cada clave de un catálogo: con ceros o sin ellos, con su nombre corto o el completo."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from cobranza.base import catalogos
from cobranza.ingesta.layouts import normalizado

SIN_MUNICIPIO = "000"
_DE_DELEGACION = ("Delegación de Hacienda ", "Centro de Recaudación Local ")
"""Con qué empieza el nombre oficial: en la oficina se dice sólo el lugar."""


def claves_de_catalogo(nombre: str) -> dict[str, str]:
    """Texto sin acentos ni mayúsculas → clave del catálogo; lo que nombraría a dos no nombra a ninguna."""
    maneras: dict[str, set[str]] = {}
    for escrito, clave in _maneras(nombre, catalogos.tabla(nombre)):
        maneras.setdefault(normalizado(escrito), set()).add(clave)
    return {escrito: min(claves) for escrito, claves in maneras.items() if escrito and len(claves) == 1}


def nombres_de_catalogo(nombre: str) -> dict[str, str]:
    """Clave del catálogo → cómo se llama, para preguntar por ella con palabras."""
    catalogo = catalogos.tabla(nombre)
    clave = "clave_inegi" if nombre == "municipios" else "clave"
    return dict(zip(catalogo[clave], catalogo["concepto" if "concepto" in catalogo else "nombre"], strict=True))


def _maneras(nombre: str, catalogo: pd.DataFrame) -> Iterator[tuple[str, str]]:
    if nombre == "municipios":
        yield from _de_municipios(catalogo)
    elif nombre == "delegaciones":
        yield from _de_delegaciones(catalogo)
    else:
        propios = catalogo[catalogo["accesorio_de"].eq("")] if "accesorio_de" in catalogo else catalogo
        titulo = "concepto" if "concepto" in propios else "nombre"
        for clave, titulo_de in zip(propios["clave"], propios[titulo], strict=True):
            yield clave, clave
            yield titulo_de, clave


def _de_municipios(catalogo: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """La clave INEGI de cinco dígitos o de tres, con sus ceros o sin los que una hoja quita, y el nombre."""
    for clave, nombre in zip(catalogo["clave_inegi"], catalogo["nombre"], strict=True):
        yield from ((escrita, clave) for escrita in {clave, clave.lstrip("0"), clave[2:], clave[2:].lstrip("0")})
        yield nombre, clave
    yield from ((clave, clave) for clave in set(estados_ajenos().values()))


def estados_ajenos() -> dict[str, str]:
    """Nombre de cada estado que no es éste → su clave con «000» por municipio."""
    return {nombre: f"{clave}{SIN_MUNICIPIO}" for nombre, clave in _estados() if clave not in _de_aqui()}


def estados_propios() -> set[str]:
    """Los nombres de este estado, y su abreviatura de cuatro letras («Chis.»)."""
    nombres = {nombre for nombre, clave in _estados() if clave in _de_aqui()}
    return nombres | {nombre[:3] + nombre[-1] for nombre in nombres}


def _de_aqui() -> set[str]:
    return set(catalogos.municipios()["cve_ent"])


def _estados() -> list[tuple[str, str]]:
    entidades = catalogos.tabla("entidades")
    return [
        (normalizado(nombre), str(clave))
        for clave, *nombres in entidades[["cve_ent", "nombre", "otros_nombres"]].itertuples(index=False)
        for nombre in ";".join(nombres).split(";")
        if nombre
    ]


def _de_delegaciones(catalogo: pd.DataFrame) -> Iterator[tuple[str, str]]:
    """La clave con su prefijo o sin él, el nombre oficial y el lugar solo o tras «Delegación»."""
    for clave, nombre in zip(catalogo["clave"], catalogo["nombre"], strict=True):
        yield clave, clave
        yield clave.partition("-")[2], clave
        yield nombre, clave
        for prefijo in _DE_DELEGACION:
            if nombre.startswith(prefijo):
                lugar = nombre.removeprefix(prefijo)
                palabra = prefijo.split()[0]
                yield from ((escrito, clave) for escrito in (lugar, f"{palabra} {lugar}", f"{palabra} de {lugar}"))
