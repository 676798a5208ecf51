"""La relación de bajas por pago de un periodo: qué crédito, con qué acuerdo, cómo se pagó y si se reabrió."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cobranza.tramites.libro_de_pasos import Tramite


def relacion(tramites: Sequence[Tramite], desde: date, hasta: date) -> list[dict[str, Any]]:
    """Las bajas acordadas en [desde, hasta], por número; sin nombres ni RFC, importes en centavos.

    `dias`: del pago que lo dejó en cero al acuerdo; `reabierta_el`: vacío si sigue de baja.
    """
    return [_renglon(t) for t in tramites if (acuerdo := t.de("BAJA")) and desde <= acuerdo.fecha <= hasta]


def por_tipo_de_pago(renglones: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Cuántas siguen de baja y cuánto se pagó, por cómo se pagó."""
    en_pie = [r for r in renglones if not r["reabierta_el"]]
    return [
        {"como_se_pago": como, "bajas": len(suyas), "pagado": sum(r["pagado"] for r in suyas)}
        for como in sorted({r["como_se_pago"] for r in en_pie})
        if (suyas := [r for r in en_pie if r["como_se_pago"] == como])
    ]


def _renglon(tramite: Tramite) -> dict[str, Any]:
    acuerdo, ultimo = tramite.de("BAJA"), tramite.pasos[-1]
    assert acuerdo is not None
    datos = acuerdo.datos
    return {
        "folio": str(tramite.datos["folio"]),
        "acuerdo": tramite.numero,
        "fecha": acuerdo.fecha.isoformat(),
        "como_se_pago": str(datos["como_se_pago"]),
        "recibos": len(datos["recibos"]),
        "pagado": int(datos["pagado"]),
        "a_favor": int(datos["a_favor"]),
        "por_liberar": len(datos["por_liberar"]),
        "dias": (acuerdo.fecha - date.fromisoformat(str(datos["extinguido_el"]))).days,
        "reabierta_el": "" if ultimo.estado == "BAJA" else ultimo.fecha.isoformat(),
    }
