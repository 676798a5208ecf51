"""¿Procede un acto? Las mismas reglas que verifican, sobre la historia del crédito más el acto por anotar.

Lo exige quien anota (`procesos.anotar`) y cada paso de un trámite; la ingesta no, porque registra lo que ya ocurrió.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from cobranza.base.impedimento import Impedimento
from cobranza.expediente.de_tablas import conexion_de_tablas
from cobranza.verificacion.evaluacion import halladas, juzga_a
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
    con_el = pae.con(acto_nuevo)
    nuevo = con_el.actos[con_el.actos["clave"] == ACTO_NUEVO]
    impiden = []
    for r in reglas():
        if not (r.severidad.bloquea and r.juzga(acto_nuevo.tipo) and juzga_a(r, con_el, nuevo)):
            continue
        malas = halladas(r, con_el)
        for evidencia in malas.loc[malas["clave"] == ACTO_NUEVO, "evidencia"]:
            impiden.append(
                Impedimento(r.clave, r.severidad.value, r.titulo, r.fundamento, str(evidencia), r.que_hacer)
            )
    return impiden


def juez(normas: Normas) -> Callable[[Mapping[str, pd.DataFrame], Mapping[str, Any]], list[Impedimento]]:
    """Quien dice qué impide un acto, de las tablas de su crédito en una transacción y de cómo iría al libro."""

    def impiden(tablas: Mapping[str, pd.DataFrame], acto: Mapping[str, Any]) -> list[Impedimento]:
        propios = {campo.name: acto[campo.name] for campo in fields(ActoNuevo) if acto.get(campo.name) is not None}
        nuevo = ActoNuevo(**propios)
        with conexion_de_tablas(tablas) as conexion:
            # de un solo crédito, optimizar cada consulta tarda más que hacerla
            conexion.execute("PRAGMA disable_optimizer")
            try:
                leido = leer(conexion, normas, nuevo.fecha)
            finally:
                conexion.execute("PRAGMA enable_optimizer")
            return impedimentos(leido, nuevo)

    return impiden
