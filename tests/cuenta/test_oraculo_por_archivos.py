"""Las historias al azar por el camino entero: archivos de la oficina en cualquier orden, libros, foto y cartera."""

from __future__ import annotations

import random
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from cuenta.comparar import en_palabras
from cuenta.hechos import TODO, Caso, Hecho
from cuenta.historias import ULTIMO, historia
from cuenta.oraculo import contar
from cuenta.tiempo_y_tasas import dia, fecha
from oficina import almacen_nuevo, credito, en_carpeta, movimiento

from cobranza.almacen.toma import foto_actual
from cobranza.base.dinero import texto
from cobranza.cartera.consultas import cartera_al
from cobranza.cuenta.liquidacion import adeudos_a, liquidar_cartera
from cobranza.expediente.historia import historia as historia_leida
from cobranza.expediente.situacion import notificaciones
from cobranza.ingesta import ingerir
from cobranza.ley.norma import de_la_oficina

pytestmark = pytest.mark.lenta
CUANTOS = 90
TURNOS = 6
CORTES = (ULTIMO, dia(date(2025, 6, 30)), dia(date(2023, 3, 15)))
CONCEPTOS = {
    ("federal", True): "F-ISR",
    ("federal", False): "F-MULF",
    ("estatal", True): "E-ISN",
    ("estatal", False): "E-MULF",
}
GRUPOS = {
    "historico": ("HISTORICO",),
    "actualizacion": ("ACTUALIZACION",),
    "recargos": ("RECARGO", "RECARGO_PRORROGA", "RECARGO_PARCIALIDAD"),
    "multas": ("MULTA", "ACTUALIZACION_MULTA"),
    "gastos": ("GASTO_EJECUCION", "GASTO_EXTRAORDINARIO"),
    "honorarios": ("HONORARIO_NOTIFICACION",),
    "indemnizacion": ("INDEMNIZACION",),
}
Fila = dict[str, str]
Pregunta = tuple[str, Caso, int]
"""(folio, crédito, día por el que se pregunta)."""


def _casos() -> dict[str, Caso]:
    """Los primeros que se cuentan con la lectura por omisión, que es la que rige en la cartera."""
    elegidos: list[Caso] = []
    for semilla in count(600_000):
        caso, _ = historia(semilla)
        sin_estimulo = all(h.tipo != "ESTIMULO" for h in caso.hechos)  # el suyo, en `test_estimulo`
        if caso.lectura == "hasta_el_pago" and (caso.importe or caso.multa) and sin_estimulo:
            elegidos.append(caso)
        if len(elegidos) == CUANTOS:
            return {f"TGZ-2019-{k:06d}": c for k, c in enumerate(elegidos)}
    raise AssertionError


def _en_libros(conexion: Any, folio: str, caso: Caso) -> None:
    """El crédito, su notificación y lo que se le determina, que no llegan por archivo."""
    credito(
        conexion,
        folio,
        ambito=caso.ambito,
        concepto=CONCEPTOS[caso.ambito, caso.causa_recargos],
        importe=caso.importe,
        multa=caso.multa,
        vencimiento=str(fecha(caso.vencimiento)),
        notificacion=None if caso.notificacion is None else str(fecha(caso.notificacion)),
        fecha_registro="2018-12-01",
    )
    for k, h in enumerate(x for x in caso.hechos if x.tipo == "GASTO"):
        cuando = str(fecha(h.fecha))
        movimiento(
            conexion, folio, h.componente, h.componente, h.importe, cuando, referencia=f"{folio}-{k}",
            clave=f"{folio}-{k}:gasto",
        )  # fmt: skip


def _filas(folio: str, caso: Caso) -> list[tuple[str, Fila]]:
    """(layout, renglón) de cada hecho; el recibo que cae viene dos veces."""
    pagos = {h.clave: h for h in caso.hechos if h.tipo == "PAGO"}
    filas = [("recibos", _recibo(folio, h)) for h in pagos.values()]
    for k, h in enumerate(caso.hechos):
        if h.tipo == "REVERSA":
            cae = {"Estado": "CANCELADO", "Fecha de estado": str(fecha(h.fecha))}
            filas.append(("recibos", _recibo(folio, pagos[h.clave]) | cae))
        elif h.tipo not in ("PAGO", "GASTO"):
            filas.append(("incidencias", _incidencia(folio, k, h)))
    return filas


def _recibo(folio: str, h: Hecho) -> Fila:
    return {
        "Recibo": f"{folio}/{h.clave}", "Fecha de ingreso": str(fecha(h.fecha)), "Oficina": "TGZ", "Caja": "1",
        "Crédito": folio, "Importe": texto(h.importe), "Forma de pago": "EFECTIVO", "Estado": "VIGENTE",
        "Fecha de estado": "", "Sustituye a": "", "Causa": "ESPONTANEO", "Causa de la devolución": "",
    }  # fmt: skip


def _incidencia(folio: str, k: int, h: Hecho) -> Fila:
    forma = {"IMPUGNACION": "REVOCACION", "CONVENIO": h.modalidad}.get(h.tipo, "")
    causa = {"SIN_EFECTOS": "DEJA_SIN_EFECTOS", "RESOLUCION": "CONFIRMA"}.get(h.tipo, "")
    # toda la multa: más de lo que pueda valer
    monto = {"CONDONACION": "50000000.00" if h.importe == TODO else texto(max(h.importe, 0))}.get(h.tipo, "")
    return {
        "Clave": f"{folio}:{k}", "Crédito": folio, "Tipo": "RESOLUCION" if h.tipo == "SIN_EFECTOS" else h.tipo,
        "Fecha": str(fecha(h.fecha)), "Medio o modalidad": forma, "Parcialidades": str(h.parcialidades or ""),
        "Hasta": "" if h.hasta is None else str(fecha(h.hasta)), "Monto": monto, "Documento": "", "Causa": causa,
        "Fecha de captura": str(fecha(h.fecha)),
    }  # fmt: skip


def _en_tandas(azar: random.Random, filas: list[tuple[str, Fila]]) -> list[tuple[str, list[Fila]]]:
    """Archivos de un layout, cada hecho en cualquiera; un recibo cae siempre en uno posterior al que lo trajo."""
    tandas: dict[tuple[int, str], list[Fila]] = {}
    llego: dict[str, int] = {}
    for layout, fila in filas:
        recibo = fila.get("Recibo", "")
        turno = azar.randint(llego[recibo] + 1, TURNOS) if recibo in llego else azar.randrange(TURNOS)
        if recibo:
            llego[recibo] = turno
        tandas.setdefault((turno, layout), []).append(fila)
    return [(layout, tandas[turno, layout]) for turno, layout in sorted(tandas)]


@pytest.fixture(scope="module")
def casos() -> dict[str, Caso]:
    return _casos()


@pytest.fixture(scope="module")
def cargados(casos: dict[str, Caso], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """La carpeta de unos libros a los que todo les llegó por archivos, en cualquier orden."""
    carpeta, azar = tmp_path_factory.mktemp("por_archivos"), random.Random(9)
    motor = almacen_nuevo(en_carpeta(carpeta))
    with motor.begin() as conexion:
        for folio, caso in casos.items():
            _en_libros(conexion, folio, caso)
    filas = [fila for folio, caso in casos.items() for fila in _filas(folio, caso)]
    for k, (layout, archivo) in enumerate(_en_tandas(azar, filas)):
        ruta = carpeta / f"{k}.csv"
        pd.DataFrame(archivo).to_csv(ruta, index=False)
        resultado = ingerir(motor, layout, ruta, usuario="caja", ahora=datetime(2026, 9, 30))
        assert resultado.cuarentena == 0, resultado.por_motivo
    motor.dispose()
    return carpeta


@pytest.mark.parametrize("al", CORTES, ids=lambda al: str(fecha(al)))
def test_la_cartera_dice_lo_que_el_oraculo_llegue_como_llegue(
    casos: dict[str, Caso], cargados: Path, al: int
) -> None:
    _sin_diferencias([(f, c, al) for f, c in casos.items()], _cartera(cargados, al))


def test_a_cada_dia_de_su_historia_se_debe_lo_que_el_oraculo_llegue_como_llegue(
    casos: dict[str, Caso], cargados: Path
) -> None:
    """El día de cada hecho y su víspera, también antes de que cayera un recibo, llegara lo que llegara después."""
    preguntas = [
        (folio, caso, al)
        for folio, caso in casos.items()
        for al in sorted({min(h.fecha - k, ULTIMO) for h in caso.hechos for k in (0, 1)})
        if al >= caso.vencimiento - 40
    ]
    _sin_diferencias(preguntas, _debido(cargados, preguntas))


def _sin_diferencias(preguntas: list[Pregunta], suyos: pd.DataFrame) -> None:
    """`suyos`: lo que dice el producto, un renglón por pregunta."""
    assert len(preguntas) == len(suyos) > 0
    difieren = []
    for (folio, caso, al), suyo in zip(preguntas, suyos.to_dict("records"), strict=True):
        ley = contar(caso, al, sabido=ULTIMO).debido
        esperado = {grupo: sum(ley[c] for c in componentes) for grupo, componentes in GRUPOS.items()}
        esperado["total"] = sum(esperado.values())
        if distintos := _distintos(esperado, {columna: int(suyo[columna]) for columna in esperado}):
            difieren.append(f"{folio}: (la ley, la cartera) {distintos}\n{en_palabras((caso, al))}")
    assert not difieren, f"{len(difieren)} de {len(preguntas)}\n" + "\n".join(difieren[:3])


def _distintos(esperado: dict[str, int], suyo: dict[str, int]) -> dict[str, tuple[int, int]]:
    return {columna: (esperado[columna], suyo[columna]) for columna in esperado if esperado[columna] != suyo[columna]}


def _cartera(carpeta: Path, al: int) -> pd.DataFrame:
    """La cartera de ese día, en orden de folio."""
    conexion = foto_actual(en_carpeta(carpeta), carpeta).conexion()
    try:
        return cartera_al(conexion, de_la_oficina(), fecha(al)).sort_values("folio")
    finally:
        conexion.close()


def _debido(carpeta: Path, preguntas: list[Pregunta]) -> pd.DataFrame:
    """Lo que se debía de cada crédito a cada día, de una vez."""
    conexion = foto_actual(en_carpeta(carpeta), carpeta).conexion()
    try:
        h = historia_leida(conexion, de_la_oficina())
        lugar, al = h.lugares(pd.Series([f for f, _, _ in preguntas])), np.array([al for _, _, al in preguntas])
        return liquidar_cartera(adeudos_a(h, lugar, al, notificaciones(h, ULTIMO)[lugar]), al)
    finally:
        conexion.close()
