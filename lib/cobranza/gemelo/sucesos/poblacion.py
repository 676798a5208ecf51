"""La población de los sucesos: cada uno en varios créditos al azar, las vidas limpias y la verdad de lo sembrado."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cobranza.base.fechas import dia
from cobranza.expediente.en_renglones import Esperados, Expedientes, plantilla
from cobranza.gemelo.sorteo import Azar
from cobranza.gemelo.sucesos.escribir import Caso
from cobranza.gemelo.sucesos.guion import Suceso, sucesos, vida_limpia
from cobranza.gemelo.sucesos.limpias import VIDAS
from cobranza.gemelo.sucesos.plantel import DELEGACIONES, DESDE, Oficina, plantel, propia
from cobranza.ley.norma import Normas

CORTE = date(2026, 9, 29)
"""El día en que se verifican: sesenta naturales antes es hábil."""
_PRIMERO, _ULTIMO = dia(date(2025, 1, 13)), dia(date(2025, 9, 1))
"""Entre qué días empieza una vida que no dice de cuándo es."""
_MARGEN = 12
"""Días, si dice de cuándo es, en que puede empezar después."""
_PASO = 600_000
"""Los importes son múltiplos de 6,000.00 pesos: sus fracciones son exactas al centavo."""
_VENCIMIENTOS = ("2023-04-30", "2023-01-17", "2022-10-17", "2023-05-31")
_FEDERAL, _ESTATAL = "federal", "estatal"
SOLO_FEDERALES = frozenset(
    f"PAE{numero:03d}"
    for numero in (25, 33, 34, 35, 36, 37, 38, 39, 44, 49, 51, 52, 53, 54, 55, 57, 64, 65, 73, 77, 84, 85, 86, 87)
)
"""Lo que sólo manda la ley federal: en un crédito estatal, el mismo suceso no es falta."""
LIMPIO = "limpio"


@dataclass
class Poblacion:
    """`tablas`: las de los libros y el personal. `verdad`: regla, folio y acto (vacío si es del crédito) de cada
    falta. `creditos`: de cada folio, su suceso (regla, falta o casi o limpio, qué pasó)."""

    tablas: dict[str, pd.DataFrame]
    verdad: pd.DataFrame
    creditos: pd.DataFrame
    corte: date = CORTE


@dataclass
class _Obra:
    azar: Azar
    normas: Normas
    expedientes: Expedientes = field(default_factory=Expedientes)
    gente: dict[str, tuple[str, str, str, str | None]] = field(default_factory=plantel)
    verdad: list[tuple[str, str, str]] = field(default_factory=list)
    creditos: list[dict[str, Any]] = field(default_factory=list)


def poblacion(normas: Normas, *, veces: int = 2, semilla: int = 13) -> Poblacion:
    """Cada suceso en `veces` créditos, por mitad federales y estatales, y el doble de vidas limpias de cada clase.

    Las faltas que sólo manda la ley federal van en créditos federales y, además, una vez en uno estatal, donde no lo
    son. La misma semilla da lo mismo.
    """
    obra = _Obra(np.random.default_rng([semilla, veces]), normas)
    for numero, suceso in enumerate(sucesos()):
        for k, (ambito, cuenta) in enumerate(_en_que_ambitos(suceso, veces)):
            _sembrar(obra, f"S{numero:03d}{k:02d}", suceso, ambito, alcanza=cuenta)
    for nombre in VIDAS:
        limpia = Suceso("", False, nombre, LIMPIO, "", (vida_limpia(nombre),))
        for k in range(2 * veces):
            _sembrar(obra, f"L{nombre.upper()}{k:02d}", limpia, (_FEDERAL, _ESTATAL)[k % 2], alcanza=True)
    tablas = plantilla(obra.gente, DESDE) | obra.expedientes.tablas()
    verdad = pd.DataFrame(obra.verdad, columns=["regla", "folio", "acto"])
    return Poblacion(tablas, verdad, pd.DataFrame(obra.creditos))


def _en_que_ambitos(s: Suceso, veces: int) -> Iterator[tuple[str, bool]]:
    """(ámbito, si ahí la regla alcanza) de cada crédito en que se siembra."""
    de_la_regla = s.regla in SOLO_FEDERALES or any(v.credito.get("ambito") == _FEDERAL for v in s.vidas)
    for k in range(veces):
        yield (_FEDERAL if de_la_regla or k % 2 == 0 else _ESTATAL), True
    if s.es_falta and s.regla in SOLO_FEDERALES:
        yield _ESTATAL, False


def _sembrar(obra: _Obra, folio: str, suceso: Suceso, ambito: str, *, alcanza: bool) -> None:
    norma = obra.normas.de(ambito)
    desde, hasta = (_PRIMERO, _ULTIMO) if not suceso.inicio else (_dia(suceso.inicio), _dia(suceso.inicio) + _MARGEN)
    inicio = int(norma.calendario.siguiente_habil(int(obra.azar.integers(desde, hasta + 1))))
    oficina = Oficina(DELEGACIONES[int(obra.azar.integers(len(DELEGACIONES)))])
    importe, hora = _PASO * int(obra.azar.integers(1, 60)), int(obra.azar.integers(8 * 60, 17 * 60))
    vence = _VENCIMIENTOS[int(obra.azar.integers(len(_VENCIMIENTOS)))]
    for letra, vida in zip("AB", suceso.vidas, strict=False):
        caso = Caso(folio + letra, vida, ambito, norma, oficina, inicio, dia(CORTE), importe, hora, vence,
                    obra.expedientes.diligencias)  # fmt: skip
        if caso.persona_hasta():
            obra.gente |= propia(f"P-{folio}", oficina.delegacion, caso.persona_hasta())
        _anotar(obra, caso.folio, obra.expedientes.poner(caso.folio, caso.renglones()), alcanza=alcanza)
        como = LIMPIO if not suceso.regla else "falta" if suceso.es_falta and alcanza else "casi"
        obra.creditos.append({"folio": caso.folio, "regla": suceso.regla, "como": como, "que": suceso.que})


def _anotar(obra: _Obra, folio: str, esperados: Esperados, *, alcanza: bool) -> None:
    for regla, cuales in esperados.items():
        if alcanza or regla not in SOLO_FEDERALES:
            obra.verdad += [(regla, folio, "" if clave == folio else clave) for clave in sorted(cuales)]


def _dia(texto: str) -> int:
    return dia(date.fromisoformat(texto))
