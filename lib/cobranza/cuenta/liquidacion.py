"""Cuánto debía cada crédito a su día, desde su historia: lo asentado más lo que por ley se causa."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, columna_fecha, dias
from cobranza.cuenta.a_plazos import con_convenios, convenidos
from cobranza.cuenta.adeudos import COMPONENTES, RECARGOS, Adeudos, Pendiente
from cobranza.cuenta.sumas import Sumas
from cobranza.expediente.historia import COMPONENTES as NUMERO
from cobranza.expediente.historia import TIPOS, Historia
from cobranza.expediente.por_credito import a_su_dia
from cobranza.expediente.situacion import notificaciones
from cobranza.libros.vocabulario import SIN_FIN

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
_CADUCAS = "caducas al "


def adeudos_a(
    h: Historia, lugar: Columna, al: Columna, notificacion: Columna, *, incluye_el_dia: bool = True
) -> Adeudos:
    """Los adeudos de esos créditos (`lugar` en la historia) como estaban a su día `al`, en ese orden.

    Un crédito puede venir varias veces, a días distintos. Con `incluye_el_dia` en falso, de ese día sólo cuenta el
    alta. `notificacion`: el día de la de cada uno (`SIN_DIA` si no la hay), de donde corre el plazo de la multa.
    """
    m = h.movimientos
    quien, renglon = m.de(lugar)
    dia, hasta, tipo = m["dia"][renglon], a_su_dia(al, quien), m["tipo"][renglon]
    sirve = dia < hasta
    sirve |= (dia == hasta) if incluye_el_dia else (dia == hasta) & (tipo == TIPOS["ALTA"])
    sumas = Sumas.de_renglones(lugar.size, quien, m["componente"][renglon], tipo, m["importe"][renglon] * sirve)
    e = h.extinciones
    quien, renglon = e.de(lugar)
    hasta = a_su_dia(al, quien)
    sirve = e["dia"][renglon] <= hasta if incluye_el_dia else e["dia"][renglon] < hasta
    sumas.extinguir(quien, e["componente"][renglon], e["fraccion"][renglon] * sirve, e["recargos"][renglon] * sirve)
    adeudos = sumas.adeudos(h, lugar, notificacion, _cubiertos(h, lugar, al))
    return con_convenios(h, adeudos, lugar, al if incluye_el_dia else al - 1)


def liquidar_cartera(adeudos: Adeudos, al: Columna, pendiente: Pendiente | None = None) -> pd.DataFrame:
    """Lo debido por cada adeudo a su día: lo asentado más lo que falta (`pendiente`, si ya se calculó), por concepto.

    Columnas en centavos: historico, actualizacion, recargos (de mora, por prórroga y de parcialidades), multas,
    gastos, honorarios, indemnizacion, total, y `por_devengar` (lo que no está en el libro). La suspensión no detiene
    nada de esto: los arts. 144 y 146 del CFF sólo detienen el procedimiento y la prescripción; la revocación
    pendiente sí hace que los gastos no se exijan (art. 150, quinto párrafo).
    """
    falta, saldo = (pendiente or adeudos.pendiente(al)).importe, adeudos.saldo
    debido = {c: saldo[c] + falta[c] if c in falta else saldo[c] for c in COMPONENTES}
    resultado: pd.DataFrame = pd.DataFrame(
        {
            "historico": debido["HISTORICO"],
            "actualizacion": debido["ACTUALIZACION"],
            "recargos": np.sum([debido[c] for c in RECARGOS], axis=0),
            "multas": debido["MULTA"] + debido["ACTUALIZACION_MULTA"],
            "gastos": debido["GASTO_EJECUCION"] + debido["GASTO_EXTRAORDINARIO"],
            "honorarios": debido["HONORARIO_NOTIFICACION"],
            "indemnizacion": debido["INDEMNIZACION"],
        }
    )
    resultado["total"] = resultado.sum(axis=1)
    resultado["por_devengar"] = np.sum(list(falta.values()), axis=0)
    return resultado


def pagado_a(h: Historia, lugar: Columna, al: Columna) -> tuple[Columna, Columna]:
    """(cuánto había pagado cada crédito a su día, cuándo pagó por última vez a su principal o `SIN_DIA`)."""
    m = h.movimientos
    quien, renglon = m.de(lugar)
    componente = m["componente"][renglon]
    pago = (m["tipo"][renglon] == TIPOS["PAGO"]) & (m["dia"][renglon] <= a_su_dia(al, quien))
    pago &= componente != NUMERO["SALDO_A_FAVOR"]
    pagado, ultimo = np.zeros(lugar.size, dtype=np.int64), np.full(lugar.size, SIN_DIA, dtype=np.int64)
    np.subtract.at(pagado, quien[pago], m["importe"][renglon][pago])
    pago &= componente == NUMERO["HISTORICO"]
    de_quien, dia = quien[pago], m["dia"][renglon][pago]
    if de_quien.size:
        primeros = np.flatnonzero(np.concatenate([[True], de_quien[1:] != de_quien[:-1]]))  # vienen por crédito
        ultimo[de_quien[primeros]] = np.maximum.reduceat(dia, primeros)
    return pagado, ultimo


def _cubiertos(h: Historia, lugar: Columna, al: Columna) -> Columna:
    """El día del último pago en pie que cubrió todos los recargos, si se cuentan por tramo."""
    cubiertos = np.full(lugar.size, SIN_DIA, dtype=np.int64)
    if h.cubiertos.empty:
        return cubiertos
    pares = pd.DataFrame({"posicion": np.arange(lugar.size), "lugar": lugar, "al": columna_fecha(al)})
    c = h.cubiertos.merge(pares, on="lugar")
    en_pie = c[c["efecto"] <= c["al"]].groupby(["posicion", "hasta"])["importe"].sum().reset_index()
    en_pie = en_pie[en_pie["importe"] > 0]
    np.maximum.at(cubiertos, en_pie["posicion"].to_numpy(np.int64), dias(en_pie["hasta"]))
    return cubiertos


def en_plazo(h: Historia, lugar: Columna, al: Columna, hasta: int | None = None) -> Mascara:
    """¿Regía un pago a plazos en esos créditos al empezar su día? (CFF, art. 66-A).

    Desde que se solicitó lo autorizado hasta que un acto lo cerró o caducó. Cuándo caducó no cambia con lo que pasa
    después: se mira una vez, el último de esos días o uno posterior (`hasta`), que quizá ya se miró.
    """
    quienes, convenios = convenidos(h)
    posicion = np.searchsorted(quienes, lugar)
    cual = np.flatnonzero(np.isin(lugar, quienes))
    rige = np.zeros(lugar.size, dtype=bool)
    if not cual.size:
        return rige
    fin, caduca = convenios.cierra.copy(), _caducas(h, int(al[cual].max()) if hasta is None else hasta)
    # los que ninguno había empezado ese día no tienen columna
    fin[:, : caduca.shape[1]] = np.minimum(fin[:, : caduca.shape[1]], caduca)
    de, hoy = posicion[cual], al[cual, None]
    solicitud = convenios.solicitud[de]
    rige[cual] = np.any((solicitud != SIN_DIA) & (solicitud <= hoy) & (hoy < fin[de]), axis=1)
    return rige


def caducidades(h: Historia, al: int) -> tuple[Columna, Columna]:
    """(crédito, día) en que, hasta el día `al`, caducó por sí solo cada pago a plazos (CFF, art. 66-A, fr. IV)."""
    quienes, convenios = convenidos(h)
    if not quienes.size:
        return quienes, quienes
    caduca = _caducas(h, al)
    quien, k = np.nonzero((caduca <= al) & (caduca < convenios.cierra[:, : caduca.shape[1]]))
    return quienes[quien], caduca[quien, k]


def _caducas(h: Historia, al: int) -> Columna:
    """Por crédito con convenio y por convenio, el día en que hasta `al` cayó solo (`SIN_FIN` si no)."""
    if (marca := f"{_CADUCAS}{al}") not in h.plegados:
        quienes, _ = convenidos(h)
        hoy = np.full(quienes.size, al, dtype=np.int64)
        adeudos = adeudos_a(h, quienes, hoy, notificaciones(h, al)[quienes])
        h.plegados[marca] = adeudos.pendiente(hoy).caduca
    caducas: Columna = h.plegados[marca]
    return caducas


def caidos_al(h: Historia, al: int, pendiente: Pendiente) -> tuple[Columna, Columna]:
    """Las `caducidades` de toda la historia cuando lo `pendiente` de sus créditos ese día ya se calculó."""
    h.plegados[f"{_CADUCAS}{al}"] = pendiente.caduca[convenidos(h)[0]]
    return caducidades(h, al)


def sin_cubrir(h: Historia, lugar: Columna, al: int) -> tuple[Columna, Columna]:
    """(parcialidades vencidas sin cubrir, día en que vence la que sigue o `SIN_DIA`) del convenio que rige ese día.

    Cero donde no rige ninguno o se difirió. Con las que dice `plazos_incumplidas`, caduca (CFF, art. 66-A, fr. IV).
    """
    cuantas, sigue = np.zeros(lugar.size, dtype=np.int64), np.full(lugar.size, SIN_DIA, dtype=np.int64)
    hoy = np.full(lugar.size, al, dtype=np.int64)
    adeudos = adeudos_a(h, lugar, hoy, notificaciones(h, al)[lugar])
    for ambito in np.unique(adeudos.ambito.astype(str)):
        suyos = np.flatnonzero(adeudos.ambito == ambito)
        en = adeudos.regimen(h.normas.de(str(ambito)), suyos, hoy)
        for k, (cual, plan, va) in en.ultimo.items():
            falta = (va.vencimientos >= al) & (np.arange(va.vencimientos.shape[1]) < plan.parcialidades[:, None])
            proxima = np.where(falta, va.vencimientos, SIN_FIN).min(axis=1, initial=SIN_FIN)
            rige = en.vigente[cual] == k
            cuantas[suyos[cual[rige]]] = va.incumplidas[rige]
            sigue[suyos[cual[rige]]] = np.where(proxima < SIN_FIN, proxima, SIN_DIA)[rige]
    return cuantas, sigue
