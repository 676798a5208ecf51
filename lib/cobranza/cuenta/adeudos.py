"""El estado de varios adeudos por columnas: saldos por componente y hasta cuándo se ha devengado.

Lo comparten quien asienta hechos (`aplicacion`) y quien liquida una cartera a una fecha (`liquidacion`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.cuenta.convenios import Convenios
from cobranza.ley.devengo import por_devengar, por_devengar_en_tramos, prorroga
from cobranza.ley.norma import Norma, Normas

Columna = NDArray[np.int64]
COMPONENTES = (
    "HISTORICO",
    "ACTUALIZACION",
    "RECARGO",
    "RECARGO_PRORROGA",
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


DEVENGABLES = ("ACTUALIZACION", "RECARGO", "ACTUALIZACION_MULTA", "RECARGO_PRORROGA")
"""Lo que se causa con el tiempo, en el orden en que se asienta: la prórroga es sobre todo lo anterior."""


@dataclass
class Adeudos:
    """Columnas del mismo largo, una posición por adeudo; `saldo` en centavos, fechas en días.

    `vencimiento_multa` es el último día para pagar la multa determinada con el crédito (`SIN_DIA` si aún corre);
    `ultimo` es la fecha del último devengo asentado (`SIN_DIA` si ninguno). `cancelado` es lo que una cancelación
    retiró y aún puede volver (CFF, art. 146-A: cancelar no libera); sólo lo trae quien asienta hechos. Con otras
    `normas` que las vigentes se supone.
    """

    ambito: NDArray[np.object_]
    causa_recargos: NDArray[np.bool_]
    vencimiento: Columna
    vencimiento_multa: Columna
    ultimo: Columna
    saldo: dict[str, Columna]
    convenios: Convenios
    normas: Normas
    cancelado: dict[str, Columna] = field(default_factory=dict)

    def falta_devengar(self, al: Columna) -> tuple[dict[str, Columna], dict[str, Columna]]:
        """(importe por asentar por componente, factores del principal y de la multa) de cada adeudo a su día `al`.

        La multa se actualiza sin causar recargos (CFF, art. 70, segundo párrafo). Los factores van en matriz, una
        columna por tramo: más de uno si hubo convenio.
        """
        falta = {c: np.zeros(al.size, dtype=np.int64) for c in DEVENGABLES}
        tramos = self.convenios.rige.shape[1] + 1
        factor = {c: np.full((al.size, tramos), 10_000, dtype=np.int64) for c in ("HISTORICO", "MULTA")}
        a_plazos = self.convenios.alcanza(al)
        for ambito in pd.unique(self.ambito):
            norma = self.normas.de(str(ambito))
            for con_convenio in (False, True):
                cual = np.flatnonzero((self.ambito == ambito) & (a_plazos == con_convenio))
                if not cual.size:
                    continue
                causa = self._en_convenio if con_convenio else self._sin_convenio
                actualizacion, mora, factores = causa(norma, cual, al[cual], "HISTORICO")
                falta["ACTUALIZACION"][cual] = actualizacion
                falta["RECARGO"][cual] = np.where(self.causa_recargos[cual], mora, 0)
                factor["HISTORICO"][cual, : factores.shape[1]] = factores
                con_multa = cual[(self.saldo["MULTA"][cual] > 0) & (self.vencimiento_multa[cual] != SIN_DIA)]
                falta["ACTUALIZACION_MULTA"][con_multa], _, factores = causa(norma, con_multa, al[con_multa], "MULTA")
                factor["MULTA"][con_multa, : factores.shape[1]] = factores
            self._prorrogar(norma, np.flatnonzero((self.ambito == ambito) & a_plazos), al, falta)
        return falta, factor

    def _sin_convenio(
        self, norma: Norma, cual: Columna, al: Columna, principal: str
    ) -> tuple[Columna, Columna, Columna]:
        actualizacion, mora, factor = por_devengar(norma, al=al, **self._principal(cual, al, principal))
        return actualizacion, mora, factor[:, None]

    def _en_convenio(
        self, norma: Norma, cual: Columna, al: Columna, principal: str
    ) -> tuple[Columna, Columna, Columna]:
        datos = self._principal(cual, al, principal)
        tramos = self.convenios.de(cual).tramos(datos.pop("vencimiento"), al)
        return por_devengar_en_tramos(norma, tramos=tramos, **datos)

    def _principal(self, cual: Columna, al: Columna, principal: str) -> dict[str, Columna]:
        """Las columnas de la fórmula; a la multa no le falta mora, así que su último devengo es hoy."""
        es_multa = principal == "MULTA"
        return {
            "historico": self.saldo[principal][cual],
            "actualizacion": self.saldo["ACTUALIZACION_MULTA" if es_multa else "ACTUALIZACION"][cual],
            "vencimiento": (self.vencimiento_multa if es_multa else self.vencimiento)[cual],
            "ultimo": al if es_multa else self.ultimo[cual],
        }

    def _prorrogar(self, norma: Norma, cual: Columna, al: Columna, falta: dict[str, Columna]) -> None:
        """Anota en `falta` la prórroga de los convenios vigentes, sobre todo lo debido menos la propia prórroga.

        El adeudo a plazos son las contribuciones y multas actualizadas y los demás accesorios (art. 66, fr. II).
        """
        k = self.convenios.vigente(al)[cual]
        cual, k = cual[k >= 0], k[k >= 0]
        insoluto = np.sum([s[cual] for c, s in self.saldo.items() if c != "RECARGO_PRORROGA"], axis=0)
        insoluto = (
            insoluto + falta["ACTUALIZACION"][cual] + falta["RECARGO"][cual] + falta["ACTUALIZACION_MULTA"][cual]
        )
        desde, hoy = self.convenios.abono[cual, k], al[cual]
        causa = (insoluto > 0) & (hoy > desde)
        cual, k = cual[causa], k[causa]
        falta["RECARGO_PRORROGA"][cual] = prorroga(
            norma,
            insoluto=insoluto[causa],
            tasa_mensual=self.convenios.de(cual).tasas(norma, k),
            desde=desde[causa],
            al=hoy[causa],
        )

    def de(self, lugar: Columna) -> Adeudos:
        """Los adeudos de esas posiciones, en ese orden."""
        return Adeudos(
            self.ambito[lugar],
            self.causa_recargos[lugar],
            self.vencimiento[lugar],
            self.vencimiento_multa[lugar],
            self.ultimo[lugar],
            {c: s[lugar] for c, s in self.saldo.items()},
            self.convenios.de(lugar),
            self.normas,
            {c: s[lugar] for c, s in self.cancelado.items()},
        )
