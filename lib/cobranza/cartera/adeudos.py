"""El estado de varios adeudos por columnas: saldos por componente y hasta cuándo se ha devengado.

Lo comparten quien asienta hechos (`aplicacion`) y quien liquida una cartera a una fecha (`liquidacion`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.ley.devengo import por_devengar
from cobranza.ley.norma import Norma, de_ambito

Columna = NDArray[np.int64]
COMPONENTES = (
    "HISTORICO",
    "ACTUALIZACION",
    "RECARGO",
    "MULTA",
    "ACTUALIZACION_MULTA",
    "GASTO_EJECUCION",
    "GASTO_EXTRAORDINARIO",
    "HONORARIO_NOTIFICACION",
    "INDEMNIZACION",
)
GASTOS = ("GASTO_EJECUCION", "GASTO_EXTRAORDINARIO", "HONORARIO_NOTIFICACION")
FECHADOS = (*GASTOS, "INDEMNIZACION")
"""Componentes que nacen después del crédito: un pago sólo cubre los determinados hasta su día."""


@dataclass
class Adeudos:
    """Columnas del mismo largo, una posición por adeudo; `saldo` en centavos, fechas en días.

    `vencimiento_multa` es el último día para pagar la multa determinada con el crédito (`SIN_DIA` si aún corre);
    `ultimo` es la fecha del último devengo asentado (`SIN_DIA` si ninguno). `cancelado` es lo que una cancelación
    retiró y aún puede volver (CFF, art. 146-A: cancelar no libera); sólo lo trae quien asienta hechos.
    """

    ambito: NDArray[np.object_]
    causa_recargos: NDArray[np.bool_]
    vencimiento: Columna
    vencimiento_multa: Columna
    ultimo: Columna
    saldo: dict[str, Columna]
    cancelado: dict[str, Columna] = field(default_factory=dict)

    def falta_devengar(
        self, al: Columna, norma_de: Callable[[str], Norma] = de_ambito
    ) -> tuple[dict[str, Columna], dict[str, Columna]]:
        """(importe por asentar por componente, factor del principal y de la multa) de cada adeudo a su día `al`.

        La multa se actualiza sin causar recargos (CFF, art. 70, segundo párrafo). `norma_de` da la norma de cada
        ámbito; otra que la vigente sirve para suponer.
        """
        falta = {c: np.zeros(al.size, dtype=np.int64) for c in ("ACTUALIZACION", "RECARGO", "ACTUALIZACION_MULTA")}
        factor = {c: np.full(al.size, 10_000, dtype=np.int64) for c in ("HISTORICO", "MULTA")}
        for ambito in np.unique(self.ambito):
            norma = norma_de(str(ambito))
            cual = np.flatnonzero(self.ambito == ambito)
            actualizacion, mora, factor["HISTORICO"][cual] = por_devengar(
                norma,
                historico=self.saldo["HISTORICO"][cual],
                actualizacion=self.saldo["ACTUALIZACION"][cual],
                vencimiento=self.vencimiento[cual],
                ultimo=self.ultimo[cual],
                al=al[cual],
            )
            falta["ACTUALIZACION"][cual] = actualizacion
            falta["RECARGO"][cual] = np.where(self.causa_recargos[cual], mora, 0)
            con_multa = cual[(self.saldo["MULTA"][cual] > 0) & (self.vencimiento_multa[cual] != SIN_DIA)]
            falta["ACTUALIZACION_MULTA"][con_multa], _, factor["MULTA"][con_multa] = por_devengar(
                norma,
                historico=self.saldo["MULTA"][con_multa],
                actualizacion=self.saldo["ACTUALIZACION_MULTA"][con_multa],
                vencimiento=self.vencimiento_multa[con_multa],
                ultimo=al[con_multa],
                al=al[con_multa],
            )
        return falta, factor

    def de(self, lugar: Columna) -> Adeudos:
        """Los adeudos de esas posiciones, en ese orden."""
        return Adeudos(
            self.ambito[lugar],
            self.causa_recargos[lugar],
            self.vencimiento[lugar],
            self.vencimiento_multa[lugar],
            self.ultimo[lugar],
            {c: s[lugar] for c, s in self.saldo.items()},
            {c: s[lugar] for c, s in self.cancelado.items()},
        )
