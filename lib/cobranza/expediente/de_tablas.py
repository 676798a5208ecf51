"""La historia de unos créditos desde tablas sueltas: las de una transacción abierta, con el mismo lector que la foto.

Así quien asienta un pago pregunta por el estado de un crédito lo mismo, y del mismo modo, que un informe.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cobranza.expediente.historia import Historia, historia

if TYPE_CHECKING:
    import pandas as pd
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas

_COLUMNAS = {
    "credito": {
        "id": "BIGINT", "folio": "VARCHAR", "ambito": "VARCHAR", "concepto": "VARCHAR", "origen": "VARCHAR",
        "autoridad": "VARCHAR", "resolucion": "VARCHAR", "ejercicio": "BIGINT", "rfc": "VARCHAR", "nombre": "VARCHAR",
        "tipo_persona": "VARCHAR", "municipio": "VARCHAR", "delegacion": "VARCHAR", "ejecutor": "VARCHAR",
        "vencimiento": "DATE", "importe": "BIGINT", "multa": "BIGINT", "fecha_registro": "DATE",
    },
    "acto": {
        "credito": "BIGINT", "id": "BIGINT", "clave": "VARCHAR", "tipo": "VARCHAR", "fecha": "DATE",
        "resultado": "VARCHAR", "persona": "VARCHAR", "forma": "VARCHAR", "hasta": "DATE", "parcialidades": "BIGINT",
        "notificado_el": "DATE", "referencia": "VARCHAR", "documento": "VARCHAR", "fecha_registro": "DATE",
    },
    "movimiento": {
        "credito": "BIGINT", "clave": "VARCHAR", "componente": "VARCHAR", "tipo": "VARCHAR", "importe": "BIGINT",
        "exacto": "BIGINT", "recargos": "BIGINT", "fecha_efecto": "DATE", "fecha_registro": "DATE",
        "documento": "VARCHAR", "referencia": "VARCHAR", "reversa_de": "VARCHAR",
    },
    "recibo": {"recibo": "VARCHAR", "fecha_ingreso": "DATE", "folio": "VARCHAR"},
    "persona": {
        "numero_empleado": "VARCHAR", "nombre": "VARCHAR", "rfc": "VARCHAR", "puesto": "VARCHAR",
        "delegacion": "VARCHAR", "baja": "DATE",
    },
    "nombramiento": {
        "oficio": "VARCHAR", "numero_empleado": "VARCHAR", "puesto": "VARCHAR", "facultades": "VARCHAR",
        "delegacion": "VARCHAR", "desde": "DATE", "hasta": "DATE",
    },
}  # fmt: skip
_DE_LAS_REGLAS = {
    "acto": {"folio": "VARCHAR", "hora_inicio": "VARCHAR", "hora_fin": "VARCHAR", "monto": "BIGINT"},
    "credito": {"fecha_resolucion": "DATE"},
    "movimiento": {"folio": "VARCHAR"},
}
"""Lo que sólo leen las reglas del procedimiento: quien asienta dinero no lo pide."""


def columnas_de(tabla: str, alias: str, *, reglas: bool = False) -> str:
    """Las columnas propias que hacen falta de una tabla, para pedirlas a la base; con `reglas`, también las suyas."""
    columnas = _COLUMNAS[tabla] | (_DE_LAS_REGLAS.get(tabla, {}) if reglas else {})
    return ", ".join(f"{alias}.{columna}" for columna in columnas if columna != "credito")


def historia_de_tablas(tablas: Mapping[str, pd.DataFrame], normas: Normas) -> Historia:
    """La historia de los créditos de `tablas` (credito, acto…, con las columnas de los libros); las que faltan,
    vacías."""
    with conexion_de_tablas(tablas) as conexion:
        return historia(conexion, normas)


@contextmanager
def conexion_de_tablas(tablas: Mapping[str, pd.DataFrame]) -> Iterator[DuckDBPyConnection]:
    """Una conexión donde están esas tablas, con los mismos nombres y tipos que en la foto; las que faltan, vacías.

    Un paso pregunta decenas de veces y abrir una conexión cuesta más que llenarla: se presta una ya abierta.
    """
    conexion, tiene = _libres.pop() if _libres else (_nueva(), {})
    try:
        for nombre in _COLUMNAS:
            if nombre in tiene and nombre in tablas and tiene[nombre].equals(tablas[nombre]):
                continue
            if tiene.pop(nombre, None) is not None:
                conexion.execute(f"TRUNCATE {nombre}")
            if nombre in tablas and len(tablas[nombre]):
                columnas = _de_tabla(nombre)
                hay = [c for c in columnas if c in tablas[nombre]]
                conexion.register("sueltas", tablas[nombre])
                lista = ", ".join(f"CAST({c} AS {columnas[c]})" for c in hay)
                conexion.execute(f"INSERT INTO {nombre} ({', '.join(hay)}) SELECT {lista} FROM sueltas")
                conexion.unregister("sueltas")
                tiene[nombre] = tablas[nombre]
        yield conexion
        conexion.execute(";".join(f"TRUNCATE {nombre}" for nombre in _COLUMNAS if nombre not in _DE_LA_CASA))
    except BaseException:
        conexion.close()
        raise
    _libres.append((conexion, {nombre: tiene[nombre] for nombre in _DE_LA_CASA if nombre in tiene}))


_DE_LA_CASA = ("persona", "nombramiento")
"""Las que no son de un crédito: casi siempre llegan iguales, y llenarlas otra vez es lo que más tarda."""
_libres: list[tuple[DuckDBPyConnection, dict[str, pd.DataFrame]]] = []
"""Conexiones abiertas, por prestar, cada una con lo único que conserva."""
_heredadas: list[tuple[DuckDBPyConnection, dict[str, pd.DataFrame]]] = []
"""Las del proceso del que éste se bifurcó: no se usan, y cerrarlas esperaría hilos que aquí no hay."""


def _apartar_lo_heredado() -> None:
    _heredadas.extend(_libres)
    _libres.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_apartar_lo_heredado)


def _nueva() -> DuckDBPyConnection:
    import duckdb

    conexion = duckdb.connect(config={"threads": 1})
    for nombre in _COLUMNAS:
        columnas = ", ".join(f"{c} {t}" for c, t in _de_tabla(nombre).items())
        conexion.execute(f"CREATE TABLE {nombre} ({columnas})")
    return conexion


def _de_tabla(nombre: str) -> Mapping[str, str]:
    return _COLUMNAS[nombre] | _DE_LAS_REGLAS.get(nombre, {})
