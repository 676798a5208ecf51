"""Gastos de ejecución (CFF, art. 150): 2 % del crédito por diligencia, con mínimo y máximo por fecha."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import Centavos, en_proporcion
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import Dia
from cobranza.ley.norma import SIN_VALOR, Norma
from cobranza.ley.vigencias import al_dia, buscar

Columna = NDArray[np.int64]
DILIGENCIAS = (
    *("requerimiento", "requerimiento_de_pago", "requerimiento_y_embargo", "embargo", "remate"),
    *("enajenacion", "enajenacion_fuera_de_remate", "adjudicacion", "adjudicacion_al_fisco"),
    INMOVILIZACION := "inmovilizacion",
)
"""Las únicas que causan gastos de ejecución (art. 150, fracciones I a III); la inmovilización, según se lea."""


@dataclass(frozen=True, slots=True)
class Diligencia:
    """Una diligencia del procedimiento; `acta` dice en qué documento consta, si se sabe."""

    tipo: str
    fecha: date
    acta: str | None = None


def causa_gasto(de: Norma, diligencia: str) -> bool:
    """¿Causa gasto esa diligencia?

    Fundamento: CFF, art. 150, fr. II, que dice «la de embargo», y 156-Bis, que distingue la inmovilización de él; qué
    se lee está en `gastos.inmovilizacion`.
    """
    return diligencia != INMOVILIZACION or de.interpretacion("gastos.inmovilizacion") == "como_embargo"


def gasto_ejecucion(de: Norma, *, credito: Centavos, al: Dia, salida: Columna | None = None) -> Centavos:
    """Gasto de una diligencia: 2 % del crédito, no menos que el mínimo ni más que el máximo de ese día.

    Fundamento: CFF, art. 150, párrafos primero a tercero. Entero o columna; centavos y días.
    Redondeo: a centavos, medio hacia arriba. `salida` recibe la columna, si se da.
    Errores: `ErrorDeLey` si ese día no tiene mínimo o máximo publicado.
    """
    porcentaje, minimo, maximo = _limites(de, al) if isinstance(al, int) else _por_dia(de, al)
    gasto = np.asarray(en_proporcion(credito, porcentaje, 10_000, salida=salida))
    np.clip(gasto, minimo, maximo, out=gasto)
    return int(gasto) if isinstance(credito, int) and isinstance(al, int) else gasto


@lru_cache(maxsize=256)
def _limites(de: Norma, al: int) -> tuple[int, int, int]:
    """(porcentaje, mínimo, máximo) de un día: se buscan una vez, no una por tramo de la cartera."""
    porcentaje, minimo, maximo = (int(limite) for limite in _por_dia(de, al))
    return porcentaje, minimo, maximo


def _por_dia(de: Norma, al: Dia) -> tuple[Columna, Columna, Columna]:
    return al_dia(de, "gastos_porcentaje", al), al_dia(de, "gastos_minimo", al), al_dia(de, "gastos_maximo", al)


def repetidas(diligencias: Sequence[Diligencia]) -> list[bool]:
    """De cada diligencia, si ya se cobró otra de la misma acta: una sola diligencia causa un solo gasto.

    Fundamento: RCFF, art. 95. Sin acta, cada renglón es una diligencia. Errores: `ErrorDeDatos` si una misma acta
    trae dos fechas.
    """
    fechas: dict[str, date] = {}
    resultado = []
    for diligencia in diligencias:
        resultado.append(diligencia.acta is not None and diligencia.acta in fechas)
        if diligencia.acta is not None and fechas.setdefault(diligencia.acta, diligencia.fecha) != diligencia.fecha:
            raise ErrorDeDatos(
                f"El acta «{diligencia.acta}» aparece con fecha {fechas[diligencia.acta]} y {diligencia.fecha}; "
                "se esperaba una sola fecha por acta."
            )
    return resultado


def con_limites(de: Norma, al: Dia) -> NDArray[np.bool_]:
    """¿Tiene ese día porcentaje, mínimo y máximo publicados? (donde no, el gasto no se puede comprobar)."""
    limites = [buscar(de, f"gastos_{p}", al) for p in ("porcentaje", "minimo", "maximo")]
    con_valor: NDArray[np.bool_] = np.all([limite != SIN_VALOR for limite in limites], axis=0)
    return con_valor
