"""La ley otra vez, despacio: `Decimal`, `date` y un ciclo por crédito, escrita desde el texto y no desde el código.

No importa nada del paquete; de `params/` sólo lee los números publicados (INPC, tasas y cantidades), como texto.
El calendario ni siquiera eso: los días inhábiles salen de la regla del artículo 12.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path

NORMAS = Path(__file__).resolve().parents[2] / "params" / "legales"
CENTAVO, DIEZMILESIMO, CIEN = Decimal("0.01"), Decimal("0.0001"), Decimal(100)
UN_DIA = timedelta(days=1)
MENSUALIDADES = 60
"""Art. 21, segundo párrafo: los recargos se causan hasta por cinco años."""
TERMINOS_PRESIDENCIALES = (2006, 2012, 2018)
"""Años con transmisión del Ejecutivo el 1 de diciembre (art. 12); la de 2024 fue el 1 de octubre."""
Mes = tuple[int, int]


class SinDatoError(Exception):
    """La ley no publicó el número que hace falta."""


# ── números publicados ──────────────────────────────────────────────────────────────────────────────────────────


def _inpc() -> dict[Mes, Decimal]:
    with (NORMAS / "comunes" / "inpc.csv").open(encoding="utf-8", newline="") as archivo:
        return {(int(r["desde"][:4]), int(r["desde"][5:7])): Decimal(r["valor"]) for r in csv.DictReader(archivo)}


def _vigencias(clave: str) -> list[tuple[date, date, Decimal | None]]:
    """(desde, hasta, valor) de cada renglón «- {desde: …, hasta: …, valor: "…"}» de un parámetro federal."""
    texto = (NORMAS / "federal" / f"{clave}.yaml").read_text(encoding="utf-8")
    renglones = re.findall(r'- \{desde: ([\d-]{10}),(?: hasta: ([\d-]{10}),)? valor: "([\d.]*)"', texto)
    assert len(renglones) == texto.count("- {desde"), f"{clave}: hay renglones que no se entendieron"
    return [
        (date.fromisoformat(desde), date.fromisoformat(hasta or "9999-12-31"), Decimal(valor) if valor else None)
        for desde, hasta, valor in renglones
    ]


INPC = _inpc()
TASAS, PORCENTAJE, MINIMO, MAXIMO = map(
    _vigencias, ("recargos_mora", "gastos_porcentaje", "gastos_minimo", "gastos_maximo")
)


def _vigente(vigencias: Iterable[tuple[date, date, Decimal | None]], al: date) -> Decimal:
    for desde, hasta, valor in vigencias:
        if desde <= al <= hasta and valor is not None:
            return valor
    raise SinDatoError(al)


@cache
def tasa_de_mora(del_mes: date) -> Decimal:
    """Tasa de un mes de mora, en por ciento; se pregunta por su primer día."""
    return _vigente(TASAS, del_mes)


# ── tiempo (arts. 12, 65, 135) ──────────────────────────────────────────────────────────────────────────────────


def _lunes(anio: int, mes: int, ordinal: int) -> date:
    lunes = [d for d in (date(anio, mes, n) for n in range(1, 29)) if d.weekday() == 0]
    return lunes[ordinal - 1]


@cache
def inhabiles(anio: int) -> frozenset[date]:
    """Los días que el artículo 12 nombra, además de sábados y domingos."""
    fijos = {date(anio, m, d) for m, d in ((1, 1), (5, 1), (5, 5), (9, 16), (12, 25))}
    lunes = {_lunes(anio, 2, 1), _lunes(anio, 3, 3), _lunes(anio, 11, 3)}
    return frozenset(fijos | lunes | ({date(anio, 12, 1)} if anio in TERMINOS_PRESIDENCIALES else set()))


def es_habil(d: date) -> bool:
    return d.weekday() < 5 and d not in inhabiles(d.year)


@cache
def siguiente_habil(d: date) -> date:
    while not es_habil(d):
        d += UN_DIA
    return d


@cache
def mas_habiles(d: date, cuantos: int) -> date:
    for _ in range(cuantos):
        d = siguiente_habil(d + UN_DIA)
    return d


def surte_efectos(notificacion: date) -> date:
    return mas_habiles(notificacion, 1)


def vence(notificacion: date, dias: int) -> date:
    return mas_habiles(surte_efectos(notificacion), dias)


def exigible(notificacion: date) -> date:
    # el art. 65 daba 45 días hasta la reforma que entró en vigor el 1 de enero de 2014 (fuente secundaria)
    return vence(notificacion, 45 if notificacion < date(2014, 1, 1) else 30) + UN_DIA


def vencimiento_efectivo(legal: date, en_banco: bool) -> date:
    """Se recorre si es inhábil o, al pagar en banco, si es viernes (art. 12, quinto párrafo)."""
    while not es_habil(legal) or (en_banco and legal.weekday() == 4):
        legal += UN_DIA
    return legal


def mas_meses(d: date, cuantos: int) -> date:
    """Mismo día; si no existe, el primer día hábil del mes que sigue (art. 12, cuarto párrafo)."""
    anio, mes = divmod(12 * d.year + d.month - 1 + cuantos, 12)
    try:
        return d.replace(year=anio, month=mes + 1)
    except ValueError:
        anio, mes = divmod(12 * anio + mes + 1, 12)
        return siguiente_habil(date(anio, mes + 1, 1))


def mas_anios(d: date, cuantos: int) -> date:
    return mas_meses(d, 12 * cuantos)


# ── actualización y recargos (arts. 17-A y 21) ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Lectura:
    """Cómo se lee lo que la ley no decide sola; lo que no se dice es la lectura por omisión."""

    inpc_desde_el_dia: int = 10
    tasa_del_dia_de_pago: bool = False
    tasa_desde_el_vencimiento: bool = False
    fin_de_mes_se_recorre: bool = False


OMISION = Lectura()


def _anterior(mes: Mes) -> Mes:
    return (mes[0], mes[1] - 1) if mes[1] > 1 else (mes[0] - 1, 12)


@cache
def _factor(mas_antiguo: Mes, mas_reciente: Mes) -> Decimal:
    try:
        cociente = INPC[mas_reciente] / INPC[mas_antiguo]
    except KeyError as falta:
        raise SinDatoError(falta) from falta
    return max(cociente.quantize(DIEZMILESIMO, ROUND_DOWN), Decimal(1))


def factor(vencimiento: date, pago: date, lectura: Lectura = OMISION) -> Decimal:
    """INPC del mes anterior al de pago entre el del anterior al vencimiento, truncado al diezmilésimo; mínimo 1."""
    del_vencimiento, del_pago = (vencimiento.year, vencimiento.month), (pago.year, pago.month)
    if del_pago <= del_vencimiento:
        return Decimal(1)
    publicado = _anterior(del_pago)
    if pago.day < lectura.inpc_desde_el_dia:
        publicado = _anterior(publicado)
    return _factor(_anterior(del_vencimiento), publicado)


@dataclass
class _Cuenta:
    """Los meses de mora de un vencimiento: hasta cuándo va cada uno y cuánto suman sus tasas."""

    vencimiento: date
    lectura: Lectura
    fines: list[date] = field(default_factory=list)
    sumas: list[Decimal] = field(default_factory=lambda: [Decimal(0)])

    def meses(self, pago: date) -> int:
        """El menor k ≥ 1 con pago ≤ vencimiento + k meses; 0 si se pagó en plazo."""
        if pago <= self.vencimiento:
            return 0
        while not self.fines or self.fines[-1] < pago:
            fin = mas_meses(self.vencimiento, len(self.fines) + 1)
            self.fines.append(siguiente_habil(fin) if self.lectura.fin_de_mes_se_recorre else fin)
        return bisect_left(self.fines, pago) + 1

    def tasa(self, pago: date) -> Decimal:
        """Suma de las tasas de las primeras 60 mensualidades, cada una la del día en que empieza."""
        cobradas = min(self.meses(pago), MENSUALIDADES)
        if self.lectura.tasa_del_dia_de_pago:
            return cobradas * tasa_de_mora(pago) if cobradas else Decimal(0)
        while len(self.sumas) <= cobradas:
            k = len(self.sumas)
            fin_anterior = self.fines[k - 2] if k > 1 else self.vencimiento
            empieza = fin_anterior if self.lectura.tasa_desde_el_vencimiento else fin_anterior + UN_DIA
            self.sumas.append(self.sumas[-1] + tasa_de_mora(empieza))
        return self.sumas[cobradas]


_cuenta = lru_cache(maxsize=None)(_Cuenta)


def meses(vencimiento: date, pago: date, lectura: Lectura = OMISION) -> int:
    return _cuenta(vencimiento, lectura).meses(pago)


def tasa(vencimiento: date, pago: date, lectura: Lectura = OMISION) -> Decimal:
    return _cuenta(vencimiento, lectura).tasa(pago)


def liquidacion(
    monto: Decimal, vencimiento: date, pago: date, causa_recargos: bool = True, lectura: Lectura = OMISION
) -> tuple[Decimal, Decimal, int, Decimal, Decimal]:
    """(factor, actualizado, meses, tasa, recargos): pesos con centavos y por ciento."""
    por_inflacion = factor(vencimiento, pago, lectura)
    actualizado = (monto * por_inflacion).quantize(CENTAVO, ROUND_HALF_UP)
    cobrada = tasa(vencimiento, pago, lectura) if causa_recargos else Decimal(0)
    recargos = (actualizado * cobrada / CIEN).quantize(CENTAVO, ROUND_HALF_UP)
    return por_inflacion, actualizado, meses(vencimiento, pago, lectura), cobrada, recargos


# ── gastos y redondeo al pagar (arts. 150 y 20) ─────────────────────────────────────────────────────────────────


@cache
def _cantidades(al: date) -> tuple[Decimal, Decimal, Decimal]:
    return _vigente(PORCENTAJE, al), _vigente(MINIMO, al), _vigente(MAXIMO, al)


def gasto_ejecucion(credito: Decimal, al: date) -> Decimal:
    """Dos por ciento del crédito, no menos que el mínimo ni más que el máximo de ese día."""
    porcentaje, minimo, maximo = _cantidades(al)
    gasto = (credito * porcentaje / CIEN).quantize(CENTAVO, ROUND_HALF_UP)
    if gasto < minimo:
        return minimo
    return min(gasto, maximo)


def a_pesos(importe: Decimal) -> Decimal:
    """De 1 a 50 centavos se baja al peso; de 51 a 99 se sube (art. 20, décimo párrafo)."""
    entero = importe.quantize(Decimal(1), ROUND_DOWN)
    return entero + 1 if importe - entero > Decimal("0.50") else entero


# ── prescripción (art. 146) ─────────────────────────────────────────────────────────────────────────────────────


def _suspendidos(suspensiones: Iterable[tuple[date, date]]) -> list[date]:
    """Cada día suspendido, uno por uno y en orden; el primero y el último de cada lapso lo están."""
    dias = {desde + timedelta(days=n) for desde, hasta in suspensiones for n in range((hasta - desde).days + 1)}
    return sorted(dias)


def _cumplimiento(inicio: date, anios: int, suspendidos: Sequence[date]) -> date:
    """Último día del plazo: cada día suspendido que cae dentro lo alarga un día."""
    fin = mas_anios(inicio, anios)
    for d in suspendidos:
        if inicio <= d <= fin:
            fin += UN_DIA
    return fin


def prescripcion(
    exigible_el: date, gestiones: Iterable[date], suspensiones: Iterable[tuple[date, date]]
) -> tuple[date, date]:
    """(fecha en que prescribe, tope): cinco años que la gestión notificada reinicia, diez a lo más."""
    suspendidos = _suspendidos(suspensiones)
    inicio = exigible_el
    for gestion in sorted(gestiones):
        if gestion < inicio:
            continue
        if gestion > _cumplimiento(inicio, 5, suspendidos):
            break
        inicio = gestion
    if exigible_el >= date(2005, 1, 1):
        tope = _cumplimiento(exigible_el, 10, suspendidos)
    else:
        # transitorio del decreto DOF 09-12-2013: dos años desde que entró en vigor, el 1 de enero de 2014
        tope = date(2016, 1, 1)
        for d in suspendidos:
            if exigible_el <= d <= tope:
                tope += UN_DIA
    return min(_cumplimiento(inicio, 5, suspendidos), tope), tope
