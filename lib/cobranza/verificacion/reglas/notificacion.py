"""Notificar: cómo se hizo saber la resolución y si quien lo hizo podía."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.expediente.personas import facultado
from cobranza.expediente.significado import con
from cobranza.verificacion.cruces import es_habil, que_cita, tienen, ultimo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.diligencia import (
    ABRE,
    CIERRA,
    citados,
    citatorios_dejados,
    habilitaciones,
    habilitados,
)
from cobranza.verificacion.reglas.minutos import minutos

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

TOLERANCIA = 10
"""Minutos entre la hora citada y la de la diligencia que no la vuelven otra (interpretación)."""


def notificaciones_de(pae: Pae, *formas: str) -> pd.DataFrame:
    """Las notificaciones practicadas de esas formas."""
    actos = pae.practicados("NOTIFICACION")
    return actos[actos["forma"].isin(formas)]


@regla(
    "PAE019",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 12 y 13, párrafos primero y segundo",
    titulo="Notificación personal en día u hora inhábil",
    corto="Notificada a deshora",
    que_hacer="Reponer la notificación en día y hora hábiles, o anexar el acuerdo que los habilitó.",
    etapa="notificacion",
    efecto="N",
    por_que="La notificación a deshora es ilegal: cae ella y todo lo que se apoya en que el crédito era exigible.",
    sobre=("NOTIFICACION",),
    requiere=("NOTIFICACION.forma",),
    rompe="""
        credito notificacion=
        2024-03-03 NOTIFICACION forma=PERSONAL de_las=10:00 !
    """,
    tambien=("""
        credito notificacion=
        2024-03-04 NOTIFICACION forma=PERSONAL de_las=18:01 !
    """,),
    cumple="""
        credito notificacion=
        2024-03-04 NOTIFICACION forma=PERSONAL de_las=18:00 a_las=18:40
    """,
    salvo=(
        (
            "Día u hora habilitados para ese crédito (art. 13, párrafo segundo)",
            """
            credito notificacion=
            2024-03-01 HABILITACION hasta=2024-03-04
            2024-03-03 NOTIFICACION forma=PERSONAL de_las=10:00
            """,
        ),
        (
            "Buzón tributario: no es una diligencia personal",
            """
            credito notificacion=
            2024-03-03 NOTIFICACION forma=BUZON de_las=10:00
            """,
        ),
    ),
)  # fmt: skip
def personal_a_deshora(pae: Pae) -> pd.DataFrame:
    """Notificación personal fechada en día inhábil, o que empezó antes de las 7:30 o después de las 18:00."""
    actos = notificaciones_de(pae, "PERSONAL")
    inhabil = ~es_habil(pae.normas, actos["ambito"], actos["dia"].to_numpy())
    a_deshora = (actos["hora_inicio"] != "") & ((actos["hora_inicio"] < ABRE) | (actos["hora_inicio"] > CIERRA))
    malos = actos[inhabil | a_deshora]
    malos = malos[~habilitados(pae, malos)]
    return redactar(malos, "Se notificó en persona el {dia:fecha} {hora_inicio}, inhábil y sin habilitación.")


@regla(
    "PAE020",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 137, párrafos primero y segundo",
    titulo="Notificación con tercero sin citatorio",
    corto="Notificada sin citatorio",
    que_hacer="Reponer la notificación: dejar citatorio y volver el día y la hora que señale.",
    etapa="notificacion",
    efecto="N",
    por_que="Sin citatorio no hay certeza de que el deudor supo de la resolución; es la nulidad más frecuente.",
    sobre=("NOTIFICACION",),
    requiere=("NOTIFICACION.resultado",),
    rompe="""
        credito notificacion=
        2024-03-04 NOTIFICACION forma=PERSONAL resultado=PRACTICADA_CON_TERCERO !
    """,
    tambien=("""
        credito notificacion=
        2024-03-01 CITATORIO resultado=NO_LOCALIZADO
        2024-03-04 NOTIFICACION forma=PERSONAL resultado=PRACTICADA_CON_TERCERO !
    """, """
        credito notificacion=
        2024-01-15 CITATORIO
        2024-03-04 NOTIFICACION forma=PERSONAL resultado=PRACTICADA_CON_TERCERO !
    """,),
    cumple="""
        credito notificacion=
        2024-03-01 CITATORIO
        2024-03-04 NOTIFICACION forma=PERSONAL resultado=PRACTICADA_CON_TERCERO
    """,
    salvo=((
        "Se entendió con el destinatario o su representante (art. 136, párrafo tercero)",
        """
        credito notificacion=
        2024-03-04 NOTIFICACION forma=PERSONAL resultado=PRACTICADA
        """,
    ), (
        "El citatorio señaló ese día, aunque no sea el hábil inmediato (art. 137, párrafo primero)",
        """
        credito notificacion=
        2024-02-28 CITATORIO hasta=2024-03-04
        2024-03-04 NOTIFICACION forma=PERSONAL resultado=PRACTICADA_CON_TERCERO
        """,
    ),),
)  # fmt: skip
def con_tercero_sin_citatorio(pae: Pae) -> pd.DataFrame:
    """Notificación entendida con un tercero sin un citatorio que se haya dejado para ella.

    Cita para ella, como en PAE002, el que señala ese día o, si no dice cuál, el del día hábil anterior: el de otra
    diligencia no vale.
    """
    actos = pae.practicados("NOTIFICACION")
    actos = actos[actos["resultado"] == "PRACTICADA_CON_TERCERO"]
    return redactar(
        actos[~citados(pae, actos)],
        "Se notificó con un tercero el {dia:fecha} y ningún citatorio citó para entonces.",
    )


@regla(
    "PAE021",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 137, párrafos primero y segundo",
    titulo="Diligencia fuera del día y la hora citados",
    corto="Fuera de lo citado",
    que_hacer="Reponer la diligencia en el día y la hora que el citatorio señaló.",
    etapa="notificacion",
    efecto="N",
    por_que="El citatorio fija cuándo debe esperar el deudor; otro día u otra hora lo dejan sin valor.",
    sobre=("NOTIFICACION", "REQUERIMIENTO", "EMBARGO", "REQ_Y_EMBARGO"),
    requiere=("CITATORIO.hasta",),
    rompe="""
        2025-03-03 CITATORIO #c hasta=2025-03-04
        2025-03-05 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO !
    """,
    tambien=("""
        2025-03-03 CITATORIO #c hasta=2025-03-04
        2025-03-04 CITA ref=c de_las=09:00
        2025-03-04 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO de_las=09:11 !
    """,),
    cumple="""
        2025-03-03 CITATORIO #c hasta=2025-03-05
        2025-03-05 CITA ref=c de_las=09:00
        2025-03-05 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO de_las=09:10
    """,
    salvo=((
        "Se entendió con el destinatario",
        """
        2025-03-03 CITATORIO hasta=2025-03-04
        2025-03-05 REQUERIMIENTO resultado=PRACTICADA
        """,
    ), (
        "De dos citatorios del mismo día, el de la tarde, aunque se haya anotado antes",
        """
        2025-03-03 CITATORIO hasta=2025-03-05 de_las=16:00 a_las=16:20
        2025-03-03 CITATORIO hasta=2025-03-04 de_las=09:00 a_las=09:20
        2025-03-05 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO
        """,
    ),),
)  # fmt: skip
def fuera_de_lo_citado(pae: Pae) -> pd.DataFrame:
    """Diligencia con un tercero en otro día que el que señaló el citatorio, o a más de diez minutos de la hora.

    El día lo lleva el citatorio en «hasta» y la hora, la cita que lo refiere. Los diez minutos son interpretación.
    """
    actos = pae.de_tipo("NOTIFICACION", "REQUERIMIENTO", "EMBARGO", "REQ_Y_EMBARGO")
    actos = actos[actos["resultado"] == "PRACTICADA_CON_TERCERO"]
    citatorios = citatorios_dejados(pae)
    horas = que_cita(citatorios, pae.de_tipo("CITA"), "hora_inicio")["hora_inicio"].fillna("")
    ultimo = ultimo_de(actos, citatorios.assign(citada=horas), mismo_dia=False, mas=("citada",))
    con_dia = ultimo["hasta"] != SIN_DIA
    otro_dia = con_dia & (ultimo["hasta"] != actos["dia"])
    con_hora = con_dia & (ultimo["citada"].fillna("") != "") & (actos["hora_inicio"] != "")
    lejos = np.abs(minutos(actos["hora_inicio"]) - minutos(ultimo["citada"].fillna(""))) > TOLERANCIA
    malos = actos.assign(citado=ultimo["hasta"])[otro_dia | (con_hora & lejos)]
    return redactar(
        malos, "Se practicó el {dia:fecha} a las {hora_inicio} y se citó para otro momento del {citado:fecha}."
    )


@regla(
    "PAE028",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 38, fr. III, y 135",
    titulo="Notificado antes de emitido",
    corto="Antes de emitida",
    que_hacer="Cotejar las fechas en el expediente; si la notificación fue antes, reponerla.",
    etapa="notificacion",
    efecto="N",
    por_que="No se puede notificar lo que aún no se dicta: o la fecha está mal o la notificación es de otro acto.",
    sobre=("NOTIFICACION",),
    rompe="""
        credito notificacion= fecha_resolucion=2024-01-10
        2024-01-09 NOTIFICACION !
    """,
    cumple="""
        credito notificacion= fecha_resolucion=2024-01-10
        2024-01-10 NOTIFICACION
    """,
)  # fmt: skip
def antes_de_emitida(pae: Pae) -> pd.DataFrame:
    """Notificación de fecha anterior a la de la resolución."""
    actos = pae.practicados("NOTIFICACION")
    actos = actos.assign(emitida=dias(pae.del_credito(actos, "resuelto")))
    malos = actos[(actos["emitida"] != SIN_DIA) & (actos["dia"] < actos["emitida"])]
    return redactar(malos, "Se notificó el {dia:fecha} una resolución del {emitida:fecha}.")


@regla(
    "PAE029",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 38, fr. V, y 134, último párrafo",
    titulo="Notificador sin nombramiento ni habilitación",
    corto="Notificador sin nombrar",
    que_hacer="Reponer la notificación con personal nombrado o tercero habilitado y revisar los oficios.",
    etapa="notificacion",
    efecto="N",
    por_que="Sólo notifica quien la autoridad nombró o habilitó; lo que otro entregue no surte efectos.",
    sobre=("NOTIFICACION/PERSONAL",),
    requiere=("NOTIFICACION.persona",),
    rompe="""
        credito notificacion=
        2025-03-18 NOTIFICACION forma=PERSONAL de=EJ-2 !
    """,
    cumple="""
        credito notificacion=
        2025-03-14 NOTIFICACION forma=PERSONAL de=EJ-2
    """,
    salvo=((
        "Tercero habilitado ese día (art. 134, último párrafo)",
        """
        credito notificacion=
        2025-03-01 HABILITACION forma=TERCERO de=EJ-2 hasta=2025-03-31
        2025-03-18 NOTIFICACION forma=PERSONAL de=EJ-2
        """,
    ),),
)  # fmt: skip
def notificador_sin_habilitar(pae: Pae) -> pd.DataFrame:
    """Notificación personal de quien no tenía ese día nombramiento con la facultad de notificar ni habilitación."""
    actos = notificaciones_de(pae, "PERSONAL")
    actos = actos[actos["persona"] != ""]
    puede = facultado(pae.nombramientos, actos["persona"], actos["dia"].to_numpy(), con("facultad")["NOTIFICACION"])
    terceros = habilitaciones(pae, "TERCERO")
    habilitado = tienen(
        actos,
        terceros,
        lambda p: p["persona"].eq(p["persona_otro"]) & p["dia"].between(p["dia_otro"], p["hasta_otro"]),
        mas=("persona",),
    )
    return redactar(
        actos[~puede & ~habilitado], "El {dia:fecha} quien notificó no tenía nombramiento ni habilitación."
    )
