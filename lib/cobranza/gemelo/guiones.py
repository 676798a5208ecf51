"""Los guiones: qué le pasa a cada crédito, cuántos siguen cada uno y de cuándo son.

La proporción es ilustrativa: no hay estadística pública de la cartera de la entidad con este detalle.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from cobranza.base.fechas import dia

CORTE = dia(date(2025, 12, 31))
"""Hasta cuándo se sabe algo: nada ocurre ni se captura después."""
HORIZONTE = dia(date(2026, 12, 18))
"""Hasta cuándo se anotan las anomalías por venir: después, la cartera de ejemplo ya no dice nada."""
PRIMERO = dia(date(2012, 1, 2))


@dataclass(frozen=True, slots=True)
class Guion:
    """Milésimas de la cartera que lo siguen y entre qué fechas se resolvieron sus créditos."""

    clave: str
    milesimas: int
    desde: int
    hasta: int


def _guion(clave: str, milesimas: int, desde: str, hasta: str) -> Guion:
    return Guion(clave, milesimas, dia(date.fromisoformat(desde)), dia(date.fromisoformat(hasta)))


GUIONES = (
    _guion("SIN_NOTIFICAR", 50, "2023-06-01", "2025-12-10"),
    _guion("EN_PLAZO", 30, "2025-09-15", "2025-11-20"),
    _guion("PAGO_ESPONTANEO", 90, "2012-01-02", "2025-11-01"),
    _guion("PAGO_REQUERIDO", 130, "2012-01-02", "2025-09-15"),
    _guion("REQUERIDO", 70, "2025-03-01", "2025-09-15"),
    _guion("EMBARGADO", 90, "2021-01-15", "2025-08-31"),
    _guion("REMATADO", 40, "2013-01-02", "2023-12-20"),
    _guion("INMOVILIZADO", 70, "2014-01-02", "2025-07-31"),
    _guion("CONVENIO_CUMPLIDO", 30, "2013-01-02", "2023-06-30"),
    _guion("CONVENIO_VIGENTE", 40, "2023-09-01", "2025-07-31"),
    _guion("CONVENIO_REVOCADO", 20, "2021-01-15", "2024-06-30"),
    _guion("IMPUGNADO", 60, "2019-01-02", "2025-09-30"),
    _guion("RESUELTO", 40, "2015-01-02", "2024-03-31"),
    _guion("CANCELADO", 35, "2012-01-02", "2021-06-30"),
    _guion("REACTIVADO", 15, "2014-01-02", "2021-06-30"),
    _guion("CONDONADO", 30, "2013-01-02", "2024-06-30"),
    _guion("PRESCRITO", 20, "2012-01-02", "2019-06-30"),
    _guion("PRESCRITO_DECLARADO", 20, "2012-01-02", "2017-12-20"),
    _guion("NO_LOCALIZADO", 35, "2021-02-01", "2025-06-30"),
    _guion("INSOLVENTE", 25, "2021-02-01", "2025-03-31"),
    _guion("POR_PRESCRIBIR", 20, "2020-10-01", "2021-02-28"),
    _guion("REZAGADO", 40, "2021-06-01", "2025-06-30"),
)
LUGAR = {guion.clave: k for k, guion in enumerate(GUIONES)}
PESO_DEL_ANIO = (2, 2, 3, 3, 4, 5, 9, 10, 9, 10, 11, 12, 12, 10)
"""De 2012 a 2025: la cartera pesa más en lo reciente."""
