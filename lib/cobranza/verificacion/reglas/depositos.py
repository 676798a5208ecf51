"""Cuentas bancarias y embargo precautorio: cuándo se inmovilizan, por cuánto, a quién se avisa y qué se libera."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.expediente.lapsos import vigente
from cobranza.verificacion.cruces import (
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

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Columna, Pae

PARA_LIBERAR, PARA_NOTIFICAR, PARA_REQUERIR = "INM-04", "INM-03", "TRA-02"
AVISAR_LA_TRANSFERENCIA, REINTEGRAR = "TRA-04", "TRA-05"
RESOLVER_GARANTIA, AVISAR_A_LA_ENTIDAD = "INM-06", "INM-07"
NOTIFICAR_PRECAUTORIO, LEVANTAR_PRECAUTORIO = "EPR-06", "EPR-07"
DEPOSITOS = ("EMBARGO/DEPOSITOS", "REQ_Y_EMBARGO/DEPOSITOS")
CUENTAS_PROTEGIDAS = {"CUENTA_DE_RETIRO": "cuenta de retiro", "CUENTA_DE_SUELDO": "depósito de sueldo",
                      "CUENTA_DE_PENSION": "depósito de pensión"}  # fmt: skip


def _cuentas_embargadas(pae: Pae) -> pd.DataFrame:
    """Los embargos practicados de depósitos."""
    actos = pae.practicados("EMBARGO", "REQ_Y_EMBARGO")
    return actos[actos["forma"] == "DEPOSITOS"]


def _tarde(
    pae: Pae, actos: pd.DataFrame, desde: Columna, hecho: Columna, plazo: str
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """¿Se hizo después del plazo que empieza cada día o, si no se ha hecho, ya venció al corte?"""
    cuando = np.where(hecho == SIN_DIA, dia(pae.corte), hecho)
    return despues_de(pae.normas, actos["ambito"], desde, plazo, cuando)


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
    "PAE046",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 155, fr. I, 156-Bis, párrafo primero, y 157, frs. X, XI y XIII",
    titulo="Cuenta de retiro, sueldo o pensión",
    corto="Cuenta protegida",
    que_hacer="Liberar de inmediato la cuenta y buscar otros depósitos.",
    etapa="cuentas",
    efecto="N",
    por_que="Sueldos, pensiones y ahorro para el retiro no se embargan: es lo que se pierde primero en un amparo.",
    sobre=("BIEN", "INMOVILIZACION", *DEPOSITOS),
    requiere=("BIEN",),
    rompe="""
        2025-03-03 INMOVILIZACION #i monto=5000.00
        2025-03-03 BIEN ref=i forma=CUENTA_DE_SUELDO monto=5000.00 !
    """,
    cumple="""
        2025-03-03 INMOVILIZACION #i monto=5000.00
        2025-03-03 BIEN ref=i forma=CUENTA_DE_CHEQUES monto=5000.00
    """,
    salvo=((
        "Aportaciones voluntarias, en lo que pase de veinte salarios mínimos elevados al año (fr. XI)",
        """
        2025-03-03 INMOVILIZACION #i monto=5000.00
        2025-03-03 BIEN ref=i forma=CUENTA_DE_RETIRO doc=VOLUNTARIAS_EXCEDENTE monto=5000.00
        """,
    ),),
)  # fmt: skip
def cuenta_protegida(pae: Pae) -> pd.DataFrame:
    """Cuenta del inventario que es de retiro, o de depósito identificado de sueldo o pensión."""
    bienes = pae.de_tipo("BIEN")
    malos = bienes[bienes["forma"].isin(list(CUENTAS_PROTEGIDAS)) & (bienes["documento"] != "VOLUNTARIAS_EXCEDENTE")]
    malos = malos.assign(que=malos["forma"].map(CUENTAS_PROTEGIDAS).astype("str"))
    return redactar(malos, "El {dia:fecha} se tomó una {que}, que no se embarga.")


@regla(
    "PAE049",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 156-Bis, frs. I y II",
    titulo="Inmovilización sin firmeza ni supuesto",
    corto="Inmovilizado sin firmeza",
    que_hacer="Liberar las cuentas y esperar a que el crédito quede firme o se dé un supuesto de la ley.",
    etapa="cuentas",
    efecto="N",
    por_que="Sin firmeza sólo se inmoviliza si no se localiza al deudor o lo que garantiza o tiene no alcanza.",
    ambito="F",
    sobre=("INMOVILIZACION",),
    rompe="""
        2025-03-03 IMPUGNACION forma=NULIDAD
        2025-03-10 INMOVILIZACION monto=5000.00 !
    """,
    cumple="""
        2025-03-10 INMOVILIZACION monto=5000.00
    """,
    salvo=(
        (
            "No localizado (fr. II, inciso a)",
            """
            2025-02-20 NO_LOCALIZADO
            2025-03-03 IMPUGNACION forma=NULIDAD
            2025-03-10 INMOVILIZACION monto=5000.00
            """,
        ),
        (
            "La garantía o los bienes no alcanzan (fr. II, incisos b a d)",
            """
            2025-03-03 IMPUGNACION forma=NULIDAD
            2025-03-07 CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
            2025-03-10 INMOVILIZACION monto=5000.00
            """,
        ),
    ),
)  # fmt: skip
def sin_firmeza(pae: Pae) -> pd.DataFrame:
    """Inmovilización con un medio de defensa sin resolver y sin un supuesto que la permita."""
    actos = pae.de_tipo("INMOVILIZACION")
    lugar, cuando = pae.lugares(actos), actos["dia"].to_numpy()
    sin_localizar = vigente(pae.historia, "no_localizado", cuando, lugar)
    causa = tienen(actos, pae.de_tipo("CAUSA_INMOVILIZACION"), lambda p: p["dia_otro"] <= p["dia"])
    malos = actos[vigente(pae.historia, "controvertido", cuando, lugar) & ~sin_localizar & ~causa]
    return redactar(malos, "El {dia:fecha} el crédito estaba impugnado y no consta un supuesto para inmovilizar.")


@regla(
    "PAE050",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 151, fr. I, párrafo segundo, y 155, fr. I, párrafo segundo",
    titulo="Embargo de cuentas por más del crédito",
    corto="Cuentas por de más",
    mide="diferencia",
    que_hacer="Ordenar que se libere lo que pase del crédito y sus accesorios.",
    etapa="cuentas",
    efecto="ND",
    por_que="El embargo de depósitos tiene por tope lo que se debe; el resto es dinero ajeno retenido.",
    sobre=DEPOSITOS,
    con="monto",
    requiere=("EMBARGO.monto", "REQ_Y_EMBARGO.monto"),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=DEPOSITOS monto=9000.00
        2025-03-04 EMBARGO forma=DEPOSITOS monto=90000.00 !
    """,
    cumple="""
        2025-03-03 REQ_Y_EMBARGO forma=DEPOSITOS monto=9000.00
    """,
    salvo=((
        "No se conocían las cuentas y sus saldos",
        """
        2025-03-03 REQ_Y_EMBARGO #e forma=DEPOSITOS monto=90000.00
        2025-03-03 SALDOS_DESCONOCIDOS ref=e
        """,
    ),),
)  # fmt: skip
def cuentas_de_mas(pae: Pae) -> pd.DataFrame:
    """Embargo de depósitos con que la suma de lo embargado en cuentas pasa de lo que se debía ese día."""
    actos = _cuentas_embargadas(pae)
    actos = actos[~citan(actos, pae.de_tipo("LEVANTAMIENTO"))].sort_values("dia", kind="stable")
    actos = actos.assign(suma=actos.groupby("credito")["monto"].cumsum())
    actos = actos[(actos["monto"] > 0) & ~citan(actos, pae.de_tipo("SALDOS_DESCONOCIDOS"))].sort_index()
    malos = actos.assign(debido=pae.debido(actos))
    malos = malos[malos["suma"] > malos["debido"]]
    return redactar(
        malos.assign(importe=malos["suma"] - malos["debido"]),
        "Al {dia:fecha} se habían embargado en cuentas ${suma:pesos} y se debían ${debido:pesos}.",
    )


@regla(
    "PAE051",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 151, fr. I, párrafo tercero, y 156-Bis, fr. II, párrafo cuarto",
    titulo="Embargo o inmovilización sin notificar en 20 días",
    corto="Cuentas sin notificar",
    que_hacer="Notificar de inmediato al contribuyente lo que se tomó de sus cuentas.",
    etapa="cuentas",
    efecto="ND",
    por_que="Sin esa notificación el contribuyente no puede defenderse y no se interrumpe la prescripción.",
    ambito="F",
    sobre=("INMOVILIZACION", *DEPOSITOS),
    requiere=("INFORME_ENTIDAD", "INMOVILIZACION.notificado_el"),
    rompe="""
        2025-03-03 INMOVILIZACION #i monto=5000.00 notificado=2025-04-04 !
        2025-03-05 INFORME_ENTIDAD ref=i
    """,
    tambien=("""
        2025-03-03 REQ_Y_EMBARGO #e forma=DEPOSITOS !
        2025-03-05 INFORME_ENTIDAD ref=e
    """,),
    cumple="""
        2025-03-03 INMOVILIZACION #i monto=5000.00 notificado=2025-04-03
        2025-03-05 INFORME_ENTIDAD ref=i
    """,
)  # fmt: skip
def cuentas_sin_notificar(pae: Pae) -> pd.DataFrame:
    """Cuentas tomadas que no se hicieron saber en los veinte días hábiles que siguen al informe de la entidad."""
    actos = pd.concat([pae.de_tipo("INMOVILIZACION"), _cuentas_embargadas(pae)])
    informe = que_cita(actos, pae.de_tipo("INFORME_ENTIDAD"))["dia"]
    actos = actos.assign(informe=informe)[informe != SIN_DIA]
    tarde = _tarde(pae, actos, actos["informe"].to_numpy(), actos["notificado"].to_numpy(), PARA_NOTIFICAR)
    return redactar(actos[tarde], "La entidad informó el {informe:fecha} y no se notificó en veinte días hábiles.")


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
    sin_avisar = con_informe[_tarde(pae, con_informe, desde, supo, AVISAR_LA_TRANSFERENCIA)]
    avisadas = actos[(actos["notificado"] != SIN_DIA) & ~actos["clave"].isin(sin_avisar["clave"])]
    avisadas = avisadas[avisadas["monto"].to_numpy() > pae.debido(avisadas)]
    hecho = que_cita(avisadas, pae.de_tipo("REINTEGRO"))["dia"].to_numpy()
    sin_reintegro = avisadas[_tarde(pae, avisadas, avisadas["notificado"].to_numpy(), hecho, REINTEGRAR)]
    return pd.concat(
        [
            redactar(sin_avisar, "La entidad informó el {informe:fecha} y la transferencia no se notificó en plazo."),
            redactar(sin_reintegro, "Se notificó el {notificado:fecha} y el exceso no se reintegró ni se negó."),
        ]
    )


@regla(
    "PAE055",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 156-Bis, penúltimo párrafo",
    titulo="Garantía ofrecida sin resolver en cinco días",
    corto="Garantía sin resolver",
    que_hacer="Resolver la garantía ofrecida y comunicar el sentido a la entidad.",
    etapa="cuentas",
    efecto="D",
    por_que="Quien ofrece garantía tiene derecho a que se resuelva pronto y se liberen sus cuentas.",
    ambito="F",
    sobre=("OFRECIMIENTO_GARANTIA", "INMOVILIZACION"),
    requiere=("OFRECIMIENTO_GARANTIA",),
    rompe="""
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-10 OFRECIMIENTO_GARANTIA #o !
        2025-03-20 RESOLUCION_GARANTIA ref=o
    """,
    tambien=("""
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-10 OFRECIMIENTO_GARANTIA #o !
        2025-03-14 RESOLUCION_GARANTIA #r ref=o
        2025-04-14 AVISO_ENTIDAD ref=r
    """,),
    cumple="""
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-10 OFRECIMIENTO_GARANTIA #o
        2025-03-18 RESOLUCION_GARANTIA #r ref=o
        2025-03-24 AVISO_ENTIDAD ref=r
    """,
    salvo=((
        "Se le requirió que completara requisitos",
        """
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-10 OFRECIMIENTO_GARANTIA #o
        2025-03-13 PREVENCION_GARANTIA ref=o
        """,
    ),),
)  # fmt: skip
def garantia_sin_resolver(pae: Pae) -> pd.DataFrame:
    """Garantía ofrecida que no se resolvió en cinco días hábiles, o que no se avisó a la entidad en otros cinco."""
    actos = pae.de_tipo("OFRECIMIENTO_GARANTIA")
    actos = actos[~citan(actos, pae.de_tipo("PREVENCION_GARANTIA"))]
    resuelve = que_cita(actos, pae.de_tipo("RESOLUCION_GARANTIA"), "clave")
    resuelta = resuelve["dia"].to_numpy()
    tarde = _tarde(pae, actos, actos["dia"].to_numpy(), resuelta, RESOLVER_GARANTIA)
    avisos = pae.de_tipo("AVISO_ENTIDAD")
    aviso = que_cita(actos.assign(clave=resuelve["clave"].fillna("~")), avisos)["dia"].to_numpy()
    desde = np.where(resuelta == SIN_DIA, dia(pae.corte), resuelta)
    sin_aviso = (resuelta != SIN_DIA) & _tarde(pae, actos, desde, aviso, AVISAR_A_LA_ENTIDAD)
    return redactar(
        actos[tarde | sin_aviso], "La garantía se ofreció el {dia:fecha} y no se resolvió o avisó en plazo."
    )


@regla(
    "PAE064",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 145, párrafo segundo y frs. I y II",
    titulo="Precautorio sin supuesto o sobre el tope",
    corto="Precautorio sin causa",
    que_hacer="Levantar el embargo precautorio o reducirlo a los dos tercios.",
    etapa="cuentas",
    efecto="N",
    por_que="El precautorio es la medida más dura y excepcional: sin su supuesto, su acta y su tope, cae.",
    ambito="F",
    sobre=("EMBARGO_PRECAUTORIO",),
    rompe="""
        2025-03-03 EMBARGO_PRECAUTORIO monto=5000.00 doc=ACTA-1 !
    """,
    tambien=(
        """
        2025-03-03 EMBARGO_PRECAUTORIO forma=A monto=90000.00 doc=ACTA-1 !
        """,
        """
        2025-03-03 EMBARGO_PRECAUTORIO forma=B monto=5000.00 !
        """,
    ),
    cumple="""
        2025-03-03 EMBARGO_PRECAUTORIO forma=A monto=5000.00 doc=ACTA-1
    """,
    salvo=((
        "Un solo bien, bajo protesta, aunque valga más (fr. II, inciso c)",
        """
        2025-03-03 EMBARGO_PRECAUTORIO forma=UNICO_BIEN monto=90000.00 doc=ACTA-1
        """,
    ),),
)  # fmt: skip
def precautorio_sin_causa(pae: Pae) -> pd.DataFrame:
    """Embargo precautorio sin supuesto (A, B o C), sin el acta que lo razone, o por más de dos tercios."""
    actos = pae.de_tipo("EMBARGO_PRECAUTORIO")
    sin_supuesto = ~actos["forma"].isin(["A", "B", "C", "UNICO_BIEN"]) | (actos["documento"] == "")
    monto = actos["monto"].to_numpy()
    pasa = pasa_de(pae.normas, actos["ambito"], "embargo_precautorio", monto, pae.debido(actos))
    malos = actos[sin_supuesto | (pasa & (actos["forma"] != "UNICO_BIEN"))]
    return redactar(
        malos, "El precautorio del {dia:fecha}, por ${monto:pesos}, no tiene supuesto, acta o pasa del tope."
    )


@regla(
    "PAE065",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 145, fr. IV, párrafos quinto y sexto, fr. V y fr. VI, párrafo tercero",
    titulo="Precautorio sin notificar o sin levantar",
    corto="Precautorio sin levantar",
    que_hacer="Notificar el precautorio, o levantarlo si cesó la conducta que lo motivó.",
    etapa="cuentas",
    efecto="ND",
    por_que="El precautorio es temporal: sin notificarlo o sin levantarlo a tiempo se vuelve un castigo.",
    ambito="F",
    sobre=("EMBARGO_PRECAUTORIO",),
    requiere=("EMBARGO_PRECAUTORIO.notificado_el",),
    rompe="""
        2025-03-03 EMBARGO_PRECAUTORIO forma=A monto=5000.00 doc=ACTA-1 notificado=2025-04-10 !
    """,
    tambien=("""
        credito notificacion=
        2025-03-03 EMBARGO_PRECAUTORIO #p forma=A monto=5000.00 doc=ACTA-1 notificado=2025-03-10 !
        2025-03-20 CESE_CONDUCTA ref=p
    """,),
    cumple="""
        credito notificacion=
        2025-03-03 EMBARGO_PRECAUTORIO #p forma=A monto=5000.00 doc=ACTA-1 notificado=2025-03-10
        2025-03-20 CESE_CONDUCTA ref=p
        2025-03-25 LEVANTAMIENTO ref=p
    """,
    salvo=((
        "El crédito ya era exigible: pasa a definitivo (fr. VI)",
        """
        2025-03-03 EMBARGO_PRECAUTORIO #p forma=A monto=5000.00 doc=ACTA-1 notificado=2025-03-10
        2025-03-20 CESE_CONDUCTA ref=p
        """,
    ),),
)  # fmt: skip
def precautorio_sin_levantar(pae: Pae) -> pd.DataFrame:
    """Precautorio no notificado en veinte días hábiles, o no levantado en tres desde que cesó lo que lo motivó."""
    actos = pae.de_tipo("EMBARGO_PRECAUTORIO")
    supo = actos["notificado"].to_numpy()
    sin_notificar = _tarde(pae, actos, actos["dia"].to_numpy(), supo, NOTIFICAR_PRECAUTORIO)
    ceso = que_cita(actos, pae.de_tipo("CESE_CONDUCTA"))["dia"].to_numpy()
    levantado = que_cita(actos, pae.de_tipo("LEVANTAMIENTO"))["dia"].to_numpy()
    definitivo = (actos["exigible"] != SIN_DIA) & (actos["exigible"] <= ceso)
    desde = np.where(ceso == SIN_DIA, dia(pae.corte), ceso)
    sin_levantar = (ceso != SIN_DIA) & _tarde(pae, actos, desde, levantado, LEVANTAR_PRECAUTORIO) & ~definitivo
    return redactar(
        actos[sin_notificar | sin_levantar], "El precautorio del {dia:fecha} no se notificó o no se levantó en plazo."
    )
