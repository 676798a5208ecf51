"""El calendario de un solo convenio, una por una: para contarlo con los mismos números que `parcialidades`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import dividir_redondeando
from cobranza.base.fechas import SIN_DIA
from cobranza.cuenta.parcialidades import (
    Abonos,
    Exigible,
    Plan,
    acumulado,
    causada,
    con_que_se_salda,
    exigibles,
    meses_que_corren,
    por_mes,
    tardias,
)
from cobranza.ley.calendario import partes
from cobranza.ley.norma import Norma
from cobranza.ley.plazos_de_pago import UNIDAD

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Parcialidad:
    """Una parcialidad de un convenio, para contarla; días y centavos.

    `vence`, el último día para pagarla sin mora; `recargo`, la prórroga que lleva su importe (lo demás es capital;
    puede rebasarlo si se pagó de más antes); `pagada_el`, el del abono que acabó de cubrirla (`SIN_DIA` si
    falta); `mora`, la actualización y los recargos que ella sola ha causado por cubrirse tarde.
    """

    numero: int
    vence: int
    importe: int
    recargo: int
    pagada_el: int
    mora: int


def calendario(de: Norma, plan: Plan, abonos: Abonos, causa: Mascara, al: int) -> list[Parcialidad]:
    """Las parcialidades de un solo convenio (columnas de un renglón) al día `al`; un diferido tiene una.

    Los abonos cubren la más antigua primero (art. 66-A, fr. I). El importe de las que aún no vencen supone que se
    pagan en su día; el de la última es lo que falte. Errores: `ErrorDeLey` si falta un índice o una tasa de la mora.
    """
    n, hoy = int(plan.parcialidades[0]), np.array([al])
    vence = plan.vencimientos(de, max(n, int((partes(plan.rige)[0] - partes(plan.solicitud)[0])[0]) + 2))
    corre = meses_que_corren(plan, vence, hoy)
    debe, causado = _previsto(plan, vence, por_mes(vence, abonos, hoy)[0])
    debe = np.minimum(debe, con_que_se_salda(abonos, hoy))
    mora = np.zeros(vence.shape[1], dtype=np.int64)
    exigible = Exigible(vence, debe[None, :] * corre, corre, causa)
    for k, tardia in enumerate(tardias(plan, exigible, abonos, hoy)):
        if tardia.quien.size:  # dos por mes: lo que se cubrió tarde y lo que falta
            mora[k // 2] += int(causada(de, tardia, causa).sum())
    _, cuando, _, abonado = acumulado(abonos, hoy)
    dia_de = np.concatenate([plan.solicitud, cuando, [SIN_DIA]])
    pagada = dia_de[np.searchsorted(np.concatenate([[0], abonado]), debe)]
    importe = np.diff(debe, prepend=0)
    exige = exigibles(plan, vence)[0]
    columnas = np.stack([exige, importe, np.diff(causado, prepend=0), pagada, mora], axis=1)[:n]
    if plan.diferido[0]:
        columnas[-1, 2] = causado[n - 1]
    cuales = columnas[-1:] if plan.diferido[0] else columnas
    return [Parcialidad(numero, *map(int, fila)) for numero, fila in enumerate(cuales, start=1)]


def _previsto(plan: Plan, vence: Columna, pagado: Columna) -> tuple[Columna, Columna]:
    """(lo que debe llevarse pagado cada mes de un convenio, la prórroga que de ello se ha causado).

    Es lo de `curso`, y adelante como si se pagara en su día.
    """
    n, cuota, tasa_de, integrado = (
        int(c[0]) for c in (plan.parcialidades, plan.parcialidad, plan.tasa, plan.integrado)
    )
    debe, prorroga = (np.zeros(vence.shape[1], dtype=np.int64) for _ in range(2))
    exacto, capital, insoluto = 0, 0, integrado
    for m in range(n):
        exacto += insoluto * tasa_de
        causado = int(dividir_redondeando(exacto, UNIDAD))
        saldo, prorroga[m] = integrado + causado, causado
        debe[m] = saldo if m + 1 == n else min((m + 1) * cuota, saldo)
        en_su_dia = int(debe[m]) if vence[0, m] >= plan.rige[0] and not plan.diferido[0] else 0
        capital = max(capital, max(en_su_dia, int(pagado[m])) - causado)
        insoluto = max(integrado - capital, 0)
    debe[n:], prorroga[n:] = debe[n - 1], prorroga[n - 1]
    return debe, prorroga
