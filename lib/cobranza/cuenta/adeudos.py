"""El estado de varios adeudos por columnas: lo asentado por componente y lo que, por ley, aún se causa.

Lo comparten quien asienta hechos (`aplicacion`) y quien liquida una cartera a una fecha (`liquidacion`). La fórmula
es la de los arts. 17-A y 21 del CFF: `debido = H·f·(1 + R) + Σ h·f·(1 + R) − Σ pagado`; lo insoluto H causa desde el
vencimiento y lo que cada pago extinguió, hasta su día.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.cuenta.convenios import SIN_INTEGRAR, Convenios, Regimen, regimen, sin_convenios
from cobranza.ley.devengo import Causado, en_tramos
from cobranza.ley.liquidacion import liquidar_exacto
from cobranza.ley.norma import Norma, Normas
from cobranza.libros import vocabulario
from cobranza.libros.vocabulario import SIN_FIN

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
COMPONENTES = tuple(c for c in vocabulario.COMPONENTES if c != "SALDO_A_FAVOR")
"""Los que se deben; el saldo a favor no extingue por sí solo (CFF, art. 22)."""
DE_EJECUCION = ("GASTO_EJECUCION", "GASTO_EXTRAORDINARIO")
"""Los gastos de ejecución: los de cada diligencia y lo erogado en inscripciones, avalúos y demás (CFF, art. 150)."""
GASTOS = (*DE_EJECUCION, "HONORARIO_NOTIFICACION")
FECHADOS = (*GASTOS, "INDEMNIZACION")
"""Componentes que nacen después del crédito: un pago sólo cubre los determinados hasta su día."""
PRINCIPALES = ("HISTORICO", "MULTA")
"""Los que se actualizan: se llevan en diezmilésimas de centavo además de en centavos."""
ACTUALIZACIONES = ("ACTUALIZACION", "ACTUALIZACION_MULTA")
"""La de cada uno de los `PRINCIPALES`, en su orden."""
DEVENGABLES = ("ACTUALIZACION", "RECARGO", "ACTUALIZACION_MULTA", "RECARGO_PRORROGA", "RECARGO_PARCIALIDAD")
"""Lo que se causa con el tiempo; al asentarse, cada uno con el tipo de movimiento de `TIPO_DE_DEVENGO`."""
TIPO_DE_DEVENGO = {c: "ACTUALIZACION" if c.startswith("ACTUALIZACION") else c for c in DEVENGABLES}
RECARGOS = ("RECARGO", "RECARGO_PRORROGA", "RECARGO_PARCIALIDAD")


@dataclass
class Pendiente:
    """Lo que a su día se debe y no está asentado, por componente, y con qué se calculó.

    `factores` del principal y de la multa y `tasas` de mora: matrices con una columna por tramo. `a_plazos`: ¿rige un
    convenio ese día? `corre_hasta`: el día hasta el que corre la mora (el de la solicitud, mientras rige). `caduca`,
    por convenio, el día en que cayó solo (`SIN_FIN` si no).
    """

    importe: dict[str, Columna]
    factores: dict[str, Columna]
    tasas: Columna
    corre_hasta: Columna
    a_plazos: Mascara
    caduca: Columna

    def de(self, cual: Columna) -> Pendiente:
        """Lo de esas posiciones."""
        importe, factores = ({c: v[cual] for c, v in d.items()} for d in (self.importe, self.factores))
        return Pendiente(
            importe, factores, self.tasas[cual], self.corre_hasta[cual], self.a_plazos[cual], self.caduca[cual]
        )


@dataclass
class Adeudos:
    """Columnas del mismo largo, una posición por adeudo; centavos y días.

    `saldo` es lo asentado por componente; `exacto`, el principal y la multa insolutos en diezmilésimas de centavo;
    `extinguido`, los recargos de lo que los pagos extinguieron, hasta el día de cada uno; `causado`, la actualización
    y los recargos ya asentados; `cubiertos`, el día del último pago que cubrió todos los recargos (sólo con
    `recargos.pago_parcial = por_tramo`). `vencimiento_multa` es el último día para pagar la multa (`SIN_DIA` si aún
    corre). `pausas`: desde y hasta cuándo no se exigen los gastos por una revocación pendiente (CFF, art. 150, quinto
    párrafo), matriz (n, m, 2). De quien asienta: `cancelado`, lo que una cancelación retiró y puede volver (art.
    146-A); `gasto_pagado`; `estimulos`, entre qué días pudo pagarse con el de la LIF 2026, como `pausas`; y
    `es_multa`: ¿el crédito mismo es una multa fiscal?
    """

    normas: Normas
    ambito: NDArray[np.object_]
    causa_recargos: Mascara
    vencimiento: Columna
    vencimiento_multa: Columna
    saldo: dict[str, Columna]
    exacto: dict[str, Columna]
    extinguido: Columna
    causado: dict[str, Columna]
    cubiertos: Columna
    convenios: Convenios
    pausas: Columna
    cancelado: dict[str, Columna] = field(default_factory=dict)
    gasto_pagado: Columna = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    estimulos: Columna = field(default_factory=lambda: np.zeros((0, 0, 2), dtype=np.int64))
    es_multa: Mascara = field(default_factory=lambda: np.zeros(0, dtype=bool))

    def pendiente(self, al: Columna) -> Pendiente:
        """Lo que falta asentar de cada adeudo a su día `al`. `ErrorDeLey` si falta un índice o una tasa."""
        importe = {c: np.zeros(al.size, dtype=np.int64) for c in DEVENGABLES}
        tramos = self.convenios.solicitud.shape[1] + 1
        factores = {c: np.full((al.size, tramos), 10_000, dtype=np.int64) for c in PRINCIPALES}
        tasas = np.zeros((al.size, tramos), dtype=np.int64)
        caduca = np.full((al.size, tramos - 1), SIN_FIN, dtype=np.int64)
        p = Pendiente(importe, factores, tasas, al.copy(), np.zeros(al.size, dtype=bool), caduca)
        a_plazos = self.convenios.alcanza(al) | (self.cubiertos != SIN_DIA)
        for ambito in pd.unique(self.ambito):
            norma, suyos = self.normas.de(str(ambito)), self.ambito == ambito
            self._sin_convenio(norma, np.flatnonzero(suyos & ~a_plazos), al, p)
            self._en_tramos(norma, np.flatnonzero(suyos & a_plazos), al, p)
        p.importe["RECARGO"] += self.extinguido - self.causado["RECARGO"]
        if self.pausas.shape[1]:
            hoy = al[:, None]
            pausado = np.any((self.pausas[:, :, 0] <= hoy) & (hoy < self.pausas[:, :, 1]), axis=1)
            for componente in DE_EJECUCION:
                p.importe[componente] = np.where(pausado, -self.saldo[componente], 0)
        return p

    def _sin_convenio(self, norma: Norma, cual: Columna, al: Columna, p: Pendiente) -> None:
        """Un solo tramo, del vencimiento a hoy: la fórmula rápida de la ley (`ley.liquidacion`)."""
        if not cual.size:
            return
        hoy = int(al[cual[0]]) if np.all(al[cual] == al[cual[0]]) else al[cual]
        r = liquidar_exacto(
            norma,
            fino=self.exacto["HISTORICO"][cual],
            vencimiento=self.vencimiento[cual],
            pago=hoy,
            causa_recargos=self.causa_recargos[cual],
        )
        p.importe["ACTUALIZACION"][cual] = r.actualizacion
        p.importe["RECARGO"][cual] = r.recargos
        p.factores["HISTORICO"][cual, 0], p.tasas[cual, 0] = r.factor, r.tasa
        con_multa = np.flatnonzero((self.exacto["MULTA"][cual] > 0) & (self.vencimiento_multa[cual] != SIN_DIA))
        if con_multa.size:
            multa, hoy = cual[con_multa], hoy if isinstance(hoy, int) else hoy[con_multa]
            r = liquidar_exacto(
                norma,
                fino=self.exacto["MULTA"][multa],
                vencimiento=self.vencimiento_multa[multa],
                pago=hoy,
                causa_recargos=False,
            )
            p.importe["ACTUALIZACION_MULTA"][multa] = r.actualizacion
            p.factores["MULTA"][multa, 0] = r.factor

    def _en_tramos(self, norma: Norma, cual: Columna, al: Columna, p: Pendiente) -> None:
        """Con pago a plazos: la actualización y la mora corren por tramos y, mientras rige, la prórroga."""
        if not cual.size:
            return
        en = self.regimen(norma, cual, al)
        causados = en_tramos(norma, self.exacto["HISTORICO"][cual], en.tramos, self.cubiertos[cual])
        p.importe["ACTUALIZACION"][cual] = causados[-1].base - self.saldo["HISTORICO"][cual]
        p.importe["RECARGO"][cual] = np.where(
            self.causa_recargos[cual], np.sum([c.mora for c in causados], axis=0), 0
        )
        p.factores["HISTORICO"][cual], p.tasas[cual] = _de_tramos(causados)
        p.tasas[cual] *= self.causa_recargos[cual][:, None]
        con_multa = np.flatnonzero((self.exacto["MULTA"][cual] > 0) & (self.vencimiento_multa[cual] != SIN_DIA))
        if con_multa.size:
            multa = cual[con_multa]
            causados = self.multa_en_tramos(norma, multa, en, con_multa)
            p.importe["ACTUALIZACION_MULTA"][multa] = causados[-1].base - self.saldo["MULTA"][multa]
            p.factores["MULTA"][multa], _ = _de_tramos(causados)
        self._como_se_integro(cual, en, p)
        insoluto = np.sum([self.saldo[c][cual] for c in COMPONENTES if c not in RECARGOS], axis=0) > 0
        rige = (en.vigente >= 0) & insoluto & ~en.saldado
        for componente, causado, antes in (
            ("RECARGO_PRORROGA", en.prorroga, en.prorroga_antes),
            ("RECARGO_PARCIALIDAD", en.mora, en.mora_antes),
        ):
            asentado = self.causado[componente][cual]  # el que apenas se integra no ha causado nada suyo
            p.importe[componente][cual] = np.where(rige & (antes != SIN_DIA), causado - (asentado - antes), 0)
        p.a_plazos[cual], p.caduca[cual] = en.vigente >= 0, en.caduca
        p.corre_hasta[cual] = np.where(en.vigente >= 0, en.integrado_el, al[cual])

    def _como_se_integro(self, cual: Columna, en: Regimen, p: Pendiente) -> None:
        """Mientras rige el convenio, la actualización es la de su solicitud menos la que ya se asentó (art. 66-A).

        La fórmula, vuelta a contar sobre lo que cada abono deja, se redondea en cada tramo: quedaba un centavo arriba
        o abajo de lo convenido, y quien pagaba todas sus parcialidades podía quedar debiéndolo.
        """
        c = self.convenios
        de_este = (c.solicitud[cual] >= en.integrado_el[:, None]) & (c.integrado[cual] != SIN_INTEGRAR)
        numero = np.arange(c.solicitud.shape[1])
        k = np.where(de_este & (numero <= en.vigente[:, None]), numero, -1).max(axis=1, initial=-1)
        suyos, k = cual[k >= 0], k[k >= 0]
        for n, (principal, componente) in enumerate(zip(PRINCIPALES, ACTUALIZACIONES, strict=True)):
            falta = c.actualizacion[suyos, k, n] - self.causado[componente][suyos]
            vive = self.exacto[principal][suyos] > 0  # lo cancelado nada causa mientras no vuelva
            p.importe[componente][suyos] = np.where(vive, falta, p.importe[componente][suyos])

    def regimen(self, norma: Norma, cual: Columna, al: Columna) -> Regimen:
        """El régimen de esos adeudos a su día (`convenios.regimen`)."""
        return regimen(norma, self.convenios.de(cual), self.vencimiento[cual], self.causa_recargos[cual], al[cual])

    def multa_en_tramos(self, norma: Norma, cual: Columna, en: Regimen, lugar: Columna) -> list[Causado]:
        """Los tramos de la multa: los del crédito, sin empezar antes de su vencimiento (CFF, art. 70)."""
        desde, hasta = (matriz[lugar] for matriz in en.tramos)
        vence = self.vencimiento_multa[cual][:, None]
        desde = np.where(hasta > desde, np.maximum(desde, vence), desde)
        desde[:, 0] = vence[:, 0]
        hasta = np.maximum(hasta, desde)
        return en_tramos(norma, self.exacto["MULTA"][cual], (desde, hasta), np.full(cual.size, SIN_DIA))

    def integrar(self, lugar: Columna, al: Columna) -> None:
        """Fija el adeudo de los convenios de `lugar` cuya solicitud quedó antes de su día, con lo que se debía en
        ella.

        Se llama antes de aplicar cada hecho: así lo asentado hasta ahora es lo que había a la solicitud (arts. 66 y
        66-A).
        """
        while np.any((k := self.convenios.por_integrar(lugar, al)) >= 0):
            cual, cuando = lugar[k >= 0], k[k >= 0]
            parte = self.de(cual)
            if not cuando.any():  # antes del primero no rige ninguno: basta la fórmula de un solo tramo
                parte.convenios = sin_convenios(cual.size)
            pendiente = parte.pendiente(self.convenios.solicitud[cual, cuando]).importe
            debido = {c: s + pendiente.get(c, 0) for c, s in parte.saldo.items() if c != "RECARGO_PARCIALIDAD"}
            integrado = np.sum(list(debido.values()), axis=0)
            self.convenios.integrado[cual, cuando] = np.maximum(integrado, 0)
            self.convenios.fechados[cual, cuando] = np.stack([debido[c] for c in FECHADOS], axis=1)
            actualizacion = [parte.causado[c] + pendiente[c] for c in ACTUALIZACIONES]
            self.convenios.actualizacion[cual, cuando] = np.stack(actualizacion, axis=1)
            self.convenios.prorroga_antes[cual, cuando] = parte.causado["RECARGO_PRORROGA"]
            self.convenios.mora_antes[cual, cuando] = parte.causado["RECARGO_PARCIALIDAD"]

    def de(self, lugar: Columna) -> Adeudos:
        """Los adeudos de esas posiciones, en ese orden."""
        return Adeudos(
            self.normas,
            self.ambito[lugar],
            self.causa_recargos[lugar],
            self.vencimiento[lugar],
            self.vencimiento_multa[lugar],
            {c: s[lugar] for c, s in self.saldo.items()},
            {c: e[lugar] for c, e in self.exacto.items()},
            self.extinguido[lugar],
            {c: s[lugar] for c, s in self.causado.items()},
            self.cubiertos[lugar],
            self.convenios.de(lugar),
            self.pausas[lugar],
            {c: s[lugar] for c, s in self.cancelado.items()},
            self.gasto_pagado[lugar] if self.gasto_pagado.size else self.gasto_pagado,
            self.estimulos[lugar] if len(self.estimulos) else self.estimulos,
            self.es_multa[lugar] if self.es_multa.size else self.es_multa,
        )


def _de_tramos(causados: list[Causado]) -> tuple[Columna, Columna]:
    return np.stack([c.factor for c in causados], axis=1), np.stack([c.tasa for c in causados], axis=1)
