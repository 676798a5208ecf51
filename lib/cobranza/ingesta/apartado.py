"""Lo que no entra va a cuarentena: la fila como venía, por qué, y lo que de ella se entendió."""

from __future__ import annotations

from typing import Any

import pandas as pd
from sqlalchemy import Connection

from cobranza.base.fechas import SIN_DIA, fecha_de
from cobranza.ingesta.celda import SIN_NUMERO
from cobranza.ingesta.fuente import Fuente
from cobranza.ingesta.reparos import legible, resumido
from cobranza.ingesta.resultado import Cuenta
from cobranza.ingesta.revisado import Revisado
from cobranza.libros import libro

_REPAROS_A_LA_VISTA = 10


def a_cuarentena(conexion: Connection, revisado: Revisado, lote: int, fuente: Fuente, cuenta: Cuenta) -> None:
    """Escribe en la cuarentena lo que no entró de un bloque y lo suma a la cuenta."""
    bloque = revisado.bloque
    apartadas = [
        (resumido(reparos), bloque.crudas[i], _entendido(revisado, i))
        for i, reparos in revisado.reparos.por_fila.items()
    ]
    apartadas += [(reparo, cruda, dict.fromkeys(_ENTENDIDO)) for reparo, cruda in bloque.malas]
    apartadas.sort(key=lambda apartada: apartada[0].linea)
    renglones = [
        {
            "lote": lote,
            "archivo": fuente.nombre,
            "linea": reparo.linea,
            "campo": legible(reparo.campo),
            "valor": legible(reparo.valor),
            "motivo": reparo.motivo,
            "mensaje": legible(reparo.mensaje),
            "fila": legible(cruda.rstrip("\r\n")),
            **entendido,
        }
        for reparo, cruda, entendido in apartadas
    ]
    if renglones:
        libro.agregar(conexion, "cuarentena", pd.DataFrame(renglones, dtype=object))
    cuenta.cuarentena += len(renglones)
    cuenta.reparos += [reparo for reparo, *_ in apartadas[: _REPAROS_A_LA_VISTA - len(cuenta.reparos)]]
    cuenta.por_motivo.update(reparo.motivo for reparo, *_ in apartadas)


_ENTENDIDO = ("clave", "importe", "fecha")
"""Lo que se guarda de lo apartado, si se entendió: con eso se sabe cuánto dinero está sin identificar."""


YA_NO_ENTRO = ("CANCELADO", "CHEQUE_DEVUELTO")
"""El estado de los recibos que no dejaron dinero en la caja: de qué crédito sean ya no importa."""


def _entendido(revisado: Revisado, i: int) -> dict[str, Any]:
    """La clave, los centavos y el día del hecho de una fila que no entró."""
    layout, valores = revisado.layout, revisado.valores
    clave = revisado.bloque.campos[layout.clave][i].as_py()
    de_cuando = next((campo for campo, columna in layout.columnas.items() if columna.ocurrio), None)
    dia_del_hecho = revisado.entero(de_cuando)[i] if de_cuando else SIN_DIA
    importe = revisado.entero("importe")[i] if "importe" in valores else SIN_NUMERO
    if "estado" in valores and revisado.texto("estado")[i].as_py() in YA_NO_ENTRO:
        importe = SIN_NUMERO
    return {
        "clave": legible(clave) if clave else None,
        "importe": None if importe == SIN_NUMERO else int(importe),
        "fecha": None if dia_del_hecho == SIN_DIA else fecha_de(int(dia_del_hecho)),
    }
