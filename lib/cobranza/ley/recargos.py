"""Recargos por mora (CFF, art. 21): suma de la tasa de cada mes o fracción sobre lo actualizado.

Los meses van de día a día desde el vencimiento (art. 12, cuarto párrafo). La tasa de cada mes de mora es la que rige
su primer día; las tasas se suman, no se componen; sólo causan las primeras 60 mensualidades.
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
from cobranza.ley.vigencias import al_dia

Columna = NDArray[np.int64]
MORA = "recargos_mora"
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


def tope_de_meses(de: Norma, vencimiento: Dia, hace_falta: bool | NDArray[np.bool_] = True) -> Columna:
    """Mensualidades que causan recargos a lo más, según el día del vencimiento; cero donde no hace falta y no lo hay.

    Fundamento: CFF, art. 21, segundo párrafo. Errores: `ErrorDeLey` si hace falta y no está capturado.
    """
    return np.maximum(al_dia(de, "recargos_tope_meses", vencimiento, hace_falta), 0)


def tasa(de: Norma, vencimiento: Dia, pago: Dia, hasta_mes: Dia | None = None, tope: Dia | None = None) -> Dia:
    """Suma de las tasas de mora de cada mes o fracción, en centésimas de punto porcentual (4.52 % = 452).

    Fundamento: CFF, art. 21, párrafos primero y segundo. `hasta_mes` da los meses ya contados (para no
    contarlos dos veces); `tope` cambia las 60 mensualidades. Errores: `ErrorDeLey` si falta la tasa de un mes.
    """
    cuenta = meses(de, vencimiento, pago) if hasta_mes is None else hasta_mes
    contados = np.asarray(cuenta, np.int64)
    cobrados = np.minimum(contados, tope_de_meses(de, vencimiento, contados > 0) if tope is None else tope)
    if de.interpretacion("recargos.tasa_del_mes") == "dia_de_pago":
        total = cobrados * al_dia(de, MORA, pago, cobrados > 0)
    elif de.interpretacion("recargos.fin_de_mes_inhabil") == "siguiente_habil" or _cambia_a_mitad_de_mes(de):
        total = _mes_por_mes(de, MORA, vencimiento, cobrados)
    else:
        mes, del_mes = partes(vencimiento)
        total = _entre(de, np.maximum(del_mes - 27, 0), mes, mes + cobrados)
    return int(total) if isinstance(vencimiento, int) and isinstance(cuenta, int) else total


def tasa_de_prorroga(de: Norma, vencimiento: int, pago: int) -> int:
    """Lo mismo que `tasa` con la de prórroga de la Ley de Ingresos en lugar de la de mora (CFF, art. 70-A)."""
    cuenta = np.asarray(meses(de, vencimiento, pago))
    cobrados = np.minimum(cuenta, tope_de_meses(de, vencimiento, cuenta > 0))
    return int(_mes_por_mes(de, "recargos_prorroga", vencimiento, cobrados))


def _cambia_a_mitad_de_mes(de: Norma) -> bool:
    """¿Algún valor de la tasa empieza o termina dentro de un mes? Entonces no basta la tabla por mes calendario."""
    desde, hasta, _ = de.por_vigencia(MORA)
    return bool(np.any(partes(desde)[1] > 1) or np.any(partes(hasta[:-1] + 1)[1] > 1))


def _mes_por_mes(de: Norma, clave: str, vencimiento: Dia, cobrados: Columna) -> Columna:
    """La suma leyendo la tasa del primer día de cada mes de mora: cuando un fin de mes se recorre o cambia dentro."""
    vencimientos, cuentas = np.broadcast_arrays(np.atleast_1d(np.asarray(vencimiento, np.int64)), cobrados)
    total = np.zeros(vencimientos.shape, dtype=np.int64)
    corrimiento = de.interpretacion("recargos.inicio_primer_mes") == "dia_siguiente"
    for j in range(int(cuentas.max(initial=0))):
        causan = cuentas > j
        corte = _corte(de, vencimientos[causan], np.array([j])) if j else vencimientos[causan]
        total[causan] += al_dia(de, clave, corte + corrimiento)
    return total.reshape(np.broadcast_shapes(np.shape(vencimiento), cobrados.shape))


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
        raise de.serie(MORA).sin_valor(_primer_mes_sin_tasa(de, desde, hasta))
    return cast(Columna, total)


@lru_cache(maxsize=32)
def _acumuladas(de: Norma) -> tuple[int, Columna]:
    """Tasas acumuladas por mes para cada clase de día del vencimiento; un mes sin tasa suma `SIN_TASA`.

    El mes j empieza un día después del corte anterior: si el vencimiento fue el último día de su mes, ese
    inicio cae en el mes siguiente, y la tasa es la de éste.
    """
    inicio, por_mes = de.por_mes(MORA)
    del_mes = np.diff(primer_dia(np.arange(inicio, inicio + por_mes.size + 1)))
    corrimiento = 0 if de.interpretacion("recargos.inicio_primer_mes") == "dia_siguiente" else 1
    extendida = np.append(np.where(por_mes == SIN_VALOR, SIN_TASA, por_mes), SIN_TASA)
    sumas = np.zeros((5, por_mes.size + 1), dtype=np.int64)
    for clase, numero in enumerate((27, 28, 29, 30, 31)):
        sumas[clase, 1:] = np.cumsum(extendida[np.arange(por_mes.size) + (numero >= del_mes + corrimiento)])
    return inicio, sumas


def _primer_mes_sin_tasa(de: Norma, desde: Columna, hasta: Columna) -> date:
    """El primer mes pedido que la serie no tiene, para decirlo en el error."""
    inicio, por_mes = de.por_mes(MORA)
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
    cuenta = cast(int, meses(de, vencimiento, pago))
    limite = int(tope_de_meses(de, vencimiento, cuenta > 0)) if tope is None else tope
    cuenta = min(cuenta, limite)
    corrimiento = de.interpretacion("recargos.inicio_primer_mes") == "dia_siguiente"
    cortes = [vencimiento, *(int(c) for c in _corte(de, np.full(cuenta, vencimiento), np.arange(1, cuenta + 1)))]
    sumas = np.asarray(tasa(de, vencimiento, pago, np.arange(cuenta + 1), limite))
    return [
        (k + 1, fecha_de(cortes[k] + corrimiento), fecha_de(cortes[k + 1]), int(del_mes))
        for k, del_mes in enumerate(np.diff(sumas))
    ]
