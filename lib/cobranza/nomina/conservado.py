"""Los insumos y el resultado de una nómina como texto, siempre el mismo, y de vuelta a tablas.

Una tabla va por columnas, cada una con su clase (texto, entero, fecha, sí o no): al leerla vuelve con los mismos
valores, así que calcular con lo guardado da los mismos bytes que calcular con lo leído.
"""

from __future__ import annotations

import base64
import hashlib
import json
import zlib
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from cobranza.ley.isr import DelMes, Subsidio, Tarifa
from cobranza.nomina.calculo import Nomina
from cobranza.nomina.insumos import Insumos
from cobranza.nomina.norma_habilitante import NormaHabilitante, Regla
from cobranza.nomina.participantes import Participantes

TEXTO, ENTERO, FECHA, SI_NO = "t", "n", "f", "s"
_INSUMOS = ("cobros", "movimientos", "plantilla", "previos", "deducciones")
_RESULTADO = ("cobros", "reversas", "partes", "partes_reversadas", "personas", "por_delegacion")
_DE_QUIENES = ("por_cobro", "titulares")
"""Van con su índice, la clave del cobro."""


def insumos_escritos(de: Insumos) -> str:
    """Los insumos, como texto."""
    dicho: dict[str, Any] = {que: _tabla(getattr(de, que)) for que in _INSUMOS}
    dicho |= {que: _tabla(getattr(de.quienes, que).rename_axis("clave").reset_index()) for que in _DE_QUIENES}
    dicho["supervisores"] = _tabla(de.quienes.supervisores)
    dicho["isr"] = {"tarifa": _columnas(de.isr.tarifa), "subsidio": _columnas(de.isr.subsidio)}
    dicho |= {"maximo": de.maximo, "normas": [_norma(n) for n in de.registradas]}
    if de.varios_meses:  # sólo si se pidió: lo guardado sin pedirlo conserva sus bytes
        dicho["varios_meses"] = de.varios_meses
    return _escrito(dicho | _periodo(de))


def insumos_leidos(texto: str) -> Insumos:
    """Los insumos que dice ese texto."""
    dicho = json.loads(texto)
    leidos: dict[str, Any] = {que: _en_tabla(dicho[que]) for que in _INSUMOS} | _del_periodo(dicho)
    por_cobro, titulares = (_en_tabla(dicho[que]).set_index("clave") for que in _DE_QUIENES)
    titulares.columns.name = "puesto"
    isr = dicho["isr"]
    return Insumos(
        **leidos,
        quienes=Participantes(por_cobro, titulares, _en_tabla(dicho["supervisores"])),
        registradas=tuple(map(_norma_leida, dicho["normas"])),
        isr=DelMes(Tarifa(**_de_columnas(isr["tarifa"])), Subsidio(**_de_columnas(isr["subsidio"]))),
        maximo=dicho["maximo"],
        varios_meses=dicho.get("varios_meses", ""),
    )


def resultado_escrito(nomina: Nomina) -> str:
    """Lo que resultó, como texto: lo que se sella."""
    dicho: dict[str, Any] = {que: _tabla(getattr(nomina, que)) for que in _RESULTADO}
    dicho |= {"auxiliar": nomina.auxiliar, "normas": [_norma(n) for n in nomina.normas]}
    return _escrito(dicho | _periodo(nomina))


def resultado_leido(texto: str) -> Nomina:
    """La nómina que dice ese texto, sin volver a calcularla."""
    dicho = json.loads(texto)
    leido: dict[str, Any] = {que: _en_tabla(dicho[que]) for que in _RESULTADO} | _del_periodo(dicho)
    return Nomina(
        **leido,
        normas=tuple(map(_norma_leida, dicho["normas"])),
        auxiliar=dicho["auxiliar"],
    )


def sello(resultado: str) -> str:
    """SHA-256 de un resultado escrito."""
    return hashlib.sha256(resultado.encode()).hexdigest()


def comprimido(texto: str) -> str:
    """El texto, como se guarda en la base."""
    return base64.b64encode(zlib.compress(texto.encode(), 6)).decode("ascii")


def descomprimido(guardado: str) -> str:
    """El texto que se guardó."""
    return zlib.decompress(base64.b64decode(guardado)).decode()


def _escrito(dicho: Mapping[str, Any]) -> str:
    return json.dumps(dicho, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _periodo(de: Insumos | Nomina) -> dict[str, str]:
    return {cual: getattr(de, cual).isoformat() for cual in ("desde", "hasta", "fecha_pago")}


def _del_periodo(dicho: Mapping[str, Any]) -> dict[str, date]:
    return {cual: date.fromisoformat(dicho[cual]) for cual in ("desde", "hasta", "fecha_pago")}


def _tabla(tabla: pd.DataFrame) -> list[list[Any]]:
    """`[[nombre, clase, valores]…]`, en el orden de sus columnas."""
    return [[str(nombre), *_columna(tabla[nombre])] for nombre in tabla.columns]


def _columna(columna: pd.Series[Any]) -> tuple[str, list[Any]]:
    if columna.dtype.kind == "M":
        escritas = np.datetime_as_string(columna.to_numpy().astype("datetime64[D]")).tolist()
        return FECHA, [None if f == "NaT" else f for f in escritas]
    if columna.dtype.kind == "b":
        return SI_NO, columna.tolist()
    if columna.dtype.kind in "iu":
        return ENTERO, columna.tolist()
    valores = columna.astype(object)
    return TEXTO, [None if v is None or v != v else str(v) for v in valores.tolist()]


def _en_tabla(columnas: list[list[Any]]) -> pd.DataFrame:
    return pd.DataFrame({nombre: _leida(clase, valores) for nombre, clase, valores in columnas})


def _leida(clase: str, valores: list[Any]) -> Any:
    if clase == FECHA:
        return np.array([f or "NaT" for f in valores], dtype="datetime64[s]")
    if clase == TEXTO:
        return pd.array(valores, dtype="str")
    return np.array(valores, dtype=bool if clase == SI_NO else np.int64)


def _columnas(de: Tarifa | Subsidio) -> dict[str, Any]:
    valores = {campo.name: getattr(de, campo.name) for campo in fields(de)}
    return {campo: v.tolist() if isinstance(v, np.ndarray) else v for campo, v in valores.items()}


def _de_columnas(dicho: Mapping[str, Any]) -> dict[str, Any]:
    return {campo: np.array(v, dtype=np.int64) if isinstance(v, list) else v for campo, v in dicho.items()}


def _norma(norma: NormaHabilitante) -> dict[str, Any]:
    return asdict(norma) | {cual: getattr(norma, cual).isoformat() for cual in ("desde", "hasta")}


def _norma_leida(dicho: dict[str, Any]) -> NormaHabilitante:
    limites = {cual: date.fromisoformat(dicho[cual]) for cual in ("desde", "hasta")}
    reglas = tuple(Regla(**regla) for regla in dicho["reglas"])
    return NormaHabilitante(**dicho | limites | {"reglas": reglas, "ambitos": tuple(dicho["ambitos"])})
