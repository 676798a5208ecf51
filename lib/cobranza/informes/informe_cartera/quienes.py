"""Cuántos contribuyentes hay detrás de cada renglón, para callar en lo que se comparte los que señalarían a alguien.

Basta saber si son pocos: de cada renglón se llevan hasta `minimo` contribuyentes distintos. Así pesa lo mismo con
doce créditos que con un millón, y juntar partes sigue siendo concatenar y volver a agrupar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

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
APARTE, OTRAS = ("inicial", "altas", "accesorios", "pagos"), "otras"
"""Las causas que el movimiento dice una por una; las demás, juntas."""
FACTIBLE_PRESCRITO = "FACTIBLE_PRESCRITO"
"""Lo factible se parte en dos: lo que se puede cobrar hoy y lo que ya prescribió sin que nadie lo declare."""
TRAMO = "tramo_de_prescripcion"
CUADROS = ("delegacion", "concepto", "etapa", "antiguedad", "clase", TRAMO)
_LLAVE = ["cuadro", "valor", "parte"]


def de_los_saldos(vigentes: pd.DataFrame, minimo: int) -> pd.DataFrame:
    """cuadro, valor, parte (el ámbito; vacía, los dos) y rfc, de los créditos con saldo."""
    quien, rfc = pd.factorize(vigentes["rfc"])
    textos = vigentes[["clase", TRAMO]].astype("str")
    valores = {c: vigentes[c] for c in CUADROS} | {"clase": por_cobrabilidad(textos)["clase"]}
    valores |= {EJECUTOR: del_ejecutor(vigentes), SIN_ACTO: vigentes[TRAMO], CON_ACTO: vigentes[TRAMO]}
    programado = vigentes["programado"].to_numpy(bool)
    solo = {SIN_ACTO: ~programado, CON_ACTO: programado}
    todos = np.ones(len(vigentes), dtype=bool)
    ambitos = {"": todos} | {a: (vigentes["ambito"] == a).to_numpy() for a in AMBITOS}
    marcos = []
    for cuadro, valor in valores.items():
        for parte, suyos in ambitos.items():
            cuales = suyos & solo.get(cuadro, todos)
            dichos, quienes = _distintos(valor[cuales], quien[cuales], minimo)
            marcos.append(pd.DataFrame({"cuadro": cuadro, "valor": dichos, "parte": parte, "rfc": rfc[quienes]}))
    return juntos(marcos, minimo)


def _distintos(valor: pd.Series[str], quien: Columna, minimo: int) -> tuple[NDArray[np.object_], Columna]:
    """(valor, quién): hasta `minimo` distintos de cada valor, sin agrupar textos: son todos los créditos."""
    numero, nombres = pd.factorize(valor)
    cuantos = int(quien.max(initial=0)) + 1
    pares = np.unique(numero.astype(np.int64) * cuantos + quien)
    lugar = pares // cuantos
    primeros = np.arange(pares.size) - np.searchsorted(lugar, lugar) < minimo
    return np.asarray(nombres, dtype=object)[lugar[primeros]], (pares % cuantos)[primeros]


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
    movidos = pd.DataFrame({"lugar": dados // len(CAUSAS), "parte": np.array([*CAUSAS])[dados % len(CAUSAS)]})
    quien = final[["lugar", "delegacion", "rfc"]].astype({"delegacion": "str", "rfc": "str"})
    estaba = inicial[["lugar", "delegacion", "vida"]].astype({"delegacion": "str", "vida": "str"})
    junto = estaba.merge(quien, on="lugar", suffixes=("_antes", ""))
    cambio = junto[junto["delegacion"] != junto["delegacion_antes"]]
    marcos = [
        movidos.merge(quien, on="lugar"),
        junto[junto["vida"] == "VIGENTE"].assign(delegacion=lambda j: j["delegacion_antes"], parte="inicial"),
        cambio.assign(parte="traspasos_recibidos"),
        cambio.assign(delegacion=cambio["delegacion_antes"], parte="traspasos_enviados"),
    ]
    marcos += [m[~m["parte"].isin(APARTE)].assign(parte=OTRAS) for m in marcos]
    dichos = [m.assign(cuadro=FLUJO, valor=m["delegacion"])[[*_LLAVE, "rfc"]] for m in marcos]
    return juntos([_pocos(m, minimo) for m in dichos], minimo)


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
