"""El saldo por prescribir: a 90, 180 y 365 días, cuánto no tiene acto programado y cuáles son los mayores."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.expediente.situacion import SIN_FECHA, TRAMOS_DE_PRESCRIPCION, URGENTE
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.papel.formato import entero
from cobranza.papel.mascara import enmascarado, enmascarado_nombre
from cobranza.papel.palabras import AMBITOS, delegaciones
from cobranza.papel.tabla import Columna, Tabla


def radar(datos: Datos) -> Tabla:
    """Créditos y saldo por tramo de tiempo hasta que prescriben (CFF, art. 146; ANT-03 y ANT-04)."""
    filas = []
    for nombre, _ in TRAMOS_DE_PRESCRIPCION:
        tramo = del_tramo(datos, nombre)
        sin_acto = tramo[~tramo["programado"]]
        filas.append(
            {
                "nombre": nombre,
                **_suma(tramo),
                "sin_acto": int(sin_acto["creditos"].sum()),
                "saldo_sin_acto": int(sin_acto["total"].sum()),
            }
        )
    filas.append({"nombre": SIN_FECHA, **_suma(del_tramo(datos, SIN_FECHA))})
    total = {"nombre": "Total", **_suma(datos.cubo)}
    return Tabla(
        f"Saldo por prescribir contado desde el {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("nombre", "Prescribe"),
            Columna("creditos", "Créditos", "entero"),
            Columna("estatal", AMBITOS["estatal"], datos.escala.tipo),
            Columna("federal", AMBITOS["federal"], datos.escala.tipo),
            Columna("saldo", "Suma de ambos", datos.escala.tipo),
            Columna("sin_acto", "Sin acto programado", "entero"),
            Columna("saldo_sin_acto", "Saldo sin acto", datos.escala.tipo),
        ],
        filas,
        total=total,
        hoja="prescripcion",
        nota="Cinco años desde que el pago pudo exigirse; la gestión notificada y el pago reinician, la suspensión "
        "detiene y el tope es de diez años (CFF, art. 146). Cada crédito cuenta en un solo tramo.",
    )


def urgentes(datos: Datos) -> Tabla:
    """Los créditos de mayor saldo que prescriben en 90 días."""
    c, cuantos = datos.suma.urgentes, int(del_tramo(datos, URGENTE)["creditos"].sum())
    quien = c["nombre"] if datos.nominativo else c["nombre"].map(enmascarado_nombre)
    rfc = c["rfc"] if datos.nominativo else c["rfc"].map(enmascarado)
    c = c.assign(
        quien=quien,
        rfc=rfc,
        titulo=c["delegacion"].map(delegaciones()),
        acto=np.where(c["programado"], "Sí", "No"),
    )
    return Tabla(
        "Créditos que prescriben en 90 días, de mayor a menor saldo, pesos",
        [
            Columna("folio", "Crédito"),
            Columna("titulo", "Delegación"),
            Columna("rfc", "RFC"),
            Columna("quien", "Contribuyente"),
            Columna("prescribe", "Prescribe", "fecha"),
            Columna("total", "Saldo", "pesos"),
            Columna("acto", "Acto programado"),
        ],
        c,
        hoja="por_prescribir",
        maximo=10,
        nota="" if len(c) == cuantos else f"Se listan los {entero(len(c))} de mayor saldo de {entero(cuantos)}.",
    )


def del_tramo(datos: Datos, tramo: str) -> pd.DataFrame:
    """Las celdas del cubo de un tramo de prescripción."""
    return datos.cubo[datos.cubo["tramo_de_prescripcion"] == tramo]


def _suma(celdas: pd.DataFrame) -> dict[str, int]:
    origen = celdas.groupby("ambito")["total"].sum()
    return {
        "creditos": int(celdas["creditos"].sum()),
        "estatal": int(origen.get("estatal", 0)),
        "federal": int(origen.get("federal", 0)),
        "saldo": int(celdas["total"].sum()),
    }
