"""Una oficina entera para atacarla como dueña: su base en cualquier motor, lo publicado, sus registros y su norma.

Quien ataca conoce el programa: vuelve a calcular toda huella que se pueda calcular. Lo que no tiene es la clave
privada ni el testigo, que están donde no llega quien puede escribir en la base (`docs/ancla.md`).
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import BigInteger, Connection, Date, DateTime, Engine, Table, text
from sqlalchemy.exc import IntegrityError

from cobranza.almacen import cadena
from cobranza.almacen.migrar import exigir_al_dia
from cobranza.almacen.proteccion import puestos
from cobranza.almacen.sesion import instante
from cobranza.base import encadenado, firma
from cobranza.base.ajustes import ajustes
from cobranza.base.errores import ErrorDeCobranza
from cobranza.cartera.anclados import registros as registros_de
from cobranza.cartera.anclados import revisar_ancla
from cobranza.ejecucion import huellas, manifiesto
from cobranza.ejecucion.revision import revisar
from cobranza.ley import historial, publicacion
from cobranza.libros import tablas
from cobranza.libros.cargas import DE_CARGAS
from cobranza.libros.comprobacion import revisar_libros

Restaurar = Callable[[], Engine]
"""Deja la base como estaba y la abre; si ya estaba abierta, la misma."""


@dataclass
class Oficina:
    """La base y los archivos de una oficina, sanos, y cómo volver a ellos."""

    carpeta: Path
    restaurar: Restaurar

    def __post_init__(self) -> None:
        self.motor = self.restaurar()
        self._sanos = self._leidos()
        self._en_la_base = self._en_archivos = False

    def _leidos(self) -> dict[Path, bytes]:
        """Los archivos, menos los de la base, que se repone aparte."""
        todos = sorted(r for r in self.carpeta.rglob("*") if r.is_file() and ".db" not in r.suffix)
        return {r: r.read_bytes() for r in todos}

    def reponer(self) -> None:
        """Todo como antes del ataque."""
        if self._en_la_base:
            self.motor = self.restaurar()
        hay = self._leidos() if self._en_archivos else self._sanos
        for ruta in hay.keys() - self._sanos.keys():
            ruta.unlink()
        for ruta, contenido in self._sanos.items():
            if hay.get(ruta) != contenido:
                ruta.parent.mkdir(parents=True, exist_ok=True)
                ruta.write_bytes(contenido)
        self._en_la_base = self._en_archivos = False

    def dicho(self) -> str:
        """Lo primero que `comprobar` o `comprobar --informes` dicen que está mal; vacío si nada."""
        primero = self._de_archivos, self._de_la_base
        en_orden = reversed(primero) if self._en_la_base else primero
        try:
            return next((falla for fallas in en_orden for falla in fallas() if falla), "")
        except ErrorDeCobranza as error:
            return error.mensaje

    def _de_archivos(self) -> Iterator[str]:
        params = ajustes().params
        yield from (hallado.falla for hallado in revisar(ajustes().salidas, firma.publicas()))
        yield publicacion.falla(params)
        yield historial.falla(params / "legales" / historial.ARCHIVO)

    def _de_la_base(self) -> Iterator[str]:
        with instante(self.motor) as conexion:
            exigir_al_dia(conexion)
        yield from (r.falla for r in chain(revisar_ancla(self.motor, ajustes()), revisar_libros(self.motor)))

    def alterar(self, azar: Random) -> str:
        """De una a tres alteraciones al azar, con todas las huellas rehechas; vacío si no cambió nada."""
        hechas = [self._una(azar) for _ in range(azar.choice([1, 1, 2, 3]))]
        if self._en_archivos:
            self._en_archivos = self._leidos() != self._sanos
        return " y ".join(filter(None, hechas)) if self._en_la_base or self._en_archivos else ""

    def _una(self, azar: Random) -> str:
        if azar.random() < 0.6:
            que = en_la_base(self.motor, azar)
            self._en_la_base |= bool(que)
            return que
        self._en_archivos = True
        try:
            return self._en_un_archivo(azar)
        except (LookupError, ValueError, ErrorDeCobranza):
            return ""  # otra alteración ya lo dejó ilegible

    def _en_un_archivo(self, azar: Random) -> str:
        params = ajustes().params
        corridas = sorted(r.parent for r in ajustes().salidas.rglob(manifiesto.ARCHIVO))
        registros = [r for r in registros_de(ajustes()).values() if r.suffix == ".jsonl" and r.exists()]
        de_que = azar.choice(["archivo", "informe", "manifiesto", "registro", "parametro", "historial"])
        if de_que == "informe":
            return un_informe(azar.choice(corridas), registros, azar)
        if de_que == "manifiesto":
            return un_manifiesto(azar.choice(corridas), registros, azar)
        if de_que == "registro":
            return un_registro(azar.choice(registros), azar)
        if de_que == "parametro":
            return un_parametro(params, azar)
        if de_que == "historial":
            return el_historial(params / "legales" / historial.ARCHIVO, azar)
        de_corridas = [r for c in corridas for r in sorted(c.iterdir())]
        return un_archivo(azar.choice([*de_corridas, *registros, *_publicables(params)]), azar)


def _publicables(params: Path) -> list[Path]:
    """Los archivos de la norma: parámetros, catálogos, plantillas y corridas."""
    return sorted(
        r for r in params.rglob("*.*") if r.suffix in (".yaml", ".csv", ".typ") and r.name != historial.ARCHIVO
    )


@contextmanager
def como_duena(motor: Engine) -> Iterator[Connection]:
    """Una transacción sin referencias ni disparadores, que al terminar vuelven a estar como estaban."""
    postgres = motor.dialect.name == "postgresql"
    with motor.connect() as conexion:
        for orden in _COMO_DUENA[motor.dialect.name]:
            conexion.exec_driver_sql(orden)
        hay = puestos(conexion)
        for d in hay:
            quita = f"ALTER TABLE {d.tabla} DISABLE TRIGGER {d.nombre}" if postgres else f"DROP TRIGGER {d.nombre}"
            conexion.exec_driver_sql(quita)
        yield conexion
        for d in hay:
            pone = f"ALTER TABLE {d.tabla} ENABLE ALWAYS TRIGGER {d.nombre}" if postgres else d.definicion
            conexion.exec_driver_sql(pone)
        conexion.commit()


_COMO_DUENA = {
    "sqlite": (
        "COMMIT",  # la que abre `sesion`: dentro de una transacción no se puede lo que sigue
        "PRAGMA foreign_keys = OFF", "PRAGMA ignore_check_constraints = ON", "PRAGMA synchronous = OFF", "BEGIN",
    ),
    "postgresql": ("SET LOCAL session_replication_role = replica",),
}  # fmt: skip


def en_la_base(motor: Engine, azar: Random) -> str:
    """Un cambio en cualquier tabla, con las cadenas rehechas; vacío si no cambió nada o la base misma lo impide."""
    with como_duena(motor) as conexion:
        punto = conexion.begin_nested()
        try:
            que = _un_cambio(conexion, azar)
        except IntegrityError:
            que = ""
        if not que:
            punto.rollback()
            return ""
        _rehacer(conexion)
    return que


def _un_cambio(conexion: Connection, azar: Random) -> str:
    if azar.random() < 0.02:
        conexion.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        return "la versión de las tablas"
    todas = list(tablas.metadata.tables.values())
    tabla = azar.choice([t for t in todas if conexion.exec_driver_sql(f"SELECT 1 FROM {t.name} LIMIT 1").first()])
    llave = next(iter(tabla.primary_key)).name
    llaves = list(conexion.exec_driver_sql(f"SELECT {llave} FROM {tabla.name} ORDER BY {llave}").scalars())
    cual = azar.choice(llaves)
    donde, clave = f"WHERE {llave} = :cual", {"cual": cual}
    clase = azar.choice(["columna", "columna", "columna", "quitar", "cortar", "trocar", "meter"])
    if clase == "quitar":
        conexion.execute(text(f"DELETE FROM {tabla.name} {donde}"), clave)
        return f"{tabla.name}: sin {cual}"
    if clase == "cortar":
        conexion.execute(text(f"DELETE FROM {tabla.name} WHERE {llave} >= :cual"), clave)
        return f"{tabla.name}: cortada en {cual}"
    if clase == "meter":
        return _meter(conexion, tabla, llave, cual)
    otra_llave = azar.choice(llaves)
    # su huella en la cadena no: rehacerla la dejaría como estaba
    columna = azar.choice([c for c in tabla.columns if c.name not in ("id", tablas.SELLOS.get(tabla.name))])
    leer = text(f"SELECT {columna.name} FROM {tabla.name} {donde}")
    antes = conexion.execute(leer, clave).scalar()
    pone = conexion.execute(leer, {"cual": otra_llave}).scalar() if clase == "trocar" else _otro(columna, antes, azar)
    conexion.execute(text(f"UPDATE {tabla.name} SET {columna.name} = :pone {donde}"), clave | {"pone": pone})
    return "" if str(pone) == str(antes) else f"{tabla.name}.{columna.name} de {cual}: {antes} → {pone}"


def _meter(conexion: Connection, tabla: Table, llave: str, cual: Any) -> str:
    """Un renglón copiado al final, con otra clave; donde los renglones no son de una carga, agregar es lo normal."""
    if tabla.name not in (*DE_CARGAS, *tablas.VIVAS):
        return ""
    columnas = [c.name for c in tabla.columns if not c.primary_key]
    nueva = f"(SELECT MAX(id) + 1 FROM {tabla.name})" if llave == "id" else f"{llave} || '-otra'"
    copia = [
        f"{c} || '-otra'" if c in ("clave", "folio") and tabla.name in _CON_CLAVE.get(c, ()) else c for c in columnas
    ]
    conexion.execute(
        text(
            f"INSERT INTO {tabla.name} ({', '.join([llave, *columnas])}) "
            f"SELECT {', '.join([nueva, *copia])} FROM {tabla.name} WHERE {llave} = :cual"
        ),
        {"cual": cual},
    )
    return f"{tabla.name}: otro como {cual}"


_CON_CLAVE = {"clave": ("movimiento", "acto"), "folio": ("credito",)}
"""Dónde esa columna no se repite."""


def _otro(columna: Any, antes: Any, azar: Random) -> Any:
    if isinstance(columna.type, BigInteger) or isinstance(antes, int):
        return (antes or 0) + azar.choice([-1, 1, 100])
    if isinstance(columna.type, Date | DateTime):
        return azar.choice(["2019-07-01", "2024-02-29"])
    return azar.choice([f"{antes or ''}x", "otro", None, str(antes)[:-1]])


def _rehacer(conexion: Connection) -> None:
    for libro, sello in tablas.SELLOS.items():
        columnas = [c.name for c in tablas.metadata.tables[libro].columns if c.name not in ("id", sello)]
        filas = conexion.exec_driver_sql(f"SELECT id, {', '.join(columnas)}, {sello} FROM {libro} ORDER BY id").all()
        anterior, cambia = cadena.INICIO, []
        for identidad, *valores, huella in filas:
            anterior = cadena.eslabon(libro, identidad, anterior, valores)
            if anterior != huella:
                cambia.append({"id": identidad, "sello": anterior})
        if cambia:
            conexion.execute(text(f"UPDATE {libro} SET {sello} = :sello WHERE id = :id"), cambia)


def un_archivo(ruta: Path, azar: Random) -> str:
    """Un bit, un pedazo menos, otra cifra, vacío o borrado."""
    contenido, clase = ruta.read_bytes(), azar.choice(["bit", "cifra", "recortado", "vacío", "borrado"])
    if not contenido:
        return ""
    lugar = azar.randrange(len(contenido))
    if clase == "borrado":
        ruta.unlink()
    elif clase == "cifra":
        ruta.write_bytes(_otra_cifra(contenido, azar))
    elif clase == "bit":
        ruta.write_bytes(
            contenido[:lugar] + bytes([contenido[lugar] ^ 1 << azar.randrange(8)]) + contenido[lugar + 1 :]
        )
    else:
        ruta.write_bytes(contenido[:lugar] if clase == "recortado" else b"")
    return f"{ruta.name} {clase}"


def _otra_cifra(contenido: bytes, azar: Random) -> bytes:
    """Lo mismo con otro dígito; sin dígitos, lo mismo."""
    lugares = [n for n, letra in enumerate(contenido) if letra in b"0123456789"]
    if not lugares:
        return contenido
    lugar = azar.choice(lugares)
    otro = azar.choice([c for c in b"0123456789" if c != contenido[lugar]])
    return contenido[:lugar] + bytes([otro]) + contenido[lugar + 1 :]


def un_informe(corrida: Path, registros: Sequence[Path], azar: Random) -> str:
    """Otra cifra en una corrida y, a veces, su manifiesto y el registro puestos al día; o un informe de más."""
    if azar.random() < 0.2:
        (corrida / "informe corregido.html").write_bytes((corrida / "informe.html").read_bytes())
        return f"{corrida.name} con otro informe"
    archivo = azar.choice(["informe.html", "informe.xlsx", "cuaderno.ipynb"])
    if not (corrida / archivo).is_file():
        return ""
    (corrida / archivo).write_bytes(_otra_cifra((corrida / archivo).read_bytes(), azar))
    return f"{archivo} de {corrida.name}{_al_dia(corrida, registros, azar)}"


def un_manifiesto(corrida: Path, registros: Sequence[Path], azar: Random) -> str:
    """Otro valor en un manifiesto: un parámetro, una huella, el ancla…"""
    archivo = corrida / manifiesto.ARCHIVO
    archivo.write_bytes(_otra_cifra(archivo.read_bytes(), azar))
    return f"manifiesto de {corrida.name}{_al_dia(corrida, registros, azar)}"


def _al_dia(corrida: Path, registros: Sequence[Path], azar: Random) -> str:
    """Lo que haría quien quiere que cuadre: el manifiesto, con los archivos como están; el registro, con él."""
    hasta = azar.choice(["", " y su manifiesto", ", su manifiesto y el registro"])
    archivo = corrida / manifiesto.ARCHIVO
    if not hasta or not archivo.is_file():
        return ""
    antes = huellas.de_archivo(archivo)
    try:
        ficha = json.loads(archivo.read_bytes())
    except ValueError:
        return ""
    for de_la_casa in ("archivos", "formato"):
        ficha.pop(de_la_casa, None)
    manifiesto.escribir(corrida, ficha)
    despues = huellas.de_archivo(archivo)
    if "registro" in hasta:
        for registro in registros:
            rehacer_registro(
                registro, lambda r, _: r | {"manifiesto": despues} if r.get("manifiesto") == antes else r
            )
    return hasta


def un_registro(registro: Path, azar: Random) -> str:
    """Sin un renglón, cortado o con otro valor, y con su cadena rehecha."""
    cuantos = len(encadenado.leer(registro).renglones)
    if not cuantos:
        return ""
    cual, clase = azar.randrange(cuantos), azar.choice(["sin el", "cortado en el", "otro en el"])
    quedan = {"sin el": lambda n: n != cual, "cortado en el": lambda n: n < cual}.get(clase, lambda _: True)
    otro = {"quien": "nadie", "motivo": "otro"} if clase == "otro en el" else {}
    rehacer_registro(registro, lambda r, n: (r | otro if n == cual else r) if quedan(n) else None)
    return f"{registro.name} {clase} {cual + 1}"


def rehacer_registro(registro: Path, cambio: Callable[[dict[str, Any], int], dict[str, Any] | None]) -> None:
    """El mismo registro con esos cambios y su cadena vuelta a hacer desde el principio, sin la clave."""
    renglones = encadenado.leer(registro).renglones
    registro.unlink()
    for n, renglon in enumerate(renglones):
        if dicho := cambio(dict(renglon), n):
            propios = {k: v for k, v in dicho.items() if k not in ("n", "anterior", "huella", "firma")}
            encadenado.agregar(registro, propios, con_firma=False)


def un_parametro(params: Path, azar: Random) -> str:
    """Otra cifra en un parámetro, un catálogo o una plantilla y, a veces, la norma publicada como si así fuera."""
    archivo = azar.choice(_publicables(params))
    archivo.write_bytes(_otra_cifra(archivo.read_bytes(), azar))
    if azar.random() < 0.5:
        return f"{archivo.name}"
    ruta, suya = archivo.relative_to(params).as_posix(), huellas.de_archivo(archivo)

    def cambio(renglon: dict[str, Any], _: int) -> dict[str, Any]:
        archivos = renglon["archivos"]
        return renglon | {"archivos": archivos | {ruta: suya}} if ruta in archivos else renglon

    rehacer_registro(publicacion.registro(params), cambio)
    return f"{archivo.name} y la norma publicada"


def el_historial(hoja: Path, azar: Random) -> str:
    """Otro motivo en un cambio de la norma, o sin él, con su cadena rehecha."""
    if not hoja.is_file():
        return ""
    with hoja.open(newline="", encoding="utf-8") as archivo:
        renglones = [renglon[:-1] for renglon in list(csv.reader(archivo))[1:]]
    if not renglones:
        return ""
    cual = azar.randrange(len(renglones))
    if quita := azar.random() < 0.5:
        del renglones[cual]
    else:
        renglones[cual][-1] += " otro"
    hoja.unlink()
    for renglon in renglones:
        hoja.write_text(historial.con_renglon(hoja, renglon), encoding="utf-8")
    return f"historial {'sin' if quita else 'con otro motivo en'} el cambio {cual + 1}"
