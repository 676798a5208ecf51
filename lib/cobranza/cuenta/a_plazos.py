"""El pago a plazos de unos créditos como estaba a su día, leído de su historia.

El adeudo de un convenio se integra a la solicitud con lo que entonces se había pagado, aunque su asiento se haya
rehecho después: por eso se mira el día en que se pagó y no sólo el del renglón.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from cobranza.cuenta.adeudos import DEVENGABLES, FECHADOS, PRINCIPALES, TIPO_DE_DEVENGO, Adeudos
from cobranza.cuenta.convenios import MATRICES, Convenios, Pagado, convenios_de, sin_convenios
from cobranza.expediente.historia import COMPONENTES as NUMERO
from cobranza.expediente.historia import TIPOS, Historia
from cobranza.expediente.por_credito import en_orden

Columna = NDArray[np.int64]
_ABONAN = ("PAGO", "AJUSTE", "CONDONACION")
"""Movimientos que cubren parcialidades."""
_CONVENIDOS = "convenidos"
_ANTES = -(2**18)
"""Un día anterior a todos, que cabe en la llave de `por_credito.en_orden`."""


def con_convenios(h: Historia, adeudos: Adeudos, lugar: Columna, al: Columna) -> Adeudos:
    """Los mismos adeudos con su pago a plazos: lo convenido, lo abonado hasta su día y el adeudo integrado."""
    quienes, todos = convenidos(h)
    if not quienes.size:
        return adeudos
    posicion = np.full(len(h.creditos), -1, dtype=np.int64)
    posicion[quienes] = np.arange(quienes.size)
    cual = np.flatnonzero(posicion[lugar] >= 0)
    # el que se pedirá después todavía no dice nada; un día de más, porque `al` puede ser la víspera de la pregunta
    cual = cual[todos.alcanza(al[cual] + 1, posicion[lugar[cual]])]
    if not cual.size:
        return adeudos
    convenios = todos.de(posicion[lugar[cual]])
    renglones = _Renglones(h, lugar[cual], al[cual])
    convenios.pagado = renglones.pagado()
    parte = replace(adeudos.de(cual), convenios=convenios)
    # el día mismo de la solicitud también: así se ve su tabla desde que se autoriza
    while np.any((k := convenios.por_integrar(np.arange(cual.size), al[cual] + 1)) >= 0):
        quienes = np.flatnonzero(k >= 0)
        solicitud = convenios.solicitud[quienes, k[quienes]]
        entonces = renglones.a_la_solicitud(parte, quienes, solicitud)
        entonces.integrar(np.arange(quienes.size), solicitud + 1)
        for campo in ("integrado", "fechados", "actualizacion", "prorroga_antes", "mora_antes"):
            getattr(convenios, campo)[quienes] = getattr(entonces.convenios, campo)
    return replace(adeudos, convenios=_en_su_lugar(convenios, cual, lugar.size))


def convenidos(h: Historia) -> tuple[Columna, Convenios]:
    """(créditos con algún convenio, en orden; sus convenios, de sus actos). Se arman una vez por historia."""
    if _CONVENIDOS not in h.plegados:
        quienes = np.unique(h.a_plazos.loc[h.a_plazos["tipo"].eq("CONVENIO"), "lugar"].to_numpy(np.int64))
        if not quienes.size:
            h.plegados[_CONVENIDOS] = quienes, sin_convenios(0)
        else:
            actos = h.a_plazos[h.a_plazos["lugar"].isin(quienes)]
            actos = actos.assign(lugar=np.searchsorted(quienes, actos["lugar"]))
            h.plegados[_CONVENIDOS] = quienes, convenios_de(quienes.size, actos)
    hechos: tuple[Columna, Convenios] = h.plegados[_CONVENIDOS]
    return hechos


def _en_su_lugar(convenios: Convenios, cual: Columna, cuantos: int) -> Convenios:
    """Los convenios de unos cuantos entre todos los adeudos."""
    todos = sin_convenios(cuantos, convenios.solicitud.shape[1])
    for campo in MATRICES:
        getattr(todos, campo)[cual] = getattr(convenios, campo)
    p = convenios.pagado
    todos.pagado = Pagado(cual[p.lugar], p.dia, p.importe, p.fechado, p.salda)
    return todos


class _Renglones:
    """Los movimientos de unos créditos que surten efecto hasta su día, con el día en que se pagó cada uno."""

    def __init__(self, h: Historia, lugar: Columna, al: Columna) -> None:
        quien, cuales = h.de_plazos.de(lugar)
        sirve = np.flatnonzero(h.de_plazos["dia"][cuales] <= al[quien])
        self.quien, renglon = quien[sirve], sirve if isinstance(cuales, slice) else cuales[sirve]
        self.columna = {nombre: valores[renglon] for nombre, valores in h.de_plazos.columnas.items()}
        # lo dado de alta ya se debía a la solicitud, aunque el crédito se registrara después
        self.columna["pagado_el"] = np.where(
            self.columna["tipo"] == TIPOS["ALTA"], -(10**9), self.columna["pagado_el"]
        )

    def pagado(self) -> Pagado:
        """Lo abonado por día, sin lo que cubrió mora de parcialidades ni lo que quedó a favor."""
        c = self.columna
        sirve = np.isin(c["tipo"], [TIPOS[t] for t in _ABONAN])
        sirve &= ~np.isin(c["componente"], [NUMERO["RECARGO_PARCIALIDAD"], NUMERO["SALDO_A_FAVOR"]])
        quien, dia = self.quien[sirve], c["pagado_el"][sirve].astype(np.int64)
        _, primero, lugar = np.unique(en_orden(quien, dia), return_index=True, return_inverse=True)
        importe, fechado = (
            np.zeros(primero.size, dtype=np.int64),
            np.zeros((primero.size, len(FECHADOS)), dtype=np.int64),
        )
        np.subtract.at(importe, lugar, c["importe"][sirve])
        for k, componente in enumerate(FECHADOS):
            de_este = c["componente"][sirve] == NUMERO[componente]
            np.subtract.at(fechado[:, k], lugar[de_este], c["importe"][sirve][de_este])
        hay = importe > 0
        quien, dia = quien[primero][hay], dia[primero][hay]
        return Pagado(quien, dia, importe[hay], fechado[hay], self._asentado(quien, dia) == 0)

    def _asentado(self, quien: Columna, dia: Columna) -> Columna:
        """Lo asentado de cada crédito al terminar el día en que se pagó, en diezmilésimas de centavo.

        Mientras se deba un centavo sobrevive algo de lo histórico, aunque su saldo se redondee a cero.
        """
        cuenta = self.columna["componente"] != NUMERO["SALDO_A_FAVOR"]
        llave = en_orden(self.quien[cuenta], np.maximum(self.columna["pagado_el"][cuenta], _ANTES))
        orden = np.argsort(llave, kind="stable")
        hasta = np.concatenate([[0], np.cumsum(self.columna["exacto"][cuenta][orden])])
        ordenada = llave[orden]
        suyo, antes = en_orden(quien, dia), en_orden(quien, np.full_like(dia, _ANTES))
        asentado: Columna = hasta[ordenada.searchsorted(suyo, side="right")] - hasta[ordenada.searchsorted(antes)]
        return asentado

    def a_la_solicitud(self, adeudos: Adeudos, cuales: Columna, solicitud: Columna) -> Adeudos:
        """Los adeudos de esas posiciones con lo pagado hasta el día de su solicitud."""
        limite = np.full(int(self.quien.max(initial=-1)) + 1, -(10**9) - 1, dtype=np.int64)
        nuevo = np.full(limite.size, -1, dtype=np.int64)
        limite[cuales], nuevo[cuales] = solicitud, np.arange(cuales.size)
        sirve = self.columna["pagado_el"] <= limite[self.quien]
        quien, c = nuevo[self.quien[sirve]], {n: v[sirve] for n, v in self.columna.items()}
        ancho, forma = len(NUMERO), (cuales.size, len(NUMERO))
        importe, exacto, causado = (np.zeros(forma, dtype=np.int64) for _ in range(3))
        llave = quien * ancho + c["componente"]
        np.add.at(importe.reshape(-1), llave, c["importe"])
        np.add.at(exacto.reshape(-1), llave, c["exacto"])
        devenga = np.isin(c["tipo"], [TIPOS[t] for t in TIPO_DE_DEVENGO.values()])
        np.add.at(causado.reshape(-1), llave[devenga], c["importe"][devenga])
        extinguido = np.zeros(cuales.size, dtype=np.int64)
        np.add.at(extinguido, quien, c["recargos"])
        return replace(
            adeudos.de(cuales),
            saldo={n: importe[:, NUMERO[n]] for n in adeudos.saldo},
            exacto={n: exacto[:, NUMERO[n]] for n in PRINCIPALES},
            causado={n: causado[:, NUMERO[n]] for n in DEVENGABLES},
            extinguido=extinguido,
        )
