"""El estado de cada crédito a una fecha, leído de los actos: situación, etapa, marcas, prescripción.

Nada de esto se guarda: se vuelve a leer con los actos que hubieran surtido efecto ese día.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import actos, tabla
from cobranza.base.fechas import SIN_DIA, dia
from cobranza.expediente.historia import Historia, numero_de_acto
from cobranza.ley.plazos import exigible, vence_para_pagar
from cobranza.ley.prescripcion import ABIERTA, prescribe

if TYPE_CHECKING:
    from datetime import date

    from cobranza.ley.norma import Normas

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
Palabras = pd.Categorical
POR_EXIGIRSE = "por exigirse"
VIGENCIA_DE_LA_MARCA_MESES = 12
"""Meses que vale una investigación de insolvencia o no localización (ilustrativo, procesos.md B.1)."""

_ULTIMOS = {
    "impugnacion": "IMPUGNACION",
    "resuelta_el": "RESOLUCION",
    "garantia": "GARANTIA",
    "suspension": "SUSPENSION",
    "fin_suspension": "FIN_SUSPENSION",
    "convenio": "CONVENIO",
    "convenio_cumplido": "CONVENIO_CUMPLIDO",
    "convenio_revocado": "CONVENIO_REVOCADO",
    "no_localizado_el": "NO_LOCALIZADO",
    "insolvente_el": "INSOLVENCIA",
    "cancelacion": "CANCELACION",
    "reactivacion": "REACTIVACION",
    "prescripcion_declarada": "PRESCRIPCION_DECLARADA",
}


def hechos_al(h: Historia, corte: date) -> dict[str, Columna]:
    """Por posición, el día de cada hecho relevante y la etapa alcanzada al corte; `SIN_DIA` donde no lo hay."""
    a = h.actos
    hasta_hoy = a["dia"] <= dia(corte)
    lugar, practicada = a.lugar, a["practicada"]
    numero, orden = numero_de_acto(), tabla("etapas").set_index("clave")["orden"]

    def ultimo(tipo: str, campo: str = "dia") -> Columna:
        cuales = np.flatnonzero((a["tipo"] == numero[tipo]) & hasta_hoy)
        dias_de = np.full(len(h.creditos), SIN_DIA, dtype=np.int64)
        np.maximum.at(dias_de, lugar[cuales], a[campo][cuales].astype(np.int64))
        return dias_de

    notificados = np.flatnonzero((a["tipo"] == numero["NOTIFICACION"]) & hasta_hoy)
    notificacion = np.full(len(h.creditos), SIN_DIA, dtype=np.int64)
    # al revés: la primera notificación es la última que se anota
    notificacion[lugar[notificados[::-1]]] = a["dia"][notificados[::-1]]
    de_etapa = np.zeros(256, dtype=np.int64)
    for tipo, ficha in actos().items():
        de_etapa[numero[tipo]] = int(orden[ficha["etapa"]]) if "etapa" in ficha else 0
    avance = np.flatnonzero(hasta_hoy & practicada & (de_etapa[a["tipo"]] > 0))
    etapa = np.zeros(len(h.creditos), dtype=np.int64)
    np.maximum.at(etapa, lugar[avance], de_etapa[a["tipo"][avance]])
    return {
        "notificacion": notificacion,
        **{nombre: ultimo(tipo) for nombre, tipo in _ULTIMOS.items()},
        "garantia_hasta": ultimo("GARANTIA", "hasta"),
        "programado_el": ultimo("PROGRAMACION", "hasta"),
        "etapa_orden": etapa,
    }


def cambiado(h: Historia, corte: date, tipo: str, campo: str) -> pd.Series[str]:
    """Lo que dejó dicho el último acto de ese tipo (la delegación del traspaso, el ejecutor de la asignación)."""
    c = h.cambios[(h.cambios["tipo"] == tipo) & (h.cambios["fecha"] <= pd.Timestamp(corte))]
    return c.drop_duplicates("lugar", keep="last").set_index("lugar")[campo]


def exigibles(ambito: pd.Series[str], notificacion: Columna, normas: Normas) -> Columna:
    """Día en que cada crédito es exigible (CFF, arts. 65, 144 y 145); `SIN_DIA` sin notificación."""
    resultado = np.full(len(notificacion), SIN_DIA, dtype=np.int64)
    for clave in ambito.unique():
        cual = ambito.eq(clave).to_numpy() & (notificacion != SIN_DIA)
        resultado[cual] = exigible(normas.de(clave), notificacion[cual])
    return resultado


def vencimientos_de_multa(
    ambito: pd.Series[str], notificacion: NDArray[np.int64], normas: Normas
) -> NDArray[np.int64]:
    """Último día para pagar la multa determinada en la resolución (CFF, arts. 65 y 70); `SIN_DIA` sin notificar."""
    resultado = np.full(len(notificacion), SIN_DIA, dtype=np.int64)
    for clave in ambito.unique():
        cual = ambito.eq(clave).to_numpy() & (notificacion != SIN_DIA)
        resultado[cual] = vence_para_pagar(normas.de(clave), notificacion[cual])
    return resultado


def elegir(casos: Sequence[tuple[Any, str]], si_no: str) -> Palabras:
    """La palabra del primer caso que se cumple en cada renglón; como categoría, en orden alfabético."""
    palabras = sorted({si_no, *(palabra for _, palabra in casos)})
    numeros = [np.int8(palabras.index(palabra)) for _, palabra in casos]
    codigos = np.select([np.asarray(caso) for caso, _ in casos], numeros, np.int8(palabras.index(si_no)))
    return _palabras(codigos, palabras)


def _palabras(codigos: NDArray[np.int8], palabras: list[str]) -> Palabras:
    return pd.Categorical.from_codes(codigos, categories=pd.Index(palabras, dtype=object))


def situacion(c: pd.DataFrame, corte: date) -> Palabras:
    """Situación jurídica; la primera que se cumpla, en el orden de la lista."""
    al = np.datetime64(corte, "s")
    casos = [
        (c["notificacion"].isna(), "SIN_NOTIFICAR"),
        (c["en_convenio"], "EN_CONVENIO"),
        (c["controvertido"] & c["suspendido"], "CONTROVERTIDO_SUSPENDIDO"),
        (c["controvertido"], "CONTROVERTIDO_NO_SUSPENDIDO"),
        (c["exigible"] > al, "EN_PLAZO"),
    ]
    return elegir(casos, "EXIGIBLE")


def clase(c: pd.DataFrame) -> Palabras:
    """Clase SHCP, en el orden de procesos.md B.1 (ilustrativo): la primera que se cumpla."""
    casos = [
        (c["vida"] == "CANCELADO", "CANCELADO"),
        (c["controvertido"], "CONTROVERTIDO"),
        (c["en_convenio"], "EN_FACILIDADES"),
        (c["situacion"] == "SIN_NOTIFICAR", "SIN_NOTIFICAR"),
        (c["situacion"] == "EN_PLAZO", "EN_PLAZO"),
        (c["insolvente"] | c["no_localizado"], "BAJA_PROBABILIDAD"),
    ]
    return elegir(casos, "FACTIBLE")


def marcas(c: pd.DataFrame, corte: date) -> pd.DataFrame:
    """Marcas que salen de los actos: controvertido, suspendido, en convenio, garantizado, no localizado…"""
    al = np.datetime64(corte, "s")
    desde = al.astype("datetime64[M]") - VIGENCIA_DE_LA_MARCA_MESES
    return c.assign(
        controvertido=_abierto(c, "impugnacion", "resuelta_el"),
        suspendido=_abierto(c, "suspension", "fin_suspension"),
        en_convenio=_abierto(c, "convenio", "convenio_cumplido") & _abierto(c, "convenio", "convenio_revocado"),
        garantizado=c["garantia"].notna() & (c["garantia_hasta"].isna() | (c["garantia_hasta"] >= al)),
        no_localizado=c["no_localizado_el"] >= desde.astype("datetime64[s]"),
        insolvente=c["insolvente_el"] >= desde.astype("datetime64[s]"),
        cancelado=_abierto(c, "cancelacion", "reactivacion"),
    )


def _abierto(c: pd.DataFrame, abre: str, cierra: str) -> pd.Series[bool]:
    return c[abre].notna() & ~(c[cierra] >= c[abre])


def prescripciones(h: Historia, ambito: pd.Series[str], desde: Columna, corte: date) -> tuple[Columna, Columna]:
    """(día en que prescribe cada crédito o `SIN_DIA`, última interrupción válida) al corte; `desde`, su exigibilidad.

    Interrumpen las gestiones notificadas y los reconocimientos del deudor: pagos, solicitudes de plazo, convenios
    (CFF, art. 146). La suspensión abierta deja la fecha sin fijar.
    """
    interrupciones, suspensiones = _interrupciones(h, corte), _suspensiones(h, corte)
    resultado = np.full(desde.size, SIN_DIA, dtype=np.int64)
    for clave in ambito.unique():
        cual = np.flatnonzero(ambito.eq(clave).to_numpy() & (desde != SIN_DIA))
        fecha, _ = prescribe(h.normas.de(clave), desde[cual], interrupciones[cual], suspensiones[cual])
        resultado[cual] = np.where(fecha >= ABIERTA, SIN_DIA, fecha)
    ultima = interrupciones.max(axis=1) if interrupciones.shape[1] else np.full(desde.size, SIN_DIA)
    return resultado, ultima


def _interrupciones(h: Historia, corte: date) -> Columna:
    lugar, momento, hasta = h.gestiones
    sirve = (momento <= dia(corte)) & (hasta > dia(corte))
    return _en_columnas(len(h.creditos), lugar[sirve], momento[sirve][:, None])[:, :, 0]


def _suspensiones(h: Historia, corte: date) -> Columna:
    """(desde, hasta) de cada suspensión: hasta el siguiente acto que la cambia o, la desocupación, hasta su fin."""
    cuales = h.actos_de("SUSPENSION", "FIN_SUSPENSION", "DESOCUPACION")
    cuales = cuales[h.actos["dia"][cuales] <= dia(corte)]
    lugar, desde = h.actos.lugar[cuales], h.actos["dia"][cuales].astype(np.int64)
    tipo, numero = h.actos["tipo"][cuales], numero_de_acto()
    siguiente = np.append(desde[1:], SIN_DIA)
    siguiente[:-1][lugar[1:] != lugar[:-1]] = SIN_DIA
    fin = np.where(tipo == numero["SUSPENSION"], siguiente, h.actos["hasta"][cuales])
    lapsos = np.stack([desde, np.where(fin == SIN_DIA, ABIERTA, fin)], axis=1)
    abre = tipo != numero["FIN_SUSPENSION"]
    return _en_columnas(len(h.creditos), lugar[abre], lapsos[abre])


def _en_columnas(creditos: int, lugar: Columna, valores: Columna) -> Columna:
    """Valores en orden por crédito → arreglo (créditos, k, ancho) rellenado con `SIN_DIA`."""
    cuantos = np.bincount(lugar, minlength=creditos)
    vuelta = np.arange(lugar.size) - np.repeat(np.cumsum(cuantos) - cuantos, cuantos)
    resultado = np.full((creditos, int(cuantos.max(initial=0)), valores.shape[1]), SIN_DIA, dtype=np.int64)
    resultado[lugar, vuelta] = valores
    return resultado


TRAMOS_DE_ANTIGUEDAD = (
    ("0 a 30 días", 30),
    ("31 a 90 días", 90),
    ("91 a 180 días", 180),
    ("181 a 365 días", 365),
    ("1 a 2 años", 730),
    ("2 a 3 años", 1095),
    ("3 a 5 años", 1826),
    ("5 a 10 años", 3652),
    ("más de 10 años", 10**6),
)


def antiguedad(exigible_desde: Columna, corte: date) -> Palabras:
    """Tramo de días naturales desde que el crédito es exigible; «por exigirse» si aún no lo es."""
    edad = dia(corte) - exigible_desde
    return _por_tramos(edad, (exigible_desde != SIN_DIA) & (edad >= 0), TRAMOS_DE_ANTIGUEDAD, POR_EXIGIRSE)


CONSUMADA, SIN_FECHA = "Ya consumada, sin declarar", "Sin fecha: sin exigir o con suspensión abierta"
TRAMOS_DE_PRESCRIPCION = (
    (CONSUMADA, 0),
    *((f"En {n} días o menos", n) for n in (90, 180, 365)),
    ("Después", 10**6),
)


def tramo_de_prescripcion(prescribe_el: Columna, corte: date) -> Palabras:
    """Tramo de días naturales que faltan para que prescriba."""
    return _por_tramos(prescribe_el - dia(corte), prescribe_el != SIN_DIA, TRAMOS_DE_PRESCRIPCION, SIN_FECHA)


def _por_tramos(dias_de: Columna, cuenta: Mascara, tramos: Sequence[tuple[str, int]], si_no: str) -> Palabras:
    """El primer tramo cuyo límite no se rebasa; `si_no` donde no cuenta."""
    palabras = sorted([si_no, *(nombre for nombre, _ in tramos)])
    codigos = np.array([palabras.index(nombre) for nombre, _ in tramos], dtype=np.int8)
    limites = np.array([hasta for _, hasta in tramos])
    tramo = np.minimum(np.searchsorted(limites, np.where(cuenta, dias_de, 0)), len(limites) - 1)
    return _palabras(np.where(cuenta, codigos[tramo], np.int8(palabras.index(si_no))), palabras)
