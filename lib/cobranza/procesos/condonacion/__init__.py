"""La reducción («condonación») de una multa firme: quién la dictamina y autoriza, qué la impide y cuándo vale.

Fundamento: CFF, art. 74. La reducción es un por ciento de la multa actualizada al día en que surte. Está sujeta a
que el resto se pague en su plazo: mientras, el crédito se debe entero; el día en que se cubre lo que la resolución
dijo se anota la CONDONACION; si no se cubre, no hubo reducción y se debe el 100 %, sin que nada haya que deshacer. Y
si después deja de valer el recibo con que se cubrió, otro acto la deja sin efectos desde ese día.

Qué multa (`multa_firme`), quién (`firmas`), el resto y su plazo (`resto_de_la_multa`), los documentos
(`resolucion_de_multa`); aquí, los actos que asienta.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cobranza.base.dinero import texto
from cobranza.cartera.reapertura import sin_efectos
from cobranza.procesos.condonacion import firmas, multa_firme, resolucion_de_multa, resto_de_la_multa
from cobranza.tramites.tramitar import Caso, Proceso


def _suspende(caso: Caso) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None
    if not caso.datos.get("pide_suspension"):
        return []
    return [caso.anotar(_acto(caso, "SUSPENSION"))]


def _reanuda(caso: Caso) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None and caso.tramite is not None
    suspendio = [e["clave"] for p in caso.tramite.pasos for e in p.efectos if e["acto"] == "SUSPENSION"]
    return [caso.anotar(_acto(caso, "FIN_SUSPENSION", referencia=clave)) for clave in suspendio]


def _reduce(caso: Caso) -> list[Mapping[str, Any]]:
    assert caso.anotar is not None
    causa = str(caso.datos["causal"]).upper()
    return [caso.anotar(_acto(caso, "CONDONACION", monto=texto(caso.datos["aplicado"]), resultado=causa))]


def _acto(caso: Caso, acto: str, **otros: str) -> dict[str, str]:
    return {"folio": str(caso.asunto), "acto": acto, "fecha": caso.al.isoformat(), "documento": caso.numero} | otros


def _restaura(caso: Caso) -> list[Mapping[str, Any]]:
    return sin_efectos(caso, "CONDONACION", "CONDONACION_SIN_EFECTOS")


PROCESO = Proceso(
    multa_firme.TIPO,
    comprueba={
        "procede": multa_firme.procede,
        "garantiza": multa_firme.garantiza,
        "porcentaje": firmas.porcentaje,
        "tope": firmas.tope,
        "otra_firma": firmas.otra_firma,
        "firmada": firmas.firmada,
        "notificada_despues": resto_de_la_multa.notificada_despues,
    },
    calcula={
        "cuanto": resto_de_la_multa.cuanto,
        "firmeza": multa_firme.por_que_es_firme,
        "plazo_de_pago": resto_de_la_multa.plazo_de_pago,
        "lo_que_reduce": resto_de_la_multa.lo_que_reduce,
        "nada_se_reduce": lambda caso: {"aplicado": 0},
    },
    efectos={"suspende": _suspende, "reanuda": _reanuda, "reduce": _reduce, "restaura": _restaura},
    documentos={"condonacion": resolucion_de_multa.resolucion, "aviso_a_delegacion": resolucion_de_multa.aviso},
    observa={
        "APLICADA": resto_de_la_multa.se_pago,
        "CADUCADA": resto_de_la_multa.no_se_pago,
        "RESTAURADA": resto_de_la_multa.ya_no_se_pago,
    },
    vencimientos=resto_de_la_multa.vencimientos,
    avisos=resto_de_la_multa.avisos,
    ambito=multa_firme.ambito,
)
