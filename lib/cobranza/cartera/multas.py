"""La multa fiscal de un crédito: cuánto se debe de ella, cuánto se le ha pagado y si está firme.

Es la que trae la resolución o, donde el crédito mismo es una multa fiscal, su principal; con su actualización (CFF,
arts. 17-A, 70 y 74). Es lo que alcanza la condonación (`cuenta.imputacion.condonar`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd

from cobranza.base.catalogos import conceptos
from cobranza.base.fechas import dia, fecha_de
from cobranza.ley.plazos import vence_para_pagar

if TYPE_CHECKING:
    from cobranza.cartera.en_curso import EnCurso

CAUSALES = {
    "tipo_de_infraccion": "tipo de infracción",
    "antiguedad": "antigüedad de la multa",
    "primera_vez": "primera vez",
    "pequeno_contribuyente": "pequeño contribuyente",
}
"""Con qué criterio se reduce una multa (procesos F12-B, ilustrativo), en palabras."""
_DE_LA_MULTA = ("MULTA", "ACTUALIZACION_MULTA")
_DEL_PRINCIPAL = ("HISTORICO", "ACTUALIZACION")


def es_multa_fiscal(concepto: str) -> bool:
    """¿Ese concepto es él mismo una multa fiscal?"""
    return bool(conceptos().set_index("clave")["multa"].get(concepto) == "fiscal")


def multa_debida(credito: pd.Series[Any]) -> int:
    """Lo que se debe de la multa fiscal, actualizada; centavos. `credito`: un renglón de `cartera_de`."""
    propia = int(credito["multas"])
    if es_multa_fiscal(str(credito["concepto"])):
        propia += int(credito["historico"]) + int(credito["actualizacion"])
    return propia


def pagado_a_la_multa(tablas: Mapping[str, pd.DataFrame], concepto: str) -> list[tuple[date, int]]:
    """(día, lo que los pagos habían cubierto de la multa) por cada día en que cambió; centavos, neto de lo revertido.

    Cuenta lo que un pago cubrió al redondearse a pesos (AJUSTE): el que la liquida la cubre entera.
    """
    suyos = _DE_LA_MULTA + (_DEL_PRINCIPAL if es_multa_fiscal(concepto) else ())
    m = tablas["movimiento"]
    m = m[m["tipo"].isin(("PAGO", "AJUSTE")) & m["componente"].isin(suyos)]
    por_dia = (-m["importe"].astype("int64")).groupby(pd.to_datetime(m["fecha_efecto"])).sum().sort_index().cumsum()
    return [(cuando.date(), int(cuanto)) for cuando, cuanto in zip(por_dia.index, por_dia, strict=True)]


def por_que_no_es_firme(e: EnCurso, tablas: Mapping[str, pd.DataFrame]) -> str:
    """Por qué lo determinado en ese crédito aún se puede impugnar, o se impugnó; vacío si está firme (CFF, art. 121).

    Lo autodeterminado no se notifica ni se impugna: está firme cuando venció.
    """
    c = e.credito
    if c["controvertido"]:
        return f"{c['folio']} está impugnado el {e.al}."
    if pd.isna(c["exigible"]):
        return f"{c['folio']} no se ha notificado."
    if (ultimo := ultimo_para_impugnar(e, tablas)) >= e.al:
        return f"El plazo para impugnarla corre hasta el {ultimo}."
    return ""


def ultimo_para_impugnar(e: EnCurso, tablas: Mapping[str, pd.DataFrame]) -> date:
    """Último día para impugnar: lo que dura el plazo para pagar o garantizar (CFF, arts. 65 y 121).

    Corre desde que surte la notificación y, si hubo medio de defensa, otra vez desde que surte lo resuelto.
    """
    norma, notificacion = e.h.normas.de(str(e.credito["ambito"])), e.credito["notificacion"]
    resueltos = tablas["acto"][tablas["acto"]["tipo"].eq("RESOLUCION")]
    se_supo = pd.to_datetime(resueltos["notificado_el"]).fillna(pd.to_datetime(resueltos["fecha"]))
    dichos = [cuando.date() for cuando in (notificacion, *se_supo) if not pd.isna(cuando)]
    fines = [fecha_de(int(vence_para_pagar(norma, dia(cuando)))) for cuando in dichos if cuando <= e.al]
    vispera: date = e.credito["exigible"].date() - timedelta(days=1)
    return max([*fines, vispera])
