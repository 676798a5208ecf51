"""Banco de la ley: liquidar una cartera y cobrarle gastos de ejecución, contra quienes harían lo mismo.

Cada par recibe la tabla de factor y tasa por día de vencimiento ya hecha y en su formato; `cobranza` la busca en los
parámetros dentro de su tiempo. Todos deben dar el mismo total, al centavo; los flotantes se reportan aparte.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property

import numpy as np
from banco.medida import Medida, Meta, Par, lado_a_lado, memoria_extra

from cobranza.base.fechas import dia
from cobranza.ley.gastos import gasto_ejecucion
from cobranza.ley.liquidacion import BLOQUE, Liquidacion, liquidar
from cobranza.ley.norma import norma

HILOS = 2
CORTE = dia(date(2026, 9, 15))
PRIMER_VENCIMIENTO = dia(date(2006, 7, 1))
MINIMO, MAXIMO = 63_000, 9_788_000
"""Gasto de ejecución de 2026, en centavos (art. 150); el porcentaje es 2 % = 200 diezmilésimos."""
TANDA = 4 * BLOQUE
"""Créditos que se liquidan de una vez en cada hilo: bastantes para que buscar los parámetros no pese."""
MUESTRA = 20_000
"""Créditos que recorre el ciclo de `Decimal`; su tiempo se extrapola."""
NUESTRO, UN_HILO, COLUMNAS = "cobranza", "cobranza, 1 hilo", "cobranza, todas las columnas"
DE = norma("federal")


@dataclass(frozen=True)
class Cartera:
    """Créditos al azar, siempre los mismos, y lo que cada par necesita para liquidarlos."""

    cuantos: int

    @cached_property
    def _azar(self) -> tuple[np.ndarray, np.ndarray]:
        azar = np.random.default_rng(2_026)
        monto = np.minimum(azar.lognormal(13, 1.5, self.cuantos), 5e11).astype(np.int64)
        return monto, azar.integers(PRIMER_VENCIMIENTO, CORTE, self.cuantos)

    @property
    def monto(self) -> np.ndarray:
        return self._azar[0]

    @property
    def vencimiento(self) -> np.ndarray:
        return self._azar[1]

    @cached_property
    def tabla(self) -> Liquidacion:
        """Factor, meses y tasa de cada día, para dárselos hechos a los pares."""
        dias = np.arange(PRIMER_VENCIMIENTO, CORTE + 1)
        return liquidar(DE, monto=np.zeros_like(dias), vencimiento=dias, pago=CORTE)

    @property
    def dia_en_tabla(self) -> np.ndarray:
        return self.vencimiento - PRIMER_VENCIMIENTO


# ── cobranza ────────────────────────────────────────────────────────────────────────────────────────────────────


def total(cartera: Cartera, hilos: int) -> int:
    """Todo lo que se debe, con gastos, sin guardar columnas: cada hilo suma sus tandas."""

    def de_la_parte(parte: slice) -> int:
        suma, gasto = 0, np.empty(TANDA, dtype=np.int64)
        for desde in range(parte.start, parte.stop, TANDA):
            tanda = slice(desde, min(desde + TANDA, parte.stop))
            debido = liquidar(DE, monto=cartera.monto[tanda], vencimiento=cartera.vencimiento[tanda], pago=CORTE)
            debido_hoy = np.asarray(debido.total)
            gasto_hoy = gasto_ejecucion(DE, credito=debido_hoy, al=CORTE, salida=gasto[: debido_hoy.size])
            suma += int(debido_hoy.sum()) + int(gasto_hoy.sum())
        return suma

    cortes = [cartera.cuantos * k // hilos for k in range(hilos + 1)]
    with ThreadPoolExecutor(hilos) as trabajadores:
        return sum(trabajadores.map(de_la_parte, map(slice, cortes, cortes[1:])))


def columnas(cartera: Cartera) -> int:
    """Lo mismo, dejando en memoria las siete columnas de la liquidación y la de gastos."""
    debido = liquidar(DE, monto=cartera.monto, vencimiento=cartera.vencimiento, pago=CORTE)
    gasto = gasto_ejecucion(DE, credito=debido.total, al=CORTE)
    return int(debido.total[-1]) + int(gasto[-1])


# ── los pares ───────────────────────────────────────────────────────────────────────────────────────────────────

_CUENTAS_SQL = f"""
    SELECT factor, meses, tasa, actualizado, actualizado - monto AS actualizacion, recargos,
        actualizado + recargos AS total,
        least(greatest(((actualizado + recargos) * 200 + 5000) // 10000, {MINIMO}), {MAXIMO}) AS gasto
    FROM (SELECT *, (actualizado * tasa + 5000) // 10000 AS recargos
        FROM (SELECT *, (monto * factor + 5000) // 10000 AS actualizado FROM credito JOIN dia USING (vencimiento)))
"""


def duckdb_(cartera: Cartera) -> tuple[Callable[[], int], Callable[[], object]]:
    """(total, todas las columnas) en SQL con BIGINT."""
    import duckdb
    import pandas as pd

    conexion = duckdb.connect(config={"threads": HILOS})
    dias = np.arange(PRIMER_VENCIMIENTO, CORTE + 1)
    de_los_dias = {c: getattr(cartera.tabla, c) for c in ("factor", "meses", "tasa")}
    for nombre, datos in (
        ("credito", {"vencimiento": cartera.vencimiento, "monto": cartera.monto}),
        ("dia", {"vencimiento": dias, **de_los_dias}),
    ):
        conexion.register("entrada", pd.DataFrame(datos))
        conexion.execute(f"CREATE TABLE {nombre} AS FROM entrada")

    def suma() -> int:
        resultado = conexion.execute(f"SELECT sum(total + gasto) FROM ({_CUENTAS_SQL})").fetchone()
        assert resultado is not None
        return int(resultado[0])

    return suma, lambda: conexion.execute(f"CREATE OR REPLACE TEMP TABLE resultado AS {_CUENTAS_SQL}")


def polars_(cartera: Cartera) -> tuple[Callable[[], int], Callable[[], object]]:
    """(total, todas las columnas) con expresiones perezosas; buscar por posición es más rápido que su JOIN."""
    import polars as pl

    c = pl.col
    creditos = pl.DataFrame({"monto": cartera.monto, "lugar": cartera.dia_en_tabla}).lazy()
    tablas = {n: pl.Series(n, getattr(cartera.tabla, n)) for n in ("factor", "meses", "tasa")}
    cuentas = (
        creditos.with_columns(**{n: pl.lit(t).gather(c("lugar")) for n, t in tablas.items()})
        .with_columns(actualizado=(c("monto") * c("factor") + 5_000) // 10_000)
        .with_columns(recargos=(c("actualizado") * c("tasa") + 5_000) // 10_000)
        .with_columns(total=c("actualizado") + c("recargos"), actualizacion=c("actualizado") - c("monto"))
        .with_columns(gasto=((c("total") * 200 + 5_000) // 10_000).clip(MINIMO, MAXIMO))
    )
    return (
        lambda: int(cuentas.select((c("total") + c("gasto")).sum()).collect().item()),
        lambda: cuentas.drop("monto", "lugar").collect(),
    )


def pandas_flotante(cartera: Cartera) -> Callable[[], np.ndarray]:
    """Lo que suele haber en una hoja: pesos en coma flotante, redondeados a dos decimales; sale en centavos."""
    import pandas as pd

    creditos = pd.DataFrame({"monto": cartera.monto / 100, "lugar": cartera.dia_en_tabla})
    factor, tasa = pd.Series(cartera.tabla.factor / 10_000), pd.Series(cartera.tabla.tasa / 10_000)

    def calcula() -> np.ndarray:
        actualizado = (creditos["monto"] * factor.reindex(creditos["lugar"]).to_numpy()).round(2)
        recargos = (actualizado * tasa.reindex(creditos["lugar"]).to_numpy()).round(2)
        debido = actualizado + recargos
        gasto = (debido * 0.02).round(2).clip(MINIMO / 100, MAXIMO / 100)
        return np.rint((debido + gasto).to_numpy() * 100).astype(np.int64)

    return calcula


def ciclo_decimal(cartera: Cartera) -> Callable[[], int]:
    """El ciclo de siempre, un crédito a la vez, sobre los primeros de la cartera; sale en centavos."""
    centavo, minimo, maximo = Decimal("0.01"), Decimal(MINIMO) / 100, Decimal(MAXIMO) / 100
    montos = [Decimal(int(m)) / 100 for m in cartera.monto[:MUESTRA]]
    lugares = cartera.dia_en_tabla[:MUESTRA].tolist()
    factor = [Decimal(int(f)) / 10_000 for f in cartera.tabla.factor]
    tasa = [Decimal(int(t)) / 10_000 for t in cartera.tabla.tasa]

    def calcula() -> int:
        suma = Decimal(0)
        for monto, lugar in zip(montos, lugares, strict=True):
            actualizado = (monto * factor[lugar]).quantize(centavo, ROUND_HALF_UP)
            debido = actualizado + (actualizado * tasa[lugar]).quantize(centavo, ROUND_HALF_UP)
            gasto = (debido * Decimal("0.02")).quantize(centavo, ROUND_HALF_UP)
            suma += debido + min(max(gasto, minimo), maximo)
        return int(suma * 100)

    return calcula


# ── las medidas ─────────────────────────────────────────────────────────────────────────────────────────────────


def _millones(cuantos: int) -> str:
    return f"{cuantos / 1e6:g} M"


def _exacto(cartera: Cartera) -> np.ndarray:
    debido = liquidar(DE, monto=cartera.monto, vencimiento=cartera.vencimiento, pago=CORTE)
    return np.asarray(debido.total) + gasto_ejecucion(DE, credito=debido.total, al=CORTE)


def contra_los_pares(cuantos: int) -> list[Medida]:
    """Total y columnas de una cartera; se detiene si alguno de los exactos no da lo mismo."""
    cartera = Cartera(cuantos)
    sql, sql_columnas = duckdb_(cartera)
    perezoso, perezoso_columnas = polars_(cartera)
    flotante, decimal = pandas_flotante(cartera), ciclo_decimal(cartera)
    exacto = _exacto(cartera)
    esperado = int(exacto.sum())
    for nombre, obtenido in (("cobranza", total(cartera, HILOS)), ("DuckDB", sql()), ("Polars", perezoso())):
        assert obtenido == esperado, f"{nombre}: {obtenido} centavos; se esperaban {esperado}"
    assert decimal() == int(exacto[:MUESTRA].sum()), "el ciclo de Decimal no da lo mismo"
    error = flotante() - exacto
    nota = f"{np.count_nonzero(error):,} créditos mal; se apartan {np.abs(error).sum():,} centavos"
    cuadro = f"Total de {_millones(cuantos)} de créditos"
    medidas = lado_a_lado(
        cuadro,
        [
            Par(NUESTRO, lambda: total(cartera, HILOS), HILOS, "exacto; busca los parámetros"),
            Par(UN_HILO, lambda: total(cartera, 1), 1, "exacto; busca los parámetros"),
            Par("Polars", perezoso, HILOS, "exacto"),
            Par("DuckDB, BIGINT", sql, HILOS, "exacto"),
        ],
        contra=NUESTRO,
        vueltas=15,
    )
    medidas += lado_a_lado(cuadro, [Par("pandas, flotantes", flotante, 1, nota)], contra=NUESTRO, vueltas=2)
    extrapolado = Par("ciclo de Decimal", decimal, 1, f"exacto; medido en {MUESTRA:,}", cuantos / MUESTRA)
    medidas += lado_a_lado(cuadro, [extrapolado], contra=NUESTRO, vueltas=1)
    medidas += lado_a_lado(
        f"Ocho columnas de {_millones(cuantos)} de créditos",
        [
            Par(COLUMNAS, lambda: columnas(cartera), HILOS, "liquidar y gasto_ejecucion"),
            Par("Polars, columnas", perezoso_columnas, HILOS),
            Par("DuckDB, columnas", sql_columnas, HILOS, "tabla temporal"),
        ],
        contra=COLUMNAS,
    )
    return medidas


def crecimiento(tamanos: list[int]) -> list[Medida]:
    """El mismo total con más créditos; por credito, en la nota."""
    medidas = []
    for cuantos in tamanos:
        cartera = Cartera(cuantos)
        par = Par(_millones(cuantos), lambda cartera=cartera: total(cartera, HILOS), HILOS)
        (medida,) = lado_a_lado("Crecimiento (cobranza)", [par])
        medidas.append(replace(medida, nota=f"{medida.segundos / cuantos * 1e9:.1f} ns por crédito"))
    return medidas


def ancho_de_banda(cuantos: int) -> list[Medida]:
    """La cota: leer las dos columnas de entrada mueve los mismos bytes que copiar una."""
    cartera, destino = Cartera(cuantos), np.empty(cuantos, dtype=np.int64)
    copia, mitades = "copiar una columna", (slice(cuantos // 2), slice(cuantos // 2, None))

    def copiar() -> None:
        with ThreadPoolExecutor(HILOS) as hilos:
            list(hilos.map(lambda s: np.copyto(destino[s], cartera.monto[s]), mitades))

    cota, nuestra = lado_a_lado(
        f"Distancia a la memoria, {_millones(cuantos)} de créditos",
        [
            Par(copia, copiar, HILOS, "16 bytes por crédito, como leer monto y vencimiento"),
            Par(NUESTRO, lambda: total(cartera, HILOS), HILOS),
        ],
        contra=copia,
    )
    return [cota, nuestra]


def un_credito() -> list[Medida]:
    veces = 200
    caso = {"monto": 1_234_567, "vencimiento": dia(date(2019, 4, 30)), "pago": CORTE}

    def repetido() -> None:
        for _ in range(veces):
            liquidar(DE, **caso)

    return lado_a_lado("Un solo crédito", [Par("liquidar", repetido, veces=1 / veces)], vueltas=3)


def memoria(cuantos: int) -> list[Medida]:
    """Lo que pide de más el total: los tramos y las tablas, no otra cartera."""
    cartera, sin_tiempo = Cartera(cuantos), float("nan")
    entrada = cartera.monto.nbytes + cartera.vencimiento.nbytes
    pico = memoria_extra(lambda: total(cartera, HILOS))
    nota = f"{pico / 2**20:.1f} MB de más; la entrada ocupa {entrada / 2**20:.0f} MB"
    return [Medida("Memoria extra", f"total de {_millones(cuantos)}", sin_tiempo, sin_tiempo, HILOS, "", nota)]


def medir(*, corto: bool = False) -> list[Medida]:
    """Las medidas de la ley; la corrida corta no pasa de un millón de créditos."""
    tamanos = [100_000, 1_000_000] if corto else [100_000, 1_000_000, 5_000_000, 20_000_000]
    principal = 1_000_000 if corto else 5_000_000
    medidas = [m for cuantos in dict.fromkeys((1_000_000, principal)) for m in contra_los_pares(cuantos)]
    return medidas + crecimiento(tamanos) + ancho_de_banda(principal) + memoria(principal) + un_credito()


def metas(medidas: list[Medida]) -> list[Meta]:
    """Lo prometido: exacto, no más lento que el par más rápido, y cinco millones en un décimo de segundo."""
    resultado = []
    for cuadro in dict.fromkeys(m.cuadro for m in medidas if m.contra in (NUESTRO, COLUMNAS)):
        tiempos = {m.nombre: m.segundos for m in medidas if m.cuadro == cuadro and m.nombre != UN_HILO}
        nuestro = tiempos.pop(NUESTRO if NUESTRO in tiempos else COLUMNAS)
        rapido = min(tiempos, key=tiempos.__getitem__)
        razon = tiempos[rapido] / nuestro
        medido = f"{razon:.2f} veces más rápido" if razon >= 1 else f"{1 / razon:.2f} veces más lento"
        resultado.append(Meta(f"{cuadro}: no más lento que el par más rápido ({rapido})", medido, razon >= 1))
    cinco = [m.segundos for m in medidas if m.nombre == NUESTRO and m.cuadro.startswith("Total de 5 M")]
    texto = "Total de 5 M de créditos, con la búsqueda de parámetros: a lo más 0.1 s"
    return resultado + [Meta(texto, f"{segundos:.3f} s", segundos <= 0.1) for segundos in cinco]
