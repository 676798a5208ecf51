"""El dictamen de prescripción de un crédito: los datos de su documento, tomados de lo que ya explica la cartera."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.dinero import texto
from cobranza.base.errores import ErrorDeUso
from cobranza.base.fechas import dia, fecha_de, fecha_larga, hoy
from cobranza.puertas.estado_de_cuenta import del_credito

if TYPE_CHECKING:
    from cobranza.cartera.explicacion import Explicacion
    from cobranza.ley.norma import Normas

_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
"""Los pasos del cómputo dicen sus fechas como se guardan; en un oficio van como se leen."""


def datos_de(folio: str, al: str | None) -> dict[str, Any]:
    """Los datos del documento `dictamen_de_prescripcion` de un crédito a un día, emitido hoy.

    Errores: los de `explicar`; `ErrorDeUso` si ese día no se ha podido exigir o ya no se debe.
    """
    from cobranza.cartera.explicacion import explicar
    from cobranza.informes.entrada import entrada

    de = entrada(al)
    return datos(explicar(de.conexion, de.normas, folio, de.corte), de.normas, hoy())


def datos(explicacion: Explicacion, normas: Normas, emitido: date) -> dict[str, Any]:
    """El cómputo de la ley sobre lo que consta de ese crédito, con los nombres de la plantilla."""
    from cobranza.ley.prescripcion import de_un_credito

    c, crono, al = explicacion.credito, explicacion.cronologia, explicacion.al
    if pd.isna(c["exigible"]):
        raise ErrorDeUso(f"{c['folio']} no se ha podido exigir al {al}: sin notificación, su prescripción no corre.")
    if c["vida"] == "BAJA":
        raise ErrorDeUso(f"{c['folio']} ya no debe nada al {al}: no hay qué dictaminar.")
    suspensiones = [(s.desde, s.hasta) for s in crono.suspensiones]
    gestiones = [(d, True) for d, _ in crono.interrupciones]
    fin, _, pasos = de_un_credito(normas.de(str(c["ambito"])), dia(c["exigible"].date()), gestiones, suspensiones)
    prescrito = fin is not None and fin < dia(al)
    todo = {
        **del_credito(explicacion, emitido),
        "folio": f"DPR-{c['folio']}-{al:%Y%m%d}",
        "importe": texto(explicacion.debido),
        "exigible": c["exigible"].date().isoformat(),
        "interrupciones": [{"dia": i["fecha"], "que": i["titulo"]} for i in crono.interrupciones_como_dict()],
        "suspensiones": [_suspension(s.como_dict()) for s in crono.suspensiones],
        "pasos": [_ISO.sub(lambda m: fecha_larga(date.fromisoformat(m[0])), paso) for paso in pasos],
        "prescribe": fecha_de(fin).isoformat() if fin is not None else "",
        "sentido": "prescribió" if prescrito else "no ha prescrito",
    }
    return {nombre: valor for nombre, valor in todo.items() if valor not in ("", [])}


def _suspension(s: dict[str, Any]) -> dict[str, str]:
    return {
        "desde": str(s["desde"]),
        **({"hasta": str(s["hasta"])} if s["hasta"] else {}),
        "causa": f"{s['causa']} ({s['fundamento']})",
    }
