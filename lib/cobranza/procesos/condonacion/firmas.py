"""Quién autoriza la reducción: hasta qué por ciento e importe alcanza cada puesto y desde cuánto firman dos."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from cobranza.base.dinero import pesos, texto
from cobranza.base.impedimento import Impedimento
from cobranza.procesos.condonacion.multa_firme import TIPO
from cobranza.tramites.facultados import doble_firma, niveles, titulo_de
from cobranza.tramites.libro_de_pasos import Tramite
from cobranza.tramites.tramitar import Caso

CIEN_POR_CIENTO = 10_000
"""El cien por ciento, con los dos decimales con que se dice."""


def porcentaje(caso: Caso) -> list[Impedimento]:
    """Que reduzca algo y no más que la multa."""
    if 0 < caso.datos["porcentaje"] <= CIEN_POR_CIENTO and caso.datos["reducido"] > 0:
        return []
    evidencia = f"Se dijo {texto(caso.datos['porcentaje'])} %, que son {pesos(caso.datos['reducido'])}."
    que_hacer = "La ley permite reducir hasta el 100 %; para no reducir nada, niega la solicitud."
    return [caso.estado.impide("CDN06", "Por ciento fuera de lo que la ley permite", evidencia, que_hacer)]


def tope(caso: Caso) -> list[Impedimento]:
    """El por ciento que alcanza cada puesto; el importe lo mira el motor, con `nivel`."""
    pedido = caso.datos["porcentaje"] * 100  # los niveles van en diezmilésimas de por ciento
    hay = niveles("condonacion_porcentaje", caso.al, lambda: 0)
    alcanzan = [n for n in hay if n.hasta is None or pedido <= n.hasta]
    if caso.quien.con_rol([n.rol for n in alcanzan]):
        return []
    evidencia = f"Es del {texto(caso.datos['porcentaje'])} % y «{caso.quien.usuario}» no alcanza a autorizarlo."
    que_hacer = f"Lo autoriza {titulo_de(alcanzan[0].rol)} ({alcanzan[0].dicho})." if alcanzan else "Nadie alcanza."
    return [caso.estado.impide("CDN07", "El por ciento rebasa el nivel de quien autoriza", evidencia, que_hacer)]


def cuantas(tramite: Tramite) -> int:
    """Cuántas personas la han autorizado."""
    return sum(paso.estado == "AUTORIZADA" for paso in tramite.pasos)


def pide_dos(datos: Mapping[str, Any], al: date) -> str:
    """Cómo se dice el importe desde el que firman dos, si lo que se reduce llega; vacío si basta una firma."""
    desde = doble_firma(TIPO, al)
    return desde[1] if desde and datos["reducido"] >= desde[0] else ""


def otra_firma(caso: Caso) -> list[Impedimento]:
    """Que no sobre la firma: una, o dos desde el importe que lo pide."""
    assert caso.tramite is not None
    firmas = cuantas(caso.tramite)
    if firmas < (2 if pide_dos(caso.datos, caso.al) else 1):
        return []
    evidencia = f"Ya la autorizó quien debía el {caso.tramite.pasos[-1].fecha}."
    return [caso.estado.impide("CDN08", "Ya está autorizada", evidencia, "Notifícala.")]


def firmada(caso: Caso) -> list[Impedimento]:
    """Que no falte la segunda firma."""
    assert caso.tramite is not None
    resuelta = caso.tramite.pasos[-1]
    if resuelta.estado != "AUTORIZADA" or not (desde := pide_dos(caso.datos, resuelta.fecha)):
        return []
    if cuantas(caso.tramite) > 1:
        return []
    evidencia = f"Se reducen {pesos(caso.datos['reducido'])} y sólo la autorizó «{resuelta.usuario}»."
    que_hacer = f"Que la autorice otra persona: firman dos desde {desde}."
    return [caso.estado.impide("CDN09", "Falta la segunda firma", evidencia, que_hacer)]
