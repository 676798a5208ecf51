"""El crédito que nadie mueve o se dio por perdido, y lo que se decidió no señalar."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import actos as catalogo_de_actos
from cobranza.base.fechas import SIN_DIA, dia, dias, fecha_de
from cobranza.cartera.incosteables import topes_de_incosteable
from cobranza.expediente.lapsos import vigente
from cobranza.ley.incosteabilidad import causal
from cobranza.verificacion.cruces import plazo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae


@regla(
    "PAE014",
    severidad=Severidad.MEDIA,
    fundamento="Manual de Organización, verificación del PAE; plazo ilustrativo",
    titulo="Sin acción en 60 días con cartera factible",
    corto="Sin acción en 60 días",
    que_hacer="Programar la diligencia que sigue y asignarla a un ejecutor.",
    etapa="cartera",
    efecto="D",
    por_que="Lo que nadie mueve prescribe: cada mes sin gestión es dinero que se acerca a perderse.",
    rompe="""
        ! credito
        2025-10-30 CITATORIO resultado=NO_LOCALIZADO
    """,
    cumple="""
        2025-10-31 CITATORIO resultado=CITATORIO_DEJADO
    """,
    salvo=(
        (
            "En pago a plazos",
            """
            2025-11-03 SOLICITUD_PLAZOS
            2025-11-03 CONVENIO forma=PARCIALIDADES parcialidades=36 hasta=2028-11-03
            """,
        ),
        (
            "Aún corre el plazo para pagar",
            """
            credito notificacion=2025-12-15
            """,
        ),
    ),
)  # fmt: skip
def sin_accion(pae: Pae) -> pd.DataFrame:
    """Crédito vigente, factible y no prescrito sin diligencia alguna en 60 días naturales.

    Se cuentan desde que fue exigible o desde su última diligencia, de cualquier tipo y resultado.
    """
    diligencias = [tipo for tipo, ficha in catalogo_de_actos().items() if "diligencias" in ficha["captura"]]
    ultima = np.full(len(pae.creditos), SIN_DIA, dtype=np.int64)
    por_credito = pae.de_tipo(*diligencias).groupby("credito")["dia"].max()
    ultima[por_credito.index] = por_credito
    desde = np.maximum(dias(pae.creditos["exigible"]), ultima)
    c = pae.creditos.assign(dia=desde)
    c = c[(c["vida"] == "VIGENTE") & (c["clase"] == "FACTIBLE") & ~c["consumada"]]
    c = c.assign(plazo=plazo_de(pae.historia.normas, c["ambito"], "MET-ACCION", c["dia"].to_numpy()))
    malos = c[c["dia"] + c["plazo"] < dia(pae.corte)]
    return redactar(malos, "No hay acción desde el {dia:fecha}: pasaron más de {plazo} días.")


@regla(
    "PAE015",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 146, párrafos primero y quinto",
    titulo="Prescripción consumada sin dictamen",
    corto="Prescrito sin dictamen",
    que_hacer="Dictaminar la prescripción y, si procede, declararla; no practicar más gestiones de cobro.",
    etapa="cartera",
    efecto="D",
    por_que="Infla la cartera y expone a cobrar lo extinguido; la declaratoria también procede de oficio.",
    rompe="""
        ! credito
        credito vencimiento=2015-04-30 notificacion=2016-02-01 fecha_registro=2016-02-05 fecha_resolucion=2016-01-10
    """,
    cumple="""
        credito vencimiento=2018-04-30 notificacion=2021-02-03 fecha_registro=2021-02-05 fecha_resolucion=2021-01-10
    """,
    salvo=((
        "Ya se declaró",
        """
        credito vencimiento=2015-04-30 notificacion=2016-02-01 fecha_registro=2016-02-05 fecha_resolucion=2016-01-10
        2024-03-04 PAGO monto=todo
        2024-03-04 PRESCRIPCION_DECLARADA
        """,
    ),),
)  # fmt: skip
def prescrito_sin_dictamen(pae: Pae) -> pd.DataFrame:
    """Crédito vigente cuya prescripción ya se consumó al corte y nadie ha declarado."""
    malos = pae.creditos[pae.creditos["consumada"]]
    malos = malos.assign(dia=dias(malos["prescribe"]))
    return redactar(malos, "Prescribió el {dia:fecha} y sigue vigente en la cartera.")


@regla(
    "PAE087",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 146-A, párrafos segundo a cuarto",
    titulo="Cancelado sin sus requisitos",
    corto="Cancelado sin requisitos",
    que_hacer="Investigar de nuevo al deudor y a sus responsables, probar lo que cuesta cobrarle, o reactivarlo.",
    etapa="cartera",
    efecto="D",
    por_que="Se da por perdido lo que quizá se puede cobrar; la cancelación no libera, pero deja de cobrarse.",
    ambito="F",
    sobre=("CANCELACION",),
    requiere=("CANCELACION.resultado",),
    en_parte=("CANCELACION.monto si resultado=INCOSTEABILIDAD",),
    rompe="""
        2025-03-03 CANCELACION resultado=INSOLVENCIA !
    """,
    tambien=("""
        2023-03-03 INSOLVENCIA
        2025-03-03 CANCELACION resultado=INSOLVENCIA !
    """, """
        credito rfc=COST010101AA1
        2025-03-03 CANCELACION resultado=INCOSTEABILIDAD !
    """, """
        credito rfc=COST010101AA2
        2025-03-03 CANCELACION resultado=INCOSTEABILIDAD monto=10000.00 !
    """, """
        credito rfc=COST010101AA3 importe=20000000
        2025-03-03 CANCELACION resultado=INCOSTEABILIDAD monto=250000.00 !
    """,),
    cumple="""
        2025-02-03 INSOLVENCIA
        2025-03-03 CANCELACION resultado=INSOLVENCIA
    """,
    salvo=(
        (
            "Por incosteable: el deudor debe, por todos sus créditos, hasta 200 UDI",
            """
            credito rfc=COST010101AA4 importe=100000
            2025-03-03 CANCELACION resultado=INCOSTEABILIDAD
            """,
        ),
        (
            "Hasta 20,000 UDI, y cobrarle cuesta más del 75 %",
            """
            credito rfc=COST010101AA5
            2025-03-03 CANCELACION resultado=INCOSTEABILIDAD monto=11000.00
            """,
        ),
        (
            "Cobrarle cuesta lo que debe, o más",
            """
            credito rfc=COST010101AA6 importe=20000000
            2025-03-03 CANCELACION resultado=INCOSTEABILIDAD monto=300000.00
            """,
        ),
    ),
)  # fmt: skip
def cancelado_sin_requisitos(pae: Pae) -> pd.DataFrame:
    """Cancelación por insolvencia sin una insolvencia o no localización que siga vigente ese día.

    O por incosteable, si por todos sus créditos el deudor debía más de 200 UDI y lo que costaría cobrarle (el monto
    de la cancelación) no llega a lo que debe ni, debiendo hasta 20,000 UDI, pasa de su 75 %. Se comprueba en los días
    con UDI publicada.
    """
    actos = pae.de_tipo("CANCELACION")
    insolventes = actos[actos["resultado"].isin(["INSOLVENCIA", "NO_LOCALIZADO"])]
    lugar, cuando = pae.lugares(insolventes), insolventes["dia"].to_numpy()
    investigado = vigente(pae.historia, "insolvente", cuando, lugar)
    investigado |= vigente(pae.historia, "no_localizado", cuando, lugar)
    otros = actos[actos["clave"].isin(pae.deudas.index)]
    otros = otros.assign(debe=pae.deudas.reindex(otros["clave"]).to_numpy(np.int64), necesita="CANCELACION.monto")
    otros = otros[~_es_incosteable(pae, otros)]
    return pd.concat([
        redactar(
            insolventes[~investigado].assign(necesita=""),
            "Se canceló por insolvencia el {dia:fecha} sin investigación vigente.",
        ),
        redactar(
            otros,
            "Se canceló por incosteable el {dia:fecha}: debía ${debe:pesos} por todo y cobrarlo, ${monto:pesos}.",
        ),
    ])  # fmt: skip


def _es_incosteable(pae: Pae, actos: pd.DataFrame) -> NDArray[np.bool_]:
    """De cada cancelación, si lo que su deudor debe y lo que costaría cobrarle caben en el art. 146-A, ¶2."""
    resultado = np.ones(len(actos), dtype=bool)
    for k, (cuando, debe, costo) in enumerate(zip(actos["dia"], actos["debe"], actos["monto"], strict=True)):
        if (topes := topes_de_incosteable(pae.normas, fecha_de(int(cuando)))) is not None:
            resultado[k] = causal(int(debe), int(costo), topes) is not None
    return resultado


@regla(
    "PAE088",
    severidad=Severidad.MEDIA,
    fundamento="Manual de Organización, verificación del PAE",
    titulo="Supresión vencida o sin motivo",
    corto="Supresión vencida",
    que_hacer="Renovar la supresión con su motivo y quien responde, o atender el hallazgo que callaba.",
    etapa="cartera",
    efecto="f",
    por_que="Callar un hallazgo es una decisión que alguien firma y que caduca; si no, la falta se vuelve invisible.",
    sobre=("SUPRESION",),
    rompe="""
        2025-03-03 REQUERIMIENTO #r
        2025-03-10 SUPRESION ref=r forma=PAE004 resultado=EXPEDIENTE_EN_ARCHIVO de=DEL-1 hasta=2025-06-30 !
    """,
    tambien=("""
        2025-03-03 REQUERIMIENTO #r
        2025-03-10 SUPRESION ref=r forma=PAE004 de=DEL-1 hasta=2026-06-30 !
    """, """
        2025-03-03 REQUERIMIENTO #r
        2025-03-10 SUPRESION ref=r forma=PAE004 resultado=EXPEDIENTE_EN_ARCHIVO de=DEL-1 hasta=2025-06-30 !
        2025-03-11 SUPRESION ref=r forma=PAE001 resultado=EXPEDIENTE_EN_ARCHIVO de=DEL-1 hasta=2026-06-30
        2025-03-11 SUPRESION forma=PAE004 resultado=EXPEDIENTE_EN_ARCHIVO de=DEL-1 hasta=2026-06-30
    """, """
        2025-03-03 REQUERIMIENTO #r
        2025-03-10 SUPRESION ref=r forma=pae004 resultado=EXPEDIENTE_EN_ARCHIVO de=DEL-1 hasta=2026-06-30
        2025-06-30 SUPRESION ref=r forma=PAE004 resultado=SE_RECORTA de=DEL-1 hasta=2025-09-30 !
    """,),
    cumple="""
        2025-03-03 REQUERIMIENTO #r
        2025-03-10 SUPRESION ref=r forma=PAE004 resultado=EXPEDIENTE_EN_ARCHIVO de=DEL-1 hasta=2025-12-30
    """,
    salvo=((
        "Venció y se renovó",
        """
        2025-03-03 REQUERIMIENTO #r
        2025-06-30 SUPRESION ref=r forma=PAE004 resultado=EXPEDIENTE_EN_ARCHIVO de=DEL-1 hasta=2026-06-30
        2025-03-10 SUPRESION ref=r forma=PAE004 resultado=EXPEDIENTE_EN_ARCHIVO de=DEL-1 hasta=2025-06-30
        """,
    ),),
)  # fmt: skip
def supresion_vencida(pae: Pae) -> pd.DataFrame:
    """Supresión de un hallazgo que no dice motivo, quién la firma, qué regla o hasta cuándo; o que ya venció.

    De las que callan el mismo hallazgo se mira la última: renovarla atiende la anterior.
    """
    actos = ultimas_supresiones(pae)
    return redactar(
        actos[~callan(pae, actos)], "La supresión del {dia:fecha} venció o no dice su motivo y quién la firma."
    )


def ultimas_supresiones(pae: Pae) -> pd.DataFrame:
    """La última de cada hallazgo, con la `regla` que calla: la que se renovó, o se recortó, ya no dice nada."""
    actos = pae.de_tipo("SUPRESION").sort_values("dia", kind="stable")
    actos = actos.assign(regla=actos["forma"].astype("str").str.upper())
    return actos.drop_duplicates(["credito", "regla", "referencia"], keep="last").sort_index()


def callan(pae: Pae, supresiones: pd.DataFrame) -> NDArray[np.bool_]:
    """¿Calla cada una su hallazgo? Si dice cuál, por qué, quién responde y hasta cuándo, y no ha vencido."""
    s = supresiones
    falta = (s["resultado"] == "") | (s["persona"] == "") | (s["forma"] == "")
    return (~falta & (s["hasta"] >= dia(pae.corte))).to_numpy(bool)
