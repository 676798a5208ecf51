"""Las diligencias: cada fila es un acto y, si los trae, el gasto de ejecución y el honorario que causó."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from cobranza.base.catalogos import actos as catalogo_de_actos
from cobranza.base.fechas import columna_fecha
from cobranza.ingesta.columnas import Textos, con_sufijo, entre, igual, lista, marca, o_nulo, objetos, tomar
from cobranza.ingesta.contrato import Aceptadas, Asientos, Contexto, Entrada, Registradas
from cobranza.ingesta.encuentro import encontradas
from cobranza.ingesta.hechos import actos, exigencias_del_acto, hechos, pasados
from cobranza.ingesta.revisado import Filas, Revisado
from cobranza.ingesta.vigencia import que_alcance_el_calendario

_IMPORTES = ("gasto", "honorario")
_EXTRAORDINARIO = "A-GEX"


def _gasto_distinto(conexion: Connection, revisado: Revisado, registradas: Registradas) -> None:
    """Una diligencia ya registrada no puede traer otro gasto ni otro honorario."""
    iguales = registradas.iguales
    filas = np.flatnonzero(iguales & revisado.reparos.en_pie)
    claves = lista(tomar(revisado.texto("clave"), filas))
    for campo in _IMPORTES:
        marco = encontradas(conexion, "movimiento", ["clave"], [[f"{c}:{campo}"] for c in claves], ["importe"])
        anotado = np.zeros(len(filas), dtype=np.int64)
        anotado[marco["i"].to_numpy(np.int64)] = marco["importe"].astype("int64")
        distinto = filas[anotado != revisado.entero(campo)[filas]]
        revisado.celda(campo).anotar(
            marca(len(iguales), distinto),
            "Ya registrada con otros datos",
            "La diligencia ya está registrada con otro importe; lo registrado no se reescribe.",
        )


def _diligencias(filas: Filas, contexto: Contexto) -> Asientos:
    gastos = [_gastos(filas, contexto, campo) for campo in _IMPORTES]
    return actos(filas, contexto) | {"movimiento": pd.concat(gastos, ignore_index=True)}


def _componente(campo: str, tipos: Textos) -> NDArray[np.object_]:
    """Qué componente del adeudo es cada importe; lo erogado en inscribir, valuar o convocar es extraordinario.

    CFF, art. 150, primer y cuarto párrafos. El extraordinario es reembolso y no entra a la nómina.
    """
    if campo == "honorario":
        return np.full(len(tipos), "HONORARIO_NOTIFICACION", dtype=object)
    extraordinarios = [
        t for t, ficha in catalogo_de_actos().items() if ficha.get("concepto_gasto") == _EXTRAORDINARIO
    ]
    return np.where(entre(tipos, extraordinarios), "GASTO_EXTRAORDINARIO", "GASTO_EJECUCION").astype(object)


def _gastos(filas: Filas, contexto: Contexto, campo: str) -> pd.DataFrame:
    importe, componente = filas.entero(campo), _componente(campo, filas.texto("tipo"))
    marco = pd.DataFrame(
        {
            "clave": objetos(con_sufijo(filas.texto("clave"), campo)),
            "folio": objetos(filas.texto("folio")),
            "componente": componente,
            "tipo": componente,
            "importe": importe,
            "fecha_efecto": columna_fecha(filas.entero("fecha")),
            "fecha_registro": columna_fecha(filas.entero("fecha_registro")),
            "causa": objetos(filas.texto("tipo")),
            "documento": o_nulo(filas.texto("documento")),
            "referencia": objetos(filas.texto("clave")),
            "usuario": contexto.usuario,
            "lote": contexto.lote,
        }
    )
    return marco[importe > 0]


def _tardias(aceptadas: Aceptadas, contexto: Contexto) -> pd.DataFrame:
    """El gasto que un pago ya asentado debió cubrir antes (CFF, art. 20), y la notificación de una multa."""
    filas = aceptadas.nuevas
    comunes = hechos(filas, contexto, clave="clave", fecha="fecha", registro="fecha_registro")
    con_gasto = (filas.entero("gasto") > 0) | (filas.entero("honorario") > 0)
    notifica = igual(filas.texto("tipo"), "NOTIFICACION") & ~con_gasto
    return pd.concat([pasados(comunes, "GASTO", con_gasto), pasados(comunes, "NOTIFICACION", notifica)])


ENTRADA = Entrada(
    "acto",
    aparte=("gasto", "honorario"),
    condiciones=(exigencias_del_acto, que_alcance_el_calendario),
    contrastes=(_gasto_distinto,),
    renglones=_diligencias,
    hechos=_tardias,
)
