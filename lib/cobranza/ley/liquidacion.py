"""Cuánto se debe a una fecha: actualización y recargos de un crédito o de una columna de créditos.

`liquidar` es la única fórmula; `memoria` la explica con los mismos números. Con millones de créditos al mismo
día de pago, el factor y la tasa se calculan una vez por fecha de vencimiento y el resto es aritmética por
bloques que caben en la memoria caché.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import Centavos, texto
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import Dia, fecha_de
from cobranza.ley.actualizacion import UNO, actualizado, factor, fechas_del_inpc
from cobranza.ley.norma import Norma
from cobranza.ley.recargos import detalle, meses, recargos, tasa
from cobranza.ley.renglon import Renglon, fuente_de

Columna = NDArray[np.int64]
BLOQUE = 65_536


@dataclass(frozen=True, slots=True)
class Liquidacion:
    """Resultado de `liquidar`: centavos; `factor` en diezmilésimas y `tasa` en centésimas de punto."""

    factor: Dia
    actualizado: Centavos
    actualizacion: Centavos
    meses: Dia
    tasa: Dia
    recargos: Centavos
    total: Centavos


def liquidar(
    de: Norma,
    *,
    monto: Centavos,
    vencimiento: Dia,
    pago: Dia,
    causa_recargos: bool | NDArray[np.bool_] = True,
) -> Liquidacion:
    """Lo debido al día de pago por un monto vencido: actualización y, si los causa, recargos.

    Fundamento: CFF, arts. 17-A y 21. Formas: enteros, o columnas `int64` del mismo largo (el pago puede ser un
    solo día). Unidades: centavos y días. Antes del vencimiento nada se causa.
    Errores: `ErrorDeDatos` si un monto es negativo o no cabe; `ErrorDeLey` si falta INPC o tasa de un mes.
    """
    if isinstance(monto, int) and isinstance(vencimiento, int) and isinstance(pago, int):
        return _liquidar(_no_negativo(monto), *_del_dia(de, vencimiento, pago), bool(causa_recargos))
    montos = np.asarray(monto, dtype=np.int64)
    columnas = [np.empty(montos.shape, dtype=np.int64) for _ in range(7)]
    for tramo, parte in por_tramos(
        de, monto=montos, vencimiento=vencimiento, pago=pago, causa_recargos=causa_recargos
    ):
        for columna, campo in zip(columnas, Liquidacion.__slots__, strict=True):
            columna[tramo] = getattr(parte, campo)
    return Liquidacion(*columnas)


def por_tramos(
    de: Norma,
    *,
    monto: Columna,
    vencimiento: Dia,
    pago: Dia,
    causa_recargos: bool | NDArray[np.bool_] = True,
) -> Iterator[tuple[slice, Liquidacion]]:
    """Lo mismo que `liquidar`, tramo por tramo que cabe en caché: para totales de carteras que no caben en memoria.

    Con un solo día de pago, factor y tasa se calculan una vez por fecha de vencimiento presente.
    """
    vencimientos = np.broadcast_to(np.asarray(vencimiento, dtype=np.int64), monto.shape)
    causan = np.broadcast_to(np.asarray(causa_recargos), monto.shape)
    tablas = _por_fecha(de, vencimientos, pago) if isinstance(pago, int) and monto.size else None
    pagos = np.broadcast_to(np.asarray(pago, dtype=np.int64), monto.shape)
    for desde in range(0, monto.size, BLOQUE):
        tramo = slice(desde, desde + BLOQUE)
        if tablas:
            lugar = vencimientos[tramo] - tablas[0]
            factores, cuentas, tasas = (tabla[lugar] for tabla in tablas[1])
        else:
            factores, cuentas, tasas = (np.asarray(c) for c in _del_dia(de, vencimientos[tramo], pagos[tramo]))
        yield tramo, _liquidar(_no_negativo(monto[tramo]), factores, cuentas, tasas, causan[tramo])


def _no_negativo(monto: Centavos) -> Centavos:
    if np.min(monto, initial=0) < 0:
        raise ErrorDeDatos("Un crédito no puede tener monto negativo; se esperaba cero o más.")
    return monto


def _del_dia(de: Norma, vencimiento: Dia, pago: Dia) -> tuple[Dia, Dia, Dia]:
    cuenta = meses(de, vencimiento, pago)
    return factor(de, vencimiento, pago), cuenta, tasa(de, vencimiento, pago, cuenta)


def _por_fecha(de: Norma, vencimientos: Columna, pago: int) -> tuple[int, list[Columna]]:
    """(primer vencimiento, tablas de factor, meses y tasa indexadas por día) para las fechas presentes."""
    primero = int(vencimientos.min())
    presente = np.zeros(int(vencimientos.max()) - primero + 1, dtype=bool)
    for desde in range(0, vencimientos.size, BLOQUE):
        presente[vencimientos[desde : desde + BLOQUE] - primero] = True
    fechas = np.flatnonzero(presente) + primero
    tablas = []
    for columna in _del_dia(de, fechas, np.full_like(fechas, pago)):
        tabla = np.zeros(presente.size, dtype=np.int64)
        tabla[presente] = columna
        tablas.append(tabla)
    return primero, tablas


def _liquidar(
    monto: Centavos, de_factor: Dia, cuenta: Dia, suma: Dia, causa: bool | NDArray[np.bool_]
) -> Liquidacion:
    nuevo = actualizado(monto, de_factor)
    cobrada = suma * causa
    mora = recargos(nuevo, cobrada)
    return Liquidacion(de_factor, nuevo, nuevo - monto, cuenta, cobrada, mora, nuevo + mora)


def memoria(de: Norma, monto: int, vencimiento: int, pago: int, causa_recargos: bool = True) -> list[Renglon]:
    """La liquidación de un crédito, línea por línea, con los números de `liquidar`; sus montos suman el total."""
    resultado = liquidar(de, monto=monto, vencimiento=vencimiento, pago=pago, causa_recargos=causa_recargos)
    renglones = [Renglon("Importe histórico", None, "", monto, "Resolución determinante")]
    renglones.append(_renglon_de_actualizacion(de, monto, vencimiento, pago, resultado))
    if not causa_recargos:
        motivo = f"{de.cita('recargos')}: las multas no causan recargos"
        return [*renglones, Renglon("Recargos por mora", cast(int, resultado.actualizado), "0.00 %", 0, motivo)]
    meses_cobrados = detalle(de, vencimiento, pago)
    del_pago = de.interpretacion("recargos.tasa_del_mes") == "dia_de_pago"
    valores = [de.valor("recargos_mora", fecha_de(pago) if del_pago else desde) for _, desde, _, _ in meses_cobrados]
    fuente, calidad = fuente_de(*valores)
    por_mes = tuple(
        {"mes": str(k), "desde": d.isoformat(), "hasta": h.isoformat(), "tasa": texto(t)}
        for k, d, h, t in meses_cobrados
    )
    concepto = f"Recargos por mora ({resultado.meses} meses o fracción)"
    if cast(int, resultado.meses) > len(meses_cobrados):
        concepto += f", hasta {len(meses_cobrados)} mensualidades"
    renglones.append(
        Renglon(
            concepto,
            cast(int, resultado.actualizado),
            f"{texto(cast(int, resultado.tasa))} %",
            cast(int, resultado.recargos),
            de.cita("recargos"),
            fuente,
            calidad,
            detalle=por_mes,
        )
    )
    return renglones


def _renglon_de_actualizacion(de: Norma, monto: int, vencimiento: int, pago: int, r: Liquidacion) -> Renglon:
    fuente, calidad = "Mismo mes o pago en plazo: factor 1", "ley"
    if r.factor != UNO or (fecha_de(vencimiento).year, fecha_de(vencimiento).month) < (
        fecha_de(pago).year,
        fecha_de(pago).month,
    ):
        numerador, denominador = fechas_del_inpc(de, vencimiento, pago)
        fuente, calidad = fuente_de(de.valor("inpc", numerador), de.valor("inpc", denominador))
    return Renglon(
        "Actualización",
        monto,
        texto(cast(int, r.factor), 4),
        cast(int, r.actualizacion),
        de.cita("actualizacion"),
        fuente,
        calidad,
    )
