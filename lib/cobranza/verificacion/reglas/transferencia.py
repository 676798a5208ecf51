"""La transferencia de lo inmovilizado: cuándo procede y qué se requiere y se avisa."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.lapsos import vigente
from cobranza.verificacion.cruces import (
    NUNCA,
    cubierto_el,
    habiles_entre,
    plazo_de,
    que_cita,
    se_supo,
    termina_el,
    tienen,
    ultimo_de,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.depositos import PARA_REQUERIR, fuera_de_plazo
from cobranza.verificacion.reglas.exceso import con_exceso, transferido_en_el_dia

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

AVISAR_LA_TRANSFERENCIA, REINTEGRAR = "TRA-04", "TRA-05"


@regla(
    "PAE052",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 156-Bis, antepenúltimo párrafo, y 156-Ter, párrafo primero",
    titulo="Transferencia con crédito no firme",
    corto="Transferido sin firmeza",
    que_hacer="Reintegrar lo transferido y esperar a que el crédito quede firme.",
    etapa="cuentas",
    efecto="ND",
    por_que="Sólo se transfiere lo firme: antes, el contribuyente pierde su dinero mientras aún puede ganar.",
    ambito="F",
    sobre=("TRANSFERENCIA",),
    rompe="""
        2025-03-03 IMPUGNACION forma=NULIDAD
        2025-03-10 TRANSFERENCIA monto=5000.00 !
    """,
    tambien=(
        """
        credito notificacion=2025-02-04
        2025-03-03 TRANSFERENCIA monto=5000.00 !
        """,
        """
        credito notificacion=
        2025-03-10 TRANSFERENCIA monto=5000.00 !
        """,
    ),
    cumple="""
        2025-03-10 TRANSFERENCIA monto=5000.00
    """,
    salvo=((
        "El medio de defensa ya se resolvió",
        """
        2024-09-03 IMPUGNACION #i forma=NULIDAD
        2025-03-03 RESOLUCION ref=i resultado=CONFIRMA
        2025-03-10 TRANSFERENCIA monto=5000.00
        """,
    ),),
)  # fmt: skip
def transferido_sin_firmeza(pae: Pae) -> pd.DataFrame:
    """Transferencia con un medio de defensa sin resolver, o antes de que venza el plazo para interponerlo."""
    actos = pae.de_tipo("TRANSFERENCIA")
    impugnado = vigente(pae.historia, "controvertido", actos["dia"].to_numpy(), pae.lugares(actos))
    # lo que no se ha notificado tampoco está firme: su plazo ni siquiera empieza
    en_plazo = (actos["exigible"] == SIN_DIA) | (actos["dia"] < actos["exigible"])
    return redactar(actos[impugnado | en_plazo], "Se transfirió el {dia:fecha} y el crédito no estaba firme.")


@regla(
    "PAE053",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 156-Ter, fr. II",
    titulo="Transferencia sin requerir cinco días antes",
    corto="Transferido sin requerir",
    que_hacer="Reintegrar lo transferido y requerir el pago al contribuyente que garantizó.",
    etapa="cuentas",
    efecto="N",
    por_que="Quien garantizó sin billete de depósito tiene cinco días para pagar antes de que se le tome.",
    ambito="F",
    sobre=("TRANSFERENCIA",),
    requiere=("GARANTIA.forma", "REQUERIMIENTO_GARANTIA"),
    rompe="""
        2025-02-03 GARANTIA forma=FIANZA
        2025-03-05 REQUERIMIENTO_GARANTIA
        2025-03-10 TRANSFERENCIA monto=5000.00 !
    """,
    tambien=("""
        2025-02-03 GARANTIA forma=FIANZA
        2025-02-20 REQUERIMIENTO_GARANTIA notificado=2025-03-05
        2025-03-10 TRANSFERENCIA monto=5000.00 !
    """, """
        2025-02-03 GARANTIA forma=FIANZA hasta=2025-03-10
        2025-02-04 GARANTIA forma=BILLETE_DE_DEPOSITO
        2025-03-10 TRANSFERENCIA monto=5000.00 !
    """,),
    cumple="""
        2025-02-03 GARANTIA forma=FIANZA
        2025-02-27 REQUERIMIENTO_GARANTIA
        2025-03-10 TRANSFERENCIA monto=5000.00
    """,
    salvo=(
        (
            "Billete de depósito",
            """
            2025-02-03 GARANTIA forma=BILLETE_DE_DEPOSITO
            2025-03-10 TRANSFERENCIA monto=5000.00
            """,
        ),
        (
            "La fianza ya se había sustituido por un billete de depósito",
            """
            2025-02-03 GARANTIA forma=BILLETE_DE_DEPOSITO
            2025-02-04 GARANTIA #f forma=FIANZA
            2025-03-10 FIN_GARANTIA ref=f
            2025-03-10 TRANSFERENCIA monto=5000.00
            """,
        ),
        (
            "La garantía ya había terminado (fr. IV)",
            """
            2025-02-03 GARANTIA forma=FIANZA
            2025-03-05 FIN_GARANTIA
            2025-03-10 TRANSFERENCIA monto=5000.00
            """,
        ),
        (
            "La fianza venció",
            """
            2025-02-03 GARANTIA forma=BILLETE_DE_DEPOSITO
            2025-02-04 GARANTIA forma=FIANZA hasta=2025-03-09
            2025-03-10 TRANSFERENCIA monto=5000.00
            """,
        ),
        (
            "No hay garantía (fr. IV)",
            """
            2025-03-10 TRANSFERENCIA monto=5000.00
            """,
        ),
    ),
)  # fmt: skip
def transferido_sin_requerir(pae: Pae) -> pd.DataFrame:
    """Transferencia de lo garantizado sin billete de depósito, sin requerir el pago cinco días hábiles antes.

    Se cuentan desde que se notificó el requerimiento; si no consta, desde su fecha. De varias garantías, basta que
    siga en pie una que no sea billete.
    """
    actos = pae.de_tipo("TRANSFERENCIA")
    garantizado = vigente(pae.historia, "garantia", actos["dia"].to_numpy(), pae.lugares(actos))
    actos = actos[
        garantizado & tienen(actos, _sin_billete(pae), lambda p: p["dia"].between(p["dia_otro"], p["hasta_otro"]))
    ]
    requerido = ultimo_de(actos, pae.de_tipo("REQUERIMIENTO_GARANTIA"), mismo_dia=False, mas=("notificado",))
    desde = np.where(requerido["dia"] == SIN_DIA, actos["dia"].to_numpy(), se_supo(requerido))
    pasaron = habiles_entre(pae.normas, actos["ambito"], desde, actos["dia"].to_numpy())
    malos = actos[pasaron <= plazo_de(pae.normas, actos["ambito"], PARA_REQUERIR, desde)]
    return redactar(malos, "Se transfirió el {dia:fecha} sin requerir el pago cinco días antes.")


def _sin_billete(pae: Pae) -> pd.DataFrame:
    """Las garantías que no son billete de depósito, con el último día de cada una (`hasta`)."""
    otras = pae.de_tipo("GARANTIA")
    otras = otras[otras["forma"] != "BILLETE_DE_DEPOSITO"]
    vence = otras["hasta"].where(otras["hasta"] != SIN_DIA, NUNCA)
    return otras.assign(hasta=np.minimum(vence, termina_el(otras, pae.de_tipo("FIN_GARANTIA")) - 1))


@regla(
    "PAE054",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 156-Ter, párrafos segundo y tercero",
    titulo="Transferencia sin notificar, o exceso sin reintegrar",
    corto="Transferencia sin avisar",
    que_hacer="Notificar la transferencia y reintegrar el exceso, o negarlo con su razón.",
    etapa="cuentas",
    efecto="D",
    por_que="Sin aviso el contribuyente no sabe que ya pagó; y el exceso se le debe desde que lo prueba.",
    ambito="F",
    sobre=("TRANSFERENCIA",),
    requiere=("INFORME_ENTIDAD", "TRANSFERENCIA.notificado_el"),
    rompe="""
        2025-03-10 TRANSFERENCIA #t monto=5000.00 !
        2025-03-12 INFORME_ENTIDAD ref=t
    """,
    tambien=(
        """
        2025-03-10 TRANSFERENCIA #t monto=90000.00 notificado=2025-03-20 !
        2025-03-12 INFORME_ENTIDAD ref=t
        """,
        """
        2025-03-10 TRANSFERENCIA #t monto=90000.00 notificado=2025-03-20 !
        2025-03-12 INFORME_ENTIDAD ref=t
        2025-04-03 REINTEGRO ref=t monto=1.00
        """,
    ),
    cumple="""
        2025-03-10 TRANSFERENCIA #t monto=90000.00 notificado=2025-03-20
        2025-03-12 INFORME_ENTIDAD ref=t
        2025-04-03 REINTEGRO ref=t monto=80000.00
    """,
    salvo=((
        "La entidad informó que no había qué transferir",
        """
        2025-03-10 TRANSFERENCIA #t resultado=SIN_BIENES
        2025-03-12 INFORME_ENTIDAD ref=t
        """,
    ), (
        "Las pruebas no bastaron y se le notificó",
        """
        2025-03-10 TRANSFERENCIA #t monto=90000.00 notificado=2025-03-20
        2025-03-12 INFORME_ENTIDAD ref=t
        2025-04-03 REINTEGRO ref=t forma=NEGADO
        """,
    ),),
)  # fmt: skip
def transferencia_sin_avisar(pae: Pae) -> pd.DataFrame:
    """Transferencia no notificada en veinte días del informe, o exceso sin reintegro ni negativa en otros veinte."""
    actos = pae.practicados("TRANSFERENCIA")
    informe = que_cita(actos, pae.de_tipo("INFORME_ENTIDAD"))["dia"]
    con_informe = actos.assign(informe=informe)[informe != SIN_DIA]
    desde, supo = con_informe["informe"].to_numpy(), con_informe["notificado"].to_numpy()
    sin_avisar = con_informe[fuera_de_plazo(pae, con_informe, desde, supo, AVISAR_LA_TRANSFERENCIA)]
    con_suma = transferido_en_el_dia(pae)
    avisadas = con_suma[(actos["notificado"] != SIN_DIA) & ~actos["clave"].isin(sin_avisar["clave"])]
    avisadas = con_exceso(pae, avisadas)
    reintegros = pae.de_tipo("REINTEGRO")
    reintegros = reintegros.assign(monto=reintegros["monto"].where(reintegros["forma"] != "NEGADO", 0))
    hecho = cubierto_el(avisadas, reintegros, avisadas["importe"].to_numpy(np.int64))
    sin_reintegro = avisadas[fuera_de_plazo(pae, avisadas, avisadas["notificado"].to_numpy(), hecho, REINTEGRAR)]
    return pd.concat(
        [
            redactar(sin_avisar, "La entidad informó el {informe:fecha} y la transferencia no se notificó en plazo."),
            # lo que se lleva el hallazgo es el saldo, como en la otra mitad de la regla
            redactar(
                sin_reintegro.drop(columns="importe"),
                "Se notificó el {notificado:fecha} y el exceso no se reintegró ni se negó.",
            ),
        ]
    )
