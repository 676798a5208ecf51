"""De hechos que mueven saldo (pagos, cancelaciones, condonaciones…) a movimientos del libro, en orden legal.

Cada hecho asienta primero lo devengado a su fecha y luego se aplica por componente. Se trabaja por pasadas: en
la primera va el primer hecho de cada crédito, en la segunda el segundo; cada pasada es aritmética de columnas.
Fundamento del orden: CFF, art. 20, octavo párrafo, y 66-A, fr. V, mientras hay convenio; del ajuste a pesos: art.
20, décimo párrafo.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from cobranza.base.dinero import centavos
from cobranza.base.fechas import dias
from cobranza.cuenta.adeudos import COMPONENTES, GASTOS, Adeudos
from cobranza.cuenta.asentado import leer_adeudos
from cobranza.cuenta.diligencias_pagadas import repartir_entre_diligencias
from cobranza.ley.actualizacion import historico_pagado
from cobranza.ley.devengo import aplicar_en_orden
from cobranza.ley.norma import Normas
from cobranza.ley.redondeo import a_pesos
from cobranza.libros.vocabulario import ABONOS

Columna = NDArray[np.int64]
SALDO_ENTERO = -1
"""Importe de un hecho que alcanza a todo el saldo (cancelación, prescripción, resolución)."""
_GASTO = "@GASTO"
REGIMEN = "CONVENIO"
"""Hecho que no mueve saldo: sólo cambia cómo se cuentan los que le siguen (pago a plazos, CFF, art. 66-A)."""
_TURNOS = {_GASTO: 0, "REACTIVACION": 2, "PAGO": 3, "REVERSA": 4}
_SOLO_DEVENGAN = ("REACTIVACION", "REVERSA")
_SIN_PRORROGA = (*_SOLO_DEVENGAN, "CONDONACION")
"""No asientan prórroga: es interés simple entre pagos y, si se revoca, desde el último pago corre la mora."""

CONCEPTOS_EN_ORDEN = (
    GASTOS,
    ("RECARGO", "RECARGO_PRORROGA"),
    ("MULTA", "ACTUALIZACION_MULTA"),
    ("INDEMNIZACION",),
    ("HISTORICO", "ACTUALIZACION"),
)
"""Conceptos del art. 20 y los componentes que forman cada uno; lo actualizado pertenece a su principal."""
CONCEPTOS_A_PLAZOS = (
    ("RECARGO_PRORROGA",),
    ("RECARGO",),
    ("MULTA", "ACTUALIZACION_MULTA"),
    ("GASTO_EXTRAORDINARIO",),
    ("GASTO_EJECUCION", "HONORARIO_NOTIFICACION"),
    ("INDEMNIZACION",),
    ("HISTORICO", "ACTUALIZACION"),
)
"""Los mismos, en el orden de los pagos hechos durante la vigencia de un convenio (CFF, art. 66-A, fr. V)."""
Orden = tuple[tuple[str, ...], ...]


def movimientos_de_eventos(conexion: Connection, eventos: pd.DataFrame, normas: Normas) -> pd.DataFrame:
    """Movimientos que resultan de los hechos, listos para el libro.

    `eventos`: clave (única), folio, fecha, tipo (`PAGO`, `CONDONACION`, `CANCELACION`, `PRESCRIPCION`,
    `REDUCCION_RESOLUCION`, `REACTIVACION`…), importe (centavos; `SALDO_ENTERO` para todo el saldo), documento, causa,
    fecha_registro, usuario. Un pago mayor que el adeudo deja el resto en SALDO_A_FAVOR. Los hechos deben ser
    posteriores a los ya asentados en su crédito; si no, se asientan con `reversas.asentar_hechos`.
    """
    if eventos.empty:
        return _Libreta().en_orden()
    adeudos, gastos = leer_adeudos(conexion, pd.Index(eventos["folio"].unique()), normas)
    return aplicar(adeudos, gastos, eventos)


def aplicar(adeudos: Adeudos, gastos: pd.DataFrame, hechos: pd.DataFrame) -> pd.DataFrame:
    """Los hechos aplicados, en orden, a unos adeudos (uno por folio distinto, en su orden de aparición).

    `hechos` puede traer `llegada` (en qué orden se conocieron los del mismo día); el tipo `REVERSA` sólo devenga y
    `REGIMEN` nada hace: los convenios ya están en `adeudos`.
    """
    folios = pd.Index(hechos["folio"].unique())
    hechos = hechos[hechos["tipo"] != REGIMEN]
    hechos = hechos if "llegada" in hechos else hechos.assign(llegada=0)
    todos = pd.concat([hechos, gastos.assign(tipo=_GASTO, llegada=-1)], ignore_index=True)
    todos["lugar"] = folios.get_indexer(todos["folio"])
    # el gasto del mismo día va antes que el pago que lo cubre, y la reactivación antes que el pago que la causa
    todos["turno"] = todos["tipo"].map(_TURNOS).fillna(1).astype("int8")
    todos = todos.sort_values(
        ["fecha", "llegada", "turno", "fecha_registro", "clave"], kind="stable", ignore_index=True
    )
    todos["orden"] = np.arange(len(todos))
    todos["pasada"] = todos.groupby("lugar").cumcount()
    libreta = _Libreta()
    for _, pasada in todos.groupby("pasada"):
        de_gasto = pasada["tipo"] == _GASTO
        for componente, parte in pasada[de_gasto].groupby("componente"):
            adeudos.saldo[str(componente)][parte["lugar"]] += parte["importe"].to_numpy(np.int64)
        if not de_gasto.all():
            _asentar(adeudos, pasada[~de_gasto], libreta)
    return repartir_entre_diligencias(libreta.en_orden(), gastos)


def _asentar(adeudos: Adeudos, hechos: pd.DataFrame, libreta: _Libreta) -> None:
    """Devenga a la fecha de cada hecho y lo aplica según su tipo."""
    _reactivar(adeudos, hechos[hechos["tipo"] == "REACTIVACION"], libreta)
    lugar = hechos["lugar"].to_numpy()
    al = dias(hechos["fecha"])
    foto = adeudos.de(lugar)
    falta, factor = foto.falta_devengar(al)
    falta["RECARGO_PRORROGA"][hechos["tipo"].isin(_SIN_PRORROGA)] = 0
    _devengar(hechos, falta, foto, libreta)
    for componente in falta:
        adeudos.saldo[componente][lugar] = foto.saldo[componente]
    adeudos.ultimo[lugar] = np.maximum(adeudos.ultimo[lugar], al)
    tipos = hechos["tipo"].to_numpy().astype(str)
    abona = np.isin(tipos, ABONOS)
    adeudos.convenios.abonar(lugar[abona], al[abona])
    a_plazos = (foto.convenios.vigente(al) >= 0) & (tipos == "PAGO")
    aplican = ~np.isin(tipos, _SOLO_DEVENGAN)
    for tipo, en_convenio in sorted(set(zip(tipos[aplican], a_plazos[aplican], strict=True))):
        cual = np.flatnonzero((tipos == tipo) & (a_plazos == en_convenio))
        saldos = {c: s[cual] for c, s in foto.saldo.items()}
        parte = hechos.iloc[cual]
        if tipo == "PAGO":
            parte = parte.assign(tolerancia=_tolerancias(foto.ambito[cual], adeudos.normas))
            cambio = _pagar(parte, bool(en_convenio), saldos, {c: f[cual] for c, f in factor.items()}, libreta)
        else:
            importe = parte["importe"].to_numpy(np.int64)
            cambio = _condonar(importe, saldos) if tipo == "CONDONACION" else {c: -s for c, s in saldos.items()}
            for componente, delta in cambio.items():
                libreta.anotar(parte, componente, tipo, delta, componente.lower())
        for componente, delta in cambio.items():
            adeudos.saldo[componente][lugar[cual]] += delta
            if tipo == "CANCELACION":
                adeudos.cancelado[componente][lugar[cual]] -= delta


def _devengar(hechos: pd.DataFrame, falta: dict[str, Columna], foto: Adeudos, libreta: _Libreta) -> None:
    """Asienta lo que se causó hasta el día de cada hecho y lo suma a los saldos de `foto`."""
    for componente, importe in falta.items():
        tipo = componente if componente.startswith("RECARGO") else "ACTUALIZACION"
        libreta.anotar(hechos, componente, tipo, importe, f"devengo-{componente.lower()}")
        foto.saldo[componente] = foto.saldo[componente] + importe


def _reactivar(adeudos: Adeudos, hechos: pd.DataFrame, libreta: _Libreta) -> None:
    """Vuelve lo cancelado, y luego se devenga: cancelar no libera del pago (CFF, art. 146-A)."""
    lugar = hechos["lugar"].to_numpy()
    for componente in COMPONENTES:
        vuelve = adeudos.cancelado[componente][lugar]
        libreta.anotar(hechos, componente, "REACTIVACION", vuelve, f"reactivacion-{componente.lower()}")
        adeudos.saldo[componente][lugar] += vuelve
        adeudos.cancelado[componente][lugar] = 0


def _tolerancias(ambitos: NDArray[np.object_], normas: Normas) -> Columna:
    """Cuánto puede faltarle a un pago para dar de baja el crédito; lo que falte queda como AJUSTE, a la vista.

    Es `tolerancia_de_baja` del ordenamiento, en pesos; si no la dice, cero: se da de baja sólo en cero.
    """
    por_ambito = {}
    for ambito in np.unique(ambitos.astype(str)):
        norma = normas.de(str(ambito))
        dichas = (n.ficha["tolerancia_de_baja"] for n in (norma, *norma.padres) if "tolerancia_de_baja" in n.ficha)
        por_ambito[ambito] = centavos(str(next(dichas, "0")))
    return np.array([por_ambito[a] for a in ambitos], dtype=np.int64)


def por_concepto(saldos: dict[str, Columna], a_plazos: bool) -> list[Columna]:
    """Lo debido por concepto, en el orden en que se paga: el del art. 66-A si hay convenio; si no, el del 20."""
    return [np.sum([saldos[c] for c in grupo], axis=0) for grupo in orden_de_pago(a_plazos)]


def orden_de_pago(a_plazos: bool) -> Orden:
    """Los conceptos y sus componentes en el orden en que los cubre un pago."""
    return CONCEPTOS_A_PLAZOS if a_plazos else CONCEPTOS_EN_ORDEN


def _pagar(
    hechos: pd.DataFrame,
    a_plazos: bool,
    saldos: dict[str, Columna],
    factor: dict[str, Columna],
    libreta: _Libreta,
) -> dict[str, Columna]:
    """Aplica pagos en su orden legal; el pago que cubre todo se ajusta a pesos por concepto."""
    pagado = hechos["importe"].to_numpy(np.int64)
    conceptos = por_concepto(saldos, a_plazos)
    en_pesos = [np.asarray(a_pesos(s)) for s in conceptos]
    liquida = pagado + hechos["tolerancia"].to_numpy(np.int64) >= np.sum(en_pesos, axis=0)
    parcial, completo = aplicar_en_orden(pagado, conceptos), aplicar_en_orden(pagado, en_pesos)
    cambio: dict[str, Columna] = {}
    for k, grupo in enumerate(orden_de_pago(a_plazos)):
        ajuste = np.where(liquida, conceptos[k] - completo[k], 0)
        partes = _entre_componentes(grupo, np.where(liquida, conceptos[k], parcial[k]), saldos, factor)
        for componente, parte, propio in zip(grupo, partes, _ajustes(ajuste, partes), strict=True):
            libreta.anotar(hechos, componente, "AJUSTE", -propio, f"ajuste-{componente.lower()}")
            libreta.anotar(hechos, componente, "PAGO", -(parte - propio), componente.lower())
            cambio[componente] = -parte
    de_mas = np.where(liquida, pagado - np.sum(completo, axis=0), 0)
    libreta.anotar(hechos, "SALDO_A_FAVOR", "PAGO", -de_mas, "saldo_a_favor")
    return cambio


def _ajustes(ajuste: Columna, partes: list[Columna]) -> list[Columna]:
    """El ajuste de un concepto entre sus componentes: lo que se perdona, de mayor a menor; lo que sube, al mayor."""
    orden = np.argsort(-np.array(partes), axis=0, kind="stable")
    ordenadas = np.take_along_axis(np.array(partes), orden, axis=0)
    repartido = np.array(aplicar_en_orden(np.maximum(ajuste, 0), list(ordenadas)))
    repartido[0] += np.minimum(ajuste, 0)
    devuelto = np.zeros_like(repartido)
    np.put_along_axis(devuelto, orden, repartido, axis=0)
    return list(devuelto)


def _entre_componentes(
    grupo: tuple[str, ...], aplicado: Columna, saldos: dict[str, Columna], factor: dict[str, Columna]
) -> list[Columna]:
    """Lo aplicado a un concepto, repartido entre sus componentes.

    De lo actualizado, la parte histórica que un pago extingue es el pago entre el factor de su fecha; si hubo
    convenio, entre el de cada tramo, del último al primero.
    """
    if grupo[0] not in factor:
        return aplicar_en_orden(aplicado, [saldos[c] for c in grupo])
    historico, actualizacion = (saldos[c] for c in grupo)
    parte = aplicado
    for del_tramo in factor[grupo[0]].T[::-1]:
        parte = np.asarray(historico_pagado(parte, del_tramo))
    parte = np.where(aplicado == historico + actualizacion, historico, parte)
    parte = np.minimum(np.maximum(parte, aplicado - actualizacion), historico)
    return [parte, aplicado - parte]


def _condonar(pedido: Columna, saldos: dict[str, Columna]) -> dict[str, Columna]:
    """La condonación sólo alcanza a la multa y a su actualización (CFF, arts. 21, párrafo 11, y 74)."""
    grupo = ("MULTA", "ACTUALIZACION_MULTA")
    alcance = np.where(pedido == SALDO_ENTERO, saldos[grupo[0]] + saldos[grupo[1]], pedido)
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
