"""La transferencia de lo inmovilizado: cuándo procede, cuánto y qué se avisa."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.lapsos import vigente
from cobranza.verificacion.cruces import (
    despues_de,
    habiles_entre,
    plazo_de,
    que_cita,
    tienen,
    ultimo_de,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.depositos import PARA_LIBERAR, PARA_REQUERIR, fuera_de_plazo

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

AVISAR_LA_TRANSFERENCIA, REINTEGRAR = "TRA-04", "TRA-05"


@regla(
    "PAE017",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 156-Ter, párrafos primero y tercero",
    titulo="Transferencia mayor al crédito",
    corto="Transferencia de más",
    mide="diferencia",
    que_hacer="Devolver al contribuyente el exceso transferido, con su actualización.",
    etapa="cuentas",
    efecto="D",
    por_que="Se le quita al contribuyente dinero que no debe: hay que devolverlo y responde quien lo ordenó.",
    sobre=("TRANSFERENCIA",),
    con="monto",
    rompe="""
        2025-05-08 TRANSFERENCIA monto=90000.00 !
    """,
    cumple="""
        2025-05-07 TRANSFERENCIA monto=10000.00
    """,
)  # fmt: skip
def transferencia_excesiva(pae: Pae) -> pd.DataFrame:
    """Transferencia de lo inmovilizado por más de lo que el crédito debía ese día."""
    return _excesos(pae, pae.de_tipo("TRANSFERENCIA"), "se transfirieron")


@regla(
    "PAE018",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 151, fr. I, párrafo cuarto, y 156-Bis, fr. II, párrafo quinto",
    titulo="Exceso no liberado en 3 días",
    corto="Exceso no liberado",
    mide="diferencia",
    que_hacer="Ordenar de inmediato a la institución que libere el exceso.",
    etapa="cuentas",
    efecto="D",
    por_que="Retener lo que no se debe ahoga a quien paga y expone a la oficina a responder por el daño.",
    sobre=("INMOVILIZACION",),
    con="monto",
    rompe="""
        2025-04-01 INMOVILIZACION monto=90000.00 !
        2025-04-07 LIBERACION monto=70000.00
    """,
    cumple="""
        2025-03-03 INMOVILIZACION monto=90000.00
        2025-03-06 LIBERACION monto=70000.00
    """,
    salvo=((
        "El exceso se conoció después, con el informe de la entidad (art. 156-Bis, fr. II)",
        """
        2025-04-01 INMOVILIZACION #i monto=90000.00
        2025-04-03 INFORME_ENTIDAD ref=i
        2025-04-07 LIBERACION monto=70000.00
        """,
    ),),
)  # fmt: skip
def exceso_sin_liberar(pae: Pae) -> pd.DataFrame:
    """Inmovilización por más de lo que el crédito debía ese día, sin liberación en los 3 días hábiles siguientes.

    Se cuentan desde que se conoció el exceso: el informe de la entidad si se capturó o, si no, la inmovilización.
    """
    actos = pae.de_tipo("INMOVILIZACION")
    informe = que_cita(actos, pae.de_tipo("INFORME_ENTIDAD"))["dia"]
    actos = actos.assign(desde=informe.where(informe != SIN_DIA, actos["dia"]))
    vencido = despues_de(pae.normas, actos["ambito"], actos["desde"].to_numpy(), PARA_LIBERAR, pae.al_corte(actos))
    actos = actos[vencido]
    libres = pae.de_tipo("LIBERACION").assign(desde=SIN_DIA)
    a_tiempo = tienen(actos, libres, lambda p: _a_tiempo(pae, p), mas=("desde",))
    return _excesos(pae, actos[~a_tiempo], "se inmovilizaron")


def _a_tiempo(pae: Pae, p: pd.DataFrame) -> pd.Series[bool]:
    tarde = despues_de(pae.normas, p["ambito"], p["desde"].to_numpy(), PARA_LIBERAR, p["dia_otro"].to_numpy())
    return (p["dia_otro"] >= p["dia"]) & ~tarde


def _excesos(pae: Pae, actos: pd.DataFrame, que: str) -> pd.DataFrame:
    """Los que pasan de lo debido; en juego está el exceso."""
    debido = pae.debido(actos)
    malos = actos.assign(debido=debido)[actos["monto"].to_numpy() > debido]
    return redactar(
        malos.assign(importe=malos["monto"] - malos["debido"]),
        f"El {{dia:fecha}} {que} ${{monto:pesos}} y se debían ${{debido:pesos}}.",
    )


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
    tambien=("""
        credito notificacion=2025-02-04
        2025-03-03 TRANSFERENCIA monto=5000.00 !
    """,),
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
    en_plazo = (actos["exigible"] != SIN_DIA) & (actos["dia"] < actos["exigible"])
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
            "No hay garantía (fr. IV)",
            """
            2025-03-10 TRANSFERENCIA monto=5000.00
            """,
        ),
    ),
)  # fmt: skip
def transferido_sin_requerir(pae: Pae) -> pd.DataFrame:
    """Transferencia de lo garantizado sin billete de depósito, sin requerir el pago cinco días hábiles antes."""
    actos = pae.de_tipo("TRANSFERENCIA")
    garantizado = vigente(pae.historia, "garantia", actos["dia"].to_numpy(), pae.lugares(actos))
    forma = ultimo_de(actos, pae.de_tipo("GARANTIA"), mismo_dia=True, mas=("forma",))["forma"].fillna("")
    actos = actos[garantizado & (forma != "BILLETE_DE_DEPOSITO").to_numpy()]
    requerido = ultimo_de(actos, pae.de_tipo("REQUERIMIENTO_GARANTIA"), mismo_dia=False)["dia"].to_numpy()
    desde = np.where(requerido == SIN_DIA, actos["dia"].to_numpy(), requerido)
    pasaron = habiles_entre(pae.normas, actos["ambito"], desde, actos["dia"].to_numpy())
    malos = actos[pasaron <= plazo_de(pae.normas, actos["ambito"], PARA_REQUERIR, desde)]
    return redactar(malos, "Se transfirió el {dia:fecha} sin requerir el pago cinco días antes.")


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
    tambien=("""
        2025-03-10 TRANSFERENCIA #t monto=90000.00 notificado=2025-03-20 !
        2025-03-12 INFORME_ENTIDAD ref=t
    """,),
    cumple="""
        2025-03-10 TRANSFERENCIA #t monto=90000.00 notificado=2025-03-20
        2025-03-12 INFORME_ENTIDAD ref=t
        2025-04-03 REINTEGRO ref=t monto=70000.00
    """,
    salvo=((
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
    actos = pae.de_tipo("TRANSFERENCIA")
    informe = que_cita(actos, pae.de_tipo("INFORME_ENTIDAD"))["dia"]
    con_informe = actos.assign(informe=informe)[informe != SIN_DIA]
    desde, supo = con_informe["informe"].to_numpy(), con_informe["notificado"].to_numpy()
    sin_avisar = con_informe[fuera_de_plazo(pae, con_informe, desde, supo, AVISAR_LA_TRANSFERENCIA)]
    avisadas = actos[(actos["notificado"] != SIN_DIA) & ~actos["clave"].isin(sin_avisar["clave"])]
    avisadas = avisadas[avisadas["monto"].to_numpy() > pae.debido(avisadas)]
    hecho = que_cita(avisadas, pae.de_tipo("REINTEGRO"))["dia"].to_numpy()
    sin_reintegro = avisadas[fuera_de_plazo(pae, avisadas, avisadas["notificado"].to_numpy(), hecho, REINTEGRAR)]
    return pd.concat(
        [
            redactar(sin_avisar, "La entidad informó el {informe:fecha} y la transferencia no se notificó en plazo."),
            redactar(sin_reintegro, "Se notificó el {notificado:fecha} y el exceso no se reintegró ni se negó."),
        ]
    )
