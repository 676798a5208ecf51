"""El avalúo y la base del remate: su vigencia, su notificación y que quede firme antes de convocar."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.verificacion.cruces import (
    habiles_entre,
    pasa_de,
    plazo_de,
    que_cita,
    tienen,
    ultimo_de,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import EMBARGAN
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

PERITO_DE_MUEBLES, PERITO_DE_INMUEBLE, PERITO_DE_NEGOCIACION = "REM-01", "REM-02", "REM-03"


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
    actos = actos.assign(vence=ultimo_de(actos, pae.practicados("AVALUO"), mismo_dia=True)["hasta"])
    malos = actos[(actos["vence"] != SIN_DIA) & (actos["dia"] > actos["vence"])]
    return redactar(malos, "Es del {dia:fecha} y el avalúo valía hasta el {vence:fecha}.")


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
    avaluo = ultimo_de(actos, pae.practicados("AVALUO"), mismo_dia=True, mas=("notificado",))
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
        2025-02-24 EMBARGO forma=INMUEBLE
        2025-03-03 AVALUO #a monto=10000.00
        2025-06-02 INCONFORMIDAD_AVALUO
        2025-06-16 CONVOCATORIA !
    """,
    tambien=("""
        2025-03-03 AVALUO monto=10000.00
        2025-03-20 INCONFORMIDAD_AVALUO #i
        2025-04-07 DICTAMEN_PERITO ref=i monto=11000.01
        2025-06-16 CONVOCATORIA !
    """, """
        2025-02-24 EMBARGO forma=VEHICULO
        2025-03-03 AVALUO monto=10000.00
        2025-06-09 INCONFORMIDAD_AVALUO
        2025-06-16 CONVOCATORIA !
    """, """
        2025-02-24 EMBARGO forma=MUEBLES
        2025-06-16 EMBARGO forma=NEGOCIACION
        2025-06-16 AVALUO monto=10000.00
        2025-06-16 INCONFORMIDAD_AVALUO
        2025-07-07 CONVOCATORIA !
    """, """
        2025-03-03 AVALUO monto=10000.00
        2025-06-02 INCONFORMIDAD_AVALUO
        2025-06-23 CONVOCATORIA !
    """,),
    cumple="""
        2025-03-03 AVALUO monto=10000.00
        2025-03-20 INCONFORMIDAD_AVALUO #i
        2025-04-07 DICTAMEN_PERITO ref=i monto=13000.00
        2025-04-25 PERITO_TERCERO ref=i
        2025-06-16 CONVOCATORIA
    """,
    salvo=((
        "El dictamen no pasa del 10 %: se aceptó",
        """
        2025-03-03 AVALUO monto=10000.00
        2025-03-20 INCONFORMIDAD_AVALUO #i
        2025-04-07 DICTAMEN_PERITO ref=i monto=11000.00
        2025-04-08 CONVOCATORIA
        """,
    ), (
        "El dictamen no se rindió en su plazo: se tiene por aceptado el avalúo (art. 175, párrafos tercero y quinto)",
        """
        2025-02-24 EMBARGO forma=MUEBLES
        2025-03-03 AVALUO monto=10000.00
        2025-06-09 INCONFORMIDAD_AVALUO
        2025-06-17 CONVOCATORIA
        """,
    ), (
        "Se rindió tarde",
        """
        2025-02-24 EMBARGO forma=INMUEBLE
        2025-03-03 AVALUO monto=10000.00
        2025-06-02 INCONFORMIDAD_AVALUO #i
        2025-06-17 DICTAMEN_PERITO ref=i monto=13000.00
        2025-06-18 CONVOCATORIA
        """,
    ),),
)  # fmt: skip
def sin_base_fija(pae: Pae) -> pd.DataFrame:
    """Convocatoria o remate con una inconformidad sin dictamen, o con uno más del 10 % mayor y sin perito tercero.

    Si el dictamen no se rinde en su plazo (el de lo embargado; si no se sabe qué es, el mayor), se tiene por aceptado
    el avalúo. Se cuenta desde la inconformidad, en que se designa al perito: su aceptación no se captura
    (interpretación).
    """
    actos = pae.de_tipo("CONVOCATORIA", "REMATE")
    quejas = pae.de_tipo("INCONFORMIDAD_AVALUO")
    quejas = quejas.assign(plazo=_para_dictaminar(pae, quejas))
    dictamen = que_cita(quejas, pae.de_tipo("DICTAMEN_PERITO"), "monto")
    tercero = que_cita(quejas, pae.de_tipo("PERITO_TERCERO"))["dia"]
    base = ultimo_de(quejas, pae.practicados("AVALUO"), mismo_dia=True, mas=("monto",))["monto"]
    mas = (dictamen["monto"] - base).to_numpy(np.int64)
    difiere = pasa_de(pae.normas, quejas["ambito"], "avaluo_diferencia", mas, base.to_numpy(np.int64))
    resuelta = np.where(difiere, tercero, dictamen["dia"])
    # sin dictamen, ninguno se rindió en su plazo
    rendido = dictamen["dia"].where(dictamen["dia"] != SIN_DIA, dia(pae.corte) + 1).to_numpy(np.int64)
    corrian = habiles_entre(pae.normas, quejas["ambito"], quejas["dia"].to_numpy(), rendido - 1)
    a_tiempo = corrian < quejas["plazo"].to_numpy()
    quejas = quejas.assign(hasta=np.where(resuelta == SIN_DIA, np.iinfo(np.int64).max, resuelta), a_tiempo=a_tiempo)
    malos = actos[tienen(actos, quejas, partial(_se_discute, pae), mas=("plazo", "a_tiempo"))]
    return redactar(malos, "El {dia:fecha} el avalúo seguía en discusión.")


def _se_discute(pae: Pae, p: pd.DataFrame) -> pd.Series[bool]:
    """Entre la inconformidad y lo que la resuelve, mientras corre el plazo del dictamen o si se rindió en él."""
    corrian = habiles_entre(pae.normas, p["ambito"], p["dia_otro"].to_numpy(), p["dia"].to_numpy() - 1)
    en_pie = p["a_tiempo_otro"] | (corrian < p["plazo_otro"])
    return (p["dia_otro"] <= p["dia"]) & (p["dia"] < p["hasta_otro"]) & en_pie


def _para_dictaminar(pae: Pae, quejas: pd.DataFrame) -> NDArray[np.int64]:
    """Los días que tiene el perito según lo embargado hasta entonces: si hay de varias clases, los más."""
    embargos = pae.practicados(*EMBARGAN)

    def embargado(*formas: str) -> NDArray[np.bool_]:
        return tienen(quejas, embargos[embargos["forma"].isin(formas)], lambda p: p["dia_otro"] <= p["dia"])

    negocio, inmueble, muebles = embargado("NEGOCIACION"), embargado("INMUEBLE"), embargado("MUEBLES", "VEHICULO")
    plazos = [
        plazo_de(pae.normas, quejas["ambito"], clave, quejas["dia"].to_numpy())
        for clave in (PERITO_DE_NEGOCIACION, PERITO_DE_INMUEBLE, PERITO_DE_MUEBLES)
    ]
    return np.select([negocio, inmueble, muebles], plazos, plazos[0])
