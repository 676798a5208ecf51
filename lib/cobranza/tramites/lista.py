"""Los trámites en lista: en qué va cada uno, de qué delegación es y el semáforo del plazo que vence primero."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cobranza.libros.lecturas import delegaciones_de
from cobranza.papel.palabras import delegaciones
from cobranza.tramites.libro_de_pasos import Tramite, todos
from cobranza.tramites.vista import Vista

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cobranza.ley.norma import Normas
    from cobranza.tramites.tramitar import Proceso

VARIAS = "Varias"


@dataclass(frozen=True, slots=True)
class EnLista:
    """Un trámite en la lista. `plazos`: los que corren, del que vence antes al que vence después."""

    numero: str
    tipo: str
    titulo: str
    estado: str
    desde: date
    delegaciones: tuple[str, ...]
    """Las de los créditos de que trata, o la suya."""
    plazos: list[dict[str, Any]]
    falta: str = ""
    """Qué valor de la norma falta para los plazos que salen de la cuenta de su crédito; vacío si ninguno."""

    @property
    def delegacion(self) -> str:
        """La suya, o que son varias."""
        return self.delegaciones[0] if len(self.delegaciones) == 1 else VARIAS if self.delegaciones else ""

    @property
    def semaforo(self) -> str:
        """El del plazo que vence primero; vacío si no corre ninguno."""
        return str(self.plazos[0]["semaforo"]) if self.plazos else ""


def en_lista(
    conexion: Connection, proceso_de: Callable[[str], Proceso], al: date, normas: Normas, tipo: str = ""
) -> Iterator[EnLista]:
    """Los trámites, o los de un tipo, por número, como están ese día. `proceso_de` da el proceso de cada tipo."""
    hay = todos(conexion, tipo)
    procesos = {clave: proceso_de(clave) for clave in {t.tipo for t in hay}}
    titulos = {clave: proceso.definicion().titulo for clave, proceso in procesos.items()}
    folios = {t.numero: _folios(t, procesos[t.tipo].definicion().asunto) for t in hay}
    de = delegaciones_de(conexion, sorted({folio for suyos in folios.values() for folio in suyos}), al)
    nombres = delegaciones()
    for t in hay:
        # lo que trata de una delegación la lleva de asunto
        suyas = tuple(sorted({de.get(de_que, de_que) for de_que in folios[t.numero]} & {*de.values(), *nombres}))
        plazos, falta = Vista(conexion, procesos[t.tipo], al, normas).plazos_y_falta(t)
        yield EnLista(t.numero, t.tipo, titulos[t.tipo], t.estado, t.pasos[-1].fecha, suyas, plazos, falta)


def _folios(tramite: Tramite, asunto: str) -> list[str]:
    """Los créditos de que trata."""
    dicho = tramite.datos[asunto]
    return [str(folio) for folio in dicho] if isinstance(dicho, list) else [str(dicho)]
