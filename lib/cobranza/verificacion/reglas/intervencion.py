"""Intervenir negociaciones: cuánto se retira, qué cuentas se rinden y cuándo se puede enajenar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.verificacion.cruces import alcanza, citan, limite_de, meses_cumplidos, tienen, ultimo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

RINDE_CUENTAS, TRIMESTRE = "INT-03", "INT-04"
RETIRO_MAXIMO = 10
"""Por ciento de los ingresos que el interventor retira o recauda (CFF, arts. 165 y 167, fr. II)."""


@regla(
    "PAE066",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 165, párrafo primero, y 167, fr. II",
    titulo="El interventor retira más del 10 %",
    corto="Interventor de más",
    que_hacer="Devolver a la caja de la negociación lo retirado de más.",
    etapa="intervencion",
    efecto="D",
    por_que="Sacar más del diez por ciento quiebra la negociación y daña a sus trabajadores y acreedores.",
    mide="diferencia",
    sobre=("ENTERO_INTERVENTOR", "INTERVENCION"),
    requiere=("CUENTA_INTERVENTOR",),
    rompe="""
        2025-03-03 INTERVENCION forma=CAJA
        2025-04-03 CUENTA_INTERVENTOR #c monto=10000.00
        2025-04-03 ENTERO_INTERVENTOR ref=c monto=1000.01 !
    """,
    tambien=("""
        2025-03-03 INTERVENCION forma=CAJA
        2025-04-03 CUENTA_INTERVENTOR #c monto=10000.00
        2025-04-03 ENTERO_INTERVENTOR ref=c monto=600.00
        2025-04-04 ENTERO_INTERVENTOR ref=c monto=600.00 !
    """,),
    cumple="""
        2025-03-03 INTERVENCION forma=CAJA
        2025-04-03 CUENTA_INTERVENTOR #c monto=10000.00
        2025-04-03 ENTERO_INTERVENTOR ref=c monto=1000.00
    """,
)  # fmt: skip
def interventor_de_mas(pae: Pae) -> pd.DataFrame:
    """Entero con que lo retirado pasa del diez por ciento de los ingresos de su cuenta, ya sin preferentes."""
    enteros = pae.de_tipo("ENTERO_INTERVENTOR")
    cuentas = pae.de_tipo("CUENTA_INTERVENTOR").drop_duplicates("clave").set_index("clave")["monto"]
    enteros = enteros.assign(ingresos=enteros["referencia"].map(cuentas).fillna(0).astype("int64"))
    enteros = enteros[enteros["ingresos"] > 0].sort_values(["dia", "clave"], kind="stable")
    # el tope es del periodo: partir el retiro en varios enteros no lo sube
    enteros = enteros.assign(suma=enteros.groupby("referencia")["monto"].cumsum()).sort_index()
    de_mas = enteros["suma"] - enteros["ingresos"] * RETIRO_MAXIMO // 100
    malos = enteros.assign(importe=np.minimum(de_mas, enteros["monto"]))[de_mas > 0]
    return redactar(malos, "Al {dia:fecha} se habían enterado ${suma:pesos} de ingresos por ${ingresos:pesos}.")


@regla(
    "PAE067",
    severidad=Severidad.MEDIA,
    fundamento="CFF, arts. 167, fr. I, 168 y 171",
    titulo="Intervención sin cuentas, anotación o levantamiento",
    corto="Intervención sin cuentas",
    que_hacer="Requerir las cuentas mensuales, anotar el nombramiento o levantar la intervención.",
    etapa="intervencion",
    efecto="Df",
    por_que="El interventor administra lo ajeno: rinde cuentas cada mes y se va cuando ya no se debe.",
    sobre=("INTERVENCION",),
    requiere=("CUENTA_INTERVENTOR",),
    rompe="""
        2025-10-01 INTERVENCION forma=CAJA !
    """,
    tambien=("""
        2025-12-10 INTERVENCION forma=CAJA !
        2025-12-29 PAGO monto=todo
    """, """
        corte 2025-11-20
        2025-10-01 INTERVENCION forma=ADMINISTRACION !
        2025-11-03 CUENTA_INTERVENTOR monto=1000.00
    """,),
    cumple="""
        corte 2025-11-20
        2025-10-01 INTERVENCION forma=ADMINISTRACION
        2025-10-03 INSCRIPCION
        2025-11-03 CUENTA_INTERVENTOR monto=1000.00
    """,
    salvo=(
        (
            "Con cargo a la caja no se anota en el registro",
            """
            corte 2025-11-20
            2025-10-01 INTERVENCION forma=CAJA
            2025-11-03 CUENTA_INTERVENTOR monto=1000.00
            """,
        ),
        (
            "El crédito se pagó ese día",
            """
            2025-12-10 INTERVENCION forma=CAJA
            2025-12-30 PAGO monto=todo
            """,
        ),
        (
            "Ya se levantó",
            """
            2025-10-01 INTERVENCION #i forma=CAJA
            2025-10-20 LEVANTAMIENTO ref=i
            """,
        ),
    ),
)  # fmt: skip
def intervencion_sin_cuentas(pae: Pae) -> pd.DataFrame:
    """Intervención sin cuenta del último mes, en administración sin anotar, o sin levantar con el crédito en cero.

    El día en que dejó de deberse aún puede levantarse.
    """
    actos = pae.de_tipo("INTERVENCION")
    actos = actos[~citan(actos, pae.de_tipo("LEVANTAMIENTO"))]
    cuentas = pae.de_tipo("CUENTA_INTERVENTOR")
    ultima = cuentas.groupby("credito")["dia"].max()
    rindio = actos["credito"].map(ultima).fillna(SIN_DIA).to_numpy(np.int64)
    rindio = np.maximum(rindio, actos["dia"].to_numpy(np.int64))
    sin_cuentas = limite_de(pae.normas, actos["ambito"], RINDE_CUENTAS, rindio) < dia(pae.corte)
    anotada = tienen(actos, pae.practicados("INSCRIPCION"), lambda p: p["dia_otro"] >= p["dia"])
    sin_anotar = (actos["forma"] == "ADMINISTRACION") & ~anotada & (actos["dia"] < dia(pae.corte))
    malos = actos[sin_cuentas | sin_anotar | pae.pagado_antes_del_corte(actos)]
    return redactar(malos, "A la intervención del {dia:fecha} le faltan cuentas, anotación o su levantamiento.")


@regla(
    "PAE068",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 165, último párrafo, y 172",
    titulo="Negociación enajenada sin llegar el supuesto",
    corto="Negociación enajenada",
    que_hacer="Dejar sin efectos la enajenación y seguir la intervención.",
    etapa="intervencion",
    efecto="N",
    por_que="Sólo se vende si en tres meses no dio el veinticuatro por ciento: antes es quitarle el sustento.",
    sobre=("ENAJENACION_NEGOCIACION",),
    requiere=("ENTERO_INTERVENTOR", "ENAJENACION_NEGOCIACION.forma"),
    rompe="""
        2025-03-03 INTERVENCION forma=CAJA
        2025-04-03 ENTERO_INTERVENTOR monto=9000.00
        2025-06-10 ENAJENACION_NEGOCIACION !
    """,
    tambien=("""
        2025-03-03 INTERVENCION forma=CAJA
        2025-06-03 ENTERO_INTERVENTOR monto=9000.00
        2025-07-04 ENAJENACION_NEGOCIACION forma=ESTACIONAL !
    """,),
    cumple="""
        2025-03-03 INTERVENCION forma=CAJA
        2025-04-03 ENTERO_INTERVENTOR monto=900.00
        2025-06-10 ENAJENACION_NEGOCIACION
    """,
    salvo=(
        (
            "Irregularidades del intervenido (art. 165, último párrafo)",
            """
            2025-03-03 INTERVENCION forma=CAJA
            2025-04-03 ENTERO_INTERVENTOR monto=9000.00
            2025-06-10 ENAJENACION_NEGOCIACION forma=IRREGULARIDADES
            """,
        ),
        (
            "Tiene sus ingresos en una época del año: se le pide el ocho por ciento por mes transcurrido",
            """
            2025-03-03 INTERVENCION forma=CAJA
            2025-04-03 ENTERO_INTERVENTOR monto=4000.00
            2025-07-04 ENAJENACION_NEGOCIACION forma=ESTACIONAL
            """,
        ),
    ),
)  # fmt: skip
def negociacion_enajenada(pae: Pae) -> pd.DataFrame:
    """Enajenación de la negociación cuando lo enterado en los tres primeros meses alcanzó el 24 % de lo debido.

    De la que obtiene sus ingresos en una época del año, cuando lo enterado hasta ese día alcanzó el 8 % por cada mes
    transcurrido desde que se intervino.
    """
    actos = pae.de_tipo("ENAJENACION_NEGOCIACION")
    actos = actos[actos["forma"] != "IRREGULARIDADES"]
    inicio = ultimo_de(actos, pae.de_tipo("INTERVENCION"), mismo_dia=True)["dia"]
    actos = actos.assign(inicio=inicio)[inicio != SIN_DIA]
    cuando, estacional = actos["dia"].to_numpy(np.int64), (actos["forma"] == "ESTACIONAL").to_numpy()
    trimestre = limite_de(pae.normas, actos["ambito"], TRIMESTRE, actos["inicio"].to_numpy())
    enteros = pae.de_tipo("ENTERO_INTERVENTOR")[["credito", "dia", "monto"]]
    hasta = np.where(estacional, cuando, trimestre)
    pares = actos[["credito", "clave", "inicio"]].assign(fin=hasta).merge(enteros, on="credito")
    dentro = pares["dia"].between(pares["inicio"], pares["fin"])
    suma = pares[dentro].groupby("clave")["monto"].sum()
    recaudado = actos["clave"].map(suma).fillna(0).to_numpy(np.int64)
    debido = pae.debido(actos.assign(dia=actos["inicio"]))
    meses = meses_cumplidos(pae.normas, actos["ambito"], actos["inicio"].to_numpy(), cuando)
    llego = alcanza(pae.normas, actos["ambito"], "intervencion_trimestre", recaudado, debido) | (cuando <= trimestre)
    por_mes = alcanza(pae.normas, actos["ambito"], "intervencion_estacional", recaudado, debido * meses)
    malos = actos.assign(recaudado=recaudado)[np.where(estacional, por_mes, llego)]
    return redactar(
        malos, "Se enajenó el {dia:fecha} y desde el {inicio:fecha} se habían recaudado ${recaudado:pesos}."
    )
