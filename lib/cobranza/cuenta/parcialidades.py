"""El calendario de un pago a plazos: prórroga de cada mes, mora de la parcialidad tardía y cuándo caduca.

Fundamento: CFF, arts. 66 y 66-A. El adeudo se integra al día de la solicitud y la prórroga corre por el calendario de
parcialidades, no por los meses entre pagos; la parcialidad cuyo día es inhábil se paga en tiempo el hábil siguiente
(art. 12); la tardía, y sólo ella, se actualiza y causa mora; a la tercera sin cubrir, o a la última, el plazo caduca.
Todo por columnas: un renglón por convenio.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import TOPE, dividir_redondeando
from cobranza.base.fechas import SIN_DIA
from cobranza.ley.actualizacion import actualizado, factor
from cobranza.ley.calendario import partes
from cobranza.ley.norma import Norma
from cobranza.ley.plazos_de_pago import UNIDAD, parcialidad
from cobranza.ley.proporciones import proporcion
from cobranza.ley.recargos import recargos, tasa
from cobranza.libros.vocabulario import SIN_FIN

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]


@lru_cache(maxsize=2**16)
def _parcialidad(saldo: int, tasa: int, parcialidades: int) -> int:
    """La anualidad usa enteros sin tope: se calcula una vez por convenio distinto."""
    return parcialidad(saldo, tasa, parcialidades) if saldo > 0 else 0


@dataclass(frozen=True)
class Plan:
    """Lo convenido, una posición por convenio. Días y centavos; `tasa` en centésimas de punto al mes.

    `integrado` es el adeudo a la solicitud menos lo pagado ese día; `parcialidades`, en cuántas se paga (en un
    diferido, los meses de su plazo); `rige`, el día de la autorización; `vence`, el del diferido (`SIN_DIA` si no se
    dijo).
    """

    solicitud: Columna
    rige: Columna
    parcialidades: Columna
    diferido: Mascara
    vence: Columna
    tasa: Columna
    integrado: Columna

    @property
    def parcialidad(self) -> Columna:
        """Importe de cada parcialidad; cero en el diferido (art. 66-A, fr. I)."""
        ternas = zip(self.integrado.tolist(), self.tasa.tolist(), self.parcialidades.tolist(), strict=True)
        importes = np.fromiter((_parcialidad(*terna) for terna in ternas), np.int64, self.integrado.size)
        return np.where(self.diferido, 0, importes)

    def vencimientos(self, de: Norma, meses: int) -> Columna:
        """Matriz (convenios, meses): último día para pagar en tiempo cada mes, ya recorrido si es inhábil."""
        dias = [de.calendario.mas_meses(self.solicitud, k) for k in range(1, meses + 1)]
        if not dias:
            return np.zeros((self.solicitud.size, 0), dtype=np.int64)
        matriz = np.stack([np.asarray(d) for d in dias], axis=1)
        con_dia = np.flatnonzero(self.diferido & (self.vence != SIN_DIA) & (self.parcialidades <= meses))
        matriz[con_dia, self.parcialidades[con_dia] - 1] = np.maximum(self.vence, self.solicitud + 1)[con_dia]
        matriz = np.maximum.accumulate(matriz, axis=1)
        return cast(Columna, np.asarray(de.calendario.habil_de_aniversario(matriz)))


@dataclass(frozen=True)
class Abonos:
    """Lo pagado a cada convenio después de su solicitud, en orden de convenio y día; centavos, sin lo que cubrió
    mora. `salda`: ¿con él dejó de deberse todo?"""

    convenio: Columna
    dia: Columna
    importe: Columna
    salda: Mascara


@dataclass(frozen=True)
class Curso:
    """Cómo va cada convenio a su día: prórroga y mora causadas y día en que caduca (`SIN_FIN` si no).

    `incumplidas`: cuántas parcialidades vencidas siguen sin cubrir con lo abonado hasta su día.
    `completa`: el día en que un abono terminó de cubrir la última parcialidad cubierta (`SIN_DIA` si ninguna).
    `vencimientos`, `prorrogas` e `insolutos` (sobre lo que corre) son matrices por mes; `cubierto`, lo abonado;
    `saldado`: ¿un abono dejó el adeudo en cero?
    """

    prorroga: Columna
    mora: Columna
    caduca: Columna
    incumplidas: Columna
    completa: Columna
    vencimientos: Columna
    prorrogas: Columna
    insolutos: Columna
    cubierto: Columna
    saldado: Mascara


def curso(de: Norma, plan: Plan, abonos: Abonos, causa: Mascara, al: Columna) -> Curso:
    """Cómo va cada convenio a su día `al`, con los abonos de hasta ese día (los posteriores no se miran).

    Errores: `ErrorDeLey` si falta un índice o una tasa de la mora.
    """
    total = _meses_por_mirar(plan, al)
    vence = plan.vencimientos(de, total)
    pagado = por_mes(vence, abonos, al)
    cuota = plan.parcialidad
    corre = meses_que_corren(plan, vence, al)
    mes_a_mes = _mes_a_mes(plan, cuota, vence, corre, pagado)
    tope = con_que_se_salda(abonos, al)
    exigible = Exigible(vence, np.minimum(mes_a_mes.exigido, tope[:, None]) * corre, corre, causa)
    incumplidas, caduca = _incumplidas(de, plan, exigible, pagado, al)
    caduca = np.minimum(caduca, _sin_la_ultima(plan, exigible, pagado, al))
    mora = _mora(de, plan, exigible, abonos, al)
    cubierto = np.zeros_like(al)
    np.add.at(cubierto, abonos.convenio, np.where(abonos.dia <= al[abonos.convenio], abonos.importe, 0))
    completa = _completa(cuota, abonos, np.minimum(al, caduca - 1))
    prorrogas, insolutos = mes_a_mes.prorrogas, mes_a_mes.insolutos
    causado = prorrogas.sum(axis=1)
    return Curso(causado, mora, caduca, incumplidas, completa, vence, prorrogas, insolutos, cubierto, tope < TOPE)


def _meses_por_mirar(plan: Plan, al: Columna) -> int:
    """Cuántos meses de calendario alcanza el convenio que más lleva corridos."""
    mes_de_hoy = int(np.max(partes(al)[0] - partes(plan.solicitud)[0], initial=0)) + 1
    total = max(0, min(int(plan.parcialidades.max(initial=0)), mes_de_hoy))
    vencidos = plan.diferido & (plan.vence != SIN_DIA) & (plan.vence < al)
    total = max(total, int(plan.parcialidades[vencidos].max(initial=0)))
    # hasta el primer vencimiento que sigue a la autorización, aunque el plazo ya haya pasado
    autorizados = plan.rige < al
    de_mas = partes(plan.rige[autorizados])[0] - partes(plan.solicitud[autorizados])[0]
    return max(total, int(de_mas.max(initial=-2)) + 2)


def meses_que_corren(plan: Plan, vence: Columna, al: Columna) -> Mascara:
    """Matriz (convenios, meses): ¿el mes ya empezó y es de los convenidos?"""
    inicio = np.concatenate([plan.solicitud[:, None], vence[:, :-1]], axis=1)[:, : vence.shape[1]]
    corre: Mascara = (inicio < al[:, None]) & (np.arange(vence.shape[1]) < plan.parcialidades[:, None])
    return corre


@dataclass(frozen=True)
class _MesAMes:
    """Matrices (convenios, meses): prórroga de cada mes, insoluto sobre el que corre y lo que debía ir pagado."""

    prorrogas: Columna
    insolutos: Columna
    exigido: Columna


def _mes_a_mes(plan: Plan, cuota: Columna, vence: Columna, corre: Mascara, pagado: Columna) -> _MesAMes:
    """El calendario por sus meses: interés simple sobre el insoluto, que se suma exacto y se redondea una vez."""
    m = _MesAMes(*(np.zeros_like(vence) for _ in range(3)))
    capital, causado, exacto = (np.zeros_like(plan.integrado) for _ in range(3))
    for n in range(vence.shape[1]):
        m.insolutos[:, n] = np.maximum(plan.integrado - capital, 0)
        exacto = exacto + m.insolutos[:, n] * plan.tasa * corre[:, n]
        antes, causado = causado, np.asarray(dividir_redondeando(exacto, UNIDAD))
        m.prorrogas[:, n] = causado - antes
        saldo = plan.integrado + causado
        m.exigido[:, n] = np.where(plan.parcialidades == n + 1, saldo, np.minimum((n + 1) * cuota, saldo))
        conforme = np.where((vence[:, n] >= plan.rige) & ~plan.diferido, m.exigido[:, n], 0)
        capital = np.maximum(capital, np.maximum(conforme, pagado[:, n]) - causado)
    return m


def _incumplidas(de: Norma, plan: Plan, exigible: Exigible, pagado: Columna, al: Columna) -> tuple[Columna, Columna]:
    """(cuántas vencidas siguen sin cubrir a su día, el día en que caduca por ellas; `SIN_FIN` si no).

    Las que vencieron antes de autorizarse se exigen, pero no cuentan para caducar (art. 66-A, fr. IV, inciso c).
    """
    caduca = np.full(al.shape, SIN_FIN, dtype=np.int64)
    limite = proporcion(de, "plazos_incumplidas").entero
    vence, corre = exigible.vence, exigible.corre
    cuentan = corre & (vence >= plan.rige[:, None]) & ~plan.diferido[:, None]
    # la que ya no trae nada suyo, porque antes se pagó de más, no se puede incumplir
    cuentan &= np.diff(exigible.debe, axis=1, prepend=0) > 0
    for n in range(vence.shape[1]):
        faltan = np.sum((exigible.debe[:, : n + 1] > pagado[:, n : n + 1]) & cuentan[:, : n + 1], axis=1)
        vencido = corre[:, n] & (vence[:, n] >= plan.rige) & (vence[:, n] < al)
        caduca = np.where(vencido & (faltan >= limite), np.minimum(caduca, vence[:, n] + 1), caduca)
    # lo pagado tarde, pero antes de la que sigue, ya no cuenta para caducar
    sin_cubrir = cuentan & (vence < al[:, None]) & (exigible.debe > pagado[:, -1:])
    return sin_cubrir.sum(axis=1), caduca


def _sin_la_ultima(plan: Plan, exigible: Exigible, pagado: Columna, al: Columna) -> Columna:
    """El día en que caduca por no cubrirse la última, o el diferido; `SIN_FIN` si no ha pasado."""
    vence, debe = exigible.vence, exigible.debe
    caduca = np.full(al.shape, SIN_FIN, dtype=np.int64)
    columnas = vence.shape[1]
    ultima = np.maximum(plan.parcialidades - 1, np.sum(vence < plan.rige[:, None], axis=1))
    cual = np.flatnonzero((ultima < columnas) & (plan.parcialidades <= columnas))
    cuando, n = vence[cual, ultima[cual]], plan.parcialidades[cual] - 1
    falta = (debe[cual, n] > pagado[cual, ultima[cual]]) & (cuando < al[cual])
    caduca[cual[falta]] = cuando[falta] + 1
    return caduca


def _completa(cuota: Columna, abonos: Abonos, al: Columna) -> Columna:
    """El día del último abono que completó una parcialidad; `SIN_DIA` si ninguno."""
    dia = np.full(al.shape, SIN_DIA, dtype=np.int64)
    quien, cuando, antes, despues = acumulado(abonos, al)
    una = np.maximum(cuota[quien], 1)
    completa = (cuota[quien] > 0) & (despues // una > antes // una)
    np.maximum.at(dia, quien[completa], cuando[completa])
    return dia


def acumulado(abonos: Abonos, al: Columna) -> tuple[Columna, Columna, Columna, Columna]:
    """(convenio, día, abonado antes, abonado con él) de cada abono hasta el día de su convenio."""
    sirve = abonos.dia <= al[abonos.convenio]
    quien, cuando, importe = abonos.convenio[sirve], abonos.dia[sirve], abonos.importe[sirve]
    suma = np.cumsum(importe)
    primero = np.concatenate([[0], suma])[np.searchsorted(quien, quien)] if quien.size else suma
    return quien, cuando, suma - importe - primero, suma - primero


def con_que_se_salda(abonos: Abonos, al: Columna) -> Columna:
    """Lo abonado a cada convenio cuando dejó de deberse todo (`TOPE` si aún se debe): la tabla no exige más.

    Lo debido son los conceptos del crédito, cada uno redondeado a su centavo; la tabla redondea sólo su suma y puede
    quedar un centavo arriba, que nadie debe.
    """
    tope = np.full(al.shape, TOPE, dtype=np.int64)
    quien, _, _, llevan = acumulado(abonos, al)
    salda = abonos.salda[abonos.dia <= al[abonos.convenio]]
    np.minimum.at(tope, quien[salda], llevan[salda])
    return tope


def por_mes(vence: Columna, abonos: Abonos, al: Columna) -> Columna:
    """Matriz (convenios, meses): lo abonado hasta el último día de cada mes."""
    sirve = abonos.dia <= al[abonos.convenio]
    quien, importe = abonos.convenio[sirve], abonos.importe[sirve]
    mes = np.sum(vence[quien] < abonos.dia[sirve][:, None], axis=1)
    suma = np.zeros((vence.shape[0], vence.shape[1] + 1), dtype=np.int64)
    np.add.at(suma, (quien, mes), importe)
    # lo pagado después del último mes que se mira cuenta en él: ya no hay otro
    return np.cumsum(suma, axis=1)[:, :-1] if vence.shape[1] else suma[:, :0]


@dataclass(frozen=True)
class Exigible:
    """Hasta cuándo se paga en tiempo cada mes, cuánto debía llevarse pagado, si corre y si el crédito causa mora."""

    vence: Columna
    debe: Columna
    corre: Mascara
    causa: Mascara


def _mora(de: Norma, plan: Plan, exigible: Exigible, abonos: Abonos, al: Columna) -> Columna:
    """Actualización y recargos de las parcialidades que no se cubrieron en su día (art. 66-A, fr. I, tercer párrafo).

    Los abonos cubren la más antigua primero; la que venció antes de la autorización se exige desde el primer
    vencimiento que la sigue.
    """
    mora = np.zeros_like(al)
    if de_cada_mes := [t for t in tardias(plan, exigible, abonos, al) if t.quien.size]:
        # juntas: buscar factor y tasa una vez por mes cuesta lo mismo que buscarlos una vez para todas
        todas = Tardia(*(np.concatenate([getattr(t, f.name) for t in de_cada_mes]) for f in fields(Tardia)))
        np.add.at(mora, todas.quien, causada(de, todas, exigible.causa))
    return mora


@dataclass(frozen=True)
class Tardia:
    """Unas parcialidades sin cubrir después de su día (`desde`): cuánto faltaba y, desde `hasta`, cuánto falta."""

    quien: Columna
    faltaba: Columna
    falta: Columna
    desde: Columna
    hasta: Columna


def causada(de: Norma, t: Tardia, causa: Mascara) -> Columna:
    """Actualización y, si el crédito causa mora, recargos de lo que se cubrió tarde o sigue sin cubrirse.

    Es lo causado por lo que faltaba menos lo de lo que aún falta: cubrirla en varios pagos no cambia lo causado.
    """
    del_tramo, de_mora = factor(de, t.desde, t.hasta), np.asarray(tasa(de, t.desde, t.hasta)) * causa[t.quien]

    def hasta_hoy(parte: Columna) -> Columna:
        nuevo = cast(Columna, actualizado(parte, del_tramo))
        return nuevo - parte + cast(Columna, recargos(nuevo, de_mora))

    return hasta_hoy(t.faltaba) - hasta_hoy(t.falta)


def tardias(plan: Plan, exigible: Exigible, abonos: Abonos, al: Columna) -> Iterator[Tardia]:
    """De cada parcialidad, lo que se cubrió después de su día y lo que al día `al` sigue sin cubrir."""
    quien, cuando, desde, hasta = acumulado(abonos, al)
    pagado = np.zeros_like(al)
    np.maximum.at(pagado, quien, hasta)
    meses = exigible.vence.shape[1]
    exige = exigibles(plan, exigible.vence)
    for m in range(meses):
        piso = exigible.debe[:, m - 1] if m else np.zeros_like(al)
        techo = np.maximum(exigible.debe[:, m], piso)
        toca = exigible.corre[:, m] & (exige[:, m] < al) & (exige[:, m] >= plan.rige) & (techo > piso)
        toca &= ~plan.diferido
        parte = np.minimum(hasta, techo[quien]) - np.maximum(desde, piso[quien])
        tarde = np.flatnonzero(toca[quien] & (parte > 0) & (cuando > exige[quien, m]))
        suya = quien[tarde]
        falta = techo[suya] - np.minimum(hasta, techo[quien])[tarde]
        yield Tardia(suya, falta + parte[tarde], falta, exige[suya, m], cuando[tarde])
        resto = techo - np.maximum(pagado, piso)
        debe = np.flatnonzero(toca & (resto > 0))
        yield Tardia(debe, resto[debe], np.zeros_like(debe), exige[debe, m], al[debe])


def exigibles(plan: Plan, vence: Columna) -> Columna:
    """El último día para pagar cada mes sin mora: el que venció antes de autorizarse, el primero que le sigue."""
    exige = vence.copy()
    for m in reversed(range(vence.shape[1] - 1)):
        exige[:, m] = np.where(exige[:, m] < plan.rige, exige[:, m + 1], exige[:, m])
    return exige
