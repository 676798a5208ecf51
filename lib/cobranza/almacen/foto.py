"""La foto: los libros en segmentos Parquet inmutables por delegación, que los informes leen con DuckDB.

Los libros sólo agregan, así que la foto también: cada vez se escriben únicamente los renglones nuevos. Nadie
bloquea la captura y una foto basta para repetir sus informes en otra máquina.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect, text

from cobranza.almacen.segmentos import escribir_tabla
from cobranza.almacen.sesion import abrir
from cobranza.base.errores import ErrorDeDatos

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LIBROS = ("credito", "movimiento", "acto")
SUELTAS = ("persona", "nombramiento", "recibo", "lote", "cuarentena")
SIN_CARTERA = (
    "Aún no hay cartera: la base está vacía. Se esperaba al menos un crédito ingerido. "
    "Corre `cobranza demo` para el ejemplo o `cobranza ingerir cartera ARCHIVO` para la tuya."
)


@dataclass(frozen=True)
class Foto:
    """Una foto: dónde está, su huella general y, por tabla, la cabeza de su cadena, sus segmentos y su conteo."""

    ruta: Path
    huella: str
    cabezas: dict[str, str]
    tablas: dict[str, list[Path]]
    conteos: dict[str, int]

    def conexion(self) -> DuckDBPyConnection:
        """Conexión de DuckDB en memoria con una vista por tabla; dinero BIGINT, fechas DATE."""
        import duckdb

        conexion = duckdb.connect(config={"enable_external_access": True})
        for tabla, segmentos in self.tablas.items():
            rutas = ", ".join("'" + str(s).replace("'", "''") + "'" for s in segmentos)
            conexion.execute(f"CREATE VIEW {tabla} AS SELECT * FROM read_parquet([{rutas}])")
        return conexion


def foto_actual(url: str, salidas: Path) -> Foto:
    """La foto de los libros como están: extiende la que haya con los renglones nuevos y la devuelve.

    Sin renglones nuevos sólo se lee el manifiesto. Errores: `ErrorDeDatos` si aún no hay cartera.
    """
    carpeta = salidas / "foto"
    carpeta.mkdir(parents=True, exist_ok=True)
    motor = abrir(url)
    with _candado(carpeta), motor.connect().execution_options(solo_lectura=True) as conexion:
        puntas = _puntas(motor, conexion)
        vigente = _leer(carpeta / "actual.json")
        if vigente and vigente["puntas"] == puntas:
            return _foto(carpeta, vigente)
        continua = vigente is not None and _continua(conexion, vigente["puntas"])
        nueva = _extender(conexion, carpeta, vigente if continua else None, puntas)
        _escribir(carpeta / f"{nueva['huella'][:16]}.json", nueva)
        _escribir(carpeta / "actual.json", nueva)
        return _foto(carpeta, nueva)


@contextmanager
def _candado(carpeta: Path) -> Iterator[None]:
    """Uno a la vez extiende la foto; los demás esperan y la encuentran hecha."""
    with (carpeta / ".candado").open("w") as archivo:
        fcntl.flock(archivo, fcntl.LOCK_EX)
        yield


def _puntas(motor: Engine, conexion: Connection) -> dict[str, Any]:
    """Hasta dónde llega cada libro: [último id, su huella]; y el último lote, que mueve a las tablas sueltas."""
    if not inspect(motor).has_table("credito"):
        raise ErrorDeDatos(SIN_CARTERA)
    puntas: dict[str, Any] = {}
    for libro in LIBROS:
        fila = conexion.execute(text(f"SELECT id, huella FROM {libro} ORDER BY id DESC LIMIT 1")).first()
        puntas[libro] = [fila[0], fila[1]] if fila else [0, "0" * 64]
    if puntas["credito"][0] == 0:
        raise ErrorDeDatos(SIN_CARTERA)
    puntas["lote"] = conexion.execute(text("SELECT MAX(id) FROM lote")).scalar() or 0
    return puntas


def _continua(conexion: Connection, antes: dict[str, Any]) -> bool:
    """¿La base de hoy prolonga la de la foto anterior? Se compara la huella en el punto donde quedó."""
    for libro in LIBROS:
        identidad, huella = antes[libro]
        if identidad:
            consulta = text(f"SELECT huella FROM {libro} WHERE id = :id")
            if conexion.execute(consulta, {"id": identidad}).scalar() != huella:
                return False
    return True


def _extender(
    conexion: Connection, carpeta: Path, vigente: dict[str, Any] | None, puntas: dict[str, Any]
) -> dict[str, Any]:
    raiz = vigente["raiz"] if vigente else f"libros-{puntas['credito'][1][:12]}"
    segmentos: dict[str, list[dict[str, Any]]] = dict(vigente["segmentos"]) if vigente else {}
    desde = vigente["puntas"] if vigente else {}
    for libro in LIBROS:
        nuevos = escribir_tabla(conexion, carpeta / raiz, libro, desde.get(libro, [0])[0], puntas[libro][0])
        segmentos[libro] = segmentos.get(libro, []) + nuevos
    if desde.get("lote") != puntas["lote"]:
        for tabla in SUELTAS:
            segmentos[tabla] = escribir_tabla(conexion, carpeta / raiz, tabla, None, puntas["lote"])
    sueltas = {t: [s["huella"] for s in segmentos[t]] for t in SUELTAS if t != "lote"}
    contenido = json.dumps([[puntas[libro] for libro in LIBROS], sueltas], sort_keys=True)
    return {
        "huella": hashlib.sha256(contenido.encode()).hexdigest(),
        "raiz": raiz,
        "puntas": puntas,
        "segmentos": segmentos,
    }


def _foto(carpeta: Path, manifiesto: dict[str, Any]) -> Foto:
    return Foto(
        ruta=carpeta / manifiesto["raiz"],
        huella=manifiesto["huella"],
        cabezas={libro: manifiesto["puntas"][libro][1] for libro in LIBROS},
        tablas={
            t: [carpeta / manifiesto["raiz"] / s["ruta"] for s in ss] for t, ss in manifiesto["segmentos"].items()
        },
        conteos={t: sum(s["filas"] for s in ss) for t, ss in manifiesto["segmentos"].items()},
    )


def _leer(ruta: Path) -> dict[str, Any] | None:
    return json.loads(ruta.read_text()) if ruta.exists() else None


def _escribir(ruta: Path, contenido: dict[str, Any]) -> None:
    provisional = ruta.with_suffix(f".{os.getpid()}.tmp")
    provisional.write_text(json.dumps(contenido, indent=1, sort_keys=True))
    provisional.replace(ruta)
