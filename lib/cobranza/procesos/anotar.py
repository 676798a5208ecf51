"""Anotar un acto y saber si se puede: la única puerta por la que una persona agrega algo al libro de actos.

Las reglas que verifican la cartera son las que lo impiden, sobre la historia que la base dice en esa transacción. Lo
que ya ocurrió entra por la ingesta, con sus faltas.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cobranza.base.errores import ErrorDeCobranza, ErrorDeProceso, ErrorDeUso
from cobranza.ingesta import anotacion
from cobranza.ingesta.anotacion import Anotado, Mano

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from cobranza.tramites.tramitar import Anotar

OBLIGATORIOS = ("folio", "acto", "fecha")


def anotar(motor: Engine, pedidos: Sequence[Any], mano: Mano, *, ensayo: bool = False) -> list[dict[str, Any]]:
    """Anota los actos que proceden y dice de cada uno, en su orden, `{clave, folio, acto, anotado}` o su error.

    Cada pedido es `{folio, acto, fecha, …}` con los campos del archivo en que se captura ese acto; sin `clave` se le
    da una que sale de lo que dice, así que repetir un pedido no lo anota dos veces. Importes en pesos, como texto.
    Con `ensayo` nada queda.
    """
    dichos = [como_fila(pedido) for pedido in pedidos]
    buenos = [dicho for dicho in dichos if not isinstance(dicho, ErrorDeCobranza)]
    hechos = iter(anotacion.anotar(motor, buenos, mano, ensayo=ensayo) if buenos else [])
    return [
        {"error": dicho.mensaje, "codigo": dicho.codigo}
        if isinstance(dicho, ErrorDeCobranza)
        else contado(next(hechos))
        for dicho in dichos
    ]


def puede(motor: Engine, pedido: Any, mano: Mano) -> dict[str, Any]:
    """`{procede, impedimentos}` de un acto, sin anotarlo. Errores: los que impiden saberlo."""
    hecho = anotacion.juzgar(motor, _fila(pedido), mano)
    if hecho.error is not None:
        raise hecho.error
    return {"procede": hecho.procede, "impedimentos": [i.como_dict() for i in hecho.impedimentos]}


def con_que_anotar(mano: Mano) -> Callable[[Connection], AbstractContextManager[Anotar]]:
    """Con qué asienta un trámite sus actos, en la transacción de su paso; lo que no procede impide el paso."""

    @contextmanager
    def en(conexion: Connection) -> Iterator[Anotar]:
        with anotacion.actos_de(conexion, mano) as anotar_uno:

            def anotar_acto(pedido: Mapping[str, Any]) -> dict[str, Any]:
                hecho = anotar_uno(_fila(pedido))
                if hecho.error is not None:
                    raise hecho.error
                if hecho.impedimentos:
                    que = f"{hecho.acto} no procede en {hecho.folio}: {' · '.join(map(str, hecho.impedimentos))}"
                    raise ErrorDeProceso(que, hecho.impedimentos)
                return {"clave": hecho.clave, "folio": hecho.folio, "acto": hecho.acto, "fecha": str(pedido["fecha"])}

            yield anotar_acto

    return en


def como_fila(pedido: Any) -> dict[str, str] | ErrorDeCobranza:
    """El pedido como fila del archivo en que se captura su acto, con su clave; o por qué no se entiende."""
    if isinstance(pedido, ErrorDeCobranza):
        return pedido
    try:
        return _fila(pedido)
    except ErrorDeUso as error:
        return error


def _fila(pedido: Any) -> dict[str, str]:
    if not isinstance(pedido, Mapping):
        raise ErrorDeUso(
            f"Se encontró {json.dumps(pedido, ensure_ascii=False)[:80]}; se esperaba un objeto por acto."
        )
    escritos = {str(campo): _texto(campo, valor) for campo, valor in pedido.items() if valor is not None}
    if faltan := [campo for campo in OBLIGATORIOS if not escritos.get(campo, "").strip()]:
        raise ErrorDeUso(f"Falta decir {', '.join(faltan)}; todo acto lleva {', '.join(OBLIGATORIOS)}.")
    acto = escritos.pop("acto").strip().upper()
    campos = [campo for campo in anotacion.campos_de(acto) if campo != "tipo"]
    if sobran := [campo for campo in escritos if campo not in campos]:
        raise ErrorDeUso(f"«{sobran[0]}» no es dato de {acto}; se esperaba alguno de: {', '.join(campos)}.")
    fila = {**escritos, "tipo": acto}
    return {**fila, "clave": fila.get("clave", "").strip() or _clave(fila)}


def _texto(campo: object, valor: object) -> str:
    """Lo escrito, como vendría en un archivo. Un número con decimales pierde centavos al leerse: va como texto."""
    if isinstance(valor, bool | float) or not isinstance(valor, str | int | Decimal | date):
        raise ErrorDeUso(f"«{campo}» es {json.dumps(valor, default=str)[:40]}; se esperaba un texto.")
    return valor.isoformat() if isinstance(valor, date) else str(valor)


def _clave(fila: Mapping[str, str]) -> str:
    """La clave de un acto que no trae una: sale de lo que dice."""
    return "ANOTADO-" + hashlib.sha256(json.dumps(fila, sort_keys=True).encode()).hexdigest()[:16]


def contado(hecho: Anotado) -> dict[str, Any]:
    """Cómo se cuenta un acto anotado, o por qué no se anotó."""
    if hecho.error is not None:
        return {"error": hecho.error.mensaje, "codigo": hecho.error.codigo}
    if hecho.impedimentos:
        de_cada_uno = " · ".join(str(i) for i in hecho.impedimentos)
        return {
            "error": f"{hecho.acto} no procede en {hecho.folio}: {de_cada_uno}",
            "codigo": 5,
            "impedimentos": [i.como_dict() for i in hecho.impedimentos],
        }
    ya = {"ya_estaba": True} if hecho.ya_estaba else {}
    return {"clave": hecho.clave, "folio": hecho.folio, "acto": hecho.acto, "anotado": True, **ya}
