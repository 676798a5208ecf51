"""En qué difieren dos versiones de una nómina: sus sumas y lo de cada persona."""

from __future__ import annotations

from typing import Any

from cobranza.nomina.netos import DESCUENTOS
from cobranza.nomina.versiones import Version


def diferencias(una: Version, otra: Version) -> list[dict[str, Any]]:
    """`{que, de_quien, antes, despues, diferencia}` en centavos, sólo lo que cambió (`de_quien`: «total» o quién)."""
    sumas = [
        (que, "total", getattr(una.resultado, que), getattr(otra.resultado, que))
        for que in ("base", "bruto", "fondos", "sin_asignar")
    ]
    columnas = ("bruto", *DESCUENTOS, "adeudo", "neto")
    antes, despues = (
        {str(p["numero_empleado"]): p for p in v.resultado.personas.to_dict("records")} for v in (una, otra)
    )
    for quien in sorted({*antes, *despues}):
        for que in columnas:
            de_antes, ahora = (int(lado.get(quien, {}).get(que, 0)) for lado in (antes, despues))
            sumas.append((que, quien, de_antes, ahora))
    return [
        {"que": que, "de_quien": quien, "antes": a, "despues": d, "diferencia": d - a}
        for que, quien, a, d in sumas
        if a != d
    ]
