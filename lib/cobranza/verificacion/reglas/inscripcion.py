"""Lo embargado que se inscribe en el registro público: inmuebles, negociaciones y derechos reales."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pandas as pd

from cobranza.verificacion.cruces import citan, despues_de, plazo_de, tienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import EMBARGAN
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.embargo import embargos_de, en_minusculas
from cobranza.verificacion.reglas.lo_embargado import vigentes

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

PARA_INSCRIBIR = "MET-INSCRIBIR"


def _sin_inscribir(pae: Pae, *formas: str) -> pd.DataFrame:
    """Embargos de esas formas, vigentes, cuya inscripción no llegó en su plazo."""
    actos = embargos_de(pae, *formas)
    cuando = actos["dia"].to_numpy()
    actos = actos.assign(plazo=plazo_de(pae.normas, actos["ambito"], PARA_INSCRIBIR, cuando))
    vencido = despues_de(pae.normas, actos["ambito"], cuando, PARA_INSCRIBIR, pae.al_corte(actos))
    actos = actos[vencido & vigentes(pae, actos) & ~citan(actos, pae.de_tipo("LEVANTAMIENTO"))]
    return actos[~tienen(actos, pae.practicados("INSCRIPCION"), partial(_a_tiempo, pae))]


def _a_tiempo(pae: Pae, p: pd.DataFrame) -> pd.Series[bool]:
    tarde = despues_de(pae.normas, p["ambito"], p["dia"].to_numpy(), PARA_INSCRIBIR, p["dia_otro"].to_numpy())
    return (p["dia_otro"] >= p["dia"]) & ~tarde


@regla(
    "PAE010",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 151, último párrafo; plazo ilustrativo",
    titulo="Inmueble sin inscripción en 15 días",
    corto="Inmueble sin inscribir",
    que_hacer="Solicitar la inscripción en el registro público y verificar gravámenes.",
    etapa="embargo",
    efecto="D",
    por_que="Sin inscribir, el deudor puede venderlo a quien nada sabe y el embargo no vale contra él.",
    sobre=EMBARGAN,
    rompe="""
        2025-04-01 REQ_Y_EMBARGO forma=INMUEBLE !
        2025-04-29 INSCRIPCION
    """,
    cumple="""
        2025-04-01 REQ_Y_EMBARGO forma=INMUEBLE
        2025-04-22 INSCRIPCION
    """,
    salvo=(
        (
            "El embargo ya se levantó",
            """
            2025-04-01 REQ_Y_EMBARGO #e forma=INMUEBLE
            2025-04-10 LEVANTAMIENTO ref=e
            """,
        ),
        (
            "El crédito ya no debe nada",
            """
            2025-04-01 REQ_Y_EMBARGO forma=INMUEBLE
            2025-04-10 PAGO monto=todo
            2025-04-10 CANCELACION
            """,
        ),
    ),
)  # fmt: skip
def sin_inscripcion(pae: Pae) -> pd.DataFrame:
    """Embargo practicado de un inmueble sin inscripción dentro de los 15 días hábiles siguientes.

    Se señala cuando el plazo ya venció y el crédito sigue vigente.
    """
    malos = _sin_inscribir(pae, "INMUEBLE")
    return redactar(malos, "El inmueble se embargó el {dia:fecha} y no se inscribió en {plazo} días hábiles.")


@regla(
    "PAE056",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 151, último párrafo; plazo ilustrativo",
    titulo="Negociación o derecho real sin inscribir",
    corto="Negocio sin inscribir",
    que_hacer="Solicitar la inscripción en el registro que corresponda a su naturaleza.",
    etapa="embargo",
    efecto="D",
    por_que="Sin inscribir no vale contra terceros: la negociación se traspasa y el crédito se queda sin bien.",
    sobre=EMBARGAN,
    rompe="""
        2025-04-01 REQ_Y_EMBARGO forma=NEGOCIACION !
    """,
    cumple="""
        2025-04-01 REQ_Y_EMBARGO forma=NEGOCIACION
        2025-04-22 INSCRIPCION
    """,
    salvo=((
        "El embargo ya se levantó",
        """
        2025-04-01 REQ_Y_EMBARGO #e forma=DERECHO_REAL
        2025-04-10 LEVANTAMIENTO ref=e
        """,
    ),),
)  # fmt: skip
def negociacion_sin_inscribir(pae: Pae) -> pd.DataFrame:
    """Embargo practicado de una negociación o un derecho real sin inscripción en los 15 días hábiles siguientes."""
    malos = en_minusculas(_sin_inscribir(pae, "NEGOCIACION", "DERECHO_REAL"))
    return redactar(malos, "Se embargó ({forma}) el {dia:fecha} y no se inscribió en {plazo} días hábiles.")
