"""Saldos y liquidación de muchos créditos, cada uno a su fecha, desde su historia."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import conceptos
from cobranza.base.fechas import SIN_DIA, columna_fecha, dias
from cobranza.cuenta.adeudos import COMPONENTES, Adeudos
from cobranza.cuenta.convenios import Convenios, convenios_de, de_marco
from cobranza.expediente.historia import COMPONENTES as NUMERO
from cobranza.expediente.historia import TIPOS, Historia
from cobranza.expediente.situacion import vencimientos_de_multa
from cobranza.ley.norma import Normas

Columna = NDArray[np.int64]

_DEVENGA = ("RECARGO", "ACTUALIZACION", "PAGO")
"""Tipos cuyo último día es hasta donde ya se devengó."""


def saldos_a(h: Historia, lugar: Columna, al: Columna, *, incluye_el_dia: bool = True) -> pd.DataFrame:
    """Saldo asentado por componente de cada crédito (`lugar` en la historia) a su día `al`, en ese orden.

    Un crédito puede venir varias veces, a días distintos. Con `incluye_el_dia` en falso, de ese día sólo cuenta el
    alta. Sale una columna por componente en centavos, `ultimo`, `pagado`, `ultimo_pago` y las de sus convenios
    (`convenios.de_marco`).
    """
    m = h.movimientos
    quien, renglon = m.de(lugar)
    dia, hasta = m["dia"][renglon], al[quien]
    sirve = (dia < hasta) | ((dia == hasta) & (incluye_el_dia | (m["tipo"][renglon] == TIPOS["ALTA"])))
    componente, tipo, importe = m["componente"][renglon], m["tipo"][renglon], m["importe"][renglon] * sirve
    sumas = np.zeros((lugar.size, len(NUMERO)), dtype=np.int64)
    np.add.at(sumas.reshape(-1), quien * len(NUMERO) + componente, importe)
    pago = sirve & (tipo == TIPOS["PAGO"]) & (componente != NUMERO["SALDO_A_FAVOR"])
    pagado = np.zeros(lugar.size, dtype=np.int64)
    np.subtract.at(pagado, quien[pago], importe[pago])
    del_historico = pago & (componente == NUMERO["HISTORICO"])
    columnas = {c: sumas[:, NUMERO[c]] for c in COMPONENTES} | {
        "ultimo": columna_fecha(_ultimo(lugar.size, quien, dia, sirve & np.isin(tipo, [TIPOS[t] for t in _DEVENGA]))),
        "pagado": pagado,
        "ultimo_pago": columna_fecha(_ultimo(lugar.size, quien, dia, del_historico)),
    }
    convenios = convenios_a(h, lugar, al, incluye_el_dia=incluye_el_dia).en_marco(lugar.size)
    return pd.concat([pd.DataFrame(columnas), convenios], axis=1)


def _ultimo(cuantos: int, quien: Columna, dia: Columna, cuales: NDArray[np.bool_]) -> Columna:
    ultimo = np.full(cuantos, SIN_DIA, dtype=np.int64)
    np.maximum.at(ultimo, quien[cuales], dia[cuales].astype(np.int64))
    return ultimo


def convenios_a(h: Historia, lugar: Columna, al: Columna, *, incluye_el_dia: bool) -> Convenios:
    """Los convenios de cada crédito como estaban a su día; el abono revertido suma cero con su contrario."""
    con_convenio = np.zeros(len(h.creditos), dtype=bool)
    con_convenio[h.a_plazos["lugar"]] = True
    cuales = np.flatnonzero(con_convenio[lugar])
    pares = pd.DataFrame({"posicion": cuales, "lugar": lugar[cuales], "al": columna_fecha(al[cuales])})
    actos = h.a_plazos.merge(pares, on="lugar").query("fecha <= al").assign(lugar=lambda c: c["posicion"])
    abonos = h.abonos.merge(pares, on="lugar")
    abonos = abonos[abonos["efecto"] <= abonos["al"] if incluye_el_dia else abonos["efecto"] < abonos["al"]]
    netos = abonos.groupby(["posicion", "fecha"], as_index=False)["importe"].sum().query("importe < 0")
    return convenios_de(lugar.size, actos.sort_values(["lugar", "fecha"], kind="stable"),
                        netos.rename(columns={"posicion": "lugar"}))  # fmt: skip


def adeudos_de(creditos: pd.DataFrame, saldos: pd.DataFrame, normas: Normas) -> Adeudos:
    """Adeudos por columnas a partir de créditos (ambito, concepto, vencimiento, notificacion) y sus saldos."""
    causan = conceptos().set_index("clave")["causa_recargos"].eq("si")
    return Adeudos(
        ambito=creditos["ambito"].to_numpy(dtype=object),
        causa_recargos=creditos["concepto"].map(causan).fillna(True).to_numpy(bool),
        vencimiento=dias(creditos["vencimiento"]),
        vencimiento_multa=vencimientos_de_multa(creditos["ambito"], dias(creditos["notificacion"]), normas),
        ultimo=dias(saldos["ultimo"]),
        saldo={c: saldos[c].to_numpy(np.int64) for c in COMPONENTES},
        convenios=de_marco(saldos),
        normas=normas,
    )


def liquidar_cartera(creditos: pd.DataFrame, saldos: pd.DataFrame, al: Columna, normas: Normas) -> pd.DataFrame:
    """Lo debido por cada crédito a su día: lo asentado más lo que falta devengar, por concepto.

    Columnas en centavos: historico, actualizacion, recargos (de mora y por prórroga), multas, gastos, honorarios,
    indemnizacion, total, y `por_devengar` (lo que aún no está en el libro). La suspensión no detiene nada de esto:
    los arts. 144 y 146 del CFF sólo detienen el procedimiento y la prescripción.
    """
    adeudos = adeudos_de(creditos, saldos, normas)
    falta, _ = adeudos.falta_devengar(al)
    saldo = adeudos.saldo
    resultado = pd.DataFrame(
        {
            "historico": saldo["HISTORICO"],
            "actualizacion": saldo["ACTUALIZACION"] + falta["ACTUALIZACION"],
            "recargos": saldo["RECARGO"] + falta["RECARGO"] + saldo["RECARGO_PRORROGA"] + falta["RECARGO_PRORROGA"],
            "multas": saldo["MULTA"] + saldo["ACTUALIZACION_MULTA"] + falta["ACTUALIZACION_MULTA"],
            "gastos": saldo["GASTO_EJECUCION"] + saldo["GASTO_EXTRAORDINARIO"],
            "honorarios": saldo["HONORARIO_NOTIFICACION"],
            "indemnizacion": saldo["INDEMNIZACION"],
        },
        index=creditos.index,
    )
    resultado["total"] = resultado.sum(axis=1)
    resultado["por_devengar"] = np.sum(list(falta.values()), axis=0)
    return resultado
