"""Lo que preguntan casi todas las reglas: ¿hay otro renglón que…?, ¿cuál fue el último?, ¿ya pasó el plazo?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.ley.calendario import partes
from cobranza.ley.norma import Norma, Normas
from cobranza.ley.plazo import cantidades, ultimo_dia
from cobranza.ley.proporciones import proporcion

Columna = NDArray[np.int64]
Mascara = NDArray[np.bool_]
NUNCA = int(np.iinfo(np.int64).max)
"""El día de lo que no termina."""


def tienen(
    actos: pd.DataFrame,
    otros: pd.DataFrame,
    condicion: Callable[[pd.DataFrame], Any] | None = None,
    por: str = "credito",
    mas: tuple[str, ...] = (),
) -> Mascara:
    """De cada acto, si algún renglón de `otros` con el mismo `por` cumple la condición sobre la pareja.

    La pareja lleva dia y ambito del acto y, del otro renglón, dia_otro, desde_otro y hasta_otro; `mas`: otras
    columnas, que llegan de los dos. Sin condición, basta que haya pareja.
    """
    if actos.empty or otros.empty:
        return np.zeros(len(actos), dtype=bool)
    if condicion is None:
        return np.isin(actos[por].to_numpy(), otros[por].to_numpy())
    lugar, cual = _parejas(actos[por], otros[por])
    de_este = {c: actos[c].array.take(lugar) for c in ("dia", "ambito", *mas) if c in actos}
    del_otro = {
        f"{c}_otro": otros[c].array.take(cual) for c in ("dia", "desde", "hasta", *mas) if c in otros and c != por
    }
    cumple = np.asarray(condicion(pd.DataFrame(de_este | del_otro)), dtype=bool)
    cumplen = np.zeros(len(actos), dtype=bool)
    cumplen[lugar[cumple]] = True
    return cumplen


def _parejas(unos: pd.Series[Any], otros: pd.Series[Any]) -> tuple[Columna, Columna]:
    """(lugar en `unos`, lugar en `otros`) de cada pareja con el mismo valor, en el orden de `unos`.

    Lo mismo que un `merge`, que con los pocos renglones de un crédito tarda diez veces más.
    """
    a, b = unos.to_numpy(), otros.to_numpy()
    if a.dtype == object or b.dtype == object:
        b_en_a = pd.factorize(np.concatenate([a.astype(object), b.astype(object)]))[0]
        a, b = b_en_a[: len(a)], b_en_a[len(a) :]
    orden = np.argsort(b, kind="stable")
    desde, hasta = (np.searchsorted(b, a, side=lado, sorter=orden) for lado in ("left", "right"))
    cuantas = hasta - desde
    lugar = np.repeat(np.arange(len(a)), cuantas)
    cual = orden[np.arange(lugar.size) + np.repeat(desde - (np.cumsum(cuantas) - cuantas), cuantas)]
    return lugar, cual


def ultimo_de(
    actos: pd.DataFrame, otros: pd.DataFrame, *, mismo_dia: bool, mas: tuple[str, ...] = ()
) -> pd.DataFrame:
    """De cada acto, el último renglón de `otros` de su crédito; con `mismo_dia` cuentan los de esa fecha.

    En un mismo día, el último es el de hora posterior y, sin ella, el que se anotó después. Sale con el índice de
    `actos`: tipo, dia, hasta y lo que pida `mas` de ese renglón; si no hubo, nulo (`SIN_DIA` los días, cero los
    importes).
    """
    de, del_otro = _en_linea(actos), _en_linea(otros)
    orden = np.lexsort((pd.factorize(otros["hora_inicio"], sort=True)[0], del_otro))
    antes = np.searchsorted(del_otro, de, side="right" if mismo_dia else "left", sorter=orden)
    cual = np.append(-1, orden)[antes]  # el que queda justo antes; de nadie, −1
    suyo = (cual >= 0) & (np.append(del_otro, 0)[cual] >> _DIAS == de >> _DIAS)
    return _tomados(otros, ("tipo", "dia", "hasta", *mas), np.where(suyo, cual, -1), actos.index)


_DIAS = 32
"""Bits de un día en `_en_linea`."""


def _en_linea(actos: pd.DataFrame) -> Columna:
    """Crédito y día en un solo número, que ordena por los dos; sin día, antes que cualquiera."""
    dia = np.maximum(actos["dia"].to_numpy(np.int64), -(1 << _DIAS - 1)) + (1 << _DIAS - 1)
    en_linea: Columna = (actos["credito"].to_numpy(np.int64) << _DIAS) + dia
    return en_linea


def que_cita(actos: pd.DataFrame, otros: pd.DataFrame, *mas: str) -> pd.DataFrame:
    """De cada acto, el primero de `otros`, por su día, que lo cita en su referencia: dia y lo que pida `mas`.

    Sale con el índice de `actos`; si ninguno lo cita, `SIN_DIA` los días, cero los importes y nulos los textos.
    """
    # de atrás para adelante: queda el primero que ocurrió, aunque se haya capturado después
    orden = np.argsort(otros["dia"].to_numpy(np.int64), kind="stable")[::-1]
    primeros = {
        cita: n for n, cita in zip(orden.tolist(), otros["referencia"].take(orden).tolist(), strict=True) if cita
    }
    cual = np.array([primeros.get(clave, -1) for clave in actos["clave"].tolist()], dtype=np.int64)
    return _tomados(otros, ("dia", *mas), cual, actos.index)


def termina_el(actos: pd.DataFrame, terminan: pd.DataFrame) -> Columna:
    """El día en que cada acto dejó de valer, porque uno de `terminan` lo cita; `NUNCA` si ninguno."""
    cuando = que_cita(actos, terminan)["dia"].to_numpy(np.int64)
    termina: Columna = np.where(cuando != SIN_DIA, cuando, NUNCA)
    return termina


def se_supo(actos: pd.DataFrame) -> Columna:
    """El día en que cada acto se hizo saber; si no consta, el suyo."""
    supo: Columna = actos["notificado"].where(actos["notificado"] != SIN_DIA, actos["dia"]).to_numpy(np.int64)
    return supo


def _tomados(otros: pd.DataFrame, columnas: tuple[str, ...], cual: Columna, index: pd.Index[Any]) -> pd.DataFrame:
    """Esas columnas de esos renglones; de −1, nulo: `SIN_DIA` los días, cero los importes."""
    hay, tomados = cual >= 0, dict[str, Any]()
    for columna in columnas:
        valores = otros[columna].array
        if columna in _SIN_NULOS:
            nulo = _SIN_NULOS[columna]
            tomados[columna] = np.where(hay, np.append(valores.to_numpy(np.int64), nulo)[cual], nulo)
        else:
            tomados[columna] = valores.take(cual, allow_fill=True)
    return pd.DataFrame(tomados, index=index)


_SIN_NULOS = dict.fromkeys(("dia", "hasta", "notificado", "interpuesto"), SIN_DIA) | {"monto": 0}


def citan(actos: pd.DataFrame, otros: pd.DataFrame) -> Mascara:
    """De cada acto, si algún renglón de `otros` lo cita en su referencia."""
    hay: Mascara = actos["clave"].isin(otros["referencia"]).to_numpy()
    return hay


def cuantos_citan(actos: pd.DataFrame, otros: pd.DataFrame) -> Columna:
    """De cada acto, cuántos renglones de `otros` lo citan."""
    cuantos: Columna = actos["clave"].map(otros["referencia"].value_counts()).fillna(0).to_numpy().astype(np.int64)
    return cuantos


def cubierto_el(actos: pd.DataFrame, otros: pd.DataFrame, cuanto: Columna) -> Columna:
    """De cada acto, el día en que lo que lo cita en `otros` suma ese importe; `SIN_DIA` si no lo alcanza.

    El que no dice importe lo cubre: de lo que no se anotó no se puede decir que faltó.
    """
    de: dict[str, list[tuple[int, int]]] = {}
    suyos = otros[otros["referencia"].isin(actos["clave"])] if len(actos) else otros.iloc[:0]
    for cita, dia_, monto in zip(suyos["referencia"], suyos["dia"], suyos["monto"], strict=True):
        de.setdefault(str(cita), []).append((int(dia_), int(monto)))
    cuando = np.full(len(actos), SIN_DIA, dtype=np.int64)
    for k, (clave, debe) in enumerate(zip(actos["clave"], cuanto, strict=True)):
        suma = 0
        for dia_, monto in sorted(de.get(str(clave), [])):
            suma += monto
            if not monto or suma >= debe:
                cuando[k] = dia_
                break
    return cuando


def es_habil(normas: Normas, ambito: pd.Series[str], d: Columna) -> Mascara:
    """¿Es hábil cada día, en el calendario de su ámbito?"""
    return _por_ambito(normas, ambito, lambda norma, cual: norma.calendario.es_habil(d[cual])).astype(bool)


def habiles_entre(normas: Normas, ambito: pd.Series[str], desde: Columna, hasta: Columna) -> Columna:
    """Días hábiles en (desde, hasta] de cada renglón, en el calendario de su ámbito."""
    return _por_ambito(normas, ambito, lambda norma, cual: norma.calendario.entre(desde[cual], hasta[cual]))


def plazo_de(normas: Normas, ambito: pd.Series[str], clave: str, desde: Columna) -> Columna:
    """Cuántos días da el plazo (`plazos.yaml`) que empieza cada día, en el ordenamiento de su ámbito."""
    return _por_ambito(normas, ambito, lambda norma, cual: cantidades(norma, clave, desde[cual]))


def despues_de(normas: Normas, ambito: pd.Series[str], desde: Columna, clave: str, al: Columna) -> Mascara:
    """¿Cae `al` después del último día del plazo, en hábiles, que empieza con `desde`?

    Se cuenta hacia atrás desde `al`, así que nunca hace falta el calendario de años por venir.
    """
    return habiles_entre(normas, ambito, desde, al - 1) >= plazo_de(normas, ambito, clave, desde)


def antes_de(normas: Normas, ambito: pd.Series[str], desde: Columna, clave: str, al: Columna) -> Mascara:
    """¿Cae `al` antes del último día del plazo, en hábiles, que empieza con `desde`?"""
    return habiles_entre(normas, ambito, desde, al) < plazo_de(normas, ambito, clave, desde)


def limite_de(normas: Normas, ambito: pd.Series[str], clave: str, desde: Columna) -> Columna:
    """Último día del plazo, en la unidad que diga `plazos.yaml`, que empieza con lo ocurrido cada día."""
    return _por_ambito(normas, ambito, lambda norma, cual: ultimo_dia(norma, clave, desde[cual]))


def meses_cumplidos(normas: Normas, ambito: pd.Series[str], desde: Columna, hasta: Columna) -> Columna:
    """Cuántos meses, de día a día, habían transcurrido enteros al empezar `hasta`."""

    def cuantos(norma: Norma, cual: Columna) -> Columna:
        meses = partes(hasta[cual])[0] - partes(desde[cual])[0]
        cumplidos: Columna = meses - (norma.calendario.mas_meses(desde[cual], meses) >= hasta[cual])
        return np.maximum(cumplidos, 0)

    return _por_ambito(normas, ambito, cuantos)


def pasa_de(normas: Normas, ambito: pd.Series[str], clave: str, parte: Columna, de: Columna) -> Mascara:
    """¿Pasa cada parte de la proporción de la ley (`proporciones.yaml`) de su base? Exacto, sin redondear."""

    def pasa(norma: Norma, cual: Columna) -> Any:
        exacto = proporcion(norma, clave).exacto
        return parte[cual] * exacto.denominator > de[cual] * exacto.numerator

    return _por_ambito(normas, ambito, pasa).astype(bool)


def alcanza(normas: Normas, ambito: pd.Series[str], clave: str, parte: Columna, de: Columna) -> Mascara:
    """¿Alcanza cada parte la proporción de la ley de su base? Exacto, sin redondear."""

    def llega(norma: Norma, cual: Columna) -> Any:
        exacto = proporcion(norma, clave).exacto
        return parte[cual] * exacto.denominator >= de[cual] * exacto.numerator

    return _por_ambito(normas, ambito, llega).astype(bool)


def _por_ambito(normas: Normas, ambito: pd.Series[str], funcion: Callable[[Norma, Columna], Any]) -> Columna:
    resultado = np.zeros(len(ambito), dtype=np.int64)
    for clave in ambito.unique() if len(ambito) else ():
        cual = np.flatnonzero(ambito.eq(clave))
        resultado[cual] = funcion(normas.de(str(clave)), cual)
    return resultado
