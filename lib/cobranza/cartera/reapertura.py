"""Lo que se dio por pagado y dejó de estarlo: desde qué día, por qué, y el acto que deja sin efectos el que lo dijo.

La baja que se reabre, el convenio que se dio por cumplido y la multa que se redujo son lo mismo: un acto descansó en
un recibo que después no valió. Nada se borra: otro acto dice desde cuándo el primero ya no rige.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.fechas import fecha_corta
from cobranza.libros.lecturas import recibos_de

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cobranza.tramites.tramitar import Caso


def primer_dia(movimientos: Iterable[pd.DataFrame], desde: date, al: date, ya_no: Callable[[date], bool]) -> date:
    """El primer día, de `desde` a `al`, en que ya no se sostiene; `al`, si ninguno.

    Sólo puede dejar de sostenerse el día de un movimiento: se miran ésos.
    """
    movidos = {d.date() for m in movimientos for d in pd.to_datetime(m["fecha_efecto"])}
    return next((d for d in sorted({desde, *(d for d in movidos if desde < d <= al)}) if ya_no(d)), al)


def caidos(conexion: Connection, folio: str, desde: date | None = None) -> list[str]:
    """Los recibos de un crédito que se ingresaron desde ese día y ya no valen."""
    return [
        r
        for r, cuando, _, estado in recibos_de(conexion, folio)
        if estado != "VIGENTE" and cuando >= (desde or cuando)
    ]


def por_que(recibos: Iterable[str], cuando: date) -> str:
    """Qué dejó de valer, en palabras."""
    dichos = ", ".join(recibos)
    que = f"ya no vale el recibo {dichos}" if dichos else "se conoció un hecho que lo hace deber"
    return f"desde el {fecha_corta(cuando)}: {que}."


def sin_efectos(caso: Caso, acto: str, con: str) -> list[Mapping[str, Any]]:
    """Anota, el día del caso, un acto `con` por cada `acto` que asentó el último paso que los asentó: ya no valen."""
    assert caso.anotar is not None and caso.tramite is not None
    suyos = [[e for e in paso.efectos if e.get("acto") == acto] for paso in reversed(caso.tramite.pasos)]
    comun = {"acto": con, "fecha": caso.al.isoformat(), "documento": caso.numero}
    return [
        caso.anotar({"folio": e["folio"], "referencia": e["clave"], **comun}) for e in next(filter(None, suyos), ())
    ]
