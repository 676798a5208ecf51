"""Cuándo, a quién y por cuánto se puede cobrar: el plazo para pagar y lo que detiene la ejecución."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.expediente.cese import ceso_el, requerido_tras_el_cese, vencen
from cobranza.expediente.lapsos import vigente
from cobranza.expediente.significado import que_detienen
from cobranza.expediente.situacion import supuestos
from cobranza.verificacion.cruces import despues_de, habiles_entre, plazo_de, que_cita, tienen, ultimo_de
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import COBRO
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae

EMBARGAN = ("EMBARGO", "REQ_Y_EMBARGO")
EJECUCION = ("TRANSFERENCIA", "CONVOCATORIA", "REMATE")
"""Actos que siguen ejecutando después de requerir y embargar."""
PARA_IMPUGNAR, TRAS_EL_CHEQUE = "DEF-01", "CHQ-01"
TRES_REQUERIMIENTOS = 3
POR_GARANTIA = ("garantia", "defensa_garantizada")
"""Lo que detiene la ejecución porque hay garantía: no alcanza a la inmovilización del 156-Bis, fr. II."""


@regla(
    "PAE005",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 41, fr. II, 65, 144, párrafo primero, 145 y 151, penúltimo párrafo",
    titulo="Plazo para pagar sin vencer",
    corto="Plazo sin vencer",
    que_hacer="Dejar sin efectos lo actuado y esperar a que el crédito sea exigible.",
    etapa="exigir",
    efecto="N",
    por_que="Mientras corre el plazo para pagar o garantizar nada se debe aún por la vía de ejecución.",
    sobre=("MANDAMIENTO", *COBRO),
    rompe="""
        credito notificacion=2025-02-04
        2025-03-10 MANDAMIENTO !
    """,
    tambien=(
        """
        credito notificacion=
        2025-03-10 MANDAMIENTO !
        """,
        """
        2025-02-17 SOLICITUD_PLAZOS
        2025-02-17 CONVENIO forma=PARCIALIDADES parcialidades=12 hasta=2026-02-17
        2025-03-03 CONVENIO_REVOCADO
        2025-03-04 REQUERIMIENTO
        2025-03-06 EMBARGO forma=DEPOSITOS !
        """,
    ),
    cumple="""
        credito notificacion=2025-02-04
        2025-04-01 MANDAMIENTO
        2025-04-02 REQUERIMIENTO
    """,
    salvo=((
        "Autodeterminado: no requiere notificación (arts. 6 y 145)",
        """
        credito notificacion= origen=AUTODETERMINADO
        2025-03-10 MANDAMIENTO
        """,
    ),),
)  # fmt: skip
def antes_de_ser_exigible(pae: Pae) -> pd.DataFrame:
    """Mandamiento o acto de cobro anterior al día en que el crédito fue exigible, o de un crédito sin notificar.

    También el embargo practicado en los seis días que siguen a que surte el requerimiento, si el crédito se hizo
    exigible porque cesó el pago a plazos, revocado o caduco (art. 151, penúltimo párrafo).
    """
    actos = pae.de_tipo("MANDAMIENTO", *COBRO)
    # lo autodeterminado es exigible sin notificarse: su día lo dice `exigible`
    sin_notificar = actos["exigible"] == SIN_DIA
    antes = ~sin_notificar & (actos["dia"] < actos["exigible"])
    cese = _en_los_dias_del_cese(pae).drop(index=actos.index[sin_notificar | antes], errors="ignore")
    return pd.concat(
        [
            redactar(actos[sin_notificar], "El {dia:fecha} el crédito no estaba notificado."),
            redactar(actos[antes], "Es del {dia:fecha} y el crédito es exigible desde el {exigible:fecha}."),
            redactar(
                cese,
                "Es del {dia:fecha} y, tras cesar el pago a plazos, lo requerido el {requerido:fecha} podía pagarse "
                "hasta el {vence:fecha}.",
            ),
        ]
    )


def _en_los_dias_del_cese(pae: Pae) -> pd.DataFrame:
    """Los embargos practicados antes de que venciera lo requerido tras el cese, con `requerido` y `vence`."""
    actos = pae.practicados(*EMBARGAN)
    lugar, cuando = pae.lugares(actos), actos["dia"].to_numpy(np.int64)
    requerido, vence = requerido_tras_el_cese(pae.historia, lugar, cuando)
    # el que apenas se anota no está en la historia: si requiere y embarga a la vez, él abre el plazo
    abre = (requerido == SIN_DIA) & actos["tipo"].eq("REQ_Y_EMBARGO").to_numpy()
    abre &= ceso_el(pae.historia, lugar, cuando) != SIN_DIA
    requerido = np.where(abre, cuando, requerido)
    vence = np.where(abre, vencen(pae.historia, lugar, requerido), vence)
    pronto = (requerido != SIN_DIA) & (cuando <= vence)
    con_plazo: pd.DataFrame = actos.assign(requerido=requerido, vence=vence)[pronto]
    return con_plazo


@regla(
    "PAE006",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 66-A, último párrafo, 144, 151 y 156-Bis, fr. II; LIF 2026, transitorios 22.º y 29.º",
    titulo="Requerimiento con crédito suspendido, garantizado, en convenio o pagado",
    corto="Requerido sin proceder",
    que_hacer="Dejar sin efectos lo actuado, liberar lo asegurado y cancelar el gasto.",
    etapa="exigir",
    efecto="N",
    por_que="Cobrar lo que está detenido es nulo y, si se aseguró algo, hay que devolverlo con su costo.",
    sobre=("INMOVILIZACION", *COBRO),
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
    del 156-Bis se puede inmovilizar lo garantizado.
    """
    actos = pae.de_tipo("INMOVILIZACION", *COBRO)
    lugar, cuando = pae.lugares(actos), actos["dia"].to_numpy()
    causa = tienen(actos, pae.de_tipo("CAUSA_INMOVILIZACION"), lambda p: p["dia_otro"] <= p["dia"])
    aun_garantizado = causa & (actos["tipo"] == "INMOVILIZACION").to_numpy()
    motivos = {
        m.titulo: vigente(pae.historia, m.clave, cuando, lugar) & ~(aun_garantizado & (m.clave in POR_GARANTIA))
        for m in que_detienen("pae")
    }
    motivos["sin saldo"] = _sin_saldo(pae, actos)
    cuales = np.any(list(motivos.values()), axis=0)
    # casi ninguno lo está: la frase sólo se arma para los que sí
    malos = actos[cuales]
    estaba = [", ".join(motivo for motivo, cual in motivos.items() if cual[k]) for k in np.flatnonzero(cuales)]
    return redactar(malos.assign(estaba=np.array(estaba, dtype=object)), "El {dia:fecha} el crédito estaba {estaba}.")


def _sin_saldo(pae: Pae, actos: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """¿Debía cero al empezar el día? Antes de registrarse el crédito no hay saldo que mirar."""
    registrado = dias(pae.del_credito(actos, "fecha_registro")) <= actos["dia"].to_numpy()
    saldo = np.sum(list(pae.adeudos(actos).saldo.values()), axis=0)
    return np.asarray(registrado & (saldo == 0), dtype=bool)


@regla(
    "PAE031",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 151, párrafo primero",
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
    ),
)  # fmt: skip
def embargo_sin_requerir(pae: Pae) -> pd.DataFrame:
    """Embargo practicado sin un requerimiento practicado del crédito en su fecha o antes."""
    actos = pae.practicados("EMBARGO")
    garantias = pae.de_tipo("GARANTIA")
    antes = (
        pae.practicados("REQUERIMIENTO"), pae.de_tipo("REQ_Y_EMBARGO"), pae.de_tipo("EMBARGO_PRECAUTORIO"),
        garantias[garantias["forma"] == "EMBARGO"],
    )  # fmt: skip
    requerido = np.any([tienen(actos, otros, lambda p: p["dia_otro"] <= p["dia"]) for otros in antes], axis=0)
    malos = actos[~requerido & ~_omitieron_declarar(pae, actos)]
    return redactar(malos, "Se embargó el {dia:fecha} y no hay requerimiento de pago en esa fecha o antes.")


def _omitieron_declarar(pae: Pae, actos: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    de = supuestos(pae.creditos["origen"], pae.creditos["concepto"])[actos["credito"].to_numpy()]
    return np.asarray(de == "omision_de_declaracion", dtype=bool)


@regla(
    "PAE032",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 151, párrafo primero",
    titulo="Se embargó pese a probar el pago",
    corto="Embargado y pagado",
    que_hacer="Levantar el embargo, cancelar su gasto y devolver lo que se haya asegurado.",
    etapa="exigir",
    efecto="ND",
    por_que="Si el deudor prueba el pago en el acto, la diligencia termina ahí; embargarlo es un daño sin causa.",
    sobre=EMBARGAN,
    rompe="""
        2025-03-03 REQUERIMIENTO resultado=PAGO_EN_ACTO
        2025-03-03 EMBARGO forma=MUEBLES !
    """,
    tambien=("""
        2025-03-03 PAGO monto=20000.00
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES !
    """,),
    cumple="""
        2025-03-03 PAGO monto=500.00
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
    """,
    salvo=((
        "El recibo se canceló o el cheque no se pagó",
        """
        2025-03-03 PAGO monto=20000.00 revertido=2025-03-05
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        """,
    ),),
)  # fmt: skip
def embargado_y_pagado(pae: Pae) -> pd.DataFrame:
    """Embargo practicado el día en que se pagó en el acto o hay pagos vigentes por lo menos de lo que se debía."""
    actos = pae.practicados(*EMBARGAN)
    requeridos = pae.de_tipo("REQUERIMIENTO", "REQ_Y_EMBARGO")
    en_el_acto = requeridos[requeridos["resultado"] == "PAGO_EN_ACTO"]
    pago = tienen(actos, en_el_acto, lambda p: p["dia_otro"] == p["dia"]) | actos["resultado"].eq("PAGO_EN_ACTO")
    pagos = pae.dinero[(pae.dinero["tipo"] == "PAGO") & (pae.dinero["importe"] < 0)]
    pagos = pagos[~pagos["clave"].isin(pae.dinero["reversa_de"])]
    suma = (-pagos["importe"]).groupby([pagos["credito"], pagos["dia"]]).sum()
    llave = pd.MultiIndex.from_arrays([actos["credito"], actos["dia"]])
    pagado = suma.reindex(llave).fillna(0).to_numpy(np.int64)
    con_pago = np.flatnonzero(pagado > 0)
    cubre = np.zeros(len(actos), dtype=bool)
    if con_pago.size:
        cubre[con_pago] = pagado[con_pago] >= pae.debido(actos.iloc[con_pago])
    return redactar(actos[np.asarray(pago) | cubre], "El {dia:fecha} se embargó lo que ese mismo día se pagó.")


@regla(
    "PAE033",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 151, penúltimo párrafo",
    titulo="Error aritmético sin los seis días para pagar",
    corto="Sin los seis días",
    que_hacer="Levantar el embargo y esperar los seis días desde que surtió el requerimiento.",
    etapa="exigir",
    efecto="N",
    por_que="Quien erró en las cuentas tiene seis días para pagar sin embargo; quitárselos anula lo demás.",
    ambito="F",
    sobre=EMBARGAN,
    rompe="""
        credito origen=ERROR_ARITMETICO
        2025-03-03 REQUERIMIENTO
        2025-03-11 EMBARGO forma=MUEBLES !
    """,
    tambien=("""
        credito origen=ERROR_ARITMETICO
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES !
    """,),
    cumple="""
        credito origen=ERROR_ARITMETICO
        2025-03-03 REQUERIMIENTO
        2025-03-13 EMBARGO forma=MUEBLES
    """,
    salvo=((
        "La exigibilidad no nace de un error aritmético ni del cese de un pago a plazos (esto último lo ve PAE005)",
        """
        2025-03-03 REQ_Y_EMBARGO forma=MUEBLES
        """,
    ),),
)  # fmt: skip
def sin_los_seis_dias(pae: Pae) -> pd.DataFrame:
    """Embargo de lo que se debe por error aritmético antes de pasar seis días desde que surtió el requerimiento."""
    actos = pae.practicados(*EMBARGAN)
    origen = pae.del_credito(actos, "origen").astype("str").str.strip().str.upper().str.replace(" ", "_")
    actos = actos[origen == "ERROR_ARITMETICO"]
    requeridos = pd.concat([pae.practicados("REQUERIMIENTO"), pae.practicados("REQ_Y_EMBARGO")])
    requerido = ultimo_de(actos, requeridos, mismo_dia=True)["dia"].to_numpy(np.int64)
    hay = requerido != SIN_DIA
    actos, requerido = actos[hay], requerido[hay]
    vence = vencen(pae.historia, pae.lugares(actos), requerido)
    malos = actos.assign(requerido=requerido, vence=vence)[actos["dia"].to_numpy() <= vence]
    return redactar(
        malos, "Se requirió el {requerido:fecha}, podía pagarse hasta el {vence:fecha} y se embargó el {dia:fecha}."
    )


@regla(
    "PAE034",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 41, frs. I y II, y 65",
    titulo="Declaración omitida sin sus tres requerimientos",
    corto="Omisión sin requerir",
    que_hacer="Dejar sin efectos la determinación y requerir la declaración hasta tres veces.",
    etapa="exigir",
    efecto="N",
    por_que="La cantidad del artículo 41, fracción II, sólo procede tras el tercer requerimiento no atendido.",
    ambito="F",
    sobre=("NOTIFICACION",),
    requiere=("REQUERIMIENTO_DECLARACION",),
    rompe="""
        credito origen=OMISION_DECLARACION notificacion=
        2023-09-04 REQUERIMIENTO_DECLARACION
        2023-10-04 REQUERIMIENTO_DECLARACION
        2024-02-01 NOTIFICACION !
    """,
    cumple="""
        credito origen=OMISION_DECLARACION notificacion=
        2023-09-04 REQUERIMIENTO_DECLARACION
        2023-10-04 REQUERIMIENTO_DECLARACION
        2023-11-06 REQUERIMIENTO_DECLARACION
        2024-02-01 NOTIFICACION
    """,
    salvo=((
        "El crédito no nace de una declaración omitida",
        """
        credito notificacion=
        2024-02-01 NOTIFICACION
        """,
    ),),
)  # fmt: skip
def omision_sin_requerir(pae: Pae) -> pd.DataFrame:
    """Notificación de lo determinado por una declaración omitida con menos de tres requerimientos anteriores."""
    actos = pae.practicados("NOTIFICACION")
    actos = actos[_omitieron_declarar(pae, actos)]
    previos = actos[["credito", "dia", "clave"]].merge(
        pae.de_tipo("REQUERIMIENTO_DECLARACION")[["credito", "dia"]], on="credito", suffixes=("", "_otro")
    )
    cuantos = previos[previos["dia_otro"] < previos["dia"]].groupby("clave").size()
    cuantos = actos["clave"].map(cuantos).fillna(0).astype("int64")
    malos = actos.assign(cuantos=cuantos)[cuantos < TRES_REQUERIMIENTOS]
    return redactar(
        malos, "Se notificó el {dia:fecha} con {cuantos} requerimientos de la declaración; la ley pide tres."
    )


def _con_la_marca(pae: Pae, marca: str) -> pd.DataFrame:
    """Los actos que siguen ejecutando mientras rige una marca."""
    actos = pae.de_tipo(*EJECUCION)
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
    """Transferencia, convocatoria o remate en el plazo para garantizar tras interponer la revocación.

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
            "Se incumplió el convenio concursal",
            """
            2025-03-03 CONCURSO #c
            2025-06-03 FIN_CONCURSO ref=c forma=INCUMPLIDO
            2025-06-10 REQUERIMIENTO
            """,
        ),
    ),
)  # fmt: skip
def en_concurso(pae: Pae) -> pd.DataFrame:
    """Acto de cobro o de ejecución desde que se notificó la sentencia de concurso y hasta que termina."""
    actos = pae.de_tipo("INMOVILIZACION", *COBRO, *EJECUCION)
    concursos = pae.de_tipo("CONCURSO")
    concursos = concursos[concursos["forma"] != "QUIEBRA"]
    fin = que_cita(concursos, pae.de_tipo("FIN_CONCURSO"))["dia"]
    concursos = concursos.assign(hasta=fin.where(fin != SIN_DIA, np.iinfo(np.int64).max))
    malos = actos[tienen(actos, concursos, lambda p: (p["dia"] > p["dia_otro"]) & (p["dia"] < p["hasta_otro"]))]
    return redactar(malos, "El {dia:fecha} el deudor estaba en concurso mercantil.")


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
    """Transferencia, convocatoria o remate entre la solicitud del estímulo y el fin de sus plazos de pago.

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
    ),),
)  # fmt: skip
def con_reduccion_garantizada(pae: Pae) -> pd.DataFrame:
    """Transferencia, convocatoria o remate con una solicitud de reducción con suspensión, garantizada y sin resolver.

    La resuelve la condonación que la cita. El requerimiento y el embargo con garantía los ve PAE006.
    """
    actos = _con_la_marca(pae, "garantia")
    pide = pae.de_tipo("SOLICITUD_REDUCCION")
    pide = pide[pide["forma"] == "CON_SUSPENSION"]
    resuelta = que_cita(pide, pae.de_tipo("CONDONACION"))["dia"]
    pide = pide.assign(hasta=resuelta.where(resuelta != SIN_DIA, np.iinfo(np.int64).max))
    malos = actos[tienen(actos, pide, lambda p: (p["dia_otro"] <= p["dia"]) & (p["dia"] < p["hasta_otro"]))]
    return redactar(malos, "El {dia:fecha} había una solicitud de reducción garantizada sin resolver.")


@regla(
    "PAE039",
    severidad=Severidad.MEDIA,
    fundamento="CFF, art. 144, párrafos sexto y séptimo",
    titulo="Parte consentida sin exigir",
    corto="Lo consentido sin exigir",
    que_hacer="Requerir el pago de la parte que no se impugnó.",
    etapa="exigir",
    efecto="D",
    por_que="Lo que no se impugnó quedó firme y sigue prescribiendo: dejarlo quieto cuesta dinero al fisco.",
    ambito="F",
    sobre=("IMPUGNACION",),
    con="monto",
    requiere=("IMPUGNACION.monto",),
    rompe="""
        2025-03-03 IMPUGNACION forma=NULIDAD monto=4000.00 !
    """,
    cumple="""
        2025-03-03 IMPUGNACION forma=NULIDAD monto=4000.00
        2025-04-14 REQUERIMIENTO
    """,
    salvo=(
        (
            "Se impugnó todo",
            """
            2025-03-03 IMPUGNACION forma=NULIDAD monto=10000.00
            """,
        ),
        (
            "Se pagó",
            """
            2025-03-03 IMPUGNACION forma=NULIDAD monto=4000.00
            2025-03-20 PAGO monto=todo
            """,
        ),
    ),
)  # fmt: skip
def lo_consentido_sin_exigir(pae: Pae) -> pd.DataFrame:
    """Medio de defensa contra una parte y, pasados treinta días hábiles, sin requerimiento por la otra."""
    actos = pae.de_tipo("IMPUGNACION")
    original = pae.del_credito(actos, "importe") + pae.del_credito(actos, "multa")
    actos = actos[(actos["monto"] > 0) & (actos["monto"] < original) & (pae.del_credito(actos, "vida") == "VIGENTE")]
    desde = actos["dia"].to_numpy()
    vencido = despues_de(pae.normas, actos["ambito"], desde, PARA_IMPUGNAR, pae.al_corte(actos))
    requerido = tienen(actos, pae.practicados("REQUERIMIENTO", "REQ_Y_EMBARGO"), lambda p: p["dia_otro"] >= p["dia"])
    return redactar(
        actos[vencido & ~requerido], "El {dia:fecha} se impugnaron ${monto:pesos} y lo demás no se ha exigido."
    )


@regla(
    "PAE040",
    severidad=Severidad.CRITICA,
    fundamento="CFF, art. 146, párrafos primero, segundo y quinto",
    titulo="Gestión después de prescribir",
    corto="Cobro ya prescrito",
    que_hacer="Dejar sin efectos lo actuado y dictaminar la prescripción.",
    etapa="exigir",
    efecto="N",
    por_que="Lo prescrito se extinguió: cobrarlo es indebido y la gestión no revive el plazo.",
    sobre=COBRO,
    rompe="""
        credito vencimiento=2015-04-30 notificacion=2016-02-01 fecha_registro=2016-02-05 fecha_resolucion=2016-01-10
        2025-03-03 REQUERIMIENTO !
    """,
    cumple="""
        credito vencimiento=2018-04-30 notificacion=2020-02-03 fecha_registro=2020-02-05 fecha_resolucion=2020-01-10
        2025-03-03 REQUERIMIENTO
    """,
    salvo=(
        (
            "El plazo se interrumpió antes",
            """
            credito notificacion=2016-02-01 fecha_registro=2016-02-05 fecha_resolucion=2016-01-10
            2020-06-01 REQUERIMIENTO
            2025-03-03 REQUERIMIENTO
            """,
        ),
        (
            "El plazo estuvo suspendido",
            """
            credito notificacion=2016-02-01 fecha_registro=2016-02-05 fecha_resolucion=2016-01-10
            2017-03-01 SUSPENSION hasta=2022-03-01
            2025-03-03 REQUERIMIENTO
            """,
        ),
    ),
)  # fmt: skip
def ya_prescrito(pae: Pae) -> pd.DataFrame:
    """Acto de cobro posterior al día en que el crédito prescribió."""
    actos = pae.de_tipo(*COBRO)
    actos = actos.assign(prescribe=dias(pae.del_credito(actos, "prescribe")))
    malos = actos[(actos["prescribe"] != SIN_DIA) & (actos["dia"] > actos["prescribe"])]
    return redactar(malos, "El crédito prescribió el {prescribe:fecha} y se gestionó el {dia:fecha}.")


@regla(
    "PAE041",
    severidad=Severidad.CRITICA,
    fundamento="CFF, arts. 26, 38, fr. V, y 151, párrafo primero",
    titulo="Cobro a quien no es el deudor",
    corto="Cobro a un tercero",
    que_hacer="Dejar sin efectos lo actuado; al responsable solidario, notificarle antes la resolución.",
    etapa="exigir",
    efecto="N",
    por_que="Sólo responde el deudor o quien una resolución fundada y notificada declara responsable solidario.",
    sobre=("INMOVILIZACION", *COBRO),
    requiere=("DESTINATARIO",),
    rompe="""
        2025-03-03 REQUERIMIENTO #r !
        2025-03-03 DESTINATARIO ref=r doc=OTRO010101AAA
    """,
    cumple="""
        2025-03-03 REQUERIMIENTO #r
        2025-03-03 DESTINATARIO ref=r doc=XEXX010101000
    """,
    salvo=(
        (
            "Responsable solidario ya notificado",
            """
            2025-02-03 RESPONSABLE_SOLIDARIO doc=OTRO010101AAA notificado=2025-02-10
            2025-03-03 REQUERIMIENTO #r
            2025-03-03 DESTINATARIO ref=r doc=OTRO010101AAA
            """,
        ),
        (
            "Sucesión del deudor",
            """
            2025-03-03 REQUERIMIENTO #r
            2025-03-03 DESTINATARIO ref=r forma=SUCESION doc=OTRO010101AAA
            """,
        ),
    ),
)  # fmt: skip
def a_quien_no_debe(pae: Pae) -> pd.DataFrame:
    """Acto de cobro dirigido a un RFC que no es el del deudor ni el de un responsable solidario ya notificado."""
    actos = pae.de_tipo("INMOVILIZACION", *COBRO)
    a_quien = que_cita(actos, pae.de_tipo("DESTINATARIO"), "documento", "forma")
    dirigido = a_quien["documento"].fillna("").astype("str")
    rfc = pae.del_credito(actos, "rfc").astype("str")
    otro = (dirigido != "") & (dirigido != rfc) & (a_quien["forma"].fillna("") != "SUCESION")
    malos = actos.drop(columns="documento").assign(documento=dirigido)[otro]
    solidarios = pae.de_tipo("RESPONSABLE_SOLIDARIO")
    solidarios = solidarios[solidarios["notificado"] != SIN_DIA].assign(desde=lambda s: s["notificado"])
    responde = tienen(
        malos, solidarios,
        lambda p: p["documento"].eq(p["documento_otro"]) & (p["desde_otro"] <= p["dia"]), mas=("documento",),
    )  # fmt: skip
    return redactar(malos[~responde], "El {dia:fecha} se dirigió a quien no es el deudor ni responsable notificado.")


@regla(
    "PAE042",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 38, fr. IV, y 151, párrafo primero",
    titulo="Mandamiento por otro importe",
    corto="Mandamiento por más",
    que_hacer="Emitir el mandamiento por lo que se debe y reponer lo practicado con el anterior.",
    etapa="exigir",
    efecto="ND",
    por_que="Requerir más de lo debido es un acto mal fundado y daña a quien lo paga.",
    mide="diferencia",
    sobre=("MANDAMIENTO",),
    con="monto",
    requiere=("MANDAMIENTO.monto",),
    rompe="""
        2025-02-10 MANDAMIENTO monto=99000.00 !
    """,
    cumple="""
        2025-02-10 MANDAMIENTO monto=10000.00
    """,
)  # fmt: skip
def por_otro_importe(pae: Pae) -> pd.DataFrame:
    """Mandamiento por más de lo que el crédito debía ese día; por menos no daña al deudor."""
    actos = pae.de_tipo("MANDAMIENTO")
    actos = actos[actos["monto"] > 0]
    malos = actos.assign(debido=pae.debido(actos))
    malos = malos[malos["monto"] > malos["debido"]]
    return redactar(
        malos.assign(importe=malos["monto"] - malos["debido"]),
        "El mandamiento del {dia:fecha} es por ${monto:pesos} y se debían ${debido:pesos}.",
    )


@regla(
    "PAE044",
    severidad=Severidad.ALTA,
    fundamento="CFF, art. 21, párrafo séptimo",
    titulo="Cheque devuelto sin esperar los tres días",
    corto="Cheque sin esperar",
    que_hacer="Esperar los tres días desde que surtió el requerimiento al librador antes de ejecutar.",
    etapa="exigir",
    efecto="N",
    por_que="El librador tiene tres días para pagar o probar que no fue su culpa; antes no procede el 20 %.",
    ambito="F",
    sobre=COBRO,
    requiere=("REQUERIMIENTO_CHEQUE",),
    rompe="""
        2025-03-03 REQUERIMIENTO_CHEQUE
        2025-03-06 REQUERIMIENTO !
    """,
    cumple="""
        2025-03-03 REQUERIMIENTO_CHEQUE
        2025-03-10 REQUERIMIENTO
    """,
)  # fmt: skip
def cheque_sin_esperar(pae: Pae) -> pd.DataFrame:
    """Acto de cobro en los tres días hábiles que siguen a que surtió el requerimiento del cheque devuelto."""
    actos = pae.de_tipo(*COBRO)
    requerido = ultimo_de(actos, pae.de_tipo("REQUERIMIENTO_CHEQUE"), mismo_dia=True)["dia"]
    actos = actos.assign(requerido=requerido)[requerido != SIN_DIA]
    desde = actos["requerido"].to_numpy()
    # surte efectos al día hábil siguiente (art. 135): un día más que el plazo
    plazo = 1 + plazo_de(pae.normas, actos["ambito"], TRAS_EL_CHEQUE, desde)
    corre = habiles_entre(pae.normas, actos["ambito"], desde, actos["dia"].to_numpy() - 1) < plazo
    return redactar(actos[corre], "Se requirió al librador el {requerido:fecha} y se ejecutó el {dia:fecha}.")
