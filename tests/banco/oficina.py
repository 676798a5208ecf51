"""Banco de la oficina: de los archivos a los libros, de los libros a la foto y de la foto al informe.

Cada medida es una orden de la consola, como la daría la oficina, con su arranque incluido. La cartera es la de
ejemplo; a los tamaños que no se cargan en cada corrida (`multiplicada`) la foto es la de cien mil créditos repetida
con otros folios. PostgreSQL se mide si `COBRANZA_PRUEBAS_PG` dice dónde hay uno.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from banco.medida import Medida, Meta
from banco.proceso import Costo, cobranza
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from cobranza.almacen import inventario, vistos
from cobranza.almacen.segmentos import huella_de
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
DE_LOS_CREDITOS = ("credito", "movimiento", "acto", "recibo")
"""Las tablas que crecen con la cartera; las demás de la foto quedan como están."""


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
    manifiesto = multiplicada(base / "foto", destino / "foto", creditos)
    entorno = {"COBRANZA_BD": f"foto:{manifiesto}", "COBRANZA_SALIDAS": str(destino)}
    costos = []
    for vuelta in range(VUELTAS):
        entorno["COBRANZA_SALIDAS"] = str(destino / f"vuelta-{vuelta}")  # en la misma, la repetida no se calcula
        costos.append(cobranza("corre", "informe_cartera", "-p", "corte", CORTE, **entorno))
    segundos, procesador = (median(c) for c in zip(*((c.segundos, c.procesador) for c in costos), strict=True))
    contra = "" if creditos == MULTIPLICADAS[0] else _tamano(MULTIPLICADAS[0])
    conteos = {
        libro: sum(s["filas"] for s in ss) for libro, ss in json.loads(manifiesto.read_text())["segmentos"].items()
    }
    nota = f"{max(c.memoria for c in costos):,} MB; {conteos['movimiento']:,} movimientos y {conteos['acto']:,} actos"
    shutil.rmtree(destino)
    return Medida(_cuadro("foto", INFORME), _tamano(creditos), segundos, procesador, 2, contra, nota)


def multiplicada(origen: Path, destino: Path, creditos: int) -> Path:
    """Una foto con los créditos de otra repetidos con otros folios hasta esa cantidad; devuelve su manifiesto.

    Va sellada con las huellas de sus segmentos; las cadenas de las copias no se rehacen y se dan por recorridas, como
    lo están las de una foto recién tomada.
    """
    import duckdb

    leido = json.loads((origen / "actual.json").read_text())
    veces = creditos // sum(s["filas"] for s in leido["segmentos"]["credito"])
    conexion = duckdb.connect()
    for tabla, segmentos in leido["segmentos"].items():
        for segmento in segmentos:
            ruta, copia = (c / leido["raiz"] / segmento["ruta"] for c in (origen, destino))
            copia.parent.mkdir(parents=True, exist_ok=True)
            if tabla not in DE_LOS_CREDITOS:
                shutil.copy(ruta, copia)
                continue
            orden = "id" if tabla == "credito" else "credito, recibo" if tabla == "recibo" else "credito, id"
            columnas = _con_otro_folio(tabla, leido["puntas"]["libros"])
            renglones = f"SELECT {columnas} FROM read_parquet('{ruta}'), range({veces}) v(k)"
            conexion.execute(
                f"COPY (SELECT * FROM ({renglones}) ORDER BY {orden}) "
                f"TO '{copia}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 100_000)"
            )
            segmento["filas"] *= veces
            segmento["huella"] = huella_de(copia)
    for puntas in (leido["puntas"]["libros"], leido["puntas"]["cadenas"]):
        for libro in puntas.keys() & {*DE_LOS_CREDITOS}:
            puntas[libro][0] = sum(s["filas"] for s in leido["segmentos"][libro]) + leido.get("huecos", {}).get(
                libro, 0
            )
    sellada = inventario.sellado(leido)
    manifiesto = destino / inventario.ACTUAL
    inventario.escribir(manifiesto, sellada)
    vistos.anotar_recorrida(destino, sellada["sello"])
    return manifiesto


def _con_otro_folio(tabla: str, puntas: dict[str, list[int]]) -> str:
    """Las columnas de la copia k: folio, identificadores y RFC propios; la primera queda como estaba."""
    folio = "CASE WHEN k = 0 THEN folio ELSE regexp_replace(folio, '([0-9]+)$', printf('%03d\\1', k)) END AS folio"
    credito = f"credito + k * {puntas['credito'][0]} AS credito"
    otro_id = f"id + k * {puntas.get(tabla, [0])[0]} AS id"
    rfc = "CASE WHEN k = 0 THEN rfc ELSE left(rfc, 10) || lpad(CAST(k AS VARCHAR), 3, '0') END AS rfc"
    clave = "clave || 'x' || k AS clave"
    propias = {
        "credito": f"{otro_id}, {folio}, {rfc}",
        "movimiento": f"{otro_id}, {credito}, {folio}, {clave}, reversa_de || 'x' || k AS reversa_de",
        "acto": f"{otro_id}, {credito}, {folio}, {clave}",
        "recibo": f"recibo || 'x' || k AS recibo, {credito}, {folio}",
    }
    return f"* EXCLUDE (k) REPLACE ({propias[tabla]})"


def _cuadro(donde: str, que: str) -> str:
    return f"{que} ({donde})"


def _tamano(creditos: int) -> str:
    return f"{creditos:,} créditos"
