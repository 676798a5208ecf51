"""Cómo se practicó la diligencia: cuándo, ante quién y con qué orden."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA
from cobranza.expediente.personas import facultado
from cobranza.expediente.significado import con
from cobranza.verificacion.cruces import es_habil, habiles_entre, tienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import COBRO
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

ABRE, CIERRA = "07:30", "18:00"
"""Horas hábiles (CFF, art. 13); a las 18:00 en punto aún se puede empezar."""


def habilitaciones(pae: Pae, forma: str = "") -> pd.DataFrame:
    """Las habilitaciones de días y horas (o, con `forma`, de terceros); sin fin, valen sólo su día."""
    actos = pae.de_tipo("HABILITACION")
    actos = actos[(actos["forma"] == "TERCERO") == (forma == "TERCERO")]
    return actos.assign(hasta=np.where(actos["hasta"] == SIN_DIA, actos["dia"], actos["hasta"]))


def habilitados(pae: Pae, actos: pd.DataFrame) -> NDArray[np.bool_]:
    """¿Se habilitó para su crédito el día de cada acto?"""
    return tienen(actos, habilitaciones(pae), lambda p: p["dia"].between(p["dia_otro"], p["hasta_otro"]))


def citatorios_dejados(pae: Pae) -> pd.DataFrame:
    """Los citatorios que se dejaron: el que volvió sin haber localizado el domicilio del deudor no citó a nadie."""
    actos = pae.de_tipo("CITATORIO")
    return actos[actos["resultado"] != "NO_LOCALIZADO"]


@regla(
    "PAE001",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 12 y 13, párrafos primero y segundo",
    titulo="Diligencia en día u hora inhábil sin habilitación",
    corto="Día u hora inhábil",
    que_hacer="Reponer la diligencia en día y hora hábiles, o anexar el acuerdo que los habilitó.",
    etapa="diligencia",
    efecto="N",
    por_que="Lo practicado a deshora es ilegal y arrastra al embargo, al gasto y al remate que vengan después.",
    sobre=("CITATORIO", *COBRO),
    rompe="""
        2025-03-09 REQUERIMIENTO !
    """,
    tambien=("""
        2025-03-03 CITATORIO de_las=07:29 !
    """,),
    cumple="""
        2025-03-03 CITATORIO de_las=07:30
        2025-03-04 REQUERIMIENTO de_las=18:00 a_las=20:00
    """,
    salvo=((
        "Día u hora habilitados para ese crédito (art. 13, párrafo segundo)",
        """
        2025-03-07 HABILITACION hasta=2025-03-09
        2025-03-09 REQUERIMIENTO
        """,
    ),),
)  # fmt: skip
def en_dia_u_hora_inhabil(pae: Pae) -> pd.DataFrame:
    """Citatorio o acto de cobro que empezó en día inhábil, antes de las 7:30 o después de las 18:00.

    No se señala si hay una habilitación del mismo crédito para ese día. La que empieza en hora hábil puede
    concluir en inhábil.
    """
    actos = pae.de_tipo("CITATORIO", *COBRO)
    inhabil = ~es_habil(pae.normas, actos["ambito"], actos["dia"].to_numpy())
    a_deshora = (actos["hora_inicio"] != "") & ((actos["hora_inicio"] < ABRE) | (actos["hora_inicio"] > CIERRA))
    malos = actos.assign(inhabil=inhabil)[inhabil | a_deshora]
    malos = malos[~habilitados(pae, malos)]
    motivo = malos["inhabil"].map({True: "día inhábil", False: f"fuera de {ABRE} a {CIERRA}"})
    cuando = malos["hora_inicio"].where(malos["hora_inicio"] != "", "una hora que no consta")
    malos = malos.assign(motivo=motivo, cuando=cuando)
    return redactar(malos, "Empezó el {dia:fecha} a las {cuando}, {motivo}, sin habilitación.")


@regla(
    "PAE002",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 137, párrafos primero y segundo",
    titulo="Sin citatorio previo cuando el destinatario no estuvo",
    corto="Sin citatorio previo",
    que_hacer="Reponer la diligencia dejando citatorio para el día hábil siguiente.",
    etapa="diligencia",
    efecto="N",
    por_que="Sin citatorio no hay certeza de que el deudor supo; es lo primero que se alega y se gana.",
    sobre=COBRO,
    rompe="""
        2025-05-07 CITATORIO
        2025-05-09 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO !
    """,
    tambien=("""
        2025-05-08 CITATORIO resultado=NO_LOCALIZADO
        2025-05-09 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO !
    """, """
        2025-05-10 CITATORIO
        2025-05-12 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO !
    """,),
    cumple="""
        2025-04-25 CITATORIO
        2025-04-28 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO
    """,
    salvo=(
        (
            "El citatorio señaló ese día, aunque no sea el hábil inmediato (art. 137, párrafo primero)",
            """
            2025-05-07 CITATORIO hasta=2025-05-09
            2025-05-09 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO
            """,
        ),
        (
            "Se entendió con el destinatario o su representante",
            """
            2025-05-09 REQUERIMIENTO resultado=PRACTICADA
            """,
        ),
        (
            "El citatorio se dejó en un día habilitado (art. 13, párrafo segundo)",
            """
            2025-05-09 HABILITACION hasta=2025-05-11
            2025-05-10 CITATORIO
            2025-05-12 REQUERIMIENTO resultado=PRACTICADA_CON_TERCERO
            """,
        ),
    ),
)  # fmt: skip
def sin_citatorio(pae: Pae) -> pd.DataFrame:
    """Acto de cobro entendido con un tercero, sin un citatorio del mismo crédito fechado el día hábil anterior.

    Si el citatorio dice para qué día se citó, vale el que señala ese día, aunque se haya dejado antes. El que no se
    dejó, porque no se localizó al deudor, no cuenta, ni el que se dejó en día inhábil sin habilitarlo.
    """
    actos = pae.de_tipo(*COBRO)
    actos = actos[actos["resultado"] == "PRACTICADA_CON_TERCERO"]
    return redactar(
        actos[~citados(pae, actos)],
        "El {dia:fecha} se entendió con un tercero y no hay citatorio del día hábil anterior.",
    )


def citados(pae: Pae, actos: pd.DataFrame) -> NDArray[np.bool_]:
    """De cada acto, si un citatorio dejado en día hábil o habilitado citó para él."""
    citatorios = citatorios_dejados(pae)
    valen = es_habil(pae.normas, citatorios["ambito"], citatorios["dia"].to_numpy()) | habilitados(pae, citatorios)
    return tienen(actos, citatorios[valen], partial(_cito_para_ese_dia, pae))


def _cito_para_ese_dia(pae: Pae, p: pd.DataFrame) -> pd.Series[bool]:
    """Señala ese día o, si no dice cuál, entre el citatorio y la diligencia no queda ningún día hábil."""
    antes = p["dia_otro"] < p["dia"]
    ninguno: NDArray[np.bool_] = (
        habiles_entre(pae.normas, p["ambito"], p["dia_otro"].to_numpy(), p["dia"].to_numpy() - 1) == 0
    )
    return antes & (ninguno | (p["hasta_otro"] == p["dia"]))


@regla(
    "PAE004",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 38, frs. IV y V, 151, párrafo primero, y 152, párrafo primero",
    titulo="Mandamiento posterior a la diligencia o firmado por incompetente",
    corto="Mandamiento irregular",
    que_hacer="Emitir el mandamiento por autoridad competente y reponer lo practicado sin él.",
    etapa="diligencia",
    efecto="N",
    por_que="Sin orden escrita de autoridad competente el ejecutor no puede requerir ni embargar.",
    sobre=("MANDAMIENTO", *COBRO),
    rompe="""
        2025-04-01 REQUERIMIENTO !
        2025-04-02 MANDAMIENTO
    """,
    tambien=("""
        2025-04-02 MANDAMIENTO de=JEFE-1 !
    """,),
    cumple="""
        2025-04-02 MANDAMIENTO
        2025-04-02 REQUERIMIENTO
    """,
)  # fmt: skip
def sin_mandamiento(pae: Pae) -> pd.DataFrame:
    """Acto de cobro sin mandamiento del crédito en su fecha o antes; o mandamiento de quien no podía firmarlo.

    Puede firmarlo quien tiene ese día un nombramiento vigente con la facultad MANDAMIENTO.
    """
    mandamientos, cobros = pae.de_tipo("MANDAMIENTO"), pae.de_tipo(*COBRO)
    quien, cuando = mandamientos["persona"], mandamientos["dia"].to_numpy()
    incompetentes = mandamientos[~facultado(pae.nombramientos, quien, cuando, con("facultad")["MANDAMIENTO"])]
    sin_orden = cobros[~tienen(cobros, mandamientos, lambda p: p["dia_otro"] <= p["dia"])]
    return pd.concat(
        [
            redactar(sin_orden, "El {dia:fecha} no había mandamiento de ejecución del crédito."),
            redactar(
                incompetentes,
                "El {dia:fecha} quien lo firmó no tenía nombramiento vigente que lo faculte a emitirlo.",
            ),
        ]
    )


@regla(
    "PAE008",
    severidad=Severidad.BAJA,
    fundamento="CFF, arts. 38, 137 y 152",
    titulo="Acta sin hora de cierre",
    corto="Acta sin hora de cierre",
    que_hacer="Completar el acta circunstanciada y capacitar a quien la levantó.",
    etapa="diligencia",
    efecto="f",
    por_que="El acta debe ser circunstanciada; ningún texto pide la hora de cierre, pero su falta se alega.",
    sobre=("CITATORIO", *COBRO),
    rompe="""
        2025-06-03 CITATORIO a_las= !
    """,
    cumple="""
        2025-06-03 CITATORIO de_las=10:00 a_las=10:20
    """,
    salvo=((
        "No se capturó ninguna hora",
        """
        2025-06-04 REQUERIMIENTO de_las= a_las=
        """,
    ),),
)  # fmt: skip
def sin_hora_de_cierre(pae: Pae) -> pd.DataFrame:
    """Citatorio o acto de cobro con hora de inicio y sin hora de cierre."""
    actos = pae.de_tipo("CITATORIO", *COBRO)
    malos = actos[(actos["hora_inicio"] != "") & (actos["hora_fin"] == "")]
    return redactar(malos, "El acta del {dia:fecha} empieza a las {hora_inicio} y no dice cuándo terminó.")
