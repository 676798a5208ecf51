"""La foto: los libros en segmentos Parquet inmutables por delegación, que los informes leen con DuckDB.

Es una carpeta con segmentos y manifiestos que basta para repetir sus informes en otra máquina, sin la base; vive
igual en este disco o donde llegue fsspec (`s3://`, `gs://`…). Cómo se toma y se alarga está en `toma`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from cobranza.almacen.fichas import Ficha
from cobranza.almacen.segmentos import huella_de
from cobranza.base.errores import ErrorDeDatos, ErrorDeUso

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from upath import UPath

    Ruta = Path | UPath

FORMATO = 5
"""Versión de la foto: el manifiesto dice qué es libro y qué va con qué; los segmentos, las columnas de los libros."""
ACTUAL = "actual.json"
"""El manifiesto de la última foto de una carpeta."""


@dataclass(frozen=True, slots=True)
class Porcion:
    """Qué renglones del principal tocan a una parte: `desde` ≤ número < `hasta`; de `vacias`, ninguno."""

    desde: int = 0
    hasta: int | None = None
    vacias: tuple[str, ...] = ()

    def condicion(self, tabla: Ficha) -> str:
        """La condición SQL que deja sólo sus renglones; vacía si le toca el segmento entero."""
        if tabla.nombre in self.vacias:
            return "FALSE"
        if self.hasta is None or not tabla.principal:
            return ""
        return f"{tabla.numero} >= {self.desde} AND {tabla.numero} < {self.hasta}"


@dataclass(frozen=True)
class Foto:
    """Una foto: dónde está, su huella general y, por tabla, la cabeza de su cadena, sus segmentos y su conteo."""

    ruta: Ruta
    manifiesto: Ruta
    huella: str
    fichas: dict[str, Ficha]
    cabezas: dict[str, str]
    tablas: dict[str, list[Ruta]]
    conteos: dict[str, int]
    huellas: dict[Ruta, str] = field(repr=False)
    filas: dict[Ruta, int] = field(repr=False)
    porcion: Porcion | None = None

    def conexion(self, conocido_al: date | None = None) -> DuckDBPyConnection:
        """Conexión de DuckDB en memoria con una vista por tabla; dinero BIGINT, fechas DATE.

        Con `conocido_al` los libros son los que se conocían ese día: sin lo registrado después.
        """
        import duckdb

        conexion = duckdb.connect(config={"threads": 1} if self.porcion else {})
        if not isinstance(self.ruta, Path):
            conexion.register_filesystem(self.ruta.fs)
        for tabla, segmentos in self.tablas.items():
            rutas = ", ".join("'" + str(s).replace("'", "''") + "'" for s in segmentos)
            ficha = self.fichas[tabla]
            conocido = f"fecha_registro <= DATE '{conocido_al}'" if conocido_al and ficha.libro else ""
            propio = self.porcion.condicion(ficha) if self.porcion else ""
            donde = f" WHERE {' AND '.join(filter(None, (conocido, propio)))}" if conocido or propio else ""
            conexion.execute(f"CREATE VIEW {tabla} AS SELECT * FROM read_parquet([{rutas}]){donde}")
        return conexion

    def partes(self, maximo: int) -> list[Foto]:
        """La foto en partes de unos `maximo` créditos, por delegación de origen; juntas son la foto, sin repetir.

        Toda la historia de un crédito está en su parte. Las delegaciones chicas van juntas y la que es mayor que el
        máximo se divide por tramos de número.
        """
        por_delegacion: dict[str, int] = {}
        for ruta in self.tablas[self._principal]:
            por_delegacion[ruta.parent.name] = por_delegacion.get(ruta.parent.name, 0) + self.filas[ruta]
        partes, juntas, llevan = [], set[str](), 0
        for delegacion, cuantos in sorted(por_delegacion.items(), key=lambda par: (-par[1], par[0])):
            if cuantos > maximo:
                partes += [self._parte({delegacion}, *limites) for limites in self._limites(delegacion, maximo)]
                continue
            if llevan + cuantos > maximo:
                partes.append(self._parte(juntas))
                juntas, llevan = set(), 0
            juntas, llevan = juntas | {delegacion}, llevan + cuantos
        if juntas:
            partes.append(self._parte(juntas))
        return partes if len(partes) > 1 else [self]

    @property
    def _principal(self) -> str:
        return next(ficha.nombre for ficha in self.fichas.values() if ficha.es_principal)

    def _limites(self, delegacion: str, maximo: int) -> list[tuple[int, int]]:
        """Números del principal [desde, hasta) que parten una delegación en trozos iguales de no más de `maximo`."""
        suyos = [ruta for ruta in self.tablas[self._principal] if ruta.parent.name == delegacion]
        conexion = replace(self, tablas={self._principal: suyos}).conexion()
        consulta = f"SELECT id FROM {self._principal} ORDER BY id"
        numeros = np.asarray(conexion.execute(consulta).fetchnumpy()["id"], dtype=np.int64)
        trozos = -(-len(numeros) // maximo)
        cortes = [int(numeros[len(numeros) * k // trozos]) for k in range(trozos)]
        return list(zip(cortes, [*cortes[1:], int(numeros[-1]) + 1], strict=True))

    def _parte(self, delegaciones: set[str], desde: int = 0, hasta: int | None = None) -> Foto:
        """Los segmentos de esas delegaciones; de la tabla donde no tienen, uno ajeno y vacío, para que exista."""
        tablas = dict(self.tablas)
        por_delegacion = [ficha.nombre for ficha in self.fichas.values() if ficha.principal]
        for tabla in por_delegacion:
            tablas[tabla] = [ruta for ruta in self.tablas[tabla] if ruta.parent.name in delegaciones]
        vacias = tuple(tabla for tabla in por_delegacion if not tablas[tabla])
        tablas |= {tabla: self.tablas[tabla][:1] for tabla in vacias}
        return replace(self, tablas=tablas, porcion=Porcion(desde, hasta, vacias))

    def tamanos(self) -> dict[Ruta, int]:
        """Bytes de cada segmento que está donde el manifiesto dice."""
        if isinstance(self.ruta, Path):
            return {ruta: ruta.stat().st_size for ruta in self.huellas if ruta.is_file()}
        hay = self.ruta.fs.find(self.ruta.path, detail=True)  # una sola pregunta: cada una es un viaje por la red
        return {r: int(hay[r.path]["size"]) for r in self.huellas if not isinstance(r, Path) and r.path in hay}

    def faltantes(self) -> list[Ruta]:
        """Segmentos que el manifiesto nombra y ya no están."""
        hay = self.tamanos()
        return [ruta for ruta in self.huellas if ruta not in hay]

    def alterados(self) -> list[Ruta]:
        """Segmentos que faltan o cuya huella ya no es la que se anotó al escribirlos."""
        faltan = self.faltantes()
        return [*faltan, *(r for r, huella in self.huellas.items() if r not in faltan and huella_de(r) != huella)]


def foto_de(ruta: Ruta) -> Foto:
    """La foto que está en una carpeta (la última) o en un manifiesto; no hace falta la base.

    Errores: `ErrorDeDatos` si ahí no hay una foto o le faltan segmentos.
    """
    manifiesto = ruta / ACTUAL if ruta.is_dir() else ruta
    leido = leer(manifiesto)
    if leido is None:
        raise ErrorDeDatos(f"No hay una foto en {ruta}; se esperaba la carpeta «foto» o un manifiesto .json suyo.")
    if leido.get("formato") != FORMATO:
        raise ErrorDeDatos(
            f"La foto de {ruta} es de otra versión del programa: tiene formato {leido.get('formato', 1)} y se "
            f"esperaba {FORMATO}. Toma otra con `cobranza foto`."
        )
    foto = armar(manifiesto, leido)
    if faltan := foto.faltantes():
        raise ErrorDeDatos(
            f"A la foto {foto.huella[:16]} le faltan {len(faltan)} segmentos; el primero es {faltan[0].name}. "
            "Copia la carpeta completa o toma otra con `cobranza foto`."
        )
    return foto


def armar(manifiesto: Ruta, leido: dict[str, Any]) -> Foto:
    """La foto que describe un manifiesto ya leído."""
    raiz = manifiesto.parent / leido["raiz"]
    fichas = [Ficha(**ficha) for ficha in leido["fichas"]]
    return Foto(
        ruta=raiz,
        manifiesto=manifiesto,
        huella=leido["huella"],
        fichas={ficha.nombre: ficha for ficha in fichas},
        cabezas={libro: huella for libro, (_, huella) in leido["puntas"]["libros"].items()},
        tablas={t: [raiz / s["ruta"] for s in ss] for t, ss in leido["segmentos"].items()},
        conteos={t: sum(s["filas"] for s in ss) for t, ss in leido["segmentos"].items()},
        huellas={raiz / s["ruta"]: s["huella"] for ss in leido["segmentos"].values() for s in ss},
        filas={raiz / s["ruta"]: s["filas"] for ss in leido["segmentos"].values() for s in ss},
    )


def leer(ruta: Ruta) -> dict[str, Any] | None:
    """El contenido de un manifiesto; None si no está. Errores: `ErrorDeDatos` si no es un manifiesto."""
    if not ruta.exists():
        return None
    try:
        leido: dict[str, Any] = json.loads(ruta.read_text())
        leido["segmentos"], leido["puntas"], leido["raiz"]
    except (ValueError, LookupError, TypeError) as error:
        raise ErrorDeDatos(
            f"{ruta} no es el manifiesto de una foto; se esperaba actual.json o corte-AAAA-MM-DD.json de su carpeta."
        ) from error
    return leido


def ruta_de(texto: str) -> Ruta:
    """La ruta de una carpeta o un manifiesto: de este disco o, con protocolo, de donde llegue fsspec.

    Errores: `ErrorDeUso` si el protocolo no existe o falta su controlador.
    """
    if "://" not in texto:
        return Path(texto).resolve()
    from upath import UPath  # cuesta tanto como media base de datos y casi nunca hace falta

    try:
        ruta = UPath(texto)
        ruta.fs  # noqa: B018 — al pedirlo se sabe si hay con qué llegar
    except (ImportError, ValueError) as error:
        raise ErrorDeUso(
            f"No se puede llegar a {texto}: {error}. Se esperaba una carpeta o un protocolo de fsspec con su "
            "controlador instalado (para s3://, `.venv/bin/pip install s3fs`)."
        ) from error
    return ruta
