"""Las cuentas bancarias: cuáles no se tocan, cuándo se inmovilizan, por cuánto y a quién se avisa."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.expediente.lapsos import vigente
from cobranza.verificacion.cruces import (
    citan,
    despues_de,
    que_cita,
    termina_el,
    tienen,
    ultimo_de,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import EMBARGAN
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Columna, Pae

PARA_LIBERAR, PARA_NOTIFICAR, PARA_REQUERIR = "INM-04", "INM-03", "TRA-02"
DEPOSITOS = ("EMBARGO/DEPOSITOS", "REQ_Y_EMBARGO/DEPOSITOS")
CUENTAS_PROTEGIDAS = {"CUENTA_DE_RETIRO": "cuenta de retiro", "CUENTA_DE_SUELDO": "depósito de sueldo",
                      "CUENTA_DE_PENSION": "depósito de pensión"}  # fmt: skip


def _cuentas_embargadas(pae: Pae) -> pd.DataFrame:
    """Los embargos practicados de depósitos."""
    actos = pae.practicados(*EMBARGAN)
    return actos[actos["forma"] == "DEPOSITOS"]


def fuera_de_plazo(
    pae: Pae, actos: pd.DataFrame, desde: Columna, hecho: Columna, plazo: str
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """¿Se hizo después del plazo que empieza cada día o, si no se ha hecho, ya venció al corte?"""
    cuando = np.where(hecho == SIN_DIA, dia(pae.corte), hecho)
    return despues_de(pae.normas, actos["ambito"], desde, plazo, cuando)


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
        "Aportaciones voluntarias, en lo que pase de veinte salarios mínimos elevados al año (fr. XIII)",
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
    tambien=("""
        credito vencimiento=2026-04-30
        2025-02-20 REQ_Y_EMBARGO #e forma=MUEBLES
        2025-02-20 BIEN ref=e forma=VEHICULO monto=10000.00
        2025-03-03 IMPUGNACION forma=NULIDAD
        2025-03-10 INMOVILIZACION monto=5000.00 !
    """, """
        2025-02-20 REQ_Y_EMBARGO #e forma=MUEBLES
        2025-03-03 IMPUGNACION forma=NULIDAD
        2025-03-10 LEVANTAMIENTO ref=e
        2025-03-10 INMOVILIZACION monto=5000.00 !
    """, """
        2025-03-03 IMPUGNACION forma=NULIDAD
        2025-03-10 INMOVILIZACION monto=5000.00 !
        2025-03-11 REQ_Y_EMBARGO forma=MUEBLES
    """, """
        2025-03-03 IMPUGNACION forma=NULIDAD
        2025-03-10 REQ_Y_EMBARGO #e forma=MUEBLES
        2025-03-10 BIEN ref=e forma=VEHICULO monto=90000.00
        2025-03-10 INMOVILIZACION monto=5000.00 !
    """,),
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
            "Desocupó el domicilio sin aviso (fr. II, inciso a)",
            """
            2025-02-20 DESOCUPACION
            2025-03-03 IMPUGNACION forma=NULIDAD
            2025-03-10 INMOVILIZACION monto=5000.00
            """,
        ),
        (
            "Se habían embargado bienes que no alcanzan (fr. II, inciso d)",
            """
            2025-02-20 REQ_Y_EMBARGO #e forma=MUEBLES
            2025-02-20 BIEN ref=e forma=VEHICULO monto=3000.00
            2025-03-03 IMPUGNACION forma=NULIDAD
            2025-03-10 INMOVILIZACION monto=5000.00
            """,
        ),
        (
            "Lo que alcanzaba ya se había levantado, y lo que sigue embargado no alcanza (fr. II, inciso d)",
            """
            2025-02-20 REQ_Y_EMBARGO #e forma=MUEBLES
            2025-02-20 BIEN ref=e forma=VEHICULO monto=90000.00
            2025-03-03 REQ_Y_EMBARGO #f forma=MUEBLES
            2025-03-03 BIEN ref=f forma=VEHICULO monto=3000.00
            2025-03-03 IMPUGNACION forma=NULIDAD
            2025-03-10 LEVANTAMIENTO ref=e
            2025-03-10 INMOVILIZACION monto=5000.00
            """,
        ),
        (
            "Se embargaron bienes y no se sabe cuánto valen (fr. II, inciso d)",
            """
            2025-03-10 REQ_Y_EMBARGO #e forma=MUEBLES
            2025-03-03 IMPUGNACION forma=NULIDAD
            2025-03-10 INMOVILIZACION monto=5000.00
            2025-03-11 BIEN ref=e forma=VEHICULO monto=90000.00
            """,
        ),
        (
            "La garantía no alcanza o no se amplió (fr. II, incisos b y c)",
            """
            2025-03-03 IMPUGNACION forma=NULIDAD
            2025-03-07 CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
            2025-03-10 INMOVILIZACION monto=5000.00
            """,
        ),
    ),
)  # fmt: skip
def sin_firmeza(pae: Pae) -> pd.DataFrame:
    """Inmovilización con un medio de defensa sin resolver y sin un supuesto que la permita.

    Los del inciso a) son no localizado o desocupado; el del d), un embargo sin levantar cuyo avalúo o inventario no
    llega a lo que se debía, o no consta. Que la garantía no alcanza, o no se amplió, lo dice su causa.
    """
    actos = pae.de_tipo("INMOVILIZACION")
    lugar, cuando = pae.lugares(actos), actos["dia"].to_numpy()
    impugnados = actos[vigente(pae.historia, "controvertido", cuando, lugar)]
    lugar, cuando = pae.lugares(impugnados), impugnados["dia"].to_numpy()
    fuera = np.any([vigente(pae.historia, m, cuando, lugar) for m in ("no_localizado", "desocupacion")], axis=0)
    causa = tienen(impugnados, pae.de_tipo("CAUSA_INMOVILIZACION"), lambda p: p["dia_otro"] <= p["dia"])
    malos = impugnados[~fuera & ~causa & ~_embargo_que_no_alcanza(pae, impugnados)]
    return redactar(malos, "El {dia:fecha} el crédito estaba impugnado y no consta un supuesto para inmovilizar.")


def _embargo_que_no_alcanza(pae: Pae, actos: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """¿Había antes un embargo que no llega a lo que se debía ese día, o del que no se sabe cuánto vale?"""
    embargos = pae.practicados(*EMBARGAN)
    embargos = embargos.assign(hasta=termina_el(embargos, pae.de_tipo("LEVANTAMIENTO")))
    embargado = tienen(actos, embargos, lambda p: (p["dia_otro"] <= p["dia"]) & (p["dia"] < p["hasta_otro"]))
    bienes = pae.de_tipo("BIEN")
    de_su_embargo = embargos.drop_duplicates("clave").set_index("clave")["hasta"]
    bienes = bienes[bienes["referencia"].isin(de_su_embargo.index)]
    bienes = bienes.assign(hasta=de_su_embargo.reindex(bienes["referencia"]).to_numpy(np.int64))
    pares = actos[["credito", "dia", "clave"]].merge(
        bienes[["credito", "dia", "monto", "hasta"]], on="credito", suffixes=("", "_b")
    )
    siguen = (pares["dia_b"] <= pares["dia"]) & (pares["hasta"] > pares["dia"])
    inventario = actos["clave"].map(pares[siguen].groupby("clave")["monto"].sum())
    avaluo = ultimo_de(actos, pae.practicados("AVALUO"), mismo_dia=True, mas=("monto",))["monto"]
    valor = avaluo.where(avaluo > 0, inventario.fillna(0)).to_numpy(np.int64)
    return np.asarray(embargado & (valor < pae.debido(actos)), dtype=bool)


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
    tambien=("""
        2025-03-03 REQ_Y_EMBARGO #e forma=DEPOSITOS monto=9000.00
        2025-03-04 EMBARGO forma=DEPOSITOS monto=9000.00 !
        2025-03-05 LEVANTAMIENTO ref=e
    """, """
        2025-03-03 REQ_Y_EMBARGO #e forma=DEPOSITOS monto=90000.00 !
        2025-03-03 LEVANTAMIENTO ref=e
    """,),
    cumple="""
        2025-03-03 REQ_Y_EMBARGO forma=DEPOSITOS monto=9000.00
    """,
    salvo=((
        "No se conocían las cuentas y sus saldos",
        """
        2025-03-03 REQ_Y_EMBARGO #e forma=DEPOSITOS monto=90000.00
        2025-03-03 SALDOS_DESCONOCIDOS ref=e
        """,
    ), (
        "Lo embargado en la otra cuenta ya se había levantado",
        """
        2025-03-03 REQ_Y_EMBARGO #e forma=DEPOSITOS monto=9000.00
        2025-03-04 LEVANTAMIENTO ref=e
        2025-03-04 EMBARGO forma=DEPOSITOS monto=9000.00
        """,
    ),),
)  # fmt: skip
def cuentas_de_mas(pae: Pae) -> pd.DataFrame:
    """Embargo de depósitos con que lo embargado en cuentas ese día pasaba de lo que se debía.

    De los demás embargos suma los que ese día no se habían levantado; levantar después el que pasa no lo remedia.
    """
    actos = _embargado_en_cuentas(pae)
    actos = actos[(actos["monto"] > 0) & ~citan(actos, pae.de_tipo("SALDOS_DESCONOCIDOS"))]
    malos = actos.assign(debido=pae.debido(actos))
    malos = malos[malos["suma"] > malos["debido"]]
    return redactar(
        malos.assign(importe=malos["suma"] - malos["debido"]),
        "Al {dia:fecha} se habían embargado en cuentas ${suma:pesos} y se debían ${debido:pesos}.",
    )


def _embargado_en_cuentas(pae: Pae) -> pd.DataFrame:
    """Los embargos de depósitos con lo que de su crédito había así embargado con él, sin lo ya levantado (`suma`)."""
    actos = _cuentas_embargadas(pae).sort_values("dia", kind="stable")
    actos = actos.assign(orden=np.arange(len(actos)))
    otras = actos[["credito", "orden", "monto"]].assign(hasta=termina_el(actos, pae.de_tipo("LEVANTAMIENTO")))
    pares = actos[["credito", "orden", "dia"]].merge(otras, on="credito", suffixes=("", "_otra"))
    pares = pares[(pares["orden_otra"] < pares["orden"]) & (pares["hasta"] > pares["dia"])]
    antes = actos["orden"].map(pares.groupby("orden")["monto"].sum()).fillna(0).astype("int64")
    return actos.assign(suma=actos["monto"] + antes).sort_index()


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
    requiere=(
        "INFORME_ENTIDAD", "INMOVILIZACION.notificado_el", "EMBARGO.notificado_el", "REQ_Y_EMBARGO.notificado_el",
    ),
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
    salvo=((
        "La entidad informó que no había qué inmovilizar",
        """
        2025-03-03 INMOVILIZACION #i resultado=SIN_BIENES
        2025-03-05 INFORME_ENTIDAD ref=i
        """,
    ),),
)  # fmt: skip
def cuentas_sin_notificar(pae: Pae) -> pd.DataFrame:
    """Cuentas tomadas que no se hicieron saber en los veinte días hábiles que siguen al informe de la entidad."""
    actos = pd.concat([pae.practicados("INMOVILIZACION"), _cuentas_embargadas(pae)])
    informe = que_cita(actos, pae.de_tipo("INFORME_ENTIDAD"))["dia"]
    actos = actos.assign(informe=informe)[informe != SIN_DIA]
    tarde = fuera_de_plazo(pae, actos, actos["informe"].to_numpy(), actos["notificado"].to_numpy(), PARA_NOTIFICAR)
    return redactar(actos[tarde], "La entidad informó el {informe:fecha} y no se notificó en veinte días hábiles.")
