"""A qué se aplica cada hecho: el pago en su orden legal, la reducción de la multa y la baja de todo el saldo.

Fundamento: CFF, arts. 20, párrafos octavo y décimo, 66-A, fr. V, 74 y 146-A. Todo por columnas: un renglón por hecho.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.dinero import TOPE, centavos, dividir_redondeando
from cobranza.cuenta.adeudos import COMPONENTES, DE_EJECUCION, DEVENGABLES, GASTOS, RECARGOS, Adeudos, Pendiente
from cobranza.cuenta.libreta import Asiento, Hechos
from cobranza.ley.devengo import FINO, aplicar_en_orden, en_centavos, extinguido, mora_extinguida
from cobranza.ley.estimulo import parte
from cobranza.ley.norma import Norma
from cobranza.ley.redondeo import a_pesos

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
SALDO_ENTERO = -1
"""Importe de un hecho que alcanza a todo el saldo (cancelación, prescripción, resolución)."""
CONCEPTOS_EN_ORDEN = (
    GASTOS,
    RECARGOS,
    ("MULTA", "ACTUALIZACION_MULTA"),
    ("INDEMNIZACION",),
    ("HISTORICO", "ACTUALIZACION"),
)
"""Conceptos del art. 20 y los componentes que forman cada uno; lo actualizado pertenece a su principal."""
CONCEPTOS_A_PLAZOS = (
    ("RECARGO_PRORROGA",),
    ("RECARGO_PARCIALIDAD",),
    ("MULTA", "ACTUALIZACION_MULTA"),
    ("GASTO_EXTRAORDINARIO",),
    ("GASTO_EJECUCION", "HONORARIO_NOTIFICACION"),
    ("RECARGO",),
    ("INDEMNIZACION",),
    ("HISTORICO", "ACTUALIZACION"),
)
"""Los mismos, en el orden de los pagos hechos durante la vigencia de un convenio (CFF, art. 66-A, fr. V)."""
ACTUALIZACION_DE = {"HISTORICO": "ACTUALIZACION", "MULTA": "ACTUALIZACION_MULTA"}
Orden = tuple[tuple[str, ...], ...]


@dataclass
class Momento:
    """Unos hechos, sus adeudos ese día y lo que de ellos falta asentar."""

    hechos: Hechos
    adeudos: Adeudos
    pendiente: Pendiente

    def debido(self) -> dict[str, Columna]:
        """Lo debido por componente; los recargos pueden ser negativos si el factor bajó después de cubrirlos."""
        return {c: s + self.pendiente.importe.get(c, 0) for c, s in self.adeudos.saldo.items()}

    def de(self, cual: Columna) -> Momento:
        """Los de esas posiciones."""
        return Momento(self.hechos.de(cual), self.adeudos.de(cual), self.pendiente.de(cual))


def orden_de_pago(a_plazos: bool) -> Orden:
    """Los conceptos y sus componentes en el orden en que los cubre un pago."""
    return CONCEPTOS_A_PLAZOS if a_plazos else CONCEPTOS_EN_ORDEN


def por_concepto(debido: dict[str, Columna], a_plazos: bool) -> list[Columna]:
    """Lo debido por concepto, en el orden en que se paga: el del art. 66-A si hay convenio; si no, el del 20.

    Lo que de recargos se cubrió de más porque el factor bajó se descuenta de lo que se paga al último, que es la
    contribución; si no alcanza, de lo que va antes.
    """
    conceptos = [np.sum([debido[c] for c in grupo], axis=0) for grupo in orden_de_pago(a_plazos)]
    de_mas = np.sum([np.minimum(c, 0) for c in conceptos], axis=0)
    for k in reversed(range(len(conceptos))):
        queda = np.maximum(conceptos[k], 0) + de_mas
        conceptos[k], de_mas = np.maximum(queda, 0), np.minimum(queda, 0)
    return conceptos


def pagar(momento: Momento, a_plazos: bool) -> tuple[Asiento, Columna]:
    """(asiento, lo que sobra) de unos pagos; el que cubre todo, al centavo o ajustado a pesos, nada deja."""
    pagado = momento.hechos.importe
    debido = momento.debido()
    conceptos = por_concepto(debido, a_plazos)
    en_pesos = [np.asarray(a_pesos(c)) for c in conceptos]
    liquida = pagado + _tolerancias(momento.adeudos) >= np.sum(en_pesos, axis=0)
    cubre = liquida | (pagado == np.sum(conceptos, axis=0))
    parcial, completo = aplicar_en_orden(pagado, conceptos), aplicar_en_orden(pagado, en_pesos)
    asiento = Asiento({}, {}, {}, np.zeros_like(pagado))
    for k, grupo in enumerate(orden_de_pago(a_plazos)):
        if grupo[0] in ACTUALIZACION_DE:
            entero = np.sum([debido[c] for c in grupo], axis=0)
            _extinguir(momento, grupo[0], np.where(cubre, entero, parcial[k]), asiento)
        else:
            partes = aplicar_en_orden(parcial[k], [debido[c] for c in grupo])
            for componente, parte in zip(grupo, partes, strict=True):
                asiento.retira[componente] = np.where(cubre, debido[componente], parte)
        partes = [asiento.retira[c] for c in grupo]
        ajuste = np.where(liquida, conceptos[k] - completo[k], 0)
        asiento.ajuste |= dict(zip(grupo, _ajustes(ajuste, partes), strict=True))
    asiento.causa |= {c: asiento.retira[c] for c in RECARGOS}
    _cubrir(momento, asiento)
    return asiento, pagado - np.sum(np.where(liquida, completo, parcial), axis=0)


def condonar(momento: Momento) -> Asiento:
    """La condonación sólo alcanza a la multa y a su actualización (CFF, arts. 21, párrafo 11, y 74).

    Donde el crédito mismo es una multa fiscal, ella es su principal; lo pedido alcanza primero a la otra.
    """
    adeudos, debido = momento.adeudos, momento.debido()
    es_multa = adeudos.es_multa if adeudos.es_multa.size else np.zeros_like(momento.hechos.al, dtype=bool)
    queda = np.where(momento.hechos.importe == SALDO_ENTERO, TOPE, momento.hechos.importe)
    asiento = Asiento({}, {}, {}, np.zeros_like(queda))
    for principal, cuales in (("MULTA", True), ("HISTORICO", es_multa)):
        multa = np.where(cuales, debido[principal] + debido[ACTUALIZACION_DE[principal]], 0)
        _extinguir(momento, principal, np.minimum(queda, multa), asiento)
        asiento.exacto[principal] = np.where(cuales, asiento.exacto[principal], 0)
        queda = queda - np.minimum(queda, multa)
    asiento.recargos = np.where(es_multa, asiento.recargos, 0)
    return asiento


def estimular(momento: Momento) -> Asiento:
    """El estímulo de quien pagó en su plazo: baja multas, recargos y gastos de ejecución, no lo demás.

    Fundamento: LIF 2026, vigésimo segundo transitorio. La contribución y su actualización se pagan; donde el crédito
    mismo es una multa, ella es lo que baja, en la parte de las formales.
    """
    adeudos, debido, al = momento.adeudos, momento.debido(), momento.hechos.al
    desde, hasta = adeudos.estimulos[:, :, 0], adeudos.estimulos[:, :, 1]
    en_plazo = np.any((desde <= al[:, None]) & (al[:, None] < hasta), axis=1)
    asiento = Asiento({}, {}, {}, np.zeros_like(al))

    def baja(importe: Columna, cuales: Mascara) -> Columna:
        resultado = np.zeros_like(importe)
        for ambito, formales in itertools.product(pd.unique(adeudos.ambito[cuales]), (False, True)):
            suyos = cuales & (adeudos.ambito == ambito) & (adeudos.es_multa == formales)
            regla = parte(adeudos.normas.de(str(ambito)), solo_formales=formales).exacto
            resultado[suyos] = dividir_redondeando(importe[suyos] * regla.numerator, regla.denominator)
        return np.maximum(resultado, 0)

    for principal, cuales in (("MULTA", en_plazo), ("HISTORICO", en_plazo & adeudos.es_multa)):
        _extinguir(momento, principal, baja(debido[principal] + debido[ACTUALIZACION_DE[principal]], cuales), asiento)
        asiento.exacto[principal] = np.where(cuales, asiento.exacto[principal], 0)
    asiento.recargos = np.where(en_plazo & adeudos.es_multa, asiento.recargos, 0)
    for recargo in RECARGOS:
        asiento.causa[recargo] = asiento.retira[recargo] = baja(debido[recargo], en_plazo)
    for gasto in DE_EJECUCION:  # también los que un recurso tenía sin exigir
        asiento.retira[gasto] = baja(adeudos.saldo[gasto], en_plazo)
    return asiento


def retirar(momento: Momento) -> Asiento:
    """La baja de todo el saldo: lo que falta asentar se causa y todo se retira."""
    pendiente, adeudos = momento.pendiente.importe, momento.adeudos
    causa = {c: pendiente[c] for c in DEVENGABLES}
    retira = {c: adeudos.saldo[c] + causa.get(c, 0) for c in COMPONENTES}
    recargos = adeudos.causado["RECARGO"] + causa["RECARGO"] - adeudos.extinguido
    return Asiento(causa, retira, dict(adeudos.exacto), recargos)


def _extinguir(momento: Momento, principal: str, aplicado: Columna, asiento: Asiento) -> None:
    """Lo aplicado a un principal actualizado: cuánto de histórico extingue y cuánto de su actualización.

    Fundamento: CFF, arts. 17-A y 21, cuarto párrafo. Lo que cubre todo extingue todo, con sus fracciones.
    """
    actualizacion = ACTUALIZACION_DE[principal]
    adeudos, pendiente = momento.adeudos, momento.pendiente
    factores = pendiente.factores[principal]
    exacto = adeudos.exacto[principal]
    queda = adeudos.saldo[principal] + adeudos.saldo[actualizacion] + pendiente.importe[actualizacion] - aplicado
    historico = np.minimum(extinguido(aplicado, list(factores.T)), np.maximum(exacto - (queda > 0), 0))
    # de lo histórico sobrevive algo mientras se deba, y nunca más que lo que se debe, ni por el redondeo de un tramo
    historico = np.where(queda == 0, exacto, np.maximum(historico, exacto - queda * FINO - (FINO // 2 - 1)))
    centavos_de = np.minimum(en_centavos(exacto) - en_centavos(exacto - historico), aplicado)
    asiento.retira |= {principal: centavos_de, actualizacion: aplicado - centavos_de}
    asiento.causa[actualizacion] = aplicado - centavos_de
    asiento.exacto[principal] = historico
    if principal == "HISTORICO":
        asiento.recargos = mora_extinguida(exacto, exacto - historico, list(factores.T), list(pendiente.tasas.T))


def _cubrir(momento: Momento, asiento: Asiento) -> None:
    """Si los recargos se cuentan por tramo, el pago que los cubre todos empieza otro (`recargos.pago_parcial`)."""
    adeudos, pendiente = momento.adeudos, momento.pendiente.importe["RECARGO"]
    por_tramo = _por_ambito(adeudos, lambda norma: int(norma.interpretacion("recargos.pago_parcial") == "por_tramo"))
    cubre = (por_tramo == 1) & (asiento.retira["RECARGO"] == pendiente) & (pendiente > 0)
    if cubre.any():
        asiento.cubre, asiento.hasta = cubre, momento.pendiente.corre_hasta
        saldado = adeudos.causado["RECARGO"] + asiento.causa["RECARGO"] - adeudos.extinguido
        asiento.recargos = np.where(cubre, saldado, asiento.recargos)


def _tolerancias(adeudos: Adeudos) -> Columna:
    """Cuánto puede faltarle a un pago para dar de baja el crédito; lo que falte queda como AJUSTE, a la vista.

    Es `tolerancia_de_baja` del ordenamiento, en pesos; si no la dice, cero: se da de baja sólo en cero.
    """

    def dicha(norma: Norma) -> int:
        dichas = (n.ficha["tolerancia_de_baja"] for n in (norma, *norma.padres) if "tolerancia_de_baja" in n.ficha)
        return centavos(str(next(dichas, "0")))

    return _por_ambito(adeudos, dicha)


def _por_ambito(adeudos: Adeudos, de: Callable[[Norma], int]) -> Columna:
    resultado = np.zeros(adeudos.ambito.size, dtype=np.int64)
    for ambito in pd.unique(adeudos.ambito):
        resultado[adeudos.ambito == ambito] = de(adeudos.normas.de(str(ambito)))
    return resultado


def _ajustes(ajuste: Columna, partes: list[Columna]) -> list[Columna]:
    """El ajuste de un concepto entre sus componentes: lo que se perdona, de mayor a menor; lo que sube, al mayor."""
    orden = np.argsort(-np.array(partes), axis=0, kind="stable")
    ordenadas = np.take_along_axis(np.array(partes), orden, axis=0)
    repartido = np.array(aplicar_en_orden(np.maximum(ajuste, 0), list(ordenadas)))
    repartido[0] += np.minimum(ajuste, 0)
    devuelto = np.zeros_like(repartido)
    np.put_along_axis(devuelto, orden, repartido, axis=0)
    return list(devuelto)
