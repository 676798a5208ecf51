"""A quién y por cuánto se cobra: lo pagado, lo prescrito, quien no debe y el importe que se requiere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.verificacion.cruces import que_cita, tienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import COBRO, EJECUCION, EMBARGAN
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

_GESTION = ("INMOVILIZACION", *COBRO, *EJECUCION)
"""Con lo que se cobra: requerir, embargar, inmovilizar y convertir en dinero."""


@regla(
    "PAE032",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 151, párrafo primero",
    titulo="Se embargó pese a probar el pago",
    corto="Embargado y pagado",
    que_hacer="Levantar el embargo, cancelar su gasto y devolver lo que se haya asegurado.",
    etapa="exigir",
    efecto="ND",
    por_que="Si el deudor prueba el pago en el acto, la diligencia termina ahí; embargarlo es un daño sin causa.",
    sobre=EMBARGAN,
    rompe="""
        2025-03-03 REQUERIMIENTO resultado=PAGO_EN_ACTO
        2025-03-03 EMBARGO forma=MUEBLES !
    """,
    tambien=("""
        2025-03-03 PAGO monto=20000.00
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES !
    """,),
    cumple="""
        2025-03-03 PAGO monto=500.00
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
    """,
    salvo=((
        "El recibo se canceló o el cheque no se pagó",
        """
        2025-03-03 PAGO monto=20000.00 revertido=2025-03-05
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        """,
    ),),
)  # fmt: skip
def embargado_y_pagado(pae: Pae) -> pd.DataFrame:
    """Embargo practicado el día en que se pagó en el acto o hay pagos vigentes por lo menos de lo que se debía."""
    actos = pae.practicados(*EMBARGAN)
    requeridos = pae.de_tipo("REQUERIMIENTO", "REQ_Y_EMBARGO")
    en_el_acto = requeridos[requeridos["resultado"] == "PAGO_EN_ACTO"]
    pago = tienen(actos, en_el_acto, lambda p: p["dia_otro"] == p["dia"]) | actos["resultado"].eq("PAGO_EN_ACTO")
    pagos = pae.en_pie(pae.dinero[(pae.dinero["tipo"] == "PAGO") & (pae.dinero["importe"] < 0)])
    suma = (-pagos["importe"]).groupby([pagos["credito"], pagos["dia"]]).sum()
    llave = pd.MultiIndex.from_arrays([actos["credito"], actos["dia"]])
    pagado = suma.reindex(llave).fillna(0).to_numpy(np.int64)
    con_pago = np.flatnonzero(pagado > 0)
    cubre = np.zeros(len(actos), dtype=bool)
    if con_pago.size:
        cubre[con_pago] = pagado[con_pago] >= pae.debido(actos.iloc[con_pago])
    return redactar(actos[np.asarray(pago) | cubre], "El {dia:fecha} se embargó lo que ese mismo día se pagó.")


@regla(
    "PAE040",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 146, párrafos primero, segundo y quinto",
    titulo="Gestión después de prescribir",
    corto="Cobro ya prescrito",
    que_hacer="Dejar sin efectos lo actuado y dictaminar la prescripción.",
    etapa="exigir",
    efecto="N",
    por_que="Lo prescrito se extinguió: cobrarlo es indebido y la gestión no revive el plazo.",
    sobre=_GESTION,
    rompe="""
        credito vencimiento=2015-04-30 notificacion=2016-02-01 fecha_registro=2016-02-05 fecha_resolucion=2016-01-10
        2025-03-03 REQUERIMIENTO !
        2025-03-10 INMOVILIZACION monto=100.00 !
        2025-03-14 TRANSFERENCIA monto=100.00 !
        2025-03-18 VENTA_FUERA_DE_REMATE forma=COMPRADOR monto=100.00 !
    """,
    cumple="""
        credito vencimiento=2018-04-30 notificacion=2020-02-03 fecha_registro=2020-02-05 fecha_resolucion=2020-01-10
        2025-03-03 REQUERIMIENTO
    """,
    salvo=(
        (
            "El plazo se interrumpió antes",
            """
            credito notificacion=2016-02-01 fecha_registro=2016-02-05 fecha_resolucion=2016-01-10
            2020-06-01 REQUERIMIENTO
            2025-03-03 REQUERIMIENTO
            """,
        ),
        (
            "El plazo estuvo suspendido",
            """
            credito notificacion=2016-02-01 fecha_registro=2016-02-05 fecha_resolucion=2016-01-10
            2017-03-01 SUSPENSION hasta=2022-03-01
            2025-03-03 REQUERIMIENTO
            """,
        ),
    ),
)  # fmt: skip
def ya_prescrito(pae: Pae) -> pd.DataFrame:
    """Requerir, embargar, inmovilizar, transferir, rematar o vender después del día en que el crédito prescribió."""
    actos = pae.de_clase(*_GESTION)
    actos = actos.assign(prescribe=dias(pae.del_credito(actos, "prescribe")))
    malos = actos[(actos["prescribe"] != SIN_DIA) & (actos["dia"] > actos["prescribe"])]
    return redactar(malos, "El crédito prescribió el {prescribe:fecha} y se gestionó el {dia:fecha}.")


@regla(
    "PAE041",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 26, 38, fr. V, y 151, párrafo primero",
    titulo="Cobro a quien no es el deudor",
    corto="Cobro a un tercero",
    que_hacer="Dejar sin efectos lo actuado; al responsable solidario, notificarle antes la resolución.",
    etapa="exigir",
    efecto="N",
    por_que="Sólo responde el deudor o quien una resolución fundada y notificada declara responsable solidario.",
    sobre=("INMOVILIZACION", *COBRO),
    requiere=("DESTINATARIO",),
    rompe="""
        2025-03-03 REQUERIMIENTO #r !
        2025-03-03 DESTINATARIO ref=r doc=OTRO010101AAA
    """,
    cumple="""
        2025-03-03 REQUERIMIENTO #r
        2025-03-03 DESTINATARIO ref=r doc=XEXX010101000
    """,
    salvo=(
        (
            "Responsable solidario ya notificado",
            """
            2025-02-03 RESPONSABLE_SOLIDARIO doc=OTRO010101AAA notificado=2025-02-10
            2025-03-03 REQUERIMIENTO #r
            2025-03-03 DESTINATARIO ref=r doc=OTRO010101AAA
            """,
        ),
        (
            "Sucesión del deudor",
            """
            2025-03-03 REQUERIMIENTO #r
            2025-03-03 DESTINATARIO ref=r forma=SUCESION doc=OTRO010101AAA
            """,
        ),
    ),
)  # fmt: skip
def a_quien_no_debe(pae: Pae) -> pd.DataFrame:
    """Acto de cobro dirigido a un RFC que no es el del deudor ni el de un responsable solidario ya notificado."""
    actos = pae.de_tipo("INMOVILIZACION", *COBRO)
    a_quien = que_cita(actos, pae.de_tipo("DESTINATARIO"), "documento", "forma")
    dirigido = a_quien["documento"].fillna("").astype("str")
    rfc = pae.del_credito(actos, "rfc").astype("str")
    otro = (dirigido != "") & (dirigido != rfc) & (a_quien["forma"].fillna("") != "SUCESION")
    malos = actos.drop(columns="documento").assign(documento=dirigido)[otro]
    solidarios = pae.de_tipo("RESPONSABLE_SOLIDARIO")
    solidarios = solidarios[solidarios["notificado"] != SIN_DIA].assign(desde=lambda s: s["notificado"])
    responde = tienen(
        malos, solidarios,
        lambda p: p["documento"].eq(p["documento_otro"]) & (p["desde_otro"] <= p["dia"]), mas=("documento",),
    )  # fmt: skip
    return redactar(malos[~responde], "El {dia:fecha} se dirigió a quien no es el deudor ni responsable notificado.")


@regla(
    "PAE042",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 38, fr. IV, y 151, párrafo primero",
    titulo="Mandamiento por otro importe",
    corto="Mandamiento por más",
    que_hacer="Emitir el mandamiento por lo que se debe y reponer lo practicado con el anterior.",
    etapa="exigir",
    efecto="ND",
    por_que="Requerir más de lo debido es un acto mal fundado y daña a quien lo paga.",
    mide="diferencia",
    sobre=("MANDAMIENTO",),
    con="monto",
    requiere=("MANDAMIENTO.monto",),
    rompe="""
        2025-02-10 MANDAMIENTO monto=99000.00 !
    """,
    cumple="""
        2025-02-10 MANDAMIENTO monto=10000.00
    """,
)  # fmt: skip
def por_otro_importe(pae: Pae) -> pd.DataFrame:
    """Mandamiento por más de lo que el crédito debía ese día; por menos no daña al deudor."""
    actos = pae.de_tipo("MANDAMIENTO")
    actos = actos[actos["monto"] > 0]
    malos = actos.assign(debido=pae.debido(actos))
    malos = malos[malos["monto"] > malos["debido"]]
    return redactar(
        malos.assign(importe=malos["monto"] - malos["debido"]),
        "El mandamiento del {dia:fecha} es por ${monto:pesos} y se debían ${debido:pesos}.",
    )
