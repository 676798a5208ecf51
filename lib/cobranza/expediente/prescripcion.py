"""Cuándo prescribe cada crédito de la cartera: lo que interrumpe el plazo y lo que lo suspende, leído de los actos.

La fórmula es `ley.prescripcion`; aquí se juntan los hechos.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dia, dias
from cobranza.expediente.historia import TIPOS, Historia, de_catalogo, numero_de_acto
from cobranza.expediente.lapsos import lapsos_al, unidos
from cobranza.expediente.pliegue import aperturas
from cobranza.expediente.por_credito import en_orden
from cobranza.expediente.significado import con, efectos, marcas, que_detienen
from cobranza.ley.prescripcion import ABIERTA, prescribe
from cobranza.libros.vocabulario import SIN_FIN

if TYPE_CHECKING:
    from datetime import date

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
_GESTIONES = "gestiones"


def prescripciones(h: Historia, ambito: pd.Series[str], desde: Columna, corte: date) -> tuple[Columna, Columna]:
    """(día en que prescribe cada crédito o `SIN_DIA`, última interrupción válida) al corte; `desde`, su exigibilidad.

    Interrumpen las gestiones que se hicieron saber, ese día, y los reconocimientos del deudor: pagos, solicitudes de
    plazo, convenios (CFF, art. 146). La suspensión abierta deja la fecha sin fijar.
    """
    interrupciones = _interrupciones(h, corte)
    suspendido, *limites = suspensiones(h, corte)
    suspendidos = _en_columnas(len(h.creditos), suspendido, np.stack(limites, axis=1))
    resultado = np.full(desde.size, SIN_DIA, dtype=np.int64)
    for clave in ambito.unique():
        cual = np.flatnonzero(ambito.eq(clave).to_numpy() & (desde != SIN_DIA))
        fecha, _ = prescribe(h.normas.de(clave), desde[cual], interrupciones[cual], suspendidos[cual])
        resultado[cual] = np.where(fecha >= ABIERTA, SIN_DIA, fecha)
    ultima = interrupciones.max(axis=1) if interrupciones.shape[1] else np.full(desde.size, SIN_DIA)
    return resultado, ultima


def _interrupciones(h: Historia, corte: date) -> Columna:
    lugar, momento, hasta = gestiones(h)
    sirve = (momento <= dia(corte)) & (hasta > dia(corte))
    return _en_columnas(len(h.creditos), lugar[sirve], momento[sirve][:, None])[:, :, 0]


def suspensiones(h: Historia, corte: date) -> tuple[Columna, Columna, Columna]:
    """(lugar, primer día, último día) de cada periodo que detiene la prescripción, fundidos; ambos días incluidos.

    Los forman la suspensión del procedimiento, el medio de defensa con garantía (CFF, arts. 144 y 146, tercer
    párrafo) y la desocupación del domicilio (cuarto párrafo). Los que siguen abiertos terminan en `ABIERTA`.
    """
    lugar, desde, fin = unidos([lapsos_al(h, m.clave, dia(corte)) for m in que_detienen("prescripcion")])
    return lugar, desde, np.where(fin == SIN_FIN, ABIERTA, fin - 1)


def detalle(h: Historia, lugar: int, corte: date) -> tuple[pd.DataFrame, pd.DataFrame]:
    """De un crédito, (lo que suspendió el plazo, lo que lo interrumpió) hasta el corte, en orden, para explicarlo.

    Suspensiones: marca, causa, fundamento, desde, hasta (último día; `ABIERTA` si sigue) y notificado, sin fundir.
    Interrupciones: dia (aquel en que se hizo saber) y causa (tipo de acto, o `PAGO`). Días `int`.
    """
    partes = []
    for m in que_detienen("prescripcion"):
        p = lapsos_al(h, m.clave, dia(corte))
        for k in np.flatnonzero(p.lugar == lugar):
            acto = int(p.cual[k])
            sabido = int(h.actos["notificado"][acto]) if acto >= 0 else int(p.desde[k])
            hasta = ABIERTA if p.fin[k] == SIN_FIN else int(p.fin[k]) - 1
            partes.append((m.clave, m.titulo, m.fundamento, int(p.desde[k]), hasta, sabido))
    suspenden = pd.DataFrame(partes, columns=["marca", "causa", "fundamento", "desde", "hasta", "notificado"])
    de_quien, momento, vale = gestiones(h)
    dias_de = momento[(de_quien == lugar) & (momento <= dia(corte)) & (vale > dia(corte))]
    suyos = np.arange(h.actos.inicio[lugar], h.actos.inicio[lugar + 1])
    suyos = suyos[_interrumpen(h)[suyos]]
    nombre = {n: tipo for tipo, n in numero_de_acto().items()}
    de_acto = {int(h.actos["notificado"][k]): nombre[int(h.actos["tipo"][k])] for k in suyos[::-1]}
    causas = [de_acto.get(int(d), "PAGO") for d in dias_de]
    return suspenden.sort_values(["desde", "hasta"], ignore_index=True), pd.DataFrame(
        {"dia": dias_de, "causa": causas}
    )


def _interrumpen(h: Historia) -> Mascara:
    """¿Interrumpe cada acto? Sólo el que valió y, si es `si_abre`, el que abrió su marca."""
    cuales: Mascara = de_catalogo(con("interrumpe"), lambda _: True)[h.actos["tipo"]] & h.actos["vale"]
    for tipo in (t for t, como in con("interrumpe").items() if como == "si_abre"):
        abrio = [aperturas(h, marca)[3] for marca in marcas() if tipo in efectos("abre", marca)]
        suyos = np.flatnonzero(cuales & (h.actos["tipo"] == numero_de_acto()[tipo]))
        cuales[suyos] = np.isin(suyos, np.concatenate(abrio))
    return cuales


def _en_columnas(creditos: int, lugar: Columna, valores: Columna) -> Columna:
    """Valores en orden por crédito → arreglo (créditos, k, ancho) rellenado con `SIN_DIA`."""
    cuantos = np.bincount(lugar, minlength=creditos)
    vuelta = np.arange(lugar.size) - np.repeat(np.cumsum(cuantos) - cuantos, cuantos)
    resultado = np.full((creditos, int(cuantos.max(initial=0)), valores.shape[1]), SIN_DIA, dtype=np.int64)
    resultado[lugar, vuelta] = valores
    return resultado


def gestiones(h: Historia) -> tuple[Columna, Columna, Columna]:
    """(lugar, día, hasta) de cada gestión que se hizo saber y de cada pago: reconocer el adeudo interrumpe.

    Fundamento: CFF, art. 146. El día es aquel en que se hizo saber, no el de la gestión. Un pago revertido cuenta
    hasta el día en que se revirtió; el asiento contrario no es un pago.
    """
    if _GESTIONES in h.plegados:
        hechas: tuple[Columna, Columna, Columna] = h.plegados[_GESTIONES]
        return hechas
    de_acto = _interrumpen(h)
    con_reversa = np.zeros(len(h.creditos), dtype=bool)
    con_reversa[h.revertidos["lugar"]] = True
    m = h.movimientos
    de_pago = (m["tipo"] == TIPOS["PAGO"]) & ~con_reversa[m.lugar]
    pagos = h.revertidos[~h.revertidos["es_contrario"]]
    hasta = dias(pagos["hasta"])
    lugar = np.concatenate([h.actos.lugar[de_acto], m.lugar[de_pago], pagos["lugar"].to_numpy(np.int64)])
    dia = np.concatenate([h.actos["notificado"][de_acto], m["dia"][de_pago], dias(pagos["fecha"])])
    vale = np.full(lugar.size, SIN_FIN, dtype=np.int64)
    vale[lugar.size - len(pagos) :] = np.where(hasta == SIN_DIA, SIN_FIN, hasta)
    h.plegados[_GESTIONES] = hechas = _sin_repetir(lugar, dia.astype(np.int64), vale)
    return hechas


def _sin_repetir(lugar: Columna, dia: Columna, hasta: Columna) -> tuple[Columna, Columna, Columna]:
    """En orden de crédito y día, uno por día: el que más dura."""
    orden = np.argsort(en_orden(lugar, dia), kind="stable")
    lugar, dia, hasta = lugar[orden], dia[orden], hasta[orden]
    primeros = np.flatnonzero(np.concatenate([[True], (lugar[1:] != lugar[:-1]) | (dia[1:] != dia[:-1])])[: dia.size])
    if not primeros.size:
        return lugar, dia, hasta
    return lugar[primeros], dia[primeros], np.maximum.reduceat(hasta, primeros)
