"""Qué casos de una combinatoria corren siempre: una muestra, la misma en cada máquina; todos, con `make exhaustiva`.

Lo que se reparte son casos de una misma prueba (un motor, un archivo, una página), nunca una prueba entera.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Sequence

import pytest

TODAS = os.environ.get("COBRANZA_PRUEBAS") == "todas"
COMO = "make exhaustiva"
CON_AMBOS_MOTORES = ("tramites", "cuenta", "procesos", "ingesta", "nomina")
"""Carpetas que no escriben SQL propio de un motor: con PostgreSQL corre uno de cada tres de sus casos."""
_UNO_DE_CADA = 3


def ejemplos(todos: int, siempre: int) -> int:
    """Cuántos ejemplos de una propiedad: `siempre`, o `todos` en la exhaustiva."""
    return todos if TODAS else siempre


def que_no_salieron(items: Sequence[pytest.Item]) -> set[pytest.Item]:
    """Los casos que hoy no tocan: los de una prueba marcada `muestra(n)`, salvo n; y dos tercios de los de PostgreSQL
    de `CON_AMBOS_MOTORES`, que con SQLite sí corren."""
    if TODAS:
        return set()
    por_prueba = defaultdict(list)
    for item in items:
        por_prueba[item.nodeid.partition("[")[0]].append(item)
    fuera = set()
    for suyos in por_prueba.values():
        if marca := suyos[0].get_closest_marker("muestra"):
            fuera |= {*sorted(suyos, key=_suerte)[marca.args[0] :]}
    return fuera | {i for i in items if _es_de_postgres(i) and int(_suerte(i)[:8], 16) % _UNO_DE_CADA}


def _es_de_postgres(item: pytest.Item) -> bool:
    ambos = item.path.parent.name in CON_AMBOS_MOTORES
    parametros = item.callspec.params if hasattr(item, "callspec") else {}
    solo = any(m.args and "url_de_almacen" in str(m.args[0]) for m in item.iter_markers("parametrize"))
    return ambos and not solo and parametros.get("url_de_almacen") == "postgres"


def _suerte(item: pytest.Item) -> str:
    return hashlib.sha256(item.nodeid.encode()).hexdigest()
