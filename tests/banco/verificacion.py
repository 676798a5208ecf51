"""Banco de la verificación: cuánto tarda saber si un acto procede y qué tan bien detecta cada regla lo sembrado.

Un proceso vivo (portal, paneles, un trámite) pregunta muchas veces: se mide en caliente, crédito por crédito.
"""

from __future__ import annotations

import tempfile
import time
from datetime import date
from pathlib import Path
from statistics import median

import pandas as pd
import pytest
from banco.medida import Medida, Meta
from banco.proceso import cobranza
from banco.repetida import repetida
from sqlalchemy import text
from verificacion.sembrados import sembrar

from cobranza.almacen.foto import Foto
from cobranza.almacen.partes import nucleos
from cobranza.almacen.toma import foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.ley.norma import de_la_oficina
from cobranza.procesos.anotar import puede
from cobranza.puertas.actos import libros, mano
from cobranza.puertas.ejemplo import demo
from cobranza.verificacion.entera import CREDITOS_POR_PARTE
from cobranza.verificacion.evaluacion import evaluar, halladas
from cobranza.verificacion.exactitud import TOTAL, exactitud, leer_verdad
from cobranza.verificacion.pae import leer
from cobranza.verificacion.recientes import recientes
from cobranza.verificacion.regla import reglas

AL = "2025-12-16"
CIERRE, AL_DIA_SIGUIENTE = date(2025, 12, 31), date(2026, 1, 1)
PUEDE, REGLAS = "puede, en caliente", "Reglas contra lo sembrado"
SUCESOS = "Reglas contra los sucesos, faltas y casi faltas"
ACTOS = ("MANDAMIENTO", "REQUERIMIENTO", "EMBARGO")
SEGUNDOS, DETECTA = 0.3, 0.99
MILLON, ENTERA = "Todas las reglas sobre {:,} créditos y {:,} actos", "verificar, por partes"
DE_UN_DIA, VUELTAS = "verificar lo registrado en un día", 3
METAS_DEL_MILLON = {
    ENTERA: ("verificar un millón de créditos", 40.0, 2048),
    DE_UN_DIA: ("verificar lo de un día en un millón de créditos", 3.0, 2048),
}
"""Segundos y MB de cada orden de la consola."""


def medir(*, corto: bool) -> list[Medida]:
    """La mediana de preguntar por cada acto y, por regla, cobertura y precisión en la cartera de ejemplo."""
    with (
        tempfile.TemporaryDirectory(prefix="banco-verificacion-") as carpeta,
        pytest.MonkeyPatch.context() as entorno,
    ):
        entorno.setenv("COBRANZA_BD", f"sqlite:///{carpeta}/libros.db")
        entorno.setenv("COBRANZA_SALIDAS", carpeta)
        demo(creditos=100 if corto else 10_000)
        return [
            *_puede(2 if corto else 60),
            *_reglas(Path(carpeta)),
            *_sucesos(1 if corto else 10),
            *_un_millon(Path(carpeta), 2 if corto else 100),
        ]


def metas(medidas: list[Medida]) -> list[Meta]:
    """Saber si procede, en menos de tres décimas; y las reglas, 99 de cada 100 en los dos sentidos."""
    lento = max((m for m in medidas if m.cuadro == PUEDE), key=lambda m: m.segundos)
    total = next(m for m in medidas if m.cuadro == REGLAS and m.nombre == TOTAL)
    cobertura, precision = _detecta(total)
    de_sucesos = [m for m in medidas if m.cuadro == SUCESOS]
    peor = min(de_sucesos, key=lambda m: min(_detecta(m)))
    return [
        Meta(f"puede en menos de {SEGUNDOS} s", f"{lento.nombre}: {lento.segundos:.3f} s", lento.segundos < SEGUNDOS),
        Meta(
            "reglas: cobertura y precisión de 99 %",
            f"{100 * cobertura:.2f} y {100 * precision:.2f}",
            min(cobertura, precision) >= DETECTA,
        ),
        Meta(
            "cada regla contra sus sucesos: cobertura y precisión de 99 %",
            f"{len(de_sucesos) - 1} reglas; la peor, {peor.nombre}: {peor.nota}",
            len(de_sucesos) > len(reglas()) and min(_detecta(peor)) >= DETECTA,
        ),
        *_metas_del_millon(medidas),
    ]


def _metas_del_millon(medidas: list[Medida]) -> list[Meta]:
    metas = []
    for medida in medidas:
        if "1,000,000 créditos" in medida.cuadro and medida.nombre in METAS_DEL_MILLON:
            texto, segundos, memoria = METAS_DEL_MILLON[medida.nombre]
            megas = int(medida.nota.split(" MB")[0].replace(",", ""))
            cumple = medida.segundos < segundos and megas < memoria
            dicho = f"{texto} en {segundos:g} s y {memoria:,} MB"
            metas.append(Meta(dicho, f"{medida.segundos:.1f} s; {megas:,} MB", cumple))
    return metas


def _detecta(medida: Medida) -> tuple[float, float]:
    """(cobertura, precisión) en tanto por uno, de la nota de una regla."""
    cobertura, precision = (float(parte.split()[-1]) / 100 for parte in medida.nota.split("; ")[-2:])
    return cobertura, precision


def _puede(cuantos: int) -> list[Medida]:
    """La mediana de varios créditos; la primera pregunta, que carga la norma, no cuenta."""
    de_quien = mano("banco")
    with libros(leer=True) as motor:
        with motor.connect() as conexion:
            consulta = text("SELECT DISTINCT folio FROM acto WHERE tipo = 'MANDAMIENTO' ORDER BY folio LIMIT :n")
            folios = list(conexion.execute(consulta, {"n": cuantos}).scalars())
        medidas = []
        for acto in ACTOS:
            puede(motor, {"folio": folios[0], "acto": acto, "fecha": AL}, de_quien)
            tiempos = []
            for folio in folios:
                reloj, procesador = time.perf_counter(), time.process_time()
                puede(motor, {"folio": folio, "acto": acto, "fecha": AL}, de_quien)
                tiempos.append((time.perf_counter() - reloj, time.process_time() - procesador))
            segundos, trabajo = (median(parte) for parte in zip(*tiempos, strict=True))
            medidas.append(Medida(PUEDE, acto, segundos, trabajo, nota=f"mediana de {len(folios)} créditos"))
    return medidas


def _reglas(carpeta: Path) -> list[Medida]:
    """De cada regla que algo siembra, y en total, sembradas y halladas con su cobertura y su precisión (%)."""
    foto = foto_actual(ajustes().bd, ajustes().salidas)
    pae = leer(foto.conexion(), de_la_oficina(), CIERRE)
    sembrado = leer_verdad(carpeta / "demo" / "verdad" / "anomalias.csv", pae)
    return _por_regla(REGLAS, exactitud(evaluar(pae), sembrado))


def _sucesos(veces: int) -> list[Medida]:
    """Lo mismo, contra los sucesos: todas las reglas, cada una con sus faltas y sus casi faltas."""
    s = sembrar(veces)
    return _por_regla(SUCESOS, exactitud(s.hallazgos, s.poblacion.verdad))


def _un_millon(carpeta: Path, veces: int) -> list[Medida]:
    """La cartera de ejemplo repetida, como una foto más grande: lo que tardan y ocupan, con su arranque, verificarla
    toda y sólo lo de un día, y cada regla en una de sus partes."""
    foto = repetida(
        foto_actual(ajustes().bd, ajustes().salidas), veces, carpeta / "repetida", (CIERRE, AL_DIA_SIGUIENTE)
    )
    consulta = "SELECT (SELECT count(*) FROM credito), (SELECT count(*) FROM acto)"
    cuadro = MILLON.format(*foto.conexion().execute(consulta).fetchall()[0])
    solo = recientes(foto, AL_DIA_SIGUIENTE, CIERRE).numeros.size
    medidas = [
        _orden(foto, cuadro, ENTERA, f"entre {nucleos()} procesos", 1),
        _orden(foto, cuadro, DE_UN_DIA, f"{solo:,} créditos", VUELTAS, "--registrado-desde", str(AL_DIA_SIGUIENTE)),
    ]
    parte = max(foto.partes(CREDITOS_POR_PARTE), key=lambda p: sum(p.filas[r] for r in p.tablas["credito"]))
    pae = leer(parte.conexion(), de_la_oficina(), CIERRE)
    for regla in reglas():
        reloj, trabajo = time.perf_counter(), time.process_time()
        halladas(regla, pae)
        segundos, trabajo = time.perf_counter() - reloj, time.process_time() - trabajo
        medidas.append(Medida(cuadro, regla.clave, segundos, trabajo, nota=f"en {len(pae.creditos):,} créditos"))
    return medidas


def _orden(foto: Foto, cuadro: str, nombre: str, nota: str, veces: int, *opciones: str) -> Medida:
    """La mediana de lo que cuesta `cobranza verificar` y la mayor memoria de todos sus procesos a la vez."""
    entorno = {"COBRANZA_BD": f"foto:{foto.manifiesto}"}
    costos = [cobranza("verificar", "--corte", str(CIERRE), *opciones, **entorno) for _ in range(veces)]
    segundos, trabajo = (median(c) for c in zip(*((c.segundos, c.procesador) for c in costos), strict=True))
    return Medida(cuadro, nombre, segundos, trabajo, nucleos(), nota=f"{max(c.memoria for c in costos):,} MB; {nota}")


def _por_regla(cuadro: str, medida: pd.DataFrame) -> list[Medida]:
    medida = medida[(medida["sembradas"] > 0) | (medida["halladas"] > 0)]
    sin_tiempo = float("nan")
    return [
        Medida(
            cuadro, str(regla), sin_tiempo, sin_tiempo,
            nota=f"{sembradas:,} sembradas, {halladas:,} halladas; cobertura {_por_ciento(aciertos, sembradas)}; "
            f"precisión {_por_ciento(aciertos, halladas)}",
        )
        for regla, sembradas, halladas, aciertos in zip(
            *(medida[c] for c in ("regla", "sembradas", "halladas", "aciertos")), strict=True
        )
    ]  # fmt: skip


def _por_ciento(parte: int, de: int) -> str:
    return f"{100 * parte / de:.2f}" if de else "0.00"
