"""Cuánto vale cada hecho: el gasto que manda la ley, lo que liquida o abona un pago y lo que se inmoviliza.

Se va por vueltas: en la primera, el primer hecho de cada crédito que toca su saldo; en la segunda, el segundo.
Los saldos avanzan con la misma aplicación que usa la carga, de modo que lo escrito cuadra al centavo con los libros.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from cobranza.base.catalogos import conceptos
from cobranza.base.dinero import en_proporcion
from cobranza.base.fechas import SIN_DIA, columna_fecha, fecha_de
from cobranza.cuenta.adeudos import COMPONENTES, DEVENGABLES, PRINCIPALES, Adeudos
from cobranza.cuenta.aplicacion import REGIMEN, asentar
from cobranza.cuenta.convenios import convenios_de
from cobranza.cuenta.imputacion import SALDO_ENTERO, por_concepto
from cobranza.cuenta.libreta import Hechos, Libreta
from cobranza.cuenta.por_garantizar import por_garantizar
from cobranza.cuenta.reversas import DEJA_SIN_EFECTOS, HECHO_DE_ACTO
from cobranza.expediente.situacion import vencimientos_de_multa
from cobranza.gemelo.creditos import Creditos, claves_de_concepto
from cobranza.gemelo.guiones import CORTE
from cobranza.gemelo.sorteo import Azar, Columna, Mascara, entre
from cobranza.gemelo.trama import (
    A_PARCIALIDADES,
    GASTO_EXTRAORDINARIO,
    GASTO_LEGAL,
    LIQUIDA,
    PAGO,
    SIN_GASTO,
    SIN_MONTO,
)
from cobranza.ley.devengo import FINO
from cobranza.ley.gastos import con_limites, gasto_ejecucion
from cobranza.ley.norma import AMBITOS
from cobranza.ley.redondeo import a_pesos
from cobranza.libros.vocabulario import DE_CONVENIO

_EXIGIDO = ("HISTORICO", "ACTUALIZACION", "RECARGO", "RECARGO_PRORROGA", "MULTA", "ACTUALIZACION_MULTA")
"""Lo que se exige en una diligencia: lo debido sin gastos anteriores (como `consultas.credito_exigido`)."""
_EXTRAORDINARIO = (350_00, 4_800_00)


def valuar(azar: Azar, creditos: Creditos, hechos: pd.DataFrame) -> pd.DataFrame:
    """Los hechos con `monto` y `gasto_centavos`; centavos, `SIN_MONTO` donde no hay monto.

    `hechos` en orden de crédito y fecha, con `gasto_milesimas`: mil donde se cobra lo legal.
    """
    adeudos = _adeudos(creditos, hechos)
    gasto = np.zeros(len(hechos), dtype=np.int64)
    extraordinario = hechos["gasto"].to_numpy() == GASTO_EXTRAORDINARIO
    gasto[extraordinario] = entre(azar, *_EXTRAORDINARIO, int(extraordinario.sum()))
    monto = np.full(len(hechos), SIN_MONTO, dtype=np.int64)
    h = hechos.assign(mueve=_que_mueven(hechos))
    tocan = h[h["mueve"].ne("") | h["gasto"].ne(SIN_GASTO) | h["milesimas"].ne(SIN_MONTO)]
    vuelta = tocan.groupby("credito").cumcount().to_numpy()
    ultimo = ~tocan["credito"].duplicated(keep="last")
    for k in range(int(vuelta.max(initial=-1)) + 1):
        ahora = tocan[vuelta == k]
        lugar = ahora.index.to_numpy()
        debido, a_plazos = _debido(adeudos, ahora)
        legal = ahora["gasto"].to_numpy() == GASTO_LEGAL
        exigido = np.sum([debido[c] for c in _EXIGIDO], axis=0)[legal]
        gasto[lugar[legal]] = _gasto(creditos, ahora[legal], exigido)
        monto[lugar] = np.where(
            ahora["milesimas"].eq(A_PARCIALIDADES),
            _parcialidad(creditos, adeudos, ahora) + _en_pesos(debido["RECARGO_PARCIALIDAD"]),
            _monto(creditos, ahora, debido, a_plazos),
        )
        garantiza = np.flatnonzero(ahora["tipo"].eq("GARANTIA"))
        monto[lugar[garantiza]] = _garantizado(adeudos, ahora.iloc[garantiza])
        adeudos.saldo["GASTO_EJECUCION"][ahora["credito"]] += gasto[lugar]
        mueve = (ahora["mueve"].ne("") & ~ultimo[lugar]).to_numpy()
        _mover(adeudos, ahora[mueve], monto[lugar[mueve]])
    return hechos.assign(monto=monto, gasto_centavos=gasto)


def _adeudos(creditos: Creditos, hechos: pd.DataFrame) -> Adeudos:
    causan = conceptos().set_index("clave")["causa_recargos"].eq("si").loc[list(claves_de_concepto())].to_numpy()
    ambito = np.array(AMBITOS, dtype=object)[creditos.federal.astype(np.int64)]
    saldo = {c: np.zeros(len(creditos), dtype=np.int64) for c in COMPONENTES}
    saldo["HISTORICO"], saldo["MULTA"] = creditos.importe.copy(), creditos.multa.copy()
    campos = ["credito", "tipo", "fecha", "hasta", "forma", "parcialidades"]
    actos = hechos.loc[hechos["tipo"].isin(DE_CONVENIO), campos]
    actos = actos.rename(columns={"credito": "lugar"}).assign(
        fecha=columna_fecha(actos["fecha"].to_numpy()),
        hasta=columna_fecha(actos["hasta"].to_numpy()),
        forma=actos["forma"].astype("str"),
    )
    cero = np.zeros(len(creditos), dtype=np.int64)
    cancelables = (*COMPONENTES, *(f"exacto_{c}" for c in PRINCIPALES), "recargos")
    return Adeudos(
        normas=creditos.normas,
        ambito=ambito,
        causa_recargos=causan[creditos.concepto],
        vencimiento=creditos.vencimiento,
        vencimiento_multa=vencimientos_de_multa(pd.Series(ambito), creditos.notificacion, creditos.normas),
        saldo=saldo,
        exacto={c: saldo[c] * FINO for c in PRINCIPALES},
        extinguido=cero.copy(),
        causado={c: cero.copy() for c in DEVENGABLES},
        cubiertos=np.full(len(creditos), SIN_DIA, dtype=np.int64),
        convenios=convenios_de(len(creditos), actos),
        pausas=np.zeros((len(creditos), 0, 2), dtype=np.int64),
        cancelado={c: cero.copy() for c in cancelables},
        gasto_pagado=cero.copy(),
    )


def _que_mueven(hechos: pd.DataFrame) -> pd.Series[str]:
    """El hecho que mueve saldo en cada renglón, o vacío."""
    tipo = hechos["tipo"].astype("str")
    mueve = tipo.map(HECHO_DE_ACTO | {PAGO: PAGO}).replace(REGIMEN, "").fillna("")
    return mueve.mask(tipo.eq("RESOLUCION") & hechos["resultado"].ne(DEJA_SIN_EFECTOS), "")


def _debido(adeudos: Adeudos, ahora: pd.DataFrame) -> tuple[dict[str, Columna], Mascara]:
    """(lo debido por componente al llegar el día de cada hecho, si regía un pago a plazos)."""
    lugar, al = ahora["credito"].to_numpy(), ahora["fecha"].to_numpy()
    adeudos.integrar(lugar, al)
    suyos = adeudos.de(lugar)
    pendiente = suyos.pendiente(al)
    return {c: saldo + pendiente.importe.get(c, 0) for c, saldo in suyos.saldo.items()}, pendiente.a_plazos


def _gasto(creditos: Creditos, diligencias: pd.DataFrame, exigido: Columna) -> Columna:
    """El 2 % con su mínimo y su máximo; donde no hay límites publicados, sólo el 2 % (CFF, art. 150)."""
    al, gasto = diligencias["fecha"].to_numpy(), np.zeros(len(diligencias), dtype=np.int64)
    federal: Mascara = creditos.federal[diligencias["credito"]]
    for k, ambito in enumerate(AMBITOS):
        norma = creditos.normas.de(ambito)
        de_ley = (federal == bool(k)) & con_limites(norma, al)
        gasto[de_ley] = gasto_ejecucion(norma, credito=exigido[de_ley], al=al[de_ley])
        sin_limite = (federal == bool(k)) & ~con_limites(norma, al)
        porcentaje = norma.numero("gastos_porcentaje", fecha_de(CORTE))
        gasto[sin_limite] = en_proporcion(exigido[sin_limite], porcentaje, 10_000)
    cobrado: Columna = gasto * diligencias["gasto_milesimas"].to_numpy() // 1_000
    return cobrado


def _monto(creditos: Creditos, ahora: pd.DataFrame, debido: dict[str, Columna], a_plazos: Mascara) -> Columna:
    """Las milésimas de lo debido; un pago va en pesos y una condonación, sobre la multa de la resolución."""
    total = np.sum(list(debido.values()), axis=0)
    milesimas = ahora["milesimas"].to_numpy()
    monto = total * milesimas // 1_000
    es_pago = ahora["tipo"].eq(PAGO).to_numpy()
    normal, plazos = (
        np.sum([np.asarray(a_pesos(concepto)) for concepto in por_concepto(debido, orden)], axis=0)
        for orden in (False, True)
    )
    en_pesos = np.where(a_plazos, plazos, normal)
    monto = np.where(es_pago, np.maximum(monto // 100 * 100, 100), monto)
    monto = np.where(es_pago & (milesimas == LIQUIDA), en_pesos, monto)
    condona = ahora["tipo"].eq("CONDONACION").to_numpy()
    multa = creditos.multa[ahora["credito"]]
    monto = np.where(condona, np.maximum(multa * milesimas // 1_000, 1), monto)
    return np.where(milesimas == SIN_MONTO, SIN_MONTO, monto)


def _garantizado(adeudos: Adeudos, garantias: pd.DataFrame) -> Columna:
    """Las milésimas de lo que cada garantía debe cubrir ese día, en pesos que alcanzan."""
    pide = por_garantizar(adeudos.de(garantias["credito"].to_numpy()), garantias["fecha"].to_numpy())
    return _en_pesos(-(-pide * garantias["milesimas"].to_numpy() // 1_000))


def _parcialidad(creditos: Creditos, adeudos: Adeudos, ahora: pd.DataFrame) -> Columna:
    """Lo que falta, en pesos, para llevar pagadas las parcialidades hasta la que toca; cero en otros pagos."""
    importe = np.zeros(len(ahora), dtype=np.int64)
    lugar, numero = ahora["credito"].to_numpy(), ahora["parcialidades"].to_numpy()
    toca: Mascara = ahora["milesimas"].eq(A_PARCIALIDADES).to_numpy()
    for ambito, suyos in creditos.ambitos():
        cual = np.flatnonzero(toca & np.isin(lugar, suyos))
        if cual.size:
            cuota = adeudos.convenios.plan(creditos.normas.de(ambito), lugar[cual], 0).parcialidad
            importe[cual] = _en_pesos(numero[cual] * cuota) - _en_pesos((numero[cual] - 1) * cuota)
    return importe


def _en_pesos(centavos: Columna) -> Columna:
    """Los pesos enteros que alcanzan."""
    pesos: Columna = -(-centavos // 100) * 100
    return pesos


def _mover(adeudos: Adeudos, hechos: pd.DataFrame, monto: Columna) -> None:
    """Aplica a los saldos los hechos de una vuelta, como lo hará la carga."""
    if hechos.empty:
        return
    con_importe = hechos["mueve"].isin([PAGO, "CONDONACION"]).to_numpy()
    columnas = Hechos(
        hechos["credito"].to_numpy(),
        hechos["fecha"].to_numpy(),
        hechos["mueve"].to_numpy().astype(str),
        np.where(con_importe, monto, SALDO_ENTERO),
        np.arange(len(hechos)),
    )
    asentar(adeudos, columnas, Libreta())
