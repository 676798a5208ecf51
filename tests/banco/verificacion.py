"""Banco de la verificación: cuánto tarda saber si un acto procede y qué tan bien detecta cada regla lo sembrado.

Un proceso vivo (portal, paneles, un trámite) pregunta muchas veces: se mide en caliente, crédito por crédito.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from statistics import median

import pandas as pd
import pytest
from banco.medida import Medida, Meta
from sqlalchemy import text
from verificacion.sembrados import sembrar

from cobranza.almacen.foto import Foto
from cobranza.almacen.partes import nucleos
from cobranza.almacen.toma import foto_actual
from cobranza.base.ajustes import ajustes
from cobranza.ley.norma import de_la_oficina
from cobranza.procesos.anotar import puede
from cobranza.puertas.actos import libros, mano
from cobranza.puertas.carga import demo
from cobranza.verificacion.entera import CREDITOS_POR_PARTE, verificada
from cobranza.verificacion.evaluacion import evaluar, halladas
from cobranza.verificacion.exactitud import TOTAL, exactitud, leer_verdad
from cobranza.verificacion.pae import leer
from cobranza.verificacion.regla import reglas

AL = "2025-12-16"
CIERRE = date(2025, 12, 31)
PUEDE, REGLAS = "puede, en caliente", "Reglas contra lo sembrado"
SUCESOS = "Reglas contra los sucesos, faltas y casi faltas"
ACTOS = ("MANDAMIENTO", "REQUERIMIENTO", "EMBARGO")
SEGUNDOS, DETECTA = 0.3, 0.99
MILLON, ENTERA = "Todas las reglas sobre {:,} créditos y {:,} actos", "verificar, por partes"
META_SEGUNDOS, META_MB = 40.0, 2048
_DE_CADA_COPIA = {
    "credito": ("id", "folio"),
    "acto": ("id", "credito", "folio", "clave", "referencia"),
    "movimiento": ("id", "credito", "folio", "clave", "reversa_de", "referencia"),
    "recibo": ("credito", "folio", "recibo", "sustituye_a"),
}
"""Lo que distingue a un crédito de su copia, por tabla."""


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
        *_metas_del_millon([m for m in medidas if m.nombre == ENTERA]),
    ]


def _metas_del_millon(medidas: list[Medida]) -> list[Meta]:
    (entera,) = medidas
    if "1,000,000 créditos" not in entera.cuadro:
        return []
    megas = int(entera.nota.split("; ")[1].split()[0].replace(",", ""))
    cumple = entera.segundos < META_SEGUNDOS and megas < META_MB
    return [Meta("reglas: un millón de créditos en 40 s y 2 GB", f"{entera.segundos:.1f} s; {megas:,} MB", cumple)]


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
    """La cartera de ejemplo repetida, como una foto más grande: lo que tarda y ocupa `cobranza verificar`, y cada
    regla en una de sus partes."""
    chica = foto_actual(ajustes().bd, ajustes().salidas)
    foto = _repetida(chica, veces, carpeta / "repetida")
    consulta = "SELECT (SELECT count(*) FROM credito), (SELECT count(*) FROM acto)"
    cuadro = MILLON.format(*foto.conexion().execute(consulta).fetchall()[0])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as aparte:  # su memoria, y no la de este banco
        tardo, trabajo, nota = aparte.submit(_verificar, foto).result()
    medidas = [Medida(cuadro, ENTERA, tardo, trabajo, nucleos(), nota=nota)]
    parte = max(foto.partes(CREDITOS_POR_PARTE), key=lambda p: sum(p.filas[r] for r in p.tablas["credito"]))
    pae = leer(parte.conexion(), de_la_oficina(), CIERRE)
    for regla in reglas():
        reloj, trabajo = time.perf_counter(), time.process_time()
        halladas(regla, pae)
        segundos, trabajo = time.perf_counter() - reloj, time.process_time() - trabajo
        medidas.append(Medida(cuadro, regla.clave, segundos, trabajo, nota=f"en {len(pae.creditos):,} créditos"))
    return medidas


def _verificar(foto: Foto) -> tuple[float, float, str]:
    """Segundos, procesador y, en palabras, cuánto se halló y cuánto ocuparon todos sus procesos."""
    reloj = time.perf_counter()
    vista = verificada(foto, de_la_oficina(), CIERRE, [r.clave for r in reglas()])
    usos = [resource.getrusage(q) for q in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    trabajo = sum(u.ru_utime + u.ru_stime for u in usos)
    ocupo = (usos[0].ru_maxrss + (nucleos() - 1) * usos[1].ru_maxrss) >> 10
    nota = f"{len(vista.hallazgos):,} hallazgos; {ocupo:,} MB entre {nucleos()} procesos"
    return time.perf_counter() - reloj, trabajo, nota


def _repetida(foto: Foto, veces: int, carpeta: Path) -> Foto:
    """La misma foto con cada crédito tantas veces, cada copia con sus números y sus claves."""
    conexion, con_numero = foto.conexion(), ("credito", "acto", "movimiento")
    hasta = {t: conexion.execute(f"SELECT max(id) + 1 FROM {t}").fetchall()[0][0] for t in con_numero}
    tablas, filas = dict(foto.tablas), dict(foto.filas)
    for tabla, propias in _DE_CADA_COPIA.items():
        tipos = dict(renglon[:2] for renglon in conexion.execute(f"DESCRIBE {tabla}").fetchall())
        columnas = ", ".join(_copiada(c, t, tabla, hasta) if c in propias else c for c, t in tipos.items())
        orden = "id" if tabla == "credito" else "credito"  # como la foto ordena los segmentos grandes
        tablas[tabla] = []
        for ruta in foto.tablas[tabla]:
            nueva = carpeta / tabla / ruta.parent.name / ruta.name
            nueva.parent.mkdir(parents=True, exist_ok=True)
            leido = f"read_parquet('{ruta}', hive_partitioning = false), range({veces}) r(n)"
            copias = f"SELECT {columnas} FROM {leido} ORDER BY {orden}"
            conexion.execute(f"COPY ({copias}) TO '{nueva}' (FORMAT parquet)")
            tablas[tabla].append(nueva)
            filas[nueva] = foto.filas[ruta] * veces
    return replace(foto, tablas=tablas, filas=filas)


def _copiada(columna: str, tipo: str, tabla: str, hasta: Mapping[str, int]) -> str:
    if tipo in ("BIGINT", "INTEGER"):
        cuantos = hasta["credito" if columna == "credito" else tabla]
        return f"{columna} + n * {cuantos} AS {columna}"
    return f"CASE WHEN coalesce({columna}, '') = '' THEN {columna} ELSE {columna} || '-' || n END AS {columna}"


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
