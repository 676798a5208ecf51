"""El embargo que no se requirió antes, y cuándo la ley lo deja."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.verificacion.cruces import tienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import EMBARGAN
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.exigir import omitieron_declarar, requerimientos

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

POR_ESTRADOS = ("DEPOSITOS", "VALORES", "CREDITOS", "INMUEBLE", "INTANGIBLES")
"""Las formas de los bienes que se embargan sin constituirse con el deudor (CFF, art. 151 Bis, frs. I a IV)."""
POR_DONDE = ("BUZON", "ESTRADOS", "EDICTOS")
"""Por dónde se le hace saber la declaratoria (art. 151 Bis, segundo párrafo)."""


@regla(
    "PAE031",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 151, párrafo primero, y 151 Bis",
    titulo="Embargo sin requerimiento",
    corto="Embargo sin requerir",
    que_hacer="Levantar el embargo, requerir de pago y, si no paga, embargar de nuevo.",
    etapa="exigir",
    efecto="N",
    por_que="El embargo procede si, requerido, el deudor no prueba haber pagado; sin requerir no hay incumplimiento.",
    sobre=EMBARGAN,
    rompe="""
        2025-03-03 EMBARGO forma=MUEBLES !
    """,
    tambien=("""
        2025-02-24 REQ_Y_EMBARGO resultado=NO_LOCALIZADO
        2025-03-03 EMBARGO forma=MUEBLES !
    """, """
        2025-02-24 DECLARATORIA_EMBARGO #d forma=BUZON
        2025-03-03 EMBARGO forma=MUEBLES ref=d !
    """,),
    cumple="""
        2025-03-03 REQUERIMIENTO
        2025-03-03 EMBARGO forma=MUEBLES
    """,
    salvo=(
        (
            "Requerimiento y embargo en una diligencia",
            """
            2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
            """,
        ),
        (
            "Se requirió y no se hallaron bienes: el requerimiento vale",
            """
            2025-02-24 REQ_Y_EMBARGO resultado=SIN_BIENES
            2025-03-03 EMBARGO forma=DEPOSITOS
            """,
        ),
        (
            "Ampliación de un embargo anterior (art. 154)",
            """
            2024-06-03 REQ_Y_EMBARGO forma=MUEBLES
            2025-03-03 EMBARGO forma=DEPOSITOS
            """,
        ),
        (
            "Se embargó como garantía en la vía administrativa (art. 141, fr. V)",
            """
            2025-03-03 GARANTIA forma=EMBARGO hasta=2025-03-03
            2025-03-03 EMBARGO forma=INMUEBLE
            """,
        ),
        (
            "Cantidad por declaración omitida (art. 41, fr. II)",
            """
            credito origen=OMISION_DECLARACION
            2025-03-03 EMBARGO forma=DEPOSITOS
            """,
        ),
        (
            "Por buzón, estrados o edictos, con declaratoria previa, de lo que dice el art. 151 Bis (interpretación "
            "`embargo.por_declaratoria`)",
            """
            2025-02-24 DECLARATORIA_EMBARGO #d forma=ESTRADOS
            2025-03-03 EMBARGO forma=DEPOSITOS ref=d
            """,
        ),
    ),
)  # fmt: skip
def embargo_sin_requerir(pae: Pae) -> pd.DataFrame:
    """Embargo practicado sin un requerimiento practicado del crédito en su fecha o antes.

    El que se hace por buzón, estrados o edictos cita su declaratoria previa; si así pide requerimiento lo dice
    `embargo.por_declaratoria`, que no resuelve el art. 151 Bis.
    """
    actos = pae.practicados("EMBARGO")
    garantias = pae.de_tipo("GARANTIA")
    antes = (
        requerimientos(pae), pae.de_tipo("EMBARGO_PRECAUTORIO"),
        garantias[garantias["forma"] == "EMBARGO"],
    )  # fmt: skip
    requerido = np.any([tienen(actos, otros, lambda p: p["dia_otro"] <= p["dia"]) for otros in antes], axis=0)
    malos = actos[~requerido & ~omitieron_declarar(pae, actos) & ~_por_declaratoria(pae, actos)]
    return redactar(malos, "Se embargó el {dia:fecha} y no hay requerimiento de pago en esa fecha o antes.")


def _por_declaratoria(pae: Pae, actos: pd.DataFrame) -> NDArray[np.bool_]:
    """De cada embargo, si es de los que el art. 151 Bis deja trabar con una declaratoria y cita la suya, previa."""
    previas = pae.de_tipo("DECLARATORIA_EMBARGO")
    if previas.empty:
        return np.zeros(len(actos), dtype=bool)
    previas = previas[previas["forma"].isin(POR_DONDE)].drop_duplicates("clave").set_index("clave")
    declarado = previas["dia"].reindex(actos["referencia"]).to_numpy()
    bastan = {a for a in actos["ambito"].unique()
              if pae.normas.de(str(a)).interpretacion("embargo.por_declaratoria") == "sin_requerimiento"}  # fmt: skip
    de_esos = actos["forma"].isin(POR_ESTRADOS) & actos["ambito"].isin(bastan)
    return np.asarray(de_esos & (declarado <= actos["dia"]), dtype=bool)
