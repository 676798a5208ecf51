"""Los pasos que comparten los guiones: ordenar, requerir, embargar, avaluar y cobrar, como la ley manda."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from cobranza.base.fechas import dia
from cobranza.gemelo.guiones import CORTE
from cobranza.gemelo.personas import DELEGADO, EJECUTOR, NOTIFICADOR
from cobranza.gemelo.sorteo import Columna, algunos, entre, por_peso
from cobranza.gemelo.trama import (
    GASTO_EXTRAORDINARIO,
    GASTO_LEGAL,
    LIQUIDA,
    PAGO,
    Trama,
)

BIENES = ("MUEBLES", "VEHICULO", "INMUEBLE", "NEGOCIACION")
_PESO_DE_LOS_BIENES = (4, 3, 2, 1)
_DE_DIA, _ULTIMA = 8 * 60, 17 * 60
_DE_NOCHE = (18 * 60 + 30, 20 * 60)
ENERO, DICIEMBRE = dia(date(2025, 1, 2)), dia(date(2025, 12, 1))
NOVIEMBRE = dia(date(2025, 11, 3))
VIGENCIA_DEL_AVALUO = 365
"""Días que se da por vigente un avalúo (ilustrativo)."""


def mandamiento(t: Trama, c: Columna, desde: int = 5, hasta: int = 80) -> Columna:
    """El delegado ordena requerir y embargar, ya exigible el crédito."""
    fecha = t.tras(c, t.creditos.exigible[c], desde, hasta)
    t.anotar(c, "MANDAMIENTO", fecha, puesto=DELEGADO)
    return fecha


def cobro(t: Trama, c: Columna, tipo: str, fecha: Columna, **otros: Any) -> Columna:
    """Un requerimiento o embargo practicado: con un tercero si hubo citatorio el hábil anterior; causa su gasto."""
    azar = t.azar
    resultado = otros.pop("resultado", None)
    if resultado is None:
        resultado = np.array(["PRACTICADA", "PRACTICADA_CON_TERCERO"])[algunos(azar, len(c), 350).astype(int)]
    con_citatorio = (resultado == "PRACTICADA_CON_TERCERO") | algunos(azar, len(c), 250)
    citatorio(t, c[con_citatorio], t.habil_anterior(c, fecha)[con_citatorio])
    hora = entre(azar, _DE_DIA, _ULTIMA, len(c))
    habilitada = algunos(azar, len(c), 15)
    hora = np.where(habilitada, entre(azar, *_DE_NOCHE, len(c)), hora)
    _habilitar(t, c[habilitada], fecha[habilitada])
    datos = {"puesto": EJECUTOR, "gasto": GASTO_LEGAL} | otros
    t.anotar(c, tipo, fecha, hora=hora, fin=hora + entre(azar, 20, 100, len(c)), resultado=resultado, **datos)
    return fecha


def sin_exito(t: Trama, c: Columna, tipo: str, fecha: Columna, resultado: str) -> Columna:
    """Una diligencia que no se pudo practicar: consta, pero no causa gasto."""
    hora = entre(t.azar, _DE_DIA, _ULTIMA, len(c))
    fin = hora + entre(t.azar, 10, 40, len(c))
    t.anotar(c, tipo, fecha, hora=hora, fin=fin, puesto=EJECUTOR, resultado=resultado)
    return fecha


def citatorio(t: Trama, c: Columna, fecha: Columna) -> None:
    """Se deja para el día hábil siguiente; lo lleva el notificador o el ejecutor."""
    hora = entre(t.azar, _DE_DIA, _ULTIMA, len(c))
    puesto = np.where(algunos(t.azar, len(c), 500), NOTIFICADOR, EJECUTOR)
    fin = hora + entre(t.azar, 10, 40, len(c))
    t.anotar(c, "CITATORIO", fecha, hora=hora, fin=fin, puesto=puesto, resultado="CITATORIO_DEJADO")


def _habilitar(t: Trama, c: Columna, fecha: Columna) -> None:
    t.anotar(c, "HABILITACION", t.habil_anterior(c, fecha), hasta=fecha + entre(t.azar, 0, 10, len(c)))


def requerimiento(t: Trama, c: Columna, desde: int = 4, hasta: int = 60) -> Columna:
    """Mandamiento y requerimiento."""
    fecha = t.tras(c, mandamiento(t, c), desde, hasta)
    return cobro(t, c, "REQUERIMIENTO", fecha)


def embargo_de_bienes(
    t: Trama, c: Columna, despues_de: Columna, *, tras_cese: bool = False
) -> tuple[Columna, Columna]:
    """Requerimiento y embargo de bienes, en una o en dos diligencias, con lo que les sigue: (embargo, avalúo).

    `tras_cese` del pago a plazos se requiere y se dejan pasar los seis días para pagar (CFF, art. 151).
    """
    de_una_vez = algunos(t.azar, len(c), 0 if tras_cese else 600)
    fecha = t.tras(c, despues_de, 4, 60)
    cobro(t, c[~de_una_vez], "REQUERIMIENTO", fecha[~de_una_vez])
    despues = t.mas_habiles(c, fecha, entre(t.azar, 8, 30, len(c))) if tras_cese else t.tras(c, fecha, 7, 45)
    fecha = np.where(de_una_vez, fecha, despues)
    forma = np.array(BIENES)[por_peso(t.azar, _PESO_DE_LOS_BIENES, len(c))]
    for tipo, cual in (("REQ_Y_EMBARGO", de_una_vez), ("EMBARGO", ~de_una_vez)):
        cobro(t, c[cual], tipo, fecha[cual], forma=forma[cual])
    t.anotar(c, "DEPOSITARIO", fecha, puesto=EJECUTOR, forma=forma)
    inscribible = (forma == "INMUEBLE") | (forma == "NEGOCIACION")
    inscripcion = t.mas_habiles(c, fecha, entre(t.azar, 2, 12, len(c)))
    t.anotar(c[inscribible], "INSCRIPCION", inscripcion[inscribible], puesto=EJECUTOR, gasto=GASTO_EXTRAORDINARIO)
    return fecha, avaluo(t, c, t.tras(c, fecha, 20, 80))


def avaluo(t: Trama, c: Columna, fecha: Columna) -> Columna:
    """Avalúo de lo embargado, con su vigencia."""
    t.anotar(
        c, "AVALUO", fecha, hasta=fecha + VIGENCIA_DEL_AVALUO, milesimas=entre(t.azar, 600, 1_900, len(c)),
        gasto=np.where(algunos(t.azar, len(c), 300), GASTO_EXTRAORDINARIO, 0),
    )  # fmt: skip
    return fecha


def convocatoria(t: Trama, c: Columna, fecha: Columna) -> Columna:
    """Convocatoria de remate."""
    t.anotar(c, "CONVOCATORIA", fecha, gasto=np.where(algunos(t.azar, len(c), 500), GASTO_EXTRAORDINARIO, 0))
    return fecha


def liquidar(t: Trama, c: Columna, fecha: Columna, causa: str) -> Columna:
    """Un pago que cubre todo."""
    t.anotar(c, PAGO, fecha, causa=causa, milesimas=LIQUIDA)
    return fecha


def abonar(t: Trama, c: Columna, fecha: Columna, causa: str, milesimas: tuple[int, int]) -> Columna:
    """Un pago de parte de lo debido."""
    t.anotar(c, PAGO, fecha, causa=causa, milesimas=entre(t.azar, *milesimas, len(c)))
    return fecha


def en_este_anio(t: Trama, c: Columna, despues_de: Columna, en_diciembre: int) -> Columna:
    """Un día hábil de 2025 posterior; `en_diciembre` milésimas caen en diciembre."""
    desde = np.where(algunos(t.azar, len(c), en_diciembre), DICIEMBRE, ENERO)
    return t.habil(c, entre(t.azar, np.maximum(desde, despues_de + 1), np.full(len(c), CORTE - 1)))


def reciente(t: Trama, c: Columna, despues_de: Columna) -> Columna:
    """Un día hábil de noviembre o diciembre de 2025, posterior."""
    return t.habil(c, entre(t.azar, np.maximum(NOVIEMBRE, despues_de + 1), np.full(len(c), CORTE - 1)))
