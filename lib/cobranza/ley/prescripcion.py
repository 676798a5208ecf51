"""Prescripción del crédito fiscal (CFF, art. 146): cinco años que la gestión notificada reinicia, con tope de diez.

`prescribe` sirve a un crédito o a una cartera: las interrupciones y suspensiones van como columnas rellenadas
con `SIN_DIA`. `de_un_credito` cuenta la historia de uno con la misma función.
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
from cobranza.ley.vigencias import al_dia, buscar

Columna = NDArray[np.int64]
Lapsos = list[tuple[Columna, Columna]]
ABIERTA = dia(date(9999, 12, 31))
"""Último día de una suspensión que sigue corriendo: mientras dure, la fecha de prescripción no puede fijarse."""


def prescribe(
    de: Norma, exigible: Columna, interrupciones: Columna, suspensiones: Columna
) -> tuple[Columna, Columna]:
    """(último día del plazo, tope de diez años) de cada crédito; `ABIERTA` si hoy no puede fijarse.

    El plazo concluye al terminar ese día (art. 12, cuarto párrafo): la gestión de ese día aún interrumpe y el crédito
    está prescrito desde el siguiente. Sólo cuentan gestiones notificadas o reconocimientos del deudor; la que llega
    después de consumada no revive el crédito. Un día suspendido no corre, aunque lo suspendan dos causas.
    Fundamento: CFF, art. 146, párrafos primero a quinto. Formas: `exigible` (n,), `interrupciones` (n, k) en orden,
    `suspensiones` (n, m, 2) con el primero y el último día suspendidos, en cualquier orden y aunque se encimen; el
    último es `ABIERTA` si sigue, y los dos `SIN_DIA` donde no hay. Errores: `ErrorDeLey` si falta el plazo de un día.
    """
    lapsos = _disjuntos(suspensiones)
    anios = al_dia(de, "prescripcion_anios", exigible)
    inicio, vivo = exigible.copy(), np.ones(exigible.shape, dtype=bool)
    fin = _cumplimiento(de, inicio, anios, lapsos)
    for gestion in interrupciones.T:
        # sólo los que tienen una más: unos cuantos créditos llevan diez veces más gestiones que los demás
        hay = np.flatnonzero(vivo & (gestion != SIN_DIA) & (gestion >= inicio))
        a_tiempo = hay[gestion[hay] <= fin[hay]]
        vivo[hay[gestion[hay] > fin[hay]]] = False
        inicio[a_tiempo] = gestion[a_tiempo]
        suyos = [(desde[a_tiempo], hasta[a_tiempo]) for desde, hasta in lapsos]
        fin[a_tiempo] = _cumplimiento(de, inicio[a_tiempo], anios[a_tiempo], suyos)
    limite = _tope(de, exigible, lapsos)
    fecha = np.minimum(fin, limite)
    if de.interpretacion("prescripcion.inhabil") == "siguiente_habil":
        dentro = fecha <= dia(HORIZONTE) - 60
        fecha[dentro] = de.calendario.habil_de_aniversario(fecha[dentro])
    return fecha, limite


def _disjuntos(suspensiones: Columna) -> Lapsos:
    """Las suspensiones como columnas semiabiertas (desde, hasta), en orden y sin encimarse; vacías donde no hay."""
    vacia = suspensiones[:, :, 0] == SIN_DIA
    desde = np.where(vacia, ABIERTA, suspensiones[:, :, 0])
    hasta = np.where(vacia, ABIERTA, np.minimum(suspensiones[:, :, 1], ABIERTA - 1) + 1)
    if np.any(desde[:, 1:] < desde[:, :-1]):
        orden = np.argsort(desde, axis=1, kind="stable")
        desde, hasta = (np.take_along_axis(c, orden, axis=1) for c in (desde, hasta))
    lapsos: Lapsos = []
    cubierto = np.full(len(suspensiones), SIN_DIA)
    for k in range(desde.shape[1]):
        empieza = np.maximum(desde[:, k], cubierto)
        cubierto = np.maximum(hasta[:, k], cubierto)
        lapsos.append((empieza, cubierto))
    return lapsos


def _cumplimiento(de: Norma, inicio: Columna, anios: Columna, lapsos: Lapsos) -> Columna:
    """Último día de los años desde `inicio`: cada día suspendido que cae dentro lo alarga uno.

    Un aniversario que no existe pasa al primer hábil del mes siguiente (art. 12, cuarto párrafo).
    """
    return _alargado(cast(Columna, de.calendario.mas_meses(inicio, 12 * anios)), inicio, lapsos)


def _tope(de: Norma, exigible: Columna, lapsos: Lapsos) -> Columna:
    """Diez años desde que fue exigible, sin contar suspensiones (art. 146, quinto párrafo).

    Los exigidos antes de que rigiera tuvieron dos años desde que entró en vigor el decreto DOF 09-12-2013.
    """
    con_tope, (desde_el_decreto, _, plazo) = (
        de.por_vigencia(f"prescripcion_tope_{clave}") for clave in ("anios", "anteriores_anios")
    )
    antiguos = exigible < con_tope[0][0]
    desde = np.where(antiguos, desde_el_decreto[0], exigible)
    anios = np.where(antiguos, plazo[0], buscar(de, "prescripcion_tope_anios", exigible))
    return _alargado(cast(Columna, de.calendario.mas_meses(desde, 12 * anios)), exigible, lapsos)


def _alargado(fin: Columna, inicio: Columna, lapsos: Lapsos) -> Columna:
    for desde, hasta in lapsos:
        corre = (hasta > inicio) & (desde <= fin)  # lo que se suspende después de cumplido ya no lo mueve
        fin = np.where(corre, np.minimum(fin + hasta - np.maximum(desde, inicio), ABIERTA), fin)
        fin = np.where(corre & (hasta >= ABIERTA), ABIERTA, fin)
    return fin


def de_un_credito(
    de: Norma,
    exigible: int,
    interrupciones: list[tuple[int, bool]],
    suspensiones: list[tuple[int, int | None]],
) -> tuple[int | None, int | None, list[str]]:
    """Prescripción de un crédito explicada: (último día del plazo o None si está suspendida, tope, pasos).

    `interrupciones` son (día, notificada); las no notificadas no interrumpen y se dicen. `suspensiones`, el primero y
    el último día suspendidos (None si sigue).
    """
    lapsos = _fundidas((d, ABIERTA if h is None else h) for d, h in suspensiones)
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
        pasos.append(f"Prescribe al terminar el {fecha_de(fecha)}: {cual} ({de.cita('prescripcion')}).")
    return _o_nada(fecha), _o_nada(limite), pasos


def _fundidas(suspensiones: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Suspensiones en orden y unidas las que se enciman o se siguen, para decirlas."""
    lapsos: list[tuple[int, int]] = []
    for desde, hasta in sorted(suspensiones):
        if lapsos and desde <= lapsos[-1][1] + 1:
            lapsos[-1] = (lapsos[-1][0], max(hasta, lapsos[-1][1]))
        else:
            lapsos.append((desde, hasta))
    return lapsos


def _pasos(de: Norma, exigible: int, gestiones: list[tuple[int, bool]], suspensiones: Columna) -> list[str]:
    anios, lapsos = al_dia(de, "prescripcion_anios", np.array([exigible])), _disjuntos(suspensiones)
    inicio = exigible
    fin = int(_cumplimiento(de, np.array([inicio]), anios, lapsos)[0])
    pasos = [f"El pago pudo exigirse el {fecha_de(exigible)}; de ahí corren {anios[0]} años, hasta {_dicho(fin)}."]
    for momento, notificada in gestiones:
        if not notificada:
            pasos.append(f"La gestión del {fecha_de(momento)} no se notificó: no interrumpe.")
        elif momento > fin:
            pasos.append(f"La gestión del {fecha_de(momento)} llegó ya consumada la prescripción: no la revive.")
            break
        elif momento >= inicio:
            inicio = momento
            fin = int(_cumplimiento(de, np.array([inicio]), anios, lapsos)[0])
            pasos.append(
                f"La gestión notificada el {fecha_de(momento)} interrumpe: el plazo reinicia, hasta {_dicho(fin)}."
            )
    return pasos


def _dicho(d: int) -> str:
    return f"el {fecha_de(d)}" if d < ABIERTA else "que termine la suspensión"


def _o_nada(d: int) -> int | None:
    return d if d < ABIERTA else None
