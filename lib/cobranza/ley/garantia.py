"""Cuánto debe cubrir una garantía del interés fiscal, si alcanza y en qué orden se ofrece (CFF, art. 141)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import dividir_redondeando
from cobranza.ley.norma import Norma
from cobranza.ley.proporciones import proporcion
from cobranza.ley.recargos import MORA
from cobranza.ley.vigencias import al_dia

Columna = NDArray[np.int64]

MODALIDADES = (
    "billete_de_deposito",
    "carta_de_credito",
    "prenda_o_hipoteca",
    "fianza",
    "obligacion_solidaria",
    "embargo_en_via_administrativa",
)
"""Las seis del art. 141, en su orden obligatorio."""
CON_VETO = ("prenda_o_hipoteca", "obligacion_solidaria", "embargo_en_via_administrativa")
"""Fracciones III, V y VI: ofrecidas incompletas más de dos veces, el mismo bien ya no se admite."""


@dataclass(frozen=True, slots=True)
class Requerido:
    """Lo que debe cubrir una garantía a un día, en centavos. `mensual`: lo que crece cada mes sin pagarse."""

    actualizado: int
    accesorios: int
    doce_meses: int
    mensual: int

    @property
    def total(self) -> int:
        """La suma."""
        return self.actualizado + self.accesorios + self.doce_meses


def recargos_futuros(de: Norma, actualizado: int, al: date) -> tuple[int, int]:
    """(recargos de los doce meses siguientes, suma de tasas en centésimas de punto), con la tasa de mora de ese día.

    Fundamento: CFF, art. 141, segundo párrafo; la tasa futura se supone la de hoy. Centavos, medio hacia arriba.

    >>> from cobranza.ley.norma import norma
    >>> recargos_futuros(norma("federal"), 10_000_000, date(2026, 3, 1))
    (2484000, 2484)
    """
    tasa = de.numero(MORA, al) * proporcion(de, "garantia_meses", al).entero
    importe = dividir_redondeando(actualizado * tasa, 10_000)
    assert isinstance(importe, int)
    return importe, tasa


def requerido(de: Norma, al: date, contribuciones: int, accesorios: tuple[int, int], gastos: int = 0) -> Requerido:
    """Lo que debe cubrir la garantía de un crédito, con lo debido a ese día; `accesorios`: recargos y multas.

    Contribuciones actualizadas, accesorios causados y recargos de los doce meses siguientes. Los gastos de ejecución
    no se garantizan, salvo que no se deba otra cosa. Fundamento: CFF, arts. 141, segundo párrafo, y 142, último.

    >>> from cobranza.ley.norma import norma
    >>> requerido(norma("federal"), date(2026, 3, 1), 10_000_000, (50, 0), 9).total
    12484050
    """
    recargos, multas = accesorios
    if not contribuciones + recargos + multas:
        return Requerido(0, gastos, 0, 0)
    futuros, _ = recargos_futuros(de, contribuciones, al)
    mensual = dividir_redondeando(contribuciones * de.numero(MORA, al), 10_000)
    assert isinstance(mensual, int)
    return Requerido(contribuciones + multas, recargos, futuros, mensual)


def requeridos(de: Norma, al: Columna, contribuciones: Columna, accesorios: Columna, gastos: Columna) -> Columna:
    """El total de `requerido` de muchos créditos, cada uno con lo debido a su día; `accesorios`: con las multas.

    >>> from cobranza.ley.norma import norma
    >>> uno = np.array([10_000_000])
    >>> requeridos(norma("federal"), np.array([20_513]), uno, np.array([50]), np.array([9])).tolist()
    [12484050]
    """
    tasa = al_dia(de, MORA, al) * proporcion(de, "garantia_meses").entero
    sin_gastos = contribuciones + accesorios
    total: Columna = np.where(
        sin_gastos > 0, sin_gastos + np.asarray(dividir_redondeando(contribuciones * tasa, 10_000)), gastos
    )
    return total


def faltantes(requeridos: Mapping[str, int], garantias: Sequence[tuple[int, Collection[str]]]) -> dict[str, int]:
    """Lo que falta por garantizar de cada crédito si lo garantizado se reparte lo mejor que se puede.

    `garantias`: (importe, créditos que cubre). Una sirve a varios créditos y varias a uno, pero un peso sólo cubre un
    peso: es un flujo máximo. El total que falta no depende del orden; en cuál crédito queda, sí: en los últimos.

    >>> faltantes({"A": 100, "B": 100}, [(100, {"A", "B"}), (60, {"A"})])
    {'B': 40}
    """
    reparto = _Reparto(garantias, [importe for importe, _ in garantias])
    faltan: dict[str, int] = {}
    for folio, debe in requeridos.items():
        resta = debe
        while resta and (dado := reparto.conseguir(folio, resta, set())):
            resta -= dado
        if resta:
            faltan[folio] = resta
    return faltan


@dataclass(slots=True)
class _Reparto:
    """Qué garantía cubre cuánto de qué crédito (`puesto`), y lo que a cada una le queda (`libre`)."""

    garantias: Sequence[tuple[int, Collection[str]]]
    libre: list[int]
    puesto: dict[tuple[int, str], int] = field(default_factory=dict)

    def conseguir(self, folio: str, cuanto: int, vistas: set[int]) -> int:
        """Le da a un crédito hasta `cuanto`; si hace falta, de otro que lo consiga por otro lado."""
        for k, (_, cubre) in enumerate(self.garantias):
            if folio in cubre and k not in vistas:
                vistas.add(k)
                if dado := self._de_lo_libre(k, cuanto) or self._de_otro(k, folio, cuanto, vistas):
                    self.puesto[k, folio] = self.puesto.get((k, folio), 0) + dado
                    return dado
        return 0

    def _de_lo_libre(self, k: int, cuanto: int) -> int:
        dado = min(self.libre[k], cuanto)
        self.libre[k] -= dado
        return dado

    def _de_otro(self, k: int, folio: str, cuanto: int, vistas: set[int]) -> int:
        for otro in [f for (g, f), suyo in self.puesto.items() if g == k and suyo and f != folio]:
            if dado := self.conseguir(otro, min(self.puesto[k, otro], cuanto), vistas):
                self.puesto[k, otro] -= dado
                return dado
        return 0


def impedimento(de: Norma, ofrecidas: Sequence[str], al: date, *, incompletos: int = 0) -> str | None:
    """Por qué no se admite lo ofrecido (modalidades en el orden en que se ofrecen); None si se admite.

    Fundamento: CFF, art. 141, párrafos primero, segundo y último (texto desde 2026). `incompletos` son las veces
    que el mismo bien ya se ofreció sin cumplir lo requerido.
    """
    if not ofrecidas or not de.numero("garantia_orden", al):
        return None
    if ofrecidas[0] != MODALIDADES[0]:
        return "No se ofreció primero billete de depósito, hasta la capacidad económica (art. 141, segundo párrafo)."
    for antes, despues in pairwise(ofrecidas):
        if MODALIDADES.index(despues) <= MODALIDADES.index(antes):
            return f"«{despues}» se ofreció después de «{antes}»: el orden es obligatorio (art. 141, primer párrafo)."
    vetadas = [o for o in ofrecidas if o in CON_VETO]
    if vetadas and incompletos > proporcion(de, "garantia_ofrecimientos", al).entero:
        return f"El bien ofrecido en «{vetadas[0]}» ya no se admite: se ofreció incompleto {incompletos} veces."
    return None
