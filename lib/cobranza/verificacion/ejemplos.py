"""Los ejemplos de las reglas: expedientes en pocos renglones que se leen, se imprimen y corren como prueba.

Cómo se escribe un renglón lo dice `expediente.en_renglones`; aquí, además, `corte AAAA-MM-DD` es el día en que se
verifica y `!`, a secas, lo que la regla del ejemplo debe señalar:

    2025-03-03 EMBARGO #e forma=MUEBLES !
    2025-03-04 DEPOSITARIO ref=e

Practica EJ-1; EJ-2 tuvo nombramiento hasta el 14 de marzo de 2025; EJ-3 es de Tapachula; ordena DEL-1; JEFE-1 sólo
supervisa.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from cobranza.expediente.de_tablas import conexion_de_tablas
from cobranza.expediente.en_renglones import Expedientes, plantilla
from cobranza.verificacion.pae import Pae, leer

if TYPE_CHECKING:
    from cobranza.ley.norma import Normas
    from cobranza.verificacion.regla import Ejemplo, Regla

CORTE = date(2025, 12, 30)
DESDE = "2015-01-01"
PERSONAL = {
    "EJ-1": ("EJECUTOR", "NOTIFICAR; REQUERIR; EMBARGAR", "DH-TGZ", None),
    "EJ-2": ("EJECUTOR", "NOTIFICAR; REQUERIR; EMBARGAR", "DH-TGZ", "2025-03-14"),
    "EJ-3": ("EJECUTOR", "NOTIFICAR; REQUERIR; EMBARGAR", "DH-TAP", None),
    "NOT-1": ("NOTIFICADOR", "NOTIFICAR", "DH-TGZ", None),
    "DEL-1": ("DELEGADO", "MANDAMIENTO; DESIGNAR EJECUTORES", "DH-TGZ", None),
    "JEFE-1": ("JEFE_SECCION_EJECUCION", "SUPERVISAR", "DH-TGZ", None),
}


@dataclass(frozen=True, slots=True)
class Puesto:
    """Un ejemplo con su folio, el día en que se verifica y lo que la regla debe señalar (claves, o el folio)."""

    folio: str
    regla: str
    ejemplo: Ejemplo
    corte: date
    esperados: frozenset[str]


def de_reglas(reglas: Iterable[Regla], normas: Normas) -> list[tuple[Pae, list[Puesto]]]:
    """Los ejemplos de esas reglas como expedientes leídos: uno por día en que se verifican, con todo capturado."""
    por_corte: dict[date, tuple[Expedientes, list[Puesto]]] = {}
    for regla in reglas:
        for numero, ejemplo in enumerate(regla.ejemplos, 1):
            corte, folio = _corte(ejemplo.hechos), f"{regla.clave}-{numero}"
            expedientes, puestos = por_corte.setdefault(corte, (Expedientes(), []))
            esperados = frozenset(expedientes.poner(folio, ejemplo.hechos).get("", ()))
            puestos.append(Puesto(folio, regla.clave, ejemplo, corte, esperados))
    return [(_leer(puesto, normas, corte), puestos) for corte, (puesto, puestos) in sorted(por_corte.items())]


def _leer(expedientes: Expedientes, normas: Normas, corte: date) -> Pae:
    with conexion_de_tablas(plantilla(PERSONAL, DESDE) | expedientes.tablas()) as conexion:
        return leer(conexion, normas, corte, captura=TODO)


class _Todo(dict[str, int]):
    def get(self, clave: str, si_no: Any = None) -> Any:
        return 0


TODO = _Todo()
"""La captura de una oficina que todo lo anota desde siempre."""


def _corte(hechos: str) -> date:
    for renglon in hechos.splitlines():
        if renglon.split()[:1] == ["corte"]:
            return date.fromisoformat(renglon.split()[1])
    return CORTE
