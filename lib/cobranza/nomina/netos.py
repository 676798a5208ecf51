"""De las partes de cada persona a su neto: tope, retención de ISR, descuento por reversas y CLABE."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from cobranza.base.dinero import dividir_truncando, por
from cobranza.ley.isr import CON_SUBSIDIO, DelMes, Retencion
from cobranza.nomina.insumos import OTRA, PENSION, Insumos
from cobranza.nomina.norma_habilitante import CIEN, NormaHabilitante
from cobranza.nomina.partes import A_FONDO, A_PERSONA, EXCEDENTE
from cobranza.nomina.reparto import Columna, por_resto_mayor

DESCUENTOS = ("retencion", "pension", "descuento", "otras")
"""Lo que va del bruto al neto: ISR, alimentos, recuperado por reversas y otras deducciones."""


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


def liquidar(partes: pd.DataFrame, de: Insumos) -> Liquidacion:
    """Bruto, ISR, deducciones, descuento por reversas y neto de cada persona, en centavos.

    Fundamento: LISR, arts. 94, fr. I, y 96: se retiene sobre la totalidad del mes (sueldo, lo que otras nóminas de
    gastos pagaron en él y esto), así que lo atribuible a ésta es la retención con ella menos la de sin ella. Si eso
    excede a lo que se paga, lo que falta (`por_retener`) toca a la nómina ordinaria. De lo que queda salen, en este
    orden, los alimentos, lo que se recupera de cobros reversados (los de este periodo y lo que la persona quedó a
    deber, hasta el máximo) y lo demás; lo no recuperado queda como `adeudo`, también de quien ya no gana.
    """
    de_personas = partes[partes["destino"] == A_PERSONA]
    ganado = de_personas[~de_personas["es_anterior"]]
    devuelto = de_personas[de_personas["es_anterior"]]
    deben = de.previos[de.previos["adeudo"] > 0]["numero_empleado"]
    quienes = pd.Index(sorted({*de_personas["beneficiario"].unique(), *deben}), name="numero_empleado")
    personas = de.plantilla.set_index("numero_empleado").reindex(quienes)
    personas["bruto"] = _por_persona(ganado, quienes)
    personas["reversado"] = _por_persona(devuelto, quienes)
    previos = de.previos.groupby("numero_empleado")[["adeudo", "bruto_mes"]].sum().reindex(quienes, fill_value=0)
    personas["adeudo_anterior"] = previos["adeudo"].to_numpy(np.int64)
    personas["bruto_mes"] = previos["bruto_mes"].to_numpy(np.int64)
    personas = _de_varios_meses(personas, de) if de.varios_meses else _con_retencion(personas, de.isr)
    personas = _con_descuentos(personas, de)
    return Liquidacion(personas.reset_index(), _por_delegacion(ganado, personas))


def _con_descuentos(personas: pd.DataFrame, de: Insumos) -> pd.DataFrame:
    """Agrega `pension`, `descuento` (reversas), `otras`, `adeudo` y `neto`, por su prelación y sin pasar de cero."""
    disponible = (personas["bruto"] - personas["retencion"]).to_numpy(np.int64)
    pension = _deducido(personas.index, disponible, disponible, de.deducciones, PENSION)
    por_recuperar = (personas["reversado"] + personas["adeudo_anterior"]).to_numpy(np.int64)
    tope = np.minimum(dividir_truncando(por(disponible, de.maximo), CIEN), disponible - pension)
    descuento = np.minimum(por_recuperar, tope)
    otras = _deducido(personas.index, disponible, disponible - pension - descuento, de.deducciones, OTRA)
    return personas.assign(
        pension=pension,
        descuento=descuento,
        otras=otras,
        adeudo=por_recuperar - descuento,
        neto=disponible - pension - descuento - otras,
    )


def _deducido(
    quienes: pd.Index[str], base: Columna, queda: Columna, deducciones: pd.DataFrame, clase: str
) -> Columna:
    """Lo que se descuenta de esa clase, en su orden: fijo o por ciento de `base`, hasta lo que queda."""
    total, lugar = np.zeros(len(quienes), dtype=np.int64), {str(q): k for k, q in enumerate(quienes)}
    for d in deducciones[deducciones["clase"] == clase].to_dict("records"):
        if (k := lugar.get(str(d["numero_empleado"]))) is None:
            continue
        pedido = int(d["importe"]) + int(base[k]) * int(d["porcentaje"]) // CIEN
        total[k] += min(pedido, int(queda[k] - total[k]))
    return total


def _por_persona(partes: pd.DataFrame, quienes: pd.Index[str]) -> Columna:
    suma = partes.groupby("beneficiario")["importe"].sum().reindex(quienes, fill_value=0)
    return suma.to_numpy(np.int64)


def _con_retencion(personas: pd.DataFrame, isr: DelMes) -> pd.DataFrame:
    """Agrega el ISR del mes de pago con y sin los gastos, lo atribuible a ellos y lo que alcanza a retenerse."""
    otros = (personas["sueldo_mensual"] + personas["bruto_mes"]).to_numpy(np.int64)
    bruto = personas["bruto"].to_numpy(np.int64)
    todo, sin_esto = isr.retencion(otros + bruto), isr.retencion(otros)
    atribuible = np.maximum(np.asarray(todo.retencion) - np.asarray(sin_esto.retencion), 0)
    return _retenida(personas, todo, sin_esto, atribuible)


def _de_varios_meses(personas: pd.DataFrame, de: Insumos) -> pd.DataFrame:
    """Lo mismo, como pago que corresponde a todos los días del periodo (RLISR, art. 163).

    Agrega además `mensualizada` y `tasa`, en diezmilésimas.
    """
    otros = (personas["sueldo_mensual"] + personas["bruto_mes"]).to_numpy(np.int64)
    bruto, dias = personas["bruto"].to_numpy(np.int64), (de.hasta - de.desde).days + 1
    con_subsidio = de.varios_meses == CON_SUBSIDIO
    hallada = de.isr.de_varios_meses(bruto, dias=dias, otros=otros, con_subsidio=con_subsidio)
    todo, sin_esto = de.isr.retencion(otros + hallada.mensualizada), de.isr.retencion(otros)
    atribuible = np.maximum(np.asarray(hallada.retencion), 0)
    con = personas.assign(mensualizada=hallada.mensualizada, tasa=hallada.tasa)
    return _retenida(con, todo, sin_esto, atribuible)


def _retenida(personas: pd.DataFrame, todo: Retencion, sin_esto: Retencion, atribuible: Columna) -> pd.DataFrame:
    bruto = personas["bruto"].to_numpy(np.int64)
    return personas.assign(
        impuesto=todo.impuesto,
        subsidio=todo.subsidio,
        retencion_total=todo.retencion,
        retencion_sueldo=sin_esto.retencion,
        retencion=np.minimum(atribuible, bruto),
        por_retener=np.maximum(atribuible - bruto, 0),
    )


def _por_delegacion(ganado: pd.DataFrame, personas: pd.DataFrame) -> pd.DataFrame:
    """Lo ganado por delegación y persona, con su parte exacta de la retención y del descuento."""
    llave = ["delegacion", "beneficiario"]
    filas = ganado.groupby(llave)["importe"].sum().rename("bruto").reset_index()
    for columna in DESCUENTOS:
        total = personas[columna].reindex(filas["beneficiario"])
        filas[columna] = _prorrateado(total, filas["bruto"], filas["beneficiario"])
    filas["neto"] = filas["bruto"] - filas[[*DESCUENTOS]].sum(axis=1)
    filas.columns = filas.columns.str.replace("beneficiario", "numero_empleado")
    return filas


def _prorrateado(total: pd.Series[int], peso: pd.Series[int], quien: pd.Series[str]) -> Columna:
    grupo = pd.factorize(quien)[0].astype(np.int64)
    return por_resto_mayor(np.asarray(total, np.int64), peso=np.asarray(peso, np.int64), grupo=grupo)
