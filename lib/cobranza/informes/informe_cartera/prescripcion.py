"""El saldo por prescribir: a 90, 180 y 365 días, cuánto no tiene acto programado y cuáles son los mayores."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.expediente.situacion import SIN_FECHA, TRAMOS_DE_PRESCRIPCION, URGENTE
from cobranza.informes.de_quien import cuanto, de_cada_quien, de_quien
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.informes.informe_cartera.quienes import CON_ACTO, SIN_ACTO, TRAMO
from cobranza.papel.celdas_chicas import calladas, desgloses_por_reservar
from cobranza.papel.formato import entero
from cobranza.papel.palabras import AMBITOS, delegaciones
from cobranza.papel.piezas import Varias
from cobranza.papel.tabla import Columna, Tabla


def por_prescribir(datos: Datos) -> Varias:
    """Qué se puede perder: por tramo y, de lo que no puede esperar, crédito por crédito."""
    return Varias([radar(datos), urgentes(datos)])


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
    filas.append(
        {"nombre": SIN_FECHA, **_suma(del_tramo(datos, SIN_FECHA)), "sin_acto": None, "saldo_sin_acto": None}
    )
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
        _sin_senalar(datos, pd.DataFrame(filas, dtype=object)),
        total=total,
        hoja="prescripcion",
        nota="Cinco años desde que el pago pudo exigirse; la gestión notificada y el pago reinician, la suspensión "
        "detiene y el tope es de diez años (CFF, art. 146). Cada crédito cuenta en un solo tramo.",
    )


def _sin_senalar(datos: Datos, filas: pd.DataFrame) -> pd.DataFrame:
    """El radar como se puede compartir; lo que tiene acto programado también se deduce de lo que no."""
    if datos.nominativo:
        return filas
    tramos = filas["nombre"].tolist()
    callar = datos.callar(TRAMO, tramos)
    partes = list(zip(*(datos.contribuyentes(TRAMO, tramos, ambito) for ambito in AMBITOS), strict=True))
    desgloses = desgloses_por_reservar(callar, partes, datos.contribuyentes(TRAMO, tramos), datos.minimo)
    con_y_sin = zip(datos.contribuyentes(CON_ACTO, tramos), datos.contribuyentes(SIN_ACTO, tramos), strict=True)
    actos = [c or any(0 < n < datos.minimo for n in dos) for c, dos in zip(callar, con_y_sin, strict=True)]
    actos = [a and t != SIN_FECHA for a, t in zip(actos, tramos, strict=True)]
    filas = calladas(filas, [c or d for c, d in zip(callar, desgloses, strict=True)], [*AMBITOS], datos.minimo)
    filas = calladas(filas, callar, ["creditos", "saldo"], datos.minimo)
    return calladas(filas, actos, ["sin_acto", "saldo_sin_acto"], datos.minimo)


def tramo_callado(datos: Datos, tramo: str) -> bool:
    """¿Se calla cuánto hay en ese tramo? Entonces tampoco lo dice la carátula."""
    return datos.callar(TRAMO, [tramo])[0]


def urgentes(datos: Datos) -> Tabla:
    """Los créditos de mayor saldo que prescriben en 90 días."""
    c, cuantos = datos.suma.urgentes, int(del_tramo(datos, URGENTE)["creditos"].sum())
    c = c.assign(titulo=c["delegacion"].map(delegaciones()), acto=np.where(c["programado"], "Sí", "No"))
    orden = "de mayor a menor saldo, pesos" if datos.nominativo else "de mayor a menor rango de saldo"
    return Tabla(
        f"Créditos que prescriben en 90 días, {orden}",
        [
            Columna("folio", "Crédito"),
            Columna("titulo", "Delegación"),
            *de_quien(datos),
            Columna("prescribe", "Prescribe", "fecha"),
            cuanto(datos),
            Columna("acto", "Acto programado"),
        ],
        de_cada_quien(datos, c),
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
