"""La depositaría: quién responde de lo embargado, y que lo devuelva cuando deja de guardarlo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.verificacion.cruces import NUNCA, despues_de, que_cita, se_supo, tienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import EMBARGAN
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.embargo import CON_DEPOSITARIO, embargos_de, en_minusculas, ya_paso

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.verificacion.pae import Pae

PARA_DEVOLVER = "DEP-02"


@regla(
    "PAE009",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 153, párrafos primero y quinto",
    titulo="Embargo sin depositario",
    corto="Embargo sin depositario",
    que_hacer="Nombrar depositario y levantar acta de entrega de los bienes.",
    etapa="embargo",
    efecto="D",
    por_que="Sin quien responda de ellos los bienes se pierden antes de rematarlos.",
    sobre=EMBARGAN,
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES !
    """,
    cumple="""
        2025-03-03 REQ_Y_EMBARGO forma=INMUEBLE
        2025-03-03 DEPOSITARIO
    """,
    tambien=(
        """
        2025-02-20 DEPOSITARIO #d
        2025-02-25 REMOCION_DEPOSITARIO ref=d
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES !
        """,
        """
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES !
        2025-03-03 DEPOSITARIO resultado=OPOSICION
        """,
        """
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES !
        2025-03-10 EMBARGO forma=VEHICULO
        2025-03-10 DEPOSITARIO
        """,
    ),
    salvo=(
        (
            "Se nombró después: la ley no fija cuándo (art. 153, párrafos primero y quinto)",
            """
            2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
            2025-03-03 EMBARGO forma=VEHICULO
            2025-03-10 DEPOSITARIO
            """,
        ),
        (
            "Se embargó ese día: aún puede nombrarse",
            """
            2025-12-30 REQ_Y_EMBARGO forma=MUEBLES
            """,
        ),
        (
            "El jefe de la oficina lo nombró antes (art. 153, párrafo quinto)",
            """
            2025-02-20 DEPOSITARIO
            2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
            """,
        ),
        (
            "Depósitos bancarios: no se dejan en guarda",
            """
            2025-03-03 REQ_Y_EMBARGO forma=DEPOSITOS
            """,
        ),
    ),
)  # fmt: skip
def sin_depositario(pae: Pae) -> pd.DataFrame:
    """Embargo practicado de muebles, vehículo, inmueble o negociación para el que no se ha nombrado depositario.

    Vale el nombrado ese día, el de antes que no se había removido (el día en que se le remueve aún responde) y el de
    después, si entre tanto no se embargó otra cosa: sería el de ésa.
    """
    actos = embargos_de(pae, *CON_DEPOSITARIO)
    actos = actos.assign(otro_embargo=_siguiente_embargo(actos))
    nombrados = pae.practicados("DEPOSITARIO")
    removido = que_cita(nombrados, pae.de_tipo("REMOCION_DEPOSITARIO"))["dia"]
    nombrados = nombrados.assign(hasta=removido.where(removido != SIN_DIA, NUNCA))
    con_quien = tienen(
        actos, nombrados,
        lambda p: (p["dia_otro"] < p["otro_embargo"]) & (p["dia"] <= p["hasta_otro"]), mas=("otro_embargo",),
    )  # fmt: skip
    malos = actos[~con_quien & ya_paso(pae, actos)]
    return redactar(en_minusculas(malos), "Se embargó ({forma}) el {dia:fecha} y no se ha nombrado depositario.")


def _siguiente_embargo(actos: pd.DataFrame) -> NDArray[np.int64]:
    """El primer día posterior en que se embargó otra cosa del mismo crédito; si no, nunca."""
    pares = actos[["credito", "dia", "clave"]].merge(actos[["credito", "dia"]], on="credito", suffixes=("", "_otro"))
    primero = pares[pares["dia_otro"] > pares["dia"]].groupby("clave")["dia_otro"].min()
    return primero.reindex(actos["clave"], fill_value=NUNCA).to_numpy(np.int64)


@regla(
    "PAE089",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 153, párrafos primero y tercero, y 161, párrafo primero",
    titulo="Depositario removido que no entregó los bienes",
    corto="Removido sin entregar",
    que_hacer="Requerirle los bienes o sustraerlos, y dejarlos en almacén o con el nuevo depositario, con su acta.",
    etapa="embargo",
    efecto="D",
    por_que="Su responsabilidad sólo cesa con la entrega, y lo embargado sigue con quien ya no lo guarda.",
    sobre=("DEPOSITARIO", "REMOCION_DEPOSITARIO"),
    requiere=("REMOCION_DEPOSITARIO", "ENTREGA_DEPOSITARIO"),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-03 DEPOSITARIO #d
        2025-04-01 REMOCION_DEPOSITARIO #r ref=d !
        2025-04-09 ENTREGA_DEPOSITARIO ref=r
    """,
    tambien=("""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-03 DEPOSITARIO #d
        2025-04-01 REMOCION_DEPOSITARIO ref=d forma=RENUNCIA !
    """,),
    cumple="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-03 DEPOSITARIO #d
        2025-04-01 REMOCION_DEPOSITARIO #r ref=d
        2025-04-08 ENTREGA_DEPOSITARIO ref=r
    """,
    salvo=(
        (
            "Se le hizo saber después, y desde entonces cuenta",
            """
            2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
            2025-03-03 DEPOSITARIO #d
            2025-04-01 REMOCION_DEPOSITARIO #r ref=d notificado=2025-04-04
            2025-04-11 ENTREGA_DEPOSITARIO ref=r
            """,
        ),
        (
            "Sigue en su cargo",
            """
            2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
            2025-03-03 DEPOSITARIO
            """,
        ),
    ),
)  # fmt: skip
def removido_sin_entregar(pae: Pae) -> pd.DataFrame:
    """Remoción del depositario, o renuncia aceptada, sin que en cinco días hábiles entregara lo que guardaba.

    La ley no fija otro plazo que el del artículo 161, desde que se le requiere: cuenta desde que la remoción se le
    hizo saber y, si no consta, desde su día. El dinero tiene el suyo (PAE061).
    """
    actos = pae.de_tipo("REMOCION_DEPOSITARIO")
    entrega = que_cita(actos, pae.de_tipo("ENTREGA_DEPOSITARIO"))["dia"].to_numpy(np.int64)
    sabido = se_supo(actos)
    hasta = np.where(entrega == SIN_DIA, dia(pae.corte), entrega)
    tarde = despues_de(pae.normas, actos["ambito"], sabido, PARA_DEVOLVER, hasta)
    return redactar(
        actos.assign(sabido=sabido)[tarde],
        "El {sabido:fecha} se hizo saber al depositario que dejaba de serlo y en su plazo no entregó los bienes.",
    )
