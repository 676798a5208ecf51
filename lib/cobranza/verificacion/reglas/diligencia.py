"""Cómo se practicó la diligencia: cuándo, ante quién, por quién y con qué orden."""

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


@regla(
    "PAE001",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 12 y 13",
    titulo="Diligencia en día u hora inhábil sin habilitación",
    corto="Día u hora inhábil",
    que_hacer="Reponer la diligencia en día y hora hábiles, o anexar el acuerdo que los habilitó.",
)
def en_dia_u_hora_inhabil(pae: Pae) -> pd.DataFrame:
    """Citatorio o acto de cobro que empezó en día inhábil, antes de las 7:30 o después de las 18:00.

    No se señala si hay una habilitación del mismo crédito para ese día. La que empieza en hora hábil puede
    concluir en inhábil.
    """
    actos = pae.de_tipo("CITATORIO", *COBRO)
    actos = actos[actos["hora_inicio"] != ""]
    inhabil = ~es_habil(pae.historia.normas, actos["ambito"], actos["dia"].to_numpy())
    a_deshora = (actos["hora_inicio"] < ABRE) | (actos["hora_inicio"] > CIERRA)
    malos = actos.assign(inhabil=inhabil)[inhabil | a_deshora]
    # una habilitación sin fin vale sólo su día
    habilitaciones = pae.de_tipo("HABILITACION").assign(
        hasta=lambda h: np.where(h["hasta"] == SIN_DIA, h["dia"], h["hasta"])
    )
    malos = malos[~tienen(malos, habilitaciones, lambda p: p["dia"].between(p["dia_otro"], p["hasta_otro"]))]
    motivo = malos["inhabil"].map({True: "día inhábil", False: f"fuera de {ABRE} a {CIERRA}"})
    malos = malos.assign(motivo=motivo)
    return redactar(malos, "Empezó el {dia:fecha} a las {hora_inicio}, {motivo}, sin habilitación.")


@regla(
    "PAE002",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 137",
    titulo="Sin citatorio previo cuando el destinatario no estuvo",
    corto="Sin citatorio previo",
    que_hacer="Reponer la diligencia dejando citatorio para el día hábil siguiente.",
)
def sin_citatorio(pae: Pae) -> pd.DataFrame:
    """Acto de cobro entendido con un tercero, sin un citatorio del mismo crédito fechado el día hábil anterior."""
    actos = pae.de_tipo(*COBRO)
    actos = actos[actos["resultado"] == "PRACTICADA_CON_TERCERO"]
    citatorios = pae.de_tipo("CITATORIO")
    citatorios = citatorios[es_habil(pae.historia.normas, citatorios["ambito"], citatorios["dia"].to_numpy())]
    previo = tienen(actos, citatorios, partial(_es_el_habil_anterior, pae))
    return redactar(
        actos[~previo],
        "El {dia:fecha} se entendió con un tercero y no hay citatorio del día hábil anterior.",
    )


def _es_el_habil_anterior(pae: Pae, p: pd.DataFrame) -> pd.Series[bool]:
    """Entre el citatorio y la diligencia no queda ningún día hábil."""
    antes = p["dia_otro"] < p["dia"]
    ninguno: NDArray[np.bool_] = (
        habiles_entre(pae.historia.normas, p["ambito"], p["dia_otro"].to_numpy(), p["dia"].to_numpy() - 1) == 0
    )
    return antes & ninguno


@regla(
    "PAE003",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 38 y 152",
    titulo="Nombramiento no vigente",
    corto="Nombramiento no vigente",
    que_hacer="Reponer la diligencia con ejecutor nombrado y revisar los oficios de la delegación.",
)
def sin_nombramiento(pae: Pae) -> pd.DataFrame:
    """Citatorio o acto de cobro de quien no tenía ese día un nombramiento vigente.

    El último día del nombramiento y el de la baja de la persona aún cuentan.
    """
    actos = pae.de_tipo("CITATORIO", *COBRO)
    malos = actos[~facultado(pae.nombramientos, actos["persona"], actos["dia"].to_numpy())]
    sin_firma = malos["persona"] == ""
    return pd.concat(
        [
            redactar(malos[sin_firma], "El acta del {dia:fecha} no dice quién la levantó."),
            redactar(malos[~sin_firma], "El {dia:fecha} quien la practicó no tenía nombramiento vigente."),
        ]
    )


@regla(
    "PAE004",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 38, 151 y 152",
    titulo="Mandamiento posterior a la diligencia o firmado por incompetente",
    corto="Mandamiento irregular",
    que_hacer="Emitir el mandamiento por autoridad competente y reponer lo practicado sin él.",
)
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
)
def sin_hora_de_cierre(pae: Pae) -> pd.DataFrame:
    """Citatorio o acto de cobro con hora de inicio y sin hora de cierre."""
    actos = pae.de_tipo("CITATORIO", *COBRO)
    malos = actos[(actos["hora_inicio"] != "") & (actos["hora_fin"] == "")]
    return redactar(malos, "El acta del {dia:fecha} empieza a las {hora_inicio} y no dice cuándo terminó.")
