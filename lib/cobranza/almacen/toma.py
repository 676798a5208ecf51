"""Tomar la foto de los libros y copiarla: un solo proceso a la vez la alarga (`alargar`) y nadie bloquea la captura.

Todo lo que se publica llega primero al disco (`base.durable`): quien lee ve la foto anterior o la nueva, completas.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from cobranza.almacen.foto import Foto, armar, foto_de, ruta_de
from cobranza.almacen.inventario import ACTUAL, escribir, leer
from cobranza.base import durable, permisos
from cobranza.base.candado import candado
from cobranza.base.errores import ErrorDeDatos
from cobranza.base.motivos import motivo_de
from cobranza.base.secretos import a_la_vista

if TYPE_CHECKING:
    from cobranza.almacen.foto import Ruta

DE_UNA_FOTO = "foto:"
"""Así empieza `COBRANZA_BD` cuando los informes leen una foto y no una base."""


def foto_actual(url: str, salidas: Path, corte: date | None = None) -> Foto:
    """La foto de los libros como están: extiende la que haya con los renglones nuevos y la devuelve, probada.

    Sin renglones nuevos sólo se comprueba la que hay; si algo suyo se dañó, se vuelve a escribir de los libros y se
    dice por la salida de errores. Con `corte` la foto queda fija para ese corte: la primera vez se toma y después se
    devuelve la misma, aunque los libros crezcan. Errores: `ErrorDeDatos` si aún no hay cartera, si la base no existe
    o es de otra versión, si ya no contiene lo que una foto suya o si un renglón no sigue a la cadena.
    """
    if url.startswith(DE_UNA_FOTO):
        return foto_de(ruta_de(url.removeprefix(DE_UNA_FOTO)))
    # quien lee una foto no abre la base
    from cobranza.almacen.alargar import Toma
    from cobranza.almacen.sesion import instante, para_leer

    motor = para_leer(url)
    carpeta = salidas / "foto"
    try:
        with _en_disco(carpeta), instante(motor) as conexion:
            toma = Toma.de(conexion, carpeta)
            fija = carpeta / f"corte-{corte}.json"
            if corte is not None and fija.exists():
                return toma.fija(fija)
            manifiesto = toma.al_dia()
            if corte is None:
                return armar(carpeta / ACTUAL, manifiesto)
            escribir(fija, manifiesto)
            return armar(fija, manifiesto)
    finally:
        motor.dispose()


@contextmanager
def _en_disco(carpeta: Path) -> Iterator[None]:
    """La carpeta de la foto, tomada para escribir en ella; si no se puede, se dice por qué y qué hacer."""
    from cobranza.almacen.fallas import del_sistema

    try:
        permisos.carpeta(carpeta)  # trae nombres y RFC completos: no es de lo que se comparte
        # uno a la vez extiende la foto; los demás esperan y la encuentran hecha
        with candado(carpeta / ".candado"), permisos.mascara(carpeta):
            yield
    except OSError as error:
        raise ErrorDeDatos(
            f"No se pudo escribir la foto de los libros en {carpeta}: {del_sistema(error)}. La base no se tocó. Da "
            "espacio o permiso a esa carpeta, o usa otra con COBRANZA_SALIDAS, y repite la orden."
        ) from error


def publicar(foto: Foto, destino: Ruta, al_avanzar: Callable[[int, int], None] | None = None) -> tuple[Ruta, int]:
    """Copia la foto a otra carpeta y devuelve (su manifiesto allá, segmentos copiados); lo que ya estaba no se toca.

    El manifiesto va al final: quien lee allá ve la foto anterior o ésta, nunca una a medias. Errores: `ErrorDeDatos`
    si a la foto le falta un segmento, alguno cambió o allá no se puede escribir.
    """
    if malos := foto.alterados():
        raise ErrorDeDatos(f"La foto no se copió: {malos[0].name} falta o cambió. Toma otra con `cobranza foto`.")
    # se vuelve a leer el manifiesto: así los segmentos de aquí y de allá vienen en el mismo orden
    leido = leer(foto.manifiesto)
    if leido is None or leido["huella"] != foto.huella:
        raise ErrorDeDatos("La foto cambió mientras se copiaba; no se copió. Repite la orden.")
    aca, alla = armar(foto.manifiesto, leido), armar(destino / foto.manifiesto.name, leido)
    try:
        if isinstance(destino, Path) and destino.is_dir():
            durable.recoger(destino.rglob("*.tmp"))
        # lo que una copia interrumpida dejó a medias, o se dañó allá, se vuelve a copiar
        pendientes = set(alla.danados())
        pares = [par for par in zip(aca.huellas, alla.huellas, strict=True) if par[1] in pendientes]
        for numero, (aqui, copia) in enumerate(pares, start=1):
            _copiar(aqui, copia)
            if al_avanzar:
                al_avanzar(numero, len(pares))
        _copiar(foto.manifiesto, alla.manifiesto)
    except Exception as error:  # lo que diga cada controlador de fsspec, que puede repetir con qué se entra
        raise ErrorDeDatos(
            f"La foto no se copió completa en {a_la_vista(destino)} ({motivo_de(error)}); quien lea allá sigue "
            "viendo la anterior. Revisa el permiso y el espacio de ese lugar y repite la orden."
        ) from (error if isinstance(destino, Path) else None)
    return alla.manifiesto, len(pares)


def _copiar(aqui: Ruta, copia: Ruta) -> None:
    """Copia un archivo; en un disco toma su nombre hasta estar completo, en la nube no existe hasta cerrarse."""
    copia.parent.mkdir(parents=True, exist_ok=True)
    escribe = durable.provisional(copia) if isinstance(copia, Path) else copia
    try:
        with aqui.open("rb") as origen, escribe.open("wb") as destino:
            shutil.copyfileobj(origen, destino)
        if isinstance(escribe, Path) and isinstance(copia, Path):
            durable.publicar(escribe, copia)
    except BaseException:
        escribe.unlink(missing_ok=True)
        raise
