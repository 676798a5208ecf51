"""Lo que se notifica sin la persona: estrados, buzón, edictos y correo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA
from cobranza.verificacion.cruces import habiles_entre, plazo_de, tienen, ultimo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import COBRO
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.notificacion import notificaciones_de

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

POR_ESTRADOS, POR_BUZON = "NOT-06", "NOT-04"
PUBLICACIONES = {"DOF": 3, "DIARIO": 1, "PAGINA": 15}
"""Cuántas publicaciones de edictos pide cada fracción del artículo 140."""
SIN_CONSTANCIA = ("CORREO_ORDINARIO", "TELEGRAMA")


@regla(
    "PAE022",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 137, párrafo primero",
    titulo="Citatorio fijado sin constancia",
    corto="Citatorio sin constancia",
    que_hacer="Dejar de nuevo el citatorio y levantar la constancia de que se fijó en la puerta.",
    etapa="notificacion",
    efecto="N",
    por_que="Si no consta que se fijó en lugar visible, el citatorio se tiene por no dejado.",
    sobre=("CITATORIO",),
    requiere=("CITATORIO.forma",),
    rompe="""
        2025-03-03 CITATORIO forma=PUERTA !
    """,
    cumple="""
        2025-03-03 CITATORIO forma=PUERTA doc=CONSTANCIA-1
    """,
    salvo=((
        "Se dejó con una persona",
        """
        2025-03-03 CITATORIO forma=VECINO
        """,
    ),),
)  # fmt: skip
def fijado_sin_constancia(pae: Pae) -> pd.DataFrame:
    """Citatorio que se fijó en la puerta (forma PUERTA) y no dice en qué documento consta."""
    actos = pae.de_tipo("CITATORIO")
    malos = actos[(actos["forma"] == "PUERTA") & (actos["documento"] == "")]
    return redactar(malos, "El citatorio del {dia:fecha} se fijó en la puerta y no hay constancia.")


@regla(
    "PAE023",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 134, fr. III, y 137, párrafo segundo",
    titulo="Estrados sin supuesto",
    corto="Estrados sin supuesto",
    que_hacer="Notificar en persona o por buzón; los estrados sólo valen si no se localizó al deudor o se opuso.",
    etapa="notificacion",
    efecto="N",
    por_que="Los estrados son la excepción: sin su supuesto el deudor nunca supo de la resolución.",
    sobre=("NOTIFICACION",),
    requiere=("NOTIFICACION.forma",),
    rompe="""
        credito notificacion=
        2024-03-04 NOTIFICACION forma=ESTRADOS !
    """,
    tambien=("""
        credito notificacion=
        2024-02-20 DEPOSITARIO resultado=OPOSICION
        2024-03-04 NOTIFICACION forma=ESTRADOS !
    """,),
    cumple="""
        credito notificacion=
        2024-02-20 NO_LOCALIZADO
        2024-03-04 NOTIFICACION forma=ESTRADOS
    """,
    salvo=(
        (
            "Se opuso a la diligencia",
            """
            credito notificacion=
            2024-02-20 NOTIFICACION forma=PERSONAL resultado=OPOSICION
            2024-03-04 NOTIFICACION forma=ESTRADOS
            """,
        ),
        (
            "Desocupó el domicilio sin aviso",
            """
            credito notificacion=
            2024-02-20 DESOCUPACION
            2024-03-04 NOTIFICACION forma=ESTRADOS
            """,
        ),
    ),
)  # fmt: skip
def estrados_sin_supuesto(pae: Pae) -> pd.DataFrame:
    """Notificación por estrados sin que, en su fecha o antes, conste no localizado, desocupación u oposición.

    La oposición es la de una diligencia con el deudor: la de quien no quiso ser depositario no cuenta.
    """
    actos = notificaciones_de(pae, "ESTRADOS")
    buscado = pae.de_tipo("NOTIFICACION", "CITATORIO", *COBRO)
    buscado = buscado[buscado["resultado"].isin(["NO_LOCALIZADO", "OPOSICION"])]
    supuestos = pd.concat([pae.de_tipo("NO_LOCALIZADO", "DESOCUPACION"), buscado])
    hay = tienen(actos, supuestos, lambda p: p["dia_otro"] <= p["dia"])
    return redactar(actos[~hay], "Se notificó por estrados el {dia:fecha} y antes no consta por qué.")


@regla(
    "PAE024",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 139",
    titulo="Estrados mal contados",
    corto="Estrados mal contados",
    que_hacer="Corregir la fecha de notificación y todo plazo que se contó desde ella, o publicar de nuevo.",
    etapa="notificacion",
    efecto="N",
    por_que="El documento se publica diez días y se tiene por notificado el undécimo: otro día adelanta los plazos.",
    sobre=("NOTIFICACION/ESTRADOS",),
    requiere=("PUBLICACION",),
    rompe="""
        credito notificacion=
        2024-03-01 PUBLICACION forma=ESTRADOS hasta=2024-03-15
        2024-03-15 NOTIFICACION forma=ESTRADOS !
    """,
    tambien=("""
        credito notificacion=
        2024-03-01 PUBLICACION forma=ESTRADOS hasta=2024-03-14
        2024-03-19 NOTIFICACION forma=ESTRADOS !
    """,),
    cumple="""
        credito notificacion=
        2024-03-01 PUBLICACION forma=ESTRADOS hasta=2024-03-19
        2024-03-19 NOTIFICACION forma=ESTRADOS
    """,
)  # fmt: skip
def estrados_mal_contados(pae: Pae) -> pd.DataFrame:
    """Notificación por estrados que no es del undécimo día desde el siguiente a la publicación, o se retiró antes."""
    actos = notificaciones_de(pae, "ESTRADOS")
    publicaciones = pae.de_tipo("PUBLICACION")
    publicado = ultimo_de(actos, publicaciones[publicaciones["forma"] == "ESTRADOS"], mismo_dia=False)
    actos = actos.assign(publicado=publicado["dia"], retiro=publicado["hasta"])
    actos = actos[actos["publicado"] != SIN_DIA]
    desde = actos["publicado"].to_numpy()
    plazo = plazo_de(pae.normas, actos["ambito"], POR_ESTRADOS, desde)
    pasaron = habiles_entre(pae.normas, actos["ambito"], desde, actos["dia"].to_numpy())
    hasta = actos["retiro"].where(actos["retiro"] != SIN_DIA, actos["dia"]).to_numpy()
    publicados = habiles_entre(pae.normas, actos["ambito"], desde, hasta)
    malos = actos[(pasaron != plazo) | (publicados < plazo - 1)]
    return redactar(malos, "Se publicó el {publicado:fecha} y se notificó el {dia:fecha}: no es el undécimo día.")


@regla(
    "PAE025",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 134, fr. I, párrafos quinto a séptimo",
    titulo="Buzón sin acuse antes del cuarto día",
    corto="Buzón antes de tiempo",
    que_hacer="Corregir la fecha de notificación al cuarto día y recontar los plazos.",
    etapa="notificacion",
    efecto="N",
    por_que="Sin acuse el deudor tiene tres días para abrir; contarlo antes le quita plazo para pagar o defenderse.",
    ambito="F",
    sobre=("NOTIFICACION/BUZON",),
    requiere=("AVISO_BUZON",),
    rompe="""
        credito notificacion=
        2024-03-04 AVISO_BUZON
        2024-03-07 NOTIFICACION forma=BUZON !
    """,
    cumple="""
        credito notificacion=
        2024-03-04 AVISO_BUZON
        2024-03-08 NOTIFICACION forma=BUZON
    """,
    salvo=((
        "Lo abrió antes: hay acuse",
        """
        credito notificacion=
        2024-03-04 AVISO_BUZON notificado=2024-03-05
        2024-03-05 NOTIFICACION forma=BUZON
        """,
    ),),
)  # fmt: skip
def buzon_antes_de_tiempo(pae: Pae) -> pd.DataFrame:
    """Notificación por buzón anterior al cuarto día desde el siguiente al aviso, sin acuse de ese día o antes."""
    actos = notificaciones_de(pae, "BUZON")
    aviso = ultimo_de(actos, pae.de_tipo("AVISO_BUZON"), mismo_dia=True, mas=("notificado",))
    actos = actos.assign(aviso=aviso["dia"], acuse=aviso["notificado"])
    actos = actos[actos["aviso"] != SIN_DIA]
    pasaron = habiles_entre(pae.normas, actos["ambito"], actos["aviso"].to_numpy(), actos["dia"].to_numpy())
    pronto = pasaron < plazo_de(pae.normas, actos["ambito"], POR_BUZON, actos["aviso"].to_numpy())
    acusado = (actos["acuse"] != SIN_DIA) & (actos["acuse"] <= actos["dia"])
    return redactar(
        actos[pronto & ~acusado],
        "El aviso fue el {aviso:fecha}, no hay acuse y se tuvo por notificado el {dia:fecha}.",
    )


@regla(
    "PAE026",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 134, fr. IV, y 140",
    titulo="Edictos improcedentes o incompletos",
    corto="Edictos incompletos",
    que_hacer="Notificar por el medio que corresponde o completar las publicaciones de la fracción que se usó.",
    etapa="notificacion",
    efecto="N",
    por_que="Los edictos suponen que murió el deudor y no se conoce a quién lo represente; si no, no notifican.",
    sobre=("NOTIFICACION/EDICTOS",),
    requiere=("CAUSA_EDICTOS", "PUBLICACION"),
    rompe="""
        credito notificacion=
        2024-03-01 PUBLICACION forma=DOF parcialidades=3
        2024-03-04 NOTIFICACION forma=EDICTOS !
    """,
    tambien=("""
        credito notificacion=
        2024-02-20 CAUSA_EDICTOS forma=FALLECIMIENTO
        2024-03-01 PUBLICACION forma=PAGINA parcialidades=14
        2024-03-20 NOTIFICACION forma=EDICTOS !
    """,),
    cumple="""
        credito notificacion=
        2024-02-20 CAUSA_EDICTOS forma=FALLECIMIENTO
        2024-03-01 PUBLICACION forma=DOF parcialidades=3
        2024-03-04 NOTIFICACION forma=EDICTOS
    """,
    salvo=(
        (
            "Residente en el extranjero (art. 134)",
            """
            credito notificacion=
            2024-02-20 CAUSA_EDICTOS forma=EXTRANJERO
            2024-03-01 PUBLICACION forma=DIARIO parcialidades=1
            2024-03-04 NOTIFICACION forma=EDICTOS
            """,
        ),
        (
            "Cada publicación se anotó aparte",
            """
            credito notificacion=
            2024-02-20 CAUSA_EDICTOS forma=FALLECIMIENTO
            2024-02-29 PUBLICACION forma=DOF
            2024-03-01 PUBLICACION forma=DOF
            2024-03-04 PUBLICACION forma=DOF
            2024-03-05 NOTIFICACION forma=EDICTOS
            """,
        ),
    ),
)  # fmt: skip
def edictos_incompletos(pae: Pae) -> pd.DataFrame:
    """Edictos sin su causa, o con menos publicaciones que las de la fracción usada (DOF 3, diario 1, página 15)."""
    actos = notificaciones_de(pae, "EDICTOS")
    con_causa = tienen(actos, pae.de_tipo("CAUSA_EDICTOS"), lambda p: p["dia_otro"] <= p["dia"])
    publicaciones = pae.de_tipo("PUBLICACION")
    publicaciones = publicaciones[publicaciones["forma"].isin(list(PUBLICACIONES))]
    # tres publicaciones son un acto que dice tres o tres actos
    cuantas = publicaciones[["credito", "dia", "forma"]].assign(n=np.maximum(publicaciones["parcialidades"], 1))
    pares = actos[["credito", "dia", "clave"]].merge(cuantas, on="credito", suffixes=("", "_otro"))
    suma = (
        pares[pares["dia_otro"] <= pares["dia"]].groupby(["clave", "forma"], observed=True)["n"].sum().reset_index()
    )
    completas = suma[suma["n"] >= suma["forma"].map(PUBLICACIONES).astype("int64")]
    publicado = actos["clave"].isin(completas["clave"]).to_numpy()
    return redactar(
        actos[~(con_causa & publicado)],
        "Se notificó por edictos el {dia:fecha} sin su causa o sin todas sus publicaciones.",
    )


@regla(
    "PAE027",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 134, frs. I y II",
    titulo="Correo ordinario para un acto recurrible",
    corto="Por correo ordinario",
    que_hacer="Notificar de nuevo en persona, por correo certificado o por buzón.",
    etapa="notificacion",
    efecto="N",
    por_que="Lo que puede recurrirse exige constancia de que se recibió; el correo ordinario no la da.",
    sobre=("NOTIFICACION", "REQUERIMIENTO", "CITATORIO"),
    requiere=("NOTIFICACION.forma",),
    rompe="""
        credito notificacion=
        2024-03-04 NOTIFICACION forma=CORREO_ORDINARIO !
    """,
    tambien=("""
        2025-03-04 REQUERIMIENTO forma=TELEGRAMA !
    """,),
    cumple="""
        credito notificacion=
        2024-03-04 NOTIFICACION forma=CORREO_CERTIFICADO
    """,
)  # fmt: skip
def por_correo_ordinario(pae: Pae) -> pd.DataFrame:
    """Resolución, requerimiento o citatorio por correo ordinario o telegrama."""
    actos = pae.de_tipo("NOTIFICACION", "REQUERIMIENTO", "CITATORIO")
    malos = actos[actos["forma"].isin(SIN_CONSTANCIA)]
    medio = malos["forma"].str.lower().str.replace("_", " ")
    return redactar(malos.assign(medio=medio), "El {dia:fecha} se hizo saber por {medio}.")
