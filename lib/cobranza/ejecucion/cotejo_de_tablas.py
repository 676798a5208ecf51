"""Dos juegos de tablas, celda por celda: qué renglones cambiaron, cuáles aparecieron y cuáles ya no están.

Un renglón se reconoce por sus columnas de texto y, si eso no lo distingue de otro, por su lugar.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from cobranza.papel.formato import NUMERICOS, con_mas, en_texto

Tabla = Mapping[str, Any]
Renglon = dict[str, Any]
_TOTAL = ("el total",)


@dataclass(frozen=True, slots=True)
class Celda:
    """Una celda que cambió: de qué renglón y columna, sus dos valores escritos y lo que va de uno a otro."""

    renglon: str
    columna: str
    antes: str
    ahora: str
    cambio: str = ""

    def __str__(self) -> str:
        return f"{self.renglon}, {self.columna}: {self.antes} → {self.ahora}" + (
            f" ({self.cambio})" if self.cambio else ""
        )


@dataclass(frozen=True, slots=True)
class TablaDistinta:
    """Lo que cambió de una tabla. `aviso`: si la tabla entera falta, sobra o cambió de columnas."""

    titulo: str
    celdas: tuple[Celda, ...] = ()
    aparecen: tuple[str, ...] = ()
    desaparecen: tuple[str, ...] = ()
    aviso: str = ""


def cotejadas(unas: Iterable[Tabla], otras: Iterable[Tabla], *, con_nombres: bool) -> tuple[TablaDistinta, ...]:
    """Las tablas que cambiaron, por su hoja; sin `con_nombres` un renglón se dice por su lugar.

    El título no sirve para reconocerlas: suele llevar la fecha.
    """
    antes, ahora = _por_hoja(unas), _por_hoja(otras)
    halladas = []
    for hoja in dict.fromkeys([*antes, *ahora]):
        for una, otra in zip_longest(antes.get(hoja, []), ahora.get(hoja, [])):
            distinta = _una_sola(una, otra) if una is None or otra is None else _cotejada(una, otra, con_nombres)
            if distinta:
                halladas.append(distinta)
    return tuple(halladas)


def _por_hoja(tablas: Iterable[Tabla]) -> dict[str, list[Tabla]]:
    reunidas: dict[str, list[Tabla]] = defaultdict(list)
    for tabla in tablas:
        reunidas[tabla["hoja"]].append(tabla)
    return reunidas


def _una_sola(una: Tabla | None, otra: Tabla | None) -> TablaDistinta | None:
    if una is not None:
        return TablaDistinta(una["titulo"], aviso="ya no está")
    return TablaDistinta(otra["titulo"], aviso="es nueva") if otra is not None else None


def _cotejada(una: Tabla, otra: Tabla, con_nombres: bool) -> TablaDistinta | None:
    columnas = [c for c in una["columnas"] if c["clave"] in {d["clave"] for d in otra["columnas"]}]
    rotulos = [[c["titulo"] for c in tabla["columnas"]] for tabla in (una, otra)]
    aviso = "" if rotulos[0] == rotulos[1] else f"cambió de columnas: {', '.join(rotulos[1])}"
    antes, ahora = _renglones(una), _renglones(otra)
    claves = _las_que_distinguen([c["clave"] for c in columnas if c["tipo"] not in NUMERICOS], antes, ahora)
    por_clave, por_otra = _con_clave(antes, claves), _con_clave(ahora, claves)
    if una.get("total") and otra.get("total"):
        por_clave[_TOTAL], por_otra[_TOTAL] = (_en_orden(t, t["total"]) for t in (una, otra))
    nombrar = _nombrador([*por_clave, *por_otra], con_nombres=con_nombres and bool(claves))
    celdas = [
        Celda(nombrar[clave], columna["titulo"], *_valores(columna, renglon, por_otra[clave], con_nombres))
        for clave, renglon in por_clave.items()
        if clave in por_otra
        for columna in columnas
        if renglon.get(columna["clave"]) != por_otra[clave].get(columna["clave"])
    ]
    aparecen = tuple(nombrar[clave] for clave in por_otra if clave not in por_clave)
    desaparecen = tuple(nombrar[clave] for clave in por_clave if clave not in por_otra)
    if not (celdas or aparecen or desaparecen or aviso):
        return None
    return TablaDistinta(otra["titulo"], tuple(celdas), aparecen, desaparecen, aviso)


def _renglones(tabla: Tabla) -> list[Renglon]:
    return [_en_orden(tabla, fila) for fila in tabla["filas"]]


def _en_orden(tabla: Tabla, fila: Sequence[Any]) -> Renglon:
    return dict(zip([c["clave"] for c in tabla["columnas"]], fila, strict=False))


def _las_que_distinguen(claves: Sequence[str], *juegos: Sequence[Renglon]) -> Sequence[str]:
    """Las primeras columnas con que no hay dos renglones iguales en ninguna de las tablas; vacía si no bastan."""
    for cuantas in range(1, len(claves) + 1):
        primeras = claves[:cuantas]
        if all(_distinguen(primeras, renglones) for renglones in juegos):
            return primeras
    return ()


def _distinguen(claves: Sequence[str], renglones: Sequence[Renglon]) -> bool:
    return len({tuple(str(r.get(clave)) for clave in claves) for r in renglones}) == len(renglones)


def _con_clave(renglones: Sequence[Renglon], claves: Sequence[str]) -> dict[tuple[str, ...], Renglon]:
    """Cada renglón por lo que lo distingue: sus textos o, sin ellos, su lugar."""
    if not claves:
        return {(str(lugar),): renglon for lugar, renglon in enumerate(renglones, start=1)}
    return {tuple(str(r.get(clave)) for clave in claves): r for r in renglones}


def _nombrador(claves: Iterable[tuple[str, ...]], *, con_nombres: bool) -> dict[tuple[str, ...], str]:
    """Cómo se dice cada renglón. Sin nombres, por su lugar: lo reservado no sale por la consola."""
    nombres: dict[tuple[str, ...], str] = {}
    for clave in claves:
        if clave == _TOTAL:
            nombres[clave] = _TOTAL[0]
        else:
            numero = clave[0] if len(clave) == 1 and clave[0].isdigit() else str(len(nombres) + 1)
            texto = " · ".join(parte for parte in clave if parte not in ("", "None"))
            nombres.setdefault(clave, texto if con_nombres and texto else f"renglón {numero}")
    return nombres


def _valores(columna: Mapping[str, str], uno: Renglon, otro: Renglon, con_nombres: bool) -> tuple[str, str, str]:
    antes, ahora, tipo = uno.get(columna["clave"]), otro.get(columna["clave"]), columna["tipo"]
    if tipo == "texto" and not con_nombres:
        return "(reservado)", "(otro, reservado)", ""
    return _escrito(antes, tipo), _escrito(ahora, tipo), _resta(antes, ahora, tipo)


def _escrito(valor: Any, tipo: str) -> str:
    if isinstance(valor, dict):  # un porcentaje con su parte y su total
        valor = valor["decimas"]
    try:
        return en_texto(valor, tipo) or "(vacío)"
    except (ValueError, TypeError):  # «n. c.» donde se esperaba un número
        return str(valor)


def _resta(antes: Any, ahora: Any, tipo: str) -> str:
    antes, ahora = (v["decimas"] if isinstance(v, dict) else v for v in (antes, ahora))
    if tipo not in NUMERICOS or not (_es_entero(antes) and _es_entero(ahora)):
        return ""
    return con_mas(en_texto(ahora - antes, tipo))


def _es_entero(valor: Any) -> bool:
    return isinstance(valor, int) and not isinstance(valor, bool)
