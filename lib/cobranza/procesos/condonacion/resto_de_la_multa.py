"""El resto de la multa, lo que no se redujo: cuánto es, hasta cuándo se paga y si se pagó.

La reducción vale mientras el resto esté cubierto en su plazo: el día en que se cubre se aplica; si no se cubre,
caduca; y si el recibo con que se cubrió después no valió, la multa se restaura desde ese día (CFF, art. 74).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from cobranza.base.dinero import dividir_redondeando, pesos
from cobranza.base.fechas import dia, fecha_corta, fecha_de
from cobranza.base.impedimento import Impedimento
from cobranza.cartera.multas import multa_debida, pagado_a_la_multa
from cobranza.cartera.reapertura import caidos, por_que, primer_dia
from cobranza.ingesta.anotacion import tablas_de
from cobranza.ley.plazo import plazo, ultimo_dia
from cobranza.ley.plazos import surte_efectos
from cobranza.procesos.condonacion.firmas import CIEN_POR_CIENTO
from cobranza.procesos.condonacion.multa_firme import ambito, en
from cobranza.tramites.facultados import ROTULO
from cobranza.tramites.papeles import credito_de
from cobranza.tramites.tramitar import Caso, Ocurrido, Vencimiento

PLAZO = "MET-CONDONACION"


def notificada_despues(caso: Caso) -> list[Impedimento]:
    """Que se haya notificado entre el día en que se resolvió y el del paso."""
    assert caso.tramite is not None
    resuelta = caso.tramite.pasos[-1].fecha
    if resuelta <= caso.datos["notificada_el"] <= caso.al:
        return []
    evidencia = f"Se dice notificada el {caso.datos['notificada_el']}; se resolvió el {resuelta} y hoy es {caso.al}."
    return [caso.estado.impide("CDN10", "Notificación fuera de lugar", evidencia, "Corrige la fecha.")]


def cuanto(caso: Caso) -> dict[str, Any]:
    """La multa de ese día, lo que se reduce y lo que queda por pagar de ella; y lo que ya se le había pagado."""
    e = en(caso)
    multa = multa_debida(e.credito)
    reducido = int(dividir_redondeando(multa * caso.datos["porcentaje"], CIEN_POR_CIENTO))
    pagado = _pagos(caso)
    return {
        "multa": multa,
        "reducido": reducido,
        "a_pagar": multa - reducido,
        "pagado_antes": pagado[-1][1] if pagado else 0,
    }


def _pagos(caso: Caso) -> list[tuple[date, int]]:
    folio = str(caso.asunto)
    return pagado_a_la_multa(tablas_de(caso.conexion, folio), credito_de(caso.conexion, folio)["concepto"])


def plazo_de_pago(caso: Caso) -> dict[str, Any]:
    """Cuándo surte la notificación y, si se autorizó, hasta cuándo se puede pagar el resto."""
    assert caso.tramite is not None
    norma = caso.normas.de(ambito(caso))
    surte = int(surte_efectos(norma, dia(caso.datos["notificada_el"])))
    dicho = {"surte_el": fecha_de(surte)}
    if caso.tramite.de("AUTORIZADA") is None:
        return dicho
    return dicho | {"vence": fecha_de(int(ultimo_dia(norma, PLAZO, np.array([surte], dtype=np.int64))[0]))}


def lo_que_reduce(caso: Caso) -> dict[str, Any]:
    """El por ciento de la multa actualizada de ese día: lo que aún se debe de ella y lo que se le pagó desde que se
    autorizó."""
    e = en(caso)
    pagado = [hasta for cuando, hasta in _pagos(caso) if cuando <= caso.al]
    de_ella = multa_debida(e.credito) + (pagado[-1] if pagado else 0) - caso.datos["pagado_antes"]
    return {"aplicado": int(dividir_redondeando(de_ella * caso.datos["porcentaje"], CIEN_POR_CIENTO))}


def _falta(caso: Caso) -> int:
    """Cuánto debe haberse pagado a la multa, con lo de antes de resolver, para que el resto esté cubierto."""
    return int(caso.datos["a_pagar"]) + int(caso.datos["pagado_antes"])


def _cubierto_el(caso: Caso, al: date) -> date | None:
    """El día desde el que está cubierto lo que la resolución dijo; None si ese día no lo está, o no se autorizó."""
    assert caso.tramite is not None
    if caso.tramite.de("AUTORIZADA") is None:
        return None
    desde: date = caso.datos["notificada_el"]
    if caso.datos["a_pagar"] == 0:
        return desde
    pagado = [(cuando, hasta >= _falta(caso)) for cuando, hasta in _pagos(caso) if cuando <= al]
    if not pagado or not pagado[-1][1]:
        return None
    descubierto = max((k for k, (_, alcanza) in enumerate(pagado) if not alcanza), default=-1)
    return max(pagado[descubierto + 1][0], desde)


def se_pago(caso: Caso) -> Ocurrido | None:
    """Si el resto está cubierto y se cubrió en su plazo, desde qué día."""
    cuando = _cubierto_el(caso, caso.al)
    return Ocurrido(cuando) if cuando is not None and cuando <= caso.datos["vence"] else None


def ya_no_se_pago(caso: Caso) -> Ocurrido | None:
    """Si dejó de valer un recibo con que se pagó el resto y ya no está cubierto en su plazo, desde qué día."""
    assert caso.tramite is not None
    recibos = _del_resto(caso)
    if not recibos or se_pago(caso):
        return None
    aplicada = caso.tramite.pasos[-1].fecha
    movimientos = [tablas_de(caso.conexion, str(caso.asunto))["movimiento"]]
    cuando = primer_dia(movimientos, aplicada, caso.al, lambda al: _cubierto_el(caso, al) is None)
    return Ocurrido(cuando, {"motivo": f"La multa se debe completa {por_que(recibos, cuando)}"})


def _del_resto(caso: Caso) -> list[str]:
    """Los recibos ingresados desde que se autorizó que ya no valen."""
    autorizada = caso.tramite.de("AUTORIZADA") if caso.tramite else None
    return caidos(caso.conexion, str(caso.asunto), autorizada.fecha) if autorizada else []


def no_se_pago(caso: Caso) -> Ocurrido | None:
    """Si pasó el plazo sin que el resto se cubriera."""
    assert caso.tramite is not None
    if caso.tramite.de("AUTORIZADA") is None or caso.al <= caso.datos["vence"] or se_pago(caso):
        return None
    return Ocurrido(caso.datos["vence"] + timedelta(days=1))


def vencimientos(caso: Caso) -> list[Vencimiento]:
    """Hasta cuándo se puede pagar el resto, mientras no se aplique ni caduque."""
    vence = caso.datos.get("vence")
    if caso.estado.clave != "NOTIFICADA" or not vence:
        return []
    rige = plazo(caso.normas.de(ambito(caso)), PLAZO, caso.datos["surte_el"])
    return [Vencimiento(PLAZO, vence, f"CFF art. 74; {rige.fundamento} ({ROTULO})")]


def avisos(caso: Caso) -> list[str]:
    """Cuánto falta del resto y hasta cuándo; o qué recibo suyo dejó de valer."""
    if caso.estado.clave == "APLICADA":
        return _sin_sustento(caso)
    if caso.estado.clave != "NOTIFICADA" or not caso.datos.get("vence"):
        return []
    e = en(caso)
    pagado = _pagos(caso)
    cubierto = (pagado[-1][1] if pagado else 0) - caso.datos["pagado_antes"]
    falta = max(caso.datos["a_pagar"] - cubierto, 0)
    antes = sum(v for c, v in e.componentes.items() if c in ("gastos", "honorarios", "recargos"))
    previo = f" y antes {pesos(antes)} de gastos y recargos (CFF, art. 20)" if antes else ""
    return [f"Faltan {pesos(falta)} de la multa{previo}, a más tardar el {fecha_corta(caso.datos['vence'])}."]


def _sin_sustento(caso: Caso) -> list[str]:
    """Los recibos que pagaron el resto y dejaron de valer."""
    return [
        f"El recibo {recibo}, con que se pagó el resto, ya no vale: la reducción quedó sin sustento; si el resto no "
        "está cubierto, «cobranza tramite al-dia» restaura la multa."
        for recibo in _del_resto(caso)
    ]
