"""Cuántos contribuyentes hay detrás de cada renglón, para callar en lo que se comparte los que señalarían a alguien.

Basta saber si son pocos: de cada renglón se llevan hasta `minimo` contribuyentes distintos. Así pesa lo mismo con
doce créditos que con un millón, y juntar partes sigue siendo concatenar y volver a agrupar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import dia
from cobranza.cartera.puente import CAUSAS
from cobranza.expediente.historia import COMPONENTES, TIPOS, Historia
from cobranza.expediente.situacion import CONSUMADA
from cobranza.papel.palabras import AMBITOS

if TYPE_CHECKING:
    from datetime import date

Columna = NDArray[np.int64]
EJECUTOR, SIN_ACTO, CON_ACTO, FLUJO = "ejecutor", "sin_acto", "con_acto", "flujo"
COSECHA, EL_COBRADO, COBRADO = "cosecha", "cobrado_", ("mes", "causa", "ejercicio")
APARTE, OTRAS = ("inicial", "altas", "accesorios", "pagos"), "otras"
"""Las causas que el movimiento dice una por una; las demás, juntas."""
FACTIBLE_PRESCRITO = "FACTIBLE_PRESCRITO"
"""Lo factible se parte en dos: lo que se puede cobrar hoy y lo que ya prescribió sin que nadie lo declare."""
TRAMO = "tramo_de_prescripcion"
CUADROS = ("delegacion", "concepto", "etapa", "antiguedad", "clase", TRAMO)
_LLAVE = ["cuadro", "valor", "parte"]
_POR_MIRAR = 4_000
"""Créditos en que casi todos los valores de un cuadro ya juntan los contribuyentes que hacen falta."""
_Numerado = tuple[Columna, NDArray[np.object_]]
"""(el número del valor de cada crédito, cómo se llama cada valor)."""


def de_los_saldos(vigentes: pd.DataFrame, minimo: int) -> pd.DataFrame:
    """cuadro, valor, parte (el ámbito; vacía, los dos) y rfc, de los créditos con saldo."""
    quien, rfc = pd.factorize(vigentes["rfc"])
    cuadros = {c: _numerado(vigentes[c]) for c in CUADROS}
    cuadros["clase"] = _por_parejas(vigentes, ("clase", TRAMO), lambda c: por_cobrabilidad(c)["clase"])
    cuadros[EJECUTOR] = _por_parejas(vigentes, ("delegacion", EJECUTOR), del_ejecutor)
    cuadros |= {SIN_ACTO: cuadros[TRAMO], CON_ACTO: cuadros[TRAMO]}
    programado = vigentes["programado"].to_numpy(bool)
    solo = {SIN_ACTO: ~programado, CON_ACTO: programado}
    todos = np.ones(len(vigentes), dtype=bool)
    ambitos = {"": todos} | {a: (vigentes["ambito"] == a).to_numpy() for a in AMBITOS}
    dichos = []
    for cuadro, (numero, nombres) in cuadros.items():
        for parte, suyos in ambitos.items():
            cuales = np.flatnonzero(suyos & solo.get(cuadro, todos))
            bastan = cuales[_distintos(numero[cuales], quien[cuales], minimo)]
            dichos.append((cuadro, nombres[numero[bastan]], parte, quien[bastan]))
    return _marco(dichos, rfc)


def _numerado(valor: pd.Series[str]) -> _Numerado:
    numero, nombres = (valor.cat.codes, valor.cat.categories) if hasattr(valor, "cat") else pd.factorize(valor)
    return np.asarray(numero, dtype=np.int64), np.asarray(nombres, dtype=object)


def _por_parejas(
    vigentes: pd.DataFrame, columnas: tuple[str, str], nombrar: Callable[[pd.DataFrame], pd.Series[str]]
) -> _Numerado:
    """El renglón que `nombrar` da a cada pareja de valores; se pregunta una vez por pareja, no por crédito."""
    (uno, unos), (otro, otros) = (_numerado(vigentes[c]) for c in columnas)
    parejas, pareja = np.unique(uno * (len(otros) + 1) + otro + 1, return_inverse=True)
    primera, segunda = np.divmod(parejas, len(otros) + 1)
    valores = unos[primera], np.array([None, *otros], dtype=object)[segunda]
    numero, nombres = _numerado(nombrar(pd.DataFrame(dict(zip(columnas, valores, strict=True)))))
    return numero[pareja], nombres


def _distintos(valor: NDArray[np.int64], quien: Columna, minimo: int) -> Columna:
    """Los renglones que bastan: hasta `minimo` contribuyentes distintos de cada valor, por los números de cada quien.

    Se mira primero un tramo y sólo se sigue con los valores a los que les faltan: casi todos tienen de sobra.
    """
    juntos, cuantos = np.zeros(0, dtype=np.int64), np.zeros(int(valor.max(initial=-1)) + 1, dtype=np.int64)
    desde, tramo = 0, _POR_MIRAR
    while desde < valor.size:
        nuevos = np.arange(desde, min(desde + tramo, valor.size))
        juntos = np.concatenate([juntos, nuevos[cuantos[valor[nuevos]] < minimo]])
        pares = valor[juntos] * (int(quien.max()) + 1) + quien[juntos]
        _, primeros = np.unique(pares, return_index=True)
        juntos = juntos[np.sort(primeros)]
        cuantos = np.bincount(valor[juntos], minlength=cuantos.size)
        desde, tramo = desde + tramo, tramo * 8
    orden = juntos[np.argsort(valor[juntos], kind="stable")]
    ordenado = valor[orden]
    return orden[np.arange(orden.size) - np.searchsorted(ordenado, ordenado) < minimo]


def por_cobrabilidad(renglones: pd.DataFrame) -> pd.DataFrame:
    """Con lo factible ya prescrito en su propia clase: lo demás factible es lo que se puede cobrar hoy."""
    prescrito = (renglones["clase"] == "FACTIBLE") & (renglones["tramo_de_prescripcion"] == CONSUMADA)
    return renglones.assign(clase=renglones["clase"].mask(prescrito, FACTIBLE_PRESCRITO))


def del_ejecutor(filas: pd.DataFrame) -> pd.Series[str]:
    """Cómo se llama el renglón de un ejecutor en una delegación."""
    return filas["delegacion"].astype("str") + "|" + filas["ejecutor"].astype("str").fillna("Sin asignar")


def de_los_flujos(
    h: Historia, carteras: tuple[pd.DataFrame, pd.DataFrame], desde: date, corte: date, minimo: int
) -> pd.DataFrame:
    """Lo mismo, de quienes tenían saldo al empezar y de a quiénes movió cada causa en su delegación.

    `carteras`: la de la víspera y la del corte, de la misma historia.
    """
    m, (inicial, final) = h.movimientos, carteras
    cuales = (m["dia"] >= dia(desde)) & (m["dia"] <= dia(corte)) & (m["componente"] != COMPONENTES["SALDO_A_FAVOR"])
    causa_de = np.zeros(len(TIPOS), dtype=np.int64)
    for numero, tipos in enumerate(CAUSAS.values()):
        causa_de[[TIPOS[t] for t in tipos]] = numero
    dados = np.unique(m.lugar[cuales] * len(CAUSAS) + causa_de[m["tipo"][cuales]])
    movido, causa = dados // len(CAUSAS), dados % len(CAUSAS)
    claves = np.unique(np.concatenate([c["delegacion"].cat.categories for c in carteras]).astype(str))
    antes, hoy = (_por_lugar(h, c, _numero_en(claves, c["delegacion"])) for c in carteras)
    numeros, rfc = pd.factorize(final["rfc"])
    quien = _por_lugar(h, final, numeros)
    ambas = np.flatnonzero((quien >= 0) & (antes >= 0))
    cambio = ambas[antes[ambas] != hoy[ambas]]
    vivia = _por_lugar(h, inicial, (inicial["vida"] == "VIGENTE").to_numpy()) == 1
    hechos = [(clave, movido[causa == n], hoy) for n, clave in enumerate(CAUSAS)]
    hechos += [("inicial", ambas[vivia[ambas]], antes)]
    hechos += [("traspasos_recibidos", cambio, hoy), ("traspasos_enviados", cambio, antes)]
    hechos += [(OTRAS, lugares, donde) for clave, lugares, donde in hechos if clave not in APARTE]
    dichos = []
    for clave, lugares, donde in hechos:
        suyos = lugares[quien[lugares] >= 0]
        bastan = suyos[_distintos(donde[suyos], quien[suyos], minimo)]
        dichos.append((FLUJO, claves.astype(object)[donde[bastan]], clave, quien[bastan]))
    return juntos([_marco(dichos, rfc)], minimo)


def de_los_pagos(pagos: pd.DataFrame, cartera: pd.DataFrame, minimo: int) -> pd.DataFrame:
    """Lo mismo, de quién es lo cobrado en cada renglón: doce recibos pueden ser las parcialidades de uno solo.

    `pagos`: uno a uno; `cartera`: la del corte, de donde son sus `lugar`.
    """
    numeros, rfc = pd.factorize(cartera["rfc"])
    puestos = np.full(1 + int(cartera["lugar"].max() if len(cartera) else -1), -1, dtype=np.int64)
    puestos[cartera["lugar"].to_numpy()] = numeros
    quien = puestos[pagos["lugar"].to_numpy()]
    ambitos = {"": np.ones(len(pagos), dtype=bool)} | {a: (pagos["ambito"] == a).to_numpy() for a in AMBITOS}
    dichos = []
    for dimension in COBRADO:
        numero, nombres = _numerado(pagos[dimension].astype(str))
        for parte, suyos in ambitos.items():
            cuales = np.flatnonzero(suyos)
            bastan = cuales[_distintos(numero[cuales], quien[cuales], minimo)]
            dichos.append((f"{EL_COBRADO}{dimension}", nombres[numero[bastan]], parte, quien[bastan]))
    return _marco(dichos, rfc)


def de_las_cosechas(cartera: pd.DataFrame, minimo: int) -> pd.DataFrame:
    """Lo mismo, de los créditos registrados cada año."""
    numero, nombres = _numerado(cartera["fecha_registro"].dt.year.astype(str))
    quien, rfc = pd.factorize(cartera["rfc"])
    bastan = _distintos(numero, quien, minimo)
    return _marco([(COSECHA, nombres[numero[bastan]], "", quien[bastan])], rfc)


def _marco(dichos: list[tuple[str, NDArray[np.object_], str, Columna]], rfc: pd.Index[str]) -> pd.DataFrame:
    """Los renglones (cuadro, sus valores, parte, quiénes) en un solo marco: uno por renglón cuesta más que verlos."""
    cuantos = [quienes.size for *_, quienes in dichos]
    cuadro, valor, parte, quien = zip(*dichos, strict=True)
    return pd.DataFrame({
        "cuadro": np.repeat(np.array(cuadro, dtype=object), cuantos), "valor": np.concatenate(valor),
        "parte": np.repeat(np.array(parte, dtype=object), cuantos), "rfc": rfc[np.concatenate(quien)],
    })  # fmt: skip


def _por_lugar(h: Historia, cartera: pd.DataFrame, valores: NDArray[Any]) -> Columna:
    """Los de una cartera en las posiciones de su historia; −1 donde no está."""
    puestos = np.full(len(h.creditos), -1, dtype=np.int64)
    puestos[cartera["lugar"].to_numpy()] = valores
    return puestos


def _numero_en(claves: NDArray[np.str_], valor: pd.Series[str]) -> Columna:
    numero, nombres = _numerado(valor)
    return claves.searchsorted(nombres.astype(str))[numero]


def juntos(marcos: list[pd.DataFrame], minimo: int) -> pd.DataFrame:
    """Los de varias partes: los mismos que de una vez, hasta `minimo` por renglón."""
    return _pocos(pd.concat(marcos, ignore_index=True), minimo)


def cuentas(quienes: pd.DataFrame) -> Mapping[tuple[str, str, str], int]:
    """(cuadro, valor, parte) → contribuyentes; el que llega al mínimo tiene ésos o más."""
    llaves = zip(*(quienes[columna].astype(str) for columna in _LLAVE), strict=True)
    return Counter((c, v, p) for c, v, p in llaves)


def _pocos(filas: pd.DataFrame, minimo: int) -> pd.DataFrame:
    unicas = filas[[*_LLAVE, "rfc"]].drop_duplicates()
    return unicas.groupby(_LLAVE, sort=False).head(minimo).reset_index(drop=True)
