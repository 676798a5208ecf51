"""En qué se distinguen dos corridas: parámetros, con qué se hicieron, cifras de la carátula y tablas, en palabras."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cobranza.base.errores import ErrorDeUso
from cobranza.ejecucion import documento, manifiesto
from cobranza.papel.formato import en_texto

NO_ESTA = "no está"


@dataclass(frozen=True, slots=True)
class Diferencia:
    """Dónde difieren (un apartado o una tabla), en qué, y lo que dice cada una."""

    donde: str
    que: str
    una: str
    otra: str


def diferencias(una: Path, otra: Path) -> list[Diferencia]:
    """Lo que cambia de la primera corrida (su carpeta) a la segunda. Errores: `ErrorDeUso` si no se pueden leer."""
    a, b = _leida(una), _leida(otra)
    return [*_de(a, b)]


def _leida(carpeta: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    ficha = manifiesto.leer(carpeta)
    if ficha is None or ficha["estado"] != manifiesto.TERMINADA:
        raise ErrorDeUso(f"{carpeta.name} no es una corrida terminada; se comparan dos que terminaron bien.")
    return ficha, json.loads((carpeta / "cuaderno.ipynb").read_text(encoding="utf-8"))


def _de(a: tuple[dict[str, Any], dict[str, Any]], b: tuple[dict[str, Any], dict[str, Any]]) -> Iterator[Diferencia]:
    (ficha_a, nb_a), (ficha_b, nb_b) = a, b
    if ficha_a["cuaderno"] != ficha_b["cuaderno"]:
        raise ErrorDeUso(
            f"Una corrida es de {ficha_a['cuaderno']} y la otra de {ficha_b['cuaderno']}; se comparan dos del mismo."
        )
    yield from _pares("Parámetros", ficha_a["parametros"], ficha_b["parametros"])
    yield from _pares("Con qué se hizo", ficha_a["procedencia"], ficha_b["procedencia"])
    cifras = ({c["etiqueta"]: f"{c['valor']} {c['unidad']}" for c in documento.cifras(nb)} for nb in (nb_a, nb_b))
    yield from _pares("Carátula", *cifras)
    tablas = ({t["titulo"]: t for t in documento.tablas(nb)} for nb in (nb_a, nb_b))
    yield from _de_las_tablas(*tablas)


def _pares(donde: str, a: Mapping[str, Any], b: Mapping[str, Any]) -> Iterator[Diferencia]:
    for que in [*a, *(q for q in b if q not in a)]:
        if a.get(que) != b.get(que):
            yield Diferencia(donde, que, _dicho(a, que), _dicho(b, que))


def _dicho(de: Mapping[str, Any], que: str) -> str:
    if que not in de:
        return NO_ESTA
    valor = de[que]
    return "vacío" if valor in ("", None) else ("sí" if valor else "no") if isinstance(valor, bool) else str(valor)


def _de_las_tablas(a: Mapping[str, dict[str, Any]], b: Mapping[str, dict[str, Any]]) -> Iterator[Diferencia]:
    for titulo in [*a, *(t for t in b if t not in a)]:
        if titulo not in a or titulo not in b:
            yield Diferencia(titulo, "la tabla", *("está" if titulo in de else NO_ESTA for de in (a, b)))
            continue
        yield from _pares(titulo, _celdas(a[titulo]), _celdas(b[titulo]))


def _celdas(tabla: Mapping[str, Any]) -> dict[str, str]:
    """«renglón · columna» → lo que dice; un renglón que se llama como otro lleva su número."""
    dichas: dict[str, str] = {}
    vistos: dict[str, int] = {}
    for fila in [*tabla["filas"], *([tabla["total"]] if tabla["total"] else [])]:
        nombre = str(fila[0])
        vistos[nombre] = vistos.get(nombre, 0) + 1
        renglon = nombre if vistos[nombre] == 1 else f"{nombre} ({vistos[nombre]})"
        for columna, valor in zip(tabla["columnas"][1:], fila[1:], strict=True):
            dichas[f"{renglon} · {columna['titulo']}"] = _en_palabras(valor, columna["tipo"])
    return dichas


def _en_palabras(valor: Any, tipo: str) -> str:
    if isinstance(valor, dict):  # un por ciento con su razón exacta
        return f"{valor['parte']} de {valor['total']}"
    return en_texto(valor, tipo) if isinstance(valor, int) else str(valor)
