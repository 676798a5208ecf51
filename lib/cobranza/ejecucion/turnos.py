"""Lo que toca correr y lo que ya se corrió: cada plan, en cada día que le tocaba, una sola vez.

Lo hecho se anota en el registro de lo publicado, informe por informe: una llamada interrumpida sigue donde iba y dos
llamadas no lo hacen dos veces. Lo que no se corrió en su día (la máquina apagada, un dato que faltaba) queda
pendiente y se corre como si fuera aquel día. Un plan cuenta desde la primera vez que se le vio: uno nuevo no corre su
pasado.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from cobranza.base import permisos
from cobranza.base.ajustes import ajustes
from cobranza.base.candado import candado
from cobranza.base.nominativas import junto_a_la_base
from cobranza.ejecucion import huellas, publicadas
from cobranza.ejecucion.plan import Habil, Plan, Tarea, leer
from cobranza.ejecucion.publicadas import Lugar

AGENDA = "agenda"
"""Cómo se llama, en el registro, un renglón de la agenda."""
VISTO, HECHA, CERRADO = "visto", "hecha", "cerrado"
ATRASO_DIAS = 92
"""Cuánto atrás se busca lo que no se corrió: un trimestre. Lo anterior se corre a mano."""
_CANDADO = "agenda.candado"


@dataclass(frozen=True, slots=True)
class Memoria:
    """Lo que el registro recuerda: desde cuándo se ve cada plan, qué informes se hicieron y qué días se cerraron."""

    vistos: Mapping[str, date] = field(default_factory=dict)
    hechas: frozenset[tuple[str, date, str]] = frozenset()
    cerrados: frozenset[tuple[str, date]] = frozenset()


@dataclass(frozen=True, slots=True)
class Turno:
    """Un plan en un día que le tocaba: las tareas que le faltan, cada una con su clave."""

    plan: Plan
    dia: date
    faltan: tuple[tuple[str, Tarea], ...]


def recordar() -> Memoria:
    """Lo que dice el registro de esta instalación. Errores: `ErrorDeEjecucion` si no se puede leer."""
    suyos = [r for r in publicadas.leer().renglones if r.get("hecho") == AGENDA]
    vistos: dict[str, date] = {}
    for renglon in suyos:
        if renglon["estado"] == VISTO:
            dia = _dia(renglon)
            vistos[renglon["plan"]] = min(dia, vistos.get(renglon["plan"], dia))
    return Memoria(
        vistos,
        frozenset((r["plan"], _dia(r), r["tarea"]) for r in suyos if r["estado"] == HECHA),
        frozenset((r["plan"], _dia(r)) for r in suyos if r["estado"] == CERRADO),
    )


def pendientes(plan: Plan, hasta: date, memoria: Memoria, es_habil: Habil | None = None) -> list[date]:
    """Los días en que tocaba y no se terminó, del más antiguo a ése inclusive.

    Errores: los de `es_habil`, si el calendario no llega a esos días.
    """
    desde = max(min(memoria.vistos.get(plan.nombre, hasta), hasta), hasta - timedelta(days=ATRASO_DIAS))
    dias = (desde + timedelta(days=n) for n in range((hasta - desde).days + 1))
    return [dia for dia in dias if (plan.nombre, dia) not in memoria.cerrados and plan.toca(dia, es_habil)]


def turno(ruta: Path, dia: date, memoria: Memoria, ultimo: Callable[[], date] | None = None) -> Turno:
    """El plan como se habría leído ese día, con lo que le falta por correr.

    La clave de una tarea es lo que el plan pide, sin abrir los libros: `ultimo_capturado` se queda con su nombre.
    """
    pedido, plan = leer(ruta, dia), leer(ruta, dia, ultimo)
    claves = [_clave(tarea) for tarea in pedido.tareas]
    faltan = zip(claves, plan.tareas, strict=True)
    return Turno(plan, dia, tuple((c, t) for c, t in faltan if (plan.nombre, dia, c) not in memoria.hechas))


@contextmanager
def exclusiva() -> Iterator[None]:
    """Una llamada a la vez. Errores: `BlockingIOError` si otra está corriendo lo que toca."""
    carpeta = permisos.carpeta(junto_a_la_base(ajustes()))
    with candado(carpeta / _CANDADO, espera=False):
        yield


def anotar_visto(plan: Plan, dia: date) -> None:
    """Desde ese día la agenda sabe de ese plan."""
    _anotar(VISTO, plan, dia)


def anotar_hecha(suyo: Turno, clave: str, corrida: str) -> None:
    """Esa tarea de ese turno terminó bien: no se vuelve a correr por ese día."""
    _anotar(HECHA, suyo.plan, suyo.dia, tarea=clave, corrida=corrida)


def anotar_cerrado(plan: Plan, dia: date) -> None:
    """De ese plan, ese día, ya no falta nada."""
    _anotar(CERRADO, plan, dia)


def _anotar(estado: str, plan: Plan, dia: date, **mas: object) -> None:
    publicadas.anotar(AGENDA, Lugar("", ""), estado=estado, plan=plan.nombre, dia=dia.isoformat(), **mas)


def _clave(tarea: Tarea) -> str:
    return huellas.de_texto(huellas.canonico([tarea.cuaderno, tarea.parametros]))[: huellas.LARGO]


def _dia(renglon: Mapping[str, Any]) -> date:
    return date.fromisoformat(renglon["dia"])
