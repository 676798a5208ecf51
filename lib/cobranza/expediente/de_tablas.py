"""La historia de unos créditos desde tablas sueltas: las de una transacción abierta, con el mismo lector que la foto.

Así quien asienta un pago pregunta por el estado de un crédito lo mismo, y del mismo modo, que un informe.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cobranza.expediente.historia import Historia, historia

if TYPE_CHECKING:
    import pandas as pd

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
}  # fmt: skip


def columnas_de(tabla: str, alias: str) -> str:
    """Las columnas propias que hacen falta de una tabla, para pedirlas a la base."""
    return ", ".join(f"{alias}.{columna}" for columna in _COLUMNAS[tabla] if columna != "credito")


def historia_de_tablas(tablas: Mapping[str, pd.DataFrame], normas: Normas) -> Historia:
    """La historia de los créditos de `tablas` (credito, acto…, con las columnas de los libros); las que faltan,
    vacías."""
    import duckdb

    with duckdb.connect() as conexion:
        for nombre, columnas in _COLUMNAS.items():
            conexion.execute(f"CREATE TABLE {nombre} ({', '.join(f'{c} {t}' for c, t in columnas.items())})")
            if nombre in tablas and len(tablas[nombre]):
                conexion.register("sueltas", tablas[nombre])
                lista = ", ".join(f"CAST({c} AS {t})" for c, t in columnas.items())
                conexion.execute(f"INSERT INTO {nombre} SELECT {lista} FROM sueltas")
                conexion.unregister("sueltas")
        return historia(conexion, normas)
