"""La plantilla ficticia de cada delegación y quién podía actuar en ella cada día.

Cada plaza de ejecutor y de delegado la han tenido dos personas, una después de otra: así hay nombramientos
vencidos y, cualquier día, alguien que sí lo tenía vigente y alguien que ya no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from cobranza.base.catalogos import delegaciones
from cobranza.base.fechas import SIN_DIA, dia
from cobranza.gemelo.identidades import gente
from cobranza.gemelo.sorteo import Azar, Columna, Mascara, entre
from cobranza.gemelo.textos import Textos, tomar

PUESTOS = ("DELEGADO", "JEFE_SECCION_EJECUCION", "EJECUTOR", "NOTIFICADOR", "SUPERVISOR_CENTRAL")
DELEGADO, JEFE, EJECUTOR, NOTIFICADOR, SUPERVISOR = range(5)
NADIE = -1
_FACULTADES = (
    "MANDAMIENTO; DESIGNAR EJECUTORES",
    "COORDINAR EJECUTORES",
    "NOTIFICAR; REQUERIR; EMBARGAR",
    "NOTIFICAR",
    "SUPERVISAR",
)
_SUELDOS = (32_000_00, 24_500_00, 14_800_00, 11_900_00, 27_300_00)  # al mes, en centavos
PLAZAS = 4
"""Lo más que una delegación tiene de ejecutores; las demás repiten las que tengan."""
_ANTES, _DESDE = dia(date(2011, 1, 3)), dia(date(2011, 6, 1))
_CAMBIOS = (dia(date(2013, 1, 1)), dia(date(2019, 12, 31)))
_RENOVACION = dia(date(2019, 1, 1))


def claves_de_delegacion() -> list[str]:
    """Las delegaciones que llevan créditos, en el orden del catálogo."""
    catalogo = delegaciones()
    return catalogo.loc[catalogo["tipo"].eq("DELEGACION"), "clave"].tolist()


@dataclass(frozen=True)
class Plantilla:
    """Personas y nombramientos por columnas, y las plazas por delegación (`[delegación, plaza, antes o después]`)."""

    numero: Textos
    personas: dict[str, Textos | Columna]
    nombramientos: dict[str, Textos | Columna]
    titular: dict[int, Columna]
    relevo: dict[int, Columna]

    def quien(self, puesto: Columna, delegacion: Columna, plaza: Columna, al: Columna, ajeno: Mascara) -> Columna:
        """Quién ocupaba ese día la plaza de ese puesto; con `ajeno`, quien ya no la ocupaba. `NADIE` sin puesto."""
        persona = np.full(len(puesto), NADIE, dtype=np.int64)
        for cual in (DELEGADO, JEFE, EJECUTOR, NOTIFICADOR):
            de = np.flatnonzero(puesto == cual)
            lugar = (delegacion[de], plaza[de] % PLAZAS)
            despues = (al[de] >= self.relevo[cual][lugar]) ^ ajeno[de]
            persona[de] = self.titular[cual][(*lugar, despues.astype(np.int64))]
        return persona


class _Alta:
    """Personas y nombramientos conforme se dan de alta."""

    def __init__(self) -> None:
        self.personas: list[tuple[int, int, int]] = []  # puesto, delegación, alta
        self.nombramientos: list[tuple[int, int, int]] = []  # persona, desde, hasta

    def persona(self, puesto: int, delegacion: int, desde: int) -> int:
        self.personas.append((puesto, delegacion, desde))
        return len(self.personas) - 1

    def plaza(self, puesto: int, delegacion: int, relevo: int) -> tuple[int, int]:
        """Dos personas sucesivas; sin relevo, la misma con su nombramiento renovado."""
        primera = self.persona(puesto, delegacion, _ANTES)
        segunda = primera if relevo == _RENOVACION else self.persona(puesto, delegacion, relevo)
        self.nombramientos += [(primera, _DESDE, relevo - 1), (segunda, relevo, SIN_DIA)]
        return primera, segunda


def plantilla(azar: Azar) -> Plantilla:
    """La plantilla completa: la misma para toda la cartera."""
    alta, cuantas = _Alta(), len(claves_de_delegacion())
    titular = {p: np.zeros((cuantas, PLAZAS, 2), dtype=np.int64) for p in range(4)}
    relevo = {p: np.full((cuantas, PLAZAS), _RENOVACION, dtype=np.int64) for p in range(4)}
    for d in range(cuantas):
        # las dos primeras delegaciones son las grandes
        de_cada = {DELEGADO: 1, JEFE: 1, EJECUTOR: PLAZAS if d < 2 else 2 + d % 2, NOTIFICADOR: 2 if d < 2 else 1}
        for puesto, plazas in de_cada.items():
            for k in range(PLAZAS):
                if k >= plazas:
                    titular[puesto][d, k], relevo[puesto][d, k] = (
                        titular[puesto][d, k % plazas],
                        relevo[puesto][d, k % plazas],
                    )
                    continue
                if puesto in (DELEGADO, EJECUTOR):
                    relevo[puesto][d, k] = int(entre(azar, *_CAMBIOS))
                titular[puesto][d, k] = alta.plaza(puesto, d, int(relevo[puesto][d, k]))
    for _ in range(2):
        alta.plaza(SUPERVISOR, 0, _RENOVACION)
    return _con_nombres(azar, alta, titular, relevo)


def _con_nombres(azar: Azar, alta: _Alta, titular: dict[int, Columna], relevo: dict[int, Columna]) -> Plantilla:
    puesto, delegacion, desde = (np.array(c, dtype=np.int64) for c in zip(*alta.personas, strict=True))
    persona, inicio, fin = (np.array(c, dtype=np.int64) for c in zip(*alta.nombramientos, strict=True))
    quienes, cuantos = gente(azar, len(puesto)), len(puesto)
    numero = pa.array([f"E{i:04d}" for i in range(1, cuantos + 1)])
    claves = claves_de_delegacion()
    de_la_persona: dict[str, Textos | Columna] = {
        "numero_empleado": numero,
        "nombre": quienes.nombre,
        "rfc": quienes.rfc,
        "curp": quienes.curp,
        "puesto": tomar(PUESTOS, puesto),
        "delegacion": tomar(claves, delegacion),
        "clabe": quienes.clabe,
        "sueldo_mensual": np.array(_SUELDOS)[puesto] + entre(azar, 0, 30, cuantos) * 100_00,
        "alta": np.where(desde == _ANTES, _ANTES, desde - entre(azar, 1, 400, cuantos)),
        "baja": np.full(cuantos, SIN_DIA, dtype=np.int64),
    }
    del_oficio: dict[str, Textos | Columna] = {
        "oficio": pa.array([f"SH/DC/{i:04d}" for i in range(1, len(persona) + 1)]),
        "numero_empleado": tomar(numero, persona),
        "puesto": tomar(PUESTOS, puesto[persona]),
        "facultades": tomar(_FACULTADES, puesto[persona]),
        "delegacion": tomar(claves, delegacion[persona]),
        "desde": inicio,
        "hasta": fin,
    }
    return Plantilla(numero, de_la_persona, del_oficio, titular, relevo)
