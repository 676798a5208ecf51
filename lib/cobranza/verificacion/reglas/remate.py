"""Vender lo embargado: avalúo vigente y firme, convocatoria, acreedores, subasta y posturas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.expediente.lapsos import vigente
from cobranza.verificacion.cruces import (
    alcanza,
    antes_de,
    citan,
    despues_de,
    habiles_entre,
    pasa_de,
    plazo_de,
    que_cita,
    tienen,
    ultimo_de,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.minutos import minutos

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

CONVOCAR, REMATAR, SUBASTAR = "REM-08", "REM-07", "REM-12"
MEDIODIA, ULTIMOS_MINUTOS, PRORROGA = 12 * 60, 20, 5
"""La subasta corre de 12:00 a 12:00; una mejora en los últimos veinte minutos la alarga cinco (CFF, art. 183)."""
_EVIDENCIA = "Se convocó el {convocado:fecha} y se remató el {dia:fecha}, "


@regla(
    "PAE011",
    severidad=Severidad.ALTA,
    fundamento="RCFF, vigencia del avalúo (artículo por cotejar)",
    titulo="Avalúo vencido",
    corto="Avalúo vencido",
    que_hacer="Suspender el remate y actualizar el avalúo antes de convocar de nuevo.",
    etapa="remate",
    efecto="N",
    por_que="Con un avalúo viejo se vende por menos de lo que vale y el remate se anula.",
    sobre=("CONVOCATORIA", "REMATE"),
    rompe="""
        2025-03-03 AVALUO hasta=2025-06-13
        2025-06-16 CONVOCATORIA !
    """,
    cumple="""
        2025-03-03 AVALUO hasta=2025-06-13
        2025-06-13 CONVOCATORIA
    """,
    salvo=((
        "El avalúo no dice hasta cuándo vale",
        """
        2025-03-03 AVALUO
        2025-06-16 CONVOCATORIA
        """,
    ),),
)  # fmt: skip
def avaluo_vencido(pae: Pae) -> pd.DataFrame:
    """Convocatoria o remate posterior al fin de vigencia del último avalúo del crédito."""
    actos = pae.de_tipo("CONVOCATORIA", "REMATE")
    actos = actos.assign(vence=ultimo_de(actos, pae.de_tipo("AVALUO"), mismo_dia=True)["hasta"])
    malos = actos[(actos["vence"] != SIN_DIA) & (actos["dia"] > actos["vence"])]
    return redactar(malos, "Es del {dia:fecha} y el avalúo valía hasta el {vence:fecha}.")


@regla(
    "PAE012",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 176, párrafo primero",
    titulo="Convocatoria con menos de 10 días",
    corto="Convocatoria apresurada",
    que_hacer="Dejar sin efectos el remate y convocar de nuevo con la anticipación debida.",
    etapa="remate",
    efecto="N",
    por_que="Sin los diez días no llegan postores ni acreedores: se vende mal y se puede anular.",
    sobre=("REMATE",),
    rompe="""
        2025-06-02 CONVOCATORIA
        2025-06-13 REMATE !
    """,
    cumple="""
        2025-06-02 CONVOCATORIA
        2025-06-16 REMATE
    """,
)  # fmt: skip
def convocatoria_corta(pae: Pae) -> pd.DataFrame:
    """Remate antes del décimo día hábil siguiente a la última convocatoria; el décimo exacto cumple.

    El remate empieza el primer día de la subasta, si se capturó; si no, el de su acto.
    """
    remates = _convocados(pae)
    convocado = remates["convocado"].to_numpy()
    remates = remates.assign(plazo=plazo_de(pae.normas, remates["ambito"], CONVOCAR, convocado))
    malos = remates[antes_de(pae.normas, remates["ambito"], convocado, CONVOCAR, remates["inicia"].to_numpy())]
    return redactar(malos, _EVIDENCIA + "antes de {plazo} días hábiles.")


@regla(
    "PAE013",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 176, párrafo primero",
    titulo="Remate fuera de los 20 días",
    corto="Remate fuera de plazo",
    que_hacer="Convocar de nuevo: la convocatoria anterior dejó de servir.",
    etapa="remate",
    efecto="N",
    por_que="Pasados los veinte días la convocatoria ya no anuncia ese remate.",
    sobre=("REMATE",),
    rompe="""
        2025-08-01 CONVOCATORIA
        2025-09-01 REMATE !
    """,
    cumple="""
        2025-08-01 CONVOCATORIA
        2025-08-29 REMATE
    """,
    salvo=((
        "La subasta empezó dentro del plazo y se fincó después",
        """
        2025-08-01 CONVOCATORIA
        2025-08-28 SUBASTA de_las=12:00 a_las=12:00 hasta=2025-09-03
        2025-09-04 REMATE
        """,
    ),),
)  # fmt: skip
def remate_tardio(pae: Pae) -> pd.DataFrame:
    """Remate después del vigésimo día hábil siguiente a la última convocatoria; el vigésimo exacto cumple.

    El remate empieza el primer día de la subasta, si se capturó; si no, el de su acto.
    """
    remates = _convocados(pae)
    convocado = remates["convocado"].to_numpy()
    remates = remates.assign(plazo=plazo_de(pae.normas, remates["ambito"], REMATAR, convocado))
    malos = remates[despues_de(pae.normas, remates["ambito"], convocado, REMATAR, remates["inicia"].to_numpy())]
    return redactar(malos, _EVIDENCIA + "después de {plazo} días hábiles.")


def _convocados(pae: Pae) -> pd.DataFrame:
    """Los remates con una convocatoria anterior, con la fecha de la última (`convocado`) y cuándo empezaron."""
    remates = pae.de_tipo("REMATE")
    remates = remates.assign(convocado=ultimo_de(remates, pae.de_tipo("CONVOCATORIA"), mismo_dia=False)["dia"])
    remates = remates[remates["convocado"] != SIN_DIA]
    subasta = ultimo_de(remates, pae.de_tipo("SUBASTA"), mismo_dia=True)["dia"]
    return remates.assign(inicia=subasta.where(subasta >= remates["convocado"], remates["dia"]))


@regla(
    "PAE069",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 175, párrafo primero",
    titulo="Avalúo no notificado",
    corto="Avalúo no notificado",
    que_hacer="Notificar el avalúo y, firme, convocar de nuevo.",
    etapa="remate",
    efecto="N",
    por_que="Sin conocer el avalúo, el embargado y los acreedores no pueden objetarlo: el remate es nulo.",
    sobre=("CONVOCATORIA",),
    requiere=("AVALUO.notificado_el",),
    rompe="""
        2025-03-03 AVALUO notificado=2025-06-20
        2025-06-16 CONVOCATORIA !
    """,
    cumple="""
        2025-03-03 AVALUO notificado=2025-03-10
        2025-06-16 CONVOCATORIA
    """,
)  # fmt: skip
def avaluo_sin_notificar(pae: Pae) -> pd.DataFrame:
    """Convocatoria sin que el último avalúo se haya hecho saber en su fecha o antes."""
    actos = pae.de_tipo("CONVOCATORIA")
    avaluo = ultimo_de(actos, pae.de_tipo("AVALUO"), mismo_dia=True, mas=("notificado",))
    supo = avaluo["notificado"]
    malos = actos[(supo == SIN_DIA) | (supo > actos["dia"])]
    return redactar(malos, "Se convocó el {dia:fecha} y el avalúo no se había notificado.")


@regla(
    "PAE070",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 173, fr. I, y 175, párrafos segundo a quinto",
    titulo="Remate sin base fija",
    corto="Remate sin base",
    que_hacer="Resolver la inconformidad o designar al perito tercero antes de convocar.",
    etapa="remate",
    efecto="N",
    por_que="Mientras el avalúo se discute no hay base: lo que se remate se vende sin precio legal.",
    sobre=("CONVOCATORIA", "REMATE"),
    requiere=("INCONFORMIDAD_AVALUO",),
    rompe="""
        2025-03-03 AVALUO #a monto=10000.00
        2025-03-20 INCONFORMIDAD_AVALUO
        2025-06-16 CONVOCATORIA !
    """,
    tambien=("""
        2025-03-03 AVALUO monto=10000.00
        2025-03-20 INCONFORMIDAD_AVALUO #i
        2025-04-20 DICTAMEN_PERITO ref=i monto=11000.01
        2025-06-16 CONVOCATORIA !
    """,),
    cumple="""
        2025-03-03 AVALUO monto=10000.00
        2025-03-20 INCONFORMIDAD_AVALUO #i
        2025-04-20 DICTAMEN_PERITO ref=i monto=13000.00
        2025-04-25 PERITO_TERCERO ref=i
        2025-06-16 CONVOCATORIA
    """,
    salvo=((
        "El dictamen no pasa del 10 %: se aceptó",
        """
        2025-03-03 AVALUO monto=10000.00
        2025-03-20 INCONFORMIDAD_AVALUO #i
        2025-04-20 DICTAMEN_PERITO ref=i monto=11000.00
        2025-06-16 CONVOCATORIA
        """,
    ),),
)  # fmt: skip
def sin_base_fija(pae: Pae) -> pd.DataFrame:
    """Convocatoria o remate con una inconformidad sin dictamen, o con uno más del 10 % mayor y sin perito tercero."""
    actos = pae.de_tipo("CONVOCATORIA", "REMATE")
    quejas = pae.de_tipo("INCONFORMIDAD_AVALUO")
    dictamen = que_cita(quejas, pae.de_tipo("DICTAMEN_PERITO"), "monto")
    tercero = que_cita(quejas, pae.de_tipo("PERITO_TERCERO"))["dia"]
    base = ultimo_de(quejas, pae.de_tipo("AVALUO"), mismo_dia=True, mas=("monto",))["monto"]
    mas = (dictamen["monto"] - base).to_numpy(np.int64)
    difiere = pasa_de(pae.normas, quejas["ambito"], "avaluo_diferencia", mas, base.to_numpy(np.int64))
    resuelta = np.where(difiere, tercero, dictamen["dia"])
    quejas = quejas.assign(hasta=np.where(resuelta == SIN_DIA, np.iinfo(np.int64).max, resuelta))
    malos = actos[tienen(actos, quejas, lambda p: (p["dia_otro"] <= p["dia"]) & (p["dia"] < p["hasta_otro"]))]
    return redactar(malos, "El {dia:fecha} el avalúo seguía en discusión.")


@regla(
    "PAE071",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 144, párrafo primero, y 173, fr. IV",
    titulo="Remate con impugnación pendiente",
    corto="Remate impugnado",
    que_hacer="Dejar sin efectos el remate y esperar a que se resuelva el medio de defensa.",
    etapa="remate",
    efecto="N",
    por_que="Se vende lo que quizá no se deba: si el deudor gana, el bien ya es de otro.",
    sobre=("REMATE", "ADJUDICACION", "VENTA_FUERA_DE_REMATE"),
    rompe="""
        2025-03-03 IMPUGNACION forma=NULIDAD
        2025-03-10 GARANTIA
        2025-06-16 REMATE !
    """,
    tambien=("""
        2025-03-10 SUSPENSION
        2025-06-16 REMATE !
    """,),
    cumple="""
        2025-03-03 IMPUGNACION #i forma=NULIDAD
        2025-03-10 GARANTIA #g
        2025-05-10 RESOLUCION ref=i resultado=CONFIRMA
        2025-06-16 REMATE
    """,
    salvo=((
        "Bienes de fácil descomposición (art. 192, fr. II)",
        """
        2025-03-03 IMPUGNACION forma=NULIDAD
        2025-03-10 GARANTIA
        2025-06-16 VENTA_FUERA_DE_REMATE forma=PERECEDERO
        """,
    ),),
)  # fmt: skip
def remate_impugnado(pae: Pae) -> pd.DataFrame:
    """Remate, adjudicación o venta con el crédito impugnado y garantizado, o suspendido."""
    actos = pae.de_tipo("REMATE", "ADJUDICACION", "VENTA_FUERA_DE_REMATE")
    actos = actos[actos["forma"] != "PERECEDERO"]
    lugar, cuando = pae.lugares(actos), actos["dia"].to_numpy()
    detenido = vigente(pae.historia, "defensa_garantizada", cuando, lugar)
    detenido |= vigente(pae.historia, "suspension", cuando, lugar)
    return redactar(actos[detenido], "El {dia:fecha} había un medio de defensa garantizado o una suspensión.")


@regla(
    "PAE072",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 177",
    titulo="Acreedores sin citar o sin certificado",
    corto="Acreedores sin citar",
    que_hacer="Pedir el certificado de diez años y citar a cada acreedor antes de rematar.",
    etapa="remate",
    efecto="N",
    por_que="El acreedor que no fue citado conserva su gravamen y puede anular la venta.",
    sobre=("REMATE",),
    requiere=("CERTIFICADO_GRAVAMENES",),
    rompe="""
        2025-06-16 REMATE !
    """,
    tambien=("""
        2025-05-02 CERTIFICADO_GRAVAMENES
        2025-05-02 ACREEDOR
        2025-06-16 REMATE !
    """,),
    cumple="""
        2025-05-02 CERTIFICADO_GRAVAMENES
        2025-05-02 ACREEDOR #a
        2025-05-20 CITACION_ACREEDOR ref=a
        2025-06-16 REMATE
    """,
    salvo=((
        "Se le citó en la convocatoria, con su nombre",
        """
        2025-05-02 CERTIFICADO_GRAVAMENES
        2025-05-02 ACREEDOR #a
        2025-05-20 CITACION_ACREEDOR ref=a forma=CONVOCATORIA
        2025-06-16 REMATE
        """,
    ),),
)  # fmt: skip
def acreedores_sin_citar(pae: Pae) -> pd.DataFrame:
    """Remate sin certificado de gravámenes anterior, o con un acreedor inscrito al que no se citó antes."""
    actos = pae.de_tipo("REMATE")
    con_certificado = tienen(actos, pae.de_tipo("CERTIFICADO_GRAVAMENES"), lambda p: p["dia_otro"] <= p["dia"])
    acreedores = pae.de_tipo("ACREEDOR")
    citado = que_cita(acreedores, pae.de_tipo("CITACION_ACREEDOR"))["dia"]
    acreedores = acreedores.assign(hasta=citado.where(citado != SIN_DIA, np.iinfo(np.int64).max))
    sin_citar = tienen(actos, acreedores, lambda p: (p["dia_otro"] <= p["dia"]) & (p["hasta_otro"] > p["dia"]))
    return redactar(
        actos[~con_certificado | sin_citar], "Se remató el {dia:fecha} sin certificado o sin citar a un acreedor."
    )


@regla(
    "PAE073",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 183, párrafos segundo y tercero",
    titulo="Subasta que no dura lo debido",
    corto="Subasta mal contada",
    que_hacer="Reponer la subasta: de las 12:00 del primer día a las 12:00 del quinto, con sus prórrogas.",
    etapa="remate",
    efecto="N",
    por_que="Cerrar antes deja fuera posturas mejores; cerrar después favorece a quien sabía.",
    ambito="F",
    sobre=("SUBASTA", "REMATE"),
    requiere=("SUBASTA",),
    rompe="""
        2025-06-16 SUBASTA de_las=12:00 a_las=12:00 hasta=2025-06-19 !
    """,
    tambien=(
        """
        2025-06-16 SUBASTA de_las=10:00 a_las=12:00 hasta=2025-06-20 !
        """,
        """
        2025-06-16 SUBASTA #s de_las=12:00 a_las=12:00 hasta=2025-06-20 !
        2025-06-20 POSTURA ref=s de_las=11:45 a_las=11:45 monto=9000.00 doc=POST010101AAA
        """,
    ),
    cumple="""
        2025-06-16 SUBASTA #s de_las=12:00 a_las=12:00 hasta=2025-06-20
        2025-06-20 POSTURA ref=s de_las=11:30 a_las=11:30 monto=9000.00 doc=POST010101AAA
    """,
    salvo=((
        "Hubo una mejora en los últimos veinte minutos y se prorrogó cinco",
        """
        2025-06-16 SUBASTA #s de_las=12:00 a_las=12:05 hasta=2025-06-20
        2025-06-20 POSTURA ref=s de_las=11:45 a_las=11:45 monto=9000.00 doc=POST010101AAA
        """,
    ),),
)  # fmt: skip
def subasta_mal_contada(pae: Pae) -> pd.DataFrame:
    """Subasta que no va de las 12:00 del primer día a las 12:00 del quinto, o sin prórroga tras una mejora tardía.

    El último día va en «hasta» y la hora en que cerró, como hora de cierre.
    """
    actos = pae.de_tipo("SUBASTA")
    ultimo = actos["hasta"].where(actos["hasta"] != SIN_DIA, actos["dia"]).to_numpy(np.int64)
    duro = habiles_entre(pae.normas, actos["ambito"], actos["dia"].to_numpy(), ultimo)
    debe = plazo_de(pae.normas, actos["ambito"], SUBASTAR, actos["dia"].to_numpy()) - 1
    abre, cierra = minutos(actos["hora_inicio"]), minutos(actos["hora_fin"])
    posturas = pae.de_tipo("POSTURA").assign(cuando=lambda p: minutos(p["hora_inicio"]))
    tardias = posturas[posturas["cuando"].between(MEDIODIA - ULTIMOS_MINUTOS, MEDIODIA)]
    llaves = actos[["clave"]].assign(dia=ultimo)
    mejora = llaves.merge(tardias[["referencia", "dia"]].drop_duplicates(), left_on=["clave", "dia"],
                          right_on=["referencia", "dia"], how="left")["referencia"].notna().to_numpy()  # fmt: skip
    bien_cerrada = np.where(mejora, cierra >= MEDIODIA + PRORROGA, cierra == MEDIODIA)
    malos = actos[(duro != debe) | (abre != MEDIODIA) | ~bien_cerrada]
    return redactar(malos, "La subasta del {dia:fecha}, de {hora_inicio} a {hora_fin}, no duró lo que la ley manda.")


@regla(
    "PAE074",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 179, 181, párrafo primero, y 182",
    titulo="Postura ilegal admitida",
    corto="Postura ilegal",
    que_hacer="Desechar la postura y fincar a la que sí cumpla.",
    etapa="remate",
    efecto="N",
    por_que="Menos de dos tercios, sin depósito o de quien no se identifica, malbarata el bien y anula el remate.",
    sobre=("POSTURA", "REMATE"),
    requiere=("POSTURA", "AVALUO.monto"),
    rompe="""
        2025-03-03 AVALUO monto=9000.00
        2025-06-16 DEPOSITO_POSTURA doc=POST010101AAA monto=900.00
        2025-06-17 POSTURA monto=5999.99 doc=POST010101AAA !
    """,
    tambien=(
        """
        2025-03-03 AVALUO monto=9000.00
        2025-06-16 DEPOSITO_POSTURA doc=POST010101AAA monto=899.99
        2025-06-17 POSTURA monto=6000.00 doc=POST010101AAA !
        """,
        """
        2025-03-03 AVALUO monto=9000.00
        2025-06-17 POSTURA monto=6000.00 !
        """,
    ),
    cumple="""
        2025-03-03 AVALUO monto=9000.00
        2025-06-16 DEPOSITO_POSTURA doc=POST010101AAA monto=900.00
        2025-06-17 POSTURA monto=6000.00 doc=POST010101AAA
    """,
    salvo=((
        "Se desechó",
        """
        2025-03-03 AVALUO monto=9000.00
        2025-06-17 POSTURA monto=100.00 forma=DESECHADA
        """,
    ),),
)  # fmt: skip
def postura_ilegal(pae: Pae) -> pd.DataFrame:
    """Postura no desechada por menos de dos tercios de la base, sin el depósito del 10 % o sin decir de quién es."""
    actos = pae.de_tipo("POSTURA")
    actos = actos[actos["forma"] != "DESECHADA"]
    base = ultimo_de(actos, pae.de_tipo("AVALUO"), mismo_dia=True, mas=("monto",))["monto"].to_numpy(np.int64)
    llega = alcanza(pae.normas, actos["ambito"], "remate_postura", actos["monto"].to_numpy(), base)
    depositos = pae.de_tipo("DEPOSITO_POSTURA")
    actos = actos.assign(base=base)
    garantizada = tienen(
        actos, depositos.assign(base=0),
        lambda p: p["documento"].eq(p["documento_otro"]) & (p["dia_otro"] <= p["dia"])
        & alcanza(pae.normas, p["ambito"], "remate_deposito", p["monto_otro"].to_numpy(), p["base"].to_numpy()),
        mas=("documento", "monto", "base"),
    )  # fmt: skip
    malos = actos[~llega | ~garantizada | (actos["documento"] == "")]
    return redactar(malos, "Se admitió el {dia:fecha} una postura de ${monto:pesos} con base de ${base:pesos}.")


@regla(
    "PAE076",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 189",
    titulo="Remata quien lo tiene prohibido",
    corto="Adjudicado a servidor",
    que_hacer="Anular la adjudicación y dar vista al órgano interno de control.",
    etapa="remate",
    efecto="N",
    por_que="Quien ejecuta no puede comprar lo que remata: la venta es nula y hay responsabilidad.",
    sobre=("ADJUDICACION", "REMATE"),
    requiere=("ADJUDICACION",),
    rompe="""
        2025-06-20 ADJUDICACION forma=MUEBLES doc=EJ1X010101AAA monto=6000.00 !
    """,
    cumple="""
        2025-06-20 ADJUDICACION forma=MUEBLES doc=POST010101AAA monto=6000.00
    """,
)  # fmt: skip
def adjudicado_a_servidor(pae: Pae) -> pd.DataFrame:
    """Adjudicación a un RFC que es el de alguien de la plantilla; la interpósita persona es un indicio aparte."""
    actos = pae.de_tipo("ADJUDICACION")
    malos = actos[(actos["documento"] != "") & actos["documento"].isin(pae.personas["rfc"])]
    return redactar(malos, "El {dia:fecha} se adjudicó a quien está en la plantilla de la autoridad.")


@regla(
    "PAE077",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 190 y 191, párrafo primero",
    titulo="Adjudicación al fisco mal valuada",
    corto="Adjudicado mal valuado",
    que_hacer="Corregir el valor al 60 % del avalúo, o fincar a la postura legal que hubo.",
    etapa="remate",
    efecto="D",
    por_que="El fisco se adjudica sólo si nadie puja y por el valor que la ley fija: otro daña a una de las partes.",
    ambito="F",
    sobre=("ADJUDICACION", "REMATE"),
    requiere=("ADJUDICACION", "AVALUO.monto"),
    rompe="""
        2025-03-03 AVALUO monto=9000.00
        2025-06-20 ADJUDICACION forma=FISCO monto=5000.00 !
    """,
    tambien=("""
        2025-03-03 AVALUO monto=9000.00
        2025-06-17 POSTURA monto=7000.00 doc=POST010101AAA
        2025-06-20 ADJUDICACION forma=FISCO monto=5400.00 !
    """,),
    cumple="""
        2025-03-03 AVALUO monto=9000.00
        2025-06-20 ADJUDICACION forma=FISCO monto=5400.00
    """,
    salvo=((
        "La postura era igual a la del fisco: éste tiene preferencia (art. 190)",
        """
        2025-03-03 AVALUO monto=9000.00
        2025-06-17 POSTURA monto=5400.00 doc=POST010101AAA
        2025-06-20 ADJUDICACION forma=FISCO monto=5400.00
        """,
    ),),
)  # fmt: skip
def adjudicado_mal_valuado(pae: Pae) -> pd.DataFrame:
    """Adjudicación al fisco por un valor que no es el 60 % del avalúo, o habiendo una postura mayor no desechada."""
    actos = pae.de_tipo("ADJUDICACION")
    actos = actos[actos["forma"] == "FISCO"]
    base = ultimo_de(actos, pae.de_tipo("AVALUO"), mismo_dia=True, mas=("monto",))["monto"].to_numpy(np.int64)
    monto = actos["monto"].to_numpy(np.int64)
    # al centavo: el exacto o, si no lo hay, cualquiera de los dos que lo rodean
    exacto = ~alcanza(pae.normas, actos["ambito"], "remate_adjudicacion", monto - 1, base)
    exacto &= pasa_de(pae.normas, actos["ambito"], "remate_adjudicacion", monto + 1, base)
    posturas = pae.de_tipo("POSTURA")
    posturas = posturas[posturas["forma"] != "DESECHADA"]
    mayor = tienen(
        actos, posturas, lambda p: (p["dia_otro"] <= p["dia"]) & (p["monto_otro"] > p["monto"]), mas=("monto",)
    )
    malos = actos.assign(base=base)[~exacto | mayor]
    return redactar(malos, "El fisco se adjudicó el {dia:fecha} por ${monto:pesos} un bien valuado en ${base:pesos}.")


@regla(
    "PAE078",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 192, frs. I y II",
    titulo="Venta fuera de remate sin supuesto",
    corto="Venta fuera de remate",
    que_hacer="Dejar sin efectos la venta y rematar.",
    etapa="remate",
    efecto="N",
    por_que="Fuera de remate sólo se vende con comprador que cubra el valor o lo que se echa a perder.",
    sobre=("VENTA_FUERA_DE_REMATE",),
    rompe="""
        2025-06-16 VENTA_FUERA_DE_REMATE monto=9000.00 !
    """,
    tambien=("""
        2025-03-03 AVALUO monto=9000.00
        2025-06-16 VENTA_FUERA_DE_REMATE forma=COMPRADOR monto=8999.99 !
    """,),
    cumple="""
        2025-03-03 AVALUO monto=9000.00
        2025-06-16 VENTA_FUERA_DE_REMATE forma=COMPRADOR monto=9000.00
    """,
    salvo=(
        (
            "Bienes de fácil descomposición (fr. II)",
            """
            2025-06-16 VENTA_FUERA_DE_REMATE forma=PERECEDERO monto=100.00
            """,
        ),
        (
            "Negociación intervenida (art. 172)",
            """
            2025-06-16 VENTA_FUERA_DE_REMATE forma=NEGOCIACION monto=100.00
            """,
        ),
    ),
)  # fmt: skip
def venta_fuera_de_remate(pae: Pae) -> pd.DataFrame:
    """Venta fuera de remate que no es de perecederos ni de la negociación, ni tiene comprador que cubra el avalúo."""
    actos = pae.de_tipo("VENTA_FUERA_DE_REMATE")
    base = ultimo_de(actos, pae.de_tipo("AVALUO"), mismo_dia=True, mas=("monto",))["monto"]
    cubre = (actos["forma"] == "COMPRADOR") & (actos["monto"] >= base)
    malos = actos[~cubre & ~actos["forma"].isin(["PERECEDERO", "NEGOCIACION"])]
    return redactar(malos, "Se vendió el {dia:fecha} fuera de remate por ${monto:pesos} sin un supuesto de la ley.")


@regla(
    "PAE075",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 184, 185, párrafo primero, y 186, párrafo primero",
    titulo="Saldo no enterado y garantía no aplicada",
    corto="Saldo sin enterar",
    que_hacer="Aplicar el depósito al fisco y adjudicar a la postura que sigue, o volver a rematar.",
    etapa="remate",
    efecto="D",
    por_que="Quien ganó y no paga pierde su depósito; si no se aplica, el fisco pierde el tiempo y el dinero.",
    sobre=("ADJUDICACION/MUEBLES", "ADJUDICACION/INMUEBLE", "ADJUDICACION/NEGOCIACION"),
    requiere=("SALDO_POSTURA",),
    rompe="""
        2025-06-20 ADJUDICACION #a forma=MUEBLES doc=POST010101AAA monto=6000.00 !
        2025-06-26 SALDO_POSTURA ref=a
    """,
    tambien=("""
        2025-06-20 ADJUDICACION forma=INMUEBLE doc=POST010101AAA monto=6000.00 !
    """,),
    cumple="""
        2025-06-20 ADJUDICACION #a forma=INMUEBLE doc=POST010101AAA monto=6000.00
        2025-06-26 SALDO_POSTURA ref=a
    """,
    salvo=((
        "Se aplicó el depósito y se siguió con la otra postura",
        """
        2025-06-20 ADJUDICACION #a forma=MUEBLES doc=POST010101AAA monto=6000.00
        2025-06-25 DEPOSITO_APLICADO ref=a
        """,
    ),),
)  # fmt: skip
def saldo_sin_enterar(pae: Pae) -> pd.DataFrame:
    """Adjudicación cuyo saldo no se enteró en tres días hábiles (diez, lo no mueble) ni se aplicó su depósito."""
    actos = pae.de_tipo("ADJUDICACION")
    actos = actos[actos["forma"].isin(["MUEBLES", "INMUEBLE", "NEGOCIACION"])]
    actos = actos[~citan(actos, pae.de_tipo("DEPOSITO_APLICADO"))]
    pago = que_cita(actos, pae.de_tipo("SALDO_POSTURA"))["dia"].to_numpy(np.int64)
    cuando = np.where(pago == SIN_DIA, dia(pae.corte), pago)
    desde = actos["dia"].to_numpy()
    tarde = np.where(
        actos["forma"] == "MUEBLES",
        despues_de(pae.normas, actos["ambito"], desde, "REM-14", cuando),
        despues_de(pae.normas, actos["ambito"], desde, "REM-16", cuando),
    )
    return redactar(actos[tarde], "Se adjudicó el {dia:fecha} y el saldo no se enteró ni se aplicó el depósito.")
