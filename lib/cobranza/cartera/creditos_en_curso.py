"""Varios créditos como los dicen los libros dentro de una transacción abierta, con la misma cuenta que un informe."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from cobranza.cartera.consultas import cartera_de
from cobranza.expediente.de_tablas import historia_de_tablas

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.ley.norma import Normas

DE_LA_CUENTA = ("credito", "acto", "movimiento", "recibo")
"""De lo que dicen los libros, lo que cambia un estado o un saldo."""
_CABEN = 4
_hechas: OrderedDict[tuple[str, date, int], tuple[Normas, pd.DataFrame]] = OrderedDict()
"""Las últimas, por lo que dicen sus tablas: un paso pregunta lo mismo varias veces y es lo que más le cuesta."""


def cartera_en_curso(tablas: Mapping[str, pd.DataFrame], normas: Normas, al: date) -> pd.DataFrame:
    """Un renglón por crédito de esas tablas (`ingesta.anotacion.tablas_de`), con su folio de índice."""
    propias = {nombre: tablas[nombre] for nombre in DE_LA_CUENTA}
    llave = (huella_de(propias), al, id(normas))
    if llave not in _hechas:
        # se guarda con su norma para que su identidad no se repita
        _hechas[llave] = (normas, cartera_de(historia_de_tablas(propias, normas), al).set_index("folio", drop=False))
        if len(_hechas) > _CABEN:
            _hechas.popitem(last=False)
    return _hechas[llave][1].copy()


def huella_de(tablas: Mapping[str, pd.DataFrame]) -> str:
    """Lo que dicen unas tablas, en una huella: con ella se reconoce que se preguntó lo mismo."""
    dicho = "".join(f"{nombre}\n{tabla.to_csv()}" for nombre, tabla in tablas.items())
    return hashlib.sha256(dicho.encode()).hexdigest()
