"""Un crédito como está dentro de una transacción: lo que un trámite pregunta antes de decidir.

Las tablas las lee quien tiene la base (`ingesta.anotacion.tablas_de`); las cuentas son las de siempre: lo que aquí
se dice es lo que dirán el informe y `explica`.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import SIN_DIA, dia
from cobranza.cartera.consultas import con_caducidades, credito_al
from cobranza.cartera.convenido import Convenido, convenido
from cobranza.cartera.creditos_en_curso import DE_LA_CUENTA, huella_de
from cobranza.cartera.explicacion import por_componente
from cobranza.cuenta.adeudos import Adeudos
from cobranza.cuenta.liquidacion import adeudos_a
from cobranza.expediente.de_tablas import historia_de_tablas
from cobranza.expediente.historia import Historia

if TYPE_CHECKING:
    from cobranza.ley.norma import Normas


@dataclass(frozen=True)
class EnCurso:
    """Un crédito a un día, con lo que la base sabe ahora. Centavos.

    `credito`: sus columnas de `cartera.columnas` (situacion, vida, suspendido, garantizado, total…);
    `componentes`, lo debido por concepto, con los nombres de `explica`; `convenio`, su pago a plazos, si lo hay.
    """

    h: Historia
    credito: pd.Series[Any]
    adeudos: Adeudos
    componentes: Mapping[str, int]
    integrable: int
    """Lo que se integraría a un pago a plazos pedido ese día: todo menos la mora de parcialidades de otro."""
    convenio: Convenido | None
    al: date

    @property
    def debido(self) -> int:
        """Lo que debe ese día."""
        return sum(self.componentes.values())


_CABEN = 8
_hechos: OrderedDict[tuple[str, str, date, int], tuple[Normas, EnCurso]] = OrderedDict()
"""Los últimos, por lo que dicen sus tablas: un paso pregunta por el mismo crédito varias veces."""


def en_curso(tablas: Mapping[str, pd.DataFrame], normas: Normas, folio: str, al: date) -> EnCurso:
    """Un crédito de esas tablas, a un día. Errores: `ErrorDeDatos` si no está; `ErrorDeLey` si falta un parámetro."""
    llave = (huella_de({nombre: tablas[nombre] for nombre in DE_LA_CUENTA}), folio, al, id(normas))
    if llave not in _hechos:
        # se guarda con su norma para que su identidad no se repita
        _hechos[llave] = (normas, _en_curso(tablas, normas, folio, al))
        if len(_hechos) > _CABEN:
            _hechos.popitem(last=False)
    return _hechos[llave][1]


def _en_curso(tablas: Mapping[str, pd.DataFrame], normas: Normas, folio: str, al: date) -> EnCurso:
    if tablas["credito"].empty:
        raise ErrorDeDatos(f"No hay un crédito «{folio}»; revisa el folio.")
    h = con_caducidades(historia_de_tablas(tablas, normas), al)
    credito = credito_al(h, folio, al)
    if credito is None:
        raise ErrorDeDatos(f"El crédito «{folio}» no estaba registrado al {al}; revisa la fecha.")
    notificado = SIN_DIA if pd.isna(credito["notificacion"]) else dia(credito["notificacion"].date())
    lugar, hoy = np.array([int(credito["lugar"])]), np.array([dia(al)])
    adeudos = adeudos_a(h, lugar, hoy, np.array([notificado]))
    pendiente = adeudos.pendiente(hoy)
    regimen = adeudos.regimen(normas.de(str(credito["ambito"])), np.array([0]), hoy)
    plazos = convenido(h, int(lugar[0]), adeudos, regimen, dia(al))
    componentes = por_componente(adeudos, pendiente)
    mora = int(adeudos.saldo["RECARGO_PARCIALIDAD"][0] + pendiente.importe.get("RECARGO_PARCIALIDAD", [0])[0])
    return EnCurso(h, credito, adeudos, componentes, sum(componentes.values()) - mora, plazos, al)
