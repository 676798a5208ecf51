"""A quién asignar los créditos que nadie trae: a quien menos lleva en su delegación (función F10).

Sólo propone: la propuesta es un archivo de incidencias que se revisa y entra por la misma puerta que los demás. La
asignación no cambia a quien practicó una diligencia (función F01).
"""

from __future__ import annotations

from datetime import date
from heapq import heapify, heapreplace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import dia
from cobranza.cartera.consultas import cartera_al
from cobranza.expediente.personas import facultado, nombramientos
from cobranza.expediente.significado import con

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas

SIN_EJECUTOR, SIN_NOMBRAMIENTO = "No tenía ejecutor", "Su ejecutor no está facultado ese día en su delegación"
_ACTOS = ("REQUERIMIENTO", "EMBARGO")
"""Lo que su oficio debe permitirle practicar a quien lleva un crédito (CFF, art. 152)."""


def propuesta(conexion: DuckDBPyConnection, normas: Normas, al: date, delegacion: str = "") -> pd.DataFrame:
    """Un renglón por crédito vigente por asignar: folio, delegacion, total, causa, ejecutor, nombre y carga.

    Por asignar está el que no tiene ejecutor y el que tiene uno sin nombramiento vigente ese día para requerir y
    embargar en su delegación. Se reparten del mayor saldo al menor, cada uno a quien menos créditos lleva (y, a igual
    número, menos saldo); `carga` es cuántos lleva ya con éste. Donde nadie está facultado, `ejecutor` queda ausente.
    Importes en centavos. Errores: `ErrorDeLey` si la norma no alcanza a ese día, porque el saldo se liquida.
    """
    facultados = _facultados(conexion, al)
    cartera = cartera_al(conexion, normas, al, delegacion)
    vigentes = cartera.loc[cartera["vida"] == "VIGENTE", ["folio", "delegacion", "ejecutor", "total"]]
    vigentes = vigentes.astype({"delegacion": "str", "ejecutor": "str"})
    validos = pd.MultiIndex.from_frame(facultados[["delegacion", "ejecutor"]])
    puede = pd.MultiIndex.from_frame(vigentes[["delegacion", "ejecutor"]]).isin(validos)
    causa = np.where(vigentes["ejecutor"].isna(), SIN_EJECUTOR, SIN_NOMBRAMIENTO)
    por_asignar = vigentes.assign(causa=causa)[~puede]
    asignados = vigentes[puede]
    partes = [
        _repartir(parte, facultados[facultados["delegacion"] == d], asignados[asignados["delegacion"] == d])
        for d, parte in por_asignar.groupby("delegacion")
    ]
    columnas = ["folio", "delegacion", "total", "causa", "ejecutor", "nombre", "carga"]
    return pd.concat([por_asignar.assign(nombre=None, carga=0)[columnas].iloc[:0], *partes], ignore_index=True)


def _facultados(conexion: DuckDBPyConnection, al: date) -> pd.DataFrame:
    """Delegación, ejecutor y nombre de quien puede ese día llevar créditos en ella."""
    quienes = nombramientos(conexion)
    puede = facultado(
        quienes,
        quienes["persona"],
        np.full(len(quienes), dia(al)),
        *(con("facultad")[tipo] for tipo in _ACTOS),
        delegacion=quienes["delegacion"],
    )
    nombres = conexion.sql("SELECT numero_empleado AS ejecutor, nombre FROM persona").df()
    puestos = quienes.loc[puede, ["delegacion", "persona"]].rename(columns={"persona": "ejecutor"}).drop_duplicates()
    return puestos.merge(nombres, on="ejecutor").sort_values(["delegacion", "ejecutor"], ignore_index=True)


def _repartir(por_asignar: pd.DataFrame, facultados: pd.DataFrame, asignados: pd.DataFrame) -> pd.DataFrame:
    """Cada crédito a quien menos lleva; el montículo da siempre a ése."""
    llevan = asignados.groupby("ejecutor")["total"].agg(["size", "sum"]).reindex(facultados["ejecutor"], fill_value=0)
    monticulo = [(int(n), int(suma), quien) for quien, n, suma in llevan.itertuples()]
    heapify(monticulo)
    orden = por_asignar.sort_values(["total", "folio"], ascending=[False, True])
    elegidos: list[tuple[str | None, int]] = []
    for total in orden["total"]:
        if not monticulo:
            elegidos.append((None, 0))
            continue
        numero, saldo, quien = monticulo[0]
        heapreplace(monticulo, (numero + 1, saldo + int(total), quien))
        elegidos.append((quien, numero + 1))
    nombres = facultados.set_index("ejecutor")["nombre"]
    ejecutor = pd.Series([quien for quien, _ in elegidos], index=orden.index, dtype="str")
    carga = [cuantos for _, cuantos in elegidos]
    return orden.assign(ejecutor=ejecutor, nombre=ejecutor.map(nombres), carga=carga)[
        ["folio", "delegacion", "total", "causa", "ejecutor", "nombre", "carga"]
    ]


def como_incidencias(propuestos: pd.DataFrame, al: date) -> pd.DataFrame:
    """La propuesta como archivo de incidencias, con los encabezados de su layout; sin los que nadie puede llevar."""
    con_quien = propuestos[propuestos["ejecutor"].notna()]
    return pd.DataFrame(
        {
            "Clave": "ASIG-" + con_quien["folio"] + f"-{al}",
            "Crédito": con_quien["folio"],
            "Tipo": "ASIGNACION",
            "Fecha": f"{al:%d/%m/%Y}",
            "Hasta": "",
            "Monto": "",
            "Documento": "",
            "Causa": con_quien["causa"],
            "Referencia": "",
            "Ejecutor": con_quien["ejecutor"],
            "Fecha de captura": f"{al:%d/%m/%Y}",
        }
    )
