"""Prescripción del crédito fiscal (CFF, art. 146): cinco años que la gestión notificada reinicia, con tope de diez.

`prescribe` sirve a un crédito o a una cartera: las interrupciones y suspensiones van como columnas rellenadas
con `SIN_DIA`. `pasos` cuenta la historia de un crédito con la misma función.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import cast

import numpy as np
from numpy.typing import NDArray

from cobranza.base.fechas import SIN_DIA, dia, fecha_de
from cobranza.ley.calendario import HORIZONTE
from cobranza.ley.norma import Norma

Columna = NDArray[np.int64]
ABIERTA = dia(date(9999, 12, 31))
"""Fin de una suspensión que sigue corriendo: mientras dure, la fecha de prescripción no puede fijarse."""


def consumacion(de: Norma, inicio: Columna, anios: int, suspensiones: Columna) -> Columna:
    """Fecha en que se cumplen los años desde `inicio`, más los días en que el plazo estuvo suspendido después.

    Formas: `inicio` (n,), `suspensiones` (n, m, 2) en orden, semiabiertas, `SIN_DIA` donde no hay. Un aniversario
    que no existe pasa al primer hábil del mes siguiente (art. 12, cuarto párrafo).
    """
    fin = cast(Columna, de.calendario.mas_anios(inicio, anios))
    for k in range(suspensiones.shape[1]):
        desde, hasta = suspensiones[:, k, 0], suspensiones[:, k, 1]
        corre = (desde != SIN_DIA) & (hasta > inicio) & (desde <= fin)
        fin = np.where(corre, np.minimum(fin + hasta - np.maximum(desde, inicio), ABIERTA), fin)
        fin = np.where(corre & (hasta >= ABIERTA), ABIERTA, fin)
    return fin


def prescribe(
    de: Norma, exigible: Columna, interrupciones: Columna, suspensiones: Columna
) -> tuple[Columna, Columna]:
    """(fecha en que prescribe, tope de diez años) de cada crédito; `ABIERTA` si hoy no puede fijarse.

    Fundamento: CFF, art. 146, párrafos primero a quinto. Formas: `exigible` (n,), `interrupciones` (n, k) en
    orden, `suspensiones` (n, m, 2). Sólo cuentan gestiones notificadas o reconocimientos del deudor; la que llega
    después de consumada no revive el crédito.
    """
    anios = int(de.dato("prescripcion_anios"))
    inicio, vivo = exigible.copy(), np.ones(exigible.shape, dtype=bool)
    fin = consumacion(de, inicio, anios, suspensiones)
    for k in range(interrupciones.shape[1]):
        gestion = interrupciones[:, k]
        hay = vivo & (gestion != SIN_DIA) & (gestion >= inicio)
        a_tiempo = hay & (gestion <= fin)
        vivo &= ~(hay & ~a_tiempo)
        inicio = np.where(a_tiempo, gestion, inicio)
        fin = np.where(a_tiempo, consumacion(de, inicio, anios, suspensiones), fin)
    limite = tope(de, exigible, suspensiones)
    fecha = np.minimum(fin, limite)
    if de.interpretacion("prescripcion.inhabil") == "siguiente_habil":
        dentro = fecha <= dia(HORIZONTE) - 60
        fecha[dentro] = de.calendario.habil_de_aniversario(fecha[dentro])
    return fecha, limite


def tope(de: Norma, exigible: Columna, suspensiones: Columna) -> Columna:
    """Diez años desde que fue exigible, sin contar suspensiones (art. 146, quinto párrafo).

    Los exigidos antes de 2005 tuvieron dos años desde que entró en vigor el decreto DOF 09-12-2013.
    """
    limite = cast(Columna, de.calendario.mas_anios(exigible, int(de.dato("prescripcion_tope_anios"))))
    antiguos = exigible < dia(date.fromisoformat(de.dato("prescripcion_tope_desde")))
    limite = np.where(antiguos, dia(date.fromisoformat(de.dato("prescripcion_tope_de_los_anteriores"))), limite)
    for k in range(suspensiones.shape[1]):
        desde, hasta = suspensiones[:, k, 0], suspensiones[:, k, 1]
        corre = (desde != SIN_DIA) & (desde <= limite)  # lo que se suspende después del tope ya no lo mueve
        dias = np.where(corre, np.maximum(hasta - np.maximum(desde, exigible), 0), 0)
        limite = np.where(corre & (hasta >= ABIERTA), ABIERTA, np.minimum(limite + dias, ABIERTA))
    return limite


def de_un_credito(
    de: Norma,
    exigible: int,
    interrupciones: list[tuple[int, bool]],
    suspensiones: list[tuple[int, int | None]],
) -> tuple[int | None, int | None, list[str]]:
    """Prescripción de un crédito explicada: (fecha o None si está suspendida, tope, pasos).

    `interrupciones` son (día, notificada); las no notificadas no interrumpen y se dicen.
    """
    lapsos = _sin_traslapes((d, ABIERTA if h is None else h) for d, h in suspensiones)
    columnas = np.array([lapsos], dtype=np.int64).reshape(1, len(lapsos), 2)
    validas = sorted(d for d, notificada in interrupciones if notificada)
    pasos = _pasos(de, exigible, sorted(interrupciones), columnas)
    gestiones = np.array([validas], dtype=np.int64).reshape(1, len(validas))
    fecha, limite = (int(c[0]) for c in prescribe(de, np.array([exigible]), gestiones, columnas))
    for d, h in lapsos:
        pasos.append(
            f"Suspendida de {fecha_de(d)} a {fecha_de(h) if h < ABIERTA else 'la fecha'}: esos días no corren."
        )
    if fecha < ABIERTA:
        cual = "se cumple el plazo" if fecha < limite else "se alcanza el tope"
        pasos.append(f"Prescribe el {fecha_de(fecha)}: {cual} ({de.cita('prescripcion')}).")
    return _o_nada(fecha), _o_nada(limite), pasos


def _sin_traslapes(suspensiones: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Suspensiones en orden y unidas: un día suspendido por dos causas no corre una sola vez."""
    lapsos: list[tuple[int, int]] = []
    for desde, hasta in sorted(suspensiones):
        if lapsos and desde <= lapsos[-1][1]:
            lapsos[-1] = (lapsos[-1][0], max(hasta, lapsos[-1][1]))
        else:
            lapsos.append((desde, hasta))
    return lapsos


def _pasos(de: Norma, exigible: int, gestiones: list[tuple[int, bool]], suspensiones: Columna) -> list[str]:
    anios = int(de.dato("prescripcion_anios"))
    inicio = exigible
    fin = int(consumacion(de, np.array([inicio]), anios, suspensiones)[0])
    pasos = [f"El pago pudo exigirse el {fecha_de(exigible)}; de ahí corren {anios} años, hasta {_dicho(fin)}."]
    for momento, notificada in gestiones:
        if not notificada:
            pasos.append(f"La gestión del {fecha_de(momento)} no se notificó: no interrumpe.")
        elif momento > fin:
            pasos.append(f"La gestión del {fecha_de(momento)} llegó ya consumada la prescripción: no la revive.")
            break
        elif momento >= inicio:
            inicio = momento
            fin = int(consumacion(de, np.array([inicio]), anios, suspensiones)[0])
            pasos.append(
                f"La gestión notificada el {fecha_de(momento)} interrumpe: el plazo reinicia, hasta {_dicho(fin)}."
            )
    return pasos


def _dicho(d: int) -> str:
    return str(fecha_de(d)) if d < ABIERTA else "que termine la suspensión"


def _o_nada(d: int) -> int | None:
    return d if d < ABIERTA else None
