"""Banco de la oficina: de los archivos a los libros, de los libros a la foto y de la foto al informe.

Cada medida es una orden de la consola, como la daría la oficina, con su arranque incluido. La cartera es la de
ejemplo; a los tamaños que no se cargan en cada corrida (`repetida`) la foto es la de cien mil créditos repetida
con otros folios. PostgreSQL se mide si `COBRANZA_PRUEBAS_PG` dice dónde hay uno.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from banco.medida import Medida, Meta
from banco.proceso import Costo, cobranza
from banco.repetida import repetida
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from cobranza.almacen.foto import foto_de
from cobranza.gemelo import generar

CORTE = "2025-12-31"
CARGADAS, MULTIPLICADAS = (20_000, 100_000), (100_000, 1_000_000, 5_000_000)
VUELTAS = 3
"""Veces que se corre el informe desde la foto; cuenta la mediana de los tiempos y la mayor memoria."""
GRANDE = "BANCO_GRANDE"
"""Con esta variable también se cargan un millón de créditos, en cada motor; tarda una media hora."""
METAS = {1_000_000: (8.0, 2_048), 5_000_000: (25.0, 2_048)}
"""Segundos y MB del informe entero."""
SERVIDOR = "COBRANZA_PRUEBAS_PG"
SEMILLA = 2025
INFORME = "informe_cartera entero"


def medir(*, corto: bool) -> list[Medida]:
    """De cada motor, lo que cuesta cada paso a cada tamaño; la razón es contra el tamaño menor."""
    tamanos = (500, 1_000) if corto else (*CARGADAS, *((1_000_000,) if os.environ.get(GRANDE) else ()))
    medidas: list[Medida] = []
    with tempfile.TemporaryDirectory(prefix="banco-oficina-") as carpeta:
        raiz = Path(carpeta)
        for motor in _motores():
            for creditos in tamanos:
                medidas += _de_un_tamano(motor, raiz, creditos, tamanos[0])
        if not corto:
            base = raiz / f"SQLite-{max(CARGADAS)}"
            for creditos in MULTIPLICADAS:
                medidas.append(_de_la_foto(base, raiz / f"por-{creditos}", creditos))
    return sorted(medidas, key=lambda m: m.cuadro)


def metas(medidas: list[Medida]) -> list[Meta]:
    """El informe de un millón y de cinco millones, en segundos y en memoria."""
    resultado = []
    for creditos, (segundos, memoria) in METAS.items():
        for m in medidas:
            if m.cuadro == _cuadro("foto", INFORME) and m.nombre == _tamano(creditos):
                pico = int(m.nota.split(" MB")[0].replace(",", ""))
                texto = f"informe de {_tamano(creditos)} en menos de {segundos:g} s y {memoria:,} MB"
                cumple = m.segundos < segundos and pico < memoria
                resultado.append(Meta(texto, f"{m.segundos:.1f} s, {pico:,} MB", cumple))
    return resultado


def _motores() -> list[str]:
    return ["SQLite", *(["PostgreSQL"] if os.environ.get(SERVIDOR) else [])]


def _base_nueva(motor: str, raiz: Path, creditos: int) -> str:
    """La URL de una base vacía de ese motor."""
    if motor == "SQLite":
        return f"sqlite:///{raiz}/{creditos}.db"
    servidor = make_url(os.environ[SERVIDOR])
    orden_al_servidor = create_engine(servidor, isolation_level="AUTOCOMMIT")
    with orden_al_servidor.connect() as conexion:
        conexion.execute(text(f"DROP DATABASE IF EXISTS banco_{creditos} WITH (FORCE)"))
        conexion.execute(text(f"CREATE DATABASE banco_{creditos}"))
    orden_al_servidor.dispose()
    return servidor.set(database=f"banco_{creditos}").render_as_string(hide_password=False)


def _de_un_tamano(motor: str, raiz: Path, creditos: int, primero: int) -> Iterator[Medida]:
    """Carga los archivos por la puerta, toma la foto, la alarga con unos recibos más y corre el informe."""
    archivos = generar(raiz / f"archivos-{creditos}", creditos, SEMILLA)
    salidas = raiz / f"{motor}-{creditos}"
    entorno = {"COBRANZA_BD": _base_nueva(motor, raiz, creditos), "COBRANZA_SALIDAS": str(salidas)}
    contra = "" if creditos == primero else _tamano(primero)

    def medida(que: str, costo: Costo, filas: int = 0) -> Medida:
        ritmo = f"; {filas / costo.segundos:,.0f} filas/s de {filas:,}" if filas else ""
        return Medida(
            _cuadro(motor, que), _tamano(creditos), costo.segundos, costo.procesador, 2, contra,
            f"{costo.memoria:,} MB{ritmo}",
        )  # fmt: skip

    tarde = raiz / f"recibos-tarde-{creditos}.csv"
    for layout, archivo in archivos:
        filas = _separar(archivo, tarde) if layout == "recibos" else _filas(archivo)
        costo = cobranza("ingerir", layout, str(archivo), **entorno)
        if filas >= creditos // 2:
            yield medida(f"ingerir {layout}", costo, filas)
    yield medida("foto entera", cobranza("foto", **entorno))
    cobranza("ingerir", "recibos", str(tarde), **entorno)
    yield medida("foto incremental", cobranza("foto", **entorno))
    yield medida(INFORME, cobranza("corre", "informe_cartera", "-p", "corte", CORTE, **entorno))


def _separar(archivo: Path, tarde: Path) -> int:
    """Aparta el último centésimo de los recibos para que lleguen después; devuelve cuántos quedan."""
    lineas = archivo.read_bytes().splitlines(keepends=True)
    corte = len(lineas) - max(1, len(lineas) // 100)
    if not tarde.exists():
        tarde.write_bytes(b"".join([lineas[0], *lineas[corte:]]))
        archivo.write_bytes(b"".join(lineas[:corte]))
    return _filas(archivo)


def _filas(archivo: Path) -> int:
    return archivo.read_bytes().count(b"\n") - 1 if archivo.suffix == ".csv" else 0


def _de_la_foto(base: Path, destino: Path, creditos: int) -> Medida:
    """El informe desde una foto multiplicada: lo que cuesta ya no depende del motor."""
    foto = foto_de(base / "foto")
    grande = repetida(foto, creditos // foto.conteos["credito"], destino / "foto")
    entorno = {"COBRANZA_BD": f"foto:{grande.manifiesto}"}
    costos = []
    for vuelta in range(VUELTAS):
        entorno["COBRANZA_SALIDAS"] = str(destino / f"vuelta-{vuelta}")  # en la misma, la repetida no se calcula
        costos.append(cobranza("corre", "informe_cartera", "-p", "corte", CORTE, **entorno))
    segundos, procesador = (median(c) for c in zip(*((c.segundos, c.procesador) for c in costos), strict=True))
    contra = "" if creditos == MULTIPLICADAS[0] else _tamano(MULTIPLICADAS[0])
    hay = grande.conteos
    nota = f"{max(c.memoria for c in costos):,} MB; {hay['movimiento']:,} movimientos y {hay['acto']:,} actos"
    shutil.rmtree(destino)
    return Medida(_cuadro("foto", INFORME), _tamano(creditos), segundos, procesador, 2, contra, nota)


def _cuadro(donde: str, que: str) -> str:
    return f"{que} ({donde})"


def _tamano(creditos: int) -> str:
    return f"{creditos:,} créditos"
