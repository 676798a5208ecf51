"""El movimiento de un periodo: saldo inicial + altas + … − pagos − … = saldo final, por número y por importe.

Los flujos salen del libro; los saldos, de la cartera a cada fecha. Son cuentas distintas: si no cuadran al
centavo y en número de créditos, el informe lo dice en todas partes (procesos F02; indicadores MOV-01).
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.almacen.foto import Foto
from cobranza.base.fechas import SIN_DIA, dia
from cobranza.cartera.consultas import cartera_de
from cobranza.expediente.historia import COMPONENTES, TIPOS, Historia, historia
from cobranza.ley.norma import Normas

Columna = NDArray[np.int64]

CAUSAS = {
    "altas": ("ALTA",),
    "reactivaciones": ("REACTIVACION",),
    "accesorios": (
        "ACTUALIZACION",
        "RECARGO",
        "GASTO_EJECUCION",
        "GASTO_EXTRAORDINARIO",
        "HONORARIO_NOTIFICACION",
        "INDEMNIZACION",
        "RECARGO_PRORROGA",
    ),
    "traspasos_recibidos": ("TRASPASO_ENTRADA",),
    "ajustes": ("AJUSTE",),
    "pagos": ("PAGO",),
    "remates": ("APLICACION_REMATE",),
    "condonacion": ("CONDONACION",),
    "resolucion": ("REDUCCION_RESOLUCION",),
    "prescripcion": ("PRESCRIPCION",),
    "cancelacion": ("CANCELACION",),
    "devoluciones": ("DEVOLUCION_EMISORA",),
    "traspasos_enviados": ("TRASPASO_SALIDA",),
}
"""Cada causa del puente y los tipos de movimiento que la forman."""
ENTRADAS = ("altas", "reactivaciones", "accesorios", "traspasos_recibidos", "ajustes")
_CUENTAN = ("inicial", *CAUSAS, "sin_causa", "final")
_NUMERO = {causa: numero for numero, causa in enumerate(_CUENTAN)}


def flujos(h: Historia, desde: Columna, corte: date) -> tuple[Columna, NDArray[np.bool_]]:
    """(importe por crédito y causa del día `desde` de cada uno al corte, si nació entonces); centavos con su signo.

    La matriz tiene una columna por causa, en el orden de `CAUSAS`; el saldo a favor no es del crédito y no cuenta.
    """
    m = h.movimientos
    cuales = np.flatnonzero(
        (m["dia"] >= desde[m.lugar]) & (m["dia"] <= dia(corte)) & (m["componente"] != COMPONENTES["SALDO_A_FAVOR"])
    )
    causa_de = np.zeros(len(TIPOS), dtype=np.int64)
    for numero, tipos in enumerate(CAUSAS.values()):
        causa_de[[TIPOS[t] for t in tipos]] = numero
    lugar, tipo = m.lugar[cuales], m["tipo"][cuales]
    importes = np.zeros((len(h.creditos), len(CAUSAS)), dtype=np.int64)
    np.add.at(importes.reshape(-1), lugar * len(CAUSAS) + causa_de[tipo], m["importe"][cuales])
    es_alta = np.zeros(len(h.creditos), dtype=bool)
    es_alta[lugar[tipo == TIPOS["ALTA"]]] = True
    return importes, es_alta


def puente(h: Historia, inicial: pd.DataFrame, final: pd.DataFrame, desde: date, corte: date) -> pd.DataFrame:
    """Puente por delegación: una fila por delegación y causa con número e importe (centavos, con signo).

    `inicial` y `final`: `cartera_de` la misma historia, en la víspera y al corte. Causas: `inicial`, las de `CAUSAS`,
    `final` y `diferencia`, que debe ser 0 y 0. El traspaso entre delegaciones se anota por el saldo con que abrió el
    periodo.
    """
    if final.empty:
        return _Cuadro(0).largo(np.array([], dtype=np.str_))
    si, sf = _Alineada(len(h.creditos), inicial), _Alineada(len(h.creditos), final)
    claves = np.unique(np.concatenate([final["delegacion"].unique(), inicial["delegacion"].unique()]).astype(str))
    donde_sf = sf.delegacion(claves)
    donde_si = np.where(si.esta, si.delegacion(claves), donde_sf)
    # un honorario puede ser anterior al alta de su crédito: entra en el periodo en que el crédito se registra
    importes, es_alta = flujos(h, np.where(si.esta, dia(desde), SIN_DIA), corte)
    importes[~sf.esta], es_alta = 0, es_alta & sf.esta
    cambio = donde_si != donde_sf
    cuadro = _Cuadro(len(claves))
    cuadro.importe("inicial", donde_si, si.total)
    for numero, causa in enumerate(CAUSAS):
        cuadro.importe(causa, donde_sf, importes[:, numero])
    cuadro.importe("accesorios", donde_sf, sf.por_devengar - si.por_devengar)
    cuadro.importe("traspasos_recibidos", donde_sf[cambio], si.total[cambio])
    cuadro.importe("traspasos_enviados", donde_si[cambio], -si.total[cambio])
    cuadro.importe("final", donde_sf, sf.total)
    cuadro.numero("inicial", donde_si[si.vivo])
    cuadro.numero("altas", donde_sf[es_alta])
    cuadro.numero("reactivaciones", donde_sf[sf.vivo & ~si.vivo & ~es_alta])
    _bajas(cuadro, donde_sf, importes, (si.vivo | es_alta) & ~sf.vivo)
    cuadro.numero("traspasos_recibidos", donde_sf[si.vivo & cambio])
    cuadro.numero("traspasos_enviados", donde_si[si.vivo & cambio], -1)
    cuadro.numero("final", donde_sf[sf.vivo])
    return cuadro.largo(claves)


def puente_de(desde: date, corte: date, normas: Normas, foto: Foto) -> pd.DataFrame:
    """El puente de una foto o de una parte suya; los de sus partes se suman."""
    h = historia(foto.conexion(), normas)
    inicial, final = (cartera_de(h, al, textos=False) for al in (desde - timedelta(days=1), corte))
    return puente(h, inicial, final, desde, corte)


class _Alineada:
    """Una cartera puesta en las posiciones de su historia; los créditos aún no registrados valen cero."""

    def __init__(self, creditos: int, cartera: pd.DataFrame) -> None:
        self._lugar, self._cartera = cartera["lugar"].to_numpy(), cartera
        self.esta = np.zeros(creditos, dtype=bool)
        self.esta[self._lugar] = True
        self.total = self._puesta(cartera["total"].to_numpy(np.int64))
        self.por_devengar = self._puesta(cartera["por_devengar"].to_numpy(np.int64))
        self.vivo = self._puesta((cartera["vida"] == "VIGENTE").to_numpy().astype(np.int64)).astype(bool)

    def _puesta(self, valores: Columna) -> Columna:
        puesta = np.zeros(self.esta.size, dtype=np.int64)
        puesta[self._lugar] = valores
        return puesta

    def delegacion(self, claves: NDArray[np.str_]) -> Columna:
        """El número de su delegación en `claves`."""
        de = self._cartera["delegacion"].cat
        numeros = pd.Index(claves).get_indexer(pd.Index(de.categories)).astype(np.int64)
        return self._puesta(numeros[de.codes.to_numpy()])


class _Cuadro:
    """Sumas de número e importe por delegación y causa."""

    def __init__(self, delegaciones: int) -> None:
        self._importes, self._numeros = (np.zeros((delegaciones, len(_CUENTAN)), dtype=np.int64) for _ in range(2))

    def importe(self, causa: str, donde: Columna, importes: Columna) -> None:
        np.add.at(self._importes[:, _NUMERO[causa]], donde, importes)

    def numero(self, causa: str, donde: Columna, signo: int = 1) -> None:
        self._numeros[:, _NUMERO[causa]] += signo * np.bincount(donde, minlength=len(self._numeros))

    def largo(self, claves: NDArray[np.str_]) -> pd.DataFrame:
        """Una fila por delegación y causa, y la diferencia entre lo que dan los flujos y el saldo final."""
        columnas = {}
        for medida, sumas in (("numero", self._numeros), ("importe", self._importes)):
            diferencia = sumas[:, :-1].sum(axis=1) - sumas[:, -1]
            columnas[medida] = np.column_stack([sumas, diferencia]).reshape(-1)
        causas = (*_CUENTAN, "diferencia")
        return pd.DataFrame(
            {"delegacion": np.repeat(claves, len(causas)), "causa": np.tile(causas, len(claves)), **columnas}
        )


def _bajas(cuadro: _Cuadro, donde: Columna, importes: Columna, baja: NDArray[np.bool_]) -> None:
    """Cada baja cuenta en la causa que más saldo le retiró en el periodo."""
    salidas = [numero for numero, causa in enumerate(CAUSAS) if causa not in ENTRADAS]
    retirado = importes[baja][:, salidas]
    mayor = np.argmin(retirado, axis=1) if len(retirado) else np.zeros(0, dtype=np.int64)
    sin_causa = retirado.min(axis=1, initial=0) >= 0
    for numero, salida in enumerate(salidas):
        cuadro.numero([*CAUSAS][salida], donde[baja][(mayor == numero) & ~sin_causa], -1)
    cuadro.numero("sin_causa", donde[baja][sin_causa], -1)


def total_del_puente(del_puente: pd.DataFrame) -> pd.DataFrame:
    """El puente de todas las delegaciones juntas, una fila por cada causa, aunque esté en ceros."""
    sumas = del_puente.groupby("causa")[["numero", "importe"]].sum()
    return sumas.reindex([*_CUENTAN, "diferencia"], fill_value=0).astype("int64").rename_axis("causa").reset_index()
