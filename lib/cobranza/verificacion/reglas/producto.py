"""Lo que se obtuvo y cómo termina: excedentes, liberación, abandono y garantías."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.expediente.lapsos import vigente
from cobranza.expediente.por_liberar import SALEN, desocupadas
from cobranza.verificacion.cruces import (
    citan,
    cubierto_el,
    despues_de,
    limite_de,
    que_cita,
    ultimo_de,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

DE_EXCEDENTE, CANCELAR_GRAVAMEN = "ADJ-03", "REM-18"
ABANDONO, ABANDONO_DE_MUEBLES = "ABA-01", "ABA-03"


@regla(
    "PAE079",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 20, párrafo octavo, 194 y 196, párrafo primero",
    titulo="Excedente retenido",
    corto="Excedente retenido",
    que_hacer="Entregar el excedente al deudor, o a quien diga la autoridad que lo ordenó.",
    etapa="producto",
    efecto="D",
    por_que="Lo que sobra del remate es del deudor: retenerlo es cobrarle lo que no debe.",
    mide="diferencia",
    sobre=("EXCEDENTE", "REMATE"),
    requiere=("EXCEDENTE",),
    rompe="""
        2025-06-20 EXCEDENTE monto=500.00 !
    """,
    tambien=(
        """
        2023-06-20 EXCEDENTE forma=ADJUDICACION monto=500.00 !
        """,
        """
        2025-06-20 EXCEDENTE #x monto=500.00 !
        2025-06-24 ENTREGA_EXCEDENTE ref=x monto=499.99
        """,
    ),
    cumple="""
        2025-06-20 EXCEDENTE #x monto=500.00
        2025-06-24 ENTREGA_EXCEDENTE ref=x
    """,
    salvo=(
        (
            "Orden de otra autoridad",
            """
            2025-06-20 EXCEDENTE #x monto=500.00
            2025-06-24 ENTREGA_EXCEDENTE ref=x forma=ORDEN_DE_AUTORIDAD
            """,
        ),
        (
            "Adjudicado al fisco y aún no se enajena: veinticuatro meses (art. 196)",
            """
            2025-06-20 EXCEDENTE forma=ADJUDICACION monto=500.00
            """,
        ),
    ),
)  # fmt: skip
def excedente_retenido(pae: Pae) -> pd.DataFrame:
    """Excedente sin entregar, en todo o en parte; el de lo adjudicado al fisco, pasados veinticuatro meses."""
    actos, entregas = pae.de_tipo("EXCEDENTE"), pae.de_tipo("ENTREGA_EXCEDENTE")
    entregas = entregas.assign(monto=entregas["monto"].where(entregas["forma"] != "ORDEN_DE_AUTORIDAD", 0))
    actos = actos[cubierto_el(actos, entregas, actos["monto"].to_numpy(np.int64)) == SIN_DIA]
    entregado = actos["clave"].map(entregas.groupby("referencia")["monto"].sum()).fillna(0).astype("int64")
    limite = limite_de(pae.normas, actos["ambito"], DE_EXCEDENTE, actos["dia"].to_numpy())
    limite = np.where(actos["forma"] == "ADJUDICACION", limite, actos["dia"])
    malos = actos.assign(importe=actos["monto"] - entregado)[limite < dia(pae.corte)]
    return redactar(malos, "Hay ${importe:pesos} de excedente del {dia:fecha} sin entregar.")


@regla(
    "PAE080",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 187 y 195",
    titulo="Bienes o gravámenes que no se liberan",
    corto="Gravamen sin liberar",
    que_hacer="Levantar el embargo y comunicar la cancelación al registro.",
    etapa="producto",
    efecto="D",
    por_que="Quien ya pagó no puede vender ni usar lo suyo: el daño corre cada día.",
    sobre=("EMBARGO", "REQ_Y_EMBARGO", "INMOVILIZACION", "ADJUDICACION/INMUEBLE"),
    requiere=("LEVANTAMIENTO",),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=INMUEBLE !
        2025-05-06 PAGO monto=todo
    """,
    tambien=("""
        2025-06-20 ADJUDICACION forma=INMUEBLE doc=POST010101AAA monto=6000.00 !
    """, """
        2025-03-03 INMOVILIZACION monto=5000.00 !
        2025-05-05 LIBERACION
        2025-05-06 PAGO monto=todo
    """, """
        2025-03-03 INMOVILIZACION monto=5000.00 !
        2025-03-10 INMOVILIZACION monto=4000.00 !
        2025-05-06 PAGO monto=todo
        2025-05-07 LIBERACION monto=8999.99
    """, """
        2025-03-03 INMOVILIZACION !
        2025-05-06 PAGO monto=todo
    """, """
        2025-03-03 INMOVILIZACION monto=5000.00
        2025-03-04 REQ_Y_EMBARGO forma=MUEBLES !
        2025-05-06 PAGO monto=todo
        2025-05-07 LIBERACION monto=5000.00
    """, """
        2025-03-03 INMOVILIZACION monto=5000.00 !
        2025-05-06 TRANSFERENCIA monto=4999.99
        2025-05-06 PAGO monto=todo
    """, """
        2025-03-03 INMOVILIZACION monto=5000.00 !
        2025-05-06 PAGO monto=todo
        2025-05-06 TRANSFERENCIA
    """, """
        2025-03-03 REQ_Y_EMBARGO forma=INMUEBLE !
        2025-12-29 PAGO monto=todo
    """,),
    cumple="""
        2025-03-03 REQ_Y_EMBARGO #e forma=INMUEBLE
        2025-05-06 PAGO monto=todo
        2025-05-20 LEVANTAMIENTO ref=e
    """,
    salvo=(
        (
            "Se pagó ese día",
            """
            2025-03-03 REQ_Y_EMBARGO forma=INMUEBLE
            2025-12-30 PAGO monto=todo
            """,
        ),
        (
            "Se embargó ese día lo ya pagado: es otra falta (PAE006)",
            """
            2025-05-06 PAGO monto=todo
            2025-12-30 EMBARGO forma=DEPOSITOS
            """,
        ),
        (
            "Sólo se pagó una parte",
            """
            2025-03-03 REQ_Y_EMBARGO forma=INMUEBLE
            2025-05-06 PAGO monto=100.00
            """,
        ),
        (
            "Se liberó todo lo inmovilizado",
            """
            2025-03-03 INMOVILIZACION monto=5000.00
            2025-03-10 INMOVILIZACION monto=4000.00
            2025-05-06 PAGO monto=todo
            2025-05-06 LIBERACION monto=9000.00
            """,
        ),
        (
            "Se liberó sin decir cuánto cuando ya nada se debía",
            """
            2025-03-03 INMOVILIZACION monto=5000.00
            2025-05-06 PAGO monto=todo
            2025-05-06 LIBERACION
            """,
        ),
        (
            "Todo lo inmovilizado se transfirió (art. 156-Ter)",
            """
            2025-03-03 INMOVILIZACION monto=5000.00
            2025-03-10 LIBERACION monto=1000.00
            2025-05-06 TRANSFERENCIA monto=4000.00
            2025-05-06 PAGO monto=todo
            """,
        ),
        (
            "No se halló cuenta que inmovilizar",
            """
            2025-03-03 INMOVILIZACION resultado=SIN_BIENES
            2025-05-06 PAGO monto=todo
            """,
        ),
        (
            "Se comunicó al registro en quince días",
            """
            2025-06-20 ADJUDICACION #a forma=INMUEBLE doc=POST010101AAA monto=6000.00
            2025-07-04 AVISO_REGISTRO ref=a
            """,
        ),
    ),
)  # fmt: skip
def gravamen_sin_liberar(pae: Pae) -> pd.DataFrame:
    """Embargo o inmovilización sin levantar de un crédito que ya no debe; o inmueble adjudicado sin avisar.

    El día en que dejó de deberse aún puede levantarse. Las cuentas de un crédito también se desocupan con
    liberaciones y transferencias que sumen lo inmovilizado, o con una liberación que no diga cuánto si ya nada se
    debía. El aviso al registro va en los quince días hábiles que siguen a la adjudicación.
    """
    asegurados = pae.practicados("EMBARGO", "REQ_Y_EMBARGO", "INMOVILIZACION")
    asegurados = asegurados[asegurados["dia"] < dia(pae.corte)]
    sin_levantar = asegurados[
        pae.pagado_antes_del_corte(asegurados) & ~citan(asegurados, pae.de_tipo("LEVANTAMIENTO"))
    ]
    sin_levantar = sin_levantar[~_cuentas_desocupadas(pae, sin_levantar)]
    vendidos = pae.de_tipo("ADJUDICACION")
    vendidos = vendidos[vendidos["forma"] == "INMUEBLE"]
    aviso = que_cita(vendidos, pae.de_tipo("AVISO_REGISTRO"))["dia"].to_numpy(np.int64)
    cuando = np.where(aviso == SIN_DIA, dia(pae.corte), aviso)
    tarde = despues_de(pae.normas, vendidos["ambito"], vendidos["dia"].to_numpy(), CANCELAR_GRAVAMEN, cuando)
    return pd.concat(
        [
            redactar(sin_levantar, "El crédito ya no debe y lo asegurado el {dia:fecha} no se ha levantado."),
            redactar(vendidos[tarde], "Se adjudicó el {dia:fecha} y la cancelación no se comunicó en quince días."),
        ]
    )


def _cuentas_desocupadas(pae: Pae, actos: pd.DataFrame) -> NDArray[np.bool_]:
    """De cada acto, si es una inmovilización y las cuentas de su crédito ya no retienen nada (`por_liberar`)."""
    salidas = pae.practicados(*SALEN)
    # con lo que se pagó ese mismo día
    saldo = np.sum(list(pae.adeudos(salidas.assign(dia=salidas["dia"] + 1)).saldo.values()), axis=0)
    todo = (salidas["tipo"] == "LIBERACION") & (salidas["monto"] == 0) & (saldo == 0)
    retenidas = actos[actos["tipo"] == "INMOVILIZACION"]
    libres = retenidas[desocupadas(retenidas, salidas.assign(todo=todo))]
    return np.asarray(actos["clave"].isin(libres["clave"]), dtype=bool)


@regla(
    "PAE081",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 196-A, frs. I a IV, y 196-B",
    titulo="Abandono anticipado",
    corto="Abandono anticipado",
    que_hacer="Dejar sin efectos el abandono y poner los bienes a disposición de su dueño.",
    etapa="producto",
    efecto="N",
    por_que="El abandono quita la propiedad: antes de su plazo, o con un pleito abierto, es un despojo.",
    sobre=("ABANDONO",),
    requiere=("A_DISPOSICION",),
    rompe="""
        2025-03-03 A_DISPOSICION
        2025-05-02 ABANDONO !
    """,
    tambien=(
        """
        2025-03-03 A_DISPOSICION notificado=2025-03-18
        2025-05-19 ABANDONO !
        """,
        """
        2024-06-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-06-03 ABANDONO forma=MUEBLES_NO_REMATADOS !
        """,
        """
        2025-03-03 A_DISPOSICION
        2025-04-03 IMPUGNACION forma=NULIDAD
        2025-06-03 ABANDONO !
        """,
        """
        2025-03-03 A_DISPOSICION
        2025-03-03 IMPUGNACION #i forma=NULIDAD
        2025-04-28 RESOLUCION ref=i resultado=DEJA_SIN_EFECTOS
        2025-06-03 ABANDONO !
        """,
    ),
    cumple="""
        2025-03-03 A_DISPOSICION
        2025-05-07 ABANDONO
    """,
    salvo=((
        "El medio de defensa ya se resolvió",
        """
        2025-02-03 IMPUGNACION #i forma=NULIDAD
        2025-03-03 RESOLUCION ref=i resultado=CONFIRMA
        2025-03-04 A_DISPOSICION
        2025-05-07 ABANDONO
        """,
    ),),
)  # fmt: skip
def abandono_anticipado(pae: Pae) -> pd.DataFrame:
    """Abandono antes de dos meses de puestos los bienes a disposición, o de dieciocho del embargo de muebles.

    A disposición están desde el día siguiente a que se notifica, si consta. También con un medio de defensa sin
    resolver. El que se interpuso mientras corría el plazo y no confirmó lo impugnado lo interrumpió: vuelve a
    contarse desde que se resolvió (art. 196-B, fr. I).
    """
    actos = pae.de_tipo("ABANDONO")
    puesto = ultimo_de(actos, pae.de_tipo("A_DISPOSICION"), mismo_dia=True, mas=("notificado",))
    # lo está desde el día siguiente a que se notifica (art. 196-A, segundo párrafo)
    puestos = np.where(puesto["notificado"] != SIN_DIA, puesto["notificado"] + 1, puesto["dia"])
    embargado = ultimo_de(actos, pae.practicados("EMBARGO", "REQ_Y_EMBARGO"), mismo_dia=True)["dia"].to_numpy(
        np.int64
    )
    de_muebles = (actos["forma"] == "MUEBLES_NO_REMATADOS").to_numpy()
    desde = np.where(de_muebles, embargado, puestos)
    desde = np.where(desde == SIN_DIA, actos["dia"].to_numpy(), desde)
    no_confirma = pae.de_tipo("RESOLUCION")
    no_confirma = no_confirma[no_confirma["resultado"] != "CONFIRMA"]
    recurso = ultimo_de(no_confirma, pae.de_tipo("IMPUGNACION"), mismo_dia=True)
    no_confirma = no_confirma.assign(interpuesto=recurso["dia"])
    interrumpe = ultimo_de(actos, no_confirma, mismo_dia=True, mas=("interpuesto",))
    resuelto, interpuesto = (interrumpe[c].to_numpy(np.int64) for c in ("dia", "interpuesto"))
    desde = np.where(interpuesto >= desde, resuelto, desde)
    vence = np.where(
        de_muebles,
        limite_de(pae.normas, actos["ambito"], ABANDONO_DE_MUEBLES, desde),
        limite_de(pae.normas, actos["ambito"], ABANDONO, desde),
    )
    pleito = vigente(pae.historia, "controvertido", actos["dia"].to_numpy(), pae.lugares(actos))
    return redactar(
        actos[(actos["dia"].to_numpy() <= vence) | pleito], "El abandono del {dia:fecha} fue antes de tiempo."
    )
