"""Lo que el oráculo del dinero sabe del tiempo y de los números publicados: días enteros y fracciones exactas.

Sale de `ley.independiente` (calendario del artículo 12, INPC y tasas leídos como texto); del paquete no importa nada.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from fractions import Fraction
from functools import cache

import ley.independiente as ley

UNO = 10_000
"""El factor uno, en diezmilésimas; y el ciento por ciento, en centésimas de punto."""
MENSUALIDADES = 60
_EPOCA = date(1970, 1, 1).toordinal()


def dia(momento: date) -> int:
    return momento.toordinal() - _EPOCA


@cache
def fecha(numero: int) -> date:
    return date.fromordinal(numero + _EPOCA)


@cache
def _partes(numero: int) -> tuple[int, int]:
    f = fecha(numero)
    return 12 * f.year + f.month - 1, f.day


# ── calendario ──────────────────────────────────────────────────────────────────────────────────────────────────


def _es_habil(d: date, ambito: str) -> bool:
    """El calendario estatal añade el 14 de septiembre."""
    return ley.es_habil(d) and not (ambito == "estatal" and (d.month, d.day) == (9, 14))


@cache
def habil(numero: int, ambito: str) -> int:
    """Ese día, o el hábil que le sigue (art. 12, quinto párrafo)."""
    while not _es_habil(fecha(numero), ambito):
        numero += 1
    return numero


@cache
def mas_meses(numero: int, k: int, ambito: str) -> int:
    """Mismo día, k meses después; si no existe, el primer hábil del mes siguiente (art. 12, cuarto párrafo)."""
    mes, del_mes = _partes(numero)
    anio, m = divmod(mes + k, 12)
    try:
        return dia(date(anio, m + 1, del_mes))
    except ValueError:
        anio, m = divmod(mes + k + 1, 12)
        return habil(dia(date(anio, m + 1, 1)), ambito)


@cache
def vence_multa(notificacion: int, ambito: str, plazo: int = 30) -> int:
    """Último de los treinta días hábiles para pagar, contados desde que surte la notificación (arts. 65 y 135)."""
    d = notificacion
    for _ in range(plazo + 1):
        d = habil(d + 1, ambito)
    return d


# ── factor y tasas ──────────────────────────────────────────────────────────────────────────────────────────────


@cache
def _cociente(antiguo: int, reciente: int) -> int:
    inpc = [Fraction(ley.INPC[(mes // 12, mes % 12 + 1)]) for mes in (antiguo, reciente)]
    return max(int(inpc[1] / inpc[0] * UNO), UNO)


def factor(desde: int, hasta: int) -> int:
    """Factor de actualización en diezmilésimas, truncado y nunca menor que uno (art. 17-A)."""
    (mes, _), (mes_hasta, dia_hasta) = _partes(desde), _partes(hasta)
    if mes_hasta <= mes:
        return UNO
    return _cociente(mes - 1, mes_hasta - 1 - (dia_hasta < 10))


class _Mora:
    """Los meses de mora de un día y lo que suman sus tasas, en centésimas de punto."""

    def __init__(self, desde: int, ambito: str) -> None:
        self.desde, self.ambito = desde, ambito
        self.fines: list[int] = []
        self.sumas = [0]

    def meses(self, hasta: int) -> int:
        if hasta <= self.desde:
            return 0
        while not self.fines or self.fines[-1] < hasta:
            self.fines.append(mas_meses(self.desde, len(self.fines) + 1, self.ambito))
        return bisect_left(self.fines, hasta) + 1

    def tasa(self, hasta: int, tope: int = MENSUALIDADES) -> int:
        cuantos = min(self.meses(hasta), tope)
        while len(self.sumas) <= cuantos:
            k = len(self.sumas)
            empieza = fecha((self.fines[k - 2] if k > 1 else self.desde) + 1)
            self.sumas.append(self.sumas[-1] + int(ley.tasa_de_mora(empieza) * 100))
        return self.sumas[cuantos]


mora = cache(_Mora)


def meses(desde: int, hasta: int, ambito: str) -> int:
    """Meses o fracción (arts. 12 y 21)."""
    return mora(desde, ambito).meses(hasta)


_TRAMOS = [ley._vigencias(c) for c in ("parcialidades_hasta_12", "parcialidades_13_a_24", "parcialidades_mas_de_24")]


@cache
def tasa_por_plazo(parcialidades: int, solicitud: int) -> int:
    """Tasa mensual del pago a plazos de la Ley de Ingresos vigente ese día, en centésimas de punto."""
    tramo = (parcialidades > 12) + (parcialidades > 24)
    return int(ley._vigente(_TRAMOS[tramo], fecha(solicitud)) * 100)
