"""Quién practicó la diligencia: con qué nombramiento, dónde y a qué hora."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.expediente.personas import facultado
from cobranza.verificacion.cruces import tienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import COBRO
from cobranza.verificacion.regla import Severidad, regla
from cobranza.verificacion.reglas.diligencia import habilitaciones

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae


@regla(
    "PAE003",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 38, fr. V, y 152, párrafo primero",
    titulo="Nombramiento no vigente",
    corto="Nombramiento no vigente",
    que_hacer="Reponer la diligencia con ejecutor nombrado y revisar los oficios de la delegación.",
    etapa="diligencia",
    efecto="N",
    por_que="Quien no tiene nombramiento no es autoridad: todo lo que practicó es nulo, en todos sus créditos.",
    sobre=("CITATORIO", *COBRO),
    rompe="""
        2025-03-18 CITATORIO de=EJ-2 !
    """,
    tambien=("""
        2025-03-19 CITATORIO de= !
    """,),
    cumple="""
        2025-03-14 CITATORIO de=EJ-2
    """,
)  # fmt: skip
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
    "PAE030",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 38, fr. V, y 152, párrafo primero",
    titulo="Un ejecutor en dos lugares",
    corto="Ejecutor en dos lugares",
    que_hacer="Cotejar las dos actas: una no se practicó como dice, y hay que reponerla.",
    etapa="diligencia",
    efecto="N",
    por_que="Nadie practica dos diligencias a la vez en domicilios distintos: una de las actas no dice la verdad.",
    sobre=("CITATORIO", *COBRO, "NOTIFICACION/PERSONAL"),
    rompe="""
        credito municipio=07101
        2025-03-03 CITATORIO de_las=10:00 a_las=10:40 de=NOT-1 !
    """,
    tambien=("""
        credito municipio=07089
        2025-03-03 CITATORIO de_las=10:30 a_las=11:00 de=NOT-1 !
    """, """
        credito municipio=07089 notificacion=
        2025-03-03 NOTIFICACION forma=PERSONAL de_las=10:10 a_las=10:20 de=NOT-1 !
    """,),
    cumple="""
        credito municipio=07089
        2025-03-03 CITATORIO de_las=11:00 a_las=11:30 de=NOT-1
    """,
    salvo=((
        "Varias actas en el mismo municipio y del mismo deudor",
        """
        2025-06-10 CITATORIO de_las=10:00 a_las=10:40 de=NOT-1
        2025-06-10 CITATORIO de_las=10:20 a_las=10:50 de=NOT-1
        """,
    ),),
)  # fmt: skip
def en_dos_lugares(pae: Pae) -> pd.DataFrame:
    """Diligencia o notificación personal cuyas horas se enciman con otra de la misma persona en otro municipio.

    El municipio es el del domicilio del deudor; se compara con toda la cartera, también al verificar una delegación.
    Sin hora de cierre no se compara.
    """
    actos = pae.de_clase("CITATORIO", *COBRO, "NOTIFICACION/PERSONAL")
    malos = actos[actos["clave"].isin(pae.encimados)]
    return redactar(
        malos,
        "El {dia:fecha}, de {hora_inicio} a {hora_fin}, quien la practicó estaba también en otro municipio.",
    )


@regla(
    "PAE043",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 38, fr. V, 134, último párrafo, y 152, párrafo primero",
    titulo="Autoridad sin competencia territorial",
    corto="Fuera de su territorio",
    que_hacer="Reponer lo actuado con personal de la delegación que tiene el crédito, o anexar la comisión.",
    etapa="diligencia",
    efecto="N",
    por_que="La competencia es también territorial: fuera de su delegación el ejecutor no es autoridad.",
    sobre=("MANDAMIENTO", "CITATORIO", *COBRO, "NOTIFICACION/PERSONAL"),
    rompe="""
        2025-03-03 CITATORIO de=EJ-3 !
    """,
    tambien=("""
        2025-02-20 TRASPASO doc=DH-TAP
        2025-03-03 CITATORIO de=EJ-1 !
    """, """
        credito notificacion=
        2025-03-04 NOTIFICACION forma=PERSONAL de=EJ-3 !
    """, """
        2025-03-01 HABILITACION forma=TERCERO de=EJ-3 hasta=2025-03-31
        2025-03-04 REQUERIMIENTO de=EJ-3 !
    """,),
    cumple="""
        2025-02-20 TRASPASO doc=DH-TAP
        2025-03-03 CITATORIO de=EJ-3
    """,
    salvo=((
        "Comisión expresa que cubre ese día",
        """
        2025-03-01 COMISION de=EJ-3 hasta=2025-03-31
        2025-03-03 CITATORIO de=EJ-3
        """,
    ), (
        "Se le habilitó para notificar (art. 134, último párrafo)",
        """
        credito notificacion=
        2025-03-01 HABILITACION forma=TERCERO de=EJ-3 hasta=2025-03-31
        2025-03-04 NOTIFICACION forma=PERSONAL de=EJ-3
        """,
    ), (
        "El día mismo del traspaso, de la que lo entrega o de la que lo recibe",
        """
        2025-02-20 TRASPASO doc=DH-TAP
        2025-02-20 CITATORIO de=EJ-1
        2025-02-20 CITATORIO de=EJ-3
        """,
    ),),
)  # fmt: skip
def fuera_de_su_territorio(pae: Pae) -> pd.DataFrame:
    """Mandamiento, notificación personal, citatorio o cobro de quien sólo tenía nombramiento en otra delegación.

    La delegación es la que tenía el crédito ese día, tras los traspasos; el día mismo del traspaso, tanto la que lo
    entrega como la que lo recibe: no consta a qué hora pasó. Quien no tenía ningún nombramiento es otra falta.
    """
    actos = pae.de_clase("MANDAMIENTO", "CITATORIO", *COBRO, "NOTIFICACION/PERSONAL")
    cuando = actos["dia"].to_numpy()
    actos = actos[facultado(pae.nombramientos, actos["persona"], cuando)]
    cuando = actos["dia"].to_numpy()
    donde, al_empezar = _delegacion_ese_dia(pae, actos), _delegacion_ese_dia(pae, actos, con_lo_del_dia=False)
    suya = facultado(pae.nombramientos, actos["persona"], cuando, delegacion=donde)
    suya |= facultado(pae.nombramientos, actos["persona"], cuando, delegacion=al_empezar)
    malos = actos[~suya]
    comisiones = pae.de_tipo("COMISION")
    comisiones = comisiones.assign(hasta=comisiones["hasta"].where(comisiones["hasta"] != SIN_DIA, comisiones["dia"]))
    # al tercero se le habilita para notificar, no para cobrar
    terceros = _suyas(malos, habilitaciones(pae, "TERCERO")) & malos["tipo"].isin(["NOTIFICACION", "CITATORIO"])
    comisionado = _suyas(malos, comisiones) | terceros
    malos = malos.assign(donde=donde[~suya])[~comisionado]
    return redactar(malos, "El {dia:fecha} el crédito era de {donde} y quien actuó tenía su nombramiento en otra.")


def _suyas(actos: pd.DataFrame, autorizan: pd.DataFrame) -> NDArray[np.bool_]:
    """¿Autoriza alguna de esas a quien practicó cada acto, ese día?"""
    return tienen(
        actos, autorizan,
        lambda p: p["persona"].eq(p["persona_otro"]) & p["dia"].between(p["dia_otro"], p["hasta_otro"]),
        mas=("persona",),
    )  # fmt: skip


def _delegacion_ese_dia(pae: Pae, actos: pd.DataFrame, *, con_lo_del_dia: bool = True) -> pd.Series[str]:
    """La delegación que tenía el crédito de cada acto, con los traspasos de ese día o sin ellos."""
    lugar = pae.lugares(actos)
    donde = pae.historia.creditos["delegacion"].astype("str").take(lugar).set_axis(actos.index)
    traspasos = pae.historia.cambios
    traspasos = traspasos[traspasos["tipo"] == "TRASPASO"]
    tuvo = np.flatnonzero(np.isin(lugar, traspasos["lugar"].to_numpy(np.int64)))
    if not tuvo.size:
        return donde
    derecha = pd.DataFrame({
        "lugar": traspasos["lugar"].to_numpy(np.int64), "dia": dias(traspasos["fecha"]),
        "nueva": traspasos["documento"].to_numpy(),
    }).sort_values("dia", kind="stable")  # fmt: skip
    izquierda = pd.DataFrame({"lugar": lugar[tuvo], "dia": actos["dia"].to_numpy()[tuvo], "k": tuvo})
    pares = pd.merge_asof(izquierda.sort_values("dia", kind="stable"), derecha, on="dia", by="lugar",
                          allow_exact_matches=con_lo_del_dia)  # fmt: skip
    donde.update(
        pares["nueva"].set_axis(actos.index[pares["k"].to_numpy()])
    )  # lo que no se había traspasado no cambia
    return donde
