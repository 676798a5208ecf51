"""Recargos por mora (CFF, art. 21): suma de la tasa de cada mes o fracción sobre lo actualizado.

Los meses van de día a día desde el vencimiento (art. 12, cuarto párrafo). La tasa de cada mes es la que rige al
iniciar; las tasas se suman, no se componen; sólo causan las primeras 60 mensualidades.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import Centavos, en_proporcion
from cobranza.base.fechas import Dia, fecha_de
from cobranza.ley.calendario import partes, primer_dia
from cobranza.ley.norma import SIN_VALOR, Norma

Columna = NDArray[np.int64]
DIA_QUE_SIEMPRE_EXISTE = 28
"""Hasta este día del mes, el mismo día existe en cualquier otro mes."""
SIN_TASA = 2**40
"""Lo que suma un mes sin tasa publicada: ninguna suma verdadera llega ahí, así que basta mirar el total."""


def meses(de: Norma, vencimiento: Dia, pago: Dia) -> Dia:
    """Meses o fracción entre vencimiento y pago: el menor k ≥ 1 con pago ≤ vencimiento + k meses; 0 si en plazo.

    Fundamento: CFF, arts. 12, cuarto párrafo, y 21. Días enteros o columnas; sale la misma forma.
    """
    inicio, fin = np.broadcast_arrays(np.asarray(vencimiento, np.int64), np.asarray(pago, np.int64))
    (mes, del_mes), (mes_de_pago, dia_de_pago) = partes(inicio), partes(fin)
    vencido = fin > inicio
    cuenta = np.where(vencido, mes_de_pago - mes + (dia_de_pago > del_mes), 0)
    recorre = de.interpretacion("recargos.fin_de_mes_inhabil") == "siguiente_habil"
    movible = vencido & (recorre | (del_mes > DIA_QUE_SIEMPRE_EXISTE))
    if np.any(movible):
        cuenta[movible] = _con_fin_movible(de, inicio[movible], fin[movible])
    return int(cuenta) if isinstance(vencimiento, int) and isinstance(pago, int) else cuenta


def _con_fin_movible(de: Norma, inicio: Columna, fin: Columna) -> Columna:
    """La cuenta cuando el fin de mes puede caer ya en el siguiente: por eso se miran dos candidatos."""
    k = partes(fin)[0] - partes(inicio)[0]
    cuenta = k + 1
    for atras in (0, 1):
        candidato = k > atras
        cuenta[candidato] -= fin[candidato] <= _corte(de, inicio[candidato], k[candidato] - atras)
    return cuenta


def _corte(de: Norma, vencimiento: Columna, k: Columna) -> Columna:
    """Último día del k-ésimo mes, según `recargos.fin_de_mes_inhabil`."""
    fin = cast(Columna, de.calendario.mas_meses(vencimiento, k))
    if de.interpretacion("recargos.fin_de_mes_inhabil") == "siguiente_habil":
        return cast(Columna, de.calendario.siguiente_habil(fin))
    return fin


def tasa(de: Norma, vencimiento: Dia, pago: Dia, hasta_mes: Dia | None = None, tope: int | None = None) -> Dia:
    """Suma de las tasas de mora de cada mes o fracción, en centésimas de punto porcentual (4.52 % = 452).

    Fundamento: CFF, art. 21, párrafos primero y segundo. `hasta_mes` da los meses ya contados (para no
    contarlos dos veces); `tope` cambia las 60 mensualidades. Errores: `ErrorDeLey` si falta la tasa de un mes.
    """
    cuenta = meses(de, vencimiento, pago) if hasta_mes is None else hasta_mes
    limite = int(de.dato("recargos_tope_meses")) if tope is None else tope
    cobrados = np.minimum(np.asarray(cuenta, np.int64), limite)
    if de.interpretacion("recargos.tasa_del_mes") == "dia_de_pago":
        mes = np.asarray(partes(pago)[0])
        total = cobrados * _entre(de, np.zeros_like(mes), mes, mes + np.minimum(cobrados, 1))
    elif de.interpretacion("recargos.fin_de_mes_inhabil") == "siguiente_habil":
        total = _mes_por_mes(de, np.asarray(vencimiento, np.int64), cobrados)
    else:
        mes, del_mes = partes(vencimiento)
        total = _entre(de, np.maximum(del_mes - 27, 0), mes, mes + cobrados)
    return int(total) if isinstance(vencimiento, int) and isinstance(cuenta, int) else total


def _mes_por_mes(de: Norma, vencimiento: Columna, cobrados: Columna) -> Columna:
    """La suma cuando cada fin de mes se recorre: el mes siguiente puede empezar ya en otro mes calendario."""
    vencimientos, cuentas = np.broadcast_arrays(np.atleast_1d(vencimiento), np.atleast_1d(cobrados))
    total = np.zeros(vencimientos.shape, dtype=np.int64)
    corrimiento = de.interpretacion("recargos.inicio_primer_mes") == "dia_siguiente"
    for j in range(int(cuentas.max(initial=0))):
        causan = cuentas > j
        corte = _corte(de, vencimientos[causan], np.array([j])) if j else vencimientos[causan]
        mes = partes(corte + corrimiento)[0]
        total[causan] += _entre(de, np.zeros_like(mes), mes, mes + 1)
    return total.reshape(np.broadcast_shapes(vencimiento.shape, cobrados.shape))


def _entre(de: Norma, clase: Columna, desde: Columna, hasta: Columna) -> Columna:
    """Suma de tasas de los meses [desde, hasta) para cada clase de día (27 o menos, 28, 29, 30, 31)."""
    de.anotar_meses("recargos_mora", np.asarray(desde), np.asarray(hasta))
    inicio, sumas = _acumuladas(de)
    ancho = sumas.shape[1]
    a, b = np.broadcast_arrays(np.asarray(desde - inicio), np.asarray(hasta - inicio))
    fuera = False
    if a.min(initial=0) < 0 or b.max(initial=0) >= ancho:
        vacio = a == b
        a, b = np.where(vacio, 0, a), np.where(vacio, 0, b)
        fuera = bool(np.any((a < 0) | (b >= ancho)))
    renglon = clase * ancho
    total = sumas.take(renglon + b, mode="clip") - sumas.take(renglon + a, mode="clip")
    if fuera or total.max(initial=0) >= SIN_TASA:
        raise de.serie("recargos_mora").sin_valor(_primer_mes_sin_tasa(de, desde, hasta))
    return cast(Columna, total)


@lru_cache(maxsize=32)
def _acumuladas(de: Norma) -> tuple[int, Columna]:
    """Tasas acumuladas por mes para cada clase de día del vencimiento; un mes sin tasa suma `SIN_TASA`.

    El mes j empieza un día después del corte anterior: si el vencimiento fue el último día de su mes, ese
    inicio cae en el mes siguiente, y la tasa es la de éste.
    """
    inicio, por_mes = de.por_mes("recargos_mora")
    del_mes = np.diff(primer_dia(np.arange(inicio, inicio + por_mes.size + 1)))
    corrimiento = 0 if de.interpretacion("recargos.inicio_primer_mes") == "dia_siguiente" else 1
    extendida = np.append(np.where(por_mes == SIN_VALOR, SIN_TASA, por_mes), SIN_TASA)
    sumas = np.zeros((5, por_mes.size + 1), dtype=np.int64)
    for clase, numero in enumerate((27, 28, 29, 30, 31)):
        sumas[clase, 1:] = np.cumsum(extendida[np.arange(por_mes.size) + (numero >= del_mes + corrimiento)])
    return inicio, sumas


def _primer_mes_sin_tasa(de: Norma, desde: Columna, hasta: Columna) -> date:
    """El primer mes pedido que la serie no tiene, para decirlo en el error."""
    inicio, por_mes = de.por_mes("recargos_mora")
    primeros, ultimos = np.broadcast_arrays(desde, hasta)
    cobran = ultimos > primeros
    for mes in range(int(primeros[cobran].min()), int(ultimos[cobran].max()) + 1):
        posicion = mes - inicio
        if not 0 <= posicion < por_mes.size or por_mes[posicion] == SIN_VALOR:
            return date(mes // 12, mes % 12 + 1, 1)
    return fecha_de(0)


def recargos(
    actualizado: Centavos, tasa: Centavos, *, salida: Columna | None = None, mayores: tuple[int, int] | None = None
) -> Centavos:
    """Recargos por mora: lo actualizado por la suma de las tasas de cada mes.

    Fundamento: CFF, art. 21, párrafos primero y segundo.
    Unidades: centavos; tasa en centésimas de punto porcentual (1.47 % = 147).
    Redondeo: a centavos, medio hacia arriba, una sola vez. `salida` y `mayores`, como en `en_proporcion`.
    Errores: `ErrorDeDatos` si el producto no cabe en 64 bits.

    >>> recargos(1_017_400, 1_029)
    104690
    """
    return en_proporcion(actualizado, tasa, 10_000, salida=salida, mayores=mayores)


def detalle(de: Norma, vencimiento: int, pago: int, tope: int | None = None) -> list[tuple[int, date, date, int]]:
    """Mes por mes: (número, desde, hasta, tasa en centésimas de punto), hasta el tope; suma lo que `tasa`."""
    limite = int(de.dato("recargos_tope_meses")) if tope is None else tope
    cuenta = min(cast(int, meses(de, vencimiento, pago)), limite)
    corrimiento = de.interpretacion("recargos.inicio_primer_mes") == "dia_siguiente"
    cortes = [vencimiento, *(int(c) for c in _corte(de, np.full(cuenta, vencimiento), np.arange(1, cuenta + 1)))]
    sumas = np.asarray(tasa(de, vencimiento, pago, np.arange(cuenta + 1), limite))
    return [
        (k + 1, fecha_de(cortes[k] + corrimiento), fecha_de(cortes[k + 1]), int(del_mes))
        for k, del_mes in enumerate(np.diff(sumas))
    ]
