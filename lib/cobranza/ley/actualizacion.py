"""Actualización por el cambio de precios (CFF, art. 17-A).

El factor es el INPC del mes anterior al de pago entre el del mes anterior al de vencimiento, truncado al
diezmilésimo y nunca menor que uno. Cambia sólo con el mes calendario.
"""

from __future__ import annotations

from datetime import date
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import Centavos, dividir_redondeando, dividir_truncando, en_proporcion, por
from cobranza.base.fechas import Dia
from cobranza.ley.calendario import partes
from cobranza.ley.norma import SIN_VALOR, Norma

Columna = NDArray[np.int64]
UNO = 10_000
"""El factor uno, en diezmilésimas."""


def meses_del_inpc(de: Norma, vencimiento: Dia, pago: Dia) -> tuple[Dia, Dia]:
    """Índices de mes del INPC que se dividen: (numerador, denominador).

    Si el del mes anterior al pago aún no se publica ese día, se usa el último publicado (art. 17-A, segundo
    párrafo); desde qué día se cuenta con él es la interpretación `inpc.disponible_desde_dia`.
    """
    disponible = int(de.interpretacion("inpc.disponible_desde_dia"))
    mes_pago, dia_pago = partes(pago)
    mes_vencimiento, _ = partes(vencimiento)
    return mes_pago - 1 - (dia_pago < disponible), mes_vencimiento - 1


def factor(de: Norma, vencimiento: Dia, pago: Dia) -> Dia:
    """Factor de actualización en diezmilésimas (1.0181 = 10181); 10000 si no hubo aumento o es el mismo mes.

    Fundamento: CFF, art. 17-A, párrafos primero, segundo, quinto y décimo.
    Forma: días enteros o columnas `int64` (se difunden); sale la misma forma.
    Redondeo: se trunca al diezmilésimo. Errores: `ErrorDeLey` si falta el INPC de un mes.
    """
    numerador, denominador = meses_del_inpc(de, vencimiento, pago)
    causa = np.asarray(denominador + 1 < partes(pago)[0])
    cociente = dividir_truncando(
        por(_inpc(de, np.where(causa, numerador, denominador), causa), UNO),
        _inpc(de, np.asarray(denominador), causa),
    )
    resultado = np.where(causa, np.maximum(cociente, UNO), UNO)
    return int(resultado) if isinstance(vencimiento, int) and isinstance(pago, int) else resultado


def _inpc(de: Norma, mes: Columna, hace_falta: NDArray[np.bool_]) -> Columna:
    """INPC de cada mes; donde no hace falta y no lo hay devuelve uno, donde hace falta y no lo hay se detiene."""
    de.anotar_meses("inpc", mes, mes + hace_falta)
    inicio, columna = de.por_mes("inpc")
    posicion = mes - inicio
    dentro = (posicion >= 0) & (posicion < columna.size)
    valores = np.where(dentro, columna[np.where(dentro, posicion, 0)], SIN_VALOR)
    faltan = (valores == SIN_VALOR) & hace_falta
    if np.any(faltan):
        primero = int(np.broadcast_to(mes, faltan.shape)[faltan].flat[0])
        raise de.serie("inpc").sin_valor(date(primero // 12, primero % 12 + 1, 1))
    return np.where(valores == SIN_VALOR, 1, valores)


def actualizado(
    monto: Centavos, factor: Centavos, *, salida: Columna | None = None, mayores: tuple[int, int] | None = None
) -> Centavos:
    """Monto por factor, a centavos.

    Fundamento: CFF, art. 17-A, primer párrafo. Unidades: centavos; factor en diezmilésimas.
    Redondeo: medio hacia arriba, una sola vez. `salida` y `mayores`, como en `en_proporcion`.
    Errores: `ErrorDeDatos` si el producto no cabe en 64 bits.

    >>> actualizado(1_600_000, 10_181)
    1628960
    """
    return en_proporcion(monto, factor, UNO, salida=salida, mayores=mayores)


def historico_pagado(actualizado_pagado: Centavos, factor: Centavos) -> Centavos:
    """Qué parte histórica extingue un pago sobre lo actualizado: al centavo más cercano de `pago / factor`.

    >>> historico_pagado(1_628_960, 10_181)
    1600000
    """
    return dividir_redondeando(por(actualizado_pagado, UNO), factor)


def fechas_del_inpc(de: Norma, vencimiento: int, pago: int) -> tuple[date, date]:
    """Primer día de los meses cuyo INPC se divide, para la memoria de cálculo."""
    numerador, denominador = (int(m) for m in cast("tuple[int, int]", meses_del_inpc(de, vencimiento, pago)))
    return date(numerador // 12, numerador % 12 + 1, 1), date(denominador // 12, denominador % 12 + 1, 1)
