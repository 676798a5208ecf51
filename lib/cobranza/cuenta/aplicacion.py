"""De hechos que mueven saldo (pagos, cancelaciones, condonaciones…) a movimientos del libro.

Un pago asienta sólo lo que aplicó a cada concepto: lo que de recargos y actualización cubrió queda causado y pagado,
y lo demás lo sigue diciendo la fórmula (`Adeudos.pendiente`). Se trabaja por pasadas: en la primera va el primer
hecho de cada crédito, en la segunda el segundo; cada pasada es aritmética de columnas. A qué se aplica, en
`imputacion`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from cobranza.base.fechas import dias
from cobranza.cuenta.adeudos import COMPONENTES, DE_EJECUCION, DEVENGABLES, FECHADOS, PRINCIPALES, Adeudos
from cobranza.cuenta.asentado import leer_adeudos
from cobranza.cuenta.diligencias_pagadas import repartir_entre_diligencias
from cobranza.cuenta.imputacion import Momento, condonar, estimular, pagar, retirar
from cobranza.cuenta.libreta import Asiento, Hechos, Libreta
from cobranza.ley.norma import Normas

Columna = NDArray[np.int64]
_GASTO = "@GASTO"
REGIMEN = "CONVENIO"
"""Hecho que no mueve saldo: sólo cambia cómo se cuentan los demás (pago a plazos, notificación, gasto que llega
tarde)."""
SIN_EFECTOS = "SIN_EFECTOS"
"""Hecho que tampoco mueve saldo: desde su día, otro acto deja de valer."""
_NO_MUEVEN = (REGIMEN, "REVERSA", SIN_EFECTOS)
DEL_SALDO_A_FAVOR = ("DEVOLUCION", "COMPENSACION")
"""Hechos que disponen de lo que quedó a favor (CFF, arts. 22 y 23): no tocan lo que se debe."""
_TURNOS = {_GASTO: 0, "ESTIMULO": 2, "REACTIVACION": 3, "PAGO": 4, **dict.fromkeys(DEL_SALDO_A_FAVOR, 5)}
"""Orden de los hechos de un día; los que no están, en el 1. El estímulo baja una parte de lo que ese día quede."""
_REDUCEN = {"CONDONACION": condonar, "ESTIMULO": estimular}
_SE_ASIENTA = {"ESTIMULO": "CONDONACION"}
"""Hecho cuyo movimiento es de otro tipo; su causa lo distingue."""


def movimientos_de_eventos(conexion: Connection, eventos: pd.DataFrame, normas: Normas) -> pd.DataFrame:
    """Movimientos que resultan de los hechos, listos para el libro.

    `eventos`: clave (única), folio, fecha, tipo (`PAGO`, `CONDONACION`, `CANCELACION`, `PRESCRIPCION`,
    `REDUCCION_RESOLUCION`, `ESTIMULO`, `REACTIVACION`…), importe (centavos; `SALDO_ENTERO` para todo el saldo),
    documento, causa, fecha_registro, usuario. Un pago mayor que el adeudo deja el resto en SALDO_A_FAVOR. Los hechos
    deben ser posteriores a los ya asentados en su crédito, sin pago a plazos ni estímulo; si no, con
    `reversas.asentar_hechos`.
    """
    if eventos.empty:
        return Libreta().en_orden(eventos)
    adeudos, gastos = leer_adeudos(conexion, pd.Index(eventos["folio"].unique()), normas)
    return aplicar(adeudos, gastos, eventos)


def aplicar(adeudos: Adeudos, gastos: pd.DataFrame, hechos: pd.DataFrame) -> pd.DataFrame:
    """Los hechos aplicados, en orden, a unos adeudos (uno por folio distinto, en su orden de aparición).

    El mismo día van primero los gastos, luego bajas y reducciones, el estímulo, reactivaciones y pagos, y cada uno
    por su clave: el orden en que llegaron los archivos no cuenta. `REVERSA`, `SIN_EFECTOS` y `REGIMEN` nada asientan:
    cambian lo que los demás dejan.
    """
    folios = pd.Index(hechos["folio"].unique())
    hechos = hechos[~hechos["tipo"].isin(_NO_MUEVEN)]
    todos = pd.concat([hechos, gastos.assign(tipo=_GASTO)], ignore_index=True)
    todos["lugar"] = folios.get_indexer(todos["folio"])
    todos["turno"] = todos["tipo"].map(_TURNOS).fillna(1).astype("int8")
    todos = todos.sort_values(["fecha", "turno", "clave"], kind="stable", ignore_index=True)
    por_columnas = Hechos(
        todos["lugar"].to_numpy(np.int64),
        dias(todos["fecha"]),
        todos["tipo"].to_numpy().astype(str),
        todos["importe"].to_numpy(np.int64),
        np.arange(len(todos)),
    )
    componente = todos["componente"].to_numpy() if "componente" in todos else np.full(len(todos), None)
    libreta, vuelta = Libreta(), todos.groupby("lugar").cumcount().to_numpy()
    for pasada in np.split(np.argsort(vuelta, kind="stable"), np.cumsum(np.bincount(vuelta))[:-1]):
        suyos = por_columnas.de(pasada)
        adeudos.integrar(suyos.lugar, suyos.al)
        de_gasto = suyos.tipo == _GASTO
        for nuevo in {str(c) for c in componente[pasada[de_gasto]]}:
            cual = de_gasto & (componente[pasada] == nuevo)
            adeudos.saldo[nuevo][suyos.lugar[cual]] += suyos.importe[cual]
        if not de_gasto.all():
            asentar(adeudos, suyos.de(~de_gasto), libreta)
    return repartir_entre_diligencias(libreta.en_orden(todos), gastos)


def asentar(adeudos: Adeudos, hechos: Hechos, libreta: Libreta) -> None:
    """Aplica los hechos de una pasada, a lo más uno por adeudo (`lugar`), cada uno según su tipo."""
    vuelve = hechos.tipo == "REACTIVACION"
    if vuelve.any():
        _reactivar(adeudos, hechos.de(vuelve), libreta)
        hechos = hechos.de(~vuelve)
    if not hechos.orden.size:
        return
    suyos = adeudos.de(hechos.lugar)
    momento = Momento(hechos, suyos, suyos.pendiente(hechos.al))
    a_plazos = momento.pendiente.a_plazos
    for tipo, en_plazo in sorted(set(zip(hechos.tipo.tolist(), a_plazos.tolist(), strict=True))):
        suyo = momento.de(np.flatnonzero((hechos.tipo == tipo) & (a_plazos == en_plazo)))
        orden, lugar = suyo.hechos.orden, suyo.hechos.lugar
        if tipo in DEL_SALDO_A_FAVOR:
            libreta.anotar(orden, "SALDO_A_FAVOR", "AJUSTE", suyo.hechos.importe, "saldo_a_favor")
            continue
        if tipo == "PAGO":
            asiento, de_mas = pagar(suyo, en_plazo)
            libreta.asentar(orden, tipo, asiento)
            libreta.anotar(orden, "SALDO_A_FAVOR", tipo, -de_mas, "saldo_a_favor")
        else:
            asiento, tipo = _REDUCEN.get(tipo, retirar)(suyo), _SE_ASIENTA.get(tipo, tipo)
            libreta.asentar(orden, tipo, asiento)
        if tipo == "REDUCCION_RESOLUCION":
            # RCFF, art. 95: sin resolución no hay gastos de ejecución, y los cobrados se devuelven
            libreta.anotar(orden, "SALDO_A_FAVOR", tipo, -suyo.adeudos.gasto_pagado, "gastos_por_devolver")
            adeudos.gasto_pagado[lugar] = 0
        _llevar(adeudos, lugar, suyo.hechos.al, asiento, tipo)


def _llevar(adeudos: Adeudos, lugar: Columna, al: Columna, asiento: Asiento, tipo: str) -> None:
    """Lleva un asiento al estado de los adeudos; de una cancelación se guarda lo que puede volver."""
    for componente, retira in asiento.retira.items():
        adeudos.saldo[componente][lugar] += asiento.causa.get(componente, 0) - retira
    for principal, exacto in asiento.exacto.items():
        adeudos.exacto[principal][lugar] -= exacto
    for componente in DEVENGABLES:
        adeudos.causado[componente][lugar] += asiento.causa.get(componente, 0)
    adeudos.extinguido[lugar] += asiento.recargos
    if tipo == "CANCELACION":
        vuelve = (
            asiento.retira | {f"exacto_{p}": e for p, e in asiento.exacto.items()} | {"recargos": asiento.recargos}
        )
        for campo, valor in vuelve.items():
            adeudos.cancelado[campo][lugar] += valor
    if asiento.cubre is not None:
        hasta = al if asiento.hasta is None else asiento.hasta
        adeudos.cubiertos[lugar] = np.where(asiento.cubre, hasta, adeudos.cubiertos[lugar])
    if tipo == "PAGO":
        for gasto in DE_EJECUCION:
            adeudos.gasto_pagado[lugar] += asiento.retira[gasto] - asiento.ajuste[gasto]
    if tipo in ("PAGO", "CONDONACION") and adeudos.convenios.solicitud.shape[1]:
        cero = np.zeros_like(lugar)
        abonado = np.sum(list(asiento.retira.values()), axis=0) - asiento.retira.get("RECARGO_PARCIALIDAD", cero)
        fechado = np.stack([asiento.retira.get(c, cero) for c in FECHADOS], axis=1)
        # mientras se deba un centavo sobrevive algo de lo histórico, aunque su saldo se redondee a cero
        queda = [adeudos.saldo[c][lugar] for c in COMPONENTES] + [adeudos.exacto[c][lugar] for c in PRINCIPALES]
        salda = np.sum(queda, axis=0) == 0
        adeudos.convenios.pagado = adeudos.convenios.pagado.mas(lugar, al, abonado, fechado, salda)


def _reactivar(adeudos: Adeudos, hechos: Hechos, libreta: Libreta) -> None:
    """Vuelve lo cancelado como si nunca se hubiera retirado: cancelar no libera del pago (CFF, art. 146-A)."""
    lugar = hechos.lugar
    vuelve = {campo: valores[lugar] for campo, valores in adeudos.cancelado.items()}
    causa = {c: -vuelve[c] for c in DEVENGABLES}
    retira = {c: -vuelve[c] for c in COMPONENTES}
    asiento = Asiento(causa, retira, {p: -vuelve[f"exacto_{p}"] for p in PRINCIPALES}, -vuelve["recargos"])
    libreta.asentar(hechos.orden, "REACTIVACION", asiento)
    _llevar(adeudos, lugar, hechos.al, asiento, "REACTIVACION")
    for valores in adeudos.cancelado.values():
        valores[lugar] = 0
