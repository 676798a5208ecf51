"""Qué distingue a dos corridas, dicho con palabras: con qué se hicieron, cada cifra, cada tabla y cada archivo.

Se compara lo que el cuaderno corrido lleva dentro (sus cifras y sus tablas, en valores exactos), no la página: así la
diferencia se puede restar y escribir. Con los mismos parámetros, datos, norma y código no debe haber ninguna.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import documento, lugares, manifiesto
from cobranza.ejecucion.cotejo_de_tablas import TablaDistinta, cotejadas
from cobranza.ejecucion.huellas import DE_ARCHIVO
from cobranza.papel.formato import con_mas, numero_escrito

_NADA = "(no está)"
_DE_HUELLAS = {
    "datos": "los datos: la foto de los libros es otra",
    "base": "la base, o hasta qué renglón llegaban sus libros",
    "norma": "la norma en uso",
    "norma_sin_publicar": "lo que la norma en uso tiene sin publicar",
    "catalogos": "los catálogos o las plantillas de params/",
    "cuaderno": "lo que dice el cuaderno",
    "codigo": "el código del programa",
    "seudonimos": "la llave o el destinatario de los seudónimos",
}
"""Cómo se dice que una huella cambió, en el orden en que conviene mirarlas."""


@dataclass(frozen=True, slots=True)
class Diferencia:
    """Algo que vale una cosa en una corrida y otra en la otra; `cambio`, lo que va de una a otra si son números."""

    que: str
    antes: str
    ahora: str
    cambio: str = ""

    def __str__(self) -> str:
        return f"{self.que}: {self.antes} → {self.ahora}{f' ({self.cambio})' if self.cambio else ''}"


@dataclass(frozen=True, slots=True)
class Corrida:
    """Lo que se compara de una corrida: su manifiesto, su cuaderno ya leído y las huellas de sus archivos."""

    ficha: Mapping[str, Any]
    cifras: Sequence[Mapping[str, str]]
    tablas: Sequence[Mapping[str, Any]]

    @property
    def dicha(self) -> str:
        """Cómo se nombra: cuaderno, corte y corrida."""
        return f"{self.ficha['cuaderno']}, corte {self.ficha['corte']}, corrida {self.ficha['corrida']}"

    @property
    def reservada(self) -> bool:
        """¿Lleva nombres?"""
        return lugares.es_reservada(self.ficha["parametros"])


@dataclass(frozen=True, slots=True)
class Comparacion:
    """Todo lo que difiere entre dos corridas; vacío, si son la misma cosa."""

    ingredientes: tuple[Diferencia, ...]
    """Con qué se hicieron: cuaderno, parámetros, datos, norma, código."""
    dicho: tuple[Diferencia, ...]
    """Cómo terminaron, su hallazgo y su cuadre."""
    cifras: tuple[Diferencia, ...]
    tablas: tuple[TablaDistinta, ...]
    archivos: tuple[str, ...]
    """Los archivos que no son iguales byte a byte; el manifiesto no cuenta, que lleva la hora."""

    @property
    def iguales(self) -> bool:
        """¿Salieron byte a byte iguales?"""
        return not self.archivos

    def como_dict(self) -> dict[str, Any]:
        """La comparación en valores simples."""
        return asdict(self)


def leer(carpeta: Path) -> Corrida:
    """La corrida que está en una carpeta. Errores: `ErrorDeUso` si ahí no hay una, entera y de esta versión."""
    ficha = manifiesto.leer(carpeta)
    try:
        nb = json.loads((carpeta / "cuaderno.ipynb").read_text(encoding="utf-8"))
        if ficha is None:
            raise ValueError
        return Corrida(ficha, documento.cifras(nb), documento.tablas(nb))
    except (OSError, ValueError, LookupError, TypeError) as error:
        raise ErrorDeUso(
            f"En {carpeta} no hay una corrida completa; se esperaba su carpeta o su {manifiesto.ARCHIVO}, con su "
            "cuaderno.ipynb al lado («cobranza corridas» dice las que hay)."
        ) from error


def comparar(una: Corrida, otra: Corrida) -> Comparacion:
    """Qué cambia de la primera a la segunda."""
    a, b = una.ficha, otra.ficha
    archivos = _archivos(a["archivos"], b["archivos"])
    return Comparacion(
        ingredientes=tuple(_ingredientes(a, b)),
        dicho=tuple(_dicho(a, b)),
        cifras=tuple(_de_cifras(una.cifras, otra.cifras)),
        tablas=cotejadas(una.tablas, otra.tablas, con_nombres=not (una.reservada or otra.reservada)),
        archivos=archivos,
    )


def cambiaron(antes: Mapping[str, str], ahora: Mapping[str, str]) -> list[str]:
    """Qué huellas cambiaron, con palabras: «los datos: …», «la norma en uso», «el archivo que nombra «verdad»»."""
    hay = [*_DE_HUELLAS, *sorted((antes.keys() | ahora.keys()) - _DE_HUELLAS.keys())]
    return [_en_palabras(clave) for clave in hay if antes.get(clave) != ahora.get(clave)]


def _en_palabras(clave: str) -> str:
    if clave.startswith(DE_ARCHIVO):
        return f"el archivo que nombra «{clave.removeprefix(DE_ARCHIVO)}»"
    return _DE_HUELLAS.get(clave, f"«{clave}»")


_CORTA = 12
"""Letras de una huella que bastan para verla distinta."""


def _ingredientes(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Diferencia]:
    yield from _de(a, b, {"cuaderno": "el cuaderno"})
    nombres = dict.fromkeys([*a["parametros"], *b["parametros"]])
    yield from _de(a["parametros"], b["parametros"], {nombre: f"el parámetro «{nombre}»" for nombre in nombres})
    yield from _de(a["base"], b["base"], {"nombre": "la base"})
    yield from _de(a, b, {"ultimo_dato": "el último dato capturado", "version": "la versión del programa"})
    antes, ahora = a["huellas"], b["huellas"]
    hay = [*_DE_HUELLAS, *sorted((antes.keys() | ahora.keys()) - _DE_HUELLAS.keys())]
    for clave in hay:
        uno, otro = str(antes.get(clave, "")), str(ahora.get(clave, ""))
        if uno != otro:
            yield Diferencia(_en_palabras(clave), uno[:_CORTA] or _NADA, otro[:_CORTA] or _NADA)


def _dicho(a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Diferencia]:
    yield from _de(a, b, {"estado": "cómo terminó", "titulo": "el título", "hallazgo": "el hallazgo"})
    yield from _de(a.get("error") or {}, b.get("error") or {}, {"mensaje": "por qué no terminó"})
    yield from _de(a.get("cuadre") or {}, b.get("cuadre") or {}, {"texto": "el cuadre"})


def _de(a: Mapping[str, Any], b: Mapping[str, Any], rotulos: Mapping[str, str]) -> Iterator[Diferencia]:
    """Lo que cambió de esas claves; lo que sólo está de un lado se dice."""
    for clave, rotulo in rotulos.items():
        uno, otro = _escrito(a.get(clave)), _escrito(b.get(clave))
        if uno != otro:
            yield Diferencia(rotulo, uno, otro, _cambio(uno, otro))


def _escrito(valor: Any) -> str:
    if valor is None:
        return _NADA
    return "sí" if valor is True else "no" if valor is False else str(valor) or "(vacío)"


def _de_cifras(unas: Iterable[Mapping[str, str]], otras: Iterable[Mapping[str, str]]) -> Iterator[Diferencia]:
    """Las cifras de la carátula, por su etiqueta; la que sale dos veces, en orden."""
    antes, ahora = _por_etiqueta(unas), _por_etiqueta(otras)
    for etiqueta in dict.fromkeys([*antes, *ahora]):
        for una, otra in zip_longest(antes.get(etiqueta, []), ahora.get(etiqueta, [])):
            yield from _de_una_cifra(etiqueta, una or {}, otra or {})


def _de_una_cifra(etiqueta: str, una: Mapping[str, str], otra: Mapping[str, str]) -> Iterator[Diferencia]:
    antes, ahora = _con_unidad(una), _con_unidad(otra)
    if antes != ahora:
        yield Diferencia(etiqueta, antes, ahora, _cambio(una.get("valor", ""), otra.get("valor", "")))
    if una and otra:
        yield from _de(una, otra, {"nota": f"{etiqueta}, lo que se anota", "meta": f"{etiqueta}, la meta"})


def _por_etiqueta(cifras: Iterable[Mapping[str, str]]) -> dict[str, list[Mapping[str, str]]]:
    reunidas: dict[str, list[Mapping[str, str]]] = defaultdict(list)
    for cifra in cifras:
        reunidas[str(cifra.get("etiqueta", ""))].append(cifra)
    return reunidas


def _con_unidad(cifra: Mapping[str, str]) -> str:
    return f"{cifra.get('valor', '')} {cifra.get('unidad', '')}".strip() if cifra else _NADA


def _cambio(antes: str, ahora: str) -> str:
    """Lo que va de una cifra escrita a otra, escrito igual; vacío si no son números de la misma clase.

    >>> _cambio("1,489.6", "1,500.1"), _cambio("14.7 %", "12.0 %"), _cambio("n. c.", "3")
    ('+10.5', '−2.7 puntos', '')
    """
    uno, otro = numero_escrito(antes), numero_escrito(ahora)
    if uno is None or otro is None or ("%" in uno[1]) != ("%" in otro[1]):
        return ""
    por_ciento = "%" in uno[1]
    resta = (otro[0] - uno[0]).scaleb(2 if por_ciento else 0)
    return con_mas(f"{resta:,f}".replace("-", "−")) + (" puntos" if por_ciento else "")


def _archivos(antes: Mapping[str, str], ahora: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(n for n in antes.keys() | ahora.keys() if antes.get(n) != ahora.get(n)))
