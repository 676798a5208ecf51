"""De hechos que mueven saldo (pagos, cancelaciones, condonaciones…) a movimientos del libro, en orden legal.

Cada hecho asienta primero lo devengado a su fecha y luego se aplica por componente. Se trabaja por pasadas: en
la primera va el primer hecho de cada crédito, en la segunda el segundo; cada pasada es aritmética de columnas.
Fundamento del orden: CFF, art. 20, octavo párrafo; del ajuste a pesos: art. 20, décimo párrafo.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from cobranza.base.fechas import dias
from cobranza.cartera.adeudos import COMPONENTES, GASTOS, Adeudos
from cobranza.cartera.diligencias_pagadas import repartir_entre_diligencias
from cobranza.cartera.lectura import leer_adeudos
from cobranza.ley.actualizacion import historico_pagado
from cobranza.ley.devengo import aplicar_en_orden
from cobranza.ley.redondeo import a_pesos

Columna = NDArray[np.int64]
TODO = -1
"""Importe de un hecho que alcanza a todo el saldo (cancelación, prescripción, resolución)."""

CONCEPTOS_EN_ORDEN = (
    GASTOS,
    ("RECARGO",),
    ("MULTA", "ACTUALIZACION_MULTA"),
    ("INDEMNIZACION",),
    ("HISTORICO", "ACTUALIZACION"),
)
"""Conceptos del art. 20 y los componentes que forman cada uno; lo actualizado pertenece a su principal."""


def movimientos_de_eventos(conexion: Connection, eventos: pd.DataFrame) -> pd.DataFrame:
    """Movimientos que resultan de los hechos, listos para el libro.

    `eventos`: clave (única), folio, fecha, tipo (`PAGO`, `CONDONACION`, `CANCELACION`, `PRESCRIPCION`,
    `REDUCCION_RESOLUCION`, `REACTIVACION`…), importe (centavos; `TODO` para todo el saldo), documento, causa,
    fecha_registro, usuario. Un pago mayor que el adeudo deja el resto en SALDO_A_FAVOR.
    """
    if eventos.empty:
        return _Libreta().en_orden()
    folios = pd.Index(eventos["folio"].unique())
    adeudos, gastos = leer_adeudos(conexion, folios)
    todos = pd.concat([eventos, gastos.assign(tipo="@GASTO")], ignore_index=True)
    todos["lugar"] = folios.get_indexer(todos["folio"])
    # el gasto del mismo día va antes que el pago que lo cubre
    todos["primero"] = (todos["tipo"] != "@GASTO").astype("int8")
    todos = todos.sort_values(["fecha", "primero", "fecha_registro", "clave"], kind="stable", ignore_index=True)
    todos["orden"] = np.arange(len(todos))
    todos["pasada"] = todos.groupby("lugar").cumcount()
    libreta, retirado = _Libreta(), {c: np.zeros(len(folios), dtype=np.int64) for c in COMPONENTES}
    for _, pasada in todos.groupby("pasada"):
        de_gasto = pasada["tipo"] == "@GASTO"
        for componente, parte in pasada[de_gasto].groupby("componente"):
            adeudos.saldo[str(componente)][parte["lugar"]] += parte["importe"].to_numpy(np.int64)
        if not de_gasto.all():
            _asentar(adeudos, pasada[~de_gasto], retirado, libreta)
    return repartir_entre_diligencias(libreta.en_orden(), gastos)


def _asentar(adeudos: Adeudos, hechos: pd.DataFrame, retirado: dict[str, Columna], libreta: _Libreta) -> None:
    """Devenga a la fecha de cada hecho y lo aplica según su tipo."""
    lugar = hechos["lugar"].to_numpy()
    al = dias(hechos["fecha"])
    foto = adeudos.de(lugar)
    falta, factor = foto.falta_devengar(al)
    for componente, importe in falta.items():
        tipo = "RECARGO" if componente == "RECARGO" else "ACTUALIZACION"
        libreta.anotar(hechos, componente, tipo, importe, f"devengo-{componente.lower()}")
        foto.saldo[componente] = foto.saldo[componente] + importe
    adeudos.ultimo[lugar] = np.maximum(adeudos.ultimo[lugar], al)
    resto = {c: s.copy() for c, s in foto.saldo.items()}
    tipos = hechos["tipo"].to_numpy()
    for tipo in np.unique(tipos.astype(str)):
        cual = np.flatnonzero(tipos == tipo)
        saldos = {c: s[cual] for c, s in resto.items()}
        parte, importe = hechos.iloc[cual], hechos["importe"].to_numpy(np.int64)[cual]
        if tipo == "PAGO":
            cambio = _pagar(parte, importe, saldos, {c: f[cual] for c, f in factor.items()}, libreta)
        elif tipo == "CONDONACION":
            cambio = _condonar(importe, saldos)
        elif tipo == "REACTIVACION":
            cambio = {c: retirado[c][lugar[cual]] for c in COMPONENTES}
        else:
            cambio = {c: -s for c, s in saldos.items()}
            for c, s in saldos.items():
                retirado[c][lugar[cual]] = s
        for componente, delta in cambio.items():
            resto[componente][cual] += delta
            if tipo != "PAGO":
                libreta.anotar(parte, componente, tipo, delta, componente.lower())
    for componente, saldo in resto.items():
        adeudos.saldo[componente][lugar] = saldo


def _pagar(
    hechos: pd.DataFrame,
    pagado: Columna,
    saldos: dict[str, Columna],
    factor: dict[str, Columna],
    libreta: _Libreta,
) -> dict[str, Columna]:
    """Aplica pagos en el orden del artículo 20; el pago que cubre todo se ajusta a pesos por concepto."""
    conceptos = [np.sum([saldos[c] for c in grupo], axis=0) for grupo in CONCEPTOS_EN_ORDEN]
    en_pesos = [np.asarray(a_pesos(s)) for s in conceptos]
    liquida = pagado >= np.sum(en_pesos, axis=0)
    parcial = aplicar_en_orden(pagado, conceptos)
    cambio: dict[str, Columna] = {}
    for grupo, debido, pesos, tocado in zip(CONCEPTOS_EN_ORDEN, conceptos, en_pesos, parcial, strict=True):
        ajuste = np.where(liquida, debido - pesos, 0)
        partes = _entre_componentes(grupo, np.where(liquida, debido, tocado), saldos, factor)
        # el ajuste va en el componente mayor del concepto, que siempre alcanza a recibirlo
        mayor = np.argmax(partes, axis=0)
        for k, componente in enumerate(grupo):
            propio = np.where(mayor == k, ajuste, 0)
            libreta.anotar(hechos, componente, "AJUSTE", -propio, f"ajuste-{componente.lower()}")
            libreta.anotar(hechos, componente, "PAGO", -(partes[k] - propio), componente.lower())
            cambio[componente] = -partes[k]
    de_mas = np.where(liquida, pagado - np.sum(en_pesos, axis=0), 0)
    libreta.anotar(hechos, "SALDO_A_FAVOR", "PAGO", -de_mas, "saldo_a_favor")
    return cambio


def _entre_componentes(
    grupo: tuple[str, ...], aplicado: Columna, saldos: dict[str, Columna], factor: dict[str, Columna]
) -> list[Columna]:
    """Lo aplicado a un concepto, repartido entre sus componentes.

    De lo actualizado, la parte histórica que un pago extingue es el pago entre el factor de su fecha.
    """
    if grupo[0] not in factor:
        return aplicar_en_orden(aplicado, [saldos[c] for c in grupo])
    historico, actualizacion = (saldos[c] for c in grupo)
    parte = np.asarray(historico_pagado(aplicado, factor[grupo[0]]))
    parte = np.where(aplicado == historico + actualizacion, historico, parte)
    parte = np.minimum(np.maximum(parte, aplicado - actualizacion), historico)
    return [parte, aplicado - parte]


def _condonar(pedido: Columna, saldos: dict[str, Columna]) -> dict[str, Columna]:
    """La condonación sólo alcanza a la multa y a su actualización (CFF, arts. 21, párrafo 11, y 74)."""
    grupo = ("MULTA", "ACTUALIZACION_MULTA")
    alcance = np.where(pedido == TODO, saldos[grupo[0]] + saldos[grupo[1]], pedido)
    aplicado = aplicar_en_orden(alcance, [saldos[c] for c in grupo])
    return {c: -parte for c, parte in zip(grupo, aplicado, strict=True)}


class _Libreta:
    """Renglones que se van formando; al final se ordenan por hecho y paso."""

    def __init__(self) -> None:
        self.partes: list[pd.DataFrame] = []

    def anotar(self, hechos: pd.DataFrame, componente: str, tipo: str, importe: Columna, rotulo: str) -> None:
        """Un renglón por hecho con importe distinto de cero."""
        hay = importe != 0
        if not hay.any():
            return
        tramo = hechos[hay]
        renglones: dict[str, Any] = {
            "orden": tramo["orden"].to_numpy(),
            "paso": len(self.partes),
            "clave": tramo["clave"].to_numpy() + f":{rotulo}",
            "folio": tramo["folio"].to_numpy(),
            "componente": componente,
            "tipo": tipo,
            "importe": importe[hay],
            "fecha_efecto": tramo["fecha"].to_numpy(),
            "fecha_registro": tramo["fecha_registro"].to_numpy(),
            "causa": tramo["causa"].to_numpy(),
            "documento": tramo["documento"].to_numpy(),
            "referencia": "",
            "usuario": tramo["usuario"].to_numpy(),
            "reversa_de": None,
        }
        self.partes.append(pd.DataFrame(renglones))

    def en_orden(self) -> pd.DataFrame:
        """Todos los renglones en el orden en que ocurrieron los hechos."""
        if not self.partes:
            return pd.DataFrame(columns=[*_COLUMNAS])
        juntos = pd.concat(self.partes, ignore_index=True)
        return juntos.sort_values(["orden", "paso"], kind="stable", ignore_index=True)[[*_COLUMNAS]]


_COLUMNAS = (
    "clave", "folio", "componente", "tipo", "importe", "fecha_efecto", "fecha_registro",
    "causa", "documento", "referencia", "usuario", "reversa_de",
)  # fmt: skip
