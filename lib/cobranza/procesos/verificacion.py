"""La verificación dirigida de una delegación: su programa, su muestra y lo que pasó con lo que halló (F05).

Los hallazgos son trámites y deciden: aquí sólo se observa cuándo se notificaron, se empezaron a contestar y quedaron
resueltos, que es cuando la verificación se solventa o no.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from cobranza.base.impedimento import Impedimento
from cobranza.papel import palabras
from cobranza.tramites.libro_de_pasos import Tramite, todos
from cobranza.tramites.tramitar import Caso, Ocurrido, Proceso
from cobranza.verificacion import seguimiento

TIPO = "verificacion"
_HUELLA = re.compile(r"[0-9a-f]{16}([0-9a-f]{48})?")
"""Como la dicen `cobranza muestra` y el cuaderno, o entera."""


def hallazgos(caso: Caso) -> list[Tramite]:
    """Los que se levantaron de esa delegación con ese corte."""
    d = caso.datos
    return [
        t
        for t in todos(caso.conexion, seguimiento.TIPO)
        if (t.datos["delegacion"], str(t.datos["corte"])) == (d["delegacion"], str(d["corte"]))
    ]


def _conocida(caso: Caso) -> Iterator[Impedimento]:
    d = caso.datos
    if d["delegacion"] not in palabras.delegaciones():
        que_hacer = "Di su clave, como DH-TGZ; están en params/catalogos/delegaciones.csv."
        yield caso.estado.impide("VER01", "No hay esa delegación", f"«{d['delegacion']}» no existe.", que_hacer)
    if d["corte"] > caso.al:
        evidencia = f"El corte es {d['corte']} y se programa el {caso.al}."
        yield caso.estado.impide("VER02", "El corte no ha pasado", evidencia, "Di un corte que ya pasó.")


def _una_por_corte(caso: Caso) -> Iterator[Impedimento]:
    suyo = (caso.asunto, str(caso.datos["corte"]))
    for otra in todos(caso.conexion, TIPO):
        if (otra.datos["delegacion"], str(otra.datos["corte"])) == suyo:
            evidencia = f"Es {otra.numero}, que está {otra.estado}."
            yield caso.estado.impide("VER03", "Ya se programó", evidencia, "Síguela por ese trámite.")


def _con_huella(caso: Caso) -> Iterator[Impedimento]:
    if not _HUELLA.fullmatch(str(caso.datos["muestra"])):
        que_hacer = "Copia la que dice «cobranza muestra» al dejar la cédula."
        evidencia = f"«{caso.datos['muestra']}» no es una huella: se esperaban 16 cifras hexadecimales, o las 64."
        yield caso.estado.impide("VER04", "Falta la huella de la muestra", evidencia, que_hacer)


def _con_hallazgos(caso: Caso) -> Iterator[Impedimento]:
    if not hallazgos(caso):
        evidencia = f"Ninguno de {caso.asunto} con corte {caso.datos['corte']}."
        que_hacer = "Levántalos con «cobranza hallazgos levantar», o termínala sin hallazgos."
        yield caso.estado.impide("VER05", "No se levantó ningún hallazgo", evidencia, que_hacer)


def _sin_hallazgos(caso: Caso) -> Iterator[Impedimento]:
    if hay := hallazgos(caso):
        evidencia = f"Se levantaron {len(hay)}, el primero {hay[0].numero}."
        yield caso.estado.impide("VER06", "Sí hay hallazgos", evidencia, "Termínala con hallazgos.")


def _cuantos(caso: Caso) -> Mapping[str, Any]:
    return {"hallazgos": len(hallazgos(caso))}


def _notificada(caso: Caso) -> Ocurrido | None:
    """El último de sus hallazgos que quedaba por notificar se notificó; lo descartado no se notifica."""
    suyos = [t for t in hallazgos(caso) if t.estado != "DESCARTADO" or t.de("NOTIFICADO")]
    primeros = [t.de("NOTIFICADO") for t in suyos]
    return _ocurrido(caso, [p.fecha if p else None for p in primeros])


def _en_solventacion(caso: Caso) -> Ocurrido | None:
    """La delegación empezó a contestar."""
    contestados = [p.fecha for t in hallazgos(caso) for p in t.pasos if p.estado == "CONTESTADO"]
    return _ocurrido(caso, [min(contestados)]) if contestados else None


def _solventada(caso: Caso) -> Ocurrido | None:
    return None if _sin_solventar(caso) else _resueltos(caso)


def _no_solventada(caso: Caso) -> Ocurrido | None:
    return _resueltos(caso) if _sin_solventar(caso) else None


def _resueltos(caso: Caso) -> Ocurrido | None:
    """El día en que el último de sus hallazgos quedó resuelto."""
    return _ocurrido(caso, [t.pasos[-1].fecha if t.estado in seguimiento.CERRADOS else None for t in hallazgos(caso)])


def _ocurrido(caso: Caso, dias: list[date | None]) -> Ocurrido | None:
    """El último de esos días, si todos se conocen y ya llegó."""
    conocidos = [d for d in dias if d is not None]
    if not conocidos or len(conocidos) < len(dias) or max(conocidos) > caso.al:
        return None
    return Ocurrido(max(conocidos))


def _sin_solventar(caso: Caso) -> list[str]:
    return [t.numero for t in hallazgos(caso) if t.estado == "NO_SOLVENTADO"]


def _avisos(caso: Caso) -> Iterator[str]:
    """Lo que falta para que avance sola, y lo que se cerró sin solventar."""
    hay = hallazgos(caso)
    if faltan := [t.numero for t in hay if t.estado == "LEVANTADO"]:
        yield f"Faltan por notificar {len(faltan)} de {len(hay)} hallazgos; el primero, {faltan[0]}."
    if abiertos := [t.numero for t in hay if t.estado not in (*seguimiento.CERRADOS, "LEVANTADO")]:
        yield f"Siguen abiertos {len(abiertos)} hallazgos; el primero, {abiertos[0]}."
    if sin := _sin_solventar(caso):
        yield f"No se solventaron: {', '.join(sin)}."


PROCESO = Proceso(
    TIPO,
    comprueba={
        "conocida": _conocida,
        "una_por_corte": _una_por_corte,
        "con_huella": _con_huella,
        "con_hallazgos": _con_hallazgos,
        "sin_hallazgos": _sin_hallazgos,
    },
    calcula={"cuantos": _cuantos},
    observa={
        "NOTIFICADA_A_DELEGACION": _notificada,
        "EN_SOLVENTACION": _en_solventacion,
        "SOLVENTADA": _solventada,
        "NO_SOLVENTADA": _no_solventada,
    },
    avisos=_avisos,
)
