"""Los actos plegados en periodos: desde cuándo y hasta cuándo rigió cada marca (suspensión, convenio, garantía…).

Lo que cada acto abre y cierra está en `params/catalogos/actos.yaml`. `vigente` es la única pregunta: dinero,
situación, prescripción, reglas y lista de trabajo la hacen aquí, y por eso no pueden contradecirse. Un día, los
actos de un crédito cuentan como se anotaron. Que una marca rija un día sólo depende de los actos de hasta ese día.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from cobranza.expediente.pliegue import Lapsos, plegar
from cobranza.expediente.por_credito import en_orden
from cobranza.expediente.significado import marcas
from cobranza.libros.vocabulario import SIN_FIN

if TYPE_CHECKING:
    from cobranza.expediente.historia import Historia

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]


def lapsos(h: Historia, marca: str) -> Lapsos:
    """Los periodos de una marca en todos los créditos de la historia; se pliegan una vez."""
    if marca not in h.plegados:
        todas = marcas()[marca].todas
        h.plegados[marca] = _comunes([lapsos(h, m) for m in todas]) if todas else plegar(h, marca)
    plegados: Lapsos = h.plegados[marca]
    return plegados


def lapsos_al(h: Historia, marca: str, corte: int) -> Lapsos:
    """Los periodos que ya empezaron ese día, como los dejan los actos de hasta entonces."""
    todas = marcas()[marca].todas
    return _comunes([lapsos_al(h, m, corte) for m in todas]) if todas else lapsos(h, marca).al(corte)


def vigente(h: Historia, marca: str, al: int | Columna, lugar: Columna | None = None) -> Mascara:
    """¿Regía la marca ese día?

    `al`: un día o una columna; `lugar`: los créditos, uno por cada día (sin él, todos los de la historia en orden).
    """
    p = lapsos(h, marca)
    if lugar is None and isinstance(al, int):
        rige: Mascara = np.zeros(len(h.creditos), dtype=bool)
        rige[p.lugar[(p.desde <= al) & (al < p.fin)]] = True
        return rige
    quien = np.arange(len(h.creditos)) if lugar is None else lugar
    dias_de = np.clip(np.broadcast_to(np.asarray(al, dtype=np.int64), quien.shape), -(2**18), 2**18)
    de, desde, fin = unidos([p])
    cual = np.searchsorted(en_orden(de, desde), en_orden(quien, dias_de), side="right") - 1
    dentro: Mascara = cual >= 0
    dentro[dentro] = (de[cual[dentro]] == quien[dentro]) & (dias_de[dentro] < fin[cual[dentro]])
    return dentro


def unidos(partes: Sequence[Lapsos]) -> tuple[Columna, Columna, Columna]:
    """(lugar, desde, fin) de los periodos que cubre alguno, sin encimarse, en orden de crédito y día."""
    return _barrido(partes, np.any)


def _comunes(partes: Sequence[Lapsos]) -> Lapsos:
    """Los periodos que cubren todas las partes: de la última que empieza a la primera que termina."""
    lugar, desde, fin = _barrido(partes, np.all)
    nadie = np.full(lugar.size, -1, dtype=np.int64)
    return Lapsos(lugar, desde, fin, fin, np.full(lugar.size, SIN_FIN, dtype=np.int64), nadie, nadie)


def _barrido(partes: Sequence[Lapsos], rige: Callable[..., Any]) -> tuple[Columna, Columna, Columna]:
    """(lugar, desde, fin) de los tramos en que rige alguna parte (`np.any`) o todas (`np.all`)."""
    lugar = np.concatenate([c for p in partes for c in (p.lugar, p.lugar)])
    cuando = np.concatenate([c for p in partes for c in (p.desde, p.fin)])
    cambio = np.zeros((len(partes), lugar.size), dtype=np.int64)
    hecho = 0
    for k, p in enumerate(partes):
        cambio[k, hecho : hecho + p.lugar.size] = 1
        cambio[k, hecho + p.lugar.size : hecho + 2 * p.lugar.size] = -1
        hecho += 2 * p.lugar.size
    orden = np.lexsort((cuando, lugar))
    lugar, cuando = lugar[orden], cuando[orden]
    cambia = (lugar[1:] != lugar[:-1]) | (cuando[1:] != cuando[:-1])
    ultimo = np.append(cambia, True)[: lugar.size]
    abiertos = np.cumsum(cambio[:, orden], axis=1)[:, ultimo] > 0
    lugar, cuando, si = lugar[ultimo], cuando[ultimo], np.asarray(rige(abiertos, axis=0))
    # todo periodo se cierra, así que el último corte de cada crédito siempre queda sin regir
    antes = np.concatenate([[False], si[:-1]])[: si.size]
    return lugar[si & ~antes], cuando[si & ~antes], cuando[~si & antes]
