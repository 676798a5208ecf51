"""Vender lo embargado: avalúo vigente y firme, convocatoria, acreedores, subasta y posturas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.lapsos import vigente
from cobranza.verificacion.cruces import (
    alcanza,
    antes_de,
    despues_de,
    habiles_entre,
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
    tambien=("""
        2025-06-13 CONVOCATORIA
        2025-06-13 REMATE !
    """, """
        2025-06-13 REMATE !
        2025-06-16 CONVOCATORIA
    """,),
    cumple="""
        2025-06-02 CONVOCATORIA
        2025-06-16 REMATE
    """,
    salvo=((
        "El día de un remate, ya convocado, se convoca el siguiente",
        """
        2025-06-02 CONVOCATORIA
        2025-06-16 REMATE
        2025-06-16 CONVOCATORIA
        2025-06-30 REMATE
        """,
    ),),
)  # fmt: skip
def convocatoria_corta(pae: Pae) -> pd.DataFrame:
    """Remate antes del décimo día hábil siguiente a la última convocatoria, o sin ella; el décimo exacto cumple.

    El remate empieza el primer día de la subasta, si se capturó; si no, el de su acto.
    """
    remates = _convocados(pae)
    convocado = remates["convocado"].to_numpy()
    remates = remates.assign(plazo=plazo_de(pae.normas, remates["ambito"], CONVOCAR, convocado))
    malos = remates[antes_de(pae.normas, remates["ambito"], convocado, CONVOCAR, remates["inicia"].to_numpy())]
    todos = pae.de_tipo("REMATE")
    return pd.concat(
        [
            redactar(malos, _EVIDENCIA + "antes de {plazo} días hábiles."),
            redactar(todos.drop(index=remates.index), "Se remató el {dia:fecha} y no consta que se haya convocado."),
        ]
    )


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
    tambien=("""
        2025-08-01 CONVOCATORIA
        2025-09-01 REMATE !
        2025-09-01 CONVOCATORIA
    """,),
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
    """Los remates convocados ese día o antes, con el día en que se convocaron (`convocado`) y en que empezaron."""
    remates, convocatorias = pae.de_tipo("REMATE"), pae.practicados("CONVOCATORIA")
    antes, ese_dia = (ultimo_de(remates, convocatorias, mismo_dia=con)["dia"] for con in (False, True))
    # la del mismo día sólo es suya si no hay otra: si la hay, convoca al siguiente
    remates = remates.assign(convocado=antes.where(antes != SIN_DIA, ese_dia))
    remates = remates[remates["convocado"] != SIN_DIA]
    subasta = ultimo_de(remates, pae.de_tipo("SUBASTA"), mismo_dia=True)["dia"]
    return remates.assign(inicia=subasta.where(subasta >= remates["convocado"], remates["dia"]))


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
        "No se capturaron las horas",
        """
        2025-06-16 SUBASTA hasta=2025-06-20 de_las= a_las=
        """,
    ), (
        "Hubo una mejora en los últimos veinte minutos y se prorrogó cinco",
        """
        2025-06-16 SUBASTA #s de_las=12:00 a_las=12:05 hasta=2025-06-20
        2025-06-20 POSTURA ref=s de_las=11:45 a_las=11:45 monto=9000.00 doc=POST010101AAA
        """,
    ),),
)  # fmt: skip
def subasta_mal_contada(pae: Pae) -> pd.DataFrame:
    """Subasta que no va de las 12:00 del primer día a las 12:00 del quinto, o sin prórroga tras una mejora tardía.

    El último día va en «hasta» y la hora en que cerró, como hora de cierre; sin horas sólo se cuentan los días.
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
    # de la hora que no se anotó no se dice que fue otra
    abrio_mal = (actos["hora_inicio"] != "") & (abre != MEDIODIA)
    malos = actos[(duro != debe) | abrio_mal | ((actos["hora_fin"] != "") & ~bien_cerrada)]
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
    base = ultimo_de(actos, pae.practicados("AVALUO"), mismo_dia=True, mas=("monto",))["monto"].to_numpy(np.int64)
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
