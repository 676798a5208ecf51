"""El embargo precautorio de depósitos y el aseguramiento: su causa y cuándo se levantan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dia
from cobranza.verificacion.cruces import (
    pasa_de,
    que_cita,
)
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.depositos import fuera_de_plazo

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

NOTIFICAR_PRECAUTORIO, LEVANTAR_PRECAUTORIO = "EPR-06", "EPR-07"


@regla(
    "PAE064",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 145, párrafo segundo y frs. I y II",
    titulo="Precautorio sin supuesto o sobre el tope",
    corto="Precautorio sin causa",
    que_hacer="Levantar el embargo precautorio o reducirlo a los dos tercios.",
    etapa="cuentas",
    efecto="N",
    por_que="El precautorio es la medida más dura y excepcional: sin su supuesto, su acta y su tope, cae.",
    ambito="F",
    sobre=("EMBARGO_PRECAUTORIO",),
    rompe="""
        2025-03-03 EMBARGO_PRECAUTORIO monto=5000.00 doc=ACTA-1 !
    """,
    tambien=(
        """
        2025-03-03 EMBARGO_PRECAUTORIO forma=A monto=90000.00 doc=ACTA-1 !
        """,
        """
        2025-03-03 EMBARGO_PRECAUTORIO forma=B monto=5000.00 !
        """,
    ),
    cumple="""
        2025-03-03 EMBARGO_PRECAUTORIO forma=A monto=5000.00 doc=ACTA-1
    """,
    salvo=((
        "Un solo bien, bajo protesta, aunque valga más (fr. II, inciso c)",
        """
        2025-03-03 EMBARGO_PRECAUTORIO forma=UNICO_BIEN monto=90000.00 doc=ACTA-1
        """,
    ),),
)  # fmt: skip
def precautorio_sin_causa(pae: Pae) -> pd.DataFrame:
    """Embargo precautorio sin supuesto (A, B o C), sin el acta que lo razone, o por más de dos tercios."""
    actos = pae.de_tipo("EMBARGO_PRECAUTORIO")
    sin_supuesto = ~actos["forma"].isin(["A", "B", "C", "UNICO_BIEN"]) | (actos["documento"] == "")
    monto = actos["monto"].to_numpy()
    pasa = pasa_de(pae.normas, actos["ambito"], "embargo_precautorio", monto, pae.debido(actos))
    malos = actos[sin_supuesto | (pasa & (actos["forma"] != "UNICO_BIEN"))]
    return redactar(
        malos, "El precautorio del {dia:fecha}, por ${monto:pesos}, no tiene supuesto, acta o pasa del tope."
    )


@regla(
    "PAE065",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 145, fr. IV, párrafos quinto y sexto, fr. V y fr. VI, párrafo tercero",
    titulo="Precautorio sin notificar o sin levantar",
    corto="Precautorio sin levantar",
    que_hacer="Notificar el precautorio, o levantarlo si cesó la conducta que lo motivó.",
    etapa="cuentas",
    efecto="ND",
    por_que="El precautorio es temporal: sin notificarlo o sin levantarlo a tiempo se vuelve un castigo.",
    ambito="F",
    sobre=("EMBARGO_PRECAUTORIO",),
    requiere=("EMBARGO_PRECAUTORIO.notificado_el",),
    rompe="""
        2025-03-03 EMBARGO_PRECAUTORIO forma=A monto=5000.00 doc=ACTA-1 notificado=2025-04-10 !
    """,
    tambien=("""
        credito notificacion=
        2025-03-03 EMBARGO_PRECAUTORIO #p forma=A monto=5000.00 doc=ACTA-1 notificado=2025-03-10 !
        2025-03-20 CESE_CONDUCTA ref=p
    """, """
        credito notificacion=
        2025-03-03 EMBARGO_PRECAUTORIO #p forma=A monto=5000.00 doc=ACTA-1 notificado=2025-03-10 !
        2025-03-03 SUSPENSION
        2025-03-20 LEVANTAMIENTO ref=p
    """,),
    cumple="""
        credito notificacion=
        2025-03-03 EMBARGO_PRECAUTORIO #p forma=A monto=5000.00 doc=ACTA-1 notificado=2025-03-10
        2025-03-20 CESE_CONDUCTA ref=p
        2025-03-25 LEVANTAMIENTO ref=p
    """,
    salvo=((
        "El crédito ya era exigible: pasa a definitivo (fr. VI)",
        """
        2025-03-03 EMBARGO_PRECAUTORIO #p forma=A monto=5000.00 doc=ACTA-1 notificado=2025-03-10
        2025-03-20 CESE_CONDUCTA ref=p
        """,
    ),),
)  # fmt: skip
def precautorio_sin_levantar(pae: Pae) -> pd.DataFrame:
    """Precautorio no notificado en veinte días hábiles, o no levantado en tres desde que cesó lo que lo motivó.

    También desde que se suspendió el procedimiento: la orden de suspensión obliga igual a levantarlo.
    """
    actos = pae.de_tipo("EMBARGO_PRECAUTORIO")
    supo = actos["notificado"].to_numpy()
    sin_notificar = fuera_de_plazo(pae, actos, actos["dia"].to_numpy(), supo, NOTIFICAR_PRECAUTORIO)
    ceso = que_cita(actos, _lo_que_obliga_a_levantar(pae, actos))["dia"].to_numpy()
    levantado = que_cita(actos, pae.de_tipo("LEVANTAMIENTO"))["dia"].to_numpy()
    definitivo = (actos["exigible"] != SIN_DIA) & (actos["exigible"] <= ceso)
    desde = np.where(ceso == SIN_DIA, dia(pae.corte), ceso)
    sin_levantar = (
        (ceso != SIN_DIA) & fuera_de_plazo(pae, actos, desde, levantado, LEVANTAR_PRECAUTORIO) & ~definitivo
    )
    return redactar(
        actos[sin_notificar | sin_levantar], "El precautorio del {dia:fecha} no se notificó o no se levantó en plazo."
    )


def _lo_que_obliga_a_levantar(pae: Pae, actos: pd.DataFrame) -> pd.DataFrame:
    """Lo que lo obliga: el cese de la conducta, que lo cita, y las suspensiones del crédito desde su día."""
    pares = actos[["credito", "clave", "dia"]].merge(
        pae.de_tipo("SUSPENSION")[["credito", "dia"]], on="credito", suffixes=("_p", "")
    )
    suspendido = pares[pares["dia"] >= pares["dia_p"]].rename(columns={"clave": "referencia"})
    columnas = ["referencia", "dia"]
    return pd.concat([pae.de_tipo("CESE_CONDUCTA")[columnas], suspendido[columnas]])
