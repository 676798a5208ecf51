"""Gastos de ejecución (CFF, art. 150): 2 % del crédito por diligencia, con mínimo y máximo por fecha."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import Centavos, dividir_redondeando, por
from cobranza.base.fechas import Dia
from cobranza.ley.calendario import partes
from cobranza.ley.norma import SIN_VALOR, Norma

Columna = NDArray[np.int64]


def gasto_ejecucion(de: Norma, *, credito: Centavos, al: Dia) -> Centavos:
    """Gasto de una diligencia: 2 % del crédito, no menos que el mínimo ni más que el máximo de ese día.

    Fundamento: CFF, art. 150, párrafos primero a tercero. Entero o columna; centavos y días.
    Redondeo: a centavos, medio hacia arriba. Errores: `ErrorDeLey` si ese día no tiene mínimo o máximo publicado.
    """
    porcentaje, minimo, maximo = (_al(de, f"gastos_{p}", al) for p in ("porcentaje", "minimo", "maximo"))
    gasto = np.clip(dividir_redondeando(por(np.asarray(credito, np.int64), porcentaje), 10_000), minimo, maximo)
    return int(gasto) if isinstance(credito, int) and isinstance(al, int) else gasto


def con_limites(de: Norma, al: Dia) -> NDArray[np.bool_]:
    """¿Tiene ese día porcentaje, mínimo y máximo publicados? (donde no, el gasto no se puede comprobar)."""
    limites = [_buscar(de, f"gastos_{p}", al) for p in ("porcentaje", "minimo", "maximo")]
    con_valor: NDArray[np.bool_] = np.all([limite != SIN_VALOR for limite in limites], axis=0)
    return con_valor


def _buscar(de: Norma, clave: str, al: Dia) -> Columna:
    inicio, columna = de.por_mes(clave)
    posicion = np.asarray(partes(al)[0] - inicio)
    if de.serie(clave).valores[-1].hasta.year > 9000:
        posicion = np.minimum(posicion, columna.size - 1)
    dentro = (posicion >= 0) & (posicion < columna.size)
    return np.where(dentro, columna[np.where(dentro, posicion, 0)], SIN_VALOR)


def _al(de: Norma, clave: str, al: Dia) -> Columna:
    valores = _buscar(de, clave, al)
    if np.any(valores == SIN_VALOR):
        mes = int(np.broadcast_to(partes(al)[0], valores.shape)[valores == SIN_VALOR].flat[0])
        raise de.serie(clave).sin_valor(date(mes // 12, mes % 12 + 1, 1))
    return valores
