"""Cuándo se puede cobrar: el plazo para pagar y lo que detiene la ejecución."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from cobranza.base.fechas import SIN_DIA, dias
from cobranza.expediente.cese import ceso_el, requerido_tras_el_cese, vencen
from cobranza.expediente.lapsos import vigente
from cobranza.expediente.significado import que_detienen
from cobranza.verificacion.evidencia import redactar
from cobranza.verificacion.pae import COBRO
from cobranza.verificacion.regla import Severidad, regla

if TYPE_CHECKING:
    from cobranza.verificacion.pae import Pae


@regla(
    "PAE005",
    severidad=Severidad.ALTA,
    fundamento="CFF, arts. 65, 144, 145 y 151",
    titulo="Plazo para pagar sin vencer",
    corto="Plazo para pagar sin vencer",
    que_hacer="Dejar sin efectos lo actuado y esperar a que el crédito sea exigible.",
)
def antes_de_ser_exigible(pae: Pae) -> pd.DataFrame:
    """Mandamiento o acto de cobro anterior al día en que el crédito fue exigible, o de un crédito sin notificar.

    También el embargo practicado en los seis días que siguen a que surte el requerimiento, si el crédito se hizo
    exigible porque cesó el pago a plazos, revocado o caduco (art. 151, penúltimo párrafo).
    """
    actos = pae.de_tipo("MANDAMIENTO", *COBRO)
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
    actos = pae.practicados("EMBARGO", "REQ_Y_EMBARGO")
    lugar, cuando = pae.del_credito(actos, "lugar").to_numpy(np.int64), actos["dia"].to_numpy(np.int64)
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
    fundamento="CFF, arts. 66-A, 144 y 151",
    titulo="Requerimiento con crédito suspendido, garantizado, en convenio o pagado",
    corto="Requerido sin proceder",
    que_hacer="Dejar sin efectos lo actuado, liberar lo asegurado y cancelar el gasto.",
)
def con_la_ejecucion_detenida(pae: Pae) -> pd.DataFrame:
    """Acto de cobro o inmovilización mientras el crédito estaba suspendido, garantizado, en convenio o sin saldo.

    También con una solicitud de estímulo en trámite o en el plazo para garantizar tras la revocación (2026).
    El día en que la suspensión o el convenio terminan ya se puede actuar; el último de la garantía, aún no.
    """
    actos = pae.de_tipo("INMOVILIZACION", *COBRO)
    lugar, cuando = pae.del_credito(actos, "lugar").to_numpy(), actos["dia"].to_numpy()
    motivos = {m.titulo: vigente(pae.historia, m.clave, cuando, lugar) for m in que_detienen("pae")}
    motivos["sin saldo"] = _sin_saldo(pae, actos)
    estaba = pd.Series("", index=actos.index, dtype="str")
    for motivo, cual in motivos.items():
        estaba = estaba.where(~cual, estaba + ", " + motivo)
    actos = actos.assign(estaba=estaba.str.removeprefix(", "))
    return redactar(actos[actos["estaba"] != ""], "El {dia:fecha} el crédito estaba {estaba}.")


def _sin_saldo(pae: Pae, actos: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """¿Debía cero al empezar el día? Antes de registrarse el crédito no hay saldo que mirar."""
    registrado = dias(pae.del_credito(actos, "fecha_registro")) <= actos["dia"].to_numpy()
    saldo = np.sum(list(pae.adeudos(actos).saldo.values()), axis=0)
    return np.asarray(registrado & (saldo == 0), dtype=bool)
