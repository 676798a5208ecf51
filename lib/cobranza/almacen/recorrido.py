"""Que los segmentos de una foto sean los libros: se recorre cada cadena, renglón por renglón, hasta su punta.

El sello de un manifiesto no lleva secreto: quien rehaga un segmento puede volver a sellarlo. Lo que no puede es que
otros renglones lleven las huellas de los libros, ni otras puntas den la raíz anclada. Lo que la cadena no cubre (la
delegación que cada segmento repite, su carpeta, el último día, de qué clase es la base) se coteja con lo que sí.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from cobranza.almacen import vistos
from cobranza.almacen.cadena import INICIO, alterado
from cobranza.almacen.fichas import Ficha
from cobranza.almacen.identidad import DEL_EJEMPLO
from cobranza.almacen.inventario import CARGAS
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.secretos import a_la_vista

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from cobranza.almacen.foto import Foto

_POR_LECTURA = 200_000
_SELLOS = ("eslabon", "huella")
_DE_LA_FOTO = 2
"""Columnas que la foto agrega, al final, a lo que cita al principal: su delegación y su número."""


def exigir(foto: Foto, leido: Mapping[str, Any]) -> None:
    """Sólo deja pasar una foto que llega a sus puntas; la que ya se recorrió con este sello no se recorre otra vez.

    `leido`: su manifiesto. Errores: `ErrorDeDatos` si no llega, con qué hacer sin perder la prueba.
    """
    if vistos.recorrida(foto.manifiesto.parent, leido["sello"]):
        return
    if que := falla(foto, leido):
        raise ErrorDeDatos(f"La foto {foto.huella[:16]} no es la de los libros: {que}. {evidencia(foto)}")
    anotar(foto, leido)


def anotar(foto: Foto, leido: Mapping[str, Any]) -> None:
    """Deja dicho que una foto con este sello ya se recorrió, o acaba de escribirse siguiendo la cadena."""
    vistos.anotar_recorrida(foto.manifiesto.parent, leido["sello"])


def evidencia(foto: Foto) -> str:
    """Qué hacer con una foto que no dice lo que los libros: nunca borrarla."""
    return (
        f"La foto y los libros dicen cosas distintas: guarda {a_la_vista(foto.manifiesto.parent)} como evidencia "
        "(muévela) antes de tomar otra, y corre «cobranza comprobar --ancla» con tu testigo."
    )


def falla(foto: Foto, leido: Mapping[str, Any]) -> str:
    """Lo primero en que una foto no es la de sus puntas; vacío si lo es. Lee todos sus libros.

    Lo que está vivo (personas, recibos…) no lleva cadena: la suya es la de `version`, que no va en la foto.
    """
    import duckdb

    try:
        with foto.conexion() as conexion:
            return next(_fallas(foto, leido, conexion), "")
    except (duckdb.Error, LookupError, TypeError, ValueError, AttributeError):
        return "sus segmentos no tienen las columnas de los libros"


def _fallas(foto: Foto, leido: Mapping[str, Any], conexion: DuckDBPyConnection) -> Iterator[str]:
    puntas = leido["puntas"]
    for nombre, (ultimo, huella) in sorted(puntas["libros"].items()):
        if puntas["cadenas"].get(nombre) != [ultimo, huella]:
            yield f"su manifiesto da dos puntas de «{nombre}»"
    for ficha in foto.fichas.values():
        columnas = [str(c) for c, *_ in conexion.execute(f"DESCRIBE {ficha.nombre}").fetchall()]
        yield from _mal_puestos(foto, ficha, conexion)
        if ficha.nombre in puntas["cadenas"]:
            yield from _sin_llegar(ficha, columnas, puntas["cadenas"][ficha.nombre], conexion)
        elif ficha.libro or set(_SELLOS) & set(columnas):
            yield f"su manifiesto no da la punta de «{ficha.nombre}»"
    yield from _mal_dicho(foto, leido, conexion)


def _sin_llegar(ficha: Ficha, columnas: list[str], punta: list[Any], conexion: DuckDBPyConnection) -> Iterator[str]:
    """Recorre una cadena por tramos, en orden de número: los segmentos van por delegación."""
    sello = next(s for s in _SELLOS if s in columnas)
    propias = columnas[:-_DE_LA_FOTO] if ficha.cita else columnas
    pedidas = ", ".join(["id", *(c for c in propias if c not in ("id", sello)), sello])
    cuantos, desde, hasta, distintos = conexion.execute(
        f"SELECT COUNT(*), COALESCE(MIN(id), 1), COALESCE(MAX(id), 0), COUNT(DISTINCT id) FROM {ficha.nombre}"
    ).fetchall()[0]
    if cuantos != distintos or desde < 1:
        yield f"en «{ficha.nombre}» hay renglones repetidos"
        return
    anterior, pasaron = INICIO, 0
    for primero in range(desde, hasta + 1, _POR_LECTURA):
        tramo = f"id BETWEEN {primero} AND {primero + _POR_LECTURA - 1}"
        renglones = conexion.execute(f"SELECT {pedidas} FROM {ficha.nombre} WHERE {tramo} ORDER BY id").fetchall()
        roto, anterior = alterado(ficha.nombre, anterior, renglones)
        if roto:
            yield f"el renglón {roto} de «{ficha.nombre}» no corresponde a su huella"
            return
        pasaron += len(renglones)
    if [hasta, anterior] != list(punta) or pasaron != cuantos:
        yield f"«{ficha.nombre}» termina en el renglón {hasta} y su cadena llegaba al {punta[0]}, con otra huella"


def _mal_puestos(foto: Foto, ficha: Ficha, conexion: DuckDBPyConnection) -> Iterator[str]:
    """Lo que va con el principal, en la delegación y con el número que él dice, y en la carpeta de ésa."""
    if not ficha.principal:
        return
    dicha = conexion.execute(f"SELECT DISTINCT delegacion, filename FROM {foto.con_archivo(ficha.nombre)}").fetchall()
    if any(PurePath(str(archivo)).parent.name != delegacion for delegacion, archivo in dicha):
        yield f"hay renglones de «{ficha.nombre}» en la carpeta de otra delegación"
    if not ficha.cita:
        return
    ajenos = conexion.execute(
        f"SELECT COUNT(*) FROM {ficha.nombre} t LEFT JOIN {ficha.principal} r ON r.{ficha.citada} = t.{ficha.cita} "
        f"WHERE r.delegacion IS DISTINCT FROM t.delegacion OR r.id IS DISTINCT FROM t.{ficha.numero}"
    ).fetchall()[0][0]
    if ajenos:
        yield f"hay renglones de «{ficha.nombre}» con otra delegación o de otro renglón de «{ficha.principal}»"


def _mal_dicho(foto: Foto, leido: Mapping[str, Any], conexion: DuckDBPyConnection) -> Iterator[str]:
    """Lo que el manifiesto dice de los libros: la última carga, el último día y si son los del ejemplo."""
    ultima, del_ejemplo = conexion.execute(
        f"SELECT COALESCE(MAX(id), 0), COALESCE(BOOL_OR(usuario = '{DEL_EJEMPLO}'), false) FROM {CARGAS}"
    ).fetchall()[0]
    libros = [ficha.nombre for ficha in foto.fichas.values() if ficha.libro]
    dias = " UNION ALL ".join(f"SELECT MAX(fecha_registro) AS dia FROM {libro}" for libro in libros)
    ultimo = conexion.execute(f"SELECT MAX(dia) FROM ({dias})").fetchall()[0][0]
    if (leido["puntas"]["carga"], foto.base.ejemplo, str(foto.hasta)) != (ultima, del_ejemplo, str(ultimo)):
        yield "su manifiesto dice otra última carga, otro último día u otra clase de base"
