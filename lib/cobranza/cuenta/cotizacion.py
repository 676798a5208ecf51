"""Un pago a plazos antes de autorizarse: cuánto sería cada pago, cuándo y cuánto habría que garantizar.

Es el mismo calendario con que se lleva el autorizado (`parcialidades`, `calendario_de_pagos`): lo que se cotiza es lo
que después dirán el libro y `explica`. Fundamento: CFF, arts. 66 y 66-A.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import dividir_redondeando, por
from cobranza.base.fechas import SIN_DIA, dia
from cobranza.cuenta.calendario_de_pagos import Parcialidad, calendario
from cobranza.cuenta.parcialidades import Abonos, Plan
from cobranza.ley.norma import Norma
from cobranza.ley.plazos_de_pago import meses_de_prorroga, tasas_por_plazo
from cobranza.ley.proporciones import proporcion
from cobranza.ley.redondeo import a_pesos


@dataclass(frozen=True, slots=True)
class Propuesta:
    """Cómo se quiere pagar: desde qué solicitud, en cuántas parcialidades o diferido hasta qué día."""

    solicitud: date
    rige: date
    parcialidades: int = 0
    liquida_el: date | None = None

    def meses(self, norma: Norma) -> int:
        """El plazo en meses o fracción. Errores: `ErrorDeDatos` si se liquida antes de la solicitud."""
        return meses_de_prorroga(norma, self.solicitud, self.liquida_el) if self.liquida_el else self.parcialidades


@dataclass(frozen=True, slots=True)
class Cotizacion:
    """Lo que resultaría. Centavos; `tasa` en centésimas de punto al mes."""

    saldo: int
    tasa: int
    cuotas: tuple[Parcialidad, ...]

    @property
    def recargos(self) -> int:
        """Los de prórroga de todo el plazo."""
        return sum(c.recargo for c in self.cuotas)

    @property
    def total(self) -> int:
        """La suma de los pagos."""
        return sum(c.importe for c in self.cuotas)


def cotizacion(norma: Norma, de: Propuesta, saldos: Sequence[int]) -> Cotizacion:
    """Lo que se pagaría por unos créditos de ese saldo (adeudo menos pago inicial), juntos: cada uno con su cuenta.

    Errores: `ErrorDeLey` si falta la tasa de la solicitud.
    """
    meses, solicitud = np.array([de.meses(norma)]), np.array([dia(de.solicitud)])
    diferido = np.array([de.liquida_el is not None])
    tasa = tasas_por_plazo(norma, meses, solicitud, diferido)
    vence = np.array([dia(de.liquida_el) if de.liquida_el else SIN_DIA])
    rige = np.array([dia(de.rige)])
    nada = np.zeros(0, dtype=np.int64)
    de_cada_uno = [
        calendario(
            norma,
            Plan(solicitud, rige, meses, diferido, vence, tasa, np.array([saldo])),
            Abonos(nada, nada, nada, nada.astype(bool)),
            np.array([True]),
            int(solicitud[0]),
        )
        for saldo in saldos
    ]
    return Cotizacion(sum(saldos), int(tasa[0]), juntas(de_cada_uno))


def juntas(de_cada_uno: Sequence[Sequence[Parcialidad]]) -> tuple[Parcialidad, ...]:
    """Las parcialidades de varios créditos de un mismo convenio, sumadas por su número.

    Una está cubierta cuando lo está en todos, el último de esos días.
    """
    return tuple(
        replace(
            mismas[0],
            importe=sum(p.importe for p in mismas),
            recargo=sum(p.recargo for p in mismas),
            mora=sum(p.mora for p in mismas),
            pagada_el=SIN_DIA if any(p.pagada_el == SIN_DIA for p in mismas) else max(p.pagada_el for p in mismas),
        )
        for mismas in zip(*de_cada_uno, strict=True)
    )


def pago_inicial(norma: Norma, adeudo: int, solicitud: date) -> int:
    """Lo que se paga al solicitar: el 20 % del adeudo (art. 66, fr. II), en pesos cerrados (art. 20)."""
    return int(a_pesos(proporcion(norma, "plazos_pago_inicial", solicitud).de(adeudo)))


def pagos_iniciales(norma: Norma, adeudos: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lo mismo que `pago_inicial`, de muchos adeudos.

    >>> from cobranza.ley.norma import norma
    >>> pagos_iniciales(norma("federal"), np.array([15_858_788])).tolist()
    [3171800]
    """
    parte = proporcion(norma, "plazos_pago_inicial").exacto
    exacto = dividir_redondeando(por(adeudos, parte.numerator), parte.denominator)
    return np.asarray(a_pesos(exacto), dtype=np.int64)


def garantia_exigida(norma: Norma, adeudo: int, recargos: int, solicitud: date) -> int:
    """El 80 % del adeudo más los recargos por prórroga del plazo (art. 66-A, fr. III)."""
    return proporcion(norma, "plazos_garantia", solicitud).de(adeudo) + recargos


def rebasa_el_maximo(norma: Norma, de: Propuesta, antes: int = 0) -> str:
    """Por qué el plazo, con los meses que ya corrieron, pasa del máximo; vacío si no (art. 66, primer párrafo)."""
    maximo = proporcion(norma, "diferido_maximo" if de.liquida_el else "parcialidades_maximo", de.solicitud)
    meses = de.meses(norma) + antes
    if meses <= maximo.entero:
        return ""
    return f"Se encontraron {meses} meses de plazo; se admiten {maximo.entero} ({maximo.fundamento})."
