"""¿Procede un acto? Las mismas reglas que verifican, sobre la historia del crédito más el acto por anotar.

Lo exige quien anota (`procesos.anotar`) y cada paso de un trámite; la ingesta no, porque registra lo que ya ocurrió.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from cobranza.base.impedimento import Impedimento
from cobranza.expediente.de_tablas import conexion_de_tablas
from cobranza.verificacion.evaluacion import evaluar
from cobranza.verificacion.pae import ACTO_NUEVO, ActoNuevo, leer
from cobranza.verificacion.regla import reglas

if TYPE_CHECKING:
    import pandas as pd

    from cobranza.ley.norma import Normas
    from cobranza.verificacion.pae import Pae


def impedimentos(pae: Pae, acto_nuevo: ActoNuevo) -> list[Impedimento]:
    """Los hallazgos críticos o altos que recaerían en ese acto si se anotara; vacía si procede.

    La historia se mira al día del acto: lo que ocurrió después no lo juzga, y los plazos que con él empiezan aún no
    vencen.
    """
    # sólo pueden recaer en él las que juzgan actos de su tipo
    bloqueantes = [regla for regla in reglas() if regla.severidad.bloquea and regla.juzga(acto_nuevo.tipo)]
    hallados = evaluar(pae.con(acto_nuevo), [regla.clave for regla in bloqueantes])
    recaen = hallados[hallados["acto"] == ACTO_NUEVO].set_index("regla")["evidencia"]
    return [
        Impedimento(r.clave, r.severidad.value, r.titulo, r.fundamento, str(recaen[r.clave]), r.que_hacer)
        for r in bloqueantes
        if r.clave in recaen.index
    ]


def juez(normas: Normas) -> Callable[[Mapping[str, pd.DataFrame], Mapping[str, Any]], list[Impedimento]]:
    """Quien dice qué impide un acto, de las tablas de su crédito en una transacción y de cómo iría al libro."""

    def impiden(tablas: Mapping[str, pd.DataFrame], acto: Mapping[str, Any]) -> list[Impedimento]:
        propios = {campo.name: acto[campo.name] for campo in fields(ActoNuevo) if acto.get(campo.name) is not None}
        nuevo = ActoNuevo(**propios)
        with conexion_de_tablas(tablas) as conexion:
            return impedimentos(leer(conexion, normas, nuevo.fecha), nuevo)

    return impiden
