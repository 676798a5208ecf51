"""Cuánto se debe a una fecha: actualización y recargos de un crédito o de una columna de créditos.

`liquidar` es la única fórmula; `memoria` la explica con los mismos números. Con millones de créditos al mismo
día de pago, el factor y la tasa se calculan una vez por fecha de vencimiento y el resto es aritmética por
bloques que caben en la memoria caché.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import NamedTuple, cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.dinero import Centavos, mayor, por
from cobranza.base.errores import ErrorDeDatos, ErrorDeLey
from cobranza.base.fechas import Dia
from cobranza.ley.actualizacion import UNO, actualizado, factor
from cobranza.ley.devengo import FINO, en_centavos, por_razon
from cobranza.ley.memoria import Tramo, de_actualizacion, de_recargos
from cobranza.ley.norma import Norma
from cobranza.ley.recargos import meses, recargos, tasa
from cobranza.ley.renglon import Renglon

Columna = NDArray[np.int64]
BLOQUE = 131_072
"""Créditos por tramo: caben en caché y cada operación dura más que despertar al otro hilo."""
CONVIENEN_HILOS = 8 * BLOQUE
"""Con menos créditos, un segundo hilo cuesta más de lo que ahorra."""


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
        por(monto, UNO)  # un entero de Python no tiene tope: si no cabe en 64 bits, se dice aquí
        una = liquidar(de, monto=np.array([monto]), vencimiento=vencimiento, pago=pago, causa_recargos=causa_recargos)
        return Liquidacion(*(int(getattr(una, campo)[0]) for campo in Liquidacion.__slots__))
    montos = np.asarray(monto, dtype=np.int64)
    resultado = {campo: np.empty(montos.size, dtype=np.int64) for campo in Liquidacion.__slots__}
    creditos = _Creditos.de(montos, vencimiento, pago, causa_recargos)
    tablas = _por_vencimiento(de, creditos)

    def llenar(mitad: slice) -> None:
        _llenar(de, creditos.tramo(mitad), tablas, _parte(resultado, mitad))

    if montos.size < CONVIENEN_HILOS:
        llenar(slice(None))
    else:
        medio = montos.size // 2
        with ThreadPoolExecutor(2) as hilos:
            list(hilos.map(llenar, (slice(medio), slice(medio, None))))
    return Liquidacion(**resultado)


def liquidar_exacto(
    de: Norma, *, fino: Columna, vencimiento: Columna, pago: Dia, causa_recargos: bool | NDArray[np.bool_] = True
) -> Liquidacion:
    """`liquidar` de lo insoluto llevado en diezmilésimas de centavo (`devengo.FINO`), que es lo que deja un pago.

    `actualizacion` es lo actualizado menos lo insoluto en centavos. Formas y errores, los de `liquidar`.
    """
    monto = en_centavos(fino)
    r = liquidar(de, monto=monto, vencimiento=vencimiento, pago=pago, causa_recargos=causa_recargos)
    con_fraccion = np.flatnonzero(fino != monto * FINO)
    if con_fraccion.size:
        columnas = cast("dict[str, Columna]", {campo: getattr(r, campo) for campo in Liquidacion.__slots__})
        base = por_razon(fino[con_fraccion], columnas["factor"][con_fraccion])
        mora = recargos(base, columnas["tasa"][con_fraccion])
        columnas["actualizado"][con_fraccion], columnas["recargos"][con_fraccion] = base, mora
        columnas["actualizacion"][con_fraccion] = base - monto[con_fraccion]
        columnas["total"][con_fraccion] = base + mora
    return r


class _Creditos(NamedTuple):
    """Las entradas de `liquidar` como columnas del mismo largo; `al` es el día de pago si es uno solo."""

    monto: Columna
    vencimiento: Columna
    pago: Columna
    causan: NDArray[np.bool_]
    todos_causan: bool
    al: int | None

    @classmethod
    def de(cls, monto: Columna, vencimiento: Dia, pago: Dia, causan: bool | NDArray[np.bool_]) -> _Creditos:
        vencimientos, pagos = (np.broadcast_to(np.asarray(c, np.int64), monto.shape) for c in (vencimiento, pago))
        causa = np.broadcast_to(np.asarray(causan, dtype=bool), monto.shape)
        return cls(monto, vencimientos, pagos, causa, causan is True, pago if isinstance(pago, int) else None)

    def tramo(self, cual: slice) -> _Creditos:
        return self._replace(
            monto=self.monto[cual],
            vencimiento=self.vencimiento[cual],
            pago=self.pago[cual],
            causan=self.causan[cual],
        )


def _parte(columnas: dict[str, Columna], cual: slice) -> dict[str, Columna]:
    return {campo: columna[cual] for campo, columna in columnas.items()}


def _llenar(de: Norma, creditos: _Creditos, tablas: _Tablas | None, columnas: dict[str, Columna]) -> None:
    """Llena las columnas, tramo por tramo que cabe en la memoria caché."""
    for desde in range(0, creditos.monto.size, BLOQUE):
        tramo = slice(desde, min(desde + BLOQUE, creditos.monto.size))
        parte, salida = creditos.tramo(tramo), _parte(columnas, tramo)
        for campo, valores in zip(
            ("factor", "meses", "tasa"), tablas.columnas if tablas else _del_dia(de, parte), strict=True
        ):
            if tablas:
                valores.take(parte.vencimiento, out=salida[campo], mode="clip")  # el rango ya se vio: no recorta
            else:
                salida[campo][:] = valores
        if not creditos.todos_causan:
            np.multiply(salida["tasa"], parte.causan, out=salida["tasa"])
        _liquidar(parte.monto, salida, tablas.mayores if tablas else _mayores(salida["factor"], salida["tasa"]))


class _Tablas(NamedTuple):
    """Factor, meses y tasa por día de vencimiento, desde 1970: el día es la posición; y el mayor factor y tasa."""

    columnas: tuple[Columna, Columna, Columna]
    mayores: tuple[int, int]


def _por_vencimiento(de: Norma, creditos: _Creditos) -> _Tablas | None:
    """Tablas para todo el rango de vencimientos, o nada si no convienen.

    No convienen con menos créditos que días, ni si a un día del rango le falta un parámetro: quizá ningún crédito
    lo necesite, y si alguno lo necesita el error sale al calcularlo.
    """
    if creditos.al is None or not creditos.monto.size:
        return None
    trozos = [creditos.vencimiento[i : i + BLOQUE] for i in range(0, creditos.monto.size, BLOQUE)]
    primero, ultimo = min(int(t.min()) for t in trozos), max(int(t.max()) for t in trozos)
    if primero < 0 or ultimo >= creditos.monto.size:
        return None
    fechas = np.arange(primero, ultimo + 1)
    try:
        columnas = _del_dia(de, _Creditos.de(fechas, fechas, creditos.al, bool(creditos.causan.any())))
    except ErrorDeLey:
        return None
    antes = np.zeros(primero, dtype=np.int64)
    factores, cuentas, tasas = (np.concatenate([antes, columna]) for columna in columnas)
    return _Tablas((factores, cuentas, tasas), _mayores(factores, tasas))


def _del_dia(de: Norma, creditos: _Creditos) -> tuple[Columna, Columna, Columna]:
    """(factor, meses, tasa) de cada crédito; la tasa sólo se busca para los que causan recargos."""
    cuenta = cast(Columna, meses(de, creditos.vencimiento, creditos.pago))
    suma = np.zeros_like(cuenta)
    causan = creditos.causan
    suma[causan] = tasa(de, creditos.vencimiento[causan], creditos.pago[causan], cuenta[causan])
    return cast(Columna, factor(de, creditos.vencimiento, creditos.pago)), cuenta, suma


def _mayores(factores: Columna, tasas: Columna) -> tuple[int, int]:
    return mayor(factores)[0], mayor(tasas)[0]


def _liquidar(monto: Columna, salida: dict[str, Columna], mayores: tuple[int, int]) -> None:
    """Con factor y tasa ya puestos en `salida`, llena lo demás sin crear columnas.

    `mayores` son el mayor factor y la mayor tasa: con el mayor monto bastan para saber que nada del tramo desborda.
    """
    mayor_monto, hay_negativos = mayor(monto)
    if hay_negativos:
        raise ErrorDeDatos("Un crédito no puede tener monto negativo; se esperaba cero o más.")
    mayor_factor, mayor_tasa = mayores
    nuevo, mora = salida["actualizado"], salida["recargos"]
    actualizado(monto, salida["factor"], salida=nuevo, mayores=(mayor_monto, mayor_factor))
    mayor_nuevo = cast(int, actualizado(mayor_monto, mayor_factor))
    recargos(nuevo, salida["tasa"], salida=mora, mayores=(mayor_nuevo, mayor_tasa))
    np.subtract(nuevo, monto, out=salida["actualizacion"])
    np.add(nuevo, mora, out=salida["total"])


def con_tope(de: Norma, lo_debido: Liquidacion, vencimiento: int, pago: int, tope: int) -> Liquidacion:
    """La misma liquidación con otro tope de mensualidades de recargos (CFF, art. 21, segundo párrafo, y art. 67).

    Si el crédito no causa recargos no se le aplica.
    """
    suma = tasa(de, vencimiento, pago, lo_debido.meses, tope)
    mora = recargos(lo_debido.actualizado, suma)
    return replace(lo_debido, tasa=suma, recargos=mora, total=lo_debido.actualizado + mora)


def memoria(  # noqa: PLR0913 — los cinco datos de una liquidación y su tope
    de: Norma, monto: int, vencimiento: int, pago: int, causa_recargos: bool = True, *, tope: int | None = None
) -> list[Renglon]:
    """La liquidación de un crédito, línea por línea, con los números de `liquidar`; sus montos suman el total.

    `tope` cambia las 60 mensualidades de recargos, como `con_tope`.
    """
    resultado = liquidar(de, monto=monto, vencimiento=vencimiento, pago=pago, causa_recargos=causa_recargos)
    renglones = [
        Renglon("Importe histórico", None, "", monto, "Resolución determinante"),
        de_actualizacion(
            de, Tramo(vencimiento, pago, monto), cast(int, resultado.factor), cast(int, resultado.actualizacion)
        ),
    ]
    if not causa_recargos:
        motivo = f"{de.cita('sin_recargos')}: las multas no causan recargos"
        return [*renglones, Renglon("Recargos por mora", cast(int, resultado.actualizado), "0.00 %", 0, motivo)]
    if tope is not None:
        resultado = con_tope(de, resultado, vencimiento, pago, tope)
    tramo = Tramo(vencimiento, pago, cast(int, resultado.actualizado))
    return [*renglones, de_recargos(de, tramo, cast(int, resultado.tasa), cast(int, resultado.recargos), tope=tope)]
