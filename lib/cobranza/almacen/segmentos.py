"""Escribir renglones de la base como segmentos Parquet por delegación, por bloques y sin archivos a medias."""

from __future__ import annotations

import errno
import hashlib
import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cobranza.almacen import cadena
from cobranza.almacen.fichas import Ficha
from cobranza.base import durable
from cobranza.base.errores import ErrorDeDatos

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table
    from upath import UPath

BLOQUE = 100_000
ORDENAR_DESDE = 200_000
"""Un segmento con más renglones se ordena por su principal: quien lee una parte se salta los bloques ajenos."""
MEMORIA_PARA_ORDENAR = "1GB"
TODAS = "_"
"""Carpeta de lo que no se parte por delegación."""


@dataclass(frozen=True, slots=True)
class Tramo:
    """Renglones de un libro con `desde < id ≤ hasta`; `huella` es la del renglón `desde`."""

    desde: int
    hasta: int
    huella: str


def escribir_libro(conexion: Connection, carpeta: Path, libro: Ficha, tramo: Tramo) -> list[dict[str, Any]]:
    """Segmentos de un tramo de un libro, por delegación del principal; cada uno con ruta, filas y sha256.

    Se comprueba la cadena al pasar. Un libro sin renglones deja un segmento vacío la primera vez, para que su
    vista exista. Errores: `ErrorDeDatos` si un renglón no corresponde a su huella.
    """
    if tramo.desde >= tramo.hasta and tramo.desde > 0:
        return []
    nombre = f"{tramo.desde + 1:012d}-{tramo.hasta:012d}"
    with _Escritores(carpeta, libro, nombre) as escritores:
        for bloque in _bloques_del_libro(conexion, libro, tramo):
            for delegacion, parte in _por_delegacion(bloque, libro):
                escritores.escribir(delegacion, parte)
        return escritores.cerrar()


def tramo_de(ruta: str) -> tuple[int, int]:
    """De qué renglones de un libro es un segmento, por su nombre: `desde` < id ≤ `hasta`."""
    desde, _, hasta = Path(ruta).stem.partition("-")
    return int(desde) - 1, int(hasta)


def escribir_suelta(conexion: Connection, carpeta: Path, tabla: Ficha) -> list[dict[str, Any]]:
    """La tabla entera en segmentos que llevan su huella en el nombre: lo que ya se escribió no se toca."""
    with _Escritores(carpeta, tabla, "") as escritores:
        for bloque in bloques_de(conexion, tabla):
            for delegacion, parte in _por_delegacion(bloque, tabla):
                escritores.escribir(delegacion, parte)
        return escritores.cerrar()


def bloques_de(conexion: Connection, tabla: Ficha, hasta: int | None = None) -> Iterator[pa.Table]:
    """Los renglones de una tabla por bloques, en orden de su llave y con las columnas que lleva en la foto.

    `hasta`: de un libro, el último número. Al menos un bloque, aunque venga vacío.
    """
    reflejada = _reflejada(conexion, tabla)
    columnas, union, esquema = _con_su_principal(tabla, _esquema(reflejada))
    llave = ", ".join(f"t.{c.name}" for c in reflejada.primary_key)
    donde = "" if hasta is None else f"WHERE t.id <= {int(hasta)}"
    consulta = f"SELECT {columnas} FROM {tabla.nombre} t {union} {donde} ORDER BY {llave}"
    with closing(_particiones(conexion, consulta)) as particiones:
        for filas in particiones:
            yield _tabla(filas, esquema)


def _reflejada(conexion: Connection, tabla: Ficha) -> Table:
    import warnings

    from sqlalchemy import MetaData, Table  # quien lee una foto no abre la base
    from sqlalchemy.exc import SAWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)  # `comprobar` dice qué columna o índice no es de los libros
        return Table(tabla.nombre, MetaData(), autoload_with=conexion)


def _con_su_principal(tabla: Ficha, esquema: pa.Schema) -> tuple[str, str, pa.Schema]:
    """(columnas, unión, esquema) de una tabla, con la delegación y el número del principal si lo cita."""
    columnas = ", ".join(f"t.{c}" for c in esquema.names)
    if not tabla.cita:
        return columnas, "", esquema
    esquema = esquema.append(pa.field("delegacion", pa.string())).append(pa.field(tabla.numero, pa.int64()))
    union = f"JOIN {tabla.principal} r ON r.{tabla.citada} = t.{tabla.cita}"
    return f"{columnas}, r.delegacion, r.id", union, esquema


class _Escritores:
    """Un archivo provisional por delegación; sólo al cerrar toman su nombre, y si algo falla se borran."""

    def __init__(self, carpeta: Path, tabla: Ficha, nombre: str) -> None:
        self._carpeta, self._tabla, self._nombre = carpeta, tabla, nombre
        self._abiertos: dict[str, tuple[Path, pq.ParquetWriter]] = {}
        self._pila = ExitStack()

    def __enter__(self) -> _Escritores:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._pila.close()
        finally:  # con el disco lleno, cerrar también falla: lo que iba a medias se borra igual
            for provisional, _escritor in self._abiertos.values():
                provisional.unlink(missing_ok=True)

    def escribir(self, delegacion: str, parte: pa.Table) -> None:
        """Agrega renglones al archivo de una delegación."""
        if delegacion not in self._abiertos:
            provisional = durable.provisional(
                self._carpeta / self._tabla.nombre / delegacion / (self._nombre or "todo")
            )
            provisional.parent.mkdir(parents=True, exist_ok=True)
            escritor = pq.ParquetWriter(provisional, parte.schema, compression="zstd")
            self._abiertos[delegacion] = provisional, self._pila.enter_context(escritor)
        self._abiertos[delegacion][1].write_table(parte)

    def cerrar(self) -> list[dict[str, Any]]:
        """Da a cada archivo su nombre y devuelve su ficha."""
        self._pila.close()
        fichas = []
        for _, (provisional, _escritor) in sorted(self._abiertos.items()):
            if self._tabla.cita and pq.read_metadata(provisional).num_rows > ORDENAR_DESDE:
                _ordenar(provisional, self._tabla.numero)
            huella = huella_de(provisional)
            final = provisional.with_name(f"{self._nombre or f'todo-{huella[:16]}'}.parquet")
            durable.publicar(provisional, final)
            filas = pq.read_metadata(final).num_rows
            fichas.append({"ruta": str(final.relative_to(self._carpeta)), "filas": filas, "huella": huella})
        return fichas


def _ordenar(provisional: Path, numero: str) -> None:
    """Deja el archivo en orden de principal y, dentro, como estaba; lo que no cabe en memoria se ordena en disco."""
    import duckdb

    ordenado = provisional.with_suffix(".orden")
    opciones: dict[str, bool | int | float | str | list[str]] = {
        "temp_directory": str(provisional.with_name(f".{provisional.stem}.orden")),
        "memory_limit": MEMORIA_PARA_ORDENAR,
    }
    nombre, destino = (str(r).replace("'", "''") for r in (provisional, ordenado))
    renglones = f"SELECT * EXCLUDE (file_row_number) FROM read_parquet('{nombre}', file_row_number = true)"
    try:
        with duckdb.connect(config=opciones) as conexion:
            conexion.execute(
                f"COPY ({renglones} ORDER BY {numero}, file_row_number) "
                f"TO '{destino}' (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 65_536)"
            )
        ordenado.replace(provisional)
    except duckdb.Error as error:
        raise OSError(errno.ENOSPC, "no se pudo ordenar un segmento") from error
    finally:
        ordenado.unlink(missing_ok=True)


def huella_de(ruta: Path | UPath) -> str:
    """El sha256 de un archivo."""
    with ruta.open("rb") as archivo:
        return hashlib.file_digest(cast(io.BufferedReader, archivo), "sha256").hexdigest()


def _esquema(tabla: Table) -> pa.Schema:
    """Tipos exactos: enteros int64, fechas date32, marcas de tiempo timestamp, lo demás texto."""
    tipos: dict[str, pa.DataType] = {
        "DATE": pa.date32(),
        "DATETIME": pa.timestamp("s"),
        "TIMESTAMP": pa.timestamp("s"),
    }
    campos: list[pa.Field[Any]] = []
    for columna in tabla.columns:
        tipo = str(columna.type).upper()
        campos.append(pa.field(columna.name, tipos.get(tipo, pa.int64() if "INT" in tipo else pa.string())))
    return pa.schema(campos)


def _bloques_del_libro(conexion: Connection, libro: Ficha, tramo: Tramo) -> Iterator[pa.Table]:
    esquema = _esquema(_reflejada(conexion, libro))
    propias = len(esquema)
    columnas, union, esquema = _con_su_principal(libro, esquema)
    del_tramo = f"t.id > {tramo.desde} AND t.id <= {tramo.hasta}"
    consulta = f"SELECT {columnas} FROM {libro.nombre} t {union} WHERE {del_tramo} ORDER BY t.id"
    anterior = tramo.huella
    with closing(_particiones(conexion, consulta)) as particiones:
        for filas in particiones:
            roto, anterior = cadena.alterado(libro.nombre, anterior, (fila[:propias] for fila in filas))
            if roto:
                dicho = cadena.explicacion(libro.nombre, roto)
                raise ErrorDeDatos(f"No se puede tomar la foto: {dicho} `cobranza comprobar` dice más.")
            yield _tabla(filas, esquema)


def _particiones(conexion: Connection, consulta: str) -> Generator[Sequence[Any]]:
    """Renglones por bloques, al menos uno aunque venga vacío."""
    with conexion.exec_driver_sql(consulta, execution_options={"yield_per": BLOQUE}) as cursor:
        vacio = True
        for filas in cursor.partitions(BLOQUE):
            vacio = False
            yield filas
        if vacio:
            yield []


def _tabla(filas: Sequence[Any], esquema: pa.Schema) -> pa.Table:
    if not filas:
        return esquema.empty_table()
    columnas = []
    for valores, campo in zip(zip(*filas, strict=True), esquema, strict=True):
        try:
            columnas.append(_columna(valores, campo.type))
        except (pa.ArrowException, OverflowError, TypeError, ValueError) as error:
            raise ErrorDeDatos(
                f"La base trae en la columna «{campo.name}» algo que no es {campo.type}: alguien la cambió "
                "por fuera. Corre `cobranza comprobar`; si no dice cuál renglón, restaura el último respaldo."
            ) from error
    return pa.Table.from_arrays(columnas, schema=esquema)


def _columna(valores: tuple[Any, ...], tipo: pa.DataType) -> pa.Array[Any]:
    """SQLite da las fechas como texto; PostgreSQL, como fechas: ambas llegan al mismo tipo."""
    if pa.types.is_date(tipo) or pa.types.is_timestamp(tipo):
        return pa.array([None if v is None else str(v)[:19] for v in valores], pa.string()).cast(tipo)
    return pa.array(valores, tipo)


def _por_delegacion(bloque: pa.Table, tabla: Ficha) -> Iterator[tuple[str, pa.Table]]:
    if not tabla.principal or not bloque.num_rows:
        yield TODAS, bloque
        return
    for delegacion in sorted(str(d) for d in pc.unique(bloque["delegacion"]).to_pylist()):
        yield delegacion, bloque.filter(pc.equal(bloque["delegacion"], pa.scalar(delegacion)))
