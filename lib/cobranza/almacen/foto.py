"""La foto: los libros en segmentos Parquet inmutables por delegación, que los informes leen con DuckDB.

Los libros sólo agregan, así que la foto también: cada vez se escriben únicamente los renglones nuevos, y se
comprueba que sigan a la cadena de los que ya estaban. Nadie bloquea la captura, y la carpeta de la foto basta
para repetir sus informes en otra máquina, sin la base.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, inspect, text

from cobranza.almacen.cadena import INICIO
from cobranza.almacen.segmentos import LIBROS, Tramo, escribir_libro, escribir_suelta, huella_de
from cobranza.almacen.sesion import abrir, instante
from cobranza.base.errores import ErrorDeDatos

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SUELTAS = ("persona", "nombramiento", "recibo", "recaudacion", "lote", "cuarentena")
"""Tablas que cambian: cada foto las lleva enteras."""
SIN_CARTERA = (
    "Aún no hay cartera: la base está vacía. Se esperaba al menos un crédito ingerido. "
    "Corre `cobranza demo` para el ejemplo o `cobranza ingerir cartera ARCHIVO` para la tuya."
)
FORMATO = 2
"""Versión de los segmentos: desde la 2, movimientos y actos llevan el número de su crédito."""
DE_UNA_FOTO = "foto:"
"""Así empieza `COBRANZA_BD` cuando los informes leen una foto y no una base."""
_ACTUAL = "actual.json"


@dataclass(frozen=True, slots=True)
class Porcion:
    """Qué créditos tocan a una parte de la foto: los de sus delegaciones cuyo número deja ese resto."""

    divisor: int
    resto: int
    delegaciones: tuple[str, ...] = ()

    def condicion(self, libro: str) -> str:
        """La condición SQL que deja sólo sus renglones de un libro."""
        numero = "id" if libro == "credito" else "credito"
        lista = ", ".join(f"'{d}'" for d in self.delegaciones)
        return f"delegacion IN ({lista}) AND {numero} % {self.divisor} = {self.resto}"


@dataclass(frozen=True)
class Foto:
    """Una foto: dónde está, su huella general y, por tabla, la cabeza de su cadena, sus segmentos y su conteo."""

    ruta: Path
    huella: str
    cabezas: dict[str, str]
    tablas: dict[str, list[Path]]
    conteos: dict[str, int]
    huellas: dict[Path, str] = field(repr=False)
    filas: dict[Path, int] = field(repr=False)
    porcion: Porcion | None = None

    def conexion(self, conocido_al: date | None = None) -> DuckDBPyConnection:
        """Conexión de DuckDB en memoria con una vista por tabla; dinero BIGINT, fechas DATE.

        Con `conocido_al` los libros son los que se conocían ese día: sin lo registrado después.
        """
        import duckdb

        conexion = duckdb.connect(config={"threads": 1} if self.porcion else {})
        for tabla, segmentos in self.tablas.items():
            rutas = ", ".join("'" + str(s).replace("'", "''") + "'" for s in segmentos)
            condiciones = [f"fecha_registro <= DATE '{conocido_al}'"] if conocido_al and tabla in LIBROS else []
            if self.porcion and tabla in LIBROS:
                condiciones.append(self.porcion.condicion(tabla))
            donde = f" WHERE {' AND '.join(condiciones)}" if condiciones else ""
            conexion.execute(f"CREATE VIEW {tabla} AS SELECT * FROM read_parquet([{rutas}]){donde}")
        return conexion

    def partes(self, maximo: int) -> list[Foto]:
        """La foto en partes de unos `maximo` créditos, por delegación de origen; juntas son la foto, sin repetir.

        Toda la historia de un crédito está en su parte. Las delegaciones chicas van juntas y la que es mayor que el
        máximo se divide por el número del crédito.
        """
        por_delegacion: dict[str, int] = {}
        for ruta in self.tablas["credito"]:
            por_delegacion[ruta.parent.name] = por_delegacion.get(ruta.parent.name, 0) + self.filas[ruta]
        partes, juntas, llevan = [], set[str](), 0
        for delegacion, cuantos in sorted(por_delegacion.items(), key=lambda par: (-par[1], par[0])):
            divisor = -(-cuantos // maximo)
            if divisor > 1:
                partes += [self._parte({delegacion}, Porcion(divisor, resto)) for resto in range(divisor)]
                continue
            if llevan + cuantos > maximo:
                partes.append(self._parte(juntas, Porcion(1, 0)))
                juntas, llevan = set(), 0
            juntas, llevan = juntas | {delegacion}, llevan + cuantos
        if juntas:
            partes.append(self._parte(juntas, Porcion(1, 0)))
        return partes if len(partes) > 1 else [self]

    def _parte(self, delegaciones: set[str], porcion: Porcion) -> Foto:
        """De los libros, los segmentos de esas delegaciones (uno al menos, aunque vacío: su vista debe existir)."""
        tablas = dict(self.tablas)
        for libro in LIBROS:
            suyos = [ruta for ruta in self.tablas[libro] if ruta.parent.name in delegaciones]
            tablas[libro] = suyos or self.tablas[libro][:1]
        return replace(self, tablas=tablas, porcion=replace(porcion, delegaciones=tuple(sorted(delegaciones))))

    def faltantes(self) -> list[Path]:
        """Segmentos que el manifiesto nombra y ya no están."""
        return [ruta for ruta in self.huellas if not ruta.is_file()]

    def alterados(self) -> list[Path]:
        """Segmentos que faltan o cuya huella ya no es la que se anotó al escribirlos."""
        return [r for r, huella in self.huellas.items() if not r.is_file() or huella_de(r) != huella]


def foto_actual(url: str, salidas: Path, corte: date | None = None) -> Foto:
    """La foto de los libros como están: extiende la que haya con los renglones nuevos y la devuelve.

    Sin renglones nuevos sólo se lee el manifiesto. Con `corte` la foto queda fija para ese corte: la primera vez
    se toma y después se devuelve la misma, aunque los libros crezcan. Errores: `ErrorDeDatos` si aún no hay
    cartera, si la base ya no contiene lo que la foto anterior o si un renglón no sigue a la cadena.
    """
    if url.startswith(DE_UNA_FOTO):
        return foto_de(Path(url.removeprefix(DE_UNA_FOTO)))
    carpeta = salidas / "foto"
    carpeta.mkdir(parents=True, exist_ok=True)
    with _candado(carpeta):
        fija = carpeta / f"corte-{corte}.json"
        if corte is not None and fija.exists():
            return foto_de(fija)
        manifiesto = _al_dia(url, carpeta)
        if corte is not None:
            _escribir(fija, manifiesto)
        return _foto(carpeta, manifiesto)


def foto_de(ruta: Path) -> Foto:
    """La foto que está en una carpeta (la última) o en un manifiesto; no hace falta la base.

    Errores: `ErrorDeDatos` si ahí no hay una foto o le faltan segmentos.
    """
    manifiesto = ruta / _ACTUAL if ruta.is_dir() else ruta
    leido = _leer(manifiesto)
    if leido is None:
        raise ErrorDeDatos(f"No hay una foto en {ruta}; se esperaba la carpeta «foto» o un manifiesto .json suyo.")
    if leido.get("formato") != FORMATO:
        raise ErrorDeDatos(
            f"La foto de {ruta} es de otra versión del programa: tiene formato {leido.get('formato', 1)} y se "
            f"esperaba {FORMATO}. Toma otra con `cobranza foto`."
        )
    foto = _foto(manifiesto.parent, leido)
    if faltan := foto.faltantes():
        raise ErrorDeDatos(
            f"A la foto {foto.huella[:16]} le faltan {len(faltan)} segmentos; el primero es {faltan[0].name}. "
            "Copia la carpeta completa o toma otra con `cobranza foto`."
        )
    return foto


def _al_dia(url: str, carpeta: Path) -> dict[str, Any]:
    """El manifiesto de los libros como están, con los segmentos nuevos ya escritos."""
    motor = abrir(url)
    try:
        with instante(motor) as conexion:
            puntas = _puntas(conexion)
            vigente = _leer(carpeta / _ACTUAL)
            if vigente and vigente.get("formato") != FORMATO:
                vigente = None
            if vigente and (_foto(carpeta, vigente).faltantes() or vigente["puntas"]["base"] != puntas["base"]):
                vigente = None
            if vigente and vigente["puntas"] == puntas:
                return vigente
            if vigente:
                _que_continue(conexion, vigente["puntas"], carpeta)
            nuevo = _extender(conexion, carpeta, vigente, puntas)
    finally:
        motor.dispose()
    _escribir(carpeta / f"{nuevo['huella'][:16]}.json", nuevo)
    _escribir(carpeta / _ACTUAL, nuevo)
    return nuevo


@contextmanager
def _candado(carpeta: Path) -> Iterator[None]:
    """Uno a la vez extiende la foto; los demás esperan y la encuentran hecha."""
    with (carpeta / ".candado").open("w") as archivo:
        fcntl.flock(archivo, fcntl.LOCK_EX)
        yield


def _puntas(conexion: Connection) -> dict[str, Any]:
    """Hasta dónde llega cada libro ([último id, su huella]), el último lote y de qué base son (su primera carga)."""
    if not inspect(conexion).has_table("credito"):
        raise ErrorDeDatos(SIN_CARTERA)
    puntas: dict[str, Any] = {}
    for libro in LIBROS:
        fila = conexion.execute(text(f"SELECT id, huella FROM {libro} ORDER BY id DESC LIMIT 1")).first()
        puntas[libro] = [fila[0], fila[1]] if fila else [0, INICIO]
    if puntas["credito"][0] == 0:
        raise ErrorDeDatos(SIN_CARTERA)
    puntas["lote"] = conexion.execute(text("SELECT MAX(id) FROM lote")).scalar() or 0
    primera = conexion.execute(text("SELECT registrado, huella FROM lote ORDER BY id LIMIT 1")).one()
    puntas["base"] = f"{str(primera[0])[:19]} {primera[1]}"
    return puntas


def _que_continue(conexion: Connection, antes: dict[str, Any], carpeta: Path) -> None:
    """La base debe contener, con la misma huella, el último renglón de cada libro de la foto anterior."""
    for libro in LIBROS:
        identidad, huella = antes[libro]
        consulta = text(f"SELECT huella FROM {libro} WHERE id = :id")
        if identidad and conexion.execute(consulta, {"id": identidad}).scalar() != huella:
            raise ErrorDeDatos(
                f"La base no continúa la foto anterior: se esperaba el renglón {identidad} de «{libro}» como estaba "
                "y cambió o ya no está. Corre `cobranza comprobar`. Si restauraste un respaldo a propósito, guarda "
                f"{carpeta} en otro lugar y vuelve a tomar la foto."
            )


def _extender(
    conexion: Connection, carpeta: Path, vigente: dict[str, Any] | None, puntas: dict[str, Any]
) -> dict[str, Any]:
    de_esta_base = f"{FORMATO} {puntas['base']}"
    raiz = f"libros-{hashlib.sha256(de_esta_base.encode()).hexdigest()[:12]}"
    segmentos: dict[str, list[dict[str, Any]]] = dict(vigente["segmentos"]) if vigente else {}
    desde = vigente["puntas"] if vigente else {}
    for libro in LIBROS:
        ultimo, huella = desde.get(libro, [0, INICIO])
        nuevos = escribir_libro(conexion, carpeta / raiz, libro, Tramo(ultimo, puntas[libro][0], huella))
        segmentos[libro] = segmentos.get(libro, []) + nuevos
    if desde.get("lote") != puntas["lote"]:
        for tabla in SUELTAS:
            segmentos[tabla] = escribir_suelta(conexion, carpeta / raiz, tabla)
    sueltas = {t: [s["huella"] for s in segmentos[t]] for t in SUELTAS if t != "lote"}
    contenido = json.dumps([[puntas[libro] for libro in LIBROS], sueltas], sort_keys=True)
    return {
        "huella": hashlib.sha256(contenido.encode()).hexdigest(),
        "formato": FORMATO,
        "raiz": raiz,
        "puntas": puntas,
        "segmentos": segmentos,
    }


def _foto(carpeta: Path, manifiesto: dict[str, Any]) -> Foto:
    raiz = carpeta / manifiesto["raiz"]
    return Foto(
        ruta=raiz,
        huella=manifiesto["huella"],
        cabezas={libro: manifiesto["puntas"][libro][1] for libro in LIBROS},
        tablas={t: [raiz / s["ruta"] for s in ss] for t, ss in manifiesto["segmentos"].items()},
        conteos={t: sum(s["filas"] for s in ss) for t, ss in manifiesto["segmentos"].items()},
        huellas={raiz / s["ruta"]: s["huella"] for ss in manifiesto["segmentos"].values() for s in ss},
        filas={raiz / s["ruta"]: s["filas"] for ss in manifiesto["segmentos"].values() for s in ss},
    )


def _leer(ruta: Path) -> dict[str, Any] | None:
    return json.loads(ruta.read_text()) if ruta.exists() else None


def _escribir(ruta: Path, contenido: dict[str, Any]) -> None:
    provisional = ruta.with_suffix(f".{os.getpid()}.tmp")
    provisional.write_text(json.dumps(contenido, indent=1, sort_keys=True))
    provisional.replace(ruta)
