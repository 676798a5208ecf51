"""Tomar la foto de los libros y alargarla: cada vez se escriben únicamente los renglones nuevos.

Los libros sólo agregan, así que la foto también; se comprueba que lo nuevo siga a la cadena de lo que ya estaba.
Nadie bloquea la captura.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cobranza.almacen.cadena import INICIO
from cobranza.almacen.fichas import Ficha, fichas
from cobranza.almacen.foto import ACTUAL, FORMATO, Foto, armar, foto_de, leer, ruta_de
from cobranza.almacen.segmentos import Tramo, escribir_libro, escribir_suelta
from cobranza.base.errores import ErrorDeDatos

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from cobranza.almacen.foto import Ruta

CARGAS = "lote"
"""La tabla de cargas: la primera dice de qué base es la foto y la última, si lo suelto pudo cambiar."""
SIN_CARTERA = (
    "Aún no hay cartera: la base está vacía. Se esperaba al menos un crédito ingerido. "
    "Corre `cobranza demo` para el ejemplo o `cobranza ingerir cartera ARCHIVO` para la tuya."
)
DE_UNA_FOTO = "foto:"
"""Así empieza `COBRANZA_BD` cuando los informes leen una foto y no una base."""


def foto_actual(url: str, salidas: Path, corte: date | None = None) -> Foto:
    """La foto de los libros como están: extiende la que haya con los renglones nuevos y la devuelve.

    Sin renglones nuevos sólo se lee el manifiesto. Con `corte` la foto queda fija para ese corte: la primera vez
    se toma y después se devuelve la misma, aunque los libros crezcan. Errores: `ErrorDeDatos` si aún no hay
    cartera, si la base ya no contiene lo que la foto anterior o si un renglón no sigue a la cadena.
    """
    if url.startswith(DE_UNA_FOTO):
        return foto_de(ruta_de(url.removeprefix(DE_UNA_FOTO)))
    carpeta = salidas / "foto"
    carpeta.mkdir(parents=True, exist_ok=True)
    with _candado(carpeta):
        fija = carpeta / f"corte-{corte}.json"
        if corte is not None and fija.exists():
            return _fija(fija)
        manifiesto = _al_dia(url, carpeta)
        if corte is None:
            return armar(carpeta / ACTUAL, manifiesto)
        _escribir(fija, manifiesto)
        return armar(fija, manifiesto)


def _fija(manifiesto: Path) -> Foto:
    try:
        return foto_de(manifiesto)
    except ErrorDeDatos as error:
        raise ErrorDeDatos(
            f"{error.mensaje} Es una foto fija: para tomarla de nuevo, mueve {manifiesto} a otro lugar y repite la "
            "orden; saldrá con los libros de hoy."
        ) from error


def _al_dia(url: str, carpeta: Path) -> dict[str, Any]:
    """El manifiesto de los libros como están, con los segmentos nuevos ya escritos."""
    from cobranza.almacen.sesion import abrir, instante  # quien lee una foto no abre la base

    motor = abrir(url)
    try:
        with instante(motor) as conexion:
            tablas = fichas(conexion)
            if not tablas:
                raise ErrorDeDatos(SIN_CARTERA)
            puntas = _puntas(conexion, [ficha for ficha in tablas if ficha.libro])
            ahora: dict[str, Any] = {"formato": FORMATO, "fichas": [asdict(ficha) for ficha in tablas]}
            vigente = leer(carpeta / ACTUAL)
            if vigente and not _sirve(carpeta, vigente, ahora, puntas):
                vigente = None
            if vigente and vigente["puntas"] == puntas:
                return vigente
            if vigente:
                _que_continue(conexion, vigente["puntas"], carpeta)
            nuevo = ahora | _extender(conexion, carpeta, vigente, puntas, tablas)
    finally:
        motor.dispose()
    _escribir(carpeta / f"{nuevo['huella'][:16]}.json", nuevo)
    _escribir(carpeta / ACTUAL, nuevo)
    return nuevo


def _sirve(carpeta: Path, vigente: dict[str, Any], ahora: dict[str, Any], puntas: dict[str, Any]) -> bool:
    """¿La foto que hay es de esta base, con estas tablas y de esta versión, y está completa?"""
    mia = vigente["puntas"]["base"] == puntas["base"] and all(vigente.get(que) == dice for que, dice in ahora.items())
    return mia and not armar(carpeta / ACTUAL, vigente).faltantes()


@contextmanager
def _candado(carpeta: Path) -> Iterator[None]:
    """Uno a la vez extiende la foto; los demás esperan y la encuentran hecha."""
    with (carpeta / ".candado").open("w") as archivo:
        fcntl.flock(archivo, fcntl.LOCK_EX)
        yield


def _puntas(conexion: Connection, libros: list[Ficha]) -> dict[str, Any]:
    """Hasta dónde llega cada libro ([último id, su huella]), la última carga y de qué base son (la primera)."""
    from sqlalchemy import text

    puntas: dict[str, Any] = {"libros": {}}
    for libro in libros:
        fila = conexion.execute(text(f"SELECT id, huella FROM {libro.nombre} ORDER BY id DESC LIMIT 1")).first()
        if fila is None and libro.es_principal:
            raise ErrorDeDatos(SIN_CARTERA)
        puntas["libros"][libro.nombre] = [fila[0], fila[1]] if fila else [0, INICIO]
    puntas["carga"] = conexion.execute(text(f"SELECT MAX(id) FROM {CARGAS}")).scalar() or 0
    primera = conexion.execute(text(f"SELECT registrado, huella FROM {CARGAS} ORDER BY id LIMIT 1")).one()
    puntas["base"] = f"{str(primera[0])[:19]} {primera[1]}"
    return puntas


def _que_continue(conexion: Connection, antes: dict[str, Any], carpeta: Path) -> None:
    """La base debe contener, con la misma huella, el último renglón de cada libro de la foto anterior."""
    from sqlalchemy import text

    for libro, (identidad, huella) in antes["libros"].items():
        consulta = text(f"SELECT huella FROM {libro} WHERE id = :id")
        if identidad and conexion.execute(consulta, {"id": identidad}).scalar() != huella:
            raise ErrorDeDatos(
                f"La base no continúa la foto anterior: se esperaba el renglón {identidad} de «{libro}» como estaba "
                "y cambió o ya no está. Corre `cobranza comprobar`. Si restauraste un respaldo a propósito, guarda "
                f"{carpeta} en otro lugar y vuelve a tomar la foto."
            )


def _extender(
    conexion: Connection, carpeta: Path, vigente: dict[str, Any] | None, puntas: dict[str, Any], tablas: list[Ficha]
) -> dict[str, Any]:
    de_esta_base = f"{FORMATO} {puntas['base']}"
    raiz = f"libros-{hashlib.sha256(de_esta_base.encode()).hexdigest()[:12]}"
    segmentos: dict[str, list[dict[str, Any]]] = dict(vigente["segmentos"]) if vigente else {}
    desde = vigente["puntas"] if vigente else {"libros": {}}
    sueltas = [ficha for ficha in tablas if not ficha.libro]
    for libro in (ficha for ficha in tablas if ficha.libro):
        ultimo, huella = desde["libros"].get(libro.nombre, [0, INICIO])
        tramo = Tramo(ultimo, puntas["libros"][libro.nombre][0], huella)
        nuevos = escribir_libro(conexion, carpeta / raiz, libro, tramo)
        segmentos[libro.nombre] = segmentos.get(libro.nombre, []) + nuevos
    if desde.get("carga") != puntas["carga"]:
        for suelta in sueltas:
            segmentos[suelta.nombre] = escribir_suelta(conexion, carpeta / raiz, suelta)
    enteras = {s.nombre: [x["huella"] for x in segmentos[s.nombre]] for s in sueltas if s.nombre != CARGAS}
    contenido = json.dumps([puntas["libros"], enteras], sort_keys=True)
    return {
        "huella": hashlib.sha256(contenido.encode()).hexdigest(),
        "raiz": raiz,
        "puntas": puntas,
        "segmentos": segmentos,
    }


def _escribir(ruta: Path, contenido: dict[str, Any]) -> None:
    provisional = ruta.with_suffix(f".{os.getpid()}.tmp")
    provisional.write_text(json.dumps(contenido, indent=1, sort_keys=True))
    provisional.replace(ruta)


def publicar(foto: Foto, destino: Ruta, al_avanzar: Callable[[int, int], None] | None = None) -> tuple[Ruta, int]:
    """Copia la foto a otra carpeta y devuelve (su manifiesto allá, segmentos copiados); lo que ya estaba no se toca.

    El manifiesto va al final: quien lee allá ve la foto anterior o ésta, nunca una a medias. Errores: `ErrorDeDatos`
    si a la foto le falta un segmento o alguno cambió.
    """
    if malos := foto.alterados():
        raise ErrorDeDatos(f"La foto no se copió: {malos[0].name} falta o cambió. Toma otra con `cobranza foto`.")
    # se vuelve a leer el manifiesto: así los segmentos de aquí y de allá vienen en el mismo orden
    leido = json.loads(foto.manifiesto.read_text())
    aca, alla = armar(foto.manifiesto, leido), armar(destino / foto.manifiesto.name, leido)
    # lo que una copia interrumpida dejó a medias pesa otra cosa y se vuelve a copiar
    pesan, hay = aca.tamanos(), alla.tamanos()
    pares = [par for par in zip(aca.huellas, alla.huellas, strict=True) if hay.get(par[1]) != pesan[par[0]]]
    for numero, (aqui, copia) in enumerate(pares, start=1):
        _copiar(aqui, copia)
        if al_avanzar:
            al_avanzar(numero, len(pares))
    _copiar(foto.manifiesto, alla.manifiesto)
    return alla.manifiesto, len(pares)


def _copiar(aqui: Ruta, copia: Ruta) -> None:
    """Copia un archivo; en un disco toma su nombre hasta estar completo, en la nube no existe hasta cerrarse."""
    copia.parent.mkdir(parents=True, exist_ok=True)
    escribe = copia.with_name(f"{copia.name}.{os.getpid()}.tmp") if isinstance(copia, Path) else copia
    try:
        with aqui.open("rb") as origen, escribe.open("wb") as destino:
            shutil.copyfileobj(origen, destino)
    except BaseException:
        escribe.unlink(missing_ok=True)
        raise
    if isinstance(escribe, Path) and isinstance(copia, Path):
        escribe.replace(copia)
