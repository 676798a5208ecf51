"""Cuándo prescribe cada crédito de la cartera: lo que interrumpe el plazo y lo que lo suspende, leído de los actos.

La fórmula es `ley.prescripcion`; aquí se juntan los hechos.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dia, dias
from cobranza.expediente.historia import TIPOS, Historia, de_catalogo, numero_de_acto
from cobranza.expediente.lapsos import lapsos_al, unidos
from cobranza.expediente.pliegue import aperturas
from cobranza.expediente.por_credito import en_orden
from cobranza.expediente.significado import NOTIFICADO, SI_ABRE, con, efectos, marcas, que_detienen
from cobranza.ley.prescripcion import ABIERTA, prescribe
from cobranza.libros.vocabulario import SIN_FIN

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
Textos = Callable[[Sequence[int]], Mapping[int, str]]
"""De ids de actos a la causa con que se capturaron: `causas_en_la_foto` o, en la base, `resultados_de_actos`."""
_GESTIONES = "gestiones"


def prescripciones(h: Historia, ambito: pd.Series[str], desde: Columna, corte: date) -> tuple[Columna, Columna]:
    """(día en que prescribe cada crédito o `SIN_DIA`, última interrupción válida) al corte; `desde`, su exigibilidad.

    Interrumpen las gestiones que se hicieron saber, ese día, y los reconocimientos del deudor: pagos, solicitudes de
    plazo, convenios (CFF, art. 146). La suspensión abierta deja la fecha sin fijar.
    """
    interrupciones = _interrupciones(h, corte)
    fecha, _ = _plazos(h, ambito, desde, corte, interrupciones)
    ultima = interrupciones.max(axis=1) if interrupciones.shape[1] else np.full(desde.size, SIN_DIA)
    return fecha, ultima


def _plazos(
    h: Historia, ambito: pd.Series[str], desde: Columna, corte: date, interrupciones: Columna
) -> tuple[Columna, Columna]:
    """(último día del plazo, tope) de cada crédito al corte; `SIN_DIA` donde no puede fijarse."""
    suspendido, *limites = suspensiones(h, corte)
    suspendidos = _en_columnas(len(h.creditos), suspendido, np.stack(limites, axis=1))
    resultado = np.full((2, desde.size), SIN_DIA, dtype=np.int64)
    for clave in ambito.unique():
        cual = np.flatnonzero(ambito.eq(clave).to_numpy() & (desde != SIN_DIA))
        dichos = np.stack(prescribe(h.normas.de(clave), desde[cual], interrupciones[cual], suspendidos[cual]))
        resultado[:, cual] = np.where(dichos >= ABIERTA, SIN_DIA, dichos)
    return resultado[0], resultado[1]


def razones(h: Historia, desde: Columna, corte: date) -> pd.DataFrame:
    """De cada crédito de la historia, por qué prescribe el día que prescribe; `desde`, su exigibilidad.

    Columnas: ultima (día de la última gestión o pago que contó, `SIN_DIA` si ninguno), causa (tipo de acto o `PAGO`;
    vacía si ninguno), suspendidos (días que no corrieron desde entonces) y por_tope (¿lo cierra el de diez años?).
    """
    fecha, tope = _plazos(h, h.creditos["ambito"], desde, corte, _interrupciones(h, corte))
    fin = np.where(fecha == SIN_DIA, dia(corte), fecha)
    lugar, momento, hasta = gestiones(h)
    cuenta = (momento <= dia(corte)) & (hasta > dia(corte)) & (momento >= desde[lugar]) & (momento <= fin[lugar])
    cuenta &= desde[lugar] != SIN_DIA
    ultima = np.full(desde.size, SIN_DIA, dtype=np.int64)
    np.maximum.at(ultima, lugar[cuenta], momento[cuenta])
    de_quien, primero, termina = suspensiones(h, corte)
    corren = np.minimum(termina, fin[de_quien]) - np.maximum(primero, np.maximum(ultima, desde)[de_quien]) + 1
    suspendidos = np.zeros(desde.size, dtype=np.int64)
    np.add.at(suspendidos, de_quien, np.maximum(corren, 0))
    por_tope = (fecha != SIN_DIA) & (fecha == tope)
    suspendidos[desde == SIN_DIA] = 0
    return pd.DataFrame(
        {"ultima": ultima, "causa": _causas(h, ultima), "suspendidos": suspendidos, "por_tope": por_tope}
    )


def _causas(h: Historia, ultima: Columna) -> NDArray[np.object_]:
    """El primer acto que interrumpió ese día en cada crédito; si ninguno, fue un pago."""
    de_acto = np.flatnonzero(_interrumpen(h))
    llave = en_orden(h.actos.lugar[de_acto], h.actos["notificado"][de_acto].astype(np.int64))
    orden = np.argsort(llave, kind="stable")
    pedida = en_orden(np.arange(ultima.size), np.maximum(ultima, -(2**18)))
    cual = np.searchsorted(llave[orden], pedida)
    hay = cual < llave.size
    hay[hay] = llave[orden][cual[hay]] == pedida[hay]
    nombre = {n: tipo for tipo, n in numero_de_acto().items()}
    causas = np.where(ultima == SIN_DIA, "", "PAGO").astype(object)
    causas[hay] = [nombre[int(n)] for n in h.actos["tipo"][de_acto[orden[cual[hay]]]]]
    return causas


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


def causas_en_la_foto(conexion: DuckDBPyConnection, ids: Sequence[int]) -> dict[int, str]:
    """Id de cada acto de la foto → la «Causa» con que se capturó, como se escribió; vacío si no trae."""
    leidos = conexion.execute("SELECT id, COALESCE(resultado, '') FROM acto WHERE list_contains(?, id)", [list(ids)])
    return {int(i): str(dicho) for i, dicho in leidos.fetchall()}


def detalle(h: Historia, lugar: int, corte: date, textos: Textos) -> tuple[pd.DataFrame, pd.DataFrame]:
    """De un crédito, (lo que suspendió el plazo, lo que lo interrumpió) hasta el corte, en orden, para explicarlo.

    Suspensiones, cada una con lo suyo: periodo (las que se enciman o se tocan llevan el mismo número: son uno solo de
    `suspensiones`), marca, causa (la que se capturó: concurso, amparo, art. 74; si no se dijo, el título de la
    marca), fundamento, desde, hasta (último día; `ABIERTA` si sigue) y notificado (día en que se hizo saber; si no
    consta, el del acto).
    Interrupciones: dia (aquel en que se hizo saber) y causa (tipo de acto, o `PAGO`). Días `int`.
    """
    suspenden = _que_lo_suspendio(h, lugar, corte, textos)
    de_quien, momento, vale = gestiones(h)
    dias_de = momento[(de_quien == lugar) & (momento <= dia(corte)) & (vale > dia(corte))]
    suyos = np.arange(h.actos.inicio[lugar], h.actos.inicio[lugar + 1])
    suyos = suyos[_interrumpen(h)[suyos]]
    nombre = {n: tipo for tipo, n in numero_de_acto().items()}
    de_acto = {int(h.actos["notificado"][k]): nombre[int(h.actos["tipo"][k])] for k in suyos[::-1]}
    causas = [de_acto.get(int(d), "PAGO") for d in dias_de]
    return suspenden, pd.DataFrame({"dia": dias_de, "causa": causas})


def _que_lo_suspendio(h: Historia, lugar: int, corte: date, textos: Textos) -> pd.DataFrame:
    partes = []
    for m in que_detienen("prescripcion"):
        p = lapsos_al(h, m.clave, dia(corte))
        for k in np.flatnonzero(p.lugar == lugar):
            acto, desde = int(p.cual[k]), int(p.desde[k])
            de_acto = acto >= 0  # lo que suspende la ley por sí sola no tiene acto
            ident = int(h.actos["id"][acto]) if de_acto else 0
            sabido = int(h.actos["notificado"][acto]) if de_acto else desde
            hasta = ABIERTA if p.fin[k] == SIN_FIN else int(p.fin[k]) - 1
            partes.append((ident, m.clave, m.titulo, m.fundamento, desde, hasta, sabido))
    columnas = ["acto", "marca", "titulo", "fundamento", "desde", "hasta", "notificado"]
    suspenden = pd.DataFrame(partes, columns=columnas).sort_values(["desde", "hasta"], ignore_index=True)
    dichas = textos([int(i) for i in suspenden["acto"] if i])
    causas = [dichas.get(i) or titulo for i, titulo in zip(suspenden["acto"], suspenden["titulo"], strict=True)]
    de_quien, primero, _ = suspensiones(h, corte)
    periodo = np.searchsorted(primero[de_quien == lugar], suspenden["desde"].to_numpy(np.int64), side="right")
    return suspenden.assign(causa=causas, periodo=periodo)[
        ["periodo", "marca", "causa", "fundamento", "desde", "hasta", "notificado"]
    ]


def _interrumpen(h: Historia) -> Mascara:
    """¿Interrumpe cada acto? Sólo el que valió; si se practica sin el deudor, si consta que se le hizo saber; y si es
    una solicitud que puede no proceder, si abrió su marca."""
    dicho = con("interrumpe")

    def _de(como: object) -> Mascara:
        suyos: Mascara = de_catalogo({t: v for t, v in dicho.items() if v == como}, lambda _: True)[h.actos["tipo"]]
        return suyos

    cuales: Mascara = (_de(True) | (_de(NOTIFICADO) & h.actos["consta"])) & h.actos["vale"]
    for tipo in (t for t, como in dicho.items() if como == SI_ABRE):
        abrio = [aperturas(h, marca)[3] for marca in marcas() if tipo in efectos("abre", marca)]
        suyos = np.flatnonzero(h.actos["vale"] & (h.actos["tipo"] == numero_de_acto()[tipo]))
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

    Fundamento: CFF, art. 146, segundo párrafo. El día es aquel en que se hizo saber, no el de la gestión: una
    diligencia con el deudor, si no dice otro, el suyo; la que no se entiende con él (inmovilización, avalúo), sólo el
    que conste. Un pago revertido cuenta hasta el día en que se revirtió; el asiento contrario no es un pago.
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
