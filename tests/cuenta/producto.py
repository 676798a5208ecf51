"""Las mismas historias, por el camino del producto: los libros en memoria, muchos créditos a la vez."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from cuenta.hechos import COMPONENTES, HASTA_EL_PAGO, POR_TRAMO, Caso, Hecho
from cuenta.oraculo import los_que_valen
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, columna_fecha, dias
from cobranza.cuenta.adeudos import COMPONENTES as DEL_PRODUCTO
from cobranza.cuenta.adeudos import DEVENGABLES, PRINCIPALES, Adeudos
from cobranza.cuenta.aplicacion import REGIMEN, aplicar
from cobranza.cuenta.convenios import convenios_de
from cobranza.cuenta.imputacion import SALDO_ENTERO
from cobranza.expediente.situacion import vencimientos_de_multa
from cobranza.ley.norma import de_la_oficina
from cobranza.libros.vocabulario import DE_CONVENIO, SIN_FIN

Columna = NDArray[np.int64]
Par = tuple[Caso, int]
_HECHOS = {
    "PAGO": "PAGO",
    "CONDONACION": "CONDONACION",
    "ESTIMULO": "ESTIMULO",
    "CANCELACION": "CANCELACION",
    "REACTIVACION": "REACTIVACION",
    "SIN_EFECTOS": "REDUCCION_RESOLUCION",
}
_ACTOS = (*DE_CONVENIO, "IMPUGNACION", "RESOLUCION", "SUSPENSION", "FIN_SUSPENSION")


def producto(pares: Sequence[Par]) -> list[dict[str, int]]:
    """Lo debido por componente de cada (caso, día), en ese orden; como `oraculo.debido`."""
    resultado: list[dict[str, int]] = [{} for _ in pares]
    for lectura in (HASTA_EL_PAGO, POR_TRAMO):
        suyos = [k for k, (caso, _) in enumerate(pares) if caso.lectura == lectura]
        for k, debido in zip(suyos, _con_lectura([pares[k] for k in suyos], lectura), strict=True):
            resultado[k] = debido
    return resultado


def _con_lectura(pares: Sequence[Par], lectura: str) -> list[dict[str, int]]:
    """El libro se arma con lo que valía ese día: una reversa es un recibo que no está."""
    if not pares:
        return []
    folios = pd.Index([f"F{n:07d}" for n in range(len(pares))])
    valen = [(n, h) for n, (caso, al) in enumerate(pares) for h in los_que_valen(caso.hechos, al)]
    # un renglón que no mueve saldo por crédito: así cada uno tiene su lugar, aunque nada le haya pasado
    lugares = [(n, Hecho("CONVENIO", caso.vencimiento)) for n, (caso, _) in enumerate(pares)]
    hechos = [_marco(folios, _de(valen, t), tipo) for t, tipo in _HECHOS.items()]
    gastos = _marco(folios, _de(valen, "GASTO"), "GASTO").sort_values(["folio", "fecha", "clave"], kind="stable")
    gastos = gastos.assign(referencia=gastos["documento"], cubierto=0).drop(columns=["tipo", "causa", "usuario"])
    return _debido(
        _adeudos(pares, _actos(valen), lectura),
        gastos,
        pd.concat([_marco(folios, lugares, REGIMEN), *hechos], ignore_index=True),
        np.array([al for _, al in pares]),
    )


def _de(valen: Iterable[tuple[int, Hecho]], tipo: str) -> list[tuple[int, Hecho]]:
    return [(n, h) for n, h in valen if h.tipo == tipo]


def _marco(folios: pd.Index[str], valen: list[tuple[int, Hecho]], tipo: str) -> pd.DataFrame:
    """Los hechos de un tipo como los espera `aplicar`; `SALDO_ENTERO` donde no se dice cuánto."""
    fechas = columna_fecha(np.array([h.fecha for _, h in valen], dtype=np.int64))
    sin_importe = tipo in ("CANCELACION", "REACTIVACION", "REDUCCION_RESOLUCION", "ESTIMULO", REGIMEN)
    return pd.DataFrame(
        {
            # el espacio va antes que cualquier letra o cifra: el orden de las claves es el de los recibos
            "clave": [f"{h.clave or h.tipo} {n} {k}" for k, (n, h) in enumerate(valen)],
            "folio": folios[[n for n, _ in valen]] if valen else pd.Index([], dtype=object),
            "fecha": fechas,
            "tipo": tipo,
            "importe": np.array([SALDO_ENTERO if sin_importe else h.importe for _, h in valen], dtype=np.int64),
            "documento": [h.clave for _, h in valen],
            "causa": "ESPONTANEO",
            "fecha_registro": fechas,
            "usuario": "prueba",
            "componente": [h.componente for _, h in valen],
            "llegada": 0,
        }
    )


def _actos(valen: list[tuple[int, Hecho]]) -> pd.DataFrame:
    """Los actos que cambian cómo se cuenta, en orden por crédito."""
    suyos = sorted(((n, h) for n, h in valen if h.tipo in _ACTOS), key=lambda par: (par[0], par[1].fecha))
    return pd.DataFrame(
        {
            "lugar": np.array([n for n, _ in suyos], dtype=np.int64),
            "tipo": pd.Series([h.tipo for _, h in suyos], dtype=object),
            "fecha": columna_fecha(np.array([h.fecha for _, h in suyos], dtype=np.int64)),
            "hasta": columna_fecha(np.array([SIN_DIA if h.hasta is None else h.hasta for _, h in suyos], np.int64)),
            "parcialidades": np.array([h.parcialidades or 0 for _, h in suyos], dtype=np.int64),
            "forma": pd.Series([h.modalidad for _, h in suyos], dtype=object),
        }
    )


# ── lo que depende del motor ────────────────────────────────────────────────────────────────────────────────────


def _adeudos(pares: Sequence[Par], actos: pd.DataFrame, lectura: str) -> Adeudos:
    """Los créditos recién dados de alta, con la norma en que `recargos.pago_parcial` es `lectura`."""
    normas = de_la_oficina().eligiendo({"recargos.pago_parcial": lectura})
    casos = [caso for caso, _ in pares]
    ambito = pd.Series([c.ambito for c in casos], dtype=object)
    notificacion = np.array([SIN_DIA if c.notificacion is None else c.notificacion for c in casos], dtype=np.int64)
    saldo = {c: np.zeros(len(casos), dtype=np.int64) for c in DEL_PRODUCTO}
    saldo["HISTORICO"][:] = [c.importe for c in casos]
    saldo["MULTA"][:] = [c.multa for c in casos]
    de_plazos = actos[actos["tipo"].isin(DE_CONVENIO)]
    ceros = np.zeros(len(casos), dtype=np.int64)
    vuelven = (*DEL_PRODUCTO, *(f"exacto_{p}" for p in PRINCIPALES), "recargos")
    return Adeudos(
        normas=normas,
        ambito=ambito.to_numpy(),
        causa_recargos=np.array([c.causa_recargos for c in casos]),
        vencimiento=np.array([c.vencimiento for c in casos], dtype=np.int64),
        vencimiento_multa=vencimientos_de_multa(ambito, notificacion, normas),
        saldo=saldo,
        exacto={c: saldo[c] * 10_000 for c in PRINCIPALES},
        extinguido=ceros.copy(),
        causado={c: ceros.copy() for c in DEVENGABLES},
        cubiertos=np.full(len(casos), SIN_DIA, dtype=np.int64),
        convenios=convenios_de(len(casos), de_plazos),
        pausas=_pausas(len(casos), actos),
        cancelado={c: ceros.copy() for c in vuelven},
        gasto_pagado=ceros.copy(),
        # los del oráculo son de quien pagó en plazo: si lo estaba se prueba con archivos
        estimulos=np.full((len(casos), 1, 2), [-(10**6), 10**6]),
        es_multa=np.array([c.es_multa for c in casos]),
    )


def _pausas(cuantos: int, actos: pd.DataFrame) -> Columna:
    """(desde, hasta) en que una revocación tuvo sin exigir los gastos; el oráculo sólo conoce una a la vez."""
    suyos = actos[actos["tipo"].isin(("IMPUGNACION", "RESOLUCION"))]
    abiertas: dict[int, list[list[int]]] = {}
    for lugar, tipo, cuando in zip(suyos["lugar"], suyos["tipo"], dias(suyos["fecha"]), strict=True):
        lapsos = abiertas.setdefault(int(lugar), [])
        if tipo == "IMPUGNACION" and (not lapsos or lapsos[-1][1] < SIN_FIN):
            lapsos.append([int(cuando), SIN_FIN])
        elif tipo == "RESOLUCION" and lapsos:
            lapsos[-1][1] = min(lapsos[-1][1], int(cuando))
    ancho = max((len(v) for v in abiertas.values()), default=0)
    pausas = np.full((cuantos, ancho, 2), SIN_DIA, dtype=np.int64)
    for lugar, lapsos in abiertas.items():
        pausas[lugar, : len(lapsos)] = np.reshape(lapsos, (-1, 2))
    return pausas


def _debido(adeudos: Adeudos, gastos: pd.DataFrame, hechos: pd.DataFrame, al: Columna) -> list[dict[str, int]]:
    """Aplica los hechos y contesta lo debido: lo asentado más lo que falta devengar."""
    folios = pd.Index(hechos["folio"].unique())
    movimientos: Any = aplicar(adeudos, gastos, hechos)
    adeudos.integrar(np.arange(al.size), al)
    falta = adeudos.pendiente(al).importe
    a_favor = movimientos[movimientos["componente"] == "SALDO_A_FAVOR"].groupby("folio")["importe"].sum()
    columnas = {c: adeudos.saldo[c] + falta.get(c, 0) for c in DEL_PRODUCTO}
    columnas["SALDO_A_FAVOR"] = a_favor.reindex(folios, fill_value=0).to_numpy(np.int64)
    ceros = np.zeros(al.size, dtype=np.int64)
    tabla = np.stack([columnas.get(c, ceros) for c in COMPONENTES], axis=1)
    return [dict(zip(COMPONENTES, renglon, strict=True)) for renglon in tabla.tolist()]
