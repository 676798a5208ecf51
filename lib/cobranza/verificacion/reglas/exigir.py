"""Cuándo se puede cobrar: el plazo para pagar, lo que se requiere antes y los días que se esperan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.cese import ceso_el, requerido_tras_el_cese, vencen
from cobranza.expediente.situacion import supuestos
from cobranza.verificacion.cruces import despues_de, habiles_entre, plazo_de, se_supo, tienen, ultimo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import COBRO, EMBARGAN
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

REQUIEREN = ("REQUERIMIENTO", "REQ_Y_EMBARGO")
PARA_IMPUGNAR, TRAS_EL_CHEQUE = "DEF-01", "CHQ-01"
TRES_REQUERIMIENTOS = 3


def requerimientos(pae: Pae) -> pd.DataFrame:
    """Los requerimientos de pago que se practicaron, también el que no halló bienes: de los demás no se supo nada."""
    return pae.que_valen(*REQUIEREN)


@regla(
    "PAE005",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 41, fr. II, 65, 144, párrafo primero, 145 y 151, penúltimo párrafo",
    titulo="Plazo para pagar sin vencer",
    corto="Plazo sin vencer",
    que_hacer="Dejar sin efectos lo actuado y esperar a que el crédito sea exigible.",
    etapa="exigir",
    efecto="N",
    por_que="Mientras corre el plazo para pagar o garantizar nada se debe aún por la vía de ejecución.",
    sobre=("MANDAMIENTO", "INMOVILIZACION", *COBRO),
    rompe="""
        credito notificacion=2025-02-04
        2025-03-10 MANDAMIENTO !
    """,
    tambien=(
        """
        credito notificacion=
        2025-03-10 MANDAMIENTO !
        """,
        """
        2025-02-17 SOLICITUD_PLAZOS
        2025-02-17 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-02-17
        2025-03-03 CONVENIO_REVOCADO
        2025-03-04 REQUERIMIENTO
        2025-03-06 EMBARGO forma=DEPOSITOS !
        """,
        """
        credito notificacion=2025-02-04
        2025-03-10 INMOVILIZACION !
        """,
    ),
    cumple="""
        credito notificacion=2025-02-04
        2025-04-01 MANDAMIENTO
        2025-04-02 REQUERIMIENTO
    """,
    salvo=((
        "Autodeterminado: no requiere notificación (arts. 6 y 145)",
        """
        credito notificacion= origen=AUTODETERMINADO
        2025-03-10 MANDAMIENTO
        """,
    ),),
)  # fmt: skip
def antes_de_ser_exigible(pae: Pae) -> pd.DataFrame:
    """Mandamiento, inmovilización o acto de cobro anterior al día en que el crédito fue exigible, o sin notificarlo.

    También el embargo practicado en los seis días que siguen a que surte el requerimiento, si el crédito se hizo
    exigible porque cesó el pago a plazos, revocado o caduco (art. 151, penúltimo párrafo).
    """
    actos = pae.de_tipo("MANDAMIENTO", "INMOVILIZACION", *COBRO)
    # lo autodeterminado es exigible sin notificarse: su día lo dice `exigible`
    sin_notificar = actos["exigible"] == SIN_DIA
    antes = ~sin_notificar & (actos["dia"] < actos["exigible"])
    cese = _en_los_dias_del_cese(pae).drop(index=actos.index[sin_notificar | antes], errors="ignore")
    return pd.concat(
        [
            redactar(actos[sin_notificar], "El {dia:fecha} el crédito no estaba notificado."),
            redactar(actos[antes], "Es del {dia:fecha} y el crédito es exigible desde el {exigible:fecha}."),
            redactar(
                cese,
                "Es del {dia:fecha} y, tras cesar el pago a plazos, lo requerido el {requerido:fecha} podía pagarse "
                "hasta el {vence:fecha}.",
            ),
        ]
    )


def _en_los_dias_del_cese(pae: Pae) -> pd.DataFrame:
    """Los embargos practicados antes de que venciera lo requerido tras el cese, con `requerido` y `vence`."""
    actos = pae.practicados(*EMBARGAN)
    lugar, cuando = pae.lugares(actos), actos["dia"].to_numpy(np.int64)
    requerido, vence = requerido_tras_el_cese(pae.historia, lugar, cuando)
    # el que apenas se anota no está en la historia: si requiere y embarga a la vez, él abre el plazo
    abre = (requerido == SIN_DIA) & actos["tipo"].eq("REQ_Y_EMBARGO").to_numpy()
    abre &= ceso_el(pae.historia, lugar, cuando) != SIN_DIA
    requerido = np.where(abre, cuando, requerido)
    vence = np.where(abre, vencen(pae.historia, lugar, requerido), vence)
    pronto = (requerido != SIN_DIA) & (cuando <= vence)
    con_plazo: pd.DataFrame = actos.assign(requerido=requerido, vence=vence)[pronto]
    return con_plazo


def omitieron_declarar(pae: Pae, actos: pd.DataFrame) -> NDArray[np.bool_]:
    """Los de quien no declaró: la ley pide requerirle tres veces la declaración (CFF, art. 41)."""
    de = supuestos(pae.creditos["origen"], pae.creditos["concepto"])[actos["credito"].to_numpy()]
    return np.asarray(de == "omision_de_declaracion", dtype=bool)


@regla(
    "PAE033",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 151, penúltimo párrafo",
    titulo="Error aritmético sin los seis días para pagar",
    corto="Sin los seis días",
    que_hacer="Levantar el embargo y esperar los seis días desde que surtió el requerimiento.",
    etapa="exigir",
    efecto="N",
    por_que="Quien erró en las cuentas tiene seis días para pagar sin embargo; quitárselos anula lo demás.",
    ambito="F",
    sobre=EMBARGAN,
    rompe="""
        credito origen=ERROR_ARITMETICO
        2025-03-03 REQUERIMIENTO
        2025-03-11 EMBARGO forma=MUEBLES !
    """,
    tambien=("""
        credito origen=ERROR_ARITMETICO
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES !
    """,),
    cumple="""
        credito origen=ERROR_ARITMETICO
        2025-03-03 REQUERIMIENTO
        2025-03-13 EMBARGO forma=MUEBLES
    """,
    salvo=((
        "La exigibilidad no nace de un error aritmético ni del cese de un pago a plazos (esto último lo ve PAE005)",
        """
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        """,
    ),),
)  # fmt: skip
def sin_los_seis_dias(pae: Pae) -> pd.DataFrame:
    """Embargo de lo que se debe por error aritmético antes de pasar seis días desde que surtió el requerimiento."""
    actos = pae.practicados(*EMBARGAN)
    origen = pae.del_credito(actos, "origen").astype("str").str.strip().str.upper().str.replace(" ", "_")
    actos = actos[origen == "ERROR_ARITMETICO"]
    requerido = ultimo_de(actos, requerimientos(pae), mismo_dia=True)["dia"].to_numpy(np.int64)
    hay = requerido != SIN_DIA
    actos, requerido = actos[hay], requerido[hay]
    vence = vencen(pae.historia, pae.lugares(actos), requerido)
    malos = actos.assign(requerido=requerido, vence=vence)[actos["dia"].to_numpy() <= vence]
    return redactar(
        malos, "Se requirió el {requerido:fecha}, podía pagarse hasta el {vence:fecha} y se embargó el {dia:fecha}."
    )


@regla(
    "PAE034",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 41, frs. I y II, y 65",
    titulo="Declaración omitida sin sus tres requerimientos",
    corto="Omisión sin requerir",
    que_hacer="Dejar sin efectos la determinación y requerir la declaración hasta tres veces.",
    etapa="exigir",
    efecto="N",
    por_que="La cantidad del artículo 41, fracción II, sólo procede tras el tercer requerimiento no atendido.",
    ambito="F",
    sobre=("NOTIFICACION",),
    requiere=("REQUERIMIENTO_DECLARACION",),
    rompe="""
        credito origen=OMISION_DECLARACION notificacion=
        2023-09-04 REQUERIMIENTO_DECLARACION
        2023-10-04 REQUERIMIENTO_DECLARACION
        2024-02-01 NOTIFICACION !
    """,
    cumple="""
        credito origen=OMISION_DECLARACION notificacion=
        2023-09-04 REQUERIMIENTO_DECLARACION
        2023-10-04 REQUERIMIENTO_DECLARACION
        2023-11-06 REQUERIMIENTO_DECLARACION
        2024-02-01 NOTIFICACION
    """,
    salvo=((
        "El crédito no nace de una declaración omitida",
        """
        credito notificacion=
        2024-02-01 NOTIFICACION
        """,
    ),),
)  # fmt: skip
def omision_sin_requerir(pae: Pae) -> pd.DataFrame:
    """Notificación de lo determinado por una declaración omitida con menos de tres requerimientos anteriores."""
    actos = pae.practicados("NOTIFICACION")
    actos = actos[omitieron_declarar(pae, actos)]
    previos = actos[["credito", "dia", "clave"]].merge(
        pae.de_tipo("REQUERIMIENTO_DECLARACION")[["credito", "dia"]], on="credito", suffixes=("", "_otro")
    )
    cuantos = previos[previos["dia_otro"] < previos["dia"]].groupby("clave").size()
    cuantos = actos["clave"].map(cuantos).fillna(0).astype("int64")
    malos = actos.assign(cuantos=cuantos)[cuantos < TRES_REQUERIMIENTOS]
    return redactar(
        malos, "Se notificó el {dia:fecha} con {cuantos} requerimientos de la declaración; la ley pide tres."
    )


@regla(
    "PAE039",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 144, párrafos sexto y séptimo",
    titulo="Parte consentida sin exigir",
    corto="Lo consentido sin exigir",
    que_hacer="Requerir el pago de la parte que no se impugnó.",
    etapa="exigir",
    efecto="D",
    por_que="Lo que no se impugnó quedó firme y sigue prescribiendo: dejarlo quieto cuesta dinero al fisco.",
    ambito="F",
    sobre=("IMPUGNACION",),
    con="monto",
    requiere=("IMPUGNACION.monto",),
    rompe="""
        2025-03-03 IMPUGNACION forma=NULIDAD monto=4000.00 !
    """,
    cumple="""
        2025-03-03 IMPUGNACION forma=NULIDAD monto=4000.00
        2025-04-14 REQUERIMIENTO
    """,
    salvo=(
        (
            "Se impugnó todo",
            """
            2025-03-03 IMPUGNACION forma=NULIDAD monto=10000.00
            """,
        ),
        (
            "Se requirió, aunque no se hallaron bienes que embargar",
            """
            2025-03-03 IMPUGNACION forma=NULIDAD monto=4000.00
            2025-04-14 REQ_Y_EMBARGO resultado=SIN_BIENES
            """,
        ),
        (
            "Se pagó",
            """
            2025-03-03 IMPUGNACION forma=NULIDAD monto=4000.00
            2025-03-20 PAGO monto=todo
            """,
        ),
    ),
)  # fmt: skip
def lo_consentido_sin_exigir(pae: Pae) -> pd.DataFrame:
    """Medio de defensa contra una parte y, pasados treinta días hábiles, sin requerimiento por la otra."""
    actos = pae.de_tipo("IMPUGNACION")
    original = pae.del_credito(actos, "importe") + pae.del_credito(actos, "multa")
    actos = actos[(actos["monto"] > 0) & (actos["monto"] < original) & (pae.del_credito(actos, "vida") == "VIGENTE")]
    desde = actos["dia"].to_numpy()
    vencido = despues_de(pae.normas, actos["ambito"], desde, PARA_IMPUGNAR, pae.al_corte(actos))
    requerido = tienen(actos, requerimientos(pae), lambda p: p["dia_otro"] >= p["dia"])
    return redactar(
        actos[vencido & ~requerido], "El {dia:fecha} se impugnaron ${monto:pesos} y lo demás no se ha exigido."
    )


@regla(
    "PAE044",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 21, párrafo séptimo",
    titulo="Cheque devuelto sin esperar los tres días",
    corto="Cheque sin esperar",
    que_hacer="Esperar los tres días desde que surtió el requerimiento al librador antes de ejecutar.",
    etapa="exigir",
    efecto="N",
    por_que="El librador tiene tres días para pagar o probar que no fue su culpa; antes no procede el 20 %.",
    ambito="F",
    sobre=COBRO,
    requiere=("REQUERIMIENTO_CHEQUE",),
    rompe="""
        2025-03-03 REQUERIMIENTO_CHEQUE
        2025-03-06 REQUERIMIENTO !
    """,
    tambien=("""
        2025-03-03 REQUERIMIENTO_CHEQUE notificado=2025-03-12
        2025-03-10 REQUERIMIENTO !
        2025-03-14 REQUERIMIENTO !
    """,),
    cumple="""
        2025-03-03 REQUERIMIENTO_CHEQUE
        2025-03-10 REQUERIMIENTO
    """,
)  # fmt: skip
def cheque_sin_esperar(pae: Pae) -> pd.DataFrame:
    """Acto de cobro en los tres días hábiles que siguen a que surtió el requerimiento del cheque devuelto.

    Surte al día siguiente de notificado; si no consta cuándo se notificó, al siguiente del suyo.
    """
    actos = pae.de_tipo(*COBRO)
    requerido = ultimo_de(actos, pae.de_tipo("REQUERIMIENTO_CHEQUE"), mismo_dia=True, mas=("notificado",))
    actos = actos.assign(requerido=se_supo(requerido))[requerido["dia"] != SIN_DIA]
    desde = actos["requerido"].to_numpy()
    # surte efectos al día hábil siguiente (art. 135): un día más que el plazo
    plazo = 1 + plazo_de(pae.normas, actos["ambito"], TRAS_EL_CHEQUE, desde)
    corre = habiles_entre(pae.normas, actos["ambito"], desde, actos["dia"].to_numpy() - 1) < plazo
    return redactar(actos[corre], "Se requirió al librador el {requerido:fecha} y se ejecutó el {dia:fecha}.")
