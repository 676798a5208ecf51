"""Lo que sigue a embargar: valuar, avisar, entregar el dinero y ampliar."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.verificacion.cruces import citan, limite_de, plazo_de, que_cita, termina_el, tienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import EMBARGAN
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.embargo import CON_DEPOSITARIO, embargos_de, en_minusculas, ya_paso

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

PARA_VALUAR, PARA_ENTREGAR = "MET-VALUAR", "DEP-01"


def vigentes(pae: Pae, actos: pd.DataFrame) -> pd.Series[bool]:
    """¿El crédito de cada acto sigue con saldo al corte?"""
    return pae.del_credito(actos, "vida") == "VIGENTE"


@regla(
    "PAE016",
    severidad=Severidad.MEDIA,
    fundamento="CFF, arts. 174 y 175, párrafo primero; plazo ilustrativo",
    titulo="Bienes embargados sin avalúo en 90 días",
    corto="Embargado sin avalúo",
    que_hacer="Ordenar el avalúo y notificarlo, o sustituir los bienes.",
    etapa="embargo",
    efecto="D",
    por_que="Sin avalúo no hay base para rematar: los bienes se deprecian mientras el crédito prescribe.",
    sobre=EMBARGAN,
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES !
        2025-06-02 AVALUO
    """,
    cumple="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-06-01 AVALUO
    """,
    salvo=((
        "El embargo ya se levantó",
        """
        2025-03-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2025-03-10 LEVANTAMIENTO ref=e
        """,
    ), (
        "El crédito ya no debe nada: lo que falta es levantarlo (PAE080)",
        """
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-10 PAGO monto=todo
        """,
    ), (
        "Depósitos bancarios: no se valúan",
        """
        2025-03-03 REQ_Y_EMBARGO forma=DEPOSITOS
        """,
    ),),
)  # fmt: skip
def sin_avaluo(pae: Pae) -> pd.DataFrame:
    """Embargo practicado de bienes sin avalúo del crédito en los 90 días naturales siguientes.

    Se señala cuando el plazo ya venció y el crédito sigue vigente.
    """
    actos = embargos_de(pae, *CON_DEPOSITARIO)
    actos = actos.assign(plazo=plazo_de(pae.normas, actos["ambito"], PARA_VALUAR, actos["dia"].to_numpy()))
    vencido = actos["dia"] + actos["plazo"] < dia(pae.corte)
    actos = actos[vencido & vigentes(pae, actos) & ~citan(actos, pae.de_tipo("LEVANTAMIENTO"))]
    malos = actos[~tienen(actos, pae.practicados("AVALUO"), partial(_valuado_a_tiempo, pae))]
    return redactar(en_minusculas(malos), "Se embargó ({forma}) el {dia:fecha} y no hay avalúo en {plazo} días.")


def _valuado_a_tiempo(pae: Pae, p: pd.DataFrame) -> pd.Series[bool]:
    limite = p["dia"] + plazo_de(pae.normas, p["ambito"], PARA_VALUAR, p["dia"].to_numpy())
    return p["dia_otro"].between(p["dia"], limite)


@regla(
    "PAE057",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 152, párrafo primero",
    titulo="Embargo no notificado al propietario por buzón",
    corto="Embargo sin aviso",
    que_hacer="Notificar el embargo al propietario por su buzón tributario.",
    etapa="embargo",
    efecto="f",
    por_que="El propietario debe saber qué se le embargó aunque otro haya atendido la diligencia.",
    ambito="F",
    sobre=EMBARGAN,
    requiere=("AVISO_BUZON",),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES !
    """,
    cumple="""
        2025-03-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2025-03-04 AVISO_BUZON ref=e
    """,
    salvo=((
        "No tiene buzón habilitado (art. 17-K)",
        """
        2025-03-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2025-03-03 AVISO_BUZON ref=e forma=SIN_BUZON
        """,
    ),),
)  # fmt: skip
def sin_aviso_al_propietario(pae: Pae) -> pd.DataFrame:
    """Embargo practicado sin el aviso por buzón que lo cita."""
    actos = pae.practicados(*EMBARGAN)
    malos = actos[ya_paso(pae, actos) & ~citan(actos, pae.de_tipo("AVISO_BUZON"))]
    return redactar(malos, "Se embargó el {dia:fecha} y no consta que se notificó por buzón.")


@regla(
    "PAE059",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 159",
    titulo="Bien ya embargado sin aviso",
    corto="Ya embargado sin aviso",
    que_hacer="Avisar a la autoridad que embargó antes y entregarle o recibir el bien según la preferencia.",
    etapa="embargo",
    efecto="D",
    por_que="Sin el aviso se pierde el lugar en la preferencia y el producto lo cobra otro.",
    sobre=("EMBARGO_PREVIO", *EMBARGAN),
    requiere=("EMBARGO_PREVIO",),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-03 EMBARGO_PREVIO !
    """,
    cumple="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-03 EMBARGO_PREVIO #p
        2025-03-04 AVISO_EMBARGO_PREVIO ref=p
    """,
)  # fmt: skip
def ya_embargado_sin_aviso(pae: Pae) -> pd.DataFrame:
    """Embargo anterior de otra autoridad, conocido en la diligencia, sin el aviso a ella."""
    actos = pae.de_tipo("EMBARGO_PREVIO")
    malos = actos[ya_paso(pae, actos) & ~citan(actos, pae.de_tipo("AVISO_EMBARGO_PREVIO"))]
    return redactar(malos, "El {dia:fecha} se supo de un embargo anterior y no consta el aviso.")


@regla(
    "PAE060",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 160, párrafo primero",
    titulo="Crédito embargado sin requerir a su deudor",
    corto="Crédito sin requerir",
    que_hacer="Notificar al deudor del embargado que no le pague a él, sino a la oficina.",
    etapa="embargo",
    efecto="D",
    por_que="Mientras no se le notifique, el tercero paga a su acreedor y se libera.",
    sobre=("EMBARGO/CREDITOS", "REQ_Y_EMBARGO/CREDITOS"),
    requiere=("NOTIFICACION_TERCERO",),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=CREDITOS !
    """,
    cumple="""
        2025-03-03 REQ_Y_EMBARGO #e forma=CREDITOS
        2025-03-05 NOTIFICACION_TERCERO ref=e
    """,
    salvo=((
        "Título a la orden: se obtuvo físicamente",
        """
        2025-03-03 REQ_Y_EMBARGO #e forma=CREDITOS
        2025-03-03 NOTIFICACION_TERCERO ref=e forma=TITULO_OBTENIDO
        """,
    ),),
)  # fmt: skip
def credito_sin_requerir(pae: Pae) -> pd.DataFrame:
    """Embargo practicado de créditos sin notificar a quien los debe."""
    actos = embargos_de(pae, "CREDITOS")
    malos = actos[ya_paso(pae, actos) & ~citan(actos, pae.de_tipo("NOTIFICACION_TERCERO"))]
    return redactar(malos, "Se embargaron créditos el {dia:fecha} y no se notificó a quien los debe.")


@regla(
    "PAE061",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 161, párrafos primero y segundo",
    titulo="Dinero embargado sin entregar",
    corto="Dinero sin entregar",
    que_hacer="Requerir al depositario la entrega en la oficina y aplicarla al crédito.",
    etapa="embargo",
    efecto="D",
    por_que="El dinero se entrega en veinticuatro horas y se aplica: retenerlo es un daño y puede ser delito.",
    sobre=("EMBARGO/DINERO", "REQ_Y_EMBARGO/DINERO"),
    requiere=("ENTREGA_DINERO",),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO #e forma=DINERO !
        2025-03-05 ENTREGA_DINERO ref=e
    """,
    tambien=("""
        2025-03-07 REQ_Y_EMBARGO #e forma=DINERO !
        2025-03-11 ENTREGA_DINERO ref=e
    """,),
    cumple="""
        2025-03-03 REQ_Y_EMBARGO #e forma=DINERO
        2025-03-04 ENTREGA_DINERO ref=e
    """,
    salvo=(
        (
            "Otros bienes: se entregan cuando se requieren",
            """
            2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
            """,
        ),
        (
            "Se capturó después lo que se había entregado a tiempo",
            """
            2025-03-03 REQ_Y_EMBARGO #e forma=DINERO
            2025-03-20 ENTREGA_DINERO ref=e
            2025-03-04 ENTREGA_DINERO ref=e
            """,
        ),
        (
            "Al día siguiente la oficina no abre (art. 12, quinto párrafo)",
            """
            2025-03-07 REQ_Y_EMBARGO #e forma=DINERO
            2025-03-10 ENTREGA_DINERO ref=e
            """,
        ),
    ),
)  # fmt: skip
def dinero_sin_entregar(pae: Pae) -> pd.DataFrame:
    """Embargo practicado de dinero que no se entregó en la oficina en las veinticuatro horas siguientes.

    Si al día siguiente la oficina no abre, hasta el primer hábil (art. 12, quinto párrafo).
    """
    actos = embargos_de(pae, "DINERO")
    entrega = que_cita(actos, pae.de_tipo("ENTREGA_DINERO"))["dia"].to_numpy()
    limite = limite_de(pae.normas, actos["ambito"], PARA_ENTREGAR, actos["dia"].to_numpy(np.int64))
    tarde = np.where(entrega == SIN_DIA, dia(pae.corte) > limite, entrega > limite)
    return redactar(actos[tarde], "Se embargó dinero el {dia:fecha} y no se entregó al día siguiente.")


@regla(
    "PAE063",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 154",
    titulo="Ampliación sin insuficiencia",
    corto="Ampliación sin causa",
    que_hacer="Reducir el embargo a lo necesario o asentar por qué lo embargado no alcanza.",
    etapa="embargo",
    efecto="ND",
    por_que="Sólo se amplía lo que no alcanza: embargar de más daña al deudor y no cobra más.",
    sobre=EMBARGAN,
    requiere=("BIEN",),
    rompe="""
        2024-06-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2024-06-03 BIEN ref=e forma=VEHICULO monto=90000.00
        2025-03-03 EMBARGO forma=DEPOSITOS !
    """,
    cumple="""
        2024-06-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2024-06-03 BIEN ref=e forma=VEHICULO monto=3000.00
        2025-03-03 EMBARGO forma=DEPOSITOS
    """,
    tambien=("""
        2024-06-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2024-06-03 BIEN ref=e forma=VEHICULO monto=90000.00
        2025-03-03 EMBARGO forma=DEPOSITOS !
        2025-03-04 LEVANTAMIENTO ref=e
    """,),
    salvo=((
        "Lo embargado antes ya se había levantado",
        """
        2024-06-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2024-06-03 BIEN ref=e forma=VEHICULO monto=90000.00
        2025-03-03 LEVANTAMIENTO ref=e
        2025-03-03 EMBARGO forma=DEPOSITOS
        """,
    ), (
        "La oficina estimó por escrito que no alcanza",
        """
        2024-06-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2024-06-03 BIEN ref=e forma=VEHICULO monto=90000.00
        2025-02-20 ACUERDO_AMPLIACION
        2025-03-03 EMBARGO forma=DEPOSITOS
        """,
    ),),
)  # fmt: skip
def ampliacion_sin_causa(pae: Pae) -> pd.DataFrame:
    """Segundo embargo cuando lo inventariado antes, y no levantado, valía al menos lo que se debía, sin acuerdo."""
    actos = pae.practicados(*EMBARGAN)
    bienes = pae.de_tipo("BIEN")
    bienes = bienes[bienes["monto"] > 0]
    de_que = bienes.assign(clave=bienes["referencia"])  # se levanta el embargo de que son
    bienes = bienes.assign(hasta=termina_el(de_que, pae.de_tipo("LEVANTAMIENTO")))
    pares = actos[["credito", "dia", "clave"]].merge(
        bienes[["credito", "dia", "monto", "hasta"]], on="credito", suffixes=("", "_b")
    )
    antes = pares[(pares["dia_b"] < pares["dia"]) & (pares["hasta"] > pares["dia"])].groupby("clave")["monto"].sum()
    valor = actos["clave"].map(antes).fillna(0).astype("int64")
    actos = actos.assign(valor=valor)[valor > 0]
    acuerdo = tienen(actos, pae.de_tipo("ACUERDO_AMPLIACION"), lambda p: p["dia_otro"] <= p["dia"])
    malos = actos[~acuerdo & (actos["valor"].to_numpy() >= pae.debido(actos))]
    return redactar(malos, "El {dia:fecha} se amplió el embargo y ya había bienes por ${valor:pesos}.")
