"""La cartera a una fecha: una fila por crédito con su estado, sus marcas y lo que debe ese día.

Es la única lectura que usan los informes, la verificación y la nómina. `corte` dice qué era cierto ese día; qué se
sabía lo dice la conexión (`Foto.conexion(conocido_al=…)`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from cobranza.base.catalogos import conceptos, tabla
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.fechas import SIN_DIA, columna_fecha, dia, dias
from cobranza.cartera.columnas import CARTERA, TEXTO
from cobranza.cuenta.liquidacion import adeudos_a, caducidades, caidos_al, liquidar_cartera, pagado_a
from cobranza.expediente.historia import Historia, historia
from cobranza.expediente.prescripcion import prescripciones
from cobranza.expediente.situacion import (
    Palabras,
    antiguedad,
    cambiado,
    clase,
    elegir,
    exigibles,
    hechos_al,
    marcas_al,
    notificaciones,
    situacion,
    tramo_de_prescripcion,
    vencimientos_de_multa,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.ley.norma import Normas


def cartera_al(conexion: DuckDBPyConnection, normas: Normas, corte: date, delegacion: str = "") -> pd.DataFrame:
    """La cartera de la foto a un corte (`cartera_de`), de una sola pregunta."""
    return cartera_de(historia(conexion, normas, delegacion), corte, delegacion)


def credito_al(h: Historia, folio: str, al: date) -> pd.Series[Any] | None:
    """Un crédito a un día, con las mismas columnas que `cartera_de` y `vencimiento_multa`; None si no existe."""
    c = cartera_de(h, al)
    c = c[c["folio"] == folio]
    if c.empty:
        return None
    c = c.assign(vencimiento_multa=vencimientos_de_multa(c["ambito"], dias(c["notificacion"]), h.normas))
    return c.iloc[0]


def folio_de_ejemplo(conexion: DuckDBPyConnection, al: date) -> str:
    """De los créditos que deben algo ese día, el de más movimientos: para enseñar una liquidación."""
    filas = conexion.execute(
        "SELECT folio FROM movimiento WHERE fecha_efecto <= ? AND componente <> 'SALDO_A_FAVOR' GROUP BY folio "
        "HAVING SUM(importe) FILTER (componente = 'HISTORICO') > 0 ORDER BY COUNT(*) DESC, folio LIMIT 1",
        [al],
    ).fetchall()
    if not filas:
        raise sin_creditos(al)
    return str(filas[0][0])


def sin_creditos(al: date, delegacion: str = "") -> ErrorDeDatos:
    """El error de preguntar por una cartera vacía."""
    donde = f" en {delegacion}" if delegacion else ""
    return ErrorDeDatos(
        f"No hay créditos registrados al {al}{donde}; se esperaba al menos uno. Revisa el corte o ingiere la cartera."
    )


def con_caducidades(h: Historia, corte: date) -> Historia:
    """La historia con los pagos a plazos que hasta el corte caducaron por sí solos (CFF, art. 66-A, fr. IV)."""
    return _con_caducos(h, *caducidades(h, dia(corte)))


def _con_caducos(h: Historia, lugar: NDArray[np.int64], cuando: NDArray[np.int64]) -> Historia:
    if not lugar.size or any(tipo == "CONVENIO_CADUCO" for tipo, _, _ in h.derivados):
        return h
    return h.con_actos("CONVENIO_CADUCO", lugar, cuando)


def cartera_de(h: Historia, corte: date, delegacion: str = "", *, textos: bool = True) -> pd.DataFrame:
    """Un renglón por crédito registrado al corte, en orden de folio; importes en centavos, fechas `datetime64[s]`.

    `delegacion` deja sólo los que tiene ese día (tras traspasos). Las columnas, con su tipo, su unidad y lo que
    quieren decir, están declaradas en `columnas.CARTERA`. Sin `textos` no salen las de ese tipo (`columnas.TEXTO`):
    para sumar no hacen falta y son lo que más tarda en copiarse.
    """
    hechos = hechos_al(h, corte)
    debido, caducos = _liquidado(h, hechos["notificacion"], corte)
    h = _con_caducos(h, *caducos)
    desde = exigibles(h, hechos["notificacion"])
    vence, ultima = prescripciones(h, h.creditos["ambito"], desde, corte)
    # por columnas hasta el final: agregarlas una por una a un marco cuesta tanto como calcularlas
    c: dict[str, Any] = {str(n): columna for n, columna in h.creditos.items() if textos or n not in _TEXTOS}
    c |= {"lugar": np.arange(len(h.creditos)), "notificacion": pd.Series(columna_fecha(hechos["notificacion"]))}
    if textos:
        c["naturaleza"] = c["concepto"].map(conceptos().set_index("clave")["naturaleza"]).astype("str")
    c |= {
        "exigible": pd.Series(columna_fecha(desde)),
        "prescribe": columna_fecha(vence),
        "ultima_interrupcion": columna_fecha(ultima),
        **marcas_al(h, corte),
    }
    for columna, tipo, campo in (("delegacion", "TRASPASO", "documento"), ("ejecutor", "ASIGNACION", "persona")):
        nuevos = cambiado(h, corte, tipo, campo)
        c[columna] = c[columna].cat.add_categories(sorted(set(nuevos) - set(c[columna].cat.categories)))
        c[columna].loc[nuevos.index] = nuevos
    c |= {str(n): columna for n, columna in debido.items()}
    c["vida"] = elegir([(c["cancelado"], "CANCELADO"), (c["total"] == 0, "BAJA")], "VIGENTE")
    c["situacion"] = situacion(c, corte)
    c["clase"] = clase(c)
    c["etapa"] = _etapa(c, hechos["etapa_orden"])
    c["antiguedad"] = antiguedad(desde, corte)
    c["tramo_de_prescripcion"] = tramo_de_prescripcion(vence, corte)
    c["programado"] = hechos["programado_el"] > dia(corte)
    c["principal_pagado"] = c["fecha_pago_total"].notna()
    c["consumada"] = (vence != SIN_DIA) & (vence < dia(corte)) & (c["vida"] == "VIGENTE")
    sale = dias(c["fecha_registro"]) <= dia(corte)
    if delegacion:
        sale &= c["delegacion"].eq(delegacion).to_numpy()
    cartera = pd.DataFrame(c, copy=False)
    return cartera if sale.all() else cartera[sale].reset_index(drop=True)


def _liquidado(
    h: Historia, notificacion: NDArray[np.int64], corte: date
) -> tuple[pd.DataFrame, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """(lo debido por cada crédito al corte, los pagos a plazos que cayeron solos): salen de la misma cuenta."""
    lugar = np.arange(len(h.creditos))
    al = np.full(lugar.size, dia(corte), dtype=np.int64)
    adeudos = adeudos_a(h, lugar, al, notificacion)
    pendiente = adeudos.pendiente(al)
    debido = liquidar_cartera(adeudos, al, pendiente)
    _sin_deber_menos_que_nada(debido)
    debido["pagado"], ultimo = pagado_a(h, lugar, al)
    debido["fecha_pago_total"] = columna_fecha(np.where(adeudos.saldo["HISTORICO"] == 0, ultimo, SIN_DIA))
    return debido, caidos_al(h, dia(corte), pendiente)


def _sin_deber_menos_que_nada(debido: pd.DataFrame) -> None:
    """Deja en cero lo que debe un crédito cuyo saldo sale negativo, y lo dice en `por_devengar`.

    Pasa al preguntar qué se sabía un día: el pago ya estaba registrado y el gasto que cubrió, todavía no. Nadie debe
    menos que nada: el crédito no tiene saldo, ni en importe ni en número.
    """
    sobra = (debido["total"] < 0).to_numpy()
    if sobra.any():
        debido.loc[sobra, "por_devengar"] -= debido.loc[sobra, "total"]
        debido.loc[sobra, [c for c in debido.columns if c != "por_devengar"]] = 0


def _etapa(c: Mapping[str, Any], orden: NDArray[np.int64]) -> Palabras:
    """Etapa del PAE alcanzada: la del acto más avanzado; sin actos de cobro, la que da el plazo."""
    etapas = tabla("etapas")
    claves = dict(zip(etapas["orden"].astype(int), etapas["clave"], strict=True))
    por_plazo = [(c["situacion"] == situacion, etapa) for situacion, etapa in _ETAPA_POR_SITUACION.items()]
    return elegir([(orden == n, clave) for n, clave in claves.items() if n > PLAZO] + por_plazo, "EXG")


_TEXTOS = [campo.nombre for campo in CARTERA if campo.tipo == TEXTO and campo.nombre != "naturaleza"]
"""Los textos del crédito; la naturaleza se agrega después."""
PLAZO = 3
"""Orden de la etapa en que corre el plazo para pagar: más allá, ya hubo actos de cobro."""
_ETAPA_POR_SITUACION = {"SIN_NOTIFICAR": "REG", "EN_PLAZO": "PLZ"}


def credito_exigido(h: Historia, pares: pd.DataFrame) -> NDArray[np.int64]:
    """Lo que se exigía en cada par (folio, fecha): histórico, actualización, recargos y multas, sin gastos previos.

    Fundamento: CFF, art. 150; es la base del 2 % según `gastos.base`. Sale en centavos, en el orden de `pares`.
    """
    return exigido_a(h, h.lugares(pares["folio"]), dias(pares["fecha"]))


def exigido_a(h: Historia, lugar: NDArray[np.int64], al: NDArray[np.int64]) -> NDArray[np.int64]:
    """Lo mismo, de cada crédito por su lugar en la historia y cada día."""
    notificacion = notificaciones(h, dia(date.max))
    debido = liquidar_cartera(adeudos_a(h, lugar, al, notificacion[lugar], incluye_el_dia=False), al)
    return debido[["historico", "actualizacion", "recargos", "multas"]].sum(axis=1).to_numpy(np.int64)
