"""De las partes de cada persona a su neto: tope, retención de ISR, descuento por reversas y CLABE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from cobranza.base.dinero import dividir_truncando, por
from cobranza.ley.isr import retencion
from cobranza.ley.norma import Normas
from cobranza.nomina.norma_habilitante import CIEN, NormaHabilitante
from cobranza.nomina.partes import A_FONDO, A_PERSONA, EXCEDENTE
from cobranza.nomina.reparto import Columna, por_resto_mayor


@dataclass(frozen=True)
class Liquidacion:
    """`personas`: un renglón por beneficiario. `por_delegacion`: lo mismo, por delegación donde lo ganó."""

    personas: pd.DataFrame
    por_delegacion: pd.DataFrame


def con_tope(partes: pd.DataFrame, registradas: Sequence[NormaHabilitante]) -> pd.DataFrame:
    """Las partes con lo que excede el tope por persona de su norma pasado al fondo; la suma no cambia."""
    for de in registradas:
        if de.tope is None:
            continue
        suyas = (partes["norma"] == de.clave) & (partes["destino"] == A_PERSONA) & ~partes["es_anterior"]
        propias = partes[suyas]
        total = propias.groupby("beneficiario")["importe"].transform("sum")
        exceso = _prorrateado((total - de.tope).clip(lower=0), propias["importe"], propias["beneficiario"])
        partes = partes.copy()
        partes.loc[suyas, "importe"] -= exceso
        al_fondo = propias.assign(importe=exceso, destino=A_FONDO, motivo=EXCEDENTE, beneficiario=de.fondo)
        partes = pd.concat([partes, al_fondo], ignore_index=True)
        partes = partes[partes["importe"] > 0].reset_index(drop=True)
    return partes


def liquidar(partes: pd.DataFrame, plantilla: pd.DataFrame, fecha_pago: date, normas: Normas) -> Liquidacion:
    """Bruto, ISR, descuento por reversas y neto de cada persona, en centavos.

    Fundamento: LISR, arts. 94, fr. I, y 96: se retiene sobre la totalidad del mes, así que lo atribuible a los gastos
    es `retencion(sueldo + gastos) − retencion(sueldo)`. Si eso excede a lo que se paga, lo que falta (`por_retener`)
    toca a la nómina ordinaria. El descuento por cobros reversados no pasa del máximo vigente sobre el neto; el resto
    queda como `adeudo`. Errores: `ErrorDeLey` si falta la tarifa, el subsidio o el máximo de descuento ese día.
    """
    de_personas = partes[partes["destino"] == A_PERSONA]
    ganado = de_personas[~de_personas["es_anterior"]]
    devuelto = de_personas[de_personas["es_anterior"]]
    quienes = pd.Index(sorted(de_personas["beneficiario"].unique()), name="numero_empleado")
    personas = plantilla.set_index("numero_empleado").reindex(quienes)
    personas["bruto"] = _por_persona(ganado, quienes)
    personas["reversado"] = _por_persona(devuelto, quienes)
    personas = _con_retencion(personas, fecha_pago, normas)
    maximo = normas.de("estatal").numero("nomina_descuento_maximo", fecha_pago)
    disponible = (personas["bruto"] - personas["retencion"]).to_numpy(np.int64)
    tope = dividir_truncando(por(disponible, maximo), CIEN)
    personas["descuento"] = np.minimum(personas["reversado"], tope)
    personas["adeudo"] = personas["reversado"] - personas["descuento"]
    personas["neto"] = disponible - personas["descuento"]
    return Liquidacion(personas.reset_index(), _por_delegacion(ganado, personas))


def _por_persona(partes: pd.DataFrame, quienes: pd.Index[str]) -> Columna:
    suma = partes.groupby("beneficiario")["importe"].sum().reindex(quienes, fill_value=0)
    return suma.to_numpy(np.int64)


def _con_retencion(personas: pd.DataFrame, fecha_pago: date, normas: Normas) -> pd.DataFrame:
    """Agrega el ISR del mes de pago con y sin los gastos, lo atribuible a ellos y lo que alcanza a retenerse."""
    federal = normas.de("federal")
    sueldo, bruto = personas["sueldo_mensual"].to_numpy(np.int64), personas["bruto"].to_numpy(np.int64)
    todo, solo_sueldo = (retencion(federal, ingreso=i, al=fecha_pago) for i in (sueldo + bruto, sueldo))
    atribuible = np.maximum(np.asarray(todo.retencion) - np.asarray(solo_sueldo.retencion), 0)
    return personas.assign(
        impuesto=todo.impuesto,
        subsidio=todo.subsidio,
        retencion_total=todo.retencion,
        retencion_sueldo=solo_sueldo.retencion,
        retencion=np.minimum(atribuible, bruto),
        por_retener=np.maximum(atribuible - bruto, 0),
    )


def _por_delegacion(ganado: pd.DataFrame, personas: pd.DataFrame) -> pd.DataFrame:
    """Lo ganado por delegación y persona, con su parte exacta de la retención y del descuento."""
    llave = ["delegacion", "beneficiario"]
    filas = ganado.groupby(llave)["importe"].sum().rename("bruto").reset_index()
    for columna in ("retencion", "descuento"):
        total = personas[columna].reindex(filas["beneficiario"])
        filas[columna] = _prorrateado(total, filas["bruto"], filas["beneficiario"])
    filas["neto"] = filas["bruto"] - filas["retencion"] - filas["descuento"]
    filas.columns = filas.columns.str.replace("beneficiario", "numero_empleado")
    return filas


def _prorrateado(total: pd.Series[int], peso: pd.Series[int], quien: pd.Series[str]) -> Columna:
    grupo = pd.factorize(quien)[0].astype(np.int64)
    return por_resto_mayor(np.asarray(total, np.int64), peso=np.asarray(peso, np.int64), grupo=grupo)
