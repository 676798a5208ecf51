"""Lo que detiene la ejecución: convenio, medio de defensa, garantía, concurso y estímulo en trámite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.expediente.lapsos import vigente
from cobranza.expediente.significado import que_detienen
from cobranza.verificacion.cruces import que_cita, tienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import COBRO, EJECUCION, VENDEN
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

CONCURSO = "concurso"
POR_GARANTIA = ("garantia", "defensa_garantizada")
"""Lo que detiene la ejecución porque hay garantía: no alcanza a la inmovilización del 156-Bis, fr. II."""
NO_LO_DETIENE = {
    "garantia": EJECUCION,  # firme el crédito, hacerla efectiva es ejecutar (arts. 143 y 156-Ter, fr. II)
    "estimulo": EJECUCION,
    "revocacion_sin_garantia": EJECUCION,
    "suspension": VENDEN,
    "defensa_garantizada": VENDEN,
    CONCURSO: ("INMOVILIZACION", *COBRO, *EJECUCION),
}
"""Marca → los actos que no detiene aquí: la ley los permite, o los ve otra regla (PAE035 a PAE037 y PAE071)."""


@regla(
    "PAE006",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 66-A, último párrafo, 144, 151 y 156-Bis, fr. II; LIF 2026, transitorios 22.º y 29.º",
    titulo="Cobro o remate con crédito suspendido, garantizado, en convenio o pagado",
    corto="Requerido sin proceder",
    que_hacer="Dejar sin efectos lo actuado, liberar lo asegurado y cancelar el gasto.",
    etapa="exigir",
    efecto="N",
    por_que="Cobrar lo que está detenido es nulo y, si se aseguró algo, hay que devolverlo con su costo.",
    sobre=("INMOVILIZACION", *COBRO, *EJECUCION),
    rompe="""
        2025-03-03 SUSPENSION
        2025-03-05 REQUERIMIENTO !
        2025-03-20 FIN_SUSPENSION
    """,
    tambien=(
        """
        2025-05-06 GARANTIA hasta=2025-06-06
        2025-06-06 REQUERIMIENTO !
        """,
        """
        2025-02-17 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-02-17
        2025-02-19 INMOVILIZACION !
        """,
        """
        2025-03-03 SUSPENSION
        2025-03-10 TRANSFERENCIA !
        2025-03-11 CONVOCATORIA !
        """,
        """
        2025-02-17 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-02-17
        2025-02-19 REMATE !
        """,
        """
        2025-03-03 PAGO monto=todo
        2025-03-10 CONVOCATORIA !
        """,
        """
        2025-03-03 PAGO monto=todo
        2025-03-10 VENTA_FUERA_DE_REMATE forma=COMPRADOR monto=9000.00 !
        2025-03-11 ADJUDICACION forma=FISCO monto=5400.00 !
        """,
        """
        2025-02-17 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-02-17
        2025-02-19 ENAJENACION_NEGOCIACION !
        """,
    ),
    cumple="""
        2025-03-03 SUSPENSION
        2025-03-20 FIN_SUSPENSION
        2025-03-20 REQUERIMIENTO
    """,
    salvo=(
        (
            "La garantía ya venció",
            """
            2025-05-06 GARANTIA hasta=2025-06-06
            2025-06-09 REQUERIMIENTO
            """,
        ),
        (
            "El pago a plazos se revocó ese día",
            """
            2025-02-17 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-02-17
            2025-03-03 CONVENIO_REVOCADO
            2025-03-03 REQUERIMIENTO
            """,
        ),
        (
            "Firme y requerido lo garantizado, se ejecuta (art. 156-Ter, fr. II)",
            """
            2025-02-03 GARANTIA forma=FIANZA
            2025-02-27 REQUERIMIENTO_GARANTIA
            2025-03-10 TRANSFERENCIA monto=5000.00
            """,
        ),
        (
            "Bienes de fácil descomposición (art. 192, fr. II)",
            """
            2025-02-17 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-02-17
            2025-02-19 VENTA_FUERA_DE_REMATE forma=PERECEDERO monto=100.00
            """,
        ),
        (
            "El remate se había fincado antes de pagar: se adjudica al postor (art. 195)",
            """
            2025-02-24 CONVOCATORIA
            2025-03-10 REMATE
            2025-03-11 PAGO monto=todo
            2025-03-12 ADJUDICACION forma=MUEBLES doc=POST010101AAA monto=6000.00
            """,
        ),
        (
            "Se inmovilizó porque la garantía no alcanza (art. 156-Bis, fr. II, incisos b a d)",
            """
            2025-03-03 GARANTIA forma=FIANZA
            2025-03-07 CAUSA_INMOVILIZACION forma=GARANTIA_INSUFICIENTE
            2025-03-10 INMOVILIZACION monto=5000.00
            """,
        ),
    ),
)  # fmt: skip
def con_la_ejecucion_detenida(pae: Pae) -> pd.DataFrame:
    """Acto de cobro o inmovilización mientras el crédito estaba suspendido, garantizado, en convenio o sin saldo.

    También con una solicitud de estímulo en trámite o en el plazo para garantizar tras la revocación (2026).
    El día en que la suspensión o el convenio terminan ya se puede actuar; el último de la garantía, aún no. Con causa
    del 156-Bis se puede inmovilizar lo garantizado. La transferencia, la convocatoria, el remate, la adjudicación al
    fisco, la venta fuera de remate y la enajenación de la negociación se detienen igual, salvo por la sola garantía,
    que se hace efectiva así, y lo perecedero; la venta de lo impugnado o suspendido la ve PAE071.
    """
    actos = pae.de_clase("INMOVILIZACION", *COBRO, *EJECUCION)
    lugar, cuando = pae.lugares(actos), actos["dia"].to_numpy()
    causa = tienen(actos, pae.de_tipo("CAUSA_INMOVILIZACION"), lambda p: p["dia_otro"] <= p["dia"])
    perecedero = (actos["forma"] == "PERECEDERO").to_numpy()
    aun_garantizado = causa & (actos["tipo"] == "INMOVILIZACION").to_numpy()
    motivos = {
        m.titulo: vigente(pae.historia, m.clave, cuando, lugar)
        & ~(aun_garantizado & (m.clave in POR_GARANTIA))
        & ~actos["tipo"].isin(_tipos(NO_LO_DETIENE.get(m.clave, ()))).to_numpy()
        & ~perecedero
        for m in que_detienen("pae")
    }
    motivos["sin saldo"] = _sin_saldo(pae, actos)
    cuales = np.any(list(motivos.values()), axis=0)
    # casi ninguno lo está: la frase sólo se arma para los que sí
    malos = actos[cuales]
    estaba = [", ".join(motivo for motivo, cual in motivos.items() if cual[k]) for k in np.flatnonzero(cuales)]
    return redactar(malos.assign(estaba=np.array(estaba, dtype=object)), "El {dia:fecha} el crédito estaba {estaba}.")


def _tipos(clases: tuple[str, ...]) -> list[str]:
    return [clase.partition("/")[0] for clase in clases]


def _sin_saldo(pae: Pae, actos: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """¿Debía cero al empezar el día? Antes de registrarse el crédito no hay saldo que mirar."""
    registrado = dias(pae.del_credito(actos, "fecha_registro")) <= actos["dia"].to_numpy()
    saldo = np.sum(list(pae.adeudos(actos).saldo.values()), axis=0)
    return np.asarray(registrado & (saldo == 0), dtype=bool)


def _que_ejecutan(pae: Pae, *mas: str) -> pd.DataFrame:
    """Los actos de ejecución, salvo vender lo que se echa a perder (art. 192, fr. II): detenido también se vende."""
    actos = pae.de_clase(*EJECUCION, *mas)
    return actos[actos["forma"] != "PERECEDERO"]


def _con_la_marca(pae: Pae, marca: str) -> pd.DataFrame:
    """Los actos que siguen ejecutando mientras rige una marca."""
    actos = _que_ejecutan(pae)
    return actos[vigente(pae.historia, marca, actos["dia"].to_numpy(), pae.lugares(actos))]


@regla(
    "PAE035",
    severidad=Severidad.CRITICA,
    fundamento="LIF 2026, transitorio 29.º; CFF, art. 144, párrafo primero",
    titulo="Se siguió ejecutando en los seis meses de la revocación",
    corto="Ejecutado en revocación",
    que_hacer="Detener la ejecución y, si se transfirió o remató, dejarlo sin efectos.",
    etapa="exigir",
    efecto="N",
    por_que="Tras la revocación hay seis meses para garantizar; entre tanto no se ejecuta (interpretación).",
    ambito="F",
    vigencia=("2026-01-01", ""),
    sobre=EJECUCION,
    rompe="""
        corte 2026-09-30
        2026-02-10 IMPUGNACION forma=REVOCACION
        2026-04-07 TRANSFERENCIA !
    """,
    cumple="""
        corte 2026-09-30
        2026-02-10 IMPUGNACION forma=REVOCACION
        2026-09-07 TRANSFERENCIA
    """,
    salvo=((
        "Se resolvió y pasaron los diez días",
        """
        corte 2026-09-30
        2026-02-10 IMPUGNACION #i forma=REVOCACION
        2026-03-03 RESOLUCION ref=i resultado=CONFIRMA
        2026-04-07 TRANSFERENCIA
        """,
    ),),
)  # fmt: skip
def en_los_seis_meses(pae: Pae) -> pd.DataFrame:
    """Transferencia, convocatoria, remate u otra venta en el plazo para garantizar tras interponer la revocación.

    El requerimiento, el embargo y la inmovilización los ve PAE006.
    """
    malos = _con_la_marca(pae, "revocacion_sin_garantia")
    return redactar(malos, "El {dia:fecha} corría el plazo para garantizar tras la revocación.")


@regla(
    "PAE036",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 144, párrafos noveno y décimo",
    titulo="Cobro en concurso mercantil",
    corto="Cobro en concurso",
    que_hacer="Dejar sin efectos lo actuado y presentar el crédito ante el conciliador.",
    etapa="exigir",
    efecto="N",
    por_que="Notificada la sentencia de concurso, el crédito se cobra en él: lo actuado aparte es nulo.",
    ambito="F",
    sobre=("INMOVILIZACION", *COBRO, *EJECUCION),
    requiere=("CONCURSO",),
    rompe="""
        2025-03-03 CONCURSO
        2025-03-10 REQUERIMIENTO !
    """,
    tambien=("""
        2025-03-03 CONCURSO
        2025-03-10 VENTA_FUERA_DE_REMATE forma=COMPRADOR monto=9000.00 !
    """,),
    cumple="""
        2025-03-10 REQUERIMIENTO
        2025-03-11 CONCURSO
    """,
    salvo=(
        (
            "Se declaró la quiebra",
            """
            2025-03-03 CONCURSO forma=QUIEBRA
            2025-03-10 REQUERIMIENTO
            """,
        ),
        (
            "El concurso pasó a su etapa de quiebra (párrafo décimo)",
            """
            2025-03-03 CONCURSO
            2025-06-03 CONCURSO forma=QUIEBRA
            2025-06-03 REQUERIMIENTO
            """,
        ),
        (
            "Se incumplió el convenio concursal",
            """
            2025-03-03 CONCURSO #c
            2025-06-03 FIN_CONCURSO ref=c forma=INCUMPLIDO
            2025-06-10 REQUERIMIENTO
            """,
        ),
        (
            "Bienes de fácil descomposición (art. 192, fr. II)",
            """
            2025-03-03 CONCURSO
            2025-03-10 VENTA_FUERA_DE_REMATE forma=PERECEDERO monto=100.00
            """,
        ),
    ),
)  # fmt: skip
def en_concurso(pae: Pae) -> pd.DataFrame:
    """Acto de cobro o de ejecución desde que se notificó la sentencia de concurso y hasta que termina o quiebra.

    El día en que se notificó no cuenta (no consta a qué hora), ni el día en que termina.
    """
    actos = _que_ejecutan(pae, "INMOVILIZACION", *COBRO)
    lugar, cuando = pae.lugares(actos), actos["dia"].to_numpy()
    desde_ayer = [vigente(pae.historia, CONCURSO, cuando - antes, lugar) for antes in (0, 1)]
    return redactar(actos[np.all(desde_ayer, axis=0)], "El {dia:fecha} el deudor estaba en concurso mercantil.")


@regla(
    "PAE037",
    severidad=Severidad.CRITICA,
    fundamento="LIF 2026, transitorio 22.º",
    titulo="Se siguió ejecutando con el estímulo en trámite",
    corto="Ejecutado en estímulo",
    que_hacer="Detener la ejecución hasta que se pague el formulario o venzan sus plazos.",
    etapa="exigir",
    efecto="N",
    por_que="La solicitud del estímulo suspende sin garantía: lo que se ejecute entre tanto es nulo.",
    ambito="F",
    vigencia=("2026-01-01", "2026-12-31"),
    sobre=EJECUCION,
    rompe="""
        corte 2026-09-30
        2026-03-02 SOLICITUD_ESTIMULO
        2026-03-10 TRANSFERENCIA !
    """,
    cumple="""
        corte 2026-09-30
        2026-03-02 SOLICITUD_ESTIMULO
        2026-05-04 TRANSFERENCIA
    """,
    salvo=((
        "El trámite terminó antes",
        """
        corte 2026-09-30
        2026-03-02 SOLICITUD_ESTIMULO #s
        2026-03-09 FIN_ESTIMULO ref=s resultado=DESISTIDO
        2026-03-10 TRANSFERENCIA
        """,
    ),),
)  # fmt: skip
def con_el_estimulo_en_tramite(pae: Pae) -> pd.DataFrame:
    """Transferencia, convocatoria, remate u otra venta desde que se pidió el estímulo y hasta que vencen sus plazos.

    El requerimiento, el embargo y la inmovilización los ve PAE006.
    """
    malos = _con_la_marca(pae, "estimulo")
    return redactar(malos, "El {dia:fecha} estaba en trámite la solicitud del estímulo.")


@regla(
    "PAE038",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 74, párrafo tercero",
    titulo="Ejecución con solicitud de reducción garantizada",
    corto="Ejecutado en reducción",
    que_hacer="Detener la ejecución de la multa hasta resolver la solicitud.",
    etapa="exigir",
    efecto="N",
    por_que="Pedida la suspensión y garantizado el interés fiscal, la multa no se ejecuta mientras se resuelve.",
    ambito="F",
    sobre=EJECUCION,
    requiere=("SOLICITUD_REDUCCION",),
    rompe="""
        2025-03-03 SOLICITUD_REDUCCION forma=CON_SUSPENSION
        2025-03-04 GARANTIA
        2025-03-10 TRANSFERENCIA !
    """,
    cumple="""
        2025-03-03 SOLICITUD_REDUCCION #s forma=CON_SUSPENSION
        2025-03-04 GARANTIA
        2025-03-07 CONDONACION ref=s monto=100.00
        2025-03-10 TRANSFERENCIA
    """,
    salvo=((
        "No hay garantía",
        """
        2025-03-03 SOLICITUD_REDUCCION forma=CON_SUSPENSION
        2025-03-10 TRANSFERENCIA
        """,
    ), (
        "Se negó",
        """
        2025-03-03 SOLICITUD_REDUCCION #s forma=CON_SUSPENSION
        2025-03-04 GARANTIA
        2025-03-07 NEGATIVA_REDUCCION ref=s
        2025-03-07 TRANSFERENCIA
        """,
    ),),
)  # fmt: skip
def con_reduccion_garantizada(pae: Pae) -> pd.DataFrame:
    """Transferencia, convocatoria, remate u otra venta con una reducción pedida, garantizada y sin resolver.

    Cuenta la solicitud que pide la suspensión; la resuelve la condonación, o la negativa, que la cita. El
    requerimiento y el embargo con garantía los ve PAE006.
    """
    actos = _con_la_marca(pae, "garantia")
    pide = pae.de_tipo("SOLICITUD_REDUCCION")
    pide = pide[pide["forma"] == "CON_SUSPENSION"]
    resuelta = que_cita(pide, pae.de_tipo("CONDONACION", "NEGATIVA_REDUCCION"))["dia"]
    pide = pide.assign(hasta=resuelta.where(resuelta != SIN_DIA, np.iinfo(np.int64).max))
    malos = actos[tienen(actos, pide, lambda p: (p["dia_otro"] <= p["dia"]) & (p["dia"] < p["hasta_otro"]))]
    return redactar(malos, "El {dia:fecha} había una solicitud de reducción garantizada sin resolver.")
