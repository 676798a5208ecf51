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
from cobranza.cuenta.adeudos import COMPONENTES, Adeudos
from cobranza.cuenta.aplicacion import REGIMEN, SALDO_ENTERO, aplicar, por_concepto
from cobranza.cuenta.convenios import convenios_de
from cobranza.cuenta.reversas import DEJA_SIN_EFECTOS, HECHO_DE_ACTO
from cobranza.expediente.situacion import vencimientos_de_multa
from cobranza.gemelo.creditos import Creditos, claves_de_concepto
from cobranza.gemelo.guiones import CORTE
from cobranza.gemelo.sorteo import Azar, Columna, Mascara, entre
from cobranza.gemelo.trama import (
    GASTO_EXTRAORDINARIO,
    GASTO_LEGAL,
    LIQUIDA,
    PAGO,
    SIN_GASTO,
    SIN_MONTO,
)
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
        debido = _debido(adeudos, ahora)
        legal = ahora["gasto"].to_numpy() == GASTO_LEGAL
        exigido = np.sum([debido[c] for c in _EXIGIDO], axis=0)[legal]
        gasto[lugar[legal]] = _gasto(creditos, ahora[legal], exigido)
        a_plazos = adeudos.convenios.de(ahora["credito"].to_numpy()).vigente(ahora["fecha"].to_numpy()) >= 0
        monto[lugar] = _monto(creditos, ahora, debido, a_plazos)
        adeudos.saldo["GASTO_EJECUCION"][ahora["credito"]] += gasto[lugar]
        mueve = (ahora["mueve"].ne("") & ~ultimo[lugar]).to_numpy()
        _mover(adeudos, ahora[mueve], monto[lugar[mueve]])
    return hechos.assign(monto=monto, gasto_centavos=gasto)


def _adeudos(creditos: Creditos, hechos: pd.DataFrame) -> Adeudos:
    causan = conceptos().set_index("clave")["causa_recargos"].eq("si").loc[list(claves_de_concepto())].to_numpy()
    ambito = np.array(AMBITOS, dtype=object)[creditos.federal.astype(np.int64)]
    saldo = {c: np.zeros(len(creditos), dtype=np.int64) for c in COMPONENTES}
    saldo["HISTORICO"], saldo["MULTA"] = creditos.importe.copy(), creditos.multa.copy()
    actos = hechos.loc[hechos["tipo"].isin(DE_CONVENIO), ["credito", "tipo", "fecha", "hasta"]]
    actos = actos.rename(columns={"credito": "lugar"}).assign(
        fecha=columna_fecha(actos["fecha"].to_numpy()), hasta=columna_fecha(actos["hasta"].to_numpy())
    )
    sin_abonos = pd.DataFrame({"lugar": pd.Series(dtype="int64"), "fecha": pd.Series(dtype="datetime64[s]")})
    return Adeudos(
        ambito=ambito,
        causa_recargos=causan[creditos.concepto],
        vencimiento=creditos.vencimiento,
        vencimiento_multa=vencimientos_de_multa(pd.Series(ambito), creditos.notificacion, creditos.normas),
        ultimo=np.full(len(creditos), SIN_DIA, dtype=np.int64),
        saldo=saldo,
        convenios=convenios_de(len(creditos), actos, sin_abonos),
        normas=creditos.normas,
        cancelado={c: np.zeros(len(creditos), dtype=np.int64) for c in COMPONENTES},
    )


def _que_mueven(hechos: pd.DataFrame) -> pd.Series[str]:
    """El hecho que mueve saldo en cada renglón, o vacío."""
    tipo = hechos["tipo"].astype("str")
    mueve = tipo.map(HECHO_DE_ACTO | {PAGO: PAGO}).replace(REGIMEN, "").fillna("")
    return mueve.mask(tipo.eq("RESOLUCION") & hechos["resultado"].ne(DEJA_SIN_EFECTOS), "")


def _debido(adeudos: Adeudos, ahora: pd.DataFrame) -> dict[str, Columna]:
    """Lo debido por componente al empezar el día de cada hecho."""
    foto = adeudos.de(ahora["credito"].to_numpy())
    falta, _ = foto.falta_devengar(ahora["fecha"].to_numpy())
    return {c: saldo + falta.get(c, 0) for c, saldo in foto.saldo.items()}


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


def _mover(adeudos: Adeudos, hechos: pd.DataFrame, monto: Columna) -> None:
    """Aplica a los saldos los hechos de una vuelta, como lo hará la carga."""
    if hechos.empty:
        return
    lugar, fecha = hechos["credito"].to_numpy(), columna_fecha(hechos["fecha"].to_numpy())
    parte = adeudos.de(lugar)
    folio = hechos["credito"].astype("str").to_numpy()
    con_importe = hechos["mueve"].isin([PAGO, "CONDONACION"]).to_numpy()
    datos = {
        "clave": folio, "folio": folio, "fecha": fecha, "fecha_registro": fecha, "tipo": hechos["mueve"].to_numpy(),
        "importe": np.where(con_importe, monto, SALDO_ENTERO), "documento": "", "causa": "", "usuario": "",
    }  # fmt: skip
    aplicar(parte, _SIN_GASTOS, pd.DataFrame(datos))
    for componente in COMPONENTES:
        adeudos.saldo[componente][lugar] = parte.saldo[componente]
        adeudos.cancelado[componente][lugar] = parte.cancelado[componente]
    adeudos.ultimo[lugar] = parte.ultimo
    adeudos.convenios.abono[lugar] = parte.convenios.abono


_SIN_GASTOS = pd.DataFrame(
    {
        "clave": pd.Series(dtype="str"), "folio": pd.Series(dtype="str"), "componente": pd.Series(dtype="str"),
        "referencia": pd.Series(dtype="str"), "importe": pd.Series(dtype="int64"),
        "cubierto": pd.Series(dtype="int64"), "fecha": pd.Series(dtype="datetime64[s]"),
        "fecha_registro": pd.Series(dtype="datetime64[s]"),
    }
)  # fmt: skip
"""Los gastos ya están en los saldos: `aplicar` no tiene que sumarlos."""
