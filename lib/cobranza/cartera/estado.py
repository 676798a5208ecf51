"""El estado de cada crédito a una fecha, leído de los actos: situación, etapa, marcas, prescripción.

Nada de esto se guarda: se vuelve a leer con los actos que hubieran surtido efecto ese día.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import actos, tabla
from cobranza.base.fechas import SIN_DIA, dia, dias
from cobranza.ley.norma import de_ambito
from cobranza.ley.plazos import exigible
from cobranza.ley.prescripcion import ABIERTA, prescribe

if TYPE_CHECKING:
    from datetime import date

    from duckdb import DuckDBPyConnection

Columna = NDArray[np.int64]
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
_PRACTICADA = "resultado IN ('PRACTICADA', 'PRACTICADA_CON_TERCERO', 'PAGO_EN_ACTO', '')"


def estado_al(conexion: DuckDBPyConnection, corte: date) -> pd.DataFrame:
    """Una fila por crédito con actos: fechas de cada hecho relevante y etapa alcanzada, al corte."""
    ultimos = ", ".join(f"MAX(fecha) FILTER (tipo = '{tipo}') AS {nombre}" for nombre, tipo in _ULTIMOS.items())
    orden = tabla("etapas").set_index("clave")["orden"]
    etapas = " ".join(f"WHEN '{clave}' THEN {orden[a['etapa']]}" for clave, a in actos().items() if "etapa" in a)
    return conexion.execute(
        f"""
        SELECT folio, MIN(fecha) FILTER (tipo = 'NOTIFICACION') AS notificacion, {ultimos},
            MAX(fecha) FILTER (tipo IN {que_interrumpen()} AND {_PRACTICADA}) AS ultima_gestion,
            MAX(fecha) AS ultimo_acto,
            MAX(hasta) FILTER (tipo = 'GARANTIA') AS garantia_hasta,
            MAX(hasta) FILTER (tipo = 'PROGRAMACION') AS programado_el,
            ARG_MAX(documento, fecha) FILTER (tipo = 'TRASPASO') AS traspaso,
            ARG_MAX(persona, fecha) FILTER (tipo = 'ASIGNACION') AS asignacion,
            MAX(CASE tipo {etapas} ELSE 0 END) FILTER ({_PRACTICADA}) AS etapa_orden
        FROM acto WHERE fecha <= ? GROUP BY folio
        """,
        [corte],
    ).df()


def que_interrumpen() -> str:
    """Actos que, notificados, reinician la prescripción, como lista SQL."""
    return "(" + ", ".join(f"'{clave}'" for clave, a in actos().items() if a.get("interrumpe")) + ")"


def exigibles(ambito: pd.Series[str], notificacion: Columna) -> Columna:
    """Día en que cada crédito es exigible (CFF, arts. 65, 144 y 145); `SIN_DIA` sin notificación."""
    resultado = np.full(len(notificacion), SIN_DIA, dtype=np.int64)
    for clave in ambito.unique():
        cual = ambito.eq(clave).to_numpy() & (notificacion != SIN_DIA)
        resultado[cual] = exigible(de_ambito(clave), notificacion[cual])
    return resultado


def situacion(c: pd.DataFrame, corte: date) -> pd.Series[str]:
    """Situación jurídica; la primera que se cumpla, en el orden de la lista."""
    al = np.datetime64(corte, "s")
    casos = [
        (c["notificacion"].isna(), "SIN_NOTIFICAR"),
        (c["en_convenio"], "EN_CONVENIO"),
        (c["controvertido"] & c["suspendido"], "CONTROVERTIDO_SUSPENDIDO"),
        (c["controvertido"], "CONTROVERTIDO_NO_SUSPENDIDO"),
        (c["exigible"] > al, "EN_PLAZO"),
    ]
    return pd.Series(np.select([k for k, _ in casos], [v for _, v in casos], "EXIGIBLE"), index=c.index)


def clase(c: pd.DataFrame) -> pd.Series[str]:
    """Clase SHCP, en el orden de procesos.md B.1 (ilustrativo): la primera que se cumpla."""
    casos = [
        (c["vida"] == "CANCELADO", "CANCELADO"),
        (c["controvertido"], "CONTROVERTIDO"),
        (c["en_convenio"], "EN_FACILIDADES"),
        (c["situacion"] == "SIN_NOTIFICAR", "SIN_NOTIFICAR"),
        (c["situacion"] == "EN_PLAZO", "EN_PLAZO"),
        (c["insolvente"] | c["no_localizado"], "BAJA_PROBABILIDAD"),
    ]
    return pd.Series(np.select([k for k, _ in casos], [v for _, v in casos], "FACTIBLE"), index=c.index)


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


def prescripciones(conexion: DuckDBPyConnection, c: pd.DataFrame, corte: date) -> tuple[Columna, Columna]:
    """(día en que prescribe cada crédito o `SIN_DIA`, última interrupción válida) al corte.

    Interrumpen las gestiones notificadas y los reconocimientos del deudor: pagos, solicitudes de plazo, convenios
    (CFF, art. 146). La suspensión abierta deja la fecha sin fijar.
    """
    interrupciones = _interrupciones(conexion, c["folio"], corte)
    suspensiones = _suspensiones(conexion, c["folio"], corte)
    desde = dias(c["exigible"])
    resultado = np.full(len(c), SIN_DIA, dtype=np.int64)
    for ambito in c["ambito"].unique():
        cual = np.flatnonzero(c["ambito"].eq(ambito).to_numpy() & (desde != SIN_DIA))
        fecha, _ = prescribe(de_ambito(ambito), desde[cual], interrupciones[cual], suspensiones[cual])
        resultado[cual] = np.where(fecha >= ABIERTA, SIN_DIA, fecha)
    ultima = interrupciones.max(axis=1) if interrupciones.shape[1] else np.full(len(c), SIN_DIA)
    return resultado, ultima


def _interrupciones(conexion: DuckDBPyConnection, folios: pd.Series[str], corte: date) -> Columna:
    hechos = conexion.execute(
        f"""
        SELECT folio, fecha FROM acto WHERE tipo IN {que_interrumpen()} AND {_PRACTICADA} AND fecha <= $corte
        UNION SELECT folio, fecha_efecto FROM movimiento m WHERE tipo = 'PAGO' AND fecha_efecto <= $corte
            AND reversa_de IS NULL AND clave NOT IN (
                SELECT reversa_de FROM movimiento WHERE reversa_de IS NOT NULL AND fecha_efecto <= $corte
            )
        ORDER BY 1, 2
        """,
        {"corte": corte},
    ).df()
    return _en_columnas(folios, hechos["folio"], dias(hechos["fecha"])[:, None])[:, :, 0]


def _suspensiones(conexion: DuckDBPyConnection, folios: pd.Series[str], corte: date) -> Columna:
    hechos = conexion.execute(
        """
        SELECT folio, tipo, fecha AS desde, hasta AS fin,
            LEAD(fecha) OVER (PARTITION BY folio ORDER BY fecha, id) AS hasta
        FROM acto WHERE tipo IN ('SUSPENSION', 'FIN_SUSPENSION', 'DESOCUPACION') AND fecha <= ?
        QUALIFY tipo <> 'FIN_SUSPENSION' ORDER BY folio, desde
        """,
        [corte],
    ).df()
    fin = hechos["hasta"].where(hechos["tipo"] == "SUSPENSION", hechos["fin"])
    hasta = np.where(fin.isna(), ABIERTA, dias(fin))
    return _en_columnas(folios, hechos["folio"], np.stack([dias(hechos["desde"]), hasta], axis=1))


def _en_columnas(folios: pd.Series[str], de_folio: pd.Series[str], valores: Columna) -> Columna:
    """Valores en orden por folio → arreglo (créditos, k, ancho) rellenado con `SIN_DIA`."""
    lugar = pd.Index(folios).get_indexer(pd.Index(de_folio))
    vuelta = pd.Series(lugar).groupby(lugar).cumcount().to_numpy()
    dentro = lugar >= 0
    fondo = int(vuelta[dentro].max()) + 1 if dentro.any() else 0
    resultado = np.full((len(folios), fondo, valores.shape[1]), SIN_DIA, dtype=np.int64)
    resultado[lugar[dentro], vuelta[dentro]] = valores[dentro]
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


def antiguedad(exigible_desde: Columna, corte: date) -> NDArray[np.object_]:
    """Tramo de días naturales desde que el crédito es exigible; «por exigirse» si aún no lo es."""
    edad = dia(corte) - exigible_desde
    limites = np.array([hasta for _, hasta in TRAMOS_DE_ANTIGUEDAD])
    nombres = np.array([nombre for nombre, _ in TRAMOS_DE_ANTIGUEDAD], dtype=object)
    vencido = (exigible_desde != SIN_DIA) & (edad >= 0)
    tramo = np.minimum(np.searchsorted(limites, np.where(vencido, edad, 0)), len(nombres) - 1)
    return np.where(vencido, nombres[tramo], "por exigirse")
