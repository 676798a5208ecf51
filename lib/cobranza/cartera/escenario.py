"""¿Qué pasa si…? La cartera de un corte llevada a otro día con otra inflación, otra tasa de mora o menos multas.

La diferencia entre dos escenarios se reparte por causa cambiando una cosa a la vez, siempre en el mismo orden: la
suma de las causas es exactamente la diferencia.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd

from cobranza.base.dinero import dividir_redondeando, por, texto
from cobranza.base.errores import ErrorDeLey, ErrorDeUso
from cobranza.base.fechas import dia, dias
from cobranza.cuenta.adeudos import Adeudos
from cobranza.cuenta.liquidacion import adeudos_a, liquidar_cartera
from cobranza.expediente.historia import Historia
from cobranza.ley.norma import Normas
from cobranza.ley.supuestos import con_inflacion, con_tasa_de_mora

_INFLACION, _MORA, _REDUCCION = (-500, 2_000), (0, 1_000), (0, 10_000)
"""Lo que se puede suponer, en centésimas de punto: con más, se escribió en otra unidad. El INPC sí puede bajar."""
CONCEPTOS = ("historico", "actualizacion", "recargos", "multas", "gastos", "honorarios", "indemnizacion")


@dataclass(frozen=True, slots=True)
class Escenario:
    """Un supuesto: el día en que se liquida, la inflación y la mora mensuales y cuánto se reducen las multas.

    Tasas en centésimas de punto por mes; `None` es lo publicado. `reduccion_multas` en centésimas de punto de la
    multa actualizada (CFF, art. 74; la actualización y los recargos no admiten reducción: art. 21, párrafo 11).
    """

    al: date
    inflacion: int | None = None
    mora: int | None = None
    reduccion_multas: int = 0

    def __post_init__(self) -> None:
        for que, dado, (desde, hasta), unidad in (
            ("La inflación supuesta", self.inflacion, _INFLACION, "por ciento mensual"),
            ("La tasa de mora supuesta", self.mora, _MORA, "por ciento mensual"),
            ("La reducción de multas", self.reduccion_multas, _REDUCCION, "por ciento de la multa"),
        ):
            if dado is not None and not desde <= dado <= hasta:
                raise ErrorDeUso(
                    f"{que} es {texto(dado)}; se esperaba de {texto(desde)} a {texto(hasta)} {unidad}. Se escribe en "
                    "por ciento: 1.5 es uno y medio por ciento."
                )


@dataclass(frozen=True)
class Base:
    """Los créditos vigentes a un corte y lo asentado ese día: de ahí parten todos los escenarios."""

    corte: date
    creditos: pd.DataFrame
    adeudos: Adeudos


def base_de(h: Historia, cartera: pd.DataFrame, corte: date) -> Base:
    """La base de una cartera (`cartera_de` al mismo corte): sólo los vigentes, con sus saldos asentados."""
    vigentes = cartera[cartera["vida"] == "VIGENTE"].reset_index(drop=True)
    lugar = vigentes["lugar"].to_numpy()
    al = np.full(lugar.size, dia(corte), dtype=np.int64)
    return Base(corte, vigentes, adeudos_a(h, lugar, al, dias(vigentes["notificacion"])))


def llevar(base: Base, escenario: Escenario) -> pd.DataFrame:
    """Lo que debería cada crédito en el escenario, por concepto y en total, si nadie paga mientras; centavos.

    Errores: `ErrorDeUso` si el día es anterior al corte; `ErrorDeLey` si falta un índice o tasa que no se supone.
    """
    if escenario.al < base.corte:
        raise ErrorDeUso(
            f"El escenario es al {escenario.al}, antes del corte {base.corte}; se esperaba ese día o después."
        )
    al = np.full(len(base.creditos), dia(escenario.al), dtype=np.int64)
    debido = liquidar_cartera(replace(base.adeudos, normas=_supuestas(base, escenario)), al)
    multas = debido["multas"].to_numpy(np.int64)
    reducido = np.asarray(dividir_redondeando(por(multas, escenario.reduccion_multas), 10_000))
    debido["multas"] = multas - reducido
    debido["total"] = debido[list(CONCEPTOS)].sum(axis=1)
    return debido[[*CONCEPTOS, "total"]]


def _supuestas(base: Base, escenario: Escenario) -> Normas:
    normas = base.adeudos.normas
    if escenario.inflacion is not None:
        normas = con_inflacion(normas, escenario.inflacion, escenario.al)
    if escenario.mora is not None:
        normas = con_tasa_de_mora(normas, escenario.mora, base.corte)
    return normas


_CAUSAS = ("al", "inflacion", "mora", "reduccion_multas")
"""En este orden se cambia cada cosa al pasar de un escenario a otro."""


def por_causa(base: Base, a: Escenario, b: Escenario) -> dict[str, int]:
    """Diferencia entre dos escenarios (B − A) repartida por causa, en centavos; suma la diferencia exacta."""
    causas: dict[str, int] = {}
    actual, total = a, _total(base, a)
    for causa in _CAUSAS:
        siguiente = replace(actual, **{causa: getattr(b, causa)})
        if siguiente == actual:
            continue
        try:
            nuevo = _total(base, siguiente)
        except ErrorDeLey:
            if causa != "al":
                raise
            # ese día pide índices o tasas que sólo B supone: el tiempo se mide ya con ellos
            siguiente = replace(siguiente, inflacion=b.inflacion, mora=b.mora)
            nuevo = _total(base, siguiente)
        causas[causa] = nuevo - total
        actual, total = siguiente, nuevo
    return causas


def _total(base: Base, escenario: Escenario) -> int:
    return int(llevar(base, escenario)["total"].sum())
