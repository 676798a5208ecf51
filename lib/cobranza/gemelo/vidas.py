"""La historia de cada crédito según su guión; aquí, los que no dependen sólo de la ejecución."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from cobranza.base.fechas import SIN_DIA
from cobranza.gemelo import coactivo, convenido
from cobranza.gemelo.guiones import CORTE, GUIONES
from cobranza.gemelo.pasos import (
    NOVIEMBRE,
    citatorio,
    cobro,
    liquidar,
    mandamiento,
    reciente,
    requerimiento,
)
from cobranza.gemelo.personas import DELEGADO, EJECUTOR, NADIE
from cobranza.gemelo.sorteo import Columna, algunos, entre, por_peso
from cobranza.gemelo.trama import Trama

_CINCO_ANIOS = 1_827


def contar(t: Trama) -> None:
    """Anota en la trama la historia de todos los créditos del bloque."""
    for guion in GUIONES:
        _HISTORIAS[guion.clave](t, t.creditos.del_guion(guion.clave))
    _cambios_de_manos(t)


def _sin_notificar(t: Trama, c: Columna) -> None:
    """A algunos se les ha buscado."""
    buscado = c[algunos(t.azar, len(c), 200)]
    citatorio(t, buscado, t.tras(buscado, t.creditos.alta[buscado], 5, 60))


def _en_plazo(t: Trama, c: Columna) -> None:
    """Aún corre el plazo para pagar: no pasa nada."""


def _pago_espontaneo(t: Trama, c: Columna) -> None:
    """Paga solo, en el plazo o poco después."""
    desde = np.maximum(t.creditos.notificacion[c], t.creditos.alta[c])
    liquidar(t, c, t.tras(c, desde, 1, 75), "ESPONTANEO")


def _impugna(t: Trama, c: Columna) -> Columna:
    desde = np.maximum(t.creditos.notificacion[c], t.creditos.alta[c])
    fecha = t.tras(c, desde, 3, 30)
    medio = np.array(("REVOCACION", "NULIDAD", "AMPARO"))[por_peso(t.azar, (5, 4, 1), len(c))]
    t.anotar(c, "IMPUGNACION", fecha, forma=medio)
    return fecha


def _suspende(
    t: Trama, c: Columna, impugna: Columna, garantia_hasta: Columna, hasta: Columna | int = SIN_DIA
) -> None:
    """Garantiza y se suspende; `hasta`, el último día de la suspensión si se dictó por un plazo.

    La garantía es por lo que pide la ley (CFF, art. 141), o hasta tres décimas más.
    """
    garantia = t.tras(c, impugna, 2, 15)
    t.anotar(c, "GARANTIA", garantia, milesimas=entre(t.azar, 1_000, 1_300, len(c)), hasta=garantia_hasta)
    t.anotar(c, "SUSPENSION", t.tras(c, garantia, 1, 10), hasta=hasta)


def _impugnado(t: Trama, c: Columna) -> None:
    """En pleito: tres de cada cuatro con garantía y suspensión; a los demás se les sigue cobrando."""
    fecha = _impugna(t, c)
    suspendido = algunos(t.azar, len(c), 750)
    sin_fin = algunos(t.azar, len(c), 600)
    hasta = np.where(sin_fin, SIN_DIA, CORTE + entre(t.azar, 30, 900, len(c)))
    _suspende(t, c[suspendido], fecha[suspendido], hasta[suspendido])
    requerimiento(t, c[~suspendido])


def _resuelto(t: Trama, c: Columna) -> None:
    """Se resuelve: si confirma, se cobra; si deja sin efectos, se acaba."""
    fecha = _impugna(t, c)
    resuelve = t.tras(c, fecha, 250, 600)
    a_plazo = algunos(t.azar, len(c), 300)
    _suspende(t, c, fecha, resuelve, np.where(a_plazo, resuelve - 1, SIN_DIA))
    confirma = algunos(t.azar, len(c), 600)
    t.anotar(c[~a_plazo], "FIN_SUSPENSION", resuelve[~a_plazo])
    se_hizo_saber = np.where(algunos(t.azar, len(c), 500), t.tras(c, resuelve, 1, 12), SIN_DIA)
    t.anotar(
        c, "RESOLUCION", resuelve, resultado=np.where(confirma, "CONFIRMA", "DEJA_SIN_EFECTOS"),
        notificado=se_hizo_saber,
    )  # fmt: skip
    c, resuelve = c[confirma], resuelve[confirma]
    ordena = t.tras(c, resuelve, 15, 60)
    t.anotar(c, "MANDAMIENTO", ordena, puesto=DELEGADO)
    fecha = cobro(t, c, "REQUERIMIENTO", t.tras(c, ordena, 4, 60))
    paga = algunos(t.azar, len(c), 600) | (fecha < NOVIEMBRE - _CINCO_ANIOS)
    liquidar(t, c[paga], t.tras(c, fecha, 1, 90)[paga], "POR_REQUERIMIENTO")
    coactivo.ampliacion(t, c[~paga], fecha[~paga])


def _condonado(t: Trama, c: Columna) -> None:
    """Se le reduce la multa y paga lo demás."""
    desde = np.maximum(t.creditos.notificacion[c], t.creditos.alta[c])
    fecha = t.tras(c, desde, 20, 150)
    t.anotar(c, "CONDONACION", fecha, milesimas=entre(t.azar, 300, 1_000, len(c)))
    liquidar(t, c, t.tras(c, fecha, 1, 40), "ESPONTANEO")


def _prescrito(t: Trama, c: Columna) -> Columna:
    """A la mitad se le ordenó requerir y se le requirió, y nadie volvió; devuelve desde cuándo corre el plazo."""
    gestionado = algunos(t.azar, len(c), 500)
    desde = t.creditos.exigible[c].copy()
    desde[gestionado] = requerimiento(t, c[gestionado])
    return desde


def _prescrito_declarado(t: Trama, c: Columna) -> None:
    t.anotar(c, "PRESCRIPCION_DECLARADA", t.tras(c, _prescrito(t, c) + _CINCO_ANIOS, 20, 600))


def _por_prescribir(t: Trama, c: Columna) -> None:
    """Le quedan meses: a algunos ya se les programó diligencia."""
    mandamiento(t, c[algunos(t.azar, len(c), 400)])
    programado = c[algunos(t.azar, len(c), 500)]
    fecha = reciente(t, programado, np.full(len(programado), NOVIEMBRE))
    t.anotar(programado, "PROGRAMACION", fecha, hasta=t.tras(programado, np.full(len(programado), CORTE), 5, 60))


def _rezagado(t: Trama, c: Columna) -> None:
    """Exigible y sin acción, o con un mandamiento que nadie practicó."""
    mandamiento(t, c[algunos(t.azar, len(c), 500)])


def _cambios_de_manos(t: Trama) -> None:
    """Al cierre de 2025 a algunos créditos se les cambia de ejecutor y otros pasan a otra delegación."""
    vivos = t.creditos.del_guion("EMBARGADO", "CONVENIO_VIGENTE", "REZAGADO", "INSOLVENTE", "NO_LOCALIZADO")
    for tipo, puesto, milesimas in (("ASIGNACION", EJECUTOR, 80), ("TRASPASO", NADIE, 30)):
        cual = vivos[algunos(t.azar, len(vivos), milesimas)]
        fecha = t.habil(cual, CORTE - entre(t.azar, 2, 12, len(cual)))
        if tipo == "TRASPASO":  # lo traspasado ya no lo gestiona quien lo tenía: no sería de su territorio
            quieto = t.ultimo()[cual] < fecha
            cual, fecha = cual[quieto], fecha[quieto]
        t.anotar(cual, tipo, fecha, puesto=puesto)


_HISTORIAS: dict[str, Callable[[Trama, Columna], object]] = {
    "SIN_NOTIFICAR": _sin_notificar,
    "EN_PLAZO": _en_plazo,
    "PAGO_ESPONTANEO": _pago_espontaneo,
    "PAGO_REQUERIDO": coactivo.pago_requerido,
    "REQUERIDO": coactivo.requerido,
    "EMBARGADO": coactivo.embargado,
    "REMATADO": coactivo.rematado,
    "INMOVILIZADO": coactivo.inmovilizado,
    "CONVENIO_CUMPLIDO": convenido.cumplido,
    "CONVENIO_VIGENTE": convenido.vigente,
    "CONVENIO_REVOCADO": convenido.revocado,
    "IMPUGNADO": _impugnado,
    "RESUELTO": _resuelto,
    "CANCELADO": coactivo.cancelado,
    "REACTIVADO": coactivo.reactivado,
    "CONDONADO": _condonado,
    "PRESCRITO": _prescrito,
    "PRESCRITO_DECLARADO": _prescrito_declarado,
    "NO_LOCALIZADO": coactivo.no_localizado,
    "INSOLVENTE": coactivo.insolvente,
    "POR_PRESCRIBIR": _por_prescribir,
    "REZAGADO": _rezagado,
}
