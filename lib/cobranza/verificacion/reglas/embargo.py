"""Embargar bienes: qué se embarga, en qué orden, y lo que sigue: depositario, inscripción y avalúo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import dia
from cobranza.verificacion.cruces import citan, cuantos_citan, que_cita
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import EMBARGAN
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

CON_DEPOSITARIO = ("MUEBLES", "VEHICULO", "INMUEBLE", "NEGOCIACION")
"""Bienes que se dejan en guarda y se valúan; el embargo de depósitos sigue otro camino (CFF, art. 156-Bis)."""
INEMBARGABLES = {
    "LECHO_COTIDIANO": "I", "AJUAR_DE_CASA": "II", "LIBROS_E_INSTRUMENTOS": "III", "MAQUINARIA": "IV",
    "ARMAS_Y_EQUIPO": "V", "SIEMBRAS": "VI", "USUFRUCTO": "VII", "USO_O_HABITACION": "VIII",
    "PATRIMONIO_DE_FAMILIA": "IX", "RENTA_VITALICIA": "XI", "EJIDOS": "XII",
}  # fmt: skip
"""Clase de bien → fracción del artículo 157 que lo exceptúa; sueldos, pensiones y retiro son de otra regla."""
SALVEDADES = {"AJUAR_DE_CASA": "LUJO", "MAQUINARIA": "TODA_LA_NEGOCIACION", "USUFRUCTO": "FRUTOS"}
ORDEN = {"DINERO": 1, "DEPOSITOS": 1, "CREDITOS": 2, "VALORES": 2, "MUEBLES": 3, "VEHICULO": 3, "INMUEBLE": 4,
         "NEGOCIACION": 5}  # fmt: skip
"""En qué orden se señalan los bienes (art. 155, frs. I a IV); la negociación, al último."""
CAUSAS_DE_OTRO_ORDEN = ("INSUFICIENTE", "FUERA_DE_CIRCUNSCRIPCION", "GRAVADO", "PERECEDERO")


def embargos_de(pae: Pae, *formas: str) -> pd.DataFrame:
    """Embargos practicados de esas formas."""
    actos = pae.practicados(*EMBARGAN)
    return actos[actos["forma"].isin(formas)]


def ya_paso(pae: Pae, actos: pd.DataFrame) -> pd.Series[bool]:
    """¿Es de antes del corte? Lo que debía seguirle ya pudo anotarse."""
    return actos["dia"] < dia(pae.corte)


def en_minusculas(actos: pd.DataFrame) -> pd.DataFrame:
    """Los actos con su forma como se lee: «libros e instrumentos»."""
    return actos.assign(forma=actos["forma"].str.lower().str.replace("_", " "))


@regla(
    "PAE045",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 157, frs. I a IX, XI y XII",
    titulo="Bien inembargable",
    corto="Bien inembargable",
    que_hacer="Levantar el embargo de ese bien y señalar otro.",
    etapa="embargo",
    efecto="N",
    por_que="La ley deja al deudor con qué vivir y trabajar: embargarlo es nulo en ese bien.",
    sobre=("BIEN", *EMBARGAN),
    requiere=("BIEN",),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2025-03-03 BIEN ref=e forma=LIBROS_E_INSTRUMENTOS monto=800.00 !
    """,
    cumple="""
        2025-03-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2025-03-03 BIEN ref=e forma=VEHICULO monto=80000.00
    """,
    salvo=(
        (
            "Ajuar de casa de lujo (fr. II)",
            """
            2025-03-03 REQ_Y_EMBARGO #e forma=MUEBLES
            2025-03-03 BIEN ref=e forma=AJUAR_DE_CASA doc=LUJO
            """,
        ),
        (
            "La maquinaria, si se embarga toda la negociación (fr. IV)",
            """
            2025-03-03 REQ_Y_EMBARGO #e forma=NEGOCIACION
            2025-03-03 BIEN ref=e forma=MAQUINARIA doc=TODA_LA_NEGOCIACION
            """,
        ),
        (
            "Los frutos del usufructo (fr. VII)",
            """
            2025-03-03 REQ_Y_EMBARGO #e forma=MUEBLES
            2025-03-03 BIEN ref=e forma=USUFRUCTO doc=FRUTOS
            """,
        ),
    ),
)  # fmt: skip
def bien_inembargable(pae: Pae) -> pd.DataFrame:
    """Bien del inventario de una clase exceptuada de embargo, sin la salvedad que la misma fracción admite."""
    bienes = pae.de_tipo("BIEN")
    malos = bienes[bienes["forma"].isin(list(INEMBARGABLES))]
    malos = malos[malos["documento"] != malos["forma"].map(SALVEDADES).fillna("~")]
    malos = malos.assign(fraccion=malos["forma"].map(INEMBARGABLES).astype("str"))
    return redactar(en_minusculas(malos), "El {dia:fecha} se embargó un bien exceptuado ({forma}; fr. {fraccion}).")


@regla(
    "PAE047",
    severidad=Severidad.MEDIA,
    fundamento="CFF, arts. 155, frs. I a IV, y 156, frs. I y II",
    titulo="Orden de bienes sin causa",
    corto="Bienes en otro orden",
    que_hacer="Trabar el bien que señaló el deudor o asentar la causa para apartarse del orden.",
    etapa="embargo",
    efecto="N",
    por_que="El deudor señala primero y en un orden; apartarse sin causa permite anular la traba.",
    sobre=EMBARGAN,
    requiere=("SENALAMIENTO",),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO #e forma=INMUEBLE !
        2025-03-03 SENALAMIENTO ref=e forma=MUEBLES
    """,
    cumple="""
        2025-03-03 REQ_Y_EMBARGO #e forma=MUEBLES
        2025-03-03 SENALAMIENTO ref=e forma=MUEBLES
    """,
    salvo=((
        "Lo señalado era insuficiente, gravado, perecedero o estaba fuera de la circunscripción (art. 156)",
        """
        2025-03-03 REQ_Y_EMBARGO #e forma=INMUEBLE
        2025-03-03 SENALAMIENTO ref=e forma=MUEBLES doc=INSUFICIENTE
        """,
    ),),
)  # fmt: skip
def en_otro_orden(pae: Pae) -> pd.DataFrame:
    """Embargo de un bien posterior en el orden al que se señaló en la diligencia, sin causa del artículo 156."""
    actos = pae.practicados(*EMBARGAN)
    dicho = que_cita(actos, pae.de_tipo("SENALAMIENTO"), "forma", "documento")
    trabado = actos["forma"].map(ORDEN).fillna(0).to_numpy(np.int64)
    senalado = dicho["forma"].map(ORDEN).fillna(len(ORDEN)).to_numpy(np.int64)
    con_causa = dicho["documento"].isin(CAUSAS_DE_OTRO_ORDEN).to_numpy()
    malos = actos.assign(senalado=dicho["forma"].fillna("").str.lower())[(trabado > senalado) & ~con_causa]
    return redactar(en_minusculas(malos), "El {dia:fecha} se señaló {senalado} y se trabó {forma}, sin causa.")


@regla(
    "PAE048",
    severidad=Severidad.BAJA,
    fundamento="CFF, arts. 155, fr. IV, y 156, último párrafo",
    titulo="Inmueble sin protesta de gravámenes",
    corto="Sin protesta de gravamen",
    que_hacer="Asentar si el inmueble tiene gravámenes, copropiedad o sociedad conyugal, o que se negó a decirlo.",
    etapa="embargo",
    efecto="f",
    por_que="Sin esa manifestación aparecen después acreedores y copropietarios que detienen el remate.",
    sobre=("EMBARGO/INMUEBLE", "REQ_Y_EMBARGO/INMUEBLE"),
    requiere=("PROTESTA_GRAVAMENES",),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=INMUEBLE !
    """,
    cumple="""
        2025-03-03 REQ_Y_EMBARGO #e forma=INMUEBLE
        2025-03-03 PROTESTA_GRAVAMENES ref=e
    """,
    salvo=((
        "Se asentó su negativa",
        """
        2025-03-03 REQ_Y_EMBARGO #e forma=INMUEBLE
        2025-03-03 PROTESTA_GRAVAMENES ref=e forma=NEGATIVA
        """,
    ),),
)  # fmt: skip
def sin_protesta(pae: Pae) -> pd.DataFrame:
    """Embargo practicado de un inmueble cuya acta no lleva la manifestación de gravámenes ni su negativa."""
    actos = embargos_de(pae, "INMUEBLE")
    malos = actos[ya_paso(pae, actos) & ~citan(actos, pae.de_tipo("PROTESTA_GRAVAMENES"))]
    return redactar(malos, "El inmueble se embargó el {dia:fecha} y no consta la manifestación de gravámenes.")


@regla(
    "PAE058",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 158",
    titulo="Oposición de tercero sin ratificar",
    corto="Oposición sin acuerdo",
    que_hacer="Someter el embargo a la oficina, que lo ratifica o lo revoca.",
    etapa="embargo",
    efecto="N",
    por_que="Si un tercero prueba que el bien es suyo, el embargo no se practica sin que la oficina lo ratifique.",
    sobre=("OPOSICION_TERCERO", *EMBARGAN),
    requiere=("OPOSICION_TERCERO",),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-03 OPOSICION_TERCERO !
    """,
    cumple="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-03 OPOSICION_TERCERO #o
        2025-03-05 ACUERDO_OPOSICION ref=o
    """,
)  # fmt: skip
def oposicion_sin_acuerdo(pae: Pae) -> pd.DataFrame:
    """Oposición de un tercero sin el acuerdo de la oficina que la resuelve."""
    actos = pae.de_tipo("OPOSICION_TERCERO")
    malos = actos[ya_paso(pae, actos) & ~citan(actos, pae.de_tipo("ACUERDO_OPOSICION"))]
    return redactar(malos, "Un tercero se opuso el {dia:fecha} y la oficina no lo ha resuelto.")


@regla(
    "PAE062",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 163, párrafo primero",
    titulo="Cerraduras rotas sin acuerdo o sin dos testigos",
    corto="Cerraduras sin acuerdo",
    que_hacer="Reponer la diligencia con el acuerdo fundado del jefe de la oficina y ante dos testigos.",
    etapa="embargo",
    efecto="N",
    por_que="Entrar por la fuerza a un domicilio sin acuerdo fundado ni testigos viola la ley y la Constitución.",
    sobre=("ROMPIMIENTO", *EMBARGAN),
    requiere=("ROMPIMIENTO", "TESTIGO"),
    rompe="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-03 ROMPIMIENTO #r !
        2025-03-03 TESTIGO ref=r
        2025-03-03 TESTIGO ref=r
    """,
    tambien=("""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-03 ROMPIMIENTO #r doc=ACUERDO-1 !
        2025-03-03 TESTIGO ref=r
    """,),
    cumple="""
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        2025-03-03 ROMPIMIENTO #r doc=ACUERDO-1
        2025-03-03 TESTIGO ref=r
        2025-03-03 TESTIGO ref=r
    """,
)  # fmt: skip
def cerraduras_sin_acuerdo(pae: Pae) -> pd.DataFrame:
    """Rompimiento de cerraduras que no dice su acuerdo, o con menos de dos testigos."""
    actos = pae.de_tipo("ROMPIMIENTO")
    pocos = (cuantos_citan(actos, pae.de_tipo("TESTIGO")) < 2) & ya_paso(pae, actos)
    malos = actos[(actos["documento"] == "") | pocos]
    return redactar(malos, "El {dia:fecha} se rompieron cerraduras sin acuerdo previo o sin dos testigos.")
