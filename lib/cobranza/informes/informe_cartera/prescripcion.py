"""El saldo por prescribir: a 90, 180 y 365 días, cuánto no tiene acto programado y cuáles son los mayores."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from cobranza.base.fechas import dia, dias, fecha_corta
from cobranza.informes.informe_cartera import nombres
from cobranza.informes.informe_cartera.datos import Datos
from cobranza.papel.mascara import enmascarado, enmascarado_nombre
from cobranza.papel.tabla import Columna, Tabla

HORIZONTES = (90, 180, 365)
_TRAMOS = (("Ya consumada, sin declarar", 0), *((f"En {n} días o menos", n) for n in HORIZONTES), ("Después", 10**6))


def radar(datos: Datos) -> Tabla:
    """Créditos y saldo por tramo de tiempo hasta que prescriben (CFF, art. 146; ANT-03 y ANT-04)."""
    c = con_plazo(datos.vigentes, datos.corte)
    filas = []
    for nombre, _ in _TRAMOS:
        tramo = c[c["tramo"] == nombre]
        sin_acto = tramo[~tramo["programado"]]
        filas.append(
            {
                "nombre": nombre,
                **_suma(tramo),
                "sin_acto": len(sin_acto),
                "saldo_sin_acto": int(sin_acto["total"].sum()),
            }
        )
    sin_fecha = datos.vigentes[datos.vigentes["prescribe"].isna()]
    filas.append({"nombre": "Sin fecha: sin exigir o con suspensión abierta", **_suma(sin_fecha)})
    total = {"nombre": "Total", **_suma(datos.vigentes)}
    return Tabla(
        f"Saldo por prescribir contado desde el {fecha_corta(datos.corte)}, {datos.escala.unidad}",
        [
            Columna("nombre", "Prescribe"),
            Columna("creditos", "Créditos", "entero"),
            Columna("estatal", "Estatal", datos.escala.tipo),
            Columna("federal", "Federal coordinado", datos.escala.tipo),
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
    c = con_plazo(datos.vigentes, datos.corte)
    c = c[c["tramo"] == "En 90 días o menos"].sort_values(["total", "folio"], ascending=[False, True])
    quien = c["nombre"] if datos.nominativo else c["nombre"].map(enmascarado_nombre)
    rfc = c["rfc"] if datos.nominativo else c["rfc"].map(enmascarado)
    c = c.assign(
        quien=quien,
        rfc=rfc,
        titulo=c["delegacion"].map(nombres.de_delegaciones()),
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
    )


def con_plazo(vigentes: pd.DataFrame, corte: date) -> pd.DataFrame:
    """Créditos con fecha de prescripción, con su `tramo` y si tienen acto `programado` después del corte."""
    c = vigentes[vigentes["prescribe"].notna()]
    faltan = dias(c["prescribe"]) - dia(corte)
    limites = np.array([limite for _, limite in _TRAMOS])
    lugar = np.minimum(np.searchsorted(limites, faltan, side="left"), len(limites) - 1)
    nombre = np.array([n for n, _ in _TRAMOS], dtype=object)
    return c.assign(tramo=nombre[lugar], programado=(c["programado_el"] > np.datetime64(corte, "s")).to_numpy())


def _suma(c: pd.DataFrame) -> dict[str, int]:
    origen = c.groupby("ambito")["total"].sum()
    return {
        "creditos": len(c),
        "estatal": int(origen.get("estatal", 0)),
        "federal": int(origen.get("federal", 0)),
        "saldo": int(c["total"].sum()),
    }
